"""Unnamed nodes with names for the time being."""

from typing import Any

import pytest

from app.crypto.bounds import DEFAULT_LIMITS, GraphLimits
from app.crypto.canonical import canonical_lines, canonical_nquads
from app.crypto.json_ld import statements
from app.crypto.skolems import Skolemised, skolemised
from app.errors import DataLoss
from app.model.secured import Document
from app.schemas.contexts import CREDENTIALS_V2
from app.schemas.strict_json import places
from tests.crypto.documents import CREDENTIAL, linked

LIMITS = GraphLimits(allow_inline_contexts=True)


def _added(found: Skolemised) -> dict[str, str]:
    """The added identifiers, without what they begin with, by pointer."""
    return {
        pointer: value["id"].removeprefix(found.prefix)
        for pointer, value in places(found.document)
        if isinstance(value, dict) and str(value.get("id")).startswith(found.prefix)
    }


def _in_context(context: Document, **members: Any) -> Document:
    return {"@context": [CREDENTIALS_V2, context], "id": "urn:x", "type": "VerifiableCredential", **members}


@pytest.mark.parametrize("document", [CREDENTIAL, linked({"a": ["b"], "b": ["a"]}), linked({"a": [], "b": []}, tag="x")])
def test_the_document_says_the_same_as_before(document: Document) -> None:
    found = skolemised(document, DEFAULT_LIMITS)

    assert canonical_lines(found.statements_of(found.document, DEFAULT_LIMITS)) == canonical_nquads(document)


def test_each_object_without_an_identifier_has_one_of_its_own() -> None:
    added = _added(skolemised(CREDENTIAL, DEFAULT_LIMITS))

    unnamed = {pointer for pointer, value in places(CREDENTIAL) if isinstance(value, dict) and "id" not in value}
    assert added.keys() == unnamed
    assert sorted(map(int, added.values())) == list(range(len(unnamed)))


def test_inner_objects_are_counted_first_and_members_by_their_names() -> None:
    found = skolemised(CREDENTIAL, DEFAULT_LIMITS)
    added = _added(found)

    assert int(added["/credentialSubject/result/0"]) < int(added["/credentialSubject"])
    assert int(added["/credentialSubject"]) < int(added["/evidence/0"]) < int(added["/evidence/1"])
    assert list(found.document) == list(CREDENTIAL)


def test_a_part_calls_its_nodes_as_the_whole_does() -> None:
    found = skolemised(CREDENTIAL, DEFAULT_LIMITS)
    part = {name: value for name, value in found.document.items() if name != "credentialSubject"}

    whole = found.statements_of(found.document, DEFAULT_LIMITS)
    assert set(found.statements_of(part, DEFAULT_LIMITS)) < set(whole)


def test_what_is_no_node_has_no_identifier() -> None:
    context = {
        "label": {"@id": "urn:label", "@container": "@language"},
        "raw": {"@id": "urn:raw", "@type": "@json"},
        "steps": {"@id": "urn:steps", "@container": "@list"},
        "box": "urn:box",
    }
    members = {
        "label": {"en": "x"},
        "raw": {"a": {"b": 1}},
        "steps": [{"box": 1}],
        "box": [{"@value": "x", "@language": "en"}, {"@list": [{"box": "y"}]}, {"box": "z"}],
    }
    document = _in_context(context, **members)

    found = skolemised(document, LIMITS)

    assert _added(found) == {"/box/1/@list/0": "0", "/box/2": "1", "/steps/0": "2"}
    assert canonical_lines(found.statements_of(found.document, LIMITS)) == canonical_lines(statements(document, LIMITS))


def test_contexts_stay_as_they_are() -> None:
    document = _in_context({"box": {"@id": "urn:box", "@context": {"inner": {"@id": "urn:inner"}}}}, box={"inner": 1})

    assert skolemised(document, LIMITS).document["@context"] == document["@context"]


def test_identifiers_are_as_good_as_random_to_the_documents_author() -> None:
    first = skolemised(CREDENTIAL, DEFAULT_LIMITS)
    forged = {**CREDENTIAL, "id": f"{first.prefix}0"}

    second = skolemised(forged, DEFAULT_LIMITS)

    assert second.prefix != first.prefix
    assert canonical_lines(second.statements_of(second.document, DEFAULT_LIMITS)) == canonical_nquads(forged)


def test_a_document_at_the_edge_of_its_limits_has_room_for_identifiers() -> None:
    nodes = sum(1 for _ in places(CREDENTIAL))
    limits = GraphLimits(max_nodes=nodes)

    found = skolemised(CREDENTIAL, limits)

    assert found.statements_of(found.document, limits)


def test_what_gets_lost_is_refused() -> None:
    with pytest.raises(DataLoss):
        skolemised({**CREDENTIAL, "grade": "A"}, DEFAULT_LIMITS)
