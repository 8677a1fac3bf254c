"""The terms of pinned contexts, made ready: what each member of a node says, and in which scope its own members are read.

pyld processes the contexts, once for each way to come to them; a scope is what it made of them, as a table of terms. What is
written in any other way than plain terms and plain values is `NotPlain` here, and the general way decides what to make of it.

Spec: JSON-LD 1.1 §4.1.8 (scoped contexts), https://www.w3.org/TR/json-ld11/#scoped-contexts;
JSON-LD 1.1 Processing Algorithms §4.1 (context processing), §5.1.2 (expansion, steps 7–11)
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyld.jsonld import JsonLdError, JsonLdProcessor

from app.crypto.context_loading import ONE_AT_A_TIME, new_options
from app.crypto.nquads import XSD, NotPlain, escaped, is_iri, needs_escape, number

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
VOCABULARY_OF_CREDENTIALS = "https://www.w3.org/2018/credentials#"
TEMPLATES = frozenset({"https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement", f"{VOCABULARY_OF_CREDENTIALS}issuer"})
"""What stands under these is said again and again, in credential after credential."""

_MOST_KEPT = 1_000
"""Combinations of types that a scope remembers; whoever invents more is served a little slower."""
_MOST_SCOPES = 500
"""Scopes below one root: each way to come to one may make one, and documents may be nested in many ways."""
_MOST_TYPES = 16
"""Of one node: each may bring a context, and what a scope remembers must stay small."""
_WORK = 1_000
_KNOWN_ENTRIES = frozenset({"@id", "@type", "@container", "@context", "_prefix", "_term_has_colon", "reverse", "protected"})


@dataclass(frozen=True, slots=True)
class Term:
    """What a member says.

    predicate: the beginning of its statements, after the subject. text: the rest of a statement for a text.
    number: the same for what JSON writes without quotes. nodes, references: the scopes in which an object is read.
    is_template: what stands under it recurs.
    """

    predicate: str
    text: Callable[[str], str]
    number: Callable[[float], str]
    nodes: "Scope"
    references: "Scope"
    is_template: bool


class Terms(dict[str, Term]):
    """The terms of a scope by name, each made when it is first met."""

    def __init__(self, make: Callable[[str], Term]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> Term:
        """Return the term; kept, for a context has so many and no more. Raises NotPlain."""
        term = self[name] = self._make(name)
        return term


class Scope:
    """An active context of pyld, as tables."""

    def __init__(self, context: Mapping[str, Any], known: "dict[int, Scope]") -> None:
        if len(known) >= _MOST_SCOPES:
            raise NotPlain
        known[id(context)] = self
        self._known = known
        self._context = context
        self._mappings: Mapping[str, Any] = context["mappings"]
        self._typed: dict[str | tuple[str, ...], tuple[Scope, tuple[str, ...]]] = {}
        self.terms = Terms(self._term)
        aliases = {name: self._iri_of(name) for name in self._mappings}
        self.reads_id, self.reads_type = aliases.get("id") == "@id", aliases.get("type") == "@type"
        self.reads_values = not {"@value", "@language", "@direction"}.intersection(aliases.values())

    @property
    def is_full(self) -> bool:
        """Whether no further scope may be made below the root."""
        return len(self._known) >= _MOST_SCOPES

    def typed(self, types: Any) -> "tuple[Scope, tuple[str, ...]]":
        """Return the scope of a node of these types (a text, or a list of them), and the rests of the statements that say so."""
        if not isinstance(types, str | list):
            raise NotPlain
        names = types if isinstance(types, str) else tuple(types)
        try:
            return self._typed[names]
        except KeyError:
            pass
        except TypeError as error:
            raise NotPlain from error
        found = self._scope_of_types((names,) if isinstance(names, str) else names)
        if len(self._typed) < _MOST_KEPT:
            self._typed[names] = found
        return found

    def iri(self, value: Any) -> str:
        """Return an absolute IRI as N-Quads has it; raises NotPlain for whatever might be read otherwise."""
        if not isinstance(value, str) or not is_iri(value) or value.partition(":")[0] in self._mappings:
            raise NotPlain
        return f"<{value}>"

    def _iri_of(self, name: str) -> str | None:
        """Return what a term stands for: an IRI or a keyword; None where it is no term, or one that says nothing."""
        return (self._mappings.get(name) or {}).get("@id")

    def _scope_of_types(self, names: tuple[str, ...]) -> "tuple[Scope, tuple[str, ...]]":
        iris = [self._iri_of(name) or "" for name in names]
        if not 0 < len(names) <= _MOST_TYPES or not self.reads_type or not all(map(is_iri, iris)):
            raise NotPlain
        context = self._context
        with _processing() as (processor, options):
            for name in sorted(names):
                scoped = processor.get_context_value(self._context, name, "@context")
                if scoped is not None and scoped is not False:
                    context = processor._process_context(context, scoped, options, propagate=False)  # noqa: SLF001
        return self._of(context), tuple(f" <{RDF_TYPE}> <{iri}> .\n" for iri in iris)

    def _term(self, name: str) -> Term:
        mapping, iri = self._mappings.get(name) or {}, self._iri_of(name) or ""
        if ":" in name or "@" in name or mapping.get("reverse") or mapping.keys() - _KNOWN_ENTRIES:
            raise NotPlain
        if mapping.get("@type") == "@json":
            raise NotPlain  # an object is a literal there, too
        containers = mapping.get("@container") or []
        if not is_iri(iri) or not {"@set"}.issuperset(containers if isinstance(containers, list | tuple) else [containers]):
            raise NotPlain
        values, nodes, references = self._inside(name, mapping)
        return Term(
            predicate=f" <{iri}> ",
            text=values.text_writer(name, f" <{iri}> "),
            number=values.number_writer(name, f" <{iri}> "),
            nodes=nodes,
            references=references,
            is_template=iri in TEMPLATES,
        )

    def _inside(self, name: str, mapping: Mapping[str, Any]) -> "tuple[Scope, Scope, Scope]":
        """Return the scopes of a member's texts, of its objects, and of objects that are only a reference: as pyld comes to them."""
        scoped = mapping.get("@context")
        with _processing() as (processor, options):

            def within(context: Mapping[str, Any], inner: Any, **how: bool) -> Mapping[str, Any]:
                if inner is None:
                    return context
                return processor._process_context(context, inner, options, override_protected=True, **how)  # type: ignore[no-any-return]  # noqa: SLF001

            values = within(self._context, scoped, propagate=True)
            again = processor.get_context_value(values, name, "@context")
            reverted = values.get("previousContext", values)
            nodes, references = within(reverted, again), within(values, again)
        return self._of(values), self._of(nodes), self._of(references)

    def _of(self, context: Mapping[str, Any]) -> "Scope":
        return self._known.get(id(context)) or Scope(context, self._known)

    def text_writer(self, name: str, predicate: str) -> Callable[[str], str]:
        """Return what writes the rest of a statement whose object is a text under that term."""
        mapping = self._mappings.get(name) or {}
        coerced = mapping.get("@type")
        if "@language" in self._context or "@direction" in self._context or coerced == f"{XSD}double":
            return _not_plain
        if coerced == "@id":
            return lambda value: f"{predicate}{self.iri(value)} .\n"
        if coerced == "@vocab":
            return lambda value: f"{predicate}{self._of_vocabulary(value)} .\n"
        if coerced in {None, "@none", f"{XSD}string"}:
            return lambda value: f'{predicate}"{escaped(value) if needs_escape(value) else value}" .\n'
        return lambda value: f'{predicate}"{escaped(value)}"^^<{coerced}> .\n'

    def number_writer(self, name: str, predicate: str) -> Callable[[float], str]:
        """Return what writes the rest of a statement whose object is a number or a truth value under that term."""
        coerced = (self._mappings.get(name) or {}).get("@type")
        if coerced in {"@id", "@vocab"}:
            return _not_plain
        kind = None if coerced == "@none" else coerced
        return lambda value: f"{predicate}{number(value, kind)} .\n"

    def _of_vocabulary(self, value: str) -> str:
        iri = self._iri_of(value)
        if iri is not None and is_iri(iri):
            return f"<{iri}>"
        if value in self._mappings:
            raise NotPlain
        return self.iri(value)


@lru_cache(maxsize=64)
def root_scope(contexts: tuple[str, ...]) -> Scope:
    """Return the scope of a document with these contexts, all of them pinned. Raises NotPlain: they contradict each other."""
    with _processing() as (processor, options):
        empty = processor._get_initial_context(options)  # noqa: SLF001
        return Scope(processor.process_context(empty, list(contexts), options), {})


@contextmanager
def _processing() -> Iterator[tuple[JsonLdProcessor, dict[str, Any]]]:
    """Give pyld and its options, to one thread at a time. Raises NotPlain where pyld refuses: the general way says why."""
    with ONE_AT_A_TIME.turn(_WORK):
        try:
            yield JsonLdProcessor(), new_options()
        except JsonLdError as error:
            raise NotPlain from error


def _not_plain(_value: Any) -> str:
    raise NotPlain
