"""The graph of a plainly written document, straight as canonical N-Quads: one walk, and no library on the way.

Plain is what credentials are: pinned contexts at the top, terms that they define, texts, numbers, objects and arrays of these. What
is written in any other way, or costs more than usual, is `NotPlain`, and the general way (`json_ld`, `canonical`) decides.
So nothing is refused here, and nothing is let through that would be refused there: a member without a term is not plain.

What stands under a template's term (`scopes.TEMPLATES`) is compiled once for the same bytes: the achievement and the issuer, which
are the most of a credential.

Spec: JSON-LD 1.1 Processing Algorithms §5.1, §7.1, §8.1; RDF Dataset Canonicalization 1.0 §4.6 (hash first degree quads)
"""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from typing import Any

import orjson

from app.crypto.nquads import NotPlain, escaped, held_alike
from app.crypto.scopes import Scope, Term, Terms, root_scope
from app.model.secured import Document
from app.schemas.contexts import is_pinned

MOST_CONTEXTS = 32
MOST_STATEMENTS = 500
MOST_UNNAMED = 200
MOST_CHARACTERS = 150_000
MOST_DEPTH = 12
"""What costs more goes the general way, where it is counted exactly: these are so low that it would find nothing too much here.
All but contexts are counted as written, the same thing twice where it is said twice."""

_LANGUAGE_TAG = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_VALUE_MEMBERS = frozenset({"@value", "@language", "@direction"})
_DIRECTIONS = frozenset({"ltr", "rtl"})
_NAMES = frozenset({"id", "type", "@context"})
_MOST_TEMPLATES = 256
_MOST_TEMPLATE_BYTES = 32_768
_MOST_TEMPLATE_DEPTH = 3
_LEAST_MEMBERS = 3

Subject = str | int
"""An IRI as N-Quads has it, or the number of an unnamed node."""


@dataclass(slots=True)
class UnnamedNode:
    """An unnamed node: who mentions it and how, what it says, and the terms under which it mentions others.

    `finish` sorts what it says, as bytes, and gives it its `first_degree_hash`.
    """

    parent: Subject | None
    predicate: str
    rests: list[str]
    children: list[str] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)
    first_degree_hash: str = ""

    def finish(self) -> None:
        """Hash its statements, itself as `_:a`, other unnamed nodes as `_:z`; the same statement counts once."""
        rests = sorted(set(self.rests))
        self.said = [rest.encode() for rest in rests]
        lines = [f"_:a{rest}" for rest in rests]
        if self.parent is not None:
            lines.append(f"{'_:z' if isinstance(self.parent, int) else self.parent}{self.predicate}_:a .\n")
        lines += [f"_:a{predicate}_:z .\n" for predicate in self.children]
        lines.sort()
        self.first_degree_hash = sha256("".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Template:
    """What recurs, compiled: its subject, its finished statements, its unnamed nodes, what it describes by name, and what it counts."""

    subject: str
    lines: tuple[bytes, ...]
    unnamed: tuple[UnnamedNode, ...]
    described: frozenset[str]
    statements: int
    characters: int


@dataclass(slots=True)
class PlainGraph:
    """The statements of a document: finished ones, those that recur already as bytes, and those of unnamed nodes, which lack labels."""

    lines: list[str] = field(default_factory=list)
    recurring: list[bytes] = field(default_factory=list)
    unnamed: list[UnnamedNode] = field(default_factory=list)
    described: set[str] = field(default_factory=set)
    root: str = ""
    depth: int = 0
    statements: int = 0
    characters: int = 0

    def node(self, element: Document, scope: Scope, parent: Subject | None, predicate: str) -> Subject:
        """Add what an object says, and return what names it. Raises NotPlain."""
        if self.depth > MOST_DEPTH:
            raise NotPlain
        rests: list[str] = []
        if "type" in element:
            scope, of_types = scope.typed(element["type"])
            rests += of_types
        subject = self._named(element, scope) if "id" in element else self._unnamed(parent, predicate, rests)
        self.depth += 1
        self._members(element, scope.terms, subject, rests)
        self.depth -= 1
        self.statements += len(rests)
        if isinstance(subject, str):
            self.lines += [subject + rest for rest in rests]
        return subject

    def _members(self, element: Document, terms: Terms, subject: Subject, rests: list[str]) -> None:
        for name, value in element.items():
            if name in _NAMES:
                continue
            term, kind = terms[name], type(value)
            if kind is str:
                rests.append(term.text(value))
            elif kind is dict:
                self._object(term, value, subject, rests)
            elif kind is list:
                self._items(term, value, subject, rests)
            else:
                rests.append(term.number(held_alike(value)))

    def add(self, template: Template) -> str:
        """Add what a template says, and return its subject."""
        offset = len(self.unnamed)
        self.statements += template.statements
        self.characters += template.characters
        if self.root in template.described:
            raise NotPlain
        self.recurring += template.lines
        self.described |= template.described
        self.unnamed += [replace(each, parent=each.parent + offset) if isinstance(each.parent, int) else each for each in template.unnamed]
        return template.subject

    def _named(self, element: Document, scope: Scope) -> str:
        if not scope.reads_id:
            raise NotPlain
        subject = scope.iri(element["id"])
        if not self.depth:
            self.root = subject
        elif subject == self.root:
            raise NotPlain  # it says of the credential what only the credential itself may say
        self.described.add(subject)
        return subject

    def count(self) -> None:
        """Count what was written, the same thing twice where it is said twice. Raises NotPlain: nothing, or more than usual."""
        said_anew = ("".join(each.rests) for each in self.unnamed if not each.first_degree_hash)  # a template has counted its own
        self.characters += len("".join(self.lines)) + sum(map(len, said_anew))
        limits = ((self.statements, MOST_STATEMENTS), (self.characters, MOST_CHARACTERS), (len(self.unnamed), MOST_UNNAMED))
        if not self.statements or any(found > most for found, most in limits):
            raise NotPlain

    def _unnamed(self, parent: Subject | None, predicate: str, rests: list[str]) -> int:
        self.unnamed.append(UnnamedNode(parent, predicate, rests))
        return len(self.unnamed) - 1

    def _items(self, term: Term, values: list[Any], subject: Subject, rests: list[str]) -> None:
        if not values:
            raise NotPlain
        for value in values:
            if isinstance(value, str):
                rests.append(term.text(value))
            elif isinstance(value, dict):
                self._object(term, value, subject, rests)
            else:
                rests.append(term.number(held_alike(value)))

    def _object(self, term: Term, value: Document, subject: Subject, rests: list[str]) -> None:
        if "@context" in value:
            raise NotPlain
        if "type" not in value and "@value" in value:
            rests.append(f"{term.predicate}{_value_object(value, term)} .\n")
        elif len(value) == 1 and "id" in value:
            if not term.references.reads_id:
                raise NotPlain
            rests.append(f"{term.predicate}{term.references.iri(value['id'])} .\n")
        elif term.is_template and "id" in value and len(value) >= _LEAST_MEMBERS and self.depth <= _MOST_TEMPLATE_DEPTH:
            rests.append(f"{term.predicate}{self._from_template(term, value)} .\n")
        else:
            child = self.node(value, term.nodes, subject, term.predicate)
            if isinstance(child, str):
                rests.append(f"{term.predicate}{child} .\n")
            elif isinstance(subject, int):
                self.unnamed[subject].children.append(term.predicate)

    def _from_template(self, term: Term, value: Document) -> str:
        try:
            content = orjson.dumps(value)
        except TypeError as error:
            raise NotPlain from error
        if len(content) > _MOST_TEMPLATE_BYTES:
            return str(self.node(value, term.nodes, None, ""))
        return self.add(template(term.nodes, content))


def plain_graph(document: Document) -> PlainGraph:
    """Return the graph of a plainly written document; unnamed nodes have no labels yet. Raises NotPlain."""
    contexts = document.get("@context")
    urls = (contexts,) if isinstance(contexts, str) else tuple(contexts) if isinstance(contexts, list) else ()
    if not 0 < len(urls) <= MOST_CONTEXTS or not all(isinstance(url, str) and is_pinned(url) for url in urls):
        raise NotPlain
    graph, root = PlainGraph(), root_scope(urls)
    try:
        graph.node(document, root, None, "")
    except NotPlain:
        if root.is_full:  # the next document begins anew: none may spoil the plain way for all that follow
            root_scope.cache_clear()
            template.cache_clear()
        raise
    graph.count()
    return graph


@lru_cache(maxsize=_MOST_TEMPLATES)
def template(scope: Scope, content: bytes) -> Template:
    """Return what an object says that recurs: one with a name, in JSON, read in that scope. Raises NotPlain.

    It is as deep as any may stand, whose own members are then no templates.
    """
    graph = PlainGraph(depth=_MOST_TEMPLATE_DEPTH + 1)
    subject = graph.node(orjson.loads(content), scope, None, "")
    graph.count()
    for each in graph.unnamed:
        each.finish()
    lines, described = tuple(line.encode() for line in sorted(set(graph.lines))), frozenset(graph.described)
    return Template(str(subject), lines, tuple(graph.unnamed), described, graph.statements, graph.characters)


def _value_object(value: Document, term: Term) -> str:
    """Return a text with its language or direction as N-Quads has it (JSON-LD 1.1 API §8.6, `i18n-datatype`)."""
    text, language, direction = value["@value"], value.get("@language", ""), value.get("@direction", "ltr")
    read_alike = term.nodes.reads_values and term.references.reads_values and not value.keys() - _VALUE_MEMBERS
    if not read_alike or not isinstance(text, str) or not isinstance(language, str) or direction not in _DIRECTIONS:
        raise NotPlain
    if "@language" in value and not _LANGUAGE_TAG.fullmatch(language):
        raise NotPlain
    if "@direction" in value:
        return f'"{escaped(text)}"^^<https://www.w3.org/ns/i18n#{language.lower()}_{direction}>'
    return f'"{escaped(text)}"@{language.lower()}' if language else f'"{escaped(text)}"'
