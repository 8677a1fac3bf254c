"""Judges a European Digital Credential: by the profile, and by the rules that shapes cannot see.

`faults` is for what we issue: strict in form, words and sums. `reading_faults` is for what others issued: it agrees with the official
shapes, closes their holes, and warns of the rest.

Spec: ELM 3.2, EDC application profile 1.2.0 (edc-generic-full); VC Data Model 1.1 §4
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from app.errors import Fault
from app.model.secured import Document
from app.schemas.elm_graph import Graph, Path, pointer, read_graph
from app.schemas.elm_profile import GENERIC, PROFILES, Profile
from app.schemas.elm_shapes import shape_faults
from app.schemas.elm_terms import CONTEXTS, CREDENTIAL_TYPES
from app.schemas.schema_faults import MAX_FAULTS

_OFTEN_DROPPED = frozenset({"dateModified", "creator", "descriptionHtml"})
"""Members that the context takes for links, and that official credentials write as texts nevertheless."""

Faults = tuple[Fault, ...]


def is_europass(document: Document) -> bool:
    """Return whether the document says of itself that it is a European Digital Credential."""
    return "EuropeanDigitalCredential" in _listed(document.get("type"))


def faults(document: Document) -> Faults:
    """Return what keeps a document from being a European Digital Credential as we issue them, each with its place."""
    found, warnings = reading_faults(document)
    return (*found, *warnings)[:MAX_FAULTS]


def reading_faults(document: Document) -> tuple[Faults, Faults]:
    """Return what keeps another's document from being a European Digital Credential, and what is odd in one, each with its place."""
    envelope = tuple(_envelope_faults(document))
    if envelope:
        return envelope, ()
    graph = read_graph(document)
    found = (*graph.faults, *_dropped(graph, often=False), *shape_faults(graph, _profiles(document)))
    warned = (*_unknown(graph), *_dropped(graph, often=True))
    return _once(found), _once(warned)


def unknown_profiles(document: Document) -> tuple[str, ...]:
    """Return the profiles that a document asks to be held against and that we do not know."""
    return tuple(name for name in _profile_names(document) if name not in PROFILES)


def _once(found: tuple[Fault, ...]) -> Faults:
    return tuple(islice(dict.fromkeys(found), MAX_FAULTS))


def _envelope_faults(document: Document) -> Iterator[Fault]:
    if document.get("@context") != CONTEXTS:
        yield Fault("/@context", f"expected {' and '.join(CONTEXTS)}, and no others")
    if not set(CREDENTIAL_TYPES) <= {name for name in _listed(document.get("type")) if isinstance(name, str)}:
        yield Fault("/type", f"expected {' and '.join(CREDENTIAL_TYPES)}")


def _profiles(document: Document) -> list[Profile]:
    return [GENERIC, *(PROFILES[name] for name in dict.fromkeys(_profile_names(document)) if name in PROFILES)]


def _profile_names(document: Document) -> list[str]:
    named = (each.get("id") if isinstance(each, dict) else each for each in _listed(document.get("credentialSchema")))
    return [name for name in named if isinstance(name, str)]


def _unknown(graph: Graph) -> Iterator[Fault]:
    for path in graph.unknown:
        yield Fault(pointer(path), "expected a member or class that the contexts define: RDF readers do not see this one")


def _dropped(graph: Graph, *, often: bool) -> Iterator[Fault]:
    for path in graph.dropped:
        if (_term(path) in _OFTEN_DROPPED) is often:
            yield Fault(pointer(path), "expected an object or an absolute URI: RDF readers do not see this text")


def _term(path: Path) -> str:
    return path[1] if isinstance(path[1], str) else _term(path[0])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
