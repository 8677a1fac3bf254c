"""An inbox on a stage: integrations with rules, a Moodle in memory that answers who its users are, and events posted to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from sqlalchemy import select

from app.adapters.database import inbox_events, outbox
from app.adapters.database.tables import metadata
from app.adapters.fetch import NO_PEERS
from app.errors import CredentialServiceError
from app.model.events import OutboxRow
from app.model.inbox import InboxEvent
from app.schemas.inbox_bodies import CallBackBody, IntegrationBody, RuleBody
from app.services.audited import client_actor
from app.services.handle_event import handle_event
from app.services.inbox import KIND, Posted, Received, receive_event
from app.services.installation import Installation
from app.services.integrations import Opened, create_integration
from app.services.issuing_rules import add_rule
from tests.installations import Stage
from tests.theatre import SLUG

MOODLE_URL = "https://moodle.example.org/moodle"
SECRET = "c0ffeec0ffee"
GENERIC: dict[str, Any] = {
    "event_key": "/id",
    "happened": {"pointer": "/type", "optional": True},
    "course": "/course",
    "person.external_id": "/user/id",
    "person.name": "/user/name",
    "result.status": {"pointer": "/grade", "optional": True},
    "result.score": {"pointer": "/score", "optional": True},
}


@dataclass
class MoodleInMemory:
    """A Moodle that answers for its users: `users` by number; `trouble` is raised instead. Notes what it was asked."""

    users: dict[str, str] = field(default_factory=lambda: {"42": "Ada Example", "43": "Bob Example"})
    trouble: CredentialServiceError | None = None
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def check(self, base_url: str) -> None:
        NO_PEERS.check(base_url)

    def call(self, base_url: str, path: str, form: Mapping[str, str]) -> bytes:
        self.asked.append((f"{base_url}{path}", dict(form)))
        if self.trouble is not None:
            raise self.trouble
        user = form["values[0]"]
        found = [{"id": int(user), "fullname": self.users[user], "email": f"u{user}@example.org"}] if user in self.users else []
        return orjson.dumps(found)


@dataclass
class Inbox:
    """One integration on a stage, and the hands that post to it and work its events out."""

    stage: Stage
    installation: Installation
    moodle: MoodleInMemory
    opened: Opened

    def post(self, event: Mapping[str, Any], token: str | None = None) -> Received:
        """Return what became of an event that is posted."""
        return receive_event(
            self.installation, Posted(self.opened.integration.slug, orjson.dumps(event), self.opened.token if token is None else token)
        )

    def effects(self) -> tuple[OutboxRow, ...]:
        """Return the effects of the inbox that are still to take place."""
        rows = self.installation.database.read(lambda session: outbox.due(session, self.stage.clock(), 1_000))
        return tuple(row for row in rows if row.kind == KIND)

    def work_out(self) -> list[str]:
        """Carry every effect out once; return the codes of what is to be tried again."""
        troubles = []
        for row in self.effects():
            try:
                handle_event(self.installation, row)
            except CredentialServiceError as error:
                troubles.append(error.code)
            else:
                self.installation.database.write(lambda session, row=row: outbox.mark(session, row.id, self.stage.clock()))  # type: ignore[misc]
        return troubles

    def event(self, event_id: str) -> InboxEvent:
        """Return an event as it is stored."""
        tenant_id = self.opened.integration.tenant_id
        found = self.installation.database.read(lambda session: inbox_events.by_id(session, tenant_id, event_id))
        assert found is not None
        return found

    def came_to(self, event: Mapping[str, Any]) -> InboxEvent:
        """Return an event after it was posted and worked out."""
        received = self.post(event)
        self.work_out()
        return self.event(received.event.id)

    def credentials(self) -> list[str]:
        """Return the ids of all credentials."""
        return [str(row[0]) for row in self.stage.select(select(metadata.tables["credential"].c.id))]


def inbox_on(stage: Stage, kind: str = "moodle", who: str = "lms", rule: dict[str, Any] | None = None, *, calls: bool = True) -> Inbox:
    """Return an inbox with one rule: course 7 leads to the theatre's stitching."""
    moodle = MoodleInMemory()
    installation = replace(stage.installation, peers=moodle)
    actor = client_actor(stage.client(who))
    call_back = CallBackBody(url=MOODLE_URL, token=SECRET) if calls and kind == "moodle" else None
    body = IntegrationBody(slug=f"{who}-{kind}", kind=kind, mapping=GENERIC if kind == "generic" else {}, call_back=call_back)  # type: ignore[arg-type]
    opened = create_integration(installation, actor, body)
    wanted = {"integration": opened.integration.slug, "course": "7", "achievement": SLUG, **(rule or {})}
    if wanted["achievement"] is not None:
        add_rule(installation, actor, RuleBody(**wanted))
    return Inbox(stage, installation, moodle, opened)


def told(**changes: Any) -> dict[str, Any]:
    """Return an event of the generic kind."""
    return {"id": "e-1", "type": "completed", "course": "7", "user": {"id": "42", "name": "Ada Example"}, **changes}
