r"""Moodle: `\core\event\course_completed`, as webhook plugins post it, and the web service that says who a user is.

Two forms are known: the event's own members with `token` beside them (local_webhooks and plugins after it), and `{"event": …,
"record": …}` (nosey notifications). The learner is `relateduserid`; `userid` is whoever caused the event, often cron or a teacher.
Numbers come as numbers or as texts. No name is in the event, unless a plugin adds one and the mapping says where.

Spec: Moodle Events API, https://docs.moodle.org/dev/Events_API; core_user_get_users_by_field in Moodle's user/externallib.php
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.crypto.hashes import sha256_hex
from app.errors import DocumentError, Fault, PersonNotResolved, SchemaViolation
from app.lms.mapping import picked, read_mapping, text_of
from app.lms.trigger import CallBack, Happened, Learner, LearningSystem, Trigger, whole_key
from app.model.secured import Document
from app.schemas.strict_json import read_json

COURSE_COMPLETED = "core\\event\\course_completed"
FUNCTION = "core_user_get_users_by_field"

_PERSON = frozenset({"person.name", "person.email", "person.language"})
_SHOWN = ("eventname", "component", "action", "target", "objecttable", "crud", "edulevel", "contextlevel", "courseid", "timecreated")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_SECONDS = re.compile(r"[0-9]{1,11}")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:_.*)?")
_ERROR_CODE = re.compile(r"[A-Za-z0-9_/]{1,60}")


def check_mapping(mapping: Mapping[str, Any]) -> None:
    """Raise SchemaViolation unless the mapping says nothing but where a plugin puts name, address or language."""
    read_mapping(mapping, _PERSON)


def read(document: Document, mapping: Mapping[str, Any]) -> Trigger:
    """Return what the event says; raise SchemaViolation where it is none of Moodle's, or a completion that does not say whose."""
    inner = document.get("event")
    event, at = (inner, "/event") if isinstance(inner, dict) else (document, "")
    name = event.get("eventname")
    if not isinstance(name, str):
        raise SchemaViolation("This is no event of Moodle.", (Fault(f"{at}/eventname", "expected the name of an event"),))
    if name.removeprefix("\\") != COURSE_COMPLETED:
        return Trigger(whole_key(event), Happened.OTHER)
    course, user, created = (_matching(event, member, at) for member in ("courseid", "relateduserid", "timecreated"))
    texts = picked(document, read_mapping(mapping, _PERSON))
    record = text_of(event.get("objectid")) or ""
    return Trigger(
        event_key=sha256_hex(f"{name} {course} {user} {created} {record}".encode()),
        happened=Happened.COMPLETED,
        course=course,
        learner=Learner(user, texts.get("person.email"), texts.get("person.name"), _language(texts.get("person.language"))),
        moment=datetime.fromtimestamp(int(created), UTC),
        source_ref=f"moodle:course:{course}:user:{user}",
    )


def question(trigger: Trigger) -> Mapping[str, str]:
    """Return the form that asks Moodle for the user of an event."""
    user = trigger.learner.external_id or ""
    return {"wsfunction": FUNCTION, "moodlewsrestformat": "json", "field": "id", "values[0]": user}


def read_learner(answer: bytes, trigger: Trigger) -> Learner:
    """Return the user of Moodle's answer, or raise PersonNotResolved: a refusal, nobody, somebody else, or no name."""
    try:
        found = read_json(answer)
    except DocumentError as error:
        raise PersonNotResolved("Moodle's answer cannot be read.") from error
    if isinstance(found, dict):
        code = str(found.get("errorcode"))
        raise PersonNotResolved(f"Moodle refuses to say: {code if _ERROR_CODE.fullmatch(code) else 'it does not say why'}.")
    users = [user for user in found if isinstance(user, dict)] if isinstance(found, list) else []
    user = next((user for user in users if text_of(user.get("id")) == trigger.learner.external_id), None)
    name = _name(user) if user is not None else None
    if user is None or name is None:
        raise PersonNotResolved("Moodle has no such user, or does not tell the name to this token.")
    return Learner(trigger.learner.external_id, text_of(user.get("email")), name, _language(text_of(user.get("lang"))))


def shown(_: Mapping[str, Any]) -> frozenset[str]:
    """Return what of an event names nobody, in both forms."""
    return frozenset(f"{prefix}/{member}" for prefix in ("", "/event") for member in _SHOWN)


def _name(user: Document) -> str | None:
    parts = [text for text in (text_of(user.get("firstname")), text_of(user.get("lastname"))) if text]
    return text_of(user.get("fullname")) or " ".join(parts) or None


def _language(code: str | None) -> str | None:
    """Return the language of a Moodle code such as `de` or `pt_br`; what follows names language packs as often as regions."""
    found = _LANGUAGE.fullmatch(code or "")
    return found[1].lower() if found else None


def _matching(event: Document, member: str, at: str) -> str:
    pattern = _SECONDS if member == "timecreated" else _NUMBER
    text = text_of(event.get(member)) or ""
    if not pattern.fullmatch(text):
        expected = "seconds since 1970" if member == "timecreated" else "the number of a row of Moodle"
        raise SchemaViolation("The completion does not say of what, whose or when.", (Fault(f"{at}/{member}", f"expected {expected}"),))
    return text


SYSTEM = LearningSystem(
    name="moodle",
    check_mapping=check_mapping,
    read=read,
    shown=shown,
    token_member="token",  # noqa: S106  the name of a member, not a secret
    call_back=CallBack("/webservice/rest/server.php", "wstoken", question, read_learner),
)
