"""Writes a report as JSON: codes from the core, sentences from the catalogues."""

from dataclasses import asdict

from app.model.report import Check, Content, Finding, Report
from app.schemas.responses import CheckAnswer, ContentAnswer, ReportAnswer, SourceAnswer
from app.wording import Wording

IDS = {
    Check.READABLE: "readable",
    Check.SCHEMA: "schema",
    Check.ISSUER_KEY: "issuer_key",
    Check.PROOF: "proof",
    Check.VALIDITY: "validity",
    Check.STATUS: "status",
    Check.ISSUER_TRUST: "issuer_trust",
}
"""What the checks are called in answers: for ever."""


def report_answer(report: Report, wording: Wording) -> ReportAnswer:
    """Return the report as an answer, in that language."""
    title, summary = wording.verdict(report)
    return ReportAnswer(
        verdict=report.verdict,
        title=title,
        summary=summary,
        reason=report.reason,
        checks=tuple(_check(finding, wording) for finding in report.findings),
        credential_view=_content(report.content) if report.content else None,
        format=report.credential_format,
        securing=report.securing,
        notice=wording.notice(report),
        checked_at=report.moment,
        sources=tuple(SourceAnswer(url=source.url, fetched_at=source.fetched_at, origin=source.origin) for source in report.sources),
    )


def _check(finding: Finding, wording: Wording) -> CheckAnswer:
    sentence = wording.finding(finding)
    return CheckAnswer(
        number=finding.check,
        id=IDS[finding.check],
        state=finding.outcome,
        code=finding.code,
        title=sentence.title,
        says=sentence.says,
        advice=sentence.advice or None,
        detail=sentence.technical or None,
    )


def _content(content: Content) -> ContentAnswer:
    return ContentAnswer.model_validate(asdict(content))
