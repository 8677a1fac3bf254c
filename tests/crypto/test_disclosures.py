"""A document's statements one by one, and which of them a part of it says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.crypto.bounds import DEFAULT_LIMITS, GraphLimits
from app.crypto.canonical import canonical_nquads
from app.crypto.disclosures import LabelledForm, labelled_form
from app.crypto.labels import relabelled, written_label
from app.crypto.pointers import select
from app.errors import DataLoss, MalformedProof, TooComplex
from app.model.secured import Document
from app.schemas.strict_json import places
from tests.crypto.documents import CREDENTIAL, CREDENTIALS, clique

KEY = b"\x01" * 32
LISTED: Document = {
    "@context": [*CREDENTIAL["@context"], {"steps": {"@id": "urn:steps", "@container": "@list"}, "box": "urn:box"}],
    "id": "urn:x",
    "type": "VerifiableCredential",
    "steps": ["a", "b"],
    "box": [{"steps": ["a", "b"]}, {"id": "_:named", "box": "c"}, {"id": "_:other", "box": "d"}],
}
LIMITS = GraphLimits(allow_inline_contexts=True)


def _form(document: Document = CREDENTIAL, limits: GraphLimits = DEFAULT_LIMITS) -> LabelledForm:
    return labelled_form(document, KEY, limits)


def _said(document: Document, form: LabelledForm, pointers: set[str]) -> tuple[str, ...]:
    """The lines of the selection as somebody reads them who has only it and the labels."""
    labels = {name: written_label(label) for name, label in form.part(pointers).labels.items()}
    return relabelled(canonical_nquads(select(document, pointers), LIMITS), labels)


def test_the_lines_are_the_canonical_ones_with_other_names() -> None:
    form = _form()

    assert list(form.lines) == sorted(form.lines)
    assert len(form.lines) == canonical_nquads(CREDENTIAL).count("\n")
    assert not any("_:c14n" in line for line in form.lines)
    assert len(set(form.labels.values())) == 13


@settings(max_examples=60)
@given(st.sets(st.sampled_from([pointer for pointer, _ in places(CREDENTIAL) if "@context" not in pointer]), min_size=1, max_size=5))
def test_any_part_says_the_lines_at_its_places(pointers: set[str]) -> None:
    form = _form()

    places_of_part = form.part(pointers).places

    assert _said(CREDENTIAL, form, pointers) == tuple(form.lines[place] for place in sorted(places_of_part))


def test_parts_of_equal_look_are_told_apart() -> None:
    form = _form()
    first, second = (form.part([f"/credentialSubject/result/{number}/value"]).places for number in (0, 1))

    assert len(first) == len(second)
    assert first != second


def test_the_whole_is_a_part() -> None:
    form = _form()

    assert form.part([""]).places == frozenset(range(len(form.lines)))
    assert form.part([]).places == frozenset()


def test_lists_are_parts_as_wholes() -> None:
    form = _form(LISTED, LIMITS)

    for pointers in ({"/steps"}, {"/box/0/steps"}, {"/steps", "/box/0"}, {"/box/1", "/box/2"}):
        part = form.part(pointers)
        assert _said(LISTED, form, pointers) == tuple(form.lines[place] for place in sorted(part.places))


def test_a_piece_of_a_list_is_no_part() -> None:
    form = _form(LISTED, LIMITS)

    for pointer in ("/steps/0", "/steps/1", "/box/0/steps/0"):
        with pytest.raises(MalformedProof, match="list"):
            form.part([pointer])


def test_nodes_that_cannot_be_told_apart_are_no_part() -> None:
    form = _form({**LISTED, "box": [{"id": "_:named"}, {"id": "_:other"}]}, LIMITS)

    with pytest.raises(MalformedProof, match="told apart"):
        form.part(["/box/0"])


def test_an_object_whose_identifier_is_a_statement_is_refused() -> None:
    context = {"box": {"@id": "urn:box", "@context": {"id": {"@id": "urn:my-id", "@type": "@id"}, "depth": "urn:depth"}}}
    document = {**CREDENTIAL, "@context": [*CREDENTIAL["@context"], context], "box": {"depth": 1}}

    with pytest.raises(DataLoss, match="identifiers"):
        _form(document, LIMITS)


def test_members_that_a_reader_would_look_past_are_refused() -> None:
    document = {name: value for name, value in CREDENTIAL.items() if name != "evidence"}

    with pytest.raises(DataLoss):
        _form({**document, f"{CREDENTIALS}evidence": {"type": "Evidence"}})


def test_a_dear_graph_is_refused() -> None:
    with pytest.raises(TooComplex):
        _form(clique(9))
