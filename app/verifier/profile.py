"""What a caller asks of a judgement: a person who is told the outcome, or a program that decides for itself (the VC-API).

A profile names the findings that a caller takes for mere warnings, and whether a document may define terms itself. Nothing else
differs: the same proofs, keys, dates and lists are looked at, and what is said of them has the same code. `VC_API` is for programs
alone: what a person is shown or `/v1` answers is always judged `FOR_PEOPLE`.

Decision: docs/decisions/0029-presentations.md; VCALM §3.3 (verifying), https://w3c.github.io/vcalm/
"""

from dataclasses import dataclass, replace
from typing import Final

from app.model.report import Finding, Outcome, Report
from app.model.secured import ProofPurpose
from app.proofs.suite import VerifyOptions

KEY_OF_ANOTHER: Final = "key-of-another"
STATUS_TYPE_UNKNOWN: Final = "status-type-unknown"
_GOOD = frozenset({Outcome.PASSED, Outcome.NOT_APPLICABLE})
_REMARKABLE = frozenset({"signature-genuine-undefined-members"})
"""Codes of findings that are good, and yet say something that a caller should know."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a caller asks for.

    inline_contexts: whether a document may define terms itself.
    tolerated: codes of findings that are warnings to this caller; they never hide another finding of the same check.
    """

    inline_contexts: bool = False
    tolerated: frozenset[str] = frozenset()

    @property
    def binds_issuer(self) -> bool:
        """Whether the key must be the issuer's; else dates and status are judged whoever signed."""
        return KEY_OF_ANOTHER not in self.tolerated

    @property
    def asserted(self) -> VerifyOptions:
        """How a credential's proof is verified."""
        return VerifyOptions(ProofPurpose.ASSERTION, self.inline_contexts)

    @property
    def authenticated(self) -> VerifyOptions:
        """How a presentation's proof is verified."""
        return VerifyOptions(ProofPurpose.AUTHENTICATION, self.inline_contexts)

    def tolerates(self, code: str) -> bool:
        """Return whether a finding of that code is no more than a warning."""
        return code in self.tolerated

    def accepts(self, finding: Finding) -> bool:
        """Return whether a finding does not stand in the way: it is good, or tolerated."""
        return finding.outcome in _GOOD or self.tolerates(finding.code)

    def obstacles(self, report: Report) -> tuple[Finding, ...]:
        """Return the findings for which this caller does not accept the credential; none where it does."""
        return tuple(finding for finding in report.findings if not self.accepts(finding))

    def warnings(self, report: Report) -> tuple[Finding, ...]:
        """Return the findings that this caller accepts, and should know of."""
        return tuple(
            finding
            for finding in report.findings
            if self.accepts(finding) and (finding.outcome not in _GOOD or finding.code in _REMARKABLE)
        )


FOR_PEOPLE = Profile()
"""Nothing is tolerated: what a person is told must hold for the issuer that is named."""

VC_API = Profile(inline_contexts=True, tolerated=frozenset({KEY_OF_ANOTHER, STATUS_TYPE_UNKNOWN}))
"""As W3C's suites want it: programs bind keys to issuers by themselves, and know more types of status than we do."""

VC_API_EXPIRED_TOO = replace(VC_API, tolerated=VC_API.tolerated | {"expired", "proof-expired"})
"""The same for a caller who asked for expired credentials too."""
