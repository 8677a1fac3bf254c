"""The rules of the VC Data Model for a credential of any kind: one small function a rule, 2.0 and 1.1.

JSON-LD's own rules (terms, contexts, types that map to nothing) are not judged here; `crypto/canonical` does.

Spec: VC Data Model 2.0 §4, https://www.w3.org/TR/vc-data-model-2.0/#basic-concepts; VC Data Model 1.1 §4.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from app.errors import Fault
from app.model.secured import Document
from app.schemas.moments import is_moment, read_moment
from app.schemas.strict_json import pointer_to

CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20<>\"{}|\\^`]+")
_DIGEST = re.compile(r"sha(256|384|512)-[A-Za-z0-9+/]+={0,2}", re.ASCII)
_LANGUAGE_VALUE = frozenset({"@value", "@language", "@direction"})
_TYPED = ("credentialStatus", "termsOfUse", "evidence", "refreshService", "credentialSchema")

Faults = Iterator[Fault]


def verifiable_credential_faults(document: Document) -> tuple[Fault, ...]:
    """Return what keeps a document from being a verifiable credential, each with its place; nothing where it is one."""
    return tuple(fault for rule in _RULES for fault in rule(document)) or tuple(validity_faults(document))


def validity_faults(document: Document) -> Faults:
    """Yield the fault of a validity that ends before it begins. The two moments, where there, are dateTimeStamps."""
    start, end = _validity(document)
    if start in document and end in document and read_moment(document[start]) > read_moment(document[end]):
        yield Fault(f"/{end}", f"expected a moment that is not before {start}")


def is_data_model_1(document: Document) -> bool:
    """Return whether the document's first context is that of VC Data Model 1.1."""
    return bool(_first_context(document) == CREDENTIALS_V1)


def _validity(document: Document) -> tuple[str, str]:
    return ("issuanceDate", "expirationDate") if is_data_model_1(document) else ("validFrom", "validUntil")


def is_url(value: Any) -> bool:
    """Return whether a value is one URL: a scheme, and no character that a URL cannot have. DIDs and URNs are URLs."""
    return isinstance(value, str) and _URL.fullmatch(value) is not None


def _first_context(document: Document) -> Any:
    contexts = document.get("@context")
    return contexts[0] if isinstance(contexts, list) and contexts else contexts


def several(value: Any) -> list[tuple[tuple[int, ...], Any]]:
    """Return the values of a member that may be one or a list, each with the further step that leads to it."""
    return [((index,), item) for index, item in enumerate(value)] if isinstance(value, list) else [((), value)]


def context_faults(document: Document) -> Faults:
    """Yield what is wrong with the contexts: that of the data model comes first, and each is a URL or an object."""
    first = _first_context(document)
    if first not in (CREDENTIALS_V1, CREDENTIALS_V2):
        yield Fault("/@context", f"expected {CREDENTIALS_V2} (or {CREDENTIALS_V1}) as first context")
    for step, item in several(document.get("@context"))[1:]:
        if not is_url(item) and not isinstance(item, dict):
            yield Fault(pointer_to(["@context", *step]), "expected a context's URL or a context object")


def id_faults(document: Document) -> Faults:
    """Yield the fault of an id that is not one URL; there need not be any."""
    if "id" in document and not is_url(document["id"]):
        yield Fault("/id", "expected one URL")


def _type_faults(document: Document) -> Faults:
    types = [item for _, item in several(document.get("type"))]
    if "VerifiableCredential" not in types or not are_names(types):
        yield Fault("/type", "expected VerifiableCredential, and nothing but names of types")


def are_names(types: list[Any]) -> bool:
    """Return whether these are texts that can be types, at least one."""
    return bool(types) and all(isinstance(name, str) and name for name in types)


def _issuer_faults(document: Document) -> Faults:
    issuer = document.get("issuer")
    if not is_url(issuer.get("id") if isinstance(issuer, dict) else issuer):
        yield Fault("/issuer", "expected the issuer's URL, or an object with a URL as id")


def _subject_faults(document: Document) -> Faults:
    subjects = several(document.get("credentialSubject"))
    if not subjects:
        yield Fault("/credentialSubject", "expected at least one subject")
    for step, subject in subjects:
        place = pointer_to(["credentialSubject", *step])
        if not isinstance(subject, dict) or not subject:
            yield Fault(place, "expected an object that claims something")
        elif "id" in subject and not is_url(subject["id"]):
            yield Fault(f"{place}/id", "expected one URL")


def _moment_faults(document: Document) -> Faults:
    for name in _validity(document):
        if name in document and not (isinstance(document[name], str) and is_moment(document[name])):
            yield Fault(f"/{name}", "expected a date and time with its zone, such as 2026-01-31T12:00:00Z")
    if is_data_model_1(document) and "issuanceDate" not in document:
        yield Fault("/issuanceDate", "expected the date of issuance; it is missing")


def _text_faults(document: Document) -> Faults:
    issuer = document.get("issuer")
    holders = [([], document), (["issuer"], issuer if isinstance(issuer, dict) else {})]
    for path, holder in holders:
        for name in ("name", "description"):
            if name in holder and not all(_is_text(item) for _, item in several(holder[name])):
                yield Fault(pointer_to([*path, name]), "expected a text, or objects with @value, @language and @direction only")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and "@value" in value and value.keys() <= _LANGUAGE_VALUE)


def typed_faults(document: Document) -> Faults:
    """Yield what is wrong with the objects that need a type: status, terms of use, evidence and their like."""
    for name in _TYPED:
        for step, item in several(document[name]) if name in document else []:
            yield from _typed_object_faults(pointer_to([name, *step]), item, id_required=name == "credentialSchema")


def _typed_object_faults(place: str, item: Any, *, id_required: bool) -> Faults:
    if not isinstance(item, dict):
        yield Fault(place, "expected an object")
        return
    if not are_names([name for _, name in several(item.get("type"))]):
        yield Fault(f"{place}/type", "expected the name of a type")
    if (id_required or "id" in item) and not is_url(item.get("id")):
        yield Fault(f"{place}/id", "expected one URL")


def _related_resource_faults(document: Document) -> Faults:
    seen: set[str] = set()
    for step, item in several(document["relatedResource"]) if "relatedResource" in document else []:
        place = pointer_to(["relatedResource", *step])
        if not isinstance(item, dict) or not is_url(item.get("id")) or item["id"] in seen:
            yield Fault(place, "expected an object whose id is a URL that no other has")
            continue
        seen.add(item["id"])
        if not _has_digest(item):
            yield Fault(place, "expected digestSRI (sha256-…, sha384-… or sha512-…) or digestMultibase")


def _has_digest(item: Document) -> bool:
    digest, multibase = item.get("digestSRI"), item.get("digestMultibase")
    if digest is not None:
        return isinstance(digest, str) and _DIGEST.fullmatch(digest) is not None
    return isinstance(multibase, str) and bool(multibase)


_RULES: tuple[Callable[[Document], Faults], ...] = (
    context_faults,
    id_faults,
    _type_faults,
    _issuer_faults,
    _subject_faults,
    _moment_faults,
    _text_faults,
    typed_faults,
    _related_resource_faults,
)
