"""Whether an installation can do its work, part by part."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from app.model.background import BackgroundState
from app.services.health import MOST_BEHIND, is_ready, readiness
from tests.databases import HANG_UP_OTHERS
from tests.installations import Stage


def codes(stage: Stage, **changes: Any) -> dict[str, str]:
    return {part.name: part.code for part in readiness(stage.again(**changes).installation)}


def relay(**state: Any) -> Callable[[], BackgroundState]:
    return lambda: BackgroundState(**state)


def test_a_sound_installation_is_ready_and_says_how_each_part_is(stage: Stage) -> None:
    stage.issued()
    answer = stage.http(None).get("/readyz")

    assert answer.status_code == 200
    parts = {"database": "writes", "keys": "open", "clock": "right", "background": "alive", "disk": "elsewhere"}
    assert answer.json() == {"ready": True, "parts": parts}
    assert answer.headers["cache-control"] == "no-store"


def test_a_key_that_does_not_open_is_told_without_saying_which(quick_stage: Stage) -> None:
    quick_stage.keys.locked = True
    answer = quick_stage.http(None).get("/readyz")

    assert (answer.status_code, answer.json()["parts"]["keys"]) == (503, "locked")
    assert "academy" not in answer.text
    assert quick_stage.http(None).get("/healthz").status_code == 200


@pytest.mark.parametrize(("seconds", "code"), [(0, "right"), (60, "right"), (61, "behind")])
def test_a_clock_may_be_a_minute_behind_what_is_stored(quick_stage: Stage, seconds: int, code: str) -> None:
    quick_stage.issued()
    quick_stage.clock.move(seconds=-seconds)

    assert codes(quick_stage)["clock"] == code
    assert MOST_BEHIND.seconds == 60


def test_a_relay_that_has_not_looked_for_work_lately_is_silent(quick_stage: Stage) -> None:
    long_ago = datetime(2026, 1, 31, 11, 0, tzinfo=UTC)

    assert codes(quick_stage, background=relay(works=True))["background"] == "silent"
    assert codes(quick_stage, background=relay(works=True, relayed_at=long_ago))["background"] == "silent"
    assert codes(quick_stage, background=relay(works=True, relayed_at=quick_stage.clock()))["background"] == "alive"
    assert not is_ready(quick_stage.again(background=relay(works=True)).installation)


def test_the_disk_of_a_database_file_is_looked_at(quick_stage: Stage, tmp_path: Path) -> None:
    assert codes(quick_stage, database_folder=tmp_path)["disk"] == "room"
    assert codes(quick_stage, database_folder=Path("/proc"))["disk"] == "full"


@pytest.mark.parametrize("stage", ["postgres"], indirect=True)
def test_a_database_that_only_reads_is_told_and_still_serves_what_is_public(stage: Stage) -> None:
    name = Identifier(make_url(stage.storage.url).database or "")
    try:
        with psycopg.connect(stage.storage.url, autocommit=True) as connection:
            connection.execute(SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name))
            connection.execute(HANG_UP_OTHERS)
        ready = stage.http(None).get("/readyz")
        public = stage.http(None).get("/issuers/academy/did.json").status_code
        written = stage.issue().status_code
    finally:
        with psycopg.connect(stage.storage.url, autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute(SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(name))
            connection.execute(HANG_UP_OTHERS)

    assert (ready.status_code, ready.json()["parts"]["database"]) == (200, "read_only")
    assert (public, written) == (200, 503)
