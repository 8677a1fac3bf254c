"""The profile's table: what the official shapes ask, in our notation, member by member."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rdflib import SH, Graph

from app.schemas.contexts import CREDENTIALS_V1, EDC_AP
from app.schemas.elm_profile import GENERIC, LISTS, NOTATION, PROFILES, Rule, read_rule
from app.schemas.elm_terms import CLASSES, COMPACT_PROOF, TERMS_OF_CREDENTIAL
from tests.schemas.edc_shapes import GENERIC as GENERIC_FILES
from tests.schemas.edc_shapes import Table, contexts, shapes, table_of

FILES = {
    "edc-accredited": ("EDC-accredited",),
    "edc-converted": ("EDC-converted",),
    "edc-issued-by-mandate": ("EDC-issuedByMandate",),
    "edc-diploma-supplement": ("EDC-accredited", "EDC-diplomaSupplement"),
}
OUT_OF_REACH = {
    "http://data.europa.eu/snb/model/elm/defaultLanguage",
    "http://data.europa.eu/snb/model/elm/areaDialing",
    "http://data.europa.eu/m8g/longitude",
    "http://data.europa.eu/m8g/latitude",
    "http://www.w3.org/ns/locn#geometry",
    "http://www.w3.org/ns/org#hasMember",
}
"""Paths of shapes that nothing in a credential leads to."""
OF_PRESENTATIONS = {"EuropeanDigitalPresentation", "VerifiablePresentation"}


@pytest.fixture(scope="module")
def terms(shared: Path) -> Mapping[str, str]:
    """The term of each IRI, as the official contexts have it."""
    edc = contexts(shared)[EDC_AP]["@context"]
    credential = contexts(shared)[CREDENTIALS_V1]["@context"]["VerifiableCredential"]["@context"]
    prefixes = {name: iri for name, iri in edc.items() if isinstance(iri, str) and "://" in iri}
    prefixes |= {"cred": "https://www.w3.org/2018/credentials#", "sec": "https://w3id.org/security#"}
    named = {term: definition for term, definition in {**credential, **edc}.items() if term not in prefixes and term[:1] != "@"}
    found = {_whole(_id(definition), prefixes): term for term, definition in named.items() if _id(definition)[:1] != "@"}
    return found | {"https://w3id.org/security#proof": COMPACT_PROOF}


def _id(definition: Any) -> str:
    return str(definition["@id"] if isinstance(definition, dict) else definition)


def _whole(iri: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, rest = iri.partition(":")
    return prefixes[prefix] + rest if prefix in prefixes else iri


def ours(classes: Mapping[str, Mapping[str, str]]) -> Table:
    """Return our table with its sets spelt out."""
    return {name: {member: _spelt(notation) for member, notation in members.items()} for name, members in classes.items()}


def _spelt(notation: str) -> str:
    for name, members in NOTATION["sets"].items():
        if notation.removeprefix(name)[:1] in {"", "!", "*", "@"} and notation.startswith(name):
            return "|".join(sorted(members)) + notation.removeprefix(name)
    return notation


def official(graph: Graph, terms: Mapping[str, str]) -> Table:
    return table_of(graph, terms, {uri: name for name, uri in LISTS.items()})


def test_the_generic_profile_is_what_the_official_shapes_ask(shared: Path, terms: Mapping[str, str]) -> None:
    asked = official(shapes(shared, *GENERIC_FILES), terms)
    claim = "|".join(sorted(NOTATION["sets"]["AnyClaim"]))
    without_class = claim.replace("Claim|", "", 1)
    for name, member in (("Person", "hasClaim"), ("AwardingProcess", "awards")):
        assert asked[name][member] == f"{without_class}{'!' if name == 'Person' else ''}*"
        asked[name][member] = asked[name][member].replace(without_class, claim)
    asked["Claim"]["dcType"] = "Concept@claim-type!*"

    assert ours(NOTATION["classes"]) == {name: members for name, members in asked.items() if name not in OF_PRESENTATIONS}


@pytest.mark.parametrize("name", FILES)
def test_each_further_profile_is_what_its_shapes_ask(name: str, shared: Path, terms: Mapping[str, str]) -> None:
    assert ours(NOTATION["profiles"][name]) == official(shapes(shared, *FILES[name]), terms)


def test_only_what_no_term_leads_to_is_left_out(shared: Path, terms: Mapping[str, str]) -> None:
    graph = shapes(shared, *GENERIC_FILES)
    paths = {str(path) for path in graph.objects(None, SH.path)} - {"https://www.w3.org/2018/credentials#verifiableCredential"}

    assert paths - terms.keys() == OUT_OF_REACH


def test_every_class_and_member_is_a_term_of_the_contexts() -> None:
    assert GENERIC.shapes.keys() <= CLASSES
    assert {member for shape in GENERIC.shapes.values() for member in shape} <= TERMS_OF_CREDENTIAL.keys()


def test_every_class_that_a_member_asks_for_has_a_shape() -> None:
    asked = {name for shape in GENERIC.shapes.values() for rule in shape.values() for name in rule.classes}

    assert asked <= GENERIC.shapes.keys()


def test_a_rule_says_what_its_notation_says() -> None:
    shapes_by_class = GENERIC.shapes

    assert shapes_by_class["Qualification"]["eqfLevel"] == Rule(
        kind="node",
        classes=frozenset({"Concept"}),
        named=True,
        scheme="http://data.europa.eu/snb/eqf/25831c2",
        largest=None,
        compulsory=False,
        several=False,
    )
    assert shapes_by_class["Organisation"]["legalName"].kind == "text"
    assert shapes_by_class["LearningActivity"]["levelOfCompletion"].largest == 100
    assert shapes_by_class["Identifier"]["creator"].classes == frozenset()


@pytest.mark.parametrize("notation", ["text?", "Concept@", "text**", "*!", "a b"])
def test_what_is_no_notation_is_refused(notation: str) -> None:
    with pytest.raises(ValueError, match="notation"):
        read_rule(notation)


def test_profiles_are_known_by_the_address_that_credentials_name() -> None:
    assert "http://data.europa.eu/snb/model/ap/edc-generic-full" in PROFILES
    assert len(PROFILES) == len(FILES) + 2


def test_the_table_is_ours_and_in_one_notation() -> None:
    path = Path(__file__).resolve().parents[2] / "app" / "schemas" / "elm_profile.json"

    assert json.loads(path.read_text(encoding="utf-8")) == NOTATION
