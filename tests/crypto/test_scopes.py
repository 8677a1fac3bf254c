"""Scopes: what a context's terms come to, and what is left to the general way."""

from itertools import product
from typing import Any

import pytest
from pyld.jsonld import JsonLdProcessor

from app.crypto.context_loading import new_options, new_resolver
from app.crypto.nquads import NotPlain, escaped
from app.crypto.scopes import Scope, root_scope
from app.schemas.contexts import CREDENTIALS_V2, OPEN_BADGES_V3

XSD = "http://www.w3.org/2001/XMLSchema#"
PLAIN = {"id": "@id", "type": "@type", "name": "urn:name"}


def scope(**terms: Any) -> Scope:
    """The scope of a context with these terms."""
    processor, options = JsonLdProcessor(), new_options(new_resolver())
    empty = processor._get_initial_context(options)
    return Scope(processor.process_context(empty, {**PLAIN, **terms}, options), {})


@pytest.mark.parametrize(
    ("definition", "text"),
    [
        ("urn:a", ' <urn:a> "x" .\n'),
        ({"@id": "urn:a", "@type": "@none"}, ' <urn:a> "x" .\n'),
        ({"@id": "urn:a", "@type": f"{XSD}string"}, ' <urn:a> "x" .\n'),
        ({"@id": "urn:a", "@type": f"{XSD}date"}, f' <urn:a> "x"^^<{XSD}date> .\n'),
        ({"@id": "urn:a", "@container": "@set"}, ' <urn:a> "x" .\n'),
        ({"@id": "urn:a", "@type": "@vocab", "@context": {"x": "urn:x"}}, " <urn:a> <urn:x> .\n"),
    ],
    ids=str,
)
def test_a_text_is_written_as_its_term_says(definition: Any, text: str) -> None:
    assert scope(a=definition).terms["a"].text("x") == text


@pytest.mark.parametrize(
    "terms",
    [
        {"a": None},
        {"a": {"@reverse": "urn:a"}},
        {"a": {"@id": "urn:a", "@container": "@list"}},
        {"a": {"@id": "urn:a", "@container": ["@graph", "@id"]}},
        {"a": {"@id": "urn:a", "@container": "@language"}},
        {"a": {"@id": "urn:a", "@language": "en"}},
        {"a": {"@id": "urn:a", "@direction": "rtl"}},
        {"a": {"@id": "urn:a", "@nest": "@nest"}},
        {"a": "@graph"},
        {"a": "@type"},
        {"a:b": "a:b"},
        {"a": {"@id": "urn:a", "@type": "@json"}},
        {"a": {"@id": "urn:a", "@type": f"{XSD}double"}},
        {"a": {"@id": "urn:a", "@type": "@vocab"}, "x": None},
        {"a": {"@id": "urn:a", "@type": "@vocab"}, "x": "@type"},
        {"a": {"@id": "urn:a", "@type": "@vocab"}},
        {"a": {"@id": "urn:a", "@type": "@id"}},
        {"a": "urn:a", "@language": "en"},
        {"a": "urn:a", "@direction": "rtl"},
        {},
    ],
    ids=str,
)
def test_a_text_whose_term_is_not_plain_is_left_to_the_general_way(terms: dict[str, Any]) -> None:
    name = next((name for name in terms if name.startswith("a")), "a")

    with pytest.raises(NotPlain):
        scope(**terms).terms[name].text("x")


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (None, 1, f'"1"^^<{XSD}integer>'),
        (None, True, f'"true"^^<{XSD}boolean>'),
        (None, False, f'"false"^^<{XSD}boolean>'),
        (None, 2.5, f'"2.5E0"^^<{XSD}double>'),
        (None, 1e-9, f'"1.0E-9"^^<{XSD}double>'),
        (None, 1e21, f'"1.0E21"^^<{XSD}double>'),
        (f"{XSD}double", 12, f'"1.2E1"^^<{XSD}double>'),
        (f"{XSD}float", 12, f'"12"^^<{XSD}float>'),
        (f"{XSD}float", 0.5, f'"5.0E-1"^^<{XSD}float>'),
        (f"{XSD}string", 12, '"12"'),
        (f"{XSD}boolean", True, f'"true"^^<{XSD}boolean>'),
        ("@none", 7, f'"7"^^<{XSD}integer>'),
    ],
)
def test_a_number_is_written_as_json_ld_has_it(kind: str | None, value: float, written: str) -> None:
    definition = {"@id": "urn:a", **({"@type": kind} if kind else {})}

    assert scope(a=definition).terms["a"].number(value) == f" <urn:a> {written} .\n"


@pytest.mark.parametrize("kind", ["@id", "@vocab", "@json"])
def test_a_number_where_a_name_is_expected_is_left_to_the_general_way(kind: str) -> None:
    with pytest.raises(NotPlain):
        scope(a={"@id": "urn:a", "@type": kind}).terms["a"].number(1)


@pytest.mark.parametrize("types", [None, 7, [], ["Unknown"], [["Thing"]], [None], {"a": 1}, "https://example.org/Thing", "Nothing"])
def test_types_that_are_no_terms_are_left_to_the_general_way(types: Any) -> None:
    with pytest.raises(NotPlain):
        scope(Thing="urn:Thing", Nothing=None).typed(types)


def test_types_are_not_read_where_type_means_something_else() -> None:
    with pytest.raises(NotPlain):
        scope(type="urn:type", Thing="urn:Thing").typed("Thing")


def test_a_scope_remembers_a_bounded_number_of_combinations() -> None:
    found = scope(Thing="urn:Thing", Other="urn:Other")

    for types in product(("Thing", "Other"), repeat=11):
        assert found.typed([*types])[0] is found

    assert len(found._typed) == 1_000


def test_contexts_that_never_come_back_to_themselves_are_left_to_the_general_way() -> None:
    known = dict.fromkeys(range(500), scope())
    processor, options = JsonLdProcessor(), new_options(new_resolver())

    with pytest.raises(NotPlain):
        Scope(processor.process_context(processor._get_initial_context(options), PLAIN, options), known)


@pytest.mark.parametrize(
    "value", [None, 7, "", "relative", "_:b0", "name:x", "urn:a b", "urn:{x}", "https://x:y/", "x" * 300, "urn:\u2003"]
)
def test_what_is_no_absolute_iri_is_left_to_the_general_way(value: Any) -> None:
    with pytest.raises(NotPlain):
        scope().iri(value)


def test_a_long_text_is_no_iri_either() -> None:
    with pytest.raises(NotPlain):
        scope().iri("x" * 300)


def test_a_long_iri_is_an_iri() -> None:
    assert scope().iri("urn:" + "x" * 300) == f"<urn:{'x' * 300}>"


def test_half_of_a_surrogate_pair_is_no_text() -> None:
    with pytest.raises(NotPlain):
        escaped("\ud800")


def test_the_scopes_of_a_credential_are_few_and_found_again() -> None:
    root = root_scope((CREDENTIALS_V2, OPEN_BADGES_V3))
    credential, _ = root.typed(["VerifiableCredential", "OpenBadgeCredential"])

    assert root is root_scope((CREDENTIALS_V2, OPEN_BADGES_V3))
    assert credential is root.typed(["VerifiableCredential", "OpenBadgeCredential"])[0]
    assert credential.terms["credentialSubject"].nodes is root
