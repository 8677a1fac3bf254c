"""The nodes of a credential: equal ids are one, what RDF readers would not see is told, and work grows with the document alone."""

from typing import Any

import pytest

from app.schemas.elm_graph import Graph, is_named, pointer, read_graph
from app.schemas.elm_profile import GENERIC
from app.schemas.elm_shapes import shape_faults
from app.schemas.elm_values import VALUE_KINDS, counts_months


def node(name: str | None = None, kind: Any = "Organisation", **members: Any) -> dict[str, Any]:
    return ({"id": name} if name else {}) | {"type": kind} | members


def places(graph: Graph) -> list[str]:
    return [fault.pointer for fault in graph.faults]


def shape_places(document: dict[str, Any]) -> list[str]:
    return [fault.pointer for fault in shape_faults(read_graph(document), [GENERIC])]


def test_equal_ids_are_one_node() -> None:
    graph = read_graph(node("urn:a", legalName={"en": "x"}, hasSubOrganization=[node("urn:b"), node("urn:a", homepage=node("urn:w"))]))

    assert graph.nodes.keys() == {"urn:a", "urn:b", "urn:w"}
    assert list(graph.nodes["urn:a"].values) == ["legalName", "hasSubOrganization", "homepage"]
    assert [pointer(path) for path in graph.differing] == ["/hasSubOrganization/1"]


def test_an_object_that_repeats_an_earlier_one_is_passed_over() -> None:
    again = node("urn:b", legalName={"en": "x"}, homepage=node("urn:w"))
    graph = read_graph(node("urn:a", hasSubOrganization=[again, dict(again)], subOrganizationOf=again))

    assert list(graph.nodes["urn:a"].values["hasSubOrganization"]) == ["urn:b"]
    assert graph.differing == []


def test_true_and_one_are_not_taken_for_the_same() -> None:
    graph = read_graph(node("urn:a", "DisplayDetail", image=[node("urn:b", "DisplayDetail", page=page) for page in (1, True)]))

    assert places(graph) == ["/image/1/page"]


def test_objects_without_an_id_are_nodes_of_their_own() -> None:
    graph = read_graph(node("urn:a", homepage=[node(kind="WebResource"), node(kind="WebResource")]))

    assert len(graph.nodes) == 3
    assert [is_named(key) for key in graph.nodes] == [True, False, False]


@pytest.mark.parametrize("name", ["", "x", "/x", "urn:a b", "urn:<a>", "_:", "_:a b", 7, None, [], {}])
def test_an_id_is_an_absolute_uri_or_the_name_of_an_unnamed_node(name: Any) -> None:
    assert places(read_graph(node(homepage={"id": name, "type": "WebResource"}))) == ["/homepage/id"]
    assert places(read_graph(node(homepage={"id": "_:b0", "type": "WebResource"}))) == []


@pytest.mark.parametrize("kind", [7, None, {}, ["Organisation", 7], [["Organisation"]]])
def test_a_type_is_a_name_or_a_list_of_names(kind: Any) -> None:
    assert places(read_graph({"id": "urn:a", "type": kind})) == ["/type"]


@pytest.mark.parametrize("term", ["@id", "@graph", "@reverse", "elm:title", "dc:title", "cred:issuer"])
def test_keywords_and_compact_names_are_refused(term: str) -> None:
    assert places(read_graph(node("urn:a", **{term: "x"}))) == [f"/{term}"]


def test_the_context_is_read_by_others_and_one_within_is_refused() -> None:
    assert places(read_graph({"@context": [], **node("urn:a", homepage=node("urn:w") | {"@context": {}})})) == ["/homepage/@context"]


def test_terms_of_the_credential_are_none_of_the_nodes_inside() -> None:
    graph = read_graph(node("urn:a", issued="2026-01-01T00:00:00Z"))
    credential = read_graph({"id": "urn:a", "type": ["VerifiableCredential"], "issued": "2026-01-01T00:00:00Z"})

    assert [pointer(path) for path in graph.unknown] == ["/issued"]
    assert credential.unknown == []


def test_members_of_a_status_entry_are_known_there_alone() -> None:
    entry = read_graph(node("urn:a", "BitstringStatusListEntry", statusListIndex="7"))
    other = read_graph(node("urn:a", statusListIndex="7"))

    assert entry.unknown == []
    assert [pointer(path) for path in other.unknown] == ["/statusListIndex"]


def test_a_text_in_place_of_an_object_is_an_id_or_dropped() -> None:
    graph = read_graph(node("urn:a", homepage=["urn:w", "_:b", "x", None]))

    assert list(graph.nodes["urn:a"].values["homepage"]) == ["urn:w", "_:b"]
    assert [pointer(path) for path in graph.dropped] == ["/homepage/2"]


@pytest.mark.parametrize("value", [7, True, 2.5, [7], [["urn:w"]]])
def test_a_link_is_nothing_else(value: Any) -> None:
    assert len(places(read_graph(node("urn:a", homepage=value)))) == 1


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ({"en": "x", "de": ["x", "y"]}, 0),
        ({"en": None, "de": [None]}, 0),
        ([], 0),
        ([None], 0),
        ("x", 1),
        (7, 1),
        (["x"], 1),
        ([{"en": "x"}], 1),
        ({"en": 7}, 1),
        ({"en": ["x", 7, {}]}, 2),
        ({"not a language": "x"}, 1),
        ({"@none": "x"}, 1),
    ],
)
def test_texts_are_by_language(value: Any, count: int) -> None:
    assert len(places(read_graph(node("urn:a", legalName=value)))) == count


def test_a_value_of_another_kind_is_odd_where_the_profile_asks_nothing() -> None:
    graph = read_graph(node("urn:a", page="many"))

    assert graph.faults == []
    assert [fault.pointer for fault in graph.odd] == ["/page"]
    assert places(read_graph(node("urn:a", page=["many"]))) == ["/page/0"]
    assert places(read_graph(node("urn:a", "DisplayDetail", page="many"))) == ["/page"]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (
            "moment",
            ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.5+01:00", "2026-01-31T12:00:00"],
            ["2026-01-31", "2026-02-30T12:00:00Z", 7, ""],
        ),
        ("duration", ["PT50H", "P1Y2M3DT4H5M6.7S", "-P1D"], ["P", "PT", "P1H", "50H", 7, "P1W"]),
        ("string", ["", "x", 7, True, 2.5], [{}, []]),
        ("literal", ["x", 7], [{}]),
        ("url", ["https://example.org/x", "urn:x"], ["x", "a b:c", 7, ""]),
        ("positive", [1, "1", "+07"], [0, -1, "0", True, 2.5, "x"]),
        ("integer", [0, -1, "+7"], [2.5, True, "x", ""]),
        ("decimal", [0, 2.5, "2.50", ".5", "-7"], ["x", True, "", "1e3"]),
        ("boolean", [True, False, "true", "0", 1], [7, "yes", ""]),
    ],
)
def test_values_are_read_by_their_kind(kind: str, good: list[Any], bad: list[Any]) -> None:
    read = VALUE_KINDS[kind].read

    assert None not in [read(value) for value in good]
    assert [value for value in bad if read(value) is not None] == []


def test_months_are_told_from_minutes() -> None:
    assert counts_months("P60M")
    assert not counts_months("PT60M")
    assert not counts_months("x")


def test_a_link_leads_to_a_node_of_its_class() -> None:
    assert "/homepage" in shape_places(node("urn:a", homepage="urn:nowhere"))
    assert "/homepage" in shape_places(node("urn:a", homepage=node("urn:w", "Note", noteLiteral={"en": "x"})))


def test_an_issuer_that_is_a_person_has_a_legal_identifier_too() -> None:
    credential = {"id": "urn:a", "type": ["VerifiableCredential", "EuropeanDigitalCredential"]}
    country = {
        "id": "urn:c",
        "type": "Concept",
        "inScheme": {"id": "http://publications.europa.eu/resource/authority/country", "type": "ConceptScheme"},
    }
    legal = node("urn:l", "LegalIdentifier", notation="x", spatial=country)
    good = credential | {"issuer": node("urn:p", "Person", eIDASIdentifier=legal)}
    bad = credential | {"issuer": node("urn:p", "Person", eIDASIdentifier=node("urn:l", "Identifier", notation="x"))}

    assert "/issuer/eIDASIdentifier" not in shape_places(good)
    assert "/issuer/eIDASIdentifier" in shape_places(bad)


def test_a_concept_of_a_list_has_an_id_and_a_scheme_with_one() -> None:
    scheme = "http://publications.europa.eu/resource/authority/country"
    unnamed = {"type": "Concept", "inScheme": {"id": scheme, "type": "ConceptScheme"}}
    two = {"id": "urn:c", "type": "Concept", "inScheme": [{"id": scheme, "type": "ConceptScheme"}, {"type": "ConceptScheme"}]}

    assert shape_places(node("urn:a", "Address", countryCode=unnamed)) == ["/countryCode"]
    assert shape_places(node("urn:a", "Address", countryCode=two)) == ["/countryCode/inScheme"]


def test_a_level_of_completion_is_at_most_a_hundred() -> None:
    process = node("urn:w", "AwardingProcess", awardingBody="urn:a")
    activity = node("urn:l", "LearningActivity", title={"en": "x"}, awardedBy=process, levelOfCompletion=[100, 101])

    assert "/levelOfCompletion/1" in shape_places(activity)


def test_where_one_value_is_asked_two_are_too_many() -> None:
    period = node("urn:p", "PeriodOfTime", startDate=["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"])

    assert shape_places(period) == ["/startDate/1"]
    assert shape_places(node("urn:p", "PeriodOfTime", startDate=["2026-01-01T00:00:00Z"] * 2)) == []


def test_what_the_context_makes_a_link_is_no_moment() -> None:
    assert "/dateModified" in shape_places(node("urn:a", dateModified="urn:x"))


def test_one_text_per_language_and_the_same_text_twice_is_one() -> None:
    assert "/legalName/de" in shape_places(node("urn:a", legalName={"en": ["x"], "de": ["x", "y"]}))
    assert "/legalName/en" not in shape_places(node("urn:a", legalName={"en": ["x", "x"], "EN": "x"}))
