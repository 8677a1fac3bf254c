"""Proofs, tested: what errors mean, and that a proof covers the document that is read."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.errors import CredentialServiceError, DataLoss, DocumentError, Fault, InvalidSignature, TooComplex, UnknownContext
from app.model.report import Check
from app.model.secured import PublicKey, Secured
from app.proofs import suite_named
from app.proofs.suite import ASSERTED, ProofSuite, Verified, VerifyOptions
from app.verifier.codes import CODES
from app.verifier.examined_proofs import examined_proofs, refusal
from app.verifier.forms import read_presented
from tests.verifier.world import BADGE, ISSUER, evidence, signed

PRESENTED = read_presented(signed())


def covering(document: dict[str, object]) -> ProofSuite:
    """A suite that finds every proof good, for the same document always."""
    verified = Verified(document, "eddsa-rdfc-2022", f"{ISSUER}#key-1", "assertionMethod", None)

    def verify(secured: Secured, keys: Mapping[str, PublicKey], options: VerifyOptions = ASSERTED) -> Verified:  # noqa: ARG001
        return verified

    return replace(suite_named("eddsa-rdfc-2022"), verify=verify)


def test_a_proof_that_covers_the_document_holds() -> None:
    (examined,) = examined_proofs(PRESENTED, ISSUER, evidence(), (covering(BADGE),))

    assert examined.trouble is None


def test_a_proof_that_covers_another_document_than_is_read_does_not_hold() -> None:
    (examined,) = examined_proofs(PRESENTED, ISSUER, evidence(), (covering({**BADGE, "name": "Another"}),))

    assert examined.trouble is not None
    assert examined.trouble.code == "proof-malformed"


def test_a_suite_that_is_not_in_the_table_is_not_known() -> None:
    (examined,) = examined_proofs(PRESENTED, ISSUER, evidence(), ())

    assert examined.trouble is not None
    assert examined.trouble.code == "suite-unsupported"


def test_an_error_names_at_most_five_places() -> None:
    error = DataLoss("lost", tuple(Fault(f"/{number}", "lost") for number in range(9)))

    assert refusal(error).facts["members"] == "/0, /1, /2, /3, /4"


def test_an_error_without_a_place_speaks_of_the_whole_document() -> None:
    assert refusal(DataLoss("lost")).facts == {"detail": "lost", "members": "/"}
    assert refusal(DataLoss("lost", (Fault("", "lost"),))).facts["members"] == "/"


@pytest.mark.parametrize(("faults", "context"), [((), "@context"), ((Fault("/a/@context", "x"),), "/a/@context")])
def test_an_unknown_context_is_told_by_its_place(faults: tuple[Fault, ...], context: str) -> None:
    assert refusal(UnknownContext("unknown", faults)).facts["context"] == context


@pytest.mark.parametrize("error", [InvalidSignature("x"), TooComplex("x"), DocumentError("x"), DataLoss("x"), UnknownContext("x")])
def test_what_testing_a_proof_raises_is_a_finding_of_its_check(error: CredentialServiceError) -> None:
    assert refusal(error).code in CODES[Check.PROOF]
