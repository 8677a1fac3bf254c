"""Achievements and awards are stored as documents that lose nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import SchemaViolation
from app.model.achievement import Achievement, AchievementKind, Assessment, Competence, LearningOutcome, Part, QualityAssurance
from app.model.award import Award, AwardResult, Evidence, Recipient, ResultStatus, StatusEntry
from app.model.issuer import IssuerProfile, Mode, Organisation
from app.schemas.achievement_document import achievement_document, achievement_sha256, read_achievement
from app.schemas.award_document import award_document, read_award

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
maps = st.dictionaries(texts, texts, max_size=3)
decimals = st.decimals(allow_nan=False, allow_infinity=False)
moments = st.datetimes(timezones=st.just(UTC))
numbers = st.integers(min_value=-(2**63), max_value=2**63 - 1)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=2).map(tuple)


competences = st.builds(Competence, texts, texts, texts, texts, maps)
outcomes = st.builds(LearningOutcome, maps, texts, some(competences))
parts = st.builds(Part, texts, texts, maps)
achievements = st.builds(
    Achievement,
    slug=texts,
    version=numbers,
    kind=st.sampled_from(AchievementKind),
    title=maps,
    description=maps,
    criteria=maps,
    awarding_body=texts,
    awarding_body_name=maps,
    outcomes=some(outcomes),
    ects=maybe(decimals),
    hours=maybe(numbers),
    eqf_level=maybe(numbers),
    no_level_reason=maybe(maps),
    isced_f=maybe(texts),
    mode_uris=some(texts),
    learning_setting_uri=maybe(texts),
    assessment=maybe(st.builds(Assessment, texts, maps, maybe(texts), maybe(maps))),
    quality_assurance=some(st.builds(QualityAssurance, texts, maps, texts, maps, maybe(texts))),
    prerequisites=maybe(maps),
    has_part=some(parts),
    is_part_of=some(parts),
    occupations=some(competences),
    languages=some(texts),
    further_information_url=maybe(texts),
    valid_for_days=maybe(numbers),
    sample=st.booleans(),
)
organisations = st.builds(
    Organisation, texts, maps, texts, some(texts), some(texts), maybe(texts), maybe(texts), maybe(texts), maybe(texts), st.booleans()
)
awards = st.builds(
    Award,
    credential_url=texts,
    achievement_url=texts,
    achievement=achievements,
    issuer=st.builds(IssuerProfile, texts, texts, st.sampled_from(Mode), organisations),
    recipient=st.builds(Recipient, texts, maybe(texts), maybe(texts), maybe(texts), texts),
    awarded_at=moments,
    valid_from=moments,
    status=st.builds(StatusEntry, texts, numbers, texts),
    identity_salt=texts,
    valid_until=maybe(moments),
    results=some(st.builds(AwardResult, maybe(texts), maybe(st.sampled_from(ResultStatus)), maybe(texts), maybe(moments))),
    evidence=some(st.builds(Evidence, maybe(texts), maybe(texts), maybe(texts), maybe(texts))),
    credits_earned=maybe(decimals),
    activity_started_at=maybe(moments),
    activity_ended_at=maybe(moments),
)

MODULE = Achievement(
    slug="module-1",
    version=1,
    kind=AchievementKind.MODULE,
    title={"en": "Module 1", "el": "Ενότητα 1"},
    description={"en": "What it is about"},
    criteria={"en": "What has to be done"},
    awarding_body="example-university",
    awarding_body_name={"en": "Example University"},
    ects=Decimal("2.50"),
)


@settings(deadline=None)
@given(achievements)
def test_an_achievement_comes_back_equal_through_its_json_text(achievement: Achievement) -> None:
    text = orjson.dumps(achievement_document(achievement))

    assert read_achievement(orjson.loads(text)) == achievement


@settings(deadline=None)
@given(awards)
def test_an_award_comes_back_equal_through_its_json_text(award: Award) -> None:
    text = orjson.dumps(award_document(award))

    assert read_award(orjson.loads(text)) == award


def test_a_decimal_keeps_its_places() -> None:
    back = read_achievement(achievement_document(MODULE))

    assert str(back.ects) == "2.50"


@pytest.mark.parametrize("read", [read_achievement, read_award])
def test_an_empty_document_is_nothing_of_ours(read: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(SchemaViolation) as caught:
        read({})

    assert len(caught.value.faults) >= 8


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": "degree"}, "/kind"),
        ({"ects": 2.5}, "/ects"),
        ({"titel": {}}, "/titel"),
        ({"outcomes": [{"title": {}}]}, "/outcomes/0/kind"),
    ],
)
def test_a_document_that_is_not_quite_an_achievement_is_refused_with_the_place(change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(SchemaViolation) as caught:
        read_achievement(achievement_document(MODULE) | change)

    assert [fault.pointer for fault in caught.value.faults] == [pointer]


def test_the_same_content_has_the_same_digest_whatever_its_number_and_order() -> None:
    turned = replace(MODULE, title=dict(reversed(list(MODULE.title.items()))), version=9)

    assert achievement_sha256(turned) == achievement_sha256(MODULE)


@pytest.mark.parametrize(
    "other",
    [replace(MODULE, slug="module-2"), replace(MODULE, ects=None), replace(MODULE, sample=True), replace(MODULE, title={"en": "x"})],
)
def test_another_content_has_another_digest(other: Achievement) -> None:
    assert achievement_sha256(other) != achievement_sha256(MODULE)


def test_the_digest_of_a_stored_achievement_never_moves() -> None:
    """It is kept in databases: were it to change, every import would make a new version of everything."""
    assert achievement_sha256(MODULE) == "71664cf481cc9455674f2dd5b2c37e48116d108b6aae19e8882ef0214963791c"
