"""Requests that got no further than their intent, and what is left of them."""

from typing import Any

from sqlalchemy import select

from app.adapters.database.tables import metadata
from app.services.issue import TAKE_UP_AFTER
from tests.installations import Stage


def credential_ids(stage: Stage) -> list[str]:
    return [row[0] for row in stage.select(select(metadata.tables["credential"].c.id))]


def left_open(stage: Stage, **changes: Any) -> None:
    """Let a request write its intent and get no further."""
    stage.storage.refused = {2}
    assert stage.issue(**changes).status_code == 503


def take_up_time(stage: Stage) -> None:
    stage.clock.moment += TAKE_UP_AFTER
