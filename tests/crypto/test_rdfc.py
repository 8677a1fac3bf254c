"""Our own RDFC-1.0, which tells the names that it gives, held against pyoxigraph's. The W3C's cases were run by hand: all agree."""

from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from app.crypto.bounds import GraphLimits, canonical_steps
from app.crypto.canonical import canonical_lines
from app.crypto.json_ld import statements
from app.crypto.rdfc import canonical_form, line_of
from tests.crypto.documents import CREDENTIAL, clique, linked

MOST_STEPS = 20_000
NODES = st.sampled_from([BlankNode(f"n{number}") for number in range(7)])
NAMED = st.sampled_from([NamedNode("urn:a"), NamedNode("urn:b")])
LITERALS = (
    st.builds(Literal, st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
    | st.builds(Literal, st.text('_:c14n0<>"\\ \t\n\r\x00\x7f\u2028é😀', max_size=8), language=st.sampled_from(["de", "en-US"]))
    | st.builds(Literal, st.sampled_from(["1", "_:c14n0"]), datatype=NAMED)
)
QUADS = st.builds(Quad, NODES | NAMED, NAMED, NODES | NAMED | LITERALS, st.just(DefaultGraph()) | NODES | NAMED)


def _quads(text: str) -> list[Quad]:
    return list(parse(text.replace(" . ", " .\n").encode(), format=RdfFormat.N_QUADS))


def _is_affordable(quads: list[Quad]) -> bool:
    return canonical_steps(quads) <= MOST_STEPS


def _renamed(quad: Quad, names: dict[str, str]) -> Quad:
    terms = [BlankNode(names[term.value]) if isinstance(term, BlankNode) else term for term in (quad.subject, quad.object, quad.graph_name)]
    return Quad(terms[0], quad.predicate, terms[1], terms[2])  # type: ignore[arg-type]


@settings(max_examples=400)
@given(st.lists(QUADS, max_size=14))
def test_any_graph_has_the_canonical_form_that_pyoxigraph_gives_it(quads: list[Quad]) -> None:
    assume(_is_affordable(quads))

    form = canonical_form(quads)

    assert "".join(form.lines) == canonical_lines(quads)


@settings(max_examples=200)
@given(st.lists(QUADS, max_size=10))
def test_the_names_are_those_that_stand_in_the_lines(quads: list[Quad]) -> None:
    assume(_is_affordable(quads))

    form = canonical_form(quads)

    labels = {term.value for quad in quads for term in (quad.subject, quad.object, quad.graph_name) if isinstance(term, BlankNode)}
    assert form.names.keys() == labels
    assert sorted(form.names.values()) == sorted(f"c14n{number}" for number in range(len(labels)))
    renamed = {line_of(quad, form.names.__getitem__) for quad in quads}
    assert tuple(sorted(renamed)) == form.lines


@settings(max_examples=150)
@given(st.lists(QUADS, max_size=10), st.permutations(range(7)), st.randoms(use_true_random=False))
def test_other_names_and_another_order_change_nothing(quads: list[Quad], order: list[int], random: Random) -> None:
    assume(_is_affordable(quads))
    names = {f"n{number}": f"x{other}" for number, other in enumerate(order)}
    others = [_renamed(quad, names) for quad in quads]
    random.shuffle(others)

    assert canonical_form(others).lines == canonical_form(quads).lines


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<urn:s> <urn:p> <urn:o> .",
        "_:a <urn:p> _:a .",
        "_:a <urn:p> _:b . _:b <urn:p> _:a .",
        "_:a <urn:p> _:b . _:c <urn:p> _:d .",
        "_:a <urn:p> _:b _:g . _:c <urn:p> _:d _:g .",
        "_:a <urn:p> _:b . _:a <urn:p> _:b <urn:g> . _:c <urn:p> _:d .",
        "_:a <urn:p> <urn:o> _:g . <urn:s> <urn:q> _:g . _:b <urn:p> <urn:o> _:h . <urn:s> <urn:q> _:h .",
        "_:a <urn:p> _:b . _:b <urn:p> _:c . _:c <urn:p> _:a . _:d <urn:p> _:e . _:e <urn:p> _:f . _:f <urn:p> _:d .",
        "_:a <urn:p> _:b . _:b <urn:p> _:a . _:a <urn:q> _:c . _:b <urn:q> _:d . _:c <urn:p> _:d . _:d <urn:p> _:c .",
        "_:c <urn:p> _:a . _:c <urn:p> _:b . _:d <urn:p> _:a . _:d <urn:p> _:b . _:a <urn:q> _:c . _:b <urn:q> _:d .",
        '_:a <urn:p> "_:c14n0 \\" \\\\ \\u0007 \\n" . _:b <urn:p> "x"@de-AT .',
    ],
)
def test_graphs_whose_nodes_look_alike_agree(text: str) -> None:
    quads = _quads(text)

    assert "".join(canonical_form(quads).lines) == canonical_lines(quads)


def test_documents_agree() -> None:
    ring = {f"n{number}": [f"n{(number + 1) % 12}"] for number in range(12)}
    double = {"a": ["b", "c"], "b": ["a"], "c": ["a"], "d": ["e", "f"], "e": ["d"], "f": ["d"]}
    for document in (CREDENTIAL, linked(ring), linked(double, tag="x"), clique(3), clique(4)):
        quads = statements(document)

        assert "".join(canonical_form(quads).lines) == canonical_lines(quads)


def test_the_longest_ring_that_is_affordable_is_walked() -> None:
    ring = [Quad(BlankNode(f"n{number}"), NamedNode("urn:p"), BlankNode(f"n{(number + 1) % 91}")) for number in range(91)]

    assert canonical_steps(ring) <= GraphLimits().max_steps
    assert "".join(canonical_form(ring).lines) == canonical_lines(ring)


def test_a_quad_that_stands_there_twice_counts_once() -> None:
    quads = _quads("_:a <urn:p> _:b . _:b <urn:p> _:a .")

    assert canonical_form([*quads, *quads]) == canonical_form(quads)
