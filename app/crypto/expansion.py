"""pyld's expansion, watched: each member, type and value that would not reach the statements is noted with its place.

Noted too are members spelled so that a reader of the JSON would miss what the statements say: an absolute IRI where the context
has a term, a keyword where it has an alias, another name for what a verdict rests on, what the credential says of itself in another
place of the document.

It rests on inner methods of pyld 3.3, which the lock file holds; were they no longer called, `json_ld.statements` would refuse
every document (`watched`).

Spec: JSON-LD 1.1 Processing Algorithms §5.1, https://www.w3.org/TR/json-ld11-api/#expansion-algorithm;
VC Data Integrity 1.0 §2.4.1 (validating contexts), https://www.w3.org/TR/vc-data-integrity/#validating-contexts
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pyld.jsonld import JsonLdProcessor
from pyoxigraph import NamedNode

from app.crypto.bounds import GraphLimits, check_comparisons
from app.crypto.plain_terms import CREDENTIALS_VOCABULARY, renamed
from app.errors import DataLoss, Fault, TooComplex, UnknownContext
from app.model.secured import Document
from app.schemas.contexts import is_pinned
from app.schemas.strict_json import places, pointer_token

MAX_FAULTS = 20

_KEYWORDS = frozenset({"@id", "@type", "@value", "@language", "@direction", "@list"})
"""Refused: `@graph`, `@included`, `@reverse`, `@nest`, `@set`, which move statements away from where they are read, and
`@index`, which reaches none."""
_MAPS = frozenset({"@index", "@id", "@type"})
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S*")
_LANGUAGE_TAG = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")

_NO_TERM = "the context defines no such term"
_NULL = "null says nothing"
_EMPTY = "an empty list says nothing"


class SafeProcessor(JsonLdProcessor):  # type: ignore[misc]  # pyld has no types
    """One expansion of one document. `watched` says whether we saw it happen."""

    def __init__(self, limits: GraphLimits) -> None:
        super().__init__()
        self.watched = False
        self._limits = limits
        self._root: Document = {}
        self._open: list[Document] = []
        self._contexts = 0
        self._found: list[tuple[Document, str, str]] = []
        self._described: list[tuple[Document, Mapping[str, Any]]] = []

    def expand(self, input_: Any, options: Any) -> Any:
        """Return the expanded document. Raises DataLoss, UnknownContext, TooComplex."""
        expanded = super().expand(input_, options)
        self._check_elsewhere()
        self._check_unnamed()
        if self._found:
            faults = self.faults()
            raise DataLoss(f"something would not be signed as it is read: {faults[0].detail} at {faults[0].pointer!r}", faults)
        check_comparisons(expanded, self._limits)
        return expanded

    def faults(self) -> tuple[Fault, ...]:
        """Return what was found so far, each with its JSON Pointer."""
        pointers = {id(each): pointer for pointer, each in places(self._root)}
        return tuple(Fault(pointers[id(owner)] + step, why) for owner, step, why in self._found)

    def place(self) -> str:
        """Return the JSON Pointer of the object that was being expanded last."""
        last = self._open[-1] if self._open else self._root
        return next(pointer for pointer, each in places(self._root) if each is last)

    def _expand(self, active_ctx: Any, active_property: Any, element: Any, *rest: Any, **named: Any) -> Any:
        if not isinstance(element, dict):
            expanded = super()._expand(active_ctx, active_property, element, *rest, **named)
            if isinstance(element, str) and isinstance(expanded, dict) and "@id" in expanded:
                self._note(self._step_to(active_property, element), _iri_fault(expanded["@id"]))
            return expanded
        self._root = self._root if self._open else element
        self._open.append(element)
        self._check_contexts(element)
        expanded = super()._expand(active_ctx, active_property, element, *rest, **named)
        self._note("", "this object says nothing" if expanded is None else None)
        self._open.pop()
        return expanded

    def _expand_object(self, active_ctx: Any, active_property: Any, expanded_property: Any, *rest: Any, **named: Any) -> None:
        element, expanded = rest[0], rest[1]
        self.watched = True
        if element is not self._open[-1]:
            return  # this is what stands under @nest, which was noted
        for key, value in element.items():
            self._check_member(active_ctx, element, key, value)
        super()._expand_object(active_ctx, active_property, expanded_property, *rest, **named)
        self._check_names(active_ctx, element, expanded)
        coerced = self.get_context_value(active_ctx, active_property, "@type")
        if coerced is not None and "@value" in expanded and coerced == expanded.get("@type"):
            self._note("", "written with a type that the context gives anyway")
        self._described.append((element, expanded))

    def _check_contexts(self, element: Document) -> None:
        """Refuse contexts that are not pinned, before pyld asks for them."""
        entries = _listed(element.get("@context", []))
        self._contexts += len(entries)
        if self._contexts > self._limits.max_contexts:
            raise TooComplex(f"expected at most {self._limits.max_contexts} contexts, found {self._contexts}")
        why = next(filter(None, (self._context_fault(entry) for entry in entries)), None)
        if why:
            raise UnknownContext(why, (Fault(f"{self.place()}/@context", why),))

    def _context_fault(self, entry: Any) -> str | None:
        if isinstance(entry, str):
            return None if is_pinned(entry) else f"expected contexts that are pinned here, found {entry[:200]!r}"
        if not isinstance(entry, dict) or not self._limits.allow_inline_contexts:
            return "expected contexts by their URLs, found null or one that stands in the document itself"
        inside = {key for _, each in places(entry) if isinstance(each, dict) for key in each}
        return "expected a context without @base and @import" if inside & {"@base", "@import"} else None

    def _check_member(self, active_ctx: Any, element: Document, key: str, value: Any) -> None:
        iri = self._expand_iri(active_ctx, key, vocab=True)
        if iri == "@context":
            return
        why = _name_fault(key, iri, active_ctx["mappings"])
        self._note(f"/{pointer_token(key)}", why)
        if why or self._is_json_literal(active_ctx, element, key, iri):
            return
        containers = _listed(self.get_context_value(active_ctx, key, "@container") or [])
        for step, fault in _value_faults(iri, value, containers):
            if fault != _EMPTY or not self._limits.allow_empty_lists:
                self._note(f"/{pointer_token(key)}{step}", fault)

    def _is_json_literal(self, active_ctx: Any, element: Document, key: str, iri: str) -> bool:
        if iri != "@value":
            return bool(self.get_context_value(active_ctx, key, "@type") == "@json")
        return any(member == "@json" and self._expand_iri(active_ctx, name, vocab=True) == "@type" for name, member in element.items())

    def _check_names(self, active_ctx: Any, element: Document, expanded: Mapping[str, Any]) -> None:
        """Note an `@id` or `@type` that is no absolute IRI, or none that RDF knows."""
        for keyword in ("@id", "@type"):
            for (step, name), iri in zip(self._names_of(active_ctx, element, keyword), _listed(expanded.get(keyword, [])), strict=False):
                literal = iri == "@json" and "@value" in expanded
                self._note(step, None if literal else _iri_fault(iri) or (renamed(name, iri) if keyword == "@type" else None))

    def _check_elsewhere(self) -> None:
        """Note what another object of the document says of the credential, in the words that decide whether it holds."""
        root = next((expanded.get("@id") for element, expanded in self._described if element is self._root), None)
        for element, expanded in self._described:
            same = root is not None and expanded.get("@id") == root and element is not self._root
            if same and any(iri.startswith(CREDENTIALS_VOCABULARY) for iri in expanded):
                self._found.append((element, "", "says of the credential what only the credential itself may say"))

    def _check_unnamed(self) -> None:
        """Note a second object for one unnamed node: its members, dealt out to several, would each be read as a thing of its own."""
        described = set()
        for element, expanded in self._described:
            label = str(expanded.get("@id"))
            describes = label.startswith("_:") and len(expanded) > 1
            if describes and label in described:
                self._found.append((element, "", "describes an unnamed node once more, so that a part of it is read as all of it"))
            if describes:
                described.add(label)

    def _names_of(self, active_ctx: Any, element: Document, keyword: str) -> Iterator[tuple[str, Any]]:
        """Yield the values of a keyword with the last steps of the pointers to them, in the order in which pyld adds them up."""
        for key in sorted(element):
            if element[key] is not None and self._expand_iri(active_ctx, key, vocab=True) == keyword:
                step, value = f"/{pointer_token(key)}", element[key]
                yield from ((f"{step}/{index}", item) for index, item in enumerate(value)) if isinstance(value, list) else ((step, value),)

    def _step_to(self, key: Any, value: str) -> str:
        """Return the last steps of the pointer to a text in the open object."""
        member = self._open[-1].get(key)
        if isinstance(member, list) and value in member:
            return f"/{pointer_token(key)}/{member.index(value)}"
        return f"/{pointer_token(key)}" if member == value else ""

    def _note(self, step: str, why: str | None) -> None:
        if why and len(self._found) < MAX_FAULTS:
            self._found.append((self._open[-1], step, why))


def _name_fault(key: str, iri: Any, mappings: Mapping[str, Any]) -> str | None:
    if not isinstance(iri, str):
        return _NO_TERM
    if iri.startswith("_:"):
        return "a property without a name reaches no statement"
    if iri.startswith("@"):
        fault = None if iri in _KEYWORDS else f"{iri} moves its values to where they are not read, or nowhere"
    else:
        fault = _NO_TERM if ":" not in iri else _iri_fault(iri)
    spelled_out = key.startswith("@") or ":" in key
    if not fault and spelled_out and key not in mappings and any(term and term["@id"] == iri for term in mappings.values()):
        return "spelled out, though the context has a term for it"
    return fault or (None if spelled_out else renamed(key, iri))  # whatever is spelled out `check_plain_terms` refuses


def _value_faults(iri: str, value: Any, containers: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield what of a member's value would get lost: the last step of its pointer, and why."""
    if value == []:
        yield "", _EMPTY
    for index, item in enumerate(_listed(value)):
        step = f"/{index}" if isinstance(value, list) else ""
        if item is None:
            yield step, _NULL
        elif isinstance(item, list):
            yield step, "a list in a list is signed as one list"
    if isinstance(value, dict) and _MAPS.intersection(containers):
        yield "", "a map by index, id or type may lose its keys"
    elif isinstance(value, dict) and "@language" in containers:
        yield from _language_faults(value)
    elif iri == "@language" and isinstance(value, str) and not _LANGUAGE_TAG.fullmatch(value):
        yield "", "no well-formed language tag"


def _language_faults(by_language: Document) -> Iterator[tuple[str, str]]:
    for tag, texts in by_language.items():
        if tag != "@none" and not _LANGUAGE_TAG.fullmatch(tag):
            yield f"/{pointer_token(tag)}", "no well-formed language tag"
        if texts in (None, []) or None in _listed(texts):
            yield f"/{pointer_token(tag)}", _NULL


def _iri_fault(iri: Any) -> str | None:
    """Return why an IRI would not reach the statements; None for one that does, and for names of unnamed nodes."""
    if not isinstance(iri, str):
        return "looks like a keyword, which JSON-LD ignores"
    if iri.startswith("_:"):
        return None
    if ":" not in iri:
        return "a relative IRI, or a name that the context does not define"
    try:
        NamedNode(iri)
    except ValueError:
        return "an IRI with characters that RFC 3987 forbids"
    return None if _ABSOLUTE_IRI.fullmatch(iri) else "an IRI with characters that RFC 3987 forbids"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
