"""What the terms of a European Digital Credential mean: which begin a node, which hold texts by language, which a value of some type.

Read from the pinned contexts. The credential itself has further terms, by its type; nodes inside it do not.

Spec: JSON-LD 1.1 §4.2.3 (type coercion), §4.6.2 (language maps), §4.1.8 (type-scoped contexts)
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.schemas.contexts import CREDENTIALS_V1, EDC_AP, context_document

BITSTRING_STATUS_LIST = "https://www.w3.org/ns/credentials/status/v1"
CONTEXTS = [CREDENTIALS_V1, EDC_AP]
"""The value of `@context`, exactly."""

CREDENTIAL_TYPES = ["VerifiableCredential", "EuropeanDigitalCredential"]
"""The value of `type`, exactly."""

_KINDS = {
    "@id": "node",
    "dateTime": "moment",
    "duration": "duration",
    "string": "string",
    "anyURI": "url",
    "positiveInteger": "positive",
    "integer": "integer",
    "decimal": "decimal",
    "boolean": "boolean",
}


def _kind(definition: Mapping[str, Any]) -> str:
    if definition.get("@container") == "@language":
        return "text"
    coercion = definition.get("@type")
    return "literal" if coercion is None else _KINDS[coercion.rsplit("#", 1)[-1].removeprefix("xsd:")]


def _kinds(context: Mapping[str, Any]) -> dict[str, str]:
    return {term: _kind(definition) for term, definition in context.items() if isinstance(definition, dict) and "@id" in definition}


_EDC: Mapping[str, Any] = context_document(EDC_AP)["@context"]
_CREDENTIAL: Mapping[str, Any] = context_document(CREDENTIALS_V1)["@context"]["VerifiableCredential"]["@context"]

TERMS: Mapping[str, str] = MappingProxyType(_kinds(_EDC))
"""The kind of each term: node, text, literal, moment, duration, string, url, positive, integer, decimal or boolean."""

COMPACT_PROOF = "sec:proof"
"""The only compact name that is read: the profile's samples write it, since what the term `proof` names stands in a graph of its own."""

TERMS_OF_CREDENTIAL: Mapping[str, str] = MappingProxyType({**_kinds(_CREDENTIAL), **TERMS, COMPACT_PROOF: "node"})
"""The same of the credential's own object."""

PREFIXES = frozenset(term for term, meaning in _EDC.items() if isinstance(meaning, str) and "://" in meaning)
CLASSES = frozenset(term for term, meaning in _EDC.items() if isinstance(meaning, str) and "://" not in meaning)
"""The names of classes."""

STATUS_ENTRY = "BitstringStatusListEntry"
STATUS_MEMBERS = frozenset(context_document(BITSTRING_STATUS_LIST)["@context"][STATUS_ENTRY]["@context"])
"""A status entry and its members: neither context has them, the seal covers them, and status checks read them."""

KNOWN_TYPES = CLASSES | {"VerifiableCredential", STATUS_ENTRY}
"""All that `type` may say."""
