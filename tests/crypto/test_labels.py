"""Names for unnamed nodes that tell nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from app.crypto.canonical import canonical_lines
from app.crypto.labels import label_of, relabelled, written_label
from app.errors import MalformedProof

KEY = bytes.fromhex("00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF")


def test_a_label_is_the_digest_of_the_canonical_name_under_the_key() -> None:
    """The third node of the W3C's vector."""
    assert written_label(label_of(KEY, "c14n2")) == "uVkUuBrlOaELGVQWJD4M_qW5bcKEHWGNbOrPA_qAOKKw"
    assert label_of(KEY[::-1], "c14n2") != label_of(KEY, "c14n2")


def test_lines_are_sorted_by_their_new_names() -> None:
    canonical = "_:c14n0 <urn:p> _:c14n1 .\n_:c14n1 <urn:p> <urn:o> _:c14n0 .\n"

    assert relabelled(canonical, {"c14n0": "uz", "c14n1": "ua"}) == ("_:ua <urn:p> <urn:o> _:uz .\n", "_:uz <urn:p> _:ua .\n")


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('_:c14n0 "\\<>.\n\u2028'), max_size=30))
def test_what_looks_like_a_name_inside_a_text_stays(text: str) -> None:
    quads = [Quad(BlankNode("x"), NamedNode("urn:_:c14n0"), Literal(each)) for each in (text, f"_:c14n0 {text}", f'"{text}')]

    lines = relabelled(canonical_lines(quads), {"c14n0": "ux"})

    renamed = canonical_lines(quads).replace("_:c14n0 <urn", "_:ux <urn")
    assert sorted(lines) == sorted(f"{line}\n" for line in renamed.split("\n") if line)


@pytest.mark.parametrize(
    "labels",
    [{}, {"c14n0": "ua"}, {"c14n0": "ua", "c14n1": "ua"}, {"c14n0": "ua", "c14n1": "ub", "c14n2": "uc"}, {"c14n0": "ua", "c14n2": "ub"}],
)
def test_each_node_needs_one_label_of_its_own(labels: dict[str, str]) -> None:
    with pytest.raises(MalformedProof, match="label"):
        relabelled("_:c14n0 <urn:p> _:c14n1 .\n", labels)


def test_without_unnamed_nodes_there_are_no_labels() -> None:
    assert relabelled('<urn:s> <urn:p> "_:c14n0" .\n', {}) == ('<urn:s> <urn:p> "_:c14n0" .\n',)
    with pytest.raises(MalformedProof):
        relabelled("<urn:s> <urn:p> <urn:o> .\n", {"c14n0": "ua"})
