"""The shape of a DID method: where the document lies, or what it is.

Spec: Decentralized Identifiers 1.0 §3.1 (syntax) and §8 (methods), https://www.w3.org/TR/did-1.0/
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.errors import DidNotResolved
from app.model.secured import Document

_MAX_LENGTH = 2_048
_DID = re.compile(r"did:(?P<method>[a-z0-9]+):(?P<rest>(?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})*(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2}))", re.ASCII)


@dataclass(frozen=True, slots=True)
class DidMethod:
    """One way to get from a DID to its document: exactly one of the two is there. Both raise DidNotResolved.

    document_url: the address under which the document is published.
    document: the document itself, for methods whose identifier says all of it.
    """

    name: str
    document_url: Callable[[str], str] | None = None
    document: Callable[[str], Document] | None = None


def identifier_of(did: str, method: str) -> str:
    """Return what follows `did:<method>:`, or raise DidNotResolved where `did` is not a DID of that method.

    A DID and nothing else: paths, queries and fragments belong to DID URLs and are refused. Nothing is normalised.
    """
    found, identifier = split_did(did)
    if found != method:
        raise DidNotResolved(f"{did!r} is not a DID of the method {method!r}")
    return identifier


def split_did(did: str) -> tuple[str, str]:
    """Return method and method-specific identifier of a DID, or raise DidNotResolved."""
    match = _DID.fullmatch(did) if len(did) <= _MAX_LENGTH else None
    if match is None:
        raise DidNotResolved(f"{did[:100]!r} is not a DID")
    return match["method"], match["rest"]
