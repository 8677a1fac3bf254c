"""Endorsements that stand in a credential: somebody else's word on it, on its achievement or on its issuer, each judged by itself.

One level deep: an endorsement's own endorsements are not looked at. They never touch the verdict on the credential.

Spec: Open Badges 3.0 §9.1 step 6, §B.4 EndorsementCredential; VC Data Model 2.0 §4.12
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from app.errors import MalformedJson, NotRecognised
from app.model.report import Part
from app.model.secured import Document, Secured
from app.verifier.case import Case
from app.verifier.forms import read_presented
from app.verifier.liberal import identifier, text, thing
from app.verifier.presented import ENDORSEMENT, OPEN_BADGES, UNKNOWN, Presented
from app.verifier.shown import shown

MOST_ENDORSEMENTS = 8
MOST_ENDORSEMENT_ADDRESSES = 8
"""For all of them together: keys and lists of their issuers, and what the newer version of a badge took."""


@dataclass(frozen=True, slots=True)
class Endorsing:
    """An endorsement to be judged: the part in which it stands, and whether it says to be about that."""

    about: Part
    concerns: bool
    case: Case


def endorsing_cases(case: Case) -> tuple[tuple[Endorsing, ...], int]:
    """Return the endorsements of a badge, at most MOST_ENDORSEMENTS, and how many more there are; none of what is no badge."""
    if case.presented.format != OPEN_BADGES or not case.profile.binds_issuer:
        return (), 0
    every = list(_written(case.presented.document))
    first = islice(every, MOST_ENDORSEMENTS)
    return tuple(_endorsing(case, *each) for each in first), max(0, len(every) - MOST_ENDORSEMENTS)


def _written(document: Document) -> Iterator[tuple[Part, Document, bytes]]:
    """Yield each endorsement as bytes, with the part in which it stands."""
    achievement = thing(thing(document.get("credentialSubject")).get("achievement"))
    parts = {Part.CREDENTIAL: document, Part.ACHIEVEMENT: achievement, Part.ISSUER: thing(document.get("issuer"))}
    for part, holder in parts.items():
        for each in _listed(holder.get("endorsement")):
            yield part, holder, json.dumps(each).encode()
        for each in _listed(holder.get("endorsementJwt")):
            yield part, holder, each.encode() if isinstance(each, str) else b""


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _endorsing(case: Case, about: Part, holder: Document, body: bytes) -> Endorsing:
    presented = _read(body)
    subject = thing(presented.document.get("credentialSubject"))
    endorsed = text(holder.get("id"))
    concerns = endorsed is not None and identifier(subject) == endorsed
    return Endorsing(about, concerns, replace(case, presented=presented, own=None))


def _read(body: bytes) -> Presented:
    """Return the endorsement in `body`; what is none is a document that cannot be read, and fails as such."""
    try:
        presented = read_presented(body)
    except NotRecognised as error:
        return _unreadable(body, error.detail)
    if presented.format in {ENDORSEMENT, UNKNOWN}:
        return presented
    return _unreadable(body, f"expected an EndorsementCredential, found {shown(presented.format)}")


def _unreadable(body: bytes, detail: str) -> Presented:
    return Presented(Secured(body, "application/json"), UNKNOWN, UNKNOWN, {}, trouble=MalformedJson(detail))
