"""Requests that got no further than their intent, and what is left of them."""

from typing import Any

import orjson
from sqlalchemy import select

from app.adapters.database import intents, recipients
from app.adapters.database.tables import metadata
from app.services.issue import TAKE_UP_AFTER
from app.services.person_key import person_key_of
from tests.installations import Stage


def credential_ids(stage: Stage) -> list[str]:
    return [row[0] for row in stage.select(select(metadata.tables["credential"].c.id))]


def left_open(stage: Stage, **changes: Any) -> None:
    """Let a request write its intent and get no further."""
    stage.storage.refused = {2}
    assert stage.issue(**changes).status_code == 503


def take_up_time(stage: Stage) -> None:
    stage.clock.moment += TAKE_UP_AFTER


def spoilt(stage: Stage, **changes: Any) -> str:
    """Leave an intent open that cannot be signed whole, as after an upgrade with other contexts; return its credential's id."""
    before = set(credential_ids(stage))
    left_open(stage, **changes)
    (credential_id,) = set(credential_ids(stage)) - before
    row = stage.credential(credential_id).row
    recipient = stage.installation.database.read(lambda session: recipients.by_id(session, row.tenant_id, row.recipient_id))
    intent = stage.installation.database.read(lambda session: intents.by_credential(session, row.tenant_id, row.id))
    assert recipient is not None
    assert intent is not None
    person = person_key_of(stage.installation.data_keys, recipient)
    document = {**orjson.loads(person.open("unsigned", intent.unsigned_box)), "undefined": "nowhere"}
    stage.update("intent", intent.id, unsigned_box=person.close("unsigned", orjson.dumps(document)))
    return credential_id
