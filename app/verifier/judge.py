"""Seven findings, one verdict: the table of docs/decisions/0006-verdict.md, row by row. `valid` is what is left when no row holds.

Its third line, *unknown*, is two rows here: what is unknown by itself gives the reason before what is unknown for want of that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.model.report import Check, Finding, Outcome, Report, Verdict
from app.verifier.case import Case
from app.verifier.codes import NOT_JUDGED, REVOKED
from app.verifier.evidence import source_of
from app.verifier.kinds import KINDS, Kind, consulted, kind_of

ALL_PASSED = "all-checks-passed"
"""The reason of `valid`: no single finding decided."""

_GENUINE = (Check.READABLE, Check.SCHEMA, Check.ISSUER_KEY, Check.PROOF)
_CURRENT = (Check.VALIDITY, Check.STATUS)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: the verdict, and what decides it: the first finding of these checks for which `holds`."""

    verdict: Verdict
    checks: tuple[Check, ...]
    holds: Callable[[Finding], bool]


def _failed(finding: Finding) -> bool:
    return finding.outcome is Outcome.FAILED


def _revoked(finding: Finding) -> bool:
    return finding.outcome is Outcome.FAILED and finding.code in REVOKED


def _unknown_by_itself(finding: Finding) -> bool:
    return finding.outcome is Outcome.UNKNOWN and finding.code != NOT_JUDGED


def _unknown(finding: Finding) -> bool:
    return finding.outcome is Outcome.UNKNOWN


TABLE: tuple[Row, ...] = (
    Row(Verdict.NOT_VALID, _GENUINE, _failed),
    Row(Verdict.NOT_VALID, (Check.STATUS,), _revoked),
    Row(Verdict.CANNOT_TELL, (*_GENUINE, *_CURRENT), _unknown_by_itself),
    Row(Verdict.CANNOT_TELL, (*_GENUINE, *_CURRENT), _unknown),
    Row(Verdict.VALID_NOT_CURRENT, _CURRENT, _failed),
)


def verdict_of(findings: Sequence[Finding]) -> tuple[Verdict, str]:
    """Return the verdict on seven findings, in the order of the checks, and the code of the one that decided it."""
    for row in TABLE:
        for check in row.checks:
            if row.holds(findings[check - 1]):
                return row.verdict, findings[check - 1].code
    return Verdict.VALID, ALL_PASSED


def judge(case: Case, kinds: tuple[Kind, ...] = KINDS) -> Report:
    """Return the report on a case, on the evidence that is there; what is not there is unknown, never assumed."""
    judged = kind_of(case, kinds).findings(case)
    verdict, reason = verdict_of(judged.findings)
    return Report(
        verdict=verdict,
        reason=reason,
        findings=judged.findings,
        moment=case.moment,
        credential_format=case.presented.format,
        securing=case.presented.securing,
        sources=tuple(map(source_of, consulted(case, kinds))),
        content=judged.content,
        carrier=case.presented.carrier,
    )
