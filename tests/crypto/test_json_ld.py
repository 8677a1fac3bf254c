"""JSON-LD to statements: only values that all read alike, and refusals in our own words whatever pyld raises."""

import decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph

from app.crypto.bounds import GraphLimits
from app.crypto.expansion import SafeProcessor
from app.crypto.json_ld import check_watched, statements
from app.errors import ConfigurationError, DataLoss, DocumentError, TooComplex
from app.schemas.contexts import CREDENTIALS_V2
from app.schemas.strict_json import places
from tests.crypto.documents import CREDENTIAL, EXAMPLES_V2, changed, faults_of, pointers_of

ODD_VALUES: list[Any] = [None, True, 0, 1.5, "", "x", "_:b", "relative", "urn:x", "@id", "@type", "@foo", "@json", "http://a/{b}"]
ODD = st.sampled_from([*ODD_VALUES, [], {}, [[]], [None], CREDENTIALS_V2])
KEYWORDS = ["@id", "@type", "@value", "@language", "@direction", "@list", "@set", "@graph", "@included", "@reverse", "@nest", "@index"]
NAMES = [
    "@context",
    "@vocab",
    "@base",
    "@none",
    "id",
    "type",
    "name",
    "proof",
    "evidence",
    "credentialSubject",
    "jsonSchema",
    "",
    "_:p",
    "foo",
]
KEYS = st.sampled_from([*KEYWORDS, *NAMES])
TREES = st.recursive(ODD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=10)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYS, TREES, max_size=4), st.sampled_from([GraphLimits(), GraphLimits(allow_inline_contexts=True)]))
def test_any_members_are_read_or_refused_with_a_place(members: dict[str, Any], limits: GraphLimits) -> None:
    document = {**CREDENTIAL, **members}
    try:
        statements(document, limits)
    except TooComplex:
        return
    except DocumentError as refused:
        found = refused.faults
    else:
        return
    assert {fault.pointer for fault in found} <= {pointer for pointer, _ in places(document)}


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (float("nan"), "a number that JSON does not have"),
        (float("inf"), "a number that JSON does not have"),
        (2**53, "an integer beyond 2^53, which not all processors hold"),
        (-(2**53), "an integer beyond 2^53, which not all processors hold"),
        ("\ud800", "half of a surrogate pair"),
        ({"\udfff": 1}, "half of a surrogate pair"),
        ({5: "x"}, "a value that JSON does not have"),
        (decimal.Decimal(1), "a value that JSON does not have"),
        (("x",), "a value that JSON does not have"),
        (b"x", "a value that JSON does not have"),
    ],
)
def test_a_value_that_not_all_processors_read_alike_is_refused(value: Any, why: str) -> None:
    faults = faults_of(lambda: statements(changed("evidence", 0, "name", value=value)), DataLoss)

    assert [(fault.pointer, fault.detail) for fault in faults] == [("/evidence/0/name", why)]


@pytest.mark.parametrize("number", [2**53 - 1, -(2**53) + 1, 1.5, -0.0, 1e300, 5e-324, True])
def test_a_number_that_all_processors_read_alike_is_taken(number: float) -> None:
    assert statements(changed("evidence", 0, "name", value=number))


def test_a_document_that_is_no_object_says_nothing() -> None:
    assert pointers_of(["x"]) == [""]  # type: ignore[arg-type]  # what comes from JSON may be anything


def test_unnamed_graphs_and_the_default_graph_are_told_apart() -> None:
    quads = statements({**CREDENTIAL, "proof": {"type": "DataIntegrityProof", "proofValue": "z1"}})

    assert {type(quad.graph_name) for quad in quads} == {DefaultGraph, BlankNode}


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"name": {"@value": "x", "@language": 5}}, "/name"),
        ({"issuer": {"id": "urn:x", "@reverse": []}}, "/issuer"),
        ({"evidence": [{"type": ["Evidence"], "id": 5}]}, "/evidence/0"),
    ],
)
def test_what_pyld_refuses_is_refused_with_the_place_where_it_stood(members: dict[str, Any], pointer: str) -> None:
    assert any(found.startswith(pointer) for found in pointers_of({**CREDENTIAL, **members}))


def test_what_makes_pyld_stumble_is_refused() -> None:
    document = {"@context": {"@vocab": None}, "@id": "urn:x", "urn:p": "x"}

    faults = faults_of(lambda: statements(document, GraphLimits(allow_inline_contexts=True)), DataLoss)

    assert [(fault.pointer, fault.detail) for fault in faults] == [("", "no JSON-LD")]


def test_a_reserved_word_in_an_inline_context_is_refused() -> None:
    document = {"@context": {"p": "@reserved"}, "@id": "urn:x", "p": "x"}

    with pytest.raises(DataLoss):
        statements(document, GraphLimits(allow_inline_contexts=True))


def test_a_pyld_that_cannot_be_watched_is_noticed() -> None:
    with pytest.raises(ConfigurationError, match="pyld"):
        check_watched(SafeProcessor(GraphLimits()))


def test_the_base_is_empty() -> None:
    document = {"@context": [CREDENTIALS_V2, EXAMPLES_V2], "id": "urn:x", "type": "Thing", "seeAlso": {"id": "else"}}

    faults = faults_of(lambda: statements(document), DataLoss)

    assert [fault.pointer for fault in faults] == ["/seeAlso/id"]
