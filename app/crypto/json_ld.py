"""JSON-LD documents as RDF statements: made by pyld, with pinned contexts, no base IRI, and nothing lost on the way.

`expansion` watches that nothing is lost; here stand the values that all processors read alike, and the terms as pyoxigraph takes them.

Spec: JSON-LD 1.1 Processing Algorithms §8.1 (to RDF), https://www.w3.org/TR/json-ld11-api/#deserialize-json-ld-to-rdf-algorithm;
RFC 7493 §2.2 (numbers)
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pyld.jsonld import JsonLdError
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from app.crypto.bounds import DEFAULT_LIMITS, GraphLimits, check_values
from app.crypto.context_loading import ONE_AT_A_TIME, new_options, new_resolver
from app.crypto.expansion import SafeProcessor
from app.errors import ConfigurationError, CredentialServiceError, DataLoss, Fault
from app.model.secured import Document
from app.schemas.strict_json import MAX_SAFE_INTEGER, places

_SURROGATE = re.compile("[\ud800-\udfff]")
_PYLD_TRIPS = (AttributeError, IndexError, KeyError, TypeError, ValueError, SyntaxWarning)
"""What pyld raises where it does not test its input; the last where warnings are errors: a context uses a reserved word."""


def statements(document: Document, limits: GraphLimits = DEFAULT_LIMITS) -> list[Quad]:
    """Return what `document` says, as quads; unnamed nodes have arbitrary names.

    Raises:
        DataLoss: a member, type or value would not reach the statements, or not as it is read; `faults` say where.
        UnknownContext: a context that is not pinned, null, or one that stands in the document.
        TooComplex: more than `limits` allows.
    """
    work = check_values(document, limits)
    processor = SafeProcessor(limits)
    with ONE_AT_A_TIME.turn(work):
        dataset = _dataset(processor, _plain(document), limits)
    check_watched(processor)
    try:
        return list(_quads(dataset))
    except ValueError as error:
        raise DataLoss("expected IRIs, languages and texts that RDF knows, found others", (Fault("", "a term RDF refuses"),)) from error


def check_watched(processor: SafeProcessor) -> None:
    """Return nothing if `processor` saw an expansion. Raises ConfigurationError: pyld is not the one that we can watch."""
    if not processor.watched:
        raise ConfigurationError("expected pyld 3.3, found one whose expansion cannot be watched")


def _dataset(processor: SafeProcessor, document: Document, limits: GraphLimits) -> Mapping[str, Any]:
    options = new_options(resolver=new_resolver()) if limits.allow_inline_contexts else new_options()
    try:
        dataset: Mapping[str, Any] = processor.to_rdf(document, options)
    except JsonLdError as error:
        raise _refusal(error, processor) from error
    except _PYLD_TRIPS as error:
        raise DataLoss("expected JSON-LD, found a value of another kind", _faults_at(processor, "no JSON-LD")) from error
    return dataset


def _refusal(error: JsonLdError, processor: SafeProcessor) -> CredentialServiceError:
    """Return the innermost reason: our own error, where the loader raised it, else what pyld says of the document."""
    reason: BaseException = error
    while reason.__cause__ is not None:
        reason = reason.__cause__
    if isinstance(reason, CredentialServiceError):
        return reason
    code = getattr(reason, "code", None) or "no JSON-LD"
    return DataLoss(f"expected JSON-LD, found: {code}", _faults_at(processor, str(code)))


def _faults_at(processor: SafeProcessor, why: str) -> tuple[Fault, ...]:
    return processor.faults() or (Fault(processor.place(), why),)


def _plain(document: Document) -> Document:
    """Return a copy in which whole numbers are integers, as a JavaScript processor would read them."""
    for pointer, value in places(document):
        why = _value_fault(value)
        if why:
            raise DataLoss(f"expected values that all read alike, found {why} at {pointer!r}", (Fault(pointer, why),))
    copy = _with_integers(document)
    return copy if isinstance(copy, dict) else {}


def _value_fault(value: Any) -> str | None:
    if isinstance(value, bool) or value is None or isinstance(value, list):
        return None
    if isinstance(value, int):
        return None if abs(value) <= MAX_SAFE_INTEGER else "an integer beyond 2^53, which not all processors hold"
    if isinstance(value, float):
        return None if math.isfinite(value) else "a number that JSON does not have"
    texts = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, dict) else (None,)
    if not all(isinstance(text, str) for text in texts):
        return "a value that JSON does not have"
    return "half of a surrogate pair" if any(_SURROGATE.search(text) for text in texts) else None


def _with_integers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_integers(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_with_integers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) <= MAX_SAFE_INTEGER else value


def _quads(dataset: Mapping[str, Any]) -> Iterator[Quad]:
    for name, triples in dataset.items():
        graph = DefaultGraph() if name == "@default" else _resource(name)
        for triple in triples:
            yield Quad(_resource(triple["subject"]["value"]), NamedNode(triple["predicate"]["value"]), _object(triple["object"]), graph)


def _object(term: Mapping[str, str]) -> NamedNode | BlankNode | Literal:
    if term["type"] != "literal":
        return _resource(term["value"])
    if "language" in term:
        return Literal(term["value"], language=term["language"])
    return Literal(term["value"], datatype=NamedNode(term["datatype"]))


def _resource(name: str) -> NamedNode | BlankNode:
    return BlankNode(name[2:]) if name.startswith("_:") else NamedNode(name)
