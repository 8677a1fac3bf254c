"""Reads assertions of Open Badges 2.0: what they are, how they are to be verified, and in which vocabulary they are written.

No JSON-LD is processed, members go by their plain names. So a context that could give one of these names another meaning is told
apart: see `foreign_contexts`. The rules of their form are in `assertion_members`.

Spec: Open Badges 2.0, Open Badges Vocabulary, https://www.imsglobal.org/spec/ob/v2p0#open-badges-vocabulary
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from app.model.secured import Document
from app.schemas.moments import read_moment
from app.schemas.strict_json import JsonLimits

CONTEXT: Final = "https://w3id.org/openbadges/v2"
LIMITS = JsonLimits(max_bytes=1_048_576)
"""Nothing is canonicalised, and a badge class may carry its picture as a data URL."""

HOSTED, SIGNED = "HostedBadge", "SignedBadge"
METHODS = {"hosted": HOSTED, HOSTED: HOSTED, "signed": SIGNED, SIGNED: SIGNED}
"""The types of verification, with their aliases in the context."""

_NAME = re.compile(
    r"Assertion|BadgeClass|CryptographicKey|HostedBadge|Issuer|Key|Profile|RevocationList|SignedBadge|"
    r"alignment|allowedOrigins|badge|creator|criteria|description|email|evidence|expires|hashed|hosted|"
    r"id|identity|image|issuedOn|issuer|name|narrative|owner|publicKey|publicKeyPem|recipient|"
    r"revocationList|revocationReason|revoked|revokedAssertions|salt|signed|startsWith|tags|targetCode|"
    r"targetFramework|targetName|targetUrl|type|uid|url|verification|verificationProperty|verify"
)
"""Every name that is read here or by the verifier: a context that gives one of them another meaning is not followed."""

_EXTENSION = re.compile(
    r"https://(w3id\.org/openbadges|openbadgespec\.org|purl\.imsglobal\.org/spec/ob)/(?:(?!extensions?/)\S)*+extensions?/\S++"
)
"""Never reads a part twice: an address may be as long as a document."""
_TIMESTAMP = re.compile(r"(?P<minute>\d{4}-\d\d-\d\dT\d\d:\d\d)(?P<rest>:\d\d(\.\d+)?)?(?P<zone>Z|[+-]\d\d:?\d\d)", re.ASCII)


def read_timestamp(value: Any) -> datetime:
    """Return the moment that an ISO 8601 text names: seconds may be left out, and the colon of the zone.

    Raises:
        ValueError: anything else, a text without a zone among it, or a number as before Open Badges 2.0.
    """
    match = _TIMESTAMP.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("expected a date and time with its zone, such as 2026-01-31T12:00:00Z")
    zone = match["zone"] if match["zone"] == "Z" else f"{match['zone'][:3]}:{match['zone'][-2:]}"
    return read_moment(f"{match['minute']}{match['rest'] or ':00'}{zone}")


def classes_of(document: Document) -> frozenset[str]:
    """Return the types of a badge object: one, or several in a list."""
    value = document.get("type")
    return frozenset(each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))


def contexts_of(document: Document) -> list[Any]:
    """Return the contexts of a document, one or several."""
    value = document.get("@context")
    return value if isinstance(value, list) else [] if value is None else [value]


def is_assertion(document: Document) -> bool:
    """Return whether the document says of itself that it is an assertion of Open Badges 2.0."""
    return CONTEXT in contexts_of(document) and "Assertion" in classes_of(document) and "credentialSubject" not in document


def method_of(document: Document) -> str | None:
    """Return by which method an assertion is to be verified, HOSTED or SIGNED; None where it does not say, or says both.

    One that is revoked may have lost all but its id: then only its web address can have said so.
    """
    verification = verification_of(document)
    found = {METHODS[name] for name in classes_of(verification) if name in METHODS}
    if not verification and document.get("revoked") is True:
        return HOSTED
    return found.pop() if len(found) == 1 else None


def verification_of(document: Document) -> Document:
    """Return the instructions for verifying an assertion, also under their older name; an empty object where there are none."""
    value = document.get("verification", document.get("verify"))
    return value if isinstance(value, dict) else {}


def foreign_contexts(document: Document) -> Iterator[Any]:
    """Yield the contexts that may give the members that are read here another meaning.

    Those of extensions, at their known places, define members of their own; so do contexts in the document that name no member of ours.
    """
    for context in contexts_of(document):
        if isinstance(context, dict):
            if any(name.startswith("@") or _NAME.fullmatch(name) for name in context):
                yield context
        elif context != CONTEXT and not (isinstance(context, str) and _EXTENSION.fullmatch(context)):
            yield context
