"""The EU micro-credential check: each mandatory element of Annex I, there and missing."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.issuers.micro_credential import ELEMENTS, missing_elements
from app.model.issuer import Organisation
from tests.awards import LIVE, PLAIN, PLAN_JUDGED, SNB, STAGE

NOWHERE = replace(LIVE, organisation=Organisation("x", {"en": "X"}, "QQ"))


def test_a_complete_achievement_lacks_nothing() -> None:
    assert missing_elements(STAGE, LIVE) == ()


def test_the_eleven_elements_are_those_of_annex_i() -> None:
    assert [element.number for element in ELEMENTS] == list(range(1, 12))
    assert len({element.name for element in ELEMENTS}) == 11


@pytest.mark.parametrize(
    "change",
    [
        {"ects": None},
        {"hours": None},
        {"eqf_level": None, "no_level_reason": {"en": "Too short for a level"}},
        {"eqf_level": 1},
        {"eqf_level": 8},
        {"quality_assurance": (replace(STAGE.quality_assurance[0], type_uri=f"{SNB}/accreditation/c_1f1a469a"),)},
        {"title": {"en": "", "de": "Titel"}},
        {"isced_f": None, "prerequisites": None, "learning_setting_uri": None, "has_part": ()},
    ],
)
def test_what_is_optional_or_said_otherwise_may_be_left_out(change: dict[str, Any]) -> None:
    assert missing_elements(replace(STAGE, **change), LIVE) == ()


MATRIX: list[tuple[int, str, dict[str, Any]]] = [
    (2, "/title", {"title": {}}),
    (2, "/title", {"title": {"en": " "}}),
    (4, "/awarding_body", {"awarding_body": ""}),
    (4, "/awarding_body", {"awarding_body_name": {}}),
    (6, "/outcomes", {"outcomes": ()}),
    (6, "/outcomes/1/title", {"outcomes": (STAGE.outcomes[0], replace(STAGE.outcomes[1], title={"en": ""}))}),
    (7, "/ects", {"ects": None, "hours": None}),
    (7, "/ects", {"ects": Decimal(0), "hours": 0}),
    (7, "/ects", {"ects": Decimal(-1), "hours": -1}),
    (8, "/eqf_level", {"eqf_level": None}),
    (8, "/eqf_level", {"eqf_level": None, "no_level_reason": {"en": " "}}),
    (8, "/eqf_level", {"eqf_level": 0}),
    (8, "/eqf_level", {"eqf_level": 9}),
    (8, "/no_level_reason", {"no_level_reason": {"en": "Too short"}}),
    (9, "/assessment", {"assessment": None}),
    (9, "/assessment/type_uri", {"assessment": replace(PLAN_JUDGED, type_uri=f"{SNB}/assessment/0")}),
    (9, "/assessment/type_uri", {"assessment": replace(PLAN_JUDGED, type_uri=f"{SNB}/eqf/5")}),
    (10, "/mode_uris", {"mode_uris": ()}),
    (10, "/mode_uris/1", {"mode_uris": (STAGE.mode_uris[0], "online")}),
    (11, "/quality_assurance", {"quality_assurance": ()}),
    (11, "/quality_assurance/0/type_uri", {"quality_assurance": (replace(STAGE.quality_assurance[0], type_uri=f"{SNB}/eqf/5"),)}),
    (11, "/quality_assurance/0", {"quality_assurance": (replace(STAGE.quality_assurance[0], agent_name={}),)}),
    (11, "/quality_assurance/0", {"quality_assurance": (replace(STAGE.quality_assurance[0], title={}),)}),
]


@pytest.mark.parametrize(("number", "pointer", "change"), MATRIX)
def test_a_missing_element_is_named_with_its_place(number: int, pointer: str, change: dict[str, Any]) -> None:
    (fault,) = missing_elements(replace(STAGE, **change), LIVE)

    assert fault.pointer == pointer
    assert fault.detail.startswith(f"element {number} of Annex I, {ELEMENTS[number - 1].name}: expected ")


def test_an_issuer_without_a_country_lacks_element_three() -> None:
    (fault,) = missing_elements(STAGE, NOWHERE)

    assert fault.pointer == "/issuer/organisation/country"
    assert fault.detail.startswith("element 3 of Annex I, country or region of the issuer: expected ")


def test_every_element_that_can_be_missing_is_tried_here() -> None:
    tried = {number for number, _, _ in MATRIX} | {3}

    assert {element.number for element in ELEMENTS} - tried == {1, 5}


def test_an_activity_lacks_nearly_all() -> None:
    faults = missing_elements(PLAIN, NOWHERE)

    assert [fault.detail.split(",")[0] for fault in faults] == [f"element {number} of Annex I" for number in (3, 6, 7, 8, 9, 10, 11)]
