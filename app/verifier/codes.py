"""Every code that a check can find, with its outcome: what clients, translations and the verdict's table key on. Codes never change.

`failed` is the credential's fault; `unknown` is ours or the world's: something we do not know, may not open or could not reach.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.model.report import Check, Finding, Outcome

NOT_JUDGED: Final = "not-judged"
REVOKED: Final = frozenset({"revoked", "revoked-with-reason"})

_TABLE: Mapping[Check, Mapping[Outcome, tuple[str, ...]]] = {
    Check.READABLE: {
        Outcome.PASSED: ("readable",),
        Outcome.FAILED: ("json-malformed", "jwt-malformed"),
        Outcome.UNKNOWN: ("document-too-complex", "context-unknown", "suite-unsupported"),
    },
    Check.SCHEMA: {
        Outcome.PASSED: (
            "schema-open-badges",
            "schema-open-badges-foreign",
            "schema-endorsement",
            "schema-endorsement-foreign",
            "schema-verifiable-credential",
            "schema-open-badges-2",
            "schema-sd-jwt-vc",
            "schema-europass",
            "schema-europass-remarks",
        ),
        Outcome.FAILED: ("schema-violation",),
        Outcome.UNKNOWN: ("schema-profile-unknown", NOT_JUDGED),
    },
    Check.ISSUER_KEY: {
        Outcome.PASSED: (
            "key-listed",
            "key-is-issuer",
            "key-revoked-later",
            "host-is-issuers",
            "seal-anchored",
            "seal-anchored-in-time",
            "seal-recorded",
        ),
        Outcome.FAILED: (
            "issuer-missing",
            "key-of-another",
            "key-not-listed",
            "key-revoked",
            "key-expired",
            "host-of-another",
            "badge-of-another",
            "certificate-malformed",
            "seal-of-another",
            "seal-certificate-unfit",
            "seal-certificate-expired",
            "seal-certificate-revoked",
        ),
        Outcome.UNKNOWN: (
            "issuer-unreachable",
            "issuer-address-forbidden",
            "issuer-unresolvable",
            "issuer-document-unusable",
            "key-revoked-since",
            "key-expired-since",
            "badge-class-unavailable",
            "issuer-profile-unavailable",
            "key-document-unavailable",
            "seal-unanchored",
            "seal-certificate-expired-since",
            "seal-certificate-revoked-since",
            NOT_JUDGED,
        ),
    },
    Check.PROOF: {
        Outcome.PASSED: (
            "signature-genuine",
            "signature-genuine-undefined-members",
            "hosted-copy-same",
            "seal-genuine",
            "seal-genuine-stamped",
        ),
        Outcome.FAILED: (
            "proof-missing",
            "proof-malformed",
            "certificate-malformed",
            "signature-invalid",
            "seal-invalid",
            "data-loss",
            "hosted-copy-differs",
            "hosted-not-there",
        ),
        Outcome.UNKNOWN: (
            "suite-unsupported",
            "key-unavailable",
            "key-too-weak",
            "hosted-unavailable",
            "hosted-withdrawn",
            "document-too-complex",
            "document-refused",
            "context-unknown",
            NOT_JUDGED,
        ),
    },
    Check.VALIDITY: {
        Outcome.PASSED: ("current", "current-until"),
        Outcome.FAILED: ("not-yet-valid", "expired", "proof-expired", "signed-in-future"),
        Outcome.UNKNOWN: ("validity-unreadable", NOT_JUDGED),
    },
    Check.STATUS: {
        Outcome.PASSED: ("not-revoked", "not-on-revocation-list", "not-revoked-message", "not-revoked-refresh", "hosted-still-there"),
        Outcome.FAILED: ("revoked", "revoked-with-reason", "suspended", "superseded"),
        Outcome.UNKNOWN: (
            "status-type-unknown",
            "status-purpose-unknown",
            "status-malformed",
            "status-unreachable",
            "status-list-refused",
            "status-list-too-short",
            "status-message-unknown",
            "status-index-out-of-range",
            NOT_JUDGED,
        ),
        Outcome.NOT_APPLICABLE: ("no-status", "status-unobjected", "status-message", "status-refresh"),
    },
    Check.ISSUER_TRUST: {
        Outcome.PASSED: ("seal-authority-listed",),
        Outcome.UNKNOWN: ("seal-authority-unlisted",),
        Outcome.NOT_APPLICABLE: ("no-registry", "seal-claims-qualified"),
    },
}

CODES: Mapping[Check, Mapping[str, Outcome]] = MappingProxyType(
    {
        check: MappingProxyType({code: outcome for outcome, codes in by_outcome.items() for code in codes})
        for check, by_outcome in _TABLE.items()
    }
)


def found(check: Check, code: str, facts: Mapping[str, str] | None = None) -> Finding:
    """Return the finding of that check under that code; the code fixes the outcome. Raises KeyError: no code of this check."""
    return Finding(check, CODES[check][code], code, dict(facts or {}))
