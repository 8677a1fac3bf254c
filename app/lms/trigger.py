"""What a learning system reports, whichever it is: somebody completed, passed or failed something. Each system is one module.

A system that repeats itself, comes late or out of order says the same each time: reading is pure, and the event's key tells
whether it was said before.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.crypto.hashes import sha256_hex
from app.model.secured import Document


class Happened(StrEnum):
    """What the learner did; `other` is an event that is about something else."""

    COMPLETED = "completed"
    PASSED = "passed"
    FAILED = "failed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Learner:
    """Who it was, as far as is said: the system's own id, else an address; a name is what issuing needs besides."""

    external_id: str | None = None
    email: str | None = None
    name: str | None = None
    language: str | None = None


NOBODY = Learner()


@dataclass(frozen=True, slots=True)
class Trigger:
    """One event, read. `event_key` is the same each time that this event is posted; `source_ref` names the award, with ids alone."""

    event_key: str
    happened: Happened
    course: str = ""
    learner: Learner = NOBODY
    moment: datetime | None = None
    status: str | None = None
    score: Decimal | None = None
    value: str | None = None
    source_ref: str | None = None


@dataclass(frozen=True, slots=True)
class CallBack:
    """How the system is asked who a learner is.

    path: below the system's own address.
    question: the form that asks for the learner of a trigger, without the secret; `secret_field` names where that goes.
    read: return the learner of the answer, or raise PersonNotResolved.
    """

    path: str
    secret_field: str
    question: Callable[[Trigger], Mapping[str, str]]
    read: Callable[[bytes, Trigger], Learner]


@dataclass(frozen=True, slots=True)
class LearningSystem:
    """One kind of learning system.

    check_mapping: raise SchemaViolation for a mapping that `read` could not use.
    read: return what an event says; raises SchemaViolation with the place where it says nothing that can be used.
    shown: JSON Pointers of what names nobody in an event, and may be shown to staff as it is.
    token_member: the member of the body in which the system sends its token, where it has no header for it.
    """

    name: str
    check_mapping: Callable[[Mapping[str, Any]], None]
    read: Callable[[Document, Mapping[str, Any]], Trigger]
    shown: Callable[[Mapping[str, Any]], frozenset[str]]
    token_member: str | None = None
    call_back: CallBack | None = None


def whole_key(document: Document) -> str:
    """Return the key of an event that has none of its own: the digest of all that it says, whatever the order of its members."""
    return sha256_hex(json.dumps(document, sort_keys=True).encode())
