"""Any system that posts JSON: its integration's mapping says where things stand (`mapping`)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.errors import Fault, SchemaViolation
from app.lms.mapping import Place, picked, read_mapping
from app.lms.trigger import Happened, Learner, LearningSystem, Trigger, whole_key
from app.model.secured import Document
from app.schemas.moments import read_moment

NAMES = frozenset(
    {
        "event_key",
        "happened",
        "course",
        "moment",
        "source_ref",
        "person.external_id",
        "person.email",
        "person.name",
        "person.language",
        "result.status",
        "result.score",
        "result.value",
    }
)
_IDENTITIES = ("person.external_id", "person.email")
_SHOWN = ("happened", "course", "moment", "result.status", "result.score")
_SECONDS = re.compile(r"[0-9]{1,11}")


def check_mapping(mapping: Mapping[str, Any]) -> None:
    """Raise SchemaViolation unless the mapping can be read, and says of which course and of whom an event is."""
    _places(mapping)


def read(document: Document, mapping: Mapping[str, Any]) -> Trigger:
    """Return what the event says, or raise SchemaViolation that names every pointer with nothing usable behind it.

    Without `happened` every event is a completion; one that is neither of the known words is about something else. Without
    `event_key` an event is the same when its whole body is.
    """
    places = _places(mapping)
    happened = _happened(document, places)
    if happened is Happened.OTHER:
        return Trigger(whole_key(document), happened)
    texts = picked(document, places)
    return Trigger(
        event_key=texts.get("event_key") or whole_key(document),
        happened=happened,
        course=texts["course"],
        learner=Learner(*(texts.get(f"person.{name}") for name in ("external_id", "email", "name", "language"))),
        moment=_moment(texts.get("moment"), places),
        status=texts.get("result.status"),
        score=_score(texts.get("result.score"), places),
        value=texts.get("result.value"),
        source_ref=texts.get("source_ref"),
    )


def shown(mapping: Mapping[str, Any]) -> frozenset[str]:
    """Return the pointers of what names nobody: what happened, the course, the moment, status and score."""
    places = _places(mapping)
    return frozenset(pointer for name in _SHOWN if name in places for pointer in places[name].pointers)


def _places(mapping: Mapping[str, Any]) -> Mapping[str, Place]:
    places = read_mapping(mapping, NAMES)
    faults = [] if "course" in places else [Fault("/mapping/course", "expected where the course stands")]
    identities = [places[name] for name in _IDENTITIES if name in places]
    if all(place.optional for place in identities):
        faults.append(Fault("/mapping/person.external_id", "expected where the learner's id stands, or in `person.email` the address"))
    if "course" in places and places["course"].optional:
        faults.append(Fault("/mapping/course", "expected a place that is not optional"))
    if faults:
        raise SchemaViolation("The mapping lacks what every event must say.", tuple(faults))
    return places


def _happened(document: Document, places: Mapping[str, Place]) -> Happened:
    if "happened" not in places:
        return Happened.COMPLETED
    text = picked(document, {"happened": places["happened"]}).get("happened", "")
    return Happened(text) if text in set(Happened) else Happened.OTHER


def _moment(text: str | None, places: Mapping[str, Place]) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC) if _SECONDS.fullmatch(text) else read_moment(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _unusable(places["moment"], "expected a moment such as 2026-01-31T12:00:00Z, or seconds since 1970") from error


def _score(text: str | None, places: Mapping[str, Place]) -> Decimal | None:
    if text is None:
        return None
    try:
        score = Decimal(text)
    except InvalidOperation:
        score = Decimal("NaN")
    if not score.is_finite():
        raise _unusable(places["result.score"], "expected a number")
    return score


def _unusable(place: Place, expected: str) -> SchemaViolation:
    pointer = place.pointers[0] if place.pointers else "/mapping"
    return SchemaViolation("The event says something else there than the mapping looks for.", (Fault(pointer, expected),))


SYSTEM = LearningSystem(name="generic", check_mapping=check_mapping, read=read, shown=shown)
