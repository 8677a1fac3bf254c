"""One table from our codes to the types of problems; nothing that stands in the way lacks its row."""

import app.errors
from app.errors import DocumentError, NotRecognised, ProofError
from app.model.report import Outcome
from app.services.api_outcomes import PROBLEM_TYPES, outcome_of, problem
from app.verifier.codes import CODES
from app.verifier.profile import VC_API_EXPIRED_TOO

OF_PRESENTATIONS = {
    "holder-mismatch",
    "challenge-mismatch",
    "domain-mismatch",
    "domain-not-asked",
    "credential-no-object",
    "presentation-no-object",
}


def codes_of_errors() -> set[str]:
    kinds = (getattr(app.errors, name) for name in app.errors.__all__)
    return {kind.code for kind in kinds if isinstance(kind, type) and issubclass(kind, DocumentError | ProofError | NotRecognised)}


def test_each_code_that_stands_in_the_way_has_its_type() -> None:
    in_the_way = {code for by_code in CODES.values() for code, outcome in by_code.items() if outcome in {Outcome.FAILED, Outcome.UNKNOWN}}

    assert in_the_way | codes_of_errors() | OF_PRESENTATIONS <= PROBLEM_TYPES.keys()
    assert VC_API_EXPIRED_TOO.tolerated <= PROBLEM_TYPES.keys()


def test_the_table_has_no_code_that_nobody_finds() -> None:
    known = {code for by_code in CODES.values() for code in by_code}

    assert PROBLEM_TYPES.keys() <= known | codes_of_errors() | OF_PRESENTATIONS


def test_a_problem_has_the_type_of_the_specification_and_our_code() -> None:
    found = problem("status-unreachable", "nobody there", "/verifiableCredential/1")

    assert found.type == "https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR"
    assert (found.title, found.detail) == ("Status retrieval error", "nobody there")
    assert (found.code, found.pointer) == ("status-unreachable", "/verifiableCredential/1")


def test_an_unknown_code_is_a_proof_that_was_not_verified() -> None:
    assert problem("never-heard-of", "").type == "https://w3id.org/security#PROOF_VERIFICATION_ERROR"


def test_verified_is_what_has_no_error() -> None:
    warning = problem("key-of-another", "")

    assert outcome_of((), (warning,)).verified
    assert not outcome_of((warning,)).verified
