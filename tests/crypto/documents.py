"""Documents for the tests of JSON-LD: one credential of ours with all kinds of members, and ways to change it."""

import copy
from collections.abc import Callable
from typing import Any

from app.crypto.json_ld import statements
from app.errors import DocumentError, Fault
from app.model.secured import Document
from app.schemas.contexts import CREDENTIALS_V2, OPEN_BADGES_V3

EXAMPLES_V2 = "https://www.w3.org/ns/credentials/examples/v2"
XSD = "http://www.w3.org/2001/XMLSchema#"
CREDENTIALS = "https://www.w3.org/2018/credentials#"

CREDENTIAL: Document = {
    "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
    "id": "https://issuer.example/c/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Stage craft",
    "issuer": {
        "id": "did:web:issuer.example",
        "type": ["Profile"],
        "name": "Theatre",
        "address": {
            "type": ["Address"],
            "addressCountryCode": "NO",
            "geo": {"type": ["GeoCoordinates"], "latitude": 59.5, "longitude": 10.25},
        },
    },
    "validFrom": "2026-01-31T12:00:00Z",
    "validUntil": "2031-01-31T12:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [{"type": "IdentityObject", "identityType": "name", "hashed": False, "identityHash": "Ada Lovelace"}],
        "creditsEarned": 5.0,
        "result": [
            {"type": ["Result"], "resultDescription": "urn:uuid:1", "value": "A"},
            {"type": ["Result"], "resultDescription": "urn:uuid:2", "value": "12"},
        ],
        "achievement": {
            "id": "https://issuer.example/achievements/1",
            "type": ["Achievement"],
            "name": "Stage craft",
            "description": "Rigging & light, “with care”.\nSecond line.",
            "criteria": {"narrative": "Passed."},
            "creditsAvailable": 5,
            "tag": ["stage", "light"],
            "alignment": [
                {"type": ["Alignment"], "targetName": "Level 5", "targetUrl": "https://data.europa.eu/eqf/5", "targetType": "ext:EQF"},
                {
                    "type": ["Alignment"],
                    "targetName": "Arts",
                    "targetUrl": "https://data.europa.eu/isced-f/0215",
                    "targetType": "ext:ISCED",
                },
                {"type": ["Alignment"], "targetName": "Light", "targetUrl": "https://data.europa.eu/esco/2", "targetType": "ext:ESCO"},
                {"type": ["Alignment"], "targetName": "Rig", "targetUrl": "https://data.europa.eu/esco/1", "targetType": "ext:ESCO"},
            ],
        },
    },
    "evidence": [
        {"type": ["Evidence"], "name": "Show", "narrative": "Seen."},
        {"type": ["Evidence"], "name": "Essay", "narrative": "Read."},
    ],
    "credentialStatus": {
        "id": "https://issuer.example/status/1#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://issuer.example/status/1",
    },
}
"""Thirteen unnamed nodes; the results and the alignments are alike in shape."""


def changed(*steps: str | int, value: Any) -> Document:
    """Return the credential with `value` at the end of `steps`."""
    document = copy.deepcopy(CREDENTIAL)
    at: Any = document
    for step in steps[:-1]:
        at = at[step]
    at[steps[-1]] = value
    return document


def faults_of(refuse: Callable[[], Any], error: type[DocumentError]) -> tuple[Fault, ...]:
    """Return the faults of the error that `refuse` is expected to raise."""
    try:
        refuse()
    except error as refused:
        return refused.faults
    raise AssertionError(f"expected {error.__name__}, found that nothing was refused")


def pointers_of(document: Document) -> list[str]:
    """Return the pointers to what would get lost of `document`."""
    return [fault.pointer for fault in faults_of(lambda: statements(document), DocumentError)]


def linked(links: dict[str, list[str]], **also: Any) -> Document:
    """Return a document with unnamed nodes, each linked to those that `links` names, and all having the members of `also`."""
    nodes = [{"id": f"_:{node}", "knows": [{"id": f"_:{other}"} for other in others], **also} for node, others in links.items()]
    return {"@context": [CREDENTIALS_V2, EXAMPLES_V2], "id": "urn:x", "type": "Meeting", "member": nodes}


def clique(size: int) -> Document:
    """Return a document with `size` unnamed nodes, each linked to all others: the dearest there is."""
    names = [f"n{index}" for index in range(size)]
    return linked({name: [other for other in names if other != name] for name in names})
