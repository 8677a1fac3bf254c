"""Documents that stand in for the network: a JSON map from DID or URL to a document, or to the name of a file beside the map.

A single key (a verification method, under its own URL or its controller's) stands for a document of its controller that lists it:
whoever hands it in vouches for that. Secret halves, as files of test keys have them, are left out.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app.adapters.fetch import Origin
from app.cli.files import MAX_BYTES, read_file
from app.dids import METHODS
from app.dids.method import split_did
from app.errors import DidNotResolved, DocumentError, Malformed
from app.model.secured import Document, ProofPurpose
from app.schemas.strict_json import JsonLimits, read_object
from app.verifier.evidence import Evidence, Fetched
from app.verifier.liberal import things

LIMITS = JsonLimits(max_bytes=MAX_BYTES, max_depth=33, max_nodes=50_000)

_WEB = ("https://", "http://")
_ADDRESS_OF = {method.name: method.document_url for method in METHODS if method.document_url is not None}
_METHODS = "verificationMethod"
_PUBLIC_HALVES = ("publicKeyMultibase", "publicKeyJwk")
_SECRET_HALVES = ("secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk")


def read_documents(file: Path) -> Mapping[str, bytes]:
    """Return the documents of a map, by what a verification asks for: a did:web stands for the address of its document.

    A DID of another method stands for itself. Raises MalformedJson or TooComplex, and Malformed: a name that is neither DID nor
    address, a value that is neither document nor file name, a file that cannot be read.
    """
    documents: dict[str, bytes] = {}
    keys: dict[str, list[Document]] = {}
    for name, entry in read_object(read_file(file), LIMITS).items():
        body = _body(file, name, entry)
        document = _object(body)
        if name in {document.get("id"), document.get("controller")} and any(half in document for half in _PUBLIC_HALVES):
            keys.setdefault(str(document.get("controller")), []).append(_public(document))
        else:
            documents[_place(name)] = _listing(document, *things(document[_METHODS])) if _METHODS in document else body
    listed = {
        _place(controller): _listing({"id": controller, ProofPurpose.ASSERTION: [key["id"] for key in several]}, *several)
        for controller, several in keys.items()
    }
    return {**listed, **documents}


def evidence_given(documents: Mapping[str, bytes], moment: datetime) -> Evidence:
    """Return what nobody asks an address for: the documents of DIDs that lead to none."""
    return {name: Fetched(name, body, None, moment, Origin.GIVEN) for name, body in documents.items() if not name.startswith(_WEB)}


def _place(name: str) -> str:
    if name.startswith(_WEB):
        return name
    try:
        method, _ = split_did(name)
        return _ADDRESS_OF[method](name) if method in _ADDRESS_OF else name
    except DidNotResolved as error:
        raise Malformed(f"expected names that are DIDs or addresses in the map of documents: {error.detail}") from error


def _body(file: Path, name: str, entry: Any) -> bytes:
    if isinstance(entry, str):
        return read_file(file.parent / entry)
    if isinstance(entry, dict):
        return json.dumps(entry).encode()
    raise Malformed(f"expected a document or the name of a file for {name} in the map of documents, found something else")


def _object(body: bytes) -> Document:
    """Return the JSON object in `body`; nothing where it is something else, such as a JWT: whoever asks for it reads it."""
    try:
        return read_object(body, LIMITS)
    except DocumentError:
        return {}


def _listing(document: Document, *methods: Document) -> bytes:
    return json.dumps({**document, _METHODS: [_public(method) for method in methods]}).encode()


def _public(method: Document) -> Document:
    return {name: value for name, value in method.items() if name not in _SECRET_HALVES}
