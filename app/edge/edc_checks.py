"""A report on a European credential in Europass's own terms: its six checks and their statuses as concepts of its vocabulary.

A check that was not made, or could not be, is skipped; where one is skipped, the whole is never more than partially verified. What
Europass calls accreditation is looked up in a database of the EU: not here.

Spec: elm.md §6; http://data.europa.eu/snb/verification/25831c2, http://data.europa.eu/snb/verification-status/25831c2
"""

from collections.abc import Iterable, Iterator, Mapping

from app.model.report import Check, Finding, Outcome, RecipientMatch, Report
from app.schemas.report_answers import EuropassAnswer, EuropassCheckAnswer
from app.wording import Wording

FORMAT = "europass"
"""The format of which there is something to say."""

_CHECKS: Mapping[str, tuple[str, tuple[Check, ...]]] = {
    "format": ("2f5b89b96f", (Check.READABLE, Check.SCHEMA)),
    "seal": ("f9c2016fe9", (Check.ISSUER_KEY, Check.PROOF)),
    "owner": ("1faf8d450f", ()),
    "revocation": ("271aef9eb4", (Check.STATUS,)),
    "accreditation": ("e2bbc86a28", ()),
    "validity": ("94d828f160", (Check.VALIDITY,)),
}
_STATUSES: Mapping[str, str] = {"ok": "9895008394", "error": "9d26eb9a37", "skipped": "641f0c5e5d"}
_VERIFICATION = "http://data.europa.eu/snb/verification/"
_STATUS = "http://data.europa.eu/snb/verification-status/"

_OF_OUTCOME = {Outcome.FAILED: "error", Outcome.UNKNOWN: "skipped", Outcome.NOT_APPLICABLE: "skipped", Outcome.PASSED: "ok"}
_OF_MATCH = {RecipientMatch.MATCHES: "ok", RecipientMatch.DIFFERS: "error", RecipientMatch.CANNOT_TELL: "skipped"}


def edc_answer(report: Report, wording: Wording) -> EuropassAnswer | None:
    """Return the report in Europass's terms; None where it is on another kind of credential."""
    if report.credential_format != FORMAT:
        return None
    checks = tuple(_checks(report, wording))
    overall = overall_of(each.status for each in checks)
    return EuropassAnswer(overall=overall, title=wording.text(f"europass.{overall}"), checks=checks)


def overall_of(statuses: Iterable[str]) -> str:
    """Return what the checks come to together: `verified` only where every one was made and is in order."""
    found = set(statuses)
    if "error" in found:
        return "verification_failed"
    return "partially_verified" if "skipped" in found else "verified"


def _checks(report: Report, wording: Wording) -> Iterator[EuropassCheckAnswer]:
    for name, (concept, numbers) in _CHECKS.items():
        status, says = _judged(name, tuple(report.finding(number) for number in numbers), report, wording)
        yield EuropassCheckAnswer(
            id=name,
            concept=f"{_VERIFICATION}{concept}",
            title=wording.text(f"europass.{name}.title"),
            status=status,
            status_concept=f"{_STATUS}{_STATUSES[status]}",
            says=says,
            rests_on=tuple(int(number) for number in numbers),
        )


def _judged(name: str, findings: tuple[Finding, ...], report: Report, wording: Wording) -> tuple[str, str]:
    """Return the status of a check and why: what the finding that decided says."""
    if findings:
        worst = min(findings, key=lambda finding: tuple(_OF_OUTCOME).index(finding.outcome))
        return _OF_OUTCOME[worst.outcome], wording.finding(worst).says
    if name == "owner" and report.recipient is not None:
        return _OF_MATCH[report.recipient], wording.text(f"recipient.{report.recipient}.says")
    return "skipped", wording.text(f"europass.{name}.skipped")
