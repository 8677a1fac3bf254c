"""A report as a page: the verdict first, then what the credential says, then why we say so.

Where the report has no content, the signature does not stand, and the page tells nothing of the document (decision 6).
Grades and evidence are the learner's to show: only `show_private` brings them in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from urllib.parse import urlsplit

import segno
from babel.dates import format_timedelta
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from app.edge.reports import report_answer
from app.model.lifecycle import Reason
from app.model.report import Content, Finding, Outcome, Report, Source, Verdict
from app.services.show_credential import CredentialPage, Standing
from app.web.beside import Beside, beside
from app.web.facts import Fact, core_facts, items, names
from app.web.files import file_links
from app.web.markup import prose
from app.web.rendering import ASK_AGAIN, CREDENTIAL_BANNER, SECURITY_HEADERS, Frame, respond
from app.web.shown import MAX_ITEMS, MAX_PROSE, Listing, Shown, cleaned, foreign, safe_link
from app.wording import Wording

_JUST_NOW = timedelta(seconds=2)
REPORT_TYPE = "application/json"
_LEGACY, _HOSTED = "open-badges-2", "hosted"
"""A format of which not all is signed, and a means of securing by which nothing is."""
_COVERS = {_LEGACY: "page.claims.said", "endorsement": "page.claims.endorses"}
_OUTCOMES = {
    Outcome.PASSED: "page.outcome.passed",
    Outcome.FAILED: "page.outcome.failed",
    Outcome.UNKNOWN: "page.outcome.unknown",
    Outcome.NOT_APPLICABLE: "page.outcome.not-applicable",
}
_QR_HEADERS = {"Cache-Control": "private, max-age=86400", "X-Robots-Tag": "noindex"}
_ORIGINS = {"own": "page.origin.own", "network": "page.origin.network", "cache": "page.origin.cache", "given": "page.origin.given"}


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check as a reader sees it. `word` says the outcome; `advice` is empty where there is nothing to do."""

    number: int
    outcome: Outcome
    word: str
    title: str
    says: str
    advice: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """An address that was consulted, and how old the copy is."""

    url: str
    age: str


@dataclass(frozen=True, slots=True)
class ClaimsView:
    """What the credential says, ready for the template.

    `criteria_open`: the criteria are all there is; else they mostly repeat in prose what stands above them, and open on demand.
    """

    title: Shown
    recipient: Shown | None
    description: Shown | None
    facts: tuple[Fact, ...]
    lists: tuple[Fact, ...]
    criteria: Markup | None
    criteria_open: bool
    test: bool


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole report, ready for the template. `claims` is None where nothing of the document may be told.

    covers: what the claims are, where somebody's credential was handed in. hidden: why there are none.
    """

    verdict: Verdict
    title: str
    sentence: str
    notice: str | None
    checked: str
    claims: ClaimsView | None
    covers: str
    hidden: str
    checks: tuple[CheckLine, ...]
    sources: tuple[SourceLine, ...]
    more_sources: int
    technical: tuple[Fact, ...]
    beside: Beside


def credential_page(shown: CredentialPage, frame: Frame, *, show_private: bool = False) -> HTMLResponse:
    """Return the page of one of our credentials. It is unlisted: who has the link may see it, search engines may not."""
    banner = CREDENTIAL_BANNER if shown.demo else banner_of(shown.report)
    view = report_view(shown.report, frame.wording, show_private=show_private)
    addresses = {
        "page_url": shown.page_url,
        "qr_url": f"{urlsplit(shown.page_url).path}/qr.svg",
        "replaced_by_url": safe_link(shown.replaced_by_url),
        "replaces_url": safe_link(shown.replaces_url),
        "standing": _standing(shown.standing, frame.wording),
        "files": file_links(shown.files, frame.wording),
    }
    return respond(replace(frame, banner=banner, unlisted=True), "credential.html", view=view, **addresses)


def _standing(standing: Standing | None, wording: Wording) -> str | None:
    """Return what became of the credential, when and why, as a sentence."""
    if standing is None:
        return None
    known = f"reason.{standing.reason if standing.reason in set(Reason) else Reason.OTHER}"
    return wording.text(f"page.standing.{standing.state}", moment=wording.date(standing.at), reason=wording.text(known))


def banner_of(report: Report) -> str | None:
    """Return the banner of a report on a test credential."""
    return CREDENTIAL_BANNER if report.content and report.content.test else None


def qr_response(page_url: str) -> Response:
    """Return the QR code of a page: its address and nothing else."""
    picture = BytesIO()
    segno.make(page_url, error="m", micro=False).save(picture, kind="svg", border=4, light="#fff", xmldecl=False, omitsize=True)
    return Response(picture.getvalue(), media_type="image/svg+xml", headers={**SECURITY_HEADERS, **_QR_HEADERS})


def report_document(report: Report, wording: Wording) -> Response:
    """Return the report as JSON: what the page shows, for machines."""
    body = report_answer(report, wording).model_dump_json(exclude_none=True)
    headers = {"Cache-Control": ASK_AGAIN, "X-Robots-Tag": "noindex", "Vary": "Accept, Accept-Language"}
    return Response(body, media_type=REPORT_TYPE, headers={**SECURITY_HEADERS, **headers})


def report_view(report: Report, wording: Wording, *, show_private: bool = False) -> ReportView:
    """Return the report in the words of one language."""
    title, sentence = wording.verdict(report)
    content = report.content
    return ReportView(
        verdict=report.verdict,
        title=title,
        sentence=sentence,
        notice=wording.notice(report),
        checked=wording.moment(report.moment),
        claims=_claims(content, wording, show_private=show_private) if content else None,
        covers=wording.text(_COVERS.get(report.credential_format, "page.claims.covers")),
        hidden=wording.text("page.hidden.hosted" if report.securing == _HOSTED else "page.hidden.says"),
        checks=tuple(_check(finding, wording) for finding in report.findings),
        sources=tuple(_source(source, report.moment, wording) for source in report.sources[:MAX_ITEMS]),
        more_sources=max(0, len(report.sources) - MAX_ITEMS),
        technical=tuple(_technical(report, wording)),
        beside=beside(report, wording),
    )


def _claims(content: Content, wording: Wording, *, show_private: bool) -> ClaimsView:
    return ClaimsView(
        title=foreign(content.title),
        recipient=_recipient(content, wording),
        description=_prose(content.comment or content.description),
        facts=core_facts(content, wording),
        lists=tuple(_lists(content, wording, show_private=show_private)),
        criteria=prose(content.criteria) if content.criteria else None,
        criteria_open=not content.outcomes,
        test=content.test,
    )


def _prose(text: str | None) -> Shown | None:
    return Shown(cleaned(text, MAX_PROSE), "") if text else None


def _recipient(content: Content, wording: Wording) -> Shown | None:
    """Return who has it; None of an endorsement, which nobody is given."""
    if content.endorsed_id:
        return None
    if content.recipient:
        return foreign(content.recipient)
    return Shown(wording.text("page.hashed" if content.recipient_hashed else "page.unnamed"))


def _lists(content: Content, wording: Wording, *, show_private: bool) -> Iterator[Fact]:
    if content.outcomes:
        yield names(wording, "page.list.outcomes", content.outcomes)
    groups = {
        "page.list.competences": content.competences,
        "page.list.occupations": content.occupations,
        "page.list.parts": content.parts,
        "page.list.part-of": content.part_of,
        "page.list.results": content.results if show_private else (),
        "page.list.evidence": content.evidence if show_private else (),
    }
    for label, things in groups.items():
        if things:
            yield items(wording, label, things)


def _check(finding: Finding, wording: Wording) -> CheckLine:
    sentence = wording.finding(finding)
    advice = "" if finding.outcome is Outcome.NOT_APPLICABLE else sentence.advice
    return CheckLine(
        int(finding.check),
        finding.outcome,
        wording.text(_OUTCOMES[finding.outcome]),
        sentence.title,
        cleaned(sentence.says),
        cleaned(advice),
    )


def _source(source: Source, moment: datetime, wording: Wording) -> SourceLine:
    origin = wording.text(_ORIGINS.get(source.origin, "page.origin.given") if source.reached else "page.origin.nothing")
    age = source.fetched_at - moment
    now = abs(age) < _JUST_NOW
    ago = wording.text("page.origin.now") if now else format_timedelta(age, add_direction=True, locale=wording.language)
    return SourceLine(cleaned(source.url), f"{origin}, {ago}")


def _technical(report: Report, wording: Wording) -> Iterator[Fact]:
    content = report.content
    texts = {
        "page.technical.credential": content and content.credential_id,
        "page.technical.achievement": content and content.achievement_id,
        "page.technical.issuer": content and content.issuer_id,
        "page.technical.recipient": content and content.recipient_id,
        "page.technical.format": report.credential_format,
        "page.technical.securing": report.securing,
        "page.technical.reason": f"{report.verdict} · {report.reason}",
        "page.technical.checks": " · ".join(f"{finding.check:d} {finding.code}" for finding in report.findings),
        "page.technical.moment": report.moment.isoformat(),
    }
    said = {wording.text(label): text for label, text in texts.items()}
    found = {f"{finding.check:d} {(words := wording.finding(finding)).title}": words.technical for finding in report.findings}
    for label, text in (said | found).items():
        if text:
            yield Fact(label, Listing((Shown(cleaned(text)),)))
