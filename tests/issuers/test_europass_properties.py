"""Whatever an award leaves out, its European credential is in order, and says no more than the award."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from app.issuers.europass import EUROPASS, build
from app.model.achievement import AchievementKind
from app.model.award import Award, AwardResult, Evidence, ResultStatus
from tests.awards import LIVE, MAXIMAL, STAGE, TEST
from tests.europass import SEALING

TAGS = ("en", "de", "el", "it", "fr", "ga", "tlh", "de-AT", "sr-Latn", "zh-Hant-TW")
WORDS = some.text(some.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(str.strip)
TEXTS = some.dictionaries(some.sampled_from(TAGS), WORDS, min_size=1, max_size=4)
OPTIONAL: dict[str, Any] = {
    "outcomes": (),
    "ects": None,
    "hours": None,
    "eqf_level": None,
    "isced_f": None,
    "mode_uris": (),
    "learning_setting_uri": None,
    "assessment": None,
    "quality_assurance": (),
    "prerequisites": None,
    "has_part": (),
    "is_part_of": (),
    "occupations": (),
    "languages": (),
    "further_information_url": None,
    "sample": False,
}


@some.composite
def awards(draw: some.DrawFn) -> Award:
    """Draw an award that says some of what an award can say, in some languages."""
    left_out = {name: OPTIONAL[name] for name in draw(some.sets(some.sampled_from(sorted(OPTIONAL))))}
    achievement = replace(
        STAGE,
        kind=draw(some.sampled_from(AchievementKind)),
        title=draw(TEXTS),
        description=draw(TEXTS),
        criteria=draw(some.one_of(some.just({}), TEXTS)),
        awarding_body_name=draw(TEXTS),
        **left_out,
    )
    results = some.builds(AwardResult, some.none() | WORDS, some.none() | some.sampled_from(ResultStatus), some.none() | WORDS)
    evidence = some.builds(Evidence, some.just("https://example.org/"), some.none() | WORDS, some.none() | WORDS, some.none() | WORDS)
    return replace(
        MAXIMAL,
        achievement=achievement,
        issuer=draw(some.sampled_from((LIVE, TEST))),
        recipient=replace(MAXIMAL.recipient, name=draw(WORDS), language=draw(some.sampled_from(TAGS))),
        results=tuple(draw(some.lists(results, max_size=3))),
        evidence=tuple(draw(some.lists(evidence, max_size=2))),
        credits_earned=draw(some.none() | some.decimals(0, 180, places=2)),
        activity_ended_at=draw(some.sampled_from((None, MAXIMAL.activity_ended_at))),
    )


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and "id" in value:
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(member)


@settings(max_examples=100)
@given(awards())
def test_what_any_award_becomes_is_in_order(award: Award) -> None:
    assert EUROPASS.faults(build(award, SEALING)) == ()


@settings(max_examples=100)
@given(awards())
def test_equal_ids_always_mean_equal_content(award: Award) -> None:
    found: dict[str, dict[str, Any]] = {}
    for node in nodes(build(award, SEALING)):
        assert found.setdefault(node["id"], node) == node


@settings(max_examples=50)
@given(awards())
def test_it_is_json_and_the_same_every_time(award: Award) -> None:
    assert json.dumps(build(award, SEALING)) == json.dumps(build(award, SEALING))


@settings(max_examples=50)
@given(awards())
def test_every_title_is_there_in_every_language(award: Award) -> None:
    shown = build(award, SEALING)["displayParameter"]["title"]

    assert shown.keys() == award.achievement.title.keys()
