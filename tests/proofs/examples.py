"""A small credential, and ways to garble it."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from app.model.secured import Document
from app.proofs.suite import SecureOptions

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
AT_NOON = SecureOptions(moment=NOON)
ISSUER = "did:web:issuer.example"
METHOD = f"{ISSUER}#key-1"

DIPLOMA: Document = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "urn:uuid:0198c0de-0000-7000-8000-000000000001",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Example University"},
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2099-01-01T00:00:00Z",
    "name": "Wine tasting",
    "credentialSubject": {
        "id": "did:example:learner",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://issuer.example/achievements/wine/v1",
            "type": ["Achievement"],
            "name": "Wine tasting",
            "description": "Tells Riesling from Silvaner.",
            "criteria": {"narrative": "Blind tasting of ten wines."},
        },
    },
    "credentialStatus": {
        "id": "https://issuer.example/status/stl_1#5",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": "https://issuer.example/status/stl_1",
    },
}


def changed(document: Document, path: Iterable[str | int], value: Any) -> Document:
    """A copy of the document in which one member has another value; `...` takes it out."""
    copy = deepcopy(document)
    *way, last = path
    place: Any = copy
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return copy


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every text in a document, contexts apart."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for name, member in value.items():
            if name != "@context":
                yield from leaves(member, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
