"""Nothing of what we build is unsigned decoration: every value reaches the canonical graph."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.crypto.canonical import assert_safe, canonical_nquads
from app.errors import DataLoss
from app.issuers.achievement_node import achievement_document
from app.issuers.open_badges import build
from app.model.award import Award
from app.model.secured import Document
from tests.awards import LIVE, MAXIMAL, MINIMAL, STAGE, in_language_of

LANGUAGES = ("en", "de", "el", "fr")
AWARDS = [
    *(pytest.param(in_language_of(MAXIMAL, language), id=f"maximal in {language}") for language in LANGUAGES),
    pytest.param(MINIMAL, id="minimal"),
    pytest.param(replace(MAXIMAL, issuer=LIVE, recipient=replace(MAXIMAL.recipient, did=None)), id="live, without a DID"),
    pytest.param(
        replace(MAXIMAL, achievement=replace(STAGE, eqf_level=None, no_level_reason={"en": "Too short"}, ects=None)), id="without a level"
    ),
]


def leaves(value: Any, member: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, member)
    else:
        yield member, value


@pytest.mark.parametrize("award", AWARDS)
def test_every_value_is_in_the_graph(award: Award) -> None:
    document = build(award)

    assert_safe(document)
    graph = canonical_nquads(document)

    said = [(name, value) for name, value in leaves(document) if name not in {"@context", "type"}]
    assert [(name, value) for name, value in said if not stands_in(graph, value)] == []
    assert len(said) > 15


def stands_in(graph: str, value: Any) -> bool:
    if isinstance(value, str):
        return f"<{value}>" in graph or json.dumps(value, ensure_ascii=False) in graph
    written = f"{value}E0" if isinstance(value, float) else str(value).lower()
    return f'"{written}"^^' in graph


@pytest.mark.parametrize("award", AWARDS)
def test_every_type_is_a_term(award: Award) -> None:
    graph = canonical_nquads(build(award))

    names = {value for name, value in leaves(build(award)) if name == "type"} - {"Alignment"}
    assert [name for name in names if f"#{name}>" not in graph] == []
    assert ("AlignmentObject>" in graph) == bool(award.achievement.outcomes)


@pytest.mark.parametrize(
    "added",
    [
        {"ECTS": 5},
        {"credentialSchema": [{"id": "https://example.org/schema", "type": "1EdTechJsonSchemaValidator2019"}]},
        {"eqfLevel": "5"},
    ],
)
def test_decoration_would_be_noticed(added: Document) -> None:
    with pytest.raises(DataLoss):
        assert_safe(build(MAXIMAL) | added)


def test_an_achievement_of_its_own_loses_nothing() -> None:
    assert_safe(achievement_document(STAGE, LIVE, MAXIMAL.achievement_url, "el"))
