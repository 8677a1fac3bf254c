"""Compact JWS: read strictly, and verified by the key, never by the header."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.encodings import encode_base64url
from app.crypto.jws import MAX_JWS_CHARS, CompactJws, read_compact, verify_compact, write_compact
from app.errors import InvalidSignature, MalformedProof
from app.model.secured import Algorithm
from tests.fakes import SignerInMemory

SIGNER = SignerInMemory("did:example:a#1")
HEADER = {"typ": "JWT", "kid": "did:example:a#1"}


def made(header: Any, payload: bytes = b"{}", signature: bytes | None = None) -> str:
    """Return a JWS with any header at all, signed by SIGNER unless a signature is given."""
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    signing_input = f"{encode_base64url(head)}.{encode_base64url(payload)}"
    return f"{signing_input}.{encode_base64url(SIGNER.sign(signing_input.encode()) if signature is None else signature)}"


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_what_was_written_reads_back_and_verifies(algorithm: Algorithm) -> None:
    signer = SignerInMemory("did:example:a#1", algorithm=algorithm)

    jws = read_compact(write_compact(HEADER, b'{"a": "\xc3\xa9"}', signer))

    assert jws.header == {"alg": algorithm.value, **HEADER}
    assert jws.payload == b'{"a": "\xc3\xa9"}'
    assert verify_compact(jws, signer.jwk) is algorithm


def test_the_signer_fixes_the_algorithm_that_is_written() -> None:
    assert read_compact(write_compact({"alg": "none"}, b"", SIGNER)).header == {"alg": "EdDSA"}


def test_the_example_of_rfc_7515_holds() -> None:
    jwk = {
        "kty": "EC",
        "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    }
    text = (
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    )

    assert verify_compact(read_compact(text), jwk) is Algorithm.ES256


def test_the_w3c_sample_verifies_and_its_spoilt_copy_does_not(shared: Path) -> None:
    folder = shared / "vectors" / "vc-jose"
    keys = [json.loads(path.read_bytes()) for path in sorted(folder.glob("vm-*.json"))]
    jwks = [{name: value for name, value in key.get("publicKeyJwk", key).items() if name != "d"} for key in keys]
    good, bad = (read_compact((folder / f"credential-jose-{name}.txt").read_text().strip()) for name in ("minimal", "bad-signature"))

    def accepting(jws: CompactJws) -> int:
        count = 0
        for jwk in jwks:
            try:
                verify_compact(jws, jwk)
            except InvalidSignature:
                continue
            count += 1
        return count

    assert accepting(good) >= 1
    assert accepting(bad) == 0


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "", "HS256", "ES256", "RS256", "eddsa", "EdDSA ", "Ed25519"])
def test_another_algorithm_than_the_keys_is_refused(alg: str) -> None:
    with pytest.raises(InvalidSignature, match="alg is one for the key"):
        verify_compact(read_compact(made({"alg": alg})), SIGNER.jwk)


def test_a_public_key_taken_as_a_shared_secret_is_refused() -> None:
    signer = SignerInMemory("did:example:a#1", algorithm=Algorithm.RS256)
    signing_input = "eyJhbGciOiJIUzI1NiJ9.e30"
    secret = json.dumps(dict(signer.jwk)).encode()
    text = f"{signing_input}.{encode_base64url(hmac.new(secret, signing_input.encode(), hashlib.sha256).digest())}"

    with pytest.raises(InvalidSignature):
        verify_compact(read_compact(text), signer.jwk)


def test_a_symmetric_key_is_refused_whatever_the_header_says() -> None:
    with pytest.raises(MalformedProof):
        verify_compact(read_compact(made({"alg": "HS256"})), {"kty": "oct", "k": "AAAA"})


def test_a_key_in_the_header_changes_nothing() -> None:
    stranger = SignerInMemory("did:example:b#1", seed=b"\x08" * 32)
    text = write_compact({"jwk": dict(stranger.jwk), "jku": "https://evil.example/", "x5u": "https://evil.example/"}, b"{}", stranger)

    with pytest.raises(InvalidSignature):
        verify_compact(read_compact(text), SIGNER.jwk)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_change_of_any_part_is_refused(part: int) -> None:
    parts = write_compact(HEADER, b'{"a": 1}', SIGNER).split(".")
    others = write_compact({**HEADER, "kid": "x"}, b'{"a": 2}', SIGNER).split(".")
    parts[part] = others[part]

    with pytest.raises(InvalidSignature):
        verify_compact(read_compact(".".join(parts)), SIGNER.jwk)


@pytest.mark.parametrize("member", [{"crit": ["exp"]}, {"crit": []}, {"b64": False}, {"b64": True}, {"b64": False, "crit": ["b64"]}])
def test_extensions_that_must_be_understood_are_refused(member: dict[str, Any]) -> None:
    with pytest.raises(MalformedProof, match="without"):
        read_compact(made({"alg": "EdDSA", **member}))


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"x",
        b"[]",
        b'"alg"',
        b'{"alg":"EdDSA","alg":"none"}',
        b'{"alg":NaN}',
        b'\xef\xbb\xbf{"alg":"EdDSA"}',
        b'{"alg":"EdDSA","kid":"\\ud800"}',
        b'{"alg":"EdDSA","x":' + b"[" * 20 + b"]" * 20 + b"}",
        b'{"alg":"EdDSA","x":"' + b"x" * 20_000 + b'"}',
        b'{"alg":"EdDSA","x":[' + b"1," * 300 + b"1]}",
        b"{}",
        b'{"alg":null}',
        b'{"alg":["EdDSA"]}',
    ],
)
def test_a_header_that_is_no_plain_json_object_with_alg_is_refused(header: bytes) -> None:
    with pytest.raises(MalformedProof, match="header"):
        read_compact(made(header))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.b",
        "a.b.c.d",
        "..",
        "." * 100_000,
        "{}",
        "e30.e30.AA==",
        "e30 .e30.AAAA",
        "e30.e30.AAAA\n",
        '{"payload":"","signatures":[]}',
        base64.b64encode(b"x.y.z").decode(),
    ],
)
def test_what_is_no_compact_jws_is_refused(text: str) -> None:
    with pytest.raises(MalformedProof):
        read_compact(text)


@pytest.mark.parametrize("signature", [b"", b"x" * 1_025])
def test_no_signature_and_one_too_long_are_refused(signature: bytes) -> None:
    with pytest.raises(MalformedProof, match="signature of 1 to 1024 bytes"):
        read_compact(made({"alg": "EdDSA"}, signature=signature))


def test_a_text_too_long_is_refused_unread() -> None:
    with pytest.raises(MalformedProof, match="at most 7200000 characters"):
        read_compact("." * (MAX_JWS_CHARS + 1))


@given(st.text(max_size=60) | st.lists(st.binary(max_size=20).map(encode_base64url), min_size=3, max_size=3).map(".".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        jws = read_compact(text)
    except MalformedProof:
        return
    assert isinstance(jws.header["alg"], str)
