"""An Open Badge that a caller wrote as an order for an award of ours: what of it goes where, and whether all of it was understood.

Nothing is dropped: what the badge that we would sign does not say too, is a fault at its place. So a caller may send the achievement's
address alone, or all that its page says.

Spec: Open Badges 3.0 §B.1 AchievementCredential, AchievementSubject, IdentityObject, Result, Evidence.
"""

import re
from collections.abc import Iterator
from typing import Any

from app.errors import Fault
from app.model.secured import Document
from app.schemas.moments import read_moment
from app.schemas.strict_json import pointer_to

SUBJECT = "/credentialSubject"
IDENTIFIER = f"{SUBJECT}/identifier"
_EXTERNAL = frozenset(
    ("sourcedId", "systemId", "userName", "accountId", "lisSourcedId", "oneRosterSourcedId", "sisSourcedId", "ltiUserId", "identifier")
)
"""Kinds of identity by which the calling system knows a learner."""
_MAPPED = frozenset({("id",), ("credentialSubject", "identifier")})
"""Members that say in our badge what they say in the caller's, in other words: its own id, the learner's names as digests."""
_RESULT = {"value": "value", "status": "status"}
_EVIDENCE = {"url": "id", "name": "name", "narrative": "narrative", "genre": "genre"}
_PLACES = {
    "/achievement": f"{SUBJECT}/achievement/id",
    "/recipient/did": f"{SUBJECT}/id",
    "/recipient": IDENTIFIER,
    "/results": f"{SUBJECT}/result",
    "/source_ref": "/id",
    "/awarded_at": "/awardedDate",
    "/valid_from": "/validFrom",
    "/valid_until": "/validUntil",
    "/activity_started_at": f"{SUBJECT}/activityStartDate",
    "/activity_ended_at": f"{SUBJECT}/activityEndDate",
    "/credits_earned": f"{SUBJECT}/creditsEarned",
}


def award_body(badge: Document, public_url: str) -> Document:
    """Return the body of a request to issue (`POST /v1/credentials`) that the badge comes to; what it has not is left out."""
    subject = _object(badge.get("credentialSubject"))
    body = {
        "achievement": _slug(_object(subject.get("achievement")).get("id"), public_url),
        "recipient": _recipient(subject),
        "source_ref": badge.get("id"),
        "awarded_at": badge.get("awardedDate"),
        "valid_from": badge.get("validFrom"),
        "valid_until": badge.get("validUntil"),
        "activity_started_at": subject.get("activityStartDate"),
        "activity_ended_at": subject.get("activityEndDate"),
        "credits_earned": subject.get("creditsEarned"),
        "results": [_some(each, _RESULT) for each in _objects(subject.get("result"))],
        "evidence": [_some(each, _EVIDENCE) for each in _objects(badge.get("evidence"))],
    }
    return {name: value for name, value in body.items() if value is not None and value != []}


def identity_faults(badge: Document) -> Iterator[Fault]:
    """Yield what of the learner's identities cannot be understood: hashed ones, kinds that we do not keep, two of one kind."""
    seen: set[str] = set()
    given = _object(badge.get("credentialSubject")).get("identifier", [])
    for index, each in enumerate(given if isinstance(given, list) else [given]):
        kind = _kind(each)
        if kind is None or kind in seen:
            yield Fault(f"{IDENTIFIER}/{index}", "expected one name, e-mail address or id of the learner, as they are and not hashed")
        seen.add(kind or "")


def place_of(pointer: str) -> str:
    """Return where that stands in the badge which is wrong at that place of the request to issue."""
    found = next((name for name in _PLACES if pointer == name or pointer.startswith(f"{name}/")), None)
    return pointer if found is None else _PLACES[found]


def unsaid(sent: Any, said: Any, path: tuple[str | int, ...] = ()) -> Iterator[Fault]:
    """Yield the place of everything that was sent and would not be said by our badge."""
    if path in _MAPPED:
        return
    if isinstance(sent, str) and isinstance(said, dict) and said.get("id") == sent:
        return  # named, where we say more of it
    if isinstance(sent, dict) and isinstance(said, dict):
        for name, value in sent.items():
            yield from unsaid(value, said.get(name), (*path, name))
    elif isinstance(sent, list):
        for index, item in enumerate(sent):
            yield from _unsaid_item(item, said if isinstance(said, list) else [said], (*path, index))
    elif not _same(sent, said) and not (isinstance(said, list) and any(not list(unsaid(sent, each, path)) for each in said)):
        yield Fault(pointer_to(path), "expected what this achievement's badge says, or nothing; found something that it would not say")


def _unsaid_item(item: Any, said: list[Any], path: tuple[str | int, ...]) -> Iterator[Fault]:
    """Yield nothing where some item of ours says all of it, else what the nearest one lacks."""
    lacking = sorted((list(unsaid(item, each, path)) for each in said), key=len)
    yield from lacking[0] if lacking else [Fault(pointer_to(path), "expected nothing that our badge would not say")]


def _same(sent: Any, said: Any) -> bool:
    if sent == said and isinstance(sent, bool) is isinstance(said, bool):
        return True
    try:
        return read_moment(sent) == read_moment(said)
    except ValueError:
        return False


def _recipient(subject: Document) -> Document:
    given = subject.get("identifier", [])
    known = {kind: each.get("identityHash") for each in _objects(given) if (kind := _kind(each)) is not None}
    return {name: value for name, value in {**known, "did": subject.get("id")}.items() if value is not None}


def _kind(identity: Any) -> str | None:
    """Return as what we keep an identity; None for one that we cannot."""
    kind = identity.get("identityType") if isinstance(identity, dict) and identity.get("hashed") is False else None
    if kind in {"name", "emailAddress"}:
        return "name" if kind == "name" else "email"
    return "external_id" if isinstance(kind, str) and kind in _EXTERNAL else None


def _slug(url: Any, public_url: str) -> str:
    """Return the slug in the address of an achievement of ours; the address itself where it is none, so that it is not found."""
    match = re.fullmatch(rf"{re.escape(public_url)}/achievements/([a-z0-9-]{{1,100}})/v[0-9]{{1,9}}", url) if isinstance(url, str) else None
    return match[1] if match else str(url)[:100]


def _some(holder: Document, members: dict[str, str]) -> Document:
    return {ours: holder[theirs] for ours, theirs in members.items() if theirs in holder}


def _object(value: Any) -> Document:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[Document]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
