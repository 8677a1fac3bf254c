"""The rules of the VC Data Model for a presentation, 2.0 and 1.1: one small function a rule. Each credential in it is judged alone.

Spec: VC Data Model 2.0 §4.13 (verifiable presentations), https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations
"""

from collections.abc import Callable
from typing import Any, Final

from app.errors import Fault
from app.model.secured import Document
from app.schemas.strict_json import pointer_to
from app.schemas.verifiable_credentials import Faults, are_names, context_faults, id_faults, is_url, several, typed_faults

PRESENTATION_TYPE: Final = "VerifiablePresentation"
CREDENTIALS: Final = "verifiableCredential"

_OF_CREDENTIALS = ("issuer", "credentialSubject")


def presentation_faults(document: Document) -> tuple[Fault, ...]:
    """Return what keeps a document from being a verifiable presentation, each with its place; nothing where it is one."""
    return tuple(fault for rule in _RULES for fault in rule(document))


def credential_places(document: Document) -> list[tuple[str, Any]]:
    """Return the credentials of a presentation, whatever they are, each with its JSON Pointer; none where it has no such member."""
    members = several(document[CREDENTIALS]) if CREDENTIALS in document else []
    return [(pointer_to([CREDENTIALS, *step]), member) for step, member in members]


def holder_of(document: Document) -> str | None:
    """Return the holder's identifier, as written; None where there is none."""
    holder = document.get("holder")
    identifier = holder.get("id") if isinstance(holder, dict) else holder
    return identifier if isinstance(identifier, str) and identifier else None


def _type_faults(document: Document) -> Faults:
    types = [item for _, item in several(document.get("type"))]
    if PRESENTATION_TYPE not in types or not are_names(types):
        yield Fault("/type", f"expected {PRESENTATION_TYPE}, and nothing but names of types")


def _confusion_faults(document: Document) -> Faults:
    """What could be taken for a credential is none that a presentation may be: whoever looks for one must not find the other."""
    types = [item for _, item in several(document.get("type"))]
    if "VerifiableCredential" in types:
        yield Fault("/type", "expected a presentation, found a credential beside it")
    for name in _OF_CREDENTIALS:
        if name in document:
            yield Fault(f"/{name}", "expected a presentation, found a member of a credential")


def _holder_faults(document: Document) -> Faults:
    if "holder" in document and not is_url(holder_of(document)):
        yield Fault("/holder", "expected the holder's URL, or an object with a URL as id")


def _credential_faults(document: Document) -> Faults:
    for place, member in credential_places(document):
        if not isinstance(member, dict):
            yield Fault(place, "expected a credential as an object, secured or enveloped")


_RULES: tuple[Callable[[Document], Faults], ...] = (
    context_faults,
    id_faults,
    _type_faults,
    _confusion_faults,
    _holder_faults,
    _credential_faults,
    typed_faults,
)
