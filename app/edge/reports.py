"""Writes a report as JSON: codes from the core, sentences from the catalogues."""

from dataclasses import asdict

from app.edge.edc_checks import edc_answer
from app.model.report import Check, Content, Endorsement, Finding, RecipientMatch, Refresh, Report, Source
from app.schemas.report_answers import (
    CheckAnswer,
    ContentAnswer,
    EndorsementAnswer,
    RecipientMatchAnswer,
    RefreshAnswer,
    ReportAnswer,
    SourceAnswer,
)
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
        carrier=report.carrier,
        checked_at=report.moment,
        sources=tuple(map(_source, report.sources)),
        endorsements=tuple(_endorsement(each, wording) for each in report.endorsements),
        more_endorsements=report.more_endorsements or None,
        refresh=_refresh(report.refresh, wording) if report.refresh else None,
        recipient=_recipient(report.recipient, wording) if report.recipient else None,
        europass=edc_answer(report, wording),
    )


def _source(source: Source) -> SourceAnswer:
    return SourceAnswer(url=source.url, fetched_at=source.fetched_at, origin=source.origin, reached=source.reached)


def _endorsement(endorsement: Endorsement, wording: Wording) -> EndorsementAnswer:
    report = endorsement.report
    title, summary = wording.endorsement(report)
    content = report.content
    return EndorsementAnswer(
        about=endorsement.about,
        concerns=endorsement.concerns,
        verdict=report.verdict,
        title=title,
        summary=summary,
        reason=report.reason,
        endorser_id=content.issuer_id if content else None,
        endorser_name=content.issuer_name if content else None,
        comment=content.comment if content else None,
        checks=tuple(_check(finding, wording) for finding in report.findings),
    )


def _refresh(refresh: Refresh, wording: Wording) -> RefreshAnswer:
    says = wording.text(f"refresh.{refresh.code}.says", **refresh.facts)
    return RefreshAnswer(code=refresh.code, says=says, url=refresh.facts["url"], detail=refresh.facts.get("detail"))


def _recipient(match: RecipientMatch, wording: Wording) -> RecipientMatchAnswer:
    return RecipientMatchAnswer(outcome=match, says=wording.text(f"recipient.{match}.says"))


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
