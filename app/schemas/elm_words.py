"""Whether a European Digital Credential speaks the European vocabularies: concepts that are in their lists, under their own labels.

The shapes look at the name of the list alone. Three kinds of lists: closed ones, where what is not in it is wrong; listed ones, which
grow, so that another's concept that we do not know is a remark; and those of which we know only how their concepts are named.

Spec: ELM 3.2 controlled vocabularies; elm.md §10
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from app.errors import Fault
from app.schemas.elm_graph import Graph, Node, Path, pointer
from app.schemas.elm_profile import NOTATION
from app.schemas.vocabularies import concept, concepts, scheme_uri

_KINDS = NOTATION["vocabularies"]


def _listed(names: list[str]) -> Mapping[str, frozenset[str]]:
    """Return the URIs of the concepts of each vocabulary, by the URI of its scheme."""
    found: dict[str, frozenset[str]] = {}
    for name in names:
        uris = frozenset(each.uri for each in concepts(name).values())
        found[scheme_uri(name)] = found.get(scheme_uri(name), frozenset()) | uris
    return MappingProxyType(found)


_CLOSED = _listed(_KINDS["closed"])
_OPEN = _listed(_KINDS["listed"])
_KNOWN_WHOLE = _OPEN.keys() - {scheme_uri(name) for name in _KINDS["growing"]}
_FORMS = MappingProxyType({scheme: re.compile(pattern) for scheme, pattern in _KINDS["forms"].items()})


def closed_list_faults(graph: Graph) -> Iterator[Fault]:
    """Yield each concept that is said to be of a closed list and is not."""
    for key, node, scheme in _concepts(graph):
        if key not in _CLOSED.get(scheme, {key}):
            yield _not_listed(node, scheme)


def unknown_concepts(graph: Graph) -> Iterator[Fault]:
    """Yield each concept that is not in the list as we know it, or not named as the list names its own."""
    for key, node, scheme in _concepts(graph):
        form = _FORMS.get(scheme)
        if (scheme in _KNOWN_WHOLE and key not in _OPEN[scheme]) or (form is not None and not form.fullmatch(key)):
            yield _not_listed(node, scheme)


def unlisted_concepts(graph: Graph) -> Iterator[Fault]:
    """Yield each concept that is not in a list of which we know some: what we issue names only what we know."""
    for key, node, scheme in _concepts(graph):
        if key not in _OPEN.get(scheme, {key}):
            yield _not_listed(node, scheme)


def english_labels(graph: Graph) -> Iterator[Fault]:
    """Yield each concept whose English label says something else than the vocabulary."""
    for key, node, _ in _concepts(graph):
        known = concept(key)
        for language, text, path in _labels(node) if known else ():
            if known and language == "en" and text != known.label["en"] and _loosely(text) != _loosely(known.label["en"]):
                yield Fault(pointer(path), "expected the label that the vocabulary has for this concept")


def exact_labels(graph: Graph) -> Iterator[Fault]:
    """Yield each concept whose label is not the vocabulary's to the letter, in a language that it has."""
    for key, node, _ in _concepts(graph):
        known = concept(key)
        for language, text, path in _labels(node) if known else ():
            if known and text != known.label.get(language):
                yield Fault(pointer(path), "expected the label that the vocabulary has for this concept")


def _concepts(graph: Graph) -> Iterator[tuple[str, Node, str]]:
    """Yield each concept with each scheme that it is said to be in."""
    for key, node in graph.nodes.items():
        if "Concept" in node.types:
            for scheme in node.values.get("inScheme", {}):
                yield key, node, scheme


def _labels(node: Node) -> Iterator[tuple[str, str, Path]]:
    for said, path in node.values.get("prefLabel", {}).items():
        language, _, text = said.partition(" ")
        yield language, text, path


def _loosely(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _not_listed(node: Node, scheme: str) -> Fault:
    return Fault(pointer((node.path, "id")), f"expected a concept of the list {scheme}")
