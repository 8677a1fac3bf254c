"""Every text of an award stands in its European credential, in every language that it has; every label in every language of the title."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from app.issuers.europass import build
from app.model.award import Award
from app.model.secured import Document
from app.schemas.vocabularies import concept
from tests.awards import MAXIMAL, in_language_of
from tests.europass import SEALING, certification, module

AWARDS = {"maximal": MAXIMAL, "german": in_language_of(MAXIMAL, "de"), "certification": certification(), "module": module()}
ELSEWHERE = {"issuer", "is_part_of", "has_part"}
"""Whom the certificate names instead, and what has a claim of its own."""


def texts_of(value: Any) -> Iterator[tuple[str, str]]:
    """Yield every text of a record with its language."""
    if isinstance(value, Mapping):
        yield from value.items()
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ELSEWHERE:
                yield from texts_of(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from texts_of(each)


def maps_of(value: Any) -> Iterator[Document]:
    """Yield every object of a document."""
    if isinstance(value, dict):
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from maps_of(member)


@pytest.mark.parametrize("award", AWARDS.values(), ids=AWARDS)
def test_every_text_is_there_in_every_language_that_it_has(award: Award) -> None:
    said = {
        (tag, text.removeprefix("TEST · "))
        for each in maps_of(build(award, SEALING))
        for tag, text in each.items()
        if isinstance(text, str)
    }
    organisations = {text for organisation in award.organisations for text in texts_of(organisation)}
    named = {text for name in ("awarding_body_name", "agent_name") for text in names_of(award, name)}

    assert set(texts_of(award)) - (named if organisations else set()) <= said
    assert organisations <= said


def names_of(award: Award, name: str) -> Iterator[tuple[str, str]]:
    """Yield what an achievement calls an organisation that the snapshot knows better."""
    for achievement in (award.achievement, *(part.achievement for part in award.parts)):
        for holder in (achievement, *achievement.quality_assurance):
            yield from getattr(holder, name, {}).items()


@pytest.mark.parametrize("award", AWARDS.values(), ids=AWARDS)
def test_every_label_is_there_in_every_language_of_the_title(award: Award) -> None:
    wanted = {*award.achievement.title, "en"}
    labelled = [each for each in maps_of(build(award, SEALING)) if each.get("type") == "Concept" and concept(each["id"])]

    assert labelled
    for each in labelled:
        known = concept(each["id"])
        assert known is not None
        assert each["prefLabel"] == {tag: text for tag, text in known.label.items() if tag in wanted}
        assert each["prefLabel"].keys() == wanted


@pytest.mark.parametrize("award", AWARDS.values(), ids=AWARDS)
def test_the_languages_of_the_title_are_those_that_are_declared(award: Award) -> None:
    display = build(award, SEALING)["displayParameter"]

    assert len(display["language"]) == len(award.achievement.title)
    assert display["primaryLanguage"] == display["language"][0]
