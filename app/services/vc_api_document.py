"""What an instance of the VC-API makes of the credential that it is asked to sign, and what it refuses: pure, for a service to call.

Nothing is added but what the interface says: the issuer where there is none, the context of the proof for the first data model, the
status entry where the instance has one. Order and everything else stay as they were sent; no id is invented.

Spec: VC Data Model 2.0 §4; VCALM §3.2 (issuing), https://w3c.github.io/vcalm/; ../shared/docs/conformance.md §2 and §3
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.crypto.bounds import DEFAULT_LIMITS, GraphLimits
from app.crypto.canonical import canonical_nquads
from app.crypto.plain_terms import check_plain_terms
from app.errors import Fault, SchemaViolation
from app.model.secured import Document
from app.schemas.related_resources import related_resource_faults
from app.schemas.verifiable_credentials import is_data_model_1, is_url, verifiable_credential_faults
from app.schemas.verifiable_presentations import PRESENTATION_TYPE
from app.status.status_list import LIST_KINDS

PROOF_CONTEXT = "https://w3id.org/security/data-integrity/v2"
STATUS_CONTEXT = "https://www.w3.org/ns/credentials/status/v1"
_PROOF_CONTEXTS = frozenset({PROOF_CONTEXT, "https://w3id.org/security/data-integrity/v1"})
_LIMITS: GraphLimits = replace(DEFAULT_LIMITS, allow_inline_contexts=True, allow_empty_lists=False)
_NOT_TO_ISSUE = frozenset(
    (PRESENTATION_TYPE, "EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation", *(kind.credential for kind in LIST_KINDS))
)
"""Types of what is no caller's to have signed: with a status list of theirs, who may only issue could undo a revocation."""
_LAST_NAME = re.compile("[#/:]")
"""What stands before the name in a type that is written as URL, or with a prefix."""
INSIDE = "/credential"


def with_issuer(document: Document, did: str) -> Document:
    """Return the document as that issuer's: filled in where nobody is named. Raises SchemaViolation where it is somebody else's."""
    if "issuer" not in document:
        return {**document, "issuer": did}
    issuer = document["issuer"]
    if isinstance(issuer, dict) and "id" not in issuer:
        return {**document, "issuer": {"id": did, **issuer}}
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    if is_url(named) and named != did:
        fault = Fault(f"{INSIDE}/issuer", f"expected {did}, as which this instance signs, or no issuer")
        raise SchemaViolation("This instance signs as itself alone.", (fault,))
    return document


def with_proof_context(document: Document) -> Document:
    """Return a document of the first data model with the terms of the proof after its contexts; the second one has them itself."""
    contexts = _listed(document.get("@context"))
    if not is_data_model_1(document) or _PROOF_CONTEXTS & {each for each in contexts if isinstance(each, str)}:
        return document
    return {**document, "@context": [*contexts, PROOF_CONTEXT]}


def with_entry(document: Document, list_url: str, index: int) -> Document:
    """Return the document with an entry in that status list, beside those that it has."""
    entry: Document = {
        "id": f"{list_url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": list_url,
    }
    entries = _listed(document["credentialStatus"]) if "credentialStatus" in document else []
    added = {**document, "credentialStatus": [*entries, entry] if entries else entry}
    contexts = _listed(document.get("@context"))
    if is_data_model_1(document) and STATUS_CONTEXT not in contexts:
        added["@context"] = [*contexts, STATUS_CONTEXT]
    return added


def refuse_unfit(document: Document, public_url: str) -> None:
    """Return nothing if that is an unsigned credential by the data model. Raises SchemaViolation that names every fault.

    Addresses of ours are our own to give: a caller's credential has neither the id of an award's page nor the status of another one.
    """
    faults = (*_faults(document), *_borrowed(document, public_url))
    if faults:
        told = tuple(Fault(INSIDE + fault.pointer, fault.detail) for fault in faults)
        raise SchemaViolation("This is not a credential that can be signed.", told)


def refuse_lossy(document: Document) -> None:
    """Return nothing if all of the document reaches its statements: suites that sign bytes do not ask. Raises DocumentError."""
    canonical_nquads(document, _LIMITS)
    check_plain_terms(document)


def _faults(document: Document) -> Iterator[Fault]:
    if "proof" in document:
        yield Fault("/proof", "expected a credential that nobody signed yet")
    yield from verifiable_credential_faults(document)
    if any(isinstance(name, str) and _LAST_NAME.split(name)[-1] in _NOT_TO_ISSUE for name in _listed(document.get("type"))):
        yield Fault("/type", "expected a credential, found a presentation, an envelope, or a status list: those we publish ourselves")
    yield from related_resource_faults(document)


def _borrowed(document: Document, public_url: str) -> Iterator[Fault]:
    if _is_below(document.get("id"), public_url):
        yield Fault("/id", "expected an id of your own: addresses here name what is kept here")
    for index, entry in enumerate(_listed(document.get("credentialStatus"))):
        if isinstance(entry, dict) and any(_is_below(entry.get(member), public_url) for member in ("id", "statusListCredential")):
            yield Fault(f"/credentialStatus/{index}", "expected a status list of your own: an instance with a status adds the entry itself")


def _is_below(url: Any, public_url: str) -> bool:
    return isinstance(url, str) and url.lower().startswith(f"{public_url}/".lower())


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
