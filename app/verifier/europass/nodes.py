"""Takes a European credential apart as a tree: nodes that are named elsewhere by their id, concepts, notes, durations.

Anybody's document: what is not of the expected form is left out, nothing ever raises. A node that says no more than its id (and its
type) stands for the one of that id which says most, as readers of RDF would have it.

Spec: ELM 3.2 / EDC application profile 1.2.0, http://data.europa.eu/snb/model/elm; ISO 8601 (durations)
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.model.language import in_language
from app.model.report import ContentItem
from app.model.secured import Document
from app.schemas.conventions import EQF_LEVEL, FIELD_OF_STUDY, AlignmentKind
from app.schemas.vocabularies import concept
from app.verifier.liberal import link, text

_REFERENCE = frozenset({"id", "type"})
_DURATION = re.compile(r"PT(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?(?:\d{1,6}S)?", re.ASCII)
_MINUTES = 60
_CODED = (EQF_LEVEL, FIELD_OF_STUDY)
"""Vocabularies whose codes mean something to a reader."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """The nodes of one document by their ids."""

    by_id: Mapping[str, Document]

    def all_of(self, value: Any) -> tuple[Document, ...]:
        """Return the nodes of a member that may be one or a list, each as far as the document describes it."""
        named = (self.by_id.get(each) if isinstance(each, str) else each for each in (value if isinstance(value, list) else [value]))
        return tuple(self._whole(each) for each in named if isinstance(each, dict))

    def one(self, value: Any) -> Document:
        """Return the first node, or an empty one."""
        return next(iter(self.all_of(value)), {})

    def note(self, value: Any) -> str | None:
        """Return what a Note says; a plain text says it too."""
        return text(self.one(value).get("noteLiteral")) or (value if isinstance(value, str) and value.strip() else None)

    def items(self, value: Any, kind: AlignmentKind | None = None, framework: str | None = None) -> tuple[ContentItem, ...]:
        """Return concepts as items: their labels, or what our vocabularies call them, else their names; each once."""
        found = (_item(each, kind, framework) for each in self.all_of(value))
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def item(self, value: Any, kind: AlignmentKind | None = None) -> ContentItem | None:
        """Return the first concept as an item."""
        return next(iter(self.items(value, kind)), None)

    def _whole(self, node: Document) -> Document:
        name = node.get("id")
        return self.by_id.get(name, node) if isinstance(name, str) and node.keys() <= _REFERENCE else node


def nodes_of(document: Document) -> Nodes:
    """Return the nodes of a document; of several with one id, the first that says most."""
    found: dict[str, Document] = {}
    for node in _every(document):
        name = node.get("id")
        if isinstance(name, str) and len(node) > len(found.get(name, {})):
            found[name] = node
    return Nodes(found)


def hours_in(value: Any) -> int | None:
    """Return a duration in whole hours: only one that is said in hours and minutes, for a day of learning has no fixed length."""
    match = _DURATION.fullmatch(text(value) or "")
    if match is None:
        return None
    minutes = _MINUTES * int(match["hours"] or 0) + int(match["minutes"] or 0)
    return minutes // _MINUTES or None


def _every(value: Any) -> Iterator[Document]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
        waiting += reversed(list(each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()))


def _item(node: Document, kind: AlignmentKind | None, framework: str | None) -> ContentItem | None:
    name = text(node.get("id"))
    known = concept(name) if name else None
    label = text(node.get("prefLabel")) or text(node.get("title")) or (in_language(known.label) if known else None)
    called = label or text(node.get("notation")) or name
    if called is None:
        return None
    code = name.removeprefix(kind.prefix) if name and kind in _CODED and kind.prefix and name.startswith(kind.prefix) else None
    return ContentItem(called, link(name), code, framework or (kind.framework if kind is not None else None))
