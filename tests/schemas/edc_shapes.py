"""The official shapes of Europass, read into the notation of `app/schemas/elm_profile.json`, and asked for their verdict."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
from pyld import jsonld
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import IdentifiedNode, Node

from app.model.secured import Document

Table = dict[str, dict[str, str]]

GENERIC = ("EDC-generic-full", "EDC-generic-no-cv")
DATATYPES = {
    "http://www.w3.org/2001/XMLSchema#dateTime": "moment",
    "http://www.w3.org/2001/XMLSchema#duration": "duration",
    "http://www.w3.org/2001/XMLSchema#string": "string",
    "http://www.w3.org/2001/XMLSchema#anyURI": "url",
    "http://www.w3.org/2001/XMLSchema#positiveInteger": "positive",
    "http://www.w3.org/2001/XMLSchema#integer": "integer",
    "http://www.w3.org/2001/XMLSchema#decimal": "decimal",
    "http://www.w3.org/2001/XMLSchema#boolean": "boolean",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML": "html",
}


@cache
def contexts(shared: Path) -> Mapping[str, Document]:
    """Return the two official contexts by URL."""
    folder = shared / "elm" / "context"
    return {
        "https://www.w3.org/2018/credentials/v1": json.loads((folder / "w3c-2018-credentials-v1.jsonld").read_bytes()),
        "http://data.europa.eu/snb/model/context/edc-ap": json.loads((folder / "edc-ap-context-3.2.jsonld").read_bytes()),
    }


@cache
def shapes(shared: Path, *names: str) -> Graph:
    """Return official shape files as one graph."""
    graph = Graph()
    for name in names:
        graph.parse(shared / "elm" / "shapes" / "edc-ap-1.2.0" / f"{name}.ttl")
    return graph


def statements(shared: Path, document: Document) -> Graph | None:
    """Return what a credential says, read with the official contexts; None where it is no JSON-LD."""

    def load(url: str, _: object) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": contexts(shared)[url]}

    try:
        return _graph(jsonld.to_rdf(document, {"documentLoader": load})["@default"])
    except (jsonld.JsonLdError, KeyError, ValueError):
        return None


def _graph(triples: list[dict[str, Any]]) -> Graph:
    graph = Graph()
    for each in triples:
        graph.add((_term(each["subject"]), _term(each["predicate"]), _term(each["object"])))
    return graph


def official_verdict(shared: Path, document: Document, names: tuple[str, ...] = GENERIC) -> bool:
    """Return whether a credential conforms to the official shapes, read with the official contexts; not JSON-LD: False."""
    graph = statements(shared, document)
    if graph is None:
        return False
    return bool(pyshacl.validate(graph, shacl_graph=shapes(shared, *names), inference="none", do_owl_imports=False)[0])


def _term(term: Mapping[str, str]) -> IdentifiedNode | Literal:
    if term["type"] == "IRI":
        return URIRef(term["value"])
    if term["type"] == "blank node":
        return BNode(term["value"].removeprefix("_:"))
    if "language" in term:
        return Literal(term["value"], lang=term["language"])
    return Literal(term["value"], datatype=URIRef(term["datatype"]))


def table_of(graph: Graph, terms: Mapping[str, str], lists: Mapping[str, str]) -> Table:
    """Return class → term → notation, as the shapes have it; paths that no term leads to are left out.

    Args:
        graph: the shapes.
        terms: the term of each IRI, classes and properties.
        lists: the name of each vocabulary by its URI.
    """
    found: defaultdict[tuple[str, str], list[Node]] = defaultdict(list)
    table: Table = {}
    for shape, target in graph.subject_objects(SH.targetClass):
        if str(target) in terms and (shape, SH.deactivated, None) not in graph:
            table.setdefault(terms[str(target)], {})
            for property_shape in graph.objects(shape, SH.property):
                found[str(target), str(graph.value(property_shape, SH.path))].append(property_shape)
    for (owner, path), property_shapes in found.items():
        if path in terms:
            table[terms[owner]][terms[path]] = _notation(graph, property_shapes, terms, lists)
    return table


def _notation(graph: Graph, property_shapes: list[Node], terms: Mapping[str, str], lists: Mapping[str, str]) -> str:
    classes = {terms[str(value)] for each in property_shapes for value in _classes(graph, each)}
    words = {word for each in property_shapes for word in _words(graph, each)}
    scheme = "".join(dict.fromkeys(_scheme(graph, each, lists) for each in property_shapes))
    kind = "|".join(sorted(classes)) or " ".join(sorted(words))
    if scheme:
        kind = f"{kind}@{scheme}"
    elif "named" in words and classes:
        kind = f"named {kind}"
    compulsory, single = (any(graph.value(each, limit) for each in property_shapes) for limit in (SH.minCount, SH.maxCount))
    return f"{kind}{'!' if compulsory else ''}{'' if single else '*'}"


def _classes(graph: Graph, each: Node) -> Iterator[Node]:
    """Yield the classes that a value may be of: named at the property, or among alternatives, or by the shape that values have."""
    yield from graph.objects(each, SH["class"])
    for alternatives in graph.objects(each, SH["or"]):
        for alternative in Collection(graph, alternatives):
            yield from graph.objects(alternative, SH["class"])
    for node in graph.objects(each, SH.node):
        if str(node).endswith("ClaimNodeShape"):
            yield from _classes(graph, node)


def _words(graph: Graph, each: Node) -> Iterator[str]:
    datatype = graph.value(each, SH.datatype)
    if datatype == RDF.langString:
        yield "text" if (each, SH.uniqueLang, None) in graph else "texts"
    elif datatype is not None:
        yield DATATYPES[str(datatype)]
    if graph.value(each, SH.nodeKind) == SH.Literal:
        yield "literal"
    if graph.value(each, SH.nodeKind) == SH.IRI:
        yield "named"
    for largest in graph.objects(each, SH.maxInclusive):
        yield f"to {largest}"


def _scheme(graph: Graph, each: Node, lists: Mapping[str, str]) -> str:
    for node in graph.objects(each, SH.node):
        for inner in graph.objects(node, SH.property):
            scheme = graph.value(inner, SH.hasValue)
            if isinstance(scheme, URIRef):
                return lists[str(scheme)]
    return ""
