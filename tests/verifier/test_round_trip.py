"""Award → envelope → signature → verifier → content: what comes out is what went in, through both envelopes, for any award.

What an award says is told by `facts`, without the code that writes envelopes. What the formats force to be different stands in
`FORCED`, and nothing else differs.
"""

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.issuers.elm_claims import is_activity
from app.model.award import Award
from app.model.report import Content, ContentItem, Verdict
from app.schemas.conventions import europass_id
from tests.awards import MAXIMAL, MINIMAL, STAGE, UNIVERSITY
from tests.europass import certification, module
from tests.issuers.test_europass_properties import awards
from tests.verifier.envelopes import badge, sealed
from tests.verifier.facts import facts_of, in_the_badge, in_this

FORCED: dict[str, str] = {
    "credential_id": "each envelope has an id of its own; they name each other",
    "issuer_id": "a badge names its issuer by its DID, a seal by the identifier in its certificate",
    "issuer_name": "a badge has the name in its own language, a seal as the certificate has it",
    "achievement_type": "a badge has Open Badges' word, a European credential the label of the European list",
    "criteria": "a badge says in its criteria, too, what it has no other place for",
    "evidence": "a European credential's evidence is of accreditation and mandate; the learner's stands as documents and notes",
    "parts": "a European credential has the parts that were awarded, in full; a badge the announced ones",
}
"""Members of `Content` that cannot be equal, and why."""

ELSEWHERE = {"recipient_hashed", "hosted", "endorsed_id", "comment"}
"""What only older assertions and endorsements say."""

AWARDS = some.builds(
    lambda award, reason: replace(award, achievement=replace(award.achievement, no_level_reason=reason or None)),
    awards(),
    some.none() | some.just({"en": "Too short for a level", "de": "Zu kurz für eine Stufe"}),
)
EVERY = [MAXIMAL, replace(MINIMAL, europass=True), module(), certification()]
NAMES = ["everything", "the least", "a module", "the whole"]


def read(content: Content | None, names: Iterable[str]) -> dict[str, Any]:
    """The members of that name; a result that is said twice counts once."""
    assert content is not None
    found = {name: getattr(content, name) for name in names}
    return found | {"results": tuple(dict.fromkeys(found["results"]))}


def as_badge(award: Award) -> dict[str, Any]:
    """What a badge should say."""
    return facts_of(award, in_the_badge(award))


def as_european(award: Award) -> dict[str, Any]:
    """What a European credential should say, where its classes have no place for a thing as the award has it."""
    facts = facts_of(award, in_this("en"))
    by_itself = {
        "competences": tuple(map(_addressed, facts["competences"])),
        "assessment": tuple(replace(each, url=each.url if each.framework else None) for each in facts["assessment"]),
        "results": tuple(each if each.name else replace(each, name="Assessment") for each in facts["results"]),
    }
    return facts | by_itself | (_of_an_activity(award) if is_activity(award.achievement) else {})


def _addressed(competence: ContentItem) -> ContentItem:
    """Concepts need addresses of their own: of a framework that has one for all, the code tells them apart."""
    own = competence.code is not None and competence.code in (competence.url or "")
    return competence if own else replace(competence, url=f"{competence.url}#{competence.code}")


def _of_an_activity(award: Award) -> dict[str, Any]:
    """Taking part earns no credits and is nobody's assessment: a result is one of something that is not specified."""
    results = facts_of(replace(award, achievement=replace(award.achievement, assessment=None)), in_this("en"))["results"]
    return {
        "credits_earned": None,
        "identity_check": None,
        "results": tuple(each if each.name else replace(each, name="Assessment") for each in results),
    }


ENVELOPES: list[tuple[Callable[..., Any], Callable[[Award], dict[str, Any]]]] = [(badge, as_badge), (sealed, as_european)]


def test_every_member_of_the_content_is_shared_or_forced_to_differ() -> None:
    shared = facts_of(MAXIMAL, in_this("en")).keys()

    assert shared | FORCED.keys() | ELSEWHERE == {field.name for field in fields(Content)}
    assert not shared & FORCED.keys()


@pytest.mark.parametrize(("envelope", "said"), ENVELOPES, ids=["badge", "europass"])
@pytest.mark.parametrize("award", EVERY, ids=NAMES)
def test_what_is_read_is_what_was_awarded(award: Award, envelope: Any, said: Any) -> None:
    report = envelope(award).report

    assert (report.verdict, report.reason) == (Verdict.VALID, "all-checks-passed")
    assert read(report.content, said(award)) == said(award)


@settings(max_examples=60, deadline=None)
@given(AWARDS)
def test_whatever_is_awarded_is_read_from_its_seal(award: Award) -> None:
    report = sealed(award).report

    assert report.verdict is Verdict.VALID
    assert read(report.content, as_european(award)) == as_european(award)


@settings(max_examples=40, deadline=None)
@given(AWARDS)
def test_whatever_is_awarded_is_read_from_its_badge(award: Award) -> None:
    report = badge(award).report

    assert report.verdict is Verdict.VALID
    assert read(report.content, as_badge(award)) == as_badge(award)


@pytest.mark.parametrize(("envelope", "said"), ENVELOPES, ids=["badge", "europass"])
@pytest.mark.parametrize("award", EVERY, ids=NAMES)
def test_what_is_revoked_is_so_in_both(award: Award, envelope: Any, said: Any) -> None:
    del said
    report = envelope(award, revoked=True).report

    assert (report.verdict, report.reason) == (Verdict.NOT_VALID, "revoked")


def test_what_is_forced_to_differ_differs_as_it_is_said() -> None:
    one, other = badge(MAXIMAL).report.content, sealed(MAXIMAL).report.content

    assert one is not None
    assert other is not None
    assert other.credential_id == europass_id(one.credential_id or "")
    assert (one.issuer_id, other.issuer_id) == (MAXIMAL.issuer.did, UNIVERSITY.eidas_id)
    assert (one.achievement_type, other.achievement_type) == ("MicroCredential", "Short learning programme")
    assert other.criteria == STAGE.criteria["en"]
    assert (one.criteria or "").startswith(STAGE.criteria["en"])
    assert other.evidence == ()


def test_a_certification_brings_the_modules_that_were_awarded() -> None:
    award = certification()
    content = sealed(award).report.content

    assert content is not None
    assert content.parts == tuple(ContentItem(f"TEST · {each.achievement.title['en']}", each.credential_url) for each in award.parts)
