"""What JSON Pointers select of a JSON-LD document: a smaller document of the same meaning.

On the way to each selected value everything is kept that says what the objects are: identifiers, types and contexts.

Spec: RFC 6901 (JSON Pointer); Data Integrity ECDSA Cryptosuites 1.0 §3.4.11–3.4.14 (selectJsonLd),
https://www.w3.org/TR/vc-di-ecdsa/#selectjsonld
"""

import re
from collections.abc import Iterable
from typing import Any

from app.errors import Fault, MalformedProof
from app.model.secured import Document

MOST_POINTERS = 1_024
MOST_POINTER_CHARS = 2_048

_ALWAYS = frozenset({"@context", "id", "type"})
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_LONE_TILDE = re.compile(r"~(?![01])")

_Branches = dict[str, "_Branches | None"]
"""The steps that lead on from a place; None where the whole of it is selected."""


def select(document: Document, pointers: Iterable[str]) -> Document:
    """Return what `pointers` lead to, members and items in their order; without pointers nothing at all.

    An array keeps only the items that were led to, moved together.

    Raises:
        MalformedProof: too many pointers, one that is none, or one that leads nowhere; `faults` say which.
    """
    wanted = tuple(dict.fromkeys(pointers))
    if len(wanted) > MOST_POINTERS:
        raise MalformedProof(f"expected at most {MOST_POINTERS} pointers, found {len(wanted)}")
    if not wanted:
        return {}
    tree: _Branches = {}
    for pointer in wanted:
        _grow(tree, _steps_to(document, pointer))
    return document if "" in wanted else _selected(document, tree)


def _steps_to(document: Document, pointer: str) -> tuple[str, ...]:
    """Return the pointer's steps, unescaped, each of which exists."""
    if len(pointer) > MOST_POINTER_CHARS or _LONE_TILDE.search(pointer):
        raise _nowhere(pointer, "a JSON Pointer (RFC 6901)")
    first, *rest = pointer.split("/")
    if first:
        raise _nowhere(pointer, "a JSON Pointer, which begins with /")
    steps = tuple(step.replace("~1", "/").replace("~0", "~") for step in rest)
    at: Any = document
    for step in steps:
        if isinstance(at, dict) and step in at:
            at = at[step]
        elif isinstance(at, list) and _INDEX.fullmatch(step) and int(step) < len(at):
            at = at[int(step)]
        else:
            raise _nowhere(pointer, "a pointer to something in the document")
    return steps


def _grow(tree: _Branches, steps: tuple[str, ...]) -> None:
    at = tree
    for number, step in enumerate(steps, 1):
        if number == len(steps):
            at[step] = None
        further = at.setdefault(step, {})
        if further is None:
            return
        at = further


def _selected(value: Any, tree: _Branches | None) -> Any:
    if tree is None:
        return value
    if isinstance(value, list):
        return [_selected(value[index], tree[str(index)]) for index in sorted(map(int, tree))]
    return {
        name: member if name in _ALWAYS else _selected(member, tree[name])
        for name, member in value.items()
        if name in _ALWAYS or name in tree
    }


def _nowhere(pointer: str, expected: str) -> MalformedProof:
    shown = pointer[:200]
    return MalformedProof(f"expected {expected}, found {shown!r}", (Fault(shown, f"expected {expected}"),))
