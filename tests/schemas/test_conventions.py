"""Kinds of alignment: told apart by what they are called, else by where they point."""

import re

import pytest

from app.schemas.conventions import COMPETENCE, EQF_LEVEL, FIELD_OF_STUDY, KINDS, NO_LEVEL, OCCUPATION, AlignmentKind, kind_of

EQF_5 = "http://data.europa.eu/snb/eqf/5"


def test_no_two_kinds_share_a_name_or_a_place() -> None:
    names = [name for kind in KINDS for name in (kind.target_type, *kind.also)]
    places = [kind.prefix for kind in KINDS if kind.prefix]

    assert len(names) == len(set(names))
    assert len(places) == len(set(places))


def test_every_name_is_one_that_the_standard_allows() -> None:
    assert all(re.fullmatch(r"ceasn:Competency|ext:[A-Za-z0-9._-]+", name) for kind in KINDS for name in (kind.target_type, *kind.also))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_known_by_its_name(kind: AlignmentKind) -> None:
    assert kind_of(kind.target_type, "https://anywhere.example.org/") is kind


@pytest.mark.parametrize(
    ("name", "url", "kind"),
    [
        ("ext:EQF", "https://content.example.com/eqf-levels", EQF_LEVEL),
        ("ext:NoQualificationFrameworkLevel", EQF_5, NO_LEVEL),
        ("ext:ESCOAlignment", None, COMPETENCE),
        (None, EQF_5, EQF_LEVEL),
        ("CFItem", EQF_5, EQF_LEVEL),
        (None, "http://data.europa.eu/snb/isced-f/0215", FIELD_OF_STUDY),
        ("ext:Whatever", "http://data.europa.eu/esco/occupation/874a2080", OCCUPATION),
        ("ceasn:Competency", EQF_5, COMPETENCE),
    ],
)
def test_others_spellings_and_addresses_tell_the_kind(name: str | None, url: str | None, kind: AlignmentKind) -> None:
    assert kind_of(name, url) is kind


@pytest.mark.parametrize(("name", "url"), [(None, None), ("CFItem", None), (None, "https://example.org/eqf/5"), ("ext:eqf", None)])
def test_anything_else_has_no_kind(name: str | None, url: str | None) -> None:
    assert kind_of(name, url) is None
