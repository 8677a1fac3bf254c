"""European Digital Credentials that differ from a good one in one place: the same ones in every run."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from app.model.secured import Document
from tests.schemas.mutants import MISSING, places, replaced

Change = Callable[[Any], Any]
"""What becomes of a value; NONE where the change has no use for it, MISSING where it is taken away."""

NONE = object()
ELSEWHERE = "urn:epass:displayParameter:1"


def _to(value: Any) -> Change:
    return lambda _: value


def _of_object(change: Callable[[dict[str, Any]], Any]) -> Change:
    return lambda value: change(deepcopy(value)) if isinstance(value, dict) else NONE


def _of_node(change: Callable[[dict[str, Any]], Any]) -> Change:
    return lambda value: change(deepcopy(value)) if isinstance(value, dict) and "type" in value else NONE


def _without(member: str) -> Change:
    return _of_object(lambda thing: {name: value for name, value in thing.items() if name != member} if member in thing else NONE)


def _doubled(value: Any) -> Any:
    if isinstance(value, dict) and "id" in value:
        return [value, {**value, "id": "urn:another"}]
    return [value, "another"] if isinstance(value, str) else NONE


CHANGES: tuple[tuple[str, Change], ...] = (
    ("is missing", _to(MISSING)),
    ("is null", _to(None)),
    ("is a number", _to(7)),
    ("is a negative number", _to(-7)),
    ("is a fraction", _to(2.5)),
    ("is true", lambda _: True),
    ("is a word", _to("x")),
    ("is an address", _to("https://example.org/x")),
    ("is empty", _to("")),
    ("is a bad moment", _to("2026-02-30T12:00:00Z")),
    ("is a moment without a zone", _to("2026-01-31T12:00:00")),
    ("is a day", _to("2026-01-31")),
    ("is an empty list", _to([])),
    ("is an empty object", _to({})),
    ("is a list of words", _to(["x", "y"])),
    ("is a list of null", _to([None])),
    ("is a list of a list", _to([["x"]])),
    ("is a text in two languages", _to({"en": "x", "pt-BR": "y"})),
    ("is two texts in one language", _to({"en": ["x", "y"]})),
    ("is one text twice", _to({"en": ["x", "x"], "EN": "x"})),
    ("is a number by language", _to({"en": 1})),
    ("is a text in no language", _to({"not a language": "x"})),
    ("is in a list", lambda value: [value]),
    ("is there twice", lambda value: [value, value]),
    ("is there in two forms", _doubled),
    ("is named only", _of_node(lambda thing: thing.get("id", NONE))),
    ("has no id", _without("id")),
    ("has no type", _without("type")),
    ("has an id that is not absolute", _of_node(lambda thing: {**thing, "id": "x"})),
    ("has an unnamed id", _of_node(lambda thing: {**thing, "id": "_:x"})),
    ("has an id that is a number", _of_node(lambda thing: {**thing, "id": 7})),
    ("has another's id", _of_node(lambda thing: {**thing, "id": ELSEWHERE})),
    ("is of another class", _of_node(lambda thing: {**thing, "type": "Note"})),
    ("is of a class that nobody knows", _of_node(lambda thing: {**thing, "type": "Nobody"})),
    ("is of two classes", _of_node(lambda thing: {**thing, "type": ["Organisation", thing["type"]]})),
    ("has a type that is a number", _of_node(lambda thing: {**thing, "type": 7})),
    ("is in another scheme", _of_node(lambda thing: {**thing, "inScheme": {"id": "urn:scheme", "type": "ConceptScheme"}})),
    ("is in a scheme that is none", _of_node(lambda thing: {**thing, "inScheme": {"id": "urn:scheme", "type": "Concept"}})),
    ("has a member that nobody knows", _of_node(lambda thing: {**thing, "nobodyKnows": "x"})),
    ("has a keyword", _of_node(lambda thing: {**thing, "@type": "Note"})),
    ("has a context of its own", _of_node(lambda thing: {**thing, "@context": {"title": None}})),
    ("has two titles", _of_node(lambda thing: {**thing, "title": {"en": ["x", "y"]}})),
)


def mutants(document: Document, stride: int) -> Iterator[tuple[str, Document]]:
    """Yield every `stride`-th mutant, with what was done to it."""
    every = ((path, value, what, change) for path, value in places(document) for what, change in CHANGES)
    for number, (path, value, what, change) in enumerate(every):
        changed = change(value) if number % stride == 0 else NONE
        if changed is not NONE:
            yield f"/{'/'.join(map(str, path))} {what}", replaced(document, path, changed)


def without_pictures(document: Document) -> Document:
    """Return a credential with every picture made short: their content is no matter of shapes, and nearly all of the size."""
    shrunk = _shrunk(document)
    return dict(shrunk)


def _shrunk(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: "AAAA" if name == "content" else _shrunk(member) for name, member in value.items()}
    return [_shrunk(item) for item in value] if isinstance(value, list) else value
