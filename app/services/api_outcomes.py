"""What a verification comes to for a program (VC-API): verified or not, and a problem object for each obstacle and warning.

One table leads from our codes to the problem types of the specifications; the sentences are `wording/`'s, in English.

Spec: VC Data Model 2.0 §7.1, Data Integrity 1.0 §4.7, Bitstring Status List 1.0 §3.5 (processing errors); RFC 9457
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.errors import NotRecognised
from app.model.report import Finding, Report
from app.verifier.profile import Profile
from app.wording import Wording

NOT_RECOGNISED: Final = NotRecognised.code

_SECURITY = "https://w3id.org/security#"
_DATA_MODEL = "https://www.w3.org/TR/vc-data-model#"
_STATUS_LIST = "https://www.w3.org/ns/credentials/status-list#"

PROBLEM_TYPES: Mapping[str, str] = MappingProxyType(
    {
        code: problem_type
        for problem_type, codes in {
            f"{_DATA_MODEL}PARSING_ERROR": ("json-malformed", "jwt-malformed", NOT_RECOGNISED),
            f"{_DATA_MODEL}MALFORMED_VALUE_ERROR": (
                "document-refused",
                "document-too-complex",
                "context-unknown",
                "schema-violation",
                "schema-profile-unknown",
                "script-not-covered",
                "issuer-missing",
                "validity-unreadable",
                "credential-no-object",
                "presentation-no-object",
            ),
            f"{_DATA_MODEL}RANGE_ERROR": ("not-yet-valid", "expired"),
            f"{_DATA_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR": (
                "signature-invalid",
                "seal-invalid",
                "seal-of-another",
                "seal-unanchored",
                "seal-authority-unlisted",
                "seal-certificate-unfit",
                "seal-certificate-expired",
                "seal-certificate-expired-since",
                "seal-certificate-revoked",
                "seal-certificate-revoked-since",
                "key-of-another",
                "key-not-listed",
                "key-revoked",
                "key-revoked-since",
                "key-expired",
                "key-expired-since",
                "key-unavailable",
                "issuer-unreachable",
                "issuer-address-forbidden",
                "issuer-unresolvable",
                "issuer-document-unusable",
                "issuer-profile-unavailable",
                "badge-class-unavailable",
                "badge-of-another",
                "host-of-another",
                "key-document-unavailable",
                "key-too-weak",
                "holder-mismatch",
            ),
            f"{_SECURITY}PROOF_VERIFICATION_ERROR": (
                "proof-missing",
                "proof-malformed",
                "certificate-malformed",
                "proof-refused",
                "suite-unsupported",
                "proof-expired",
                "signed-in-future",
                "hosted-copy-differs",
                "hosted-not-there",
                "hosted-unavailable",
                "hosted-withdrawn",
                "not-judged",
            ),
            f"{_SECURITY}DATA_LOSS_DETECTION_ERROR": ("data-loss", "signature-genuine-undefined-members"),
            f"{_SECURITY}INVALID_CHALLENGE_ERROR": ("challenge-mismatch",),
            f"{_SECURITY}INVALID_DOMAIN_ERROR": ("domain-mismatch", "domain-not-asked"),
            f"{_STATUS_LIST}STATUS_RETRIEVAL_ERROR": ("status-unreachable",),
            f"{_STATUS_LIST}STATUS_VERIFICATION_ERROR": (
                "status-type-unknown",
                "status-purpose-unknown",
                "status-malformed",
                "status-list-refused",
                "status-message-unknown",
                "revoked",
                "revoked-with-reason",
                "suspended",
                "superseded",
            ),
            f"{_STATUS_LIST}STATUS_LIST_LENGTH_ERROR": ("status-list-too-short",),
            f"{_STATUS_LIST}RANGE_ERROR": ("status-index-out-of-range",),
        }.items()
        for code in codes
    }
)
"""The type of problem by our code."""

_OTHERWISE = f"{_SECURITY}PROOF_VERIFICATION_ERROR"


@dataclass(frozen=True, slots=True)
class ApiProblem:
    """One problem object (RFC 9457). `code` is ours; `pointer` leads to the credential in a presentation, empty for the whole."""

    type: str
    title: str
    detail: str
    code: str
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class ApiOutcome:
    """What the VC-API answers: `errors` is empty exactly where `verified`; whatever does not verify is answered with 400."""

    verified: bool
    errors: tuple[ApiProblem, ...] = ()
    warnings: tuple[ApiProblem, ...] = ()


def outcome_of(errors: tuple[ApiProblem, ...], warnings: tuple[ApiProblem, ...] = ()) -> ApiOutcome:
    """Return the outcome: verified where there is no error."""
    return ApiOutcome(not errors, errors, warnings)


def problem(code: str, detail: str, pointer: str = "") -> ApiProblem:
    """Return the problem object of one of our codes."""
    problem_type = PROBLEM_TYPES.get(code, _OTHERWISE)
    title = problem_type.partition("#")[2].replace("_", " ").capitalize()
    return ApiProblem(problem_type, title, detail, code, pointer)


def refused(code: str, detail: str) -> ApiOutcome:
    """Return the outcome of what was not even judged."""
    return outcome_of((problem(code, detail),))


def reported(report: Report, profile: Profile, pointer: str = "") -> ApiOutcome:
    """Return what a report comes to for a caller with that profile."""
    errors = tuple(_problem_of(finding, pointer) for finding in profile.obstacles(report))
    return outcome_of(errors, tuple(_problem_of(finding, pointer) for finding in profile.warnings(report)))


def _problem_of(finding: Finding, pointer: str) -> ApiProblem:
    sentence = Wording("en").finding(finding)
    return problem(finding.code, " ".join(filter(None, (sentence.says, sentence.technical))), pointer)
