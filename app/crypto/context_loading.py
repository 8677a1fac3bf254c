"""How pyld comes to its contexts: pinned ones only, without a base IRI, and one thread at a time."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pyld.context_resolver import ContextResolver

from app.crypto.turns import Turns
from app.schemas.contexts import context_document

ONE_AT_A_TIME = Turns()
"""pyld's caches of processed contexts are shared and not made for threads."""


def new_options(resolver: ContextResolver | None = None) -> dict[str, Any]:
    """Return pyld's options; without a resolver, the one that all documents share."""
    return {
        "base": None,
        "contextResolver": resolver or _shared_resolver(),
        "documentLoader": _load,
        "isFrame": False,
        "processingMode": "json-ld-1.1",
        "rdfDirection": "i18n-datatype",
    }


def new_resolver() -> ContextResolver:
    """Return a resolver of its own, for a document that defines terms itself."""
    return ContextResolver({}, _load)


@cache
def _shared_resolver() -> ContextResolver:
    """Return the resolver whose cache of processed contexts all documents share: it holds pinned contexts only."""
    return new_resolver()


def _load(url: str, _options: object) -> Mapping[str, Any]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": context_document(url),
        "tag": "static",
    }
