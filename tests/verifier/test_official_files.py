"""The official signed files: 1EdTech's sample verifies, W3C's vectors pass (4) and fail (3), each tampered variant is noticed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.crypto.keys import multikey
from app.model.report import Verdict
from app.model.secured import Document
from app.verifier.kinds import still_wanted
from tests.verifier.world import STRANGER, World, answered, codes, silent, tampered

ISSUER = "https://example.edu/issuers/565049"
LATER = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
VECTORS = [
    "eddsa/eddsa-rdfc-2022/signedDataInt.json",
    "eddsa/proof-set-chain/signedProofSet1.json",
    "eddsa/proof-set-chain/signedProofSet2.json",
    "eddsa/eddsa-jcs-2022/signedJCS.json",
    "eddsa/Ed25519Signature2020/signedEdSig.json",
    "eddsa/proof-set-chain/signedProofChain1.json",
    "ecdsa/ecdsa-rdfc-2019-p256/signedECDSAP256.json",
    "ecdsa/ecdsa-jcs-2019-p256/signedJCSECDSAP256.json",
]


@pytest.fixture(scope="module")
def sample(shared: Path) -> bytes:
    return (shared / "vectors/ob3-linked-data-proof/signed-credential.json").read_bytes()


@pytest.fixture(scope="module")
def key(shared: Path) -> Document:
    method: Document = orjson.loads((shared / "vectors/ob3-linked-data-proof/key.json").read_bytes())
    return {name: method[name] for name in ("id", "controller", "type", "publicKeyMultibase")}


def given(*methods: Document) -> World:
    document = {"id": ISSUER, "verificationMethod": list(methods), "assertionMethod": [method["id"] for method in methods]}
    return World({ISSUER: answered(ISSUER, document)}, LATER)


def test_the_official_open_badge_is_valid_with_its_issuers_document(sample: bytes, key: Document) -> None:
    report = given(key).report(sample)

    assert codes(report) == {
        1: "readable",
        2: "schema-open-badges",
        3: "key-listed",
        4: "signature-genuine",
        5: "current",
        6: "no-status",
        7: "no-registry",
    }
    assert report.verdict is Verdict.VALID
    assert report.content is not None
    assert report.content.title == "Teamwork Badge"
    assert report.content.issuer_name == "Example Corp"


def test_the_official_open_badge_wants_its_issuers_document_and_cannot_be_told_without(sample: bytes) -> None:
    case = World({}, LATER).case(sample)

    assert [address.url for address in still_wanted(case)] == [ISSUER]
    assert World({ISSUER: silent(ISSUER)}, LATER).report(sample).verdict is Verdict.CANNOT_TELL


def test_the_key_in_the_fragment_of_the_official_open_badge_is_not_believed(sample: bytes) -> None:
    report = World({ISSUER: answered(ISSUER, {"id": ISSUER, "type": "Profile"})}, LATER).report(sample)

    assert codes(report)[3] == "key-not-listed"
    assert report.verdict is Verdict.NOT_VALID


def test_another_key_under_the_name_of_the_official_one_breaks_the_signature(sample: bytes, key: Document) -> None:
    report = given({**key, "publicKeyMultibase": multikey(STRANGER.jwk)}).report(sample)

    assert codes(report)[4] == "signature-invalid"


def test_the_official_open_badge_was_not_valid_before_its_date(sample: bytes, key: Document) -> None:
    surroundings = World(given(key).evidence, datetime(2009, 12, 31, 12, 0, tzinfo=UTC))

    assert surroundings.report(sample).reason == "not-yet-valid"


@pytest.mark.parametrize(
    ("changes", "check", "code"),
    [
        ({"name": "Solo Badge"}, 4, "signature-invalid"),
        ({"validFrom": "2011-01-01T00:00:00Z"}, 4, "signature-invalid"),
        ({"id": "http://example.com/credentials/1"}, 4, "signature-invalid"),
        ({"unsigned": "decoration"}, 4, "data-loss"),
        ({"issuer": "https://example.edu/issuers/1"}, 3, "issuer-unreachable"),
        ({"issuer": "did:web:example.edu"}, 3, "issuer-unreachable"),
        ({"issuer": ...}, 3, "issuer-missing"),
        ({"credentialSubject": {}}, 2, "schema-violation"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2", "https://example.com/"]}, 1, "context-unknown"),
        ({"proof": ...}, 4, "proof-missing"),
        ({"proof": {}}, 4, "proof-malformed"),
    ],
)
def test_each_tampered_variant_is_noticed_by_the_right_check(
    sample: bytes, key: Document, changes: dict[str, Any], check: int, code: str
) -> None:
    report = given(key).report(tampered(sample, **changes))

    assert codes(report)[check] == code
    assert report.verdict in {Verdict.NOT_VALID, Verdict.CANNOT_TELL}
    assert report.content is None


def test_every_single_text_of_the_official_open_badge_is_protected(sample: bytes, key: Document) -> None:
    surroundings = given(key)
    for changed in _with_one_text_changed(orjson.loads(sample)):
        assert surroundings.report(orjson.dumps(changed)).verdict is not Verdict.VALID


@pytest.mark.parametrize("path", VECTORS)
def test_the_w3c_vectors_hold_but_their_key_is_not_their_issuers(shared: Path, path: str) -> None:
    report = World({}, LATER).report((shared / "vectors" / path).read_bytes())

    assert codes(report)[3] == "key-of-another"
    assert codes(report)[4] == "signature-genuine"
    assert report.verdict is Verdict.NOT_VALID
    assert report.content is None


@pytest.mark.parametrize("path", VECTORS)
def test_a_tampered_w3c_vector_does_not_hold(shared: Path, path: str) -> None:
    body = tampered((shared / "vectors" / path).read_bytes(), name="Another")

    assert codes(World({}, LATER).report(body))[4] == "signature-invalid"


def test_every_official_example_is_recognised_and_judged(shared: Path) -> None:
    for path in sorted((shared / "openbadges/examples").glob("*ob-*credential*.json")):
        report = World({}, LATER).report(path.read_bytes())
        assert report.verdict in {Verdict.NOT_VALID, Verdict.CANNOT_TELL}, path.name


def _with_one_text_changed(document: Document) -> Iterator[Document]:
    for path in _texts(document, ()):
        copy = orjson.loads(orjson.dumps(document))
        *way, last = path
        place: Any = copy
        for step in way:
            place = place[step]
        place[last] = place[last][:-1] + ("x" if place[last][-1] != "x" else "y")
        yield copy


def _texts(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, str):
        yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in members:
        yield from _texts(member, (*path, step))
