"""What the protected header of a seal must say, and what it must not."""

import hashlib
from typing import Any

import orjson
import pytest

from app.crypto.encodings import encode_base64url
from app.errors import CredentialServiceError, DocumentError, MalformedProof, UnsupportedSuite
from app.model.secured import Secured
from app.proofs import jades, presented_proofs
from app.proofs.jades_header import MAX_HEADER_CHARACTERS, read_header
from tests.crypto.authorities import NOON, certified
from tests.proofs.jades_examples import DIPLOMA, header_in, in_base64, resealed, seal_of, sealed, signed_as, stamp

TOKEN = {"val": in_base64(stamp(b""))}
LEAF = in_base64(seal_of().der)
PAYLOAD = orjson.dumps(DIPLOMA).decode()


def read(secured: Secured) -> jades.Seal:
    presented_proofs(secured)
    return jades.read_seal(secured.body)


@pytest.mark.parametrize(
    "changes",
    [
        {"typ": ...},
        {"typ": "jose"},
        {"typ": "application/JOSE+JSON"},
        {"cty": ...},
        {"cty": "octet-stream"},
        {"kid": ...},
        {"iat": ...},
        {"x5u": "https://attacker.example/certificate"},
        {"sigPId": {"id": "urn:oid:1.2"}, "srCms": [], "sigPl": {}, "crit": ["b64", "sigPId", "srCms", "sigPl"]},
        {"iat": ..., "sigT": "2026-06-15T12:00:00Z"},
        {"sigT": "2026-06-15T12:00:00Z"},
    ],
)
def test_a_header_may_say_more_or_less(changes: dict[str, Any]) -> None:
    seal = read(resealed(**changes))

    assert seal.document == DIPLOMA
    assert seal.moment == (None if changes == {"iat": ...} else NOON)


@pytest.mark.parametrize("algorithm", [..., None, 7, "", "none", "None", "NONE", "HS256", "hs512"])
def test_an_algorithm_that_proves_nothing_is_refused(algorithm: Any) -> None:
    with pytest.raises(MalformedProof, match="alg"):
        read(resealed(alg=algorithm))


@pytest.mark.parametrize(
    "critical",
    [
        None,
        "b64",
        [],
        [7],
        [["b64"]],
        {"b64": True},
        ["b64", "b64"],
        ["b64", "exp"],
        ["b64", "alg"],
        ["b64", "sigT"],
        ["b64", "x" * 10_000],
        ["iat"],
        ["b64", ""],
        ["b64", "B64"],
        ...,
    ],
)
def test_what_is_critical_must_be_known_and_there(critical: Any) -> None:
    with pytest.raises(MalformedProof, match="crit") as refusal:
        read(resealed(crit=critical))

    assert len(refusal.value.detail) < 200


def test_an_unencoded_payload_must_be_said_to_be_critical() -> None:
    with pytest.raises(MalformedProof, match="b64 among crit"):
        read(resealed(crit=["sigT"], sigT="2026-06-15T12:00:00Z"))
    with pytest.raises(MalformedProof, match="b64 among crit"):
        read(resealed(crit=...))


@pytest.mark.parametrize("value", [None, 0, 1, "false", []])
def test_how_the_payload_stands_is_true_or_false(value: Any) -> None:
    with pytest.raises(MalformedProof, match="b64"):
        read(resealed(b64=value))


@pytest.mark.parametrize("value", [True, ...])
def test_a_plain_payload_under_a_header_that_says_otherwise_is_refused(value: Any) -> None:
    with pytest.raises(MalformedProof):
        read(resealed(b64=value, crit=["b64"] if value is True else ...))


@pytest.mark.parametrize("typ", [None, 7, "", "JWT", "vc+jwt", "jose+xml", "x" * 10_000])
def test_another_type_is_refused(typ: Any) -> None:
    with pytest.raises(MalformedProof, match="typ"):
        read(resealed(typ=typ))


@pytest.mark.parametrize(
    "chain",
    [
        ...,
        None,
        [],
        LEAF,
        [7],
        [LEAF] * 9,
        [LEAF + "="],
        [LEAF[:-4]],
        [LEAF.rstrip("=") + "===="],
        ["*" + LEAF[1:]],
        [LEAF.replace("+", "-").replace("/", "_")],
        [LEAF + "\n"],
        ["é"],
        [in_base64(certified("Other").der)],
        [in_base64(certified("Other").der), LEAF],
        [LEAF, "QR=="],
        [""],
    ],
)
def test_a_header_without_its_certificate_is_refused(chain: Any) -> None:
    with pytest.raises(MalformedProof, match="x5"):
        read(resealed(x5c=chain))


@pytest.mark.parametrize("digest", [..., None, 7, "", "AAAA", in_base64(b"\x00" * 32)])
def test_a_header_without_the_digest_of_its_certificate_is_refused(digest: Any) -> None:
    with pytest.raises(MalformedProof, match="x5t#S256"):
        read(resealed(x5t__S256=digest))


def test_another_digest_must_agree_too() -> None:
    for name, digest in (("S384", hashlib.sha384), ("S512", hashlib.sha512)):
        value = encode_base64url(digest(seal_of().der).digest())
        assert read(resealed(x5t__o={"digAlg": name, "digVal": value}, crit=["b64", "x5t#o"])).document == DIPLOMA
        with pytest.raises(MalformedProof, match="x5t#o"):
            read(resealed(x5t__o={"digAlg": name, "digVal": value[1:]}))


@pytest.mark.parametrize(
    "value", [None, [], {}, {"digAlg": 7}, {"digAlg": "S256", "digVal": "AAAA"}, {"digAlg": "SHA1"}, {"digAlg": "S512"}]
)
def test_another_digest_that_cannot_be_tested_is_refused(value: Any) -> None:
    with pytest.raises(MalformedProof, match="x5t#o"):
        read(resealed(x5t__o=value))


@pytest.mark.parametrize("value", [None, True, "1781524800", 1.5, 10**15, -(10**15), 10**18, []])
def test_a_moment_that_is_none_is_refused(value: Any) -> None:
    with pytest.raises(MalformedProof, match="iat"):
        read(resealed(iat=value))


@pytest.mark.parametrize("value", [None, 7, "", "2026-06-15", "2026-06-15T12:00:00", "2026-13-15T12:00:00Z", "yesterday"])
def test_an_older_moment_that_is_none_is_refused(value: Any) -> None:
    with pytest.raises(MalformedProof, match="sigT"):
        read(resealed(iat=..., sigT=value))


def test_two_moments_must_be_one() -> None:
    with pytest.raises(MalformedProof, match="disagree"):
        read(resealed(sigT="2026-06-15T12:00:01Z"))


def test_a_document_that_lies_elsewhere_is_refused() -> None:
    with pytest.raises(UnsupportedSuite, match="elsewhere"):
        read(resealed(sigD={"mId": "http://uri.etsi.org/19182/HttpHeaders"}, crit=["b64", "sigD"]))


@pytest.mark.parametrize(
    "container",
    [
        None,
        [],
        {},
        {"tstTokens": []},
        {"tstTokens": {}},
        {"tstTokens": [7]},
        {"tstTokens": [{}]},
        {"tstTokens": [{"val": ""}]},
        {"tstTokens": [{"val": 7}]},
        {"tstTokens": [{"val": "*"}]},
        {"tstTokens": [{**TOKEN, "encoding": "http://uri.etsi.org/01903/v1.2.2#PER"}]},
    ],
)
def test_a_garbled_stamp_in_the_header_is_refused(container: Any) -> None:
    with pytest.raises(MalformedProof, match="adoTst"):
        read(resealed(adoTst=container))


def test_a_stamp_in_the_header_may_say_that_it_is_der() -> None:
    seal = read(resealed(adoTst={"tstTokens": [{**TOKEN, "encoding": "http://uri.etsi.org/01903/v1.2.2#DER"}]}))

    assert [in_base64(each) for each in seal.header.content_time_stamps] == [TOKEN["val"]]


@pytest.mark.parametrize(
    "text", [b"", b"[]", b'"x"', b"{", b'{"alg":"ES256","alg":"none"}', b'\xef\xbb\xbf{"alg":"ES256"}', b'{"alg":"\\ud800"}']
)
def test_a_header_that_is_no_plain_object_is_refused(text: bytes) -> None:
    with pytest.raises(CredentialServiceError):
        read(signed_as(encode_base64url(text) or "A", PAYLOAD))


def test_a_name_that_stands_twice_in_the_header_is_refused() -> None:
    text = orjson.dumps(header_in(sealed()))
    twice = text.replace(b'"b64":false', b'"b64":true,"b64":false')

    assert twice != text
    with pytest.raises(DocumentError):
        read(signed_as(encode_base64url(twice), PAYLOAD))


def test_a_header_that_is_too_long_or_too_deep_is_refused() -> None:
    with pytest.raises(MalformedProof, match="characters"):
        read_header("A" * (MAX_HEADER_CHARACTERS + 1))
    deep: Any = []
    for _ in range(20):
        deep = [deep]
    with pytest.raises(DocumentError):
        read(resealed(deep=deep))
