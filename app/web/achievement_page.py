"""An achievement as a page: what a credential of it certifies, whoever holds one.

The same address serves the machines' form, which the credential's `achievement.id` promises.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from app.model.achievement import Achievement, Competence, Part, QualityAssurance
from app.model.issuer import IssuerProfile, Mode
from app.model.language import LanguageMap, in_language
from app.schemas.vocabularies import concept
from app.services.show_achievement import AchievementPage
from app.web.facts import Fact, country, eqf_level, stated, workload
from app.web.markup import prose
from app.web.rendering import SAMPLE_BANNER, SITE_BANNER, Frame, respond
from app.web.shown import MAX_PROSE, Shown, cleaned, foreign, listed
from app.wording import Wording

DOCUMENT_TYPES: Final = ("application/ld+json", "application/json")
"""The media types under which the machines' form is served."""

_ISCED_F: Final = "http://data.europa.eu/snb/isced-f/"


@dataclass(frozen=True, slots=True)
class AchievementView:
    """An achievement in one language, ready for the template."""

    title: Shown
    description: Shown
    facts: tuple[Fact, ...]
    lists: tuple[Fact, ...]
    criteria: Markup
    criteria_language: str
    issuer_did: str


def achievement_page(shown: AchievementPage, frame: Frame) -> HTMLResponse:
    """Return the page of one version of an achievement."""
    test = SITE_BANNER if shown.issuer.mode is Mode.TEST else None
    page = replace(frame, banner=SAMPLE_BANNER if shown.achievement.sample else test)
    view = achievement_view(shown.achievement, shown.issuer, frame.wording)
    return respond(page, "achievement.html", view=view, page_url=shown.page_url)


def achievement_document(document: bytes, media_type: str) -> Response:
    """Return the machines' form. Anybody may read it from anywhere: it is immutable and names nobody."""
    headers = {"Cache-Control": "public, max-age=3600", "Vary": "Accept, Accept-Language", "Access-Control-Allow-Origin": "*"}
    return Response(document, media_type=media_type, headers={**headers, "X-Content-Type-Options": "nosniff"})


def achievement_view(achievement: Achievement, issuer: IssuerProfile, wording: Wording) -> AchievementView:
    """Return the achievement as one language says it; texts that lack this language say which they are in."""
    criteria = _said(achievement.criteria, wording)
    return AchievementView(
        title=_said(achievement.title, wording),
        description=_said(achievement.description, wording, MAX_PROSE),
        facts=tuple(_facts(achievement, issuer, wording)),
        lists=tuple(_lists(achievement, wording)),
        criteria=prose(in_language(achievement.criteria, wording.language)),
        criteria_language=criteria.lang or "",
        issuer_did=issuer.did,
    )


def _said(texts: LanguageMap, wording: Wording, limit: int = 400) -> Shown:
    text = in_language(texts, wording.language)
    return Shown(cleaned(text, limit), next((tag for tag in sorted(texts) if texts[tag] == text), ""))


def _concept(uri: str, wording: Wording) -> Shown:
    known = concept(uri)
    return _said(known.label, wording) if known else foreign(uri, uri)


def _facts(achievement: Achievement, issuer: IssuerProfile, wording: Wording) -> Iterator[Fact]:
    yield stated(wording, "page.fact.type", Shown(wording.text(f"page.kind.{achievement.kind}")))
    yield _level(achievement, wording)
    yield stated(wording, "page.fact.workload", *workload(wording, achievement.ects, achievement.hours))
    yield stated(wording, "page.fact.awarding-body", _said(achievement.awarding_body_name, wording))
    if issuer.organisation.legal_name != achievement.awarding_body_name:
        yield stated(wording, "page.fact.issuer", _said(issuer.organisation.legal_name, wording))
    yield stated(wording, "page.fact.country", country(issuer.organisation.country, wording))
    yield from _assessment(achievement, wording)
    yield stated(wording, "page.fact.quality", *(_assurance(by, wording) for by in achievement.quality_assurance))
    yield from _circumstances(achievement, wording)


def _level(achievement: Achievement, wording: Wording) -> Fact:
    if achievement.eqf_level is not None:
        return eqf_level(achievement.eqf_level, wording)
    reason = achievement.no_level_reason
    return stated(wording, "page.fact.level", *((_said(reason, wording),) if reason else ()))


def _assessment(achievement: Achievement, wording: Wording) -> Iterator[Fact]:
    how = achievement.assessment
    described = (_concept(how.type_uri, wording), _said(how.description, wording)) if how else ()
    yield stated(wording, "page.fact.assessment", *described)
    uri = how.identity_check_uri if how else None
    yield stated(wording, "page.fact.identity-check", *((_concept(uri, wording),) if uri else ()))
    if how and how.grading_scheme:
        yield stated(wording, "page.fact.grading", _said(how.grading_scheme, wording))


def _assurance(by: QualityAssurance, wording: Wording) -> Shown:
    """Return what was assured, as its title has it, and by whom; the title says where it is only a sample."""
    title = _said(by.title, wording)
    return replace(foreign(title.text, by.url), lang=title.lang, aside=_said(by.agent_name, wording).text)


def _circumstances(achievement: Achievement, wording: Wording) -> Iterator[Fact]:
    uris = {
        "page.fact.participation": achievement.mode_uris,
        "page.fact.setting": (achievement.learning_setting_uri,),
        "page.fact.field": (achievement.isced_f and _ISCED_F + achievement.isced_f,),
    }
    for label, group in uris.items():
        concepts = [_concept(uri, wording) for uri in group if uri]
        if concepts:
            yield stated(wording, label, *concepts)
    if achievement.prerequisites:
        yield stated(wording, "page.fact.prerequisites", _said(achievement.prerequisites, wording))
    if achievement.further_information_url:
        yield stated(wording, "page.fact.more", foreign(achievement.further_information_url, achievement.further_information_url))


def _lists(achievement: Achievement, wording: Wording) -> Iterator[Fact]:
    def competence(one: Competence) -> Shown:
        named = _said(one.labels, wording)
        return replace(foreign(named.text, one.uri, f"{one.framework} {one.version} {one.code}"), lang=named.lang)

    def part(one: Part) -> Shown:
        return replace(foreign(in_language(one.title, wording.language), one.url), host=None, lang=_said(one.title, wording).lang)

    related = [competence for outcome in achievement.outcomes for competence in outcome.competences]
    groups = {
        "page.list.outcomes": listed(achievement.outcomes, lambda outcome: _said(outcome.title, wording)),
        "page.list.competences": listed(dict.fromkeys(map(competence, related)), lambda shown: shown),
        "page.list.occupations": listed(achievement.occupations, competence),
        "page.list.parts": listed(achievement.has_part, part),
        "page.list.part-of": listed(achievement.is_part_of, part),
    }
    yield from (Fact(wording.text(label), listing) for label, listing in groups.items() if listing.items)
