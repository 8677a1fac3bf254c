"""What goes on beside the requests: effects take place once, troubles wait longer each time, nothing ends the work."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import select

from app.adapters.database import outbox
from app.adapters.database.ids import new_id
from app.adapters.database.tables import metadata
from app.adapters.queue import Queue
from app.errors import Unreachable
from app.jobs import HANDLERS, PERIODIC, PLAN, Background
from app.model.events import OutboxRow
from app.model.record import CredentialState
from app.services.background import PATIENCE, Handler, Periodic, Plan, backlog, relay_is_alive
from app.services.installation import Installation
from app.services.representations import REPRESENTATIONS
from app.services.take_effects import pause_after, put_down, take_due, taken_effect
from tests.installations import (
    Stage,
    postgres,
    postgres_template,
    quick_stage,
    sqlite_template,
    stage,
    stocked_postgres,
    stocked_sqlite,
)
from tests.processes import until
from tests.services.papers import give_seal

__all__ = ["postgres", "postgres_template", "quick_stage", "sqlite_template", "stage", "stocked_postgres", "stocked_sqlite"]

KIND = "test"
LEASE = timedelta(seconds=30)
MARKER = "Ada Lovelace-Marker"
OUTBOX = metadata.tables["outbox"]


def plan(handler: Handler, *periodic: Periodic) -> Plan:
    return Plan({KIND: handler}, periodic, LEASE)


@contextmanager
def working(stage: Stage, folder: Path, what: Plan = PLAN) -> Iterator[Background]:
    """The background of one process."""
    background = Background(stage.installation, Queue(stage.storage.url, folder), what)
    background.start()
    try:
        yield background
    finally:
        background.close()


def stored(stage: Stage, *keys: str, kind: str = KIND) -> list[str]:
    """Store effects, and return their ids."""
    moment, tenant_id = stage.clock(), stage.client().tenant_id
    rows = [OutboxRow(new_id("out", moment), tenant_id, key, kind, {"key": key}, moment, moment) for key in keys]
    stage.installation.database.write(lambda session: [outbox.add(session, row) for row in rows])
    return [row.id for row in rows]


def row_of(stage: Stage, row_id: str) -> OutboxRow:
    found = stage.installation.database.read(lambda session: outbox.by_id(session, row_id))
    assert found is not None
    return found


def wait_until(stage: Stage, row_id: str, holds: Callable[[OutboxRow], bool]) -> OutboxRow:
    for _ in until(f"{row_id} is as it should be", pause=0.01):
        row = row_of(stage, row_id)
        if holds(row):
            return row
    raise AssertionError("never reached")


def is_done(row: OutboxRow) -> bool:
    return row.done_at is not None


def is_troubled(row: OutboxRow) -> bool:
    return row.trouble is not None


WITHOUT_SEAL = {kind.name for kind in REPRESENTATIONS} - {"edc"}


def row_about(stage: Stage, credential: dict[str, Any], kind: str = "credential.issued") -> str:
    rows = stage.select(select(OUTBOX.c.id, OUTBOX.c.payload).where(OUTBOX.c.kind == kind))
    return next(str(row_id) for row_id, payload in rows if payload["credential"] == credential["id"])


def files(stage: Stage, credential: dict[str, Any]) -> dict[str, bytes]:
    made = metadata.tables["representation"].c
    found = stage.select(select(made.format, made.body_box).where(made.credential_id == credential["id"], made.body_box.is_not(None)))
    return dict(found)


def test_every_file_of_a_credential_is_made_before_anybody_asks(stage: Stage, tmp_path: Path) -> None:
    credential = stage.issued()

    with working(stage, tmp_path):
        wait_until(stage, row_about(stage, credential), is_done)

    made = files(stage, credential)
    assert set(made) == WITHOUT_SEAL
    assert [stage.audited().count(f"representation.made:{name}") for name in made if name != "ob3-jsonld"] == [1] * (len(made) - 1)
    assert stage.http().get(f"/v1/credentials/{credential['id']}/representations/ob3-jwt").status_code == 200
    assert files(stage, credential) == made


def test_a_file_that_somebody_asked_for_stays_as_it_is(quick_stage: Stage, tmp_path: Path) -> None:
    credential = quick_stage.issued()
    asked_for = quick_stage.http().get(f"/v1/credentials/{credential['id']}/representations/ob3-jwt").content

    with working(quick_stage, tmp_path):
        wait_until(quick_stage, row_about(quick_stage, credential), is_done)

    assert quick_stage.http().get(f"/v1/credentials/{credential['id']}/representations/ob3-jwt").content == asked_for
    assert quick_stage.row_counts()["intent"] == 2, "one for each badge: without a seal nothing else is signed"


def test_with_a_seal_the_sealed_credential_and_the_signed_paper_are_made_as_well(quick_stage: Stage, tmp_path: Path) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued()

    with working(quick_stage, tmp_path):
        wait_until(quick_stage, row_about(quick_stage, credential), is_done)

    assert set(files(quick_stage, credential)) == WITHOUT_SEAL | {"edc"}
    assert quick_stage.row_counts()["intent"] == 4


def test_of_what_counts_no_more_no_file_is_made(quick_stage: Stage, tmp_path: Path) -> None:
    credential = quick_stage.issued()
    quick_stage.update("credential", credential["id"], state=CredentialState.REVOKED)

    with working(quick_stage, tmp_path):
        wait_until(quick_stage, row_about(quick_stage, credential), is_done)

    assert set(files(quick_stage, credential)) == {"ob3-jsonld"}


def test_while_a_key_is_locked_its_files_wait_and_are_made_once_it_is_open(quick_stage: Stage, tmp_path: Path) -> None:
    credential = quick_stage.issued()
    quick_stage.keys.locked = True

    with working(quick_stage, tmp_path, replace(PLAN, periodic=())) as background:
        row = wait_until(quick_stage, row_about(quick_stage, credential), is_troubled)
        quick_stage.keys.locked = False
        quick_stage.clock.moment = row.due_at
        background.nudge()
        row = wait_until(quick_stage, row.id, is_done)

    assert (row.attempts, row.trouble) == (2, None)
    assert set(files(quick_stage, credential)) == WITHOUT_SEAL


def test_what_failed_is_tried_again_later_and_counts_once_it_succeeds(stage: Stage, tmp_path: Path) -> None:
    tries: list[int] = []

    def handler(_: Installation, row: OutboxRow) -> None:
        tries.append(row.attempts)
        if row.attempts < 3:
            raise Unreachable(MARKER)

    (row_id,) = stored(stage, "a")
    with working(stage, tmp_path, plan(handler)) as background:
        for seconds in (1, 2):
            row = wait_until(stage, row_id, lambda row: is_troubled(row) and row.due_at == stage.clock() + timedelta(seconds=seconds))  # noqa: B023  # used at once
            assert row.trouble == Unreachable.code
            stage.clock.moment = row.due_at
            background.nudge()
        row = wait_until(stage, row_id, is_done)

    assert tries == [1, 2, 3]
    assert (row.attempts, row.trouble, row.done_at) == (3, None, stage.clock())


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (10, 512), (12, 2048), (13, 3600), (100, 3600), (10_000_000, 3600)]
)
def test_each_pause_is_twice_the_one_before_and_an_hour_at_most(attempts: int, seconds: int) -> None:
    assert pause_after(attempts) == timedelta(seconds=seconds)


def test_a_mistake_of_ours_ends_nothing_and_its_message_is_nowhere(stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def handler(_: Installation, row: OutboxRow) -> None:
        if row.effect_key == "wrong":
            raise ValueError(MARKER)

    wrong, right = stored(stage, "wrong", "right")
    with caplog.at_level(logging.DEBUG), working(stage, tmp_path, plan(handler)):
        wait_until(stage, right, is_done)
        row = wait_until(stage, wrong, is_troubled)

    assert (row.trouble, row.done_at) == ("internal", None)
    assert "ValueError" in caplog.text
    assert MARKER not in caplog.text


def test_what_nobody_here_knows_is_left_to_others(quick_stage: Stage, tmp_path: Path) -> None:
    (unknown,) = stored(quick_stage, "unknown", kind="of.tomorrow")
    (known,) = stored(quick_stage, "known")

    with working(quick_stage, tmp_path, plan(lambda *_: None)):
        wait_until(quick_stage, known, is_done)

    assert row_of(quick_stage, unknown).attempts == 0
    assert backlog(quick_stage.installation).waiting == 1


def test_of_many_processes_that_reach_for_the_same_effects_each_gets_others(stage: Stage) -> None:
    ids = stored(stage, *(str(number) for number in range(30)))
    processes = [stage.installation, *(stage.again().installation for _ in range(2))]

    with ThreadPoolExecutor(9) as pool:
        taken = list(pool.map(lambda number: take_due(processes[number % 3], {KIND}, LEASE, 7), range(9)))

    rows = [row.id for some in taken for row in some]
    assert len(rows) == len(set(rows))
    rest = take_due(stage.installation, {KIND}, LEASE, 30)
    assert sorted([*rows, *(row.id for row in rest)]) == sorted(ids)


def test_what_a_dead_process_had_is_taken_up_when_its_lease_ends_and_not_before(stage: Stage, tmp_path: Path) -> None:
    tries: list[int] = []
    (row_id,) = stored(stage, "a")
    (lost,) = take_due(stage.again().installation, {KIND}, LEASE, 10)

    with working(stage, tmp_path, plan(lambda _, row: tries.append(row.attempts))) as background:
        stage.clock.moment += LEASE - timedelta(microseconds=1)
        (other,) = stored(stage, "b")
        background.nudge()
        wait_until(stage, other, is_done)
        assert not is_done(row_of(stage, row_id))
        stage.clock.moment += timedelta(microseconds=1)
        background.nudge()
        wait_until(stage, row_id, is_done)

    assert tries == [1, 2]
    assert taken_effect(stage.installation, lost.id, lost.attempts) is None


def test_a_late_attempt_that_failed_does_not_disturb_the_one_that_took_over(stage: Stage) -> None:
    stored(stage, "a")
    (late,) = take_due(stage.installation, {KIND}, LEASE, 1)
    stage.clock.moment += LEASE
    (mine,) = take_due(stage.again().installation, {KIND}, LEASE, 1)

    put_down(stage.installation, late, "unreachable")

    assert row_of(stage, mine.id) == mine


def test_what_takes_long_is_kept_from_others(stage: Stage, tmp_path: Path) -> None:
    begun, end = Event(), Event()
    tries: list[int] = []

    def handler(_: Installation, row: OutboxRow) -> None:
        tries.append(row.attempts)
        begun.set()
        end.wait(60)

    (row_id,) = stored(stage, "a")
    with working(stage, tmp_path, plan(handler)) as background:
        begun.wait(60)
        for _ in range(4):
            stage.clock.moment += LEASE / 2
            background.nudge()
            wait_until(stage, row_id, lambda row: row.due_at == stage.clock() + LEASE)
            assert take_due(stage.installation, {KIND}, LEASE, 1) == ()
        assert background.state().under_way == 1
        end.set()
        wait_until(stage, row_id, is_done)

    assert tries == [1]


def test_what_is_under_way_is_finished_before_it_closes(quick_stage: Stage, tmp_path: Path) -> None:
    ids = stored(quick_stage, *(str(number) for number in range(12)))
    begun = Event()

    def handler(_: Installation, __: OutboxRow) -> None:
        begun.set()

    with working(quick_stage, tmp_path, plan(handler)) as background:
        begun.wait(60)

    assert all(is_done(row_of(quick_stage, row_id)) for row_id in ids)
    assert background.state().under_way == 0


def test_many_effects_take_place_once_each(stage: Stage, tmp_path: Path) -> None:
    done: list[str] = []
    ids = stored(stage, *(str(number) for number in range(60)))

    with working(stage, tmp_path, plan(lambda _, row: done.append(row.id))):
        for row_id in ids:
            wait_until(stage, row_id, is_done)

    assert sorted(done) == sorted(ids)
    assert {row_of(stage, row_id).attempts for row_id in ids} == {1}


def test_what_is_done_again_and_again_goes_on_after_a_mistake(quick_stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    beats: list[int] = []
    went_on = Event()

    def work(installation: Installation) -> None:
        assert installation is quick_stage.installation
        beats.append(1)
        if len(beats) in {2, 3}:
            raise ValueError(MARKER)
        if len(beats) > 5:
            went_on.set()

    with working(quick_stage, tmp_path, plan(lambda *_: None, Periodic("again", 0.001, work))):
        assert went_on.wait(60)

    said = [record.getMessage() for record in caplog.records if record.getMessage().startswith("again")]
    assert [each.split()[1] for each in said] == ["internal", "works"]
    assert MARKER not in caplog.text


def test_the_relay_says_when_it_last_looked_and_is_missed_when_it_is_silent(quick_stage: Stage, tmp_path: Path) -> None:
    with working(quick_stage, tmp_path, plan(lambda *_: None)) as background:
        installation = replace(quick_stage.installation, background=background.state)
        for _ in until("the relay is alive", pause=0.01):
            if relay_is_alive(installation):
                break
    assert background.state().relayed_at == quick_stage.clock()

    quick_stage.clock.moment += PATIENCE

    assert not relay_is_alive(installation)


def test_a_process_that_only_serves_is_not_missed(quick_stage: Stage) -> None:
    assert not quick_stage.installation.background().works
    assert relay_is_alive(quick_stage.installation)
    quick_stage.installation.nudge()
    quick_stage.installation.start()


def test_the_house_does_its_work() -> None:
    assert {"credential.issued", "credential.changed", "inbox.received", "key.compromised"} <= set(HANDLERS)
    assert {"publish_due_lists", "recover"} <= {each.name for each in PERIODIC}


def test_nobody_is_named_in_what_the_queue_keeps(stage: Stage, tmp_path: Path) -> None:
    credential = stage.issued(recipient={"name": MARKER, "email": "marker@example.org", "external_id": "marker-42"})
    row_id = row_about(stage, credential)

    with working(stage, tmp_path):
        wait_until(stage, row_id, is_done)
    kept = kept_by_queue(stage)

    assert row_id in kept
    for word in ("Ada", "Lovelace", "marker", credential["id"], credential["links"]["public"]):
        assert word not in kept


def kept_by_queue(stage: Stage) -> str:
    """Return all that DBOS keeps, as text."""
    if stage.storage.url.startswith("sqlite"):
        folder = Path(stage.storage.url.removeprefix("sqlite:///")).parent
        return "".join(path.read_bytes().decode("latin-1") for path in folder.glob("*-queue.sqlite3*"))
    with psycopg.connect(stage.storage.url) as connection:
        tables = connection.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'dbos'").fetchall()
        rows = [connection.execute(SQL("SELECT * FROM dbos.{}").format(Identifier(str(name)))).fetchall() for (name,) in tables]
    return repr(rows)
