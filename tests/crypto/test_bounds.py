"""Bounds: what would cost too much is refused by counting, before the work is begun."""

from typing import Any

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from app.crypto.bounds import (
    DEFAULT_LIMITS,
    MAX_STEPS_COUNTED,
    GraphLimits,
    canonical_steps,
    check_comparisons,
    check_graph,
    check_values,
)
from app.crypto.canonical import canonical_lines
from app.crypto.json_ld import statements
from app.errors import TooComplex
from app.model.secured import Document
from tests.crypto.documents import CREDENTIAL, changed, clique, linked

KNOWS, NAME = NamedNode("urn:knows"), NamedNode("urn:name")


def nodes(*pairs: tuple[int, int]) -> list[Quad]:
    return [Quad(BlankNode(f"n{one}"), KNOWS, BlankNode(f"n{other}")) for one, other in pairs]


def complete(size: int) -> list[Quad]:
    return nodes(*((one, other) for one in range(size) for other in range(size) if one != other))


def nested(depth: int) -> Document:
    document: Document = {}
    for _ in range(depth - 1):
        document = {"evidence": document}
    return document


def test_an_honest_credential_is_told_apart_without_trying() -> None:
    quads = statements(CREDENTIAL)

    assert len({quad.subject for quad in quads if isinstance(quad.subject, BlankNode)}) == 13
    assert canonical_steps(quads) == 0
    check_graph(quads, DEFAULT_LIMITS)


@pytest.mark.parametrize("copies", [2, 7, 200])
def test_nodes_that_are_wholly_alike_cost_nothing_where_they_know_no_one_alike(copies: int) -> None:
    alignment = CREDENTIAL["credentialSubject"]["achievement"]["alignment"][0]

    assert canonical_steps(statements(changed("credentialSubject", "achievement", "alignment", value=[alignment] * copies))) == 0


@pytest.mark.parametrize(("size", "steps"), [(2, 24), (3, 11_520)])
def test_small_cliques_are_counted_and_allowed(size: int, steps: int) -> None:
    assert canonical_steps(complete(size)) == steps
    check_graph(complete(size), DEFAULT_LIMITS)
    assert canonical_lines(complete(size))


@pytest.mark.parametrize("size", [4, 8, 9, 30])
def test_larger_cliques_are_refused_by_their_count(size: int) -> None:
    assert canonical_steps(complete(size)) > 10 * DEFAULT_LIMITS.max_steps

    with pytest.raises(TooComplex, match="steps"):
        check_graph(complete(size), DEFAULT_LIMITS)


def test_a_clique_in_a_document_is_counted_like_one_of_statements() -> None:
    assert canonical_steps(statements(clique(8))) >= canonical_steps(complete(8)) == MAX_STEPS_COUNTED


@pytest.mark.parametrize(("length", "allowed"), [(5, True), (40, True), (90, True), (100, False), (250, False)])
def test_a_ring_is_counted_though_each_group_in_it_has_one_node(length: int, allowed: bool) -> None:  # noqa: FBT001  # an example's column
    ring = nodes(*((one, (one + 1) % length) for one in range(length)))

    assert (canonical_steps(ring) <= DEFAULT_LIMITS.max_steps) is allowed


@pytest.mark.parametrize(("leaves", "allowed"), [(2, True), (4, True), (5, False), (8, False)])
def test_two_like_stars_cost_the_orders_of_their_leaves(leaves: int, allowed: bool) -> None:  # noqa: FBT001  # an example's column
    stars = nodes(*((star, 10 * (star + 1) + leaf) for star in range(2) for leaf in range(leaves)))

    assert (canonical_steps(stars) <= DEFAULT_LIMITS.max_steps) is allowed


def test_many_small_groups_add_up() -> None:
    one = canonical_steps(complete(3))
    apart = [
        Quad(BlankNode(f"p{part}{quad.subject.value}"), KNOWS, BlankNode(f"p{part}{quad.object.value}"))
        for part in range(5)
        for quad in complete(3)
        if isinstance(quad.subject, BlankNode) and isinstance(quad.object, BlankNode)
    ]

    assert canonical_steps(apart) == 5 * one
    with pytest.raises(TooComplex, match=f"found {5 * one}"):
        check_graph(apart, DEFAULT_LIMITS)


def test_two_nodes_with_a_thousand_links_are_counted_by_what_is_read() -> None:
    fat = [Quad(BlankNode(f"n{one}"), NamedNode(f"urn:p{link}"), BlankNode(f"n{1 - one}")) for one in range(2) for link in range(1_000)]

    with pytest.raises(TooComplex, match="steps"):
        check_graph(fat, DEFAULT_LIMITS)


def test_graph_names_count_as_neighbours() -> None:
    graphs = [BlankNode("g1"), BlankNode("g2")]
    named = [Quad(BlankNode(f"n{graph.value}"), NAME, Literal("x"), graph) for graph in graphs]
    unnamed = [Quad(BlankNode(f"n{graph.value}"), NAME, Literal("x"), DefaultGraph()) for graph in graphs]

    assert canonical_steps(named) > canonical_steps(unnamed) == 0


def test_a_node_that_links_to_itself_is_no_neighbour_of_its_own() -> None:
    assert canonical_steps(nodes((0, 0), (1, 1))) == 0


def test_one_step_too_many_is_refused() -> None:
    check_graph(complete(2), GraphLimits(max_steps=24))

    with pytest.raises(TooComplex, match="at most 23 steps to tell unnamed nodes apart, found 24"):
        check_graph(complete(2), GraphLimits(max_steps=23))


def test_the_number_of_statements_is_bounded() -> None:
    quads = [Quad(NamedNode("urn:x"), NAME, Literal(str(number))) for number in range(5_001)]
    check_graph(quads[:-1], DEFAULT_LIMITS)

    with pytest.raises(TooComplex, match="at most 5000 statements, found 5001"):
        check_graph(quads, DEFAULT_LIMITS)


def test_the_number_of_unnamed_nodes_is_bounded() -> None:
    quads = [Quad(BlankNode(f"n{number}"), NAME, Literal(str(number))) for number in range(257)]
    check_graph(quads[:-1], DEFAULT_LIMITS)

    with pytest.raises(TooComplex, match="at most 256 unnamed nodes, found 257"):
        check_graph(quads, DEFAULT_LIMITS)


@pytest.mark.parametrize("depth", [33, 5_000])
def test_deep_documents_are_refused_without_recursion(depth: int) -> None:
    check_values(nested(32), DEFAULT_LIMITS)

    with pytest.raises(TooComplex, match="at most 32 nested arrays and objects, found 33"):
        statements(nested(depth))


def test_many_values_are_refused() -> None:
    check_values({"a": [1] * 4_998}, DEFAULT_LIMITS)

    for count in (4_999, 100_000):
        with pytest.raises(TooComplex, match=f"at most 5000 values, found {count + 2}"):
            statements({"a": [1] * count})


@pytest.mark.parametrize("document", [{"a": "x" * 262_144}, {"x" * 262_145: 1}, {"a": {"b" * 200_000: "c" * 100_000}}])
def test_much_text_is_refused(document: Any) -> None:
    with pytest.raises(TooComplex, match="at most 262144 characters of text"):
        statements(document)


def test_many_values_of_one_member_are_refused_before_they_are_compared_each_with_all() -> None:
    tags = [str(number) for number in range(4_000)]

    with pytest.raises(TooComplex, match="comparisons of values"):
        statements(changed("credentialSubject", "achievement", "tag", value=tags))
    assert statements(changed("credentialSubject", "achievement", "tag", value=tags[:700]))


def test_values_of_one_node_add_up_wherever_they_stand() -> None:
    once = [{"@id": "urn:x", "urn:p": [1] * 500}]
    check_comparisons(once, DEFAULT_LIMITS)

    with pytest.raises(TooComplex, match="found 500000"):
        check_comparisons(once * 2, DEFAULT_LIMITS)
    check_comparisons([{"urn:p": [1] * 500}, {"urn:p": [1] * 500}], DEFAULT_LIMITS)


def test_unnamed_nodes_with_given_names_are_counted_too() -> None:
    links = linked({f"a{number}": [f"a{number + 1}"] for number in range(300)})

    with pytest.raises(TooComplex, match="unnamed nodes"):
        check_graph(statements(links), DEFAULT_LIMITS)


@pytest.mark.parametrize("name", ["id", "@id", "@value"])
def test_unnamed_nodes_are_counted_before_anything_is_made_of_the_document(name: str) -> None:
    nodes = [{"type": "Result", "value": str(number)} for number in range(6)]

    with pytest.raises(TooComplex, match="5 unnamed nodes, found 6"):
        check_values({"result": nodes}, GraphLimits(max_blank_nodes=5))

    assert check_values({"result": [{**node, name: "urn:x"} for node in nodes]}, GraphLimits(max_blank_nodes=5))
