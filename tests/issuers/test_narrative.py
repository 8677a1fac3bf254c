"""The criteria say every fact in words."""

from dataclasses import replace
from decimal import Decimal

from app.issuers.open_badges import build
from app.model.achievement import Achievement
from app.model.award import Award
from app.model.secured import Document
from tests.awards import MAXIMAL, MINIMAL, STAGE


def achievement_of(award: Award) -> Document:
    node: Document = build(award)["credentialSubject"]["achievement"]
    return node


def awarding(achievement: Achievement) -> Award:
    return replace(MAXIMAL, achievement=achievement)


def test_criteria_say_every_fact_in_words() -> None:
    criteria = achievement_of(MAXIMAL)["criteria"]

    assert criteria["id"] == "https://university.example.org/green-stage"
    assert criteria["narrative"].split("\n\n") == [
        "Hand in a plan for one production.",
        "**Learning outcomes**",
        "- Explains material cycles\n- Plans a low-energy set\n- Imagines other futures",
        "**Workload:** 2.5 ECTS, 60 hours",
        "**Level (European Qualifications Framework):** 5",
        "**Field of study:** Music and performing arts",
        "**Form of participation:** Online, Blended",
        "**Learning setting:** non-formal learning",
        "**Languages of instruction:** en, el",
        "**Prerequisites:** None",
        "**Assessment:** project work. A plan, judged by two assessors.",
        "**Grading scheme:** 0 to 10; 6 is a pass",
        "**Supervision and identity check:** Supervised with ID Verification",
        "**Quality assurance**",
        "- Programme review 2025 (Acme Quality)\n- Institutional review (Acme Quality)",
        "**Parts**",
        "- Unit one",
        "**Part of**",
        "- The whole certificate",
        "**Further information:** https://university.example.org/green-stage",
        "*Sample content: title, credits, level and other values are invented to show the product.*",
    ]


def test_criteria_of_nothing_fall_back_to_the_title() -> None:
    award = replace(MINIMAL, achievement=replace(MINIMAL.achievement, description={}, outcomes=()))

    assert achievement_of(award)["criteria"] == {"narrative": "A visit"}


def test_a_reason_for_no_level_and_whole_credits_read_well() -> None:
    achievement = replace(STAGE, eqf_level=None, no_level_reason={"en": "Too\nshort"}, ects=Decimal("10.0"), hours=None)

    narrative = achievement_of(awarding(achievement))["criteria"]["narrative"]

    assert "**Workload:** 10 ECTS\n" in narrative
    assert "**Level (European Qualifications Framework):** Too short\n" in narrative
