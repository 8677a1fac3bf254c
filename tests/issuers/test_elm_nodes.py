"""Nodes of a European credential: texts in all their languages, none twice, none empty."""

from hypothesis import given
from hypothesis import strategies as some

from app.issuers.elm_nodes import Nodes, marked, texts
from tests.awards import SNB


def test_texts_are_composed_and_never_empty() -> None:
    assert texts({"el": "Σκηνη\u0301", "en": " ", "de": ""}) == {"el": "Σκηνή"}
    assert texts(None) == {}


def test_a_mark_stands_before_every_text() -> None:
    assert marked("TEST · ", {"en": "Stage", "de": ""}) == {"en": "TEST · Stage"}


def test_labels_are_in_the_languages_of_the_document_and_in_english() -> None:
    label = {"en": "Level 5", "de": "Niveau 5", "it": "Livello 5"}

    assert Nodes(("de-AT", "el")).words(label) == {"en": "Level 5", "de": "Niveau 5"}


def test_a_concept_that_no_list_has_bears_no_label() -> None:
    concept = Nodes(("en",)).concept("eqf", f"{SNB}/eqf/99")

    assert concept == {"id": f"{SNB}/eqf/99", "type": "Concept", "inScheme": {"id": f"{SNB}/eqf/25831c2", "type": "ConceptScheme"}}


def test_a_concept_of_an_authority_table_names_its_list() -> None:
    nodes = Nodes(("en",))

    greece, greek, level = nodes.country("GR"), nodes.language("el-GR"), nodes.coded("eqf", "5")

    assert greece is not None
    assert (greece["notation"], greek["notation"]) == ("country", "language")
    assert "notation" not in level


def test_an_unknown_country_is_none() -> None:
    assert Nodes(("en",)).country("QQ") is None


def test_a_note_that_would_say_nothing_is_none() -> None:
    assert Nodes(("en",)).note({}, "criteria") is None


@given(some.lists(some.sampled_from(["Note", "LearningOutcome", "Organisation"])))
def test_every_node_has_a_name_of_its_own(kinds: list[str]) -> None:
    nodes = Nodes(("en",))

    names = [nodes.node(kind, {})["id"] for kind in kinds]

    assert len(names) == len(set(names))
    assert all(name.startswith("urn:epass:") for name in names)
