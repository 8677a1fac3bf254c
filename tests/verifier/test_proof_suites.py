"""Proofs of every suite, sets and chains of them, as they are judged."""

from typing import Any

import orjson
import pytest

from app.model.report import Report, Verdict
from app.model.secured import Algorithm, Document
from app.proofs import suite_named
from app.proofs.suite import SecureOptions
from tests.fakes import SignerInMemory
from tests.verifier.world import (
    BADGE,
    ISSUER,
    ISSUER_URL,
    NOON,
    SIGNER,
    STRANGER,
    answered,
    badge,
    codes,
    finding,
    keys_document,
    signed,
    world,
)

FIRST_ID = "urn:uuid:0198c0de-0000-7000-8000-0000000000a1"
SIGNERS = {
    algorithm: SignerInMemory(f"{ISSUER}#{algorithm.value}", algorithm=algorithm)
    for algorithm in (Algorithm.EDDSA, Algorithm.ES256, Algorithm.ES384)
}
KEYS = answered(ISSUER_URL, keys_document(SIGNER.public_key, *(signer.public_key for signer in SIGNERS.values())))
SUITES = [
    ("eddsa-rdfc-2022", Algorithm.EDDSA),
    ("eddsa-jcs-2022", Algorithm.EDDSA),
    ("ecdsa-rdfc-2019", Algorithm.ES256),
    ("ecdsa-rdfc-2019", Algorithm.ES384),
    ("ecdsa-jcs-2019", Algorithm.ES256),
    ("ecdsa-jcs-2019", Algorithm.ES384),
]


def by(name: str, algorithm: Algorithm, document: Document = BADGE, **options: Any) -> bytes:
    """The document with a proof of that suite, by a key of the issuer's."""
    return suite_named(name, algorithm).secure(document, SIGNERS[algorithm], SecureOptions(NOON, **options)).body


def judged(body: bytes) -> Report:
    return world(KEYS).report(body)


@pytest.mark.parametrize(("name", "algorithm"), SUITES)
def test_a_credential_of_every_suite_is_valid(name: str, algorithm: Algorithm) -> None:
    report = judged(by(name, algorithm))

    assert (report.verdict, report.securing, codes(report)[4]) == (Verdict.VALID, name, "signature-genuine")


@pytest.mark.parametrize(("name", "algorithm"), SUITES)
def test_a_credential_of_any_suite_that_was_changed_is_not_valid(name: str, algorithm: Algorithm) -> None:
    report = judged(by(name, algorithm).replace(b"Riesling", b"Traminer"))

    assert (report.verdict, codes(report)[4]) == (Verdict.NOT_VALID, "signature-invalid")


@pytest.mark.parametrize(("name", "algorithm"), SUITES)
def test_a_key_of_another_curve_or_kind_does_not_fit(name: str, algorithm: Algorithm) -> None:
    for other in SIGNERS.keys() - {algorithm}:
        body = by(name, algorithm).replace(f"#{algorithm.value}".encode(), f"#{other.value}".encode())

        assert codes(judged(body))[4] in {"signature-invalid", "proof-malformed"}


def test_what_no_context_defines_is_signed_by_bytes_and_warned_of() -> None:
    report = judged(by("eddsa-jcs-2022", Algorithm.EDDSA, badge(type=["VerifiableCredential"], undefinedTerm="x")))

    assert codes(report)[4] == "signature-genuine-undefined-members"
    assert finding(report, 4).facts["members"] == "/undefinedTerm"
    assert report.verdict is Verdict.VALID


@pytest.mark.parametrize(("name", "algorithm"), SUITES)
@pytest.mark.parametrize("number", [2**53, -(2**63), 2**64])
def test_a_number_that_not_all_read_alike_is_not_valid_under_any_suite(name: str, algorithm: Algorithm, number: int) -> None:
    report = judged(orjson.dumps({**orjson.loads(by(name, algorithm)), "name": "NUMBER"}).replace(b'"NUMBER"', str(number).encode()))

    assert (report.verdict, codes(report)[4]) == (Verdict.NOT_VALID, "data-loss")


def test_a_context_that_was_added_after_signing_bytes_is_refused() -> None:
    document = orjson.loads(by("eddsa-jcs-2022", Algorithm.EDDSA))
    document["@context"].append("https://www.w3.org/ns/credentials/examples/v2")

    report = judged(orjson.dumps(document))

    assert (report.verdict, codes(report)[4]) == (Verdict.NOT_VALID, "proof-malformed")


def test_every_proof_of_a_set_must_hold() -> None:
    beside: dict[str, Any] = {"previous": ()}
    good = by("ecdsa-jcs-2019", Algorithm.ES384, orjson.loads(signed()), **beside)
    half = suite_named("eddsa-rdfc-2022").secure(orjson.loads(signed()), STRANGER, SecureOptions(NOON, previous=())).body

    assert judged(good).verdict is Verdict.VALID
    assert judged(good).securing == "eddsa-rdfc-2022, ecdsa-jcs-2019"
    assert judged(half).verdict is Verdict.NOT_VALID


def test_every_proof_of_a_chain_must_hold() -> None:
    first = by("ecdsa-rdfc-2019", Algorithm.ES384, proof_id=FIRST_ID)
    chain = by("eddsa-rdfc-2022", Algorithm.EDDSA, orjson.loads(first), previous=(FIRST_ID,))
    forged = suite_named("eddsa-rdfc-2022").secure(BADGE, STRANGER, SecureOptions(NOON, proof_id=FIRST_ID)).body
    upon_forged = by("eddsa-rdfc-2022", Algorithm.EDDSA, orjson.loads(forged), previous=(FIRST_ID,))

    assert judged(chain).verdict is Verdict.VALID
    assert judged(upon_forged).verdict is Verdict.NOT_VALID


def test_a_chain_that_lost_a_proof_is_not_valid() -> None:
    first = by("ecdsa-rdfc-2019", Algorithm.ES384, proof_id=FIRST_ID)
    chain = orjson.loads(by("eddsa-rdfc-2022", Algorithm.EDDSA, orjson.loads(first), previous=(FIRST_ID,)))

    report = judged(orjson.dumps({**chain, "proof": chain["proof"][1]}))

    assert (report.verdict, codes(report)[4]) == (Verdict.NOT_VALID, "proof-malformed")
