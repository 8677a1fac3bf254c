"""Judges a European Digital Credential: by the profile, and by the rules that shapes cannot see.

`faults` is for what we issue: strict in form, words and sums. `reading_faults` is for what others issued: it agrees with the official
shapes, closes their holes, and warns of the rest.

Spec: ELM 3.2, EDC application profile 1.2.0 (edc-generic-full); VC Data Model 1.1 §4
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from app.errors import Fault
from app.model.secured import Document
from app.schemas.elm_graph import Graph, Path, pointer, read_graph
from app.schemas.elm_profile import GENERIC, PROFILES, Profile
from app.schemas.elm_rules import (
    agreement_faults,
    credit_faults,
    holder_faults,
    period_faults,
    proof_faults,
    validity_faults,
    workload_faults,
    zone_faults,
)
from app.schemas.elm_schema import credential_schema
from app.schemas.elm_shapes import shape_faults
from app.schemas.elm_terms import CONTEXTS, CREDENTIAL_TYPES
from app.schemas.elm_words import closed_list_faults, english_labels, exact_labels, unknown_concepts, unlisted_concepts
from app.schemas.schema_faults import MAX_FAULTS, compiled

_SCHEMA = compiled(credential_schema())

_OFTEN_DROPPED = frozenset({"dateModified", "creator", "descriptionHtml"})
"""Members that the context takes for links, and that official credentials write as texts nevertheless."""

Faults = tuple[Fault, ...]


def is_europass(document: Document) -> bool:
    """Return whether the document says of itself that it is a European Digital Credential."""
    return "EuropeanDigitalCredential" in _listed(document.get("type"))


def faults(document: Document) -> Faults:
    """Return what keeps a document from being a European Digital Credential as we issue them, each with its place."""
    formal = _SCHEMA.faults(document)
    if formal:
        return formal
    graph = read_graph(document)
    strict = (fault for rule in (*REMARKS, *STRICT) for fault in rule(graph))
    return _once((*_faults_of(graph, document), *strict, *_status_faults(document)))


def reading_faults(document: Document) -> tuple[Faults, Faults]:
    """Return what keeps another's document from being a European Digital Credential, and what is odd in one, each with its place."""
    envelope = tuple(_envelope_faults(document))
    if envelope:
        return envelope, ()
    graph = read_graph(document)
    remarks = (fault for rule in (*READING, *REMARKS) for fault in rule(graph))
    return _once(_faults_of(graph, document)), _once(remarks)


def unknown_profiles(document: Document) -> tuple[str, ...]:
    """Return the profiles that a document asks to be held against and that we do not know."""
    return tuple(name for name in _profile_names(document) if name not in PROFILES)


def _once(found: Iterable[Fault]) -> Faults:
    return tuple(islice(dict.fromkeys(found), MAX_FAULTS))


def _envelope_faults(document: Document) -> Iterator[Fault]:
    if document.get("@context") != CONTEXTS:
        yield Fault("/@context", f"expected {' and '.join(CONTEXTS)}, and no others")
    if not set(CREDENTIAL_TYPES) <= {name for name in _listed(document.get("type")) if isinstance(name, str)}:
        yield Fault("/type", f"expected {' and '.join(CREDENTIAL_TYPES)}")


def _faults_of(graph: Graph, document: Document) -> Iterator[Fault]:
    """Yield what is wrong in anybody's credential. Where a value could not be read, nothing else is said of its place."""
    unread = [*graph.faults, *_dropped(graph, often=False)]
    yield from unread
    places = {fault.pointer for fault in unread}
    yield from (fault for fault in shape_faults(graph, _profiles(document)) if fault.pointer not in places)
    for rule in RULES:
        yield from rule(graph)


def _status_faults(document: Document) -> Iterator[Fault]:
    status = document.get("credentialStatus")
    if status and status["id"] == status["statusListCredential"]:
        yield Fault("/credentialStatus/id", "expected an id of the entry itself, found that of the list")


def _differing(graph: Graph) -> Iterator[Fault]:
    for path in graph.differing:
        yield Fault(pointer(path), "expected the same as elsewhere under this id")


def _odd(graph: Graph) -> Iterator[Fault]:
    yield from graph.odd


def _profiles(document: Document) -> list[Profile]:
    named = (PROFILES[name] for name in dict.fromkeys(_profile_names(document)) if name in PROFILES)
    return [GENERIC, *(profile for profile in named if profile.shapes)]


def _profile_names(document: Document) -> list[str]:
    named = (each.get("id") if isinstance(each, dict) else each for each in _listed(document.get("credentialSchema")))
    return [name for name in named if isinstance(name, str)]


def _unknown_members(graph: Graph) -> Iterator[Fault]:
    for path in graph.unknown:
        yield Fault(pointer(path), "expected a member or class that the contexts define: RDF readers do not see this one")


def _dropped(graph: Graph, *, often: bool) -> Iterator[Fault]:
    for path in graph.dropped:
        if (_term(path) in _OFTEN_DROPPED) is often:
            yield Fault(pointer(path), "expected an object or an absolute URI: RDF readers do not see this text")


def _often_dropped(graph: Graph) -> Iterator[Fault]:
    return _dropped(graph, often=True)


def _term(path: Path) -> str:
    return path[1] if isinstance(path[1], str) else _term(path[0])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


_Rule = Callable[[Graph], Iterator[Fault]]

RULES: tuple[_Rule, ...] = (closed_list_faults, validity_faults, proof_faults)
"""What is wrong in anybody's credential, and no shape sees."""

REMARKS: tuple[_Rule, ...] = (
    unknown_concepts,
    english_labels,
    zone_faults,
    agreement_faults,
    period_faults,
    workload_faults,
    holder_faults,
    credit_faults,
)
"""What is odd in another's credential, and wrong in ours."""

READING: tuple[_Rule, ...] = (_unknown_members, _often_dropped, _odd)
"""What is odd in another's credential; in ours the schema leaves no place for it."""

STRICT: tuple[_Rule, ...] = (_differing, unlisted_concepts, exact_labels)
"""What is wrong in ours alone."""
