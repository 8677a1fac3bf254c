"""COSE_Sign1, strictly: garbage, hostile CBOR, and another implementation."""

from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given
from hypothesis import strategies as st
from pycose.headers import KID
from pycose.headers import Algorithm as AlgorithmHeader
from pycose.keys.ec2 import EC2Key
from pycose.keys.okp import OKPKey
from pycose.messages.sign1message import Sign1Message

from app.crypto.cose import ALGORITHMS, MAX_BYTES, is_sign1, read_sign1, verify_sign1, write_sign1
from app.errors import InvalidSignature, MalformedProof, SigningError
from app.model.secured import Algorithm
from tests.fakes import SignerInMemory, private_key_of

SIGNER = SignerInMemory("did:example:1#key")
PAYLOAD = b'{"a": 1}'


def message(protected: Any = None, unprotected: Any = None, payload: Any = PAYLOAD, signature: Any = b"0" * 64) -> bytes:
    """An untagged message of these parts; a protected header that is no bytes is encoded first."""
    header = {1: -8} if protected is None else protected
    encoded = header if isinstance(header, bytes) else cbor2.dumps(header)
    return cbor2.dumps([encoded, {} if unprotected is None else unprotected, payload, signature])


@pytest.mark.parametrize("algorithm", list(ALGORITHMS.values()))
def test_what_is_written_is_read_and_verifies(algorithm: Algorithm) -> None:
    signer = SignerInMemory("did:example:1#key", algorithm=algorithm)

    body = write_sign1({4: b"key", 16: "application/vc+cose"}, PAYLOAD, signer)
    sign1 = read_sign1(body)

    assert is_sign1(body)
    assert (sign1.payload, sign1.algorithm, dict(sign1.unprotected)) == (PAYLOAD, algorithm, {})
    assert {label: sign1.protected[label] for label in (4, 16)} == {4: b"key", 16: "application/vc+cose"}
    assert verify_sign1(sign1, signer.jwk) is algorithm
    assert read_sign1(body.removeprefix(b"\xd2")) == sign1


@pytest.mark.parametrize("algorithm", [Algorithm.RS256, Algorithm.PS256])
def test_an_algorithm_without_a_number_here_does_not_sign(algorithm: Algorithm) -> None:
    with pytest.raises(SigningError, match="ES256"):
        write_sign1({}, PAYLOAD, SignerInMemory("did:example:1#key", algorithm=algorithm))


def test_another_key_is_refused() -> None:
    sign1 = read_sign1(write_sign1({}, PAYLOAD, SIGNER))

    with pytest.raises(InvalidSignature):
        verify_sign1(sign1, SignerInMemory("did:example:1#key", seed=b"\x08" * 32).jwk)
    with pytest.raises(InvalidSignature, match="alg"):
        verify_sign1(sign1, SignerInMemory("did:example:1#key", algorithm=Algorithm.ES256).jwk)


def test_no_byte_can_be_changed() -> None:
    body = write_sign1({4: b"key"}, PAYLOAD, SIGNER)

    for position in range(len(body)):
        changed = body[:position] + bytes([body[position] ^ 1]) + body[position + 1 :]
        with pytest.raises((MalformedProof, InvalidSignature)):
            verify_sign1(read_sign1(changed), SIGNER.jwk)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xd2",
        b"\x84",
        b"\xd2\xd2" + message(),
        b"\xd9\xd9\xf7" + message(),
        message() + b"\0",
        message()[:-1],
        cbor2.dumps([cbor2.dumps({1: -8}), {}, PAYLOAD]),
        cbor2.dumps([cbor2.dumps({1: -8}), {}, PAYLOAD, b"0", b"0"]),
        cbor2.dumps({1: 2}),
        b"\x9f" + message()[1:] + b"\xff",
        b"\x98\x04" + message()[1:],
        message(protected=b""),
        message(protected=b"\x80"),
        message(protected=b"\xa1\x01\x27\x00"),
        message(protected=b"\xa2\x01\x27\x01\x27"),
        message(protected=b"\xbf\x01\x27\xff"),
        message(protected=b"\xa2\x01\x27\x18\x63\xc2\x41\x07"),
        message(protected=b"\xa2\x01\x27\x18\x63\xd8\x23\x63(a+"),
        message(protected={1: -8, 99: [[[[[1]]]]]}),
        message(protected={1: -8, 99: b"0" * 16_384}),
        message(unprotected={99: b"0" * 16_384}),
        message(unprotected={99: cbor2.CBORTag(29, 0)}),
        message(unprotected=[1]),
        message(unprotected={1: -8}),
        message(unprotected={2: [1]}),
        message(protected={1: -8, 2: [1]}),
        message(protected={}),
        message(protected={}, unprotected={1: -8}),
        message(payload=None),
        message(payload="text"),
        message(signature=None),
        message(signature=b""),
        message(signature="0" * 64),
        message(signature=b"0" * 1_025),
        message(protected=b"\x07"),
        b"\x84\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x84" * 10_000,
        b"\x84" + b"\x9b\x7f" + b"\xff" * 7,
        b"\x84\xa0\xa0\x41a\x41a",
    ],
    ids=range(40),
)
def test_what_is_no_plain_message_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedProof):
        read_sign1(body)


@pytest.mark.parametrize("number", [-257, -37, 5, 0, None, True, "ES256", "-8", -8.0, [-8]])
def test_an_algorithm_that_is_none_of_ours_is_refused(number: Any) -> None:
    with pytest.raises(MalformedProof, match="algorithms"):
        read_sign1(message(protected={1: number}))


def test_more_bytes_than_allowed_are_not_read() -> None:
    with pytest.raises(MalformedProof, match="at most"):
        read_sign1(b"\x84" + b"0" * MAX_BYTES)


def test_a_large_payload_is_read() -> None:
    assert len(read_sign1(message(payload=b"0" * 5_000_000)).payload) == 5_000_000


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for body in (content, b"\xd2\x84" + content, message(protected=content), b"\x84\x43\xa1\x01\x27" + content):
        try:
            read_sign1(body)
        except MalformedProof:
            continue


@pytest.mark.parametrize(
    ("body", "recognised"),
    [
        (b"\x84\x43", True),
        (b"\xd2\x84\x43", True),
        (b"\xd2\x84", False),
        (b"\x84\xa0", False),
        (b"\xd2\x85", False),
        (b"", False),
        (b"{}", False),
        (b"eyJ", False),
        ("é".encode(), False),
    ],
)
def test_a_message_is_known_by_its_first_bytes(body: bytes, *, recognised: bool) -> None:
    assert is_sign1(body) is recognised


def _pycose_key(algorithm: Algorithm) -> EC2Key | OKPKey:
    key = private_key_of(algorithm=algorithm)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return OKPKey(crv="ED25519", x=key.public_key().public_bytes_raw(), d=key.private_bytes_raw())
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    numbers = key.private_numbers()
    x, y, d = (number.to_bytes(32, "big") for number in (numbers.public_numbers.x, numbers.public_numbers.y, numbers.private_value))
    return EC2Key(crv="P_256", x=x, y=y, d=d)


@pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.EDDSA])
def test_our_message_verifies_in_pycose(algorithm: Algorithm) -> None:
    signer = SignerInMemory("did:example:1#key", algorithm=algorithm)

    parts = cbor2.loads(write_sign1({4: b"key"}, PAYLOAD, signer).removeprefix(b"\xd2"))  # pycose cannot read what this cbor2 makes of tags
    theirs = Sign1Message.from_cose_obj(parts, allow_unknown_attributes=False)
    theirs.key = _pycose_key(algorithm)

    assert theirs.payload == PAYLOAD
    assert theirs.verify_signature()


@pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.EDDSA])
def test_a_message_of_pycose_verifies_here(algorithm: Algorithm) -> None:
    theirs = Sign1Message(phdr={AlgorithmHeader: algorithm.value.upper(), KID: b"key"}, payload=PAYLOAD)
    theirs.key = _pycose_key(algorithm)

    for tag in (True, False):
        sign1 = read_sign1(theirs.encode(tag=tag))
        assert verify_sign1(sign1, SignerInMemory("did:example:1#key", algorithm=algorithm).jwk) is algorithm
        assert sign1.payload == PAYLOAD
