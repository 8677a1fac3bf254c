"""Both envelopes of an award, read back: where both have a place for a thing, they say the same of it."""

from dataclasses import replace

import pytest

from app.issuers import europass, open_badges
from app.model.award import Award
from app.model.report import Content
from app.verifier.content import read_content as read_badge
from app.verifier.europass.content import read_content
from tests.awards import MAXIMAL, MINIMAL
from tests.europass import SEALING, certification, module

SHARED = (
    "title", "description", "recipient", "recipient_id", "test", "awarding_body", "awarded_at", "valid_from", "valid_until", "level",
    "credits", "credits_earned", "hours", "field_of_study", "learning_setting", "identity_check", "modes", "outcomes", "occupations",
    "quality_assurance", "part_of", "results", "issuer_country",
)  # fmt: skip


def english(award: Award) -> Award:
    """The same award to somebody who reads English: a badge says each thing in one language."""
    return replace(award, recipient=replace(award.recipient, language="en"))


def both(award: Award) -> tuple[Content, Content]:
    return read_badge(open_badges.build(award)), read_content(europass.build(award, SEALING))


@pytest.mark.parametrize("member", SHARED)
@pytest.mark.parametrize("award", [MAXIMAL, english(module()), english(certification())], ids=["everything", "a module", "the whole"])
def test_both_envelopes_say_the_same(award: Award, member: str) -> None:
    badge, european = both(award)

    assert getattr(european, member) == getattr(badge, member)


@pytest.mark.parametrize("award", [MAXIMAL, english(module()), english(certification())], ids=["everything", "a module", "the whole"])
def test_competences_and_assessments_have_the_same_names_and_texts(award: Award) -> None:
    badge, european = both(award)

    assert [(each.name, each.code, each.framework) for each in european.competences] == [
        (each.name, each.code, each.framework) for each in badge.competences
    ]
    assert [(each.name, each.text) for each in european.assessment] == [(each.name, each.text) for each in badge.assessment]


def test_the_parts_of_a_whole_are_told_in_both() -> None:
    badge, european = both(english(certification()))

    assert [each.name.removeprefix("TEST · ") for each in european.parts] == [each.name for each in badge.parts]


def test_what_is_not_said_is_read_in_neither() -> None:
    badge, european = both(replace(MINIMAL, europass=True))

    assert (european.level, european.credits, european.outcomes, european.evidence) == (None, None, (), ())
    assert (badge.level, badge.credits, badge.outcomes, badge.evidence) == (None, None, (), ())
