"""The nodes of a European Digital Credential: what it says of each id, all places taken together, as an RDF reader would see it.

Objects with equal ids are one node, so that rules count what is said of a node and not of an object. An object that repeats an earlier
one whole is passed over: in sealed files most do. What would make an RDF reader see something else than a JSON reader is a fault here:
keywords, contexts within, compact names, ids that are not absolute.

Spec: JSON-LD 1.1 API §5.1 (expansion), §8 (RDF); ELM 3.2 context
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from app.errors import Fault
from app.model.secured import Document
from app.schemas.elm_profile import GENERIC
from app.schemas.elm_terms import KNOWN_TYPES, PREFIXES, STATUS_ENTRY, STATUS_MEMBERS, TERMS, TERMS_OF_CREDENTIAL
from app.schemas.elm_values import IRI, VALUE_KINDS
from app.schemas.strict_json import pointer_to

Path = tuple[Any, ...]
"""Where something stands: () or (path of its holder, step)."""
Values = dict[str, Path]
"""Each value once, with the place where it stands first: the key of a node, a value's text, or a language, a space and a text."""

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_OF_ALL = frozenset({"id", "type"})
_UNNAMED = re.compile(r"_:[A-Za-z0-9_.-]+", re.ASCII)


class Node(NamedTuple):
    """What is said of one id: where first, its classes, and its values by term, each with its place. A tuple, for there are many."""

    path: Path
    types: set[str]
    values: dict[str, Values]


@dataclass(frozen=True, slots=True)
class Graph:
    """A document's nodes by key (an id, or `_:` and something for those without), and what was found while they were read.

    faults: what cannot be read as meant. odd: values of another kind than their term's, where the profile asks nothing. unknown: members
    and classes that no context defines. dropped: texts that an RDF reader would not see. differing: objects that say something else
    than an earlier one with their id. unusual: values that are no texts. first: the first object of each key, and whether all is text.
    """

    nodes: dict[str, Node] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    odd: list[Fault] = field(default_factory=list)
    unknown: list[Path] = field(default_factory=list)
    dropped: list[Path] = field(default_factory=list)
    differing: list[Path] = field(default_factory=list)
    unusual: list[Path] = field(default_factory=list)
    first: dict[str, tuple[Document, bool]] = field(default_factory=dict)


def read_graph(document: Document) -> Graph:
    """Return the nodes of a credential whose contexts are the two of Europass."""
    graph = Graph()
    _read_node(graph, {term: value for term, value in document.items() if term != "@context"}, ())
    return graph


def pointer(path: Path) -> str:
    """Return a path as a JSON Pointer."""
    steps: list[Any] = []
    while path:
        path, step = path
        steps.append(step)
    return pointer_to(reversed(steps))


def is_named(key: str) -> bool:
    """Return whether a node has an id of its own."""
    return not key.startswith("_:")


def _read_node(graph: Graph, thing: Document, path: Path) -> str:
    """Take an object into the graph; return the key of its node."""
    key = _key(graph, thing, path)
    earlier = graph.first.setdefault(key, (thing, False))
    if earlier[0] is not thing:
        if earlier[0] != thing:
            graph.differing.append(path)
        elif earlier[1]:
            return key
    unusual = len(graph.unusual)
    _read_members(graph, key, thing, path)
    if earlier[0] is thing:
        graph.first[key] = (thing, len(graph.unusual) == unusual)
    return key


def _read_members(graph: Graph, key: str, thing: Document, path: Path) -> None:
    types = _types(graph, thing, path)
    node = graph.nodes.get(key)
    if node is None:
        node = graph.nodes[key] = Node(path, set(), {})
    node.types.update(types)
    terms = TERMS_OF_CREDENTIAL if "VerifiableCredential" in types else TERMS
    for term, value in thing.items():
        kind = terms.get(term)
        if kind is None:
            if term not in _OF_ALL:
                _note_unknown(graph, types, term, (path, term))
        elif value is not None:
            found = node.values.get(term)
            if found is None:
                found = node.values[term] = {}
            faults = len(graph.faults)
            _READERS[kind](graph, found, (kind, value), (path, term))
            if len(graph.faults) > faults and not isinstance(value, dict | list) and not _is_judged(types, term):
                graph.odd.append(graph.faults.pop())


def _is_judged(types: list[str], term: str) -> bool:
    """Return whether the profile says anything of a member of such an object."""
    return any(term in GENERIC.shapes.get(name, {}) for name in types)


def _key(graph: Graph, thing: Document, path: Path) -> str:
    """Return the id of an object, or a name that no document can give."""
    name = thing.get("id")
    if isinstance(name, str) and (name in graph.first or IRI.fullmatch(name) or _UNNAMED.fullmatch(name)):
        return name
    if "id" in thing:
        graph.faults.append(Fault(pointer((path, "id")), "expected an absolute URI as id"))
    return f"_: {len(graph.nodes)} {len(graph.faults)}"


def _types(graph: Graph, thing: Document, path: Path) -> list[str]:
    """Return what an object says of its classes."""
    types = thing.get("type", [])
    if isinstance(types, str) and types in KNOWN_TYPES:
        return [types]
    names = types if isinstance(types, list) else [types]
    if not all(isinstance(name, str) for name in names):
        graph.faults.append(Fault(pointer((path, "type")), "expected the name of a class, or a list of such names"))
        return []
    graph.unknown.extend((path, "type") for name in names if name not in KNOWN_TYPES)
    return names


def _note_unknown(graph: Graph, types: list[str], term: str, path: Path) -> None:
    """Note a member that the contexts do not define, refuse one by which JSON-LD says what a reader of JSON does not see."""
    if term.startswith("@") or term.partition(":")[0] in PREFIXES:
        graph.faults.append(Fault(pointer(path), "expected a term of the contexts, found a keyword or a compact name of JSON-LD"))
    elif not (STATUS_ENTRY in types and term in STATUS_MEMBERS):
        graph.unknown.append(path)


def _read_links(graph: Graph, found: Values, each: tuple[str, Any], path: Path) -> None:
    """Read what stands under a term that leads to nodes: objects, ids of nodes, or a list of such."""
    value = each[1]
    if isinstance(value, dict):
        found.setdefault(_read_node(graph, value, path), path)
    elif isinstance(value, str):
        if IRI.fullmatch(value) or _UNNAMED.fullmatch(value):
            found.setdefault(value, path)
        else:
            graph.dropped.append(path)
    elif isinstance(value, list):
        _read_items(graph, found, each, path)
    else:
        graph.faults.append(Fault(pointer(path), "expected an object, found a number or true or false"))


def _read_items(graph: Graph, found: Values, each: tuple[str, Any], path: Path) -> None:
    kind, items = each
    read = _READERS[kind]
    for index, item in enumerate(items):
        if isinstance(item, list):
            graph.faults.append(Fault(pointer((path, index)), "expected no list within a list"))
        elif item is not None:
            read(graph, found, (kind, item), (path, index))


def _read_texts(graph: Graph, found: Values, each: tuple[str, Any], path: Path) -> None:
    """Read texts by language: an object of texts, or of lists of texts."""
    value = each[1]
    if not isinstance(value, dict):
        if not isinstance(value, list) or any(item is not None for item in value):
            graph.faults.append(Fault(pointer(path), "expected texts by language"))
        return
    for language, said in value.items():
        tag = _tag(language)
        if tag is None:
            graph.faults.append(Fault(pointer((path, language)), "expected a language tag such as en"))
        elif isinstance(said, str):
            found.setdefault(f"{tag} {said}", (path, language))
        else:
            _read_several(graph, found, (tag, said), (path, language))


def _read_several(graph: Graph, found: Values, each: tuple[str, Any], path: Path) -> None:
    tag, said = each
    for text in said if isinstance(said, list) else [said]:
        if isinstance(text, str):
            found.setdefault(f"{tag} {text}", path)
        elif text is not None:
            graph.faults.append(Fault(pointer(path), "expected a text, or a list of texts"))


@lru_cache(maxsize=256)
def _tag(language: str) -> str | None:
    """Return a language tag as RDF compares it, without regard to case; None where it is none."""
    return language.lower() if _LANGUAGE.fullmatch(language) else None


def _read_values(graph: Graph, found: Values, each: tuple[str, Any], path: Path) -> None:
    """Read values of a type: one, or a list of them."""
    kind, value = each
    if isinstance(value, list):
        _read_items(graph, found, each, path)
        return
    if not isinstance(value, str):
        graph.unusual.append(path)
    text = VALUE_KINDS[kind].read(value)
    if text is None:
        graph.faults.append(Fault(pointer(path), f"expected {VALUE_KINDS[kind].title}"))
    else:
        found.setdefault(text, path)


_Reader = Callable[[Graph, Values, tuple[str, Any], Path], None]
_READERS: Mapping[str, _Reader] = MappingProxyType({**dict.fromkeys(VALUE_KINDS, _read_values), "node": _read_links, "text": _read_texts})
