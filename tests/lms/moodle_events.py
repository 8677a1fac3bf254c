r"""Events as Moodle's webhook plugins post them; made by us after what their sources send, with nobody's data in them.

`local_webhooks` (github.com/valentineus/moodle-webhooks, lib.php, local_webhooks_send_request) posts the members of the event
(`\core\event\base::get_data`) with `host`, `token` and `extra` beside them. `nosey_notifications` (github.com/frumbert/nosey_notifications,
README) wraps them as `event` beside the database's `record`. Ids come as numbers or as texts, as the database driver gives them.
"""

from typing import Any

COMPLETED: dict[str, Any] = {
    "eventname": "\\core\\event\\course_completed",
    "component": "core",
    "action": "completed",
    "target": "course",
    "objecttable": "course_completions",
    "objectid": "28",
    "crud": "u",
    "edulevel": 2,
    "contextid": 686,
    "contextlevel": 50,
    "contextinstanceid": "7",
    "userid": "2",
    "courseid": "7",
    "relateduserid": "42",
    "anonymous": 0,
    "other": {"relateduserid": "42"},
    "timecreated": 1767225600,
}
VIEWED: dict[str, Any] = {
    "eventname": "\\core\\event\\course_viewed",
    "component": "core",
    "action": "viewed",
    "target": "course",
    "objecttable": None,
    "objectid": None,
    "courseid": "7",
    "userid": "42",
    "relateduserid": None,
    "other": None,
    "timecreated": 1767225601,
}
RECORD: dict[str, Any] = {"id": 28, "userid": 42, "course": 7, "timecompleted": 1767225600}


def posted(token: str | None = None, **changes: Any) -> dict[str, Any]:
    """Return a completion as local_webhooks posts it."""
    event = {**COMPLETED, "host": "moodle.example.org", "extra": "", **changes}
    return event if token is None else {**event, "token": token}


def wrapped(**changes: Any) -> dict[str, Any]:
    """Return a completion as nosey notifications posts it."""
    return {"event": {**COMPLETED, **changes}, "record": RECORD}
