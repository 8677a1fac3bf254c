"""What the Europass application profile asks of each class: read from `elm_profile.json`, held against the official shapes in tests.

Notation of a member: what may stand there (a class, one of `sets`, or text, texts, moment, duration, string, url, positive, integer,
decimal, boolean, html, literal), `named` before it where the object must have an id, `@list` after it where a concept must be of that
list, ` to N` after it for the largest number; `!` for compulsory, `*` for one or several. `text` is one per language.

Spec: ELM 3.2, EDC application profile 1.2.0: edc-generic-full, and the profiles that build upon it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

_NOTATION = re.compile(r"(?P<named>named ?)?(?P<what>\w*)(@(?P<list>[a-z-]+))?( to (?P<largest>\d+))?(?P<compulsory>!)?(?P<several>\*)?")
_DATA = json.loads((Path(__file__).parent / "elm_profile.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Rule:
    """What may stand under a member of a class.

    kind: `node`, or what kind of value it is. classes: those that such a node may be of; none where any will do. named: whether it
    must have an id. scheme: the vocabulary that a concept must be of. largest: the largest number.
    """

    kind: str
    classes: frozenset[str]
    named: bool
    scheme: str | None
    largest: int | None
    compulsory: bool
    several: bool


Shape = Mapping[str, Rule]
"""The rules of a class by member."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The shapes of a profile by class, and which members are compulsory there."""

    shapes: Mapping[str, Shape]
    compulsory: Mapping[str, tuple[str, ...]]


def read_rule(notation: str) -> Rule:
    """Return the rule that a notation says. Raises ValueError: it is none."""
    found = _NOTATION.fullmatch(notation)
    if found is None:
        raise ValueError(f"expected the notation of a member, found {notation!r}")
    what = found["what"]
    classes = frozenset(_DATA["sets"].get(what, [what] if what[:1].isupper() else []))
    return Rule(
        kind="node" if classes or not what else what,
        classes=classes,
        named=bool(found["named"] or found["list"]),
        scheme=_DATA["lists"][found["list"]] if found["list"] else None,
        largest=int(found["largest"]) if found["largest"] else None,
        compulsory=bool(found["compulsory"]),
        several=bool(found["several"]),
    )


def _profile(classes: Mapping[str, Mapping[str, str]]) -> Profile:
    shapes = {name: MappingProxyType({member: read_rule(each) for member, each in members.items()}) for name, members in classes.items()}
    compulsory = {name: tuple(member for member, rule in shape.items() if rule.compulsory) for name, shape in shapes.items()}
    return Profile(MappingProxyType(shapes), MappingProxyType(compulsory))


LISTS: Mapping[str, str] = MappingProxyType(_DATA["lists"])
"""The URI of each vocabulary that the profile demands, by its name."""

GENERIC = _profile(_DATA["classes"])

PROFILES: Mapping[str, Profile] = MappingProxyType({_DATA["base"] + name: _profile(classes) for name, classes in _DATA["profiles"].items()})
"""What each profile asks beyond the generic one, by the URI that a `credentialSchema` names it by."""

NOTATION: Mapping[str, Any] = MappingProxyType(_DATA)
