"""Documents that stand in for the network: a JSON map from DID or URL to a document, or to the name of a file beside the map."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app.adapters.fetch import Origin
from app.cli.files import MAX_BYTES, read_file
from app.dids import METHODS
from app.dids.method import split_did
from app.errors import DidNotResolved, Malformed
from app.schemas.strict_json import JsonLimits, read_object
from app.verifier.evidence import Evidence, Fetched

LIMITS = JsonLimits(max_bytes=MAX_BYTES, max_depth=33, max_nodes=50_000)

_WEB = ("https://", "http://")
_ADDRESS_OF = {method.name: method.document_url for method in METHODS if method.document_url is not None}


def read_documents(file: Path) -> Mapping[str, bytes]:
    """Return the documents of a map, by what a verification asks for: a did:web stands for the address of its document.

    A DID of another method stands for itself. Raises MalformedJson or TooComplex, and Malformed: a name that is neither DID nor
    address, a value that is neither document nor file name, a file that cannot be read.
    """
    return {_place(name): _document(file, name, entry) for name, entry in read_object(read_file(file), LIMITS).items()}


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


def _document(file: Path, name: str, entry: Any) -> bytes:
    if isinstance(entry, str):
        return read_file(file.parent / entry)
    if isinstance(entry, dict):
        return json.dumps(entry).encode()
    raise Malformed(f"expected a document or the name of a file for {name} in the map of documents, found something else")
