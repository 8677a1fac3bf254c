"""kill -9 in the middle of the work beside the requests: afterwards every effect took place, once; on both databases."""

import hashlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.schemas.requests import IssueBody, read_body
from app.services.api_keys import client_of
from app.services.installation import Installation
from app.services.issue import issue
from app.services.orders import IssueOrder
from app.services.represent import representation_for_client
from app.services.representations import REPRESENTATIONS, SignedBy
from tests.callers import Caller, Order
from tests.mortal import journalled
from tests.processes import PATIENCE_SECONDS, PROSCENIUM, ROOT, served, until
from tests.sites import Site, database_url, postgres, postgres_template, postgres_url, site, sqlite_template, sqlite_url
from tests.test_crash import rows, signatures

__all__ = ["database_url", "postgres", "postgres_template", "postgres_url", "site", "sqlite_template", "sqlite_url"]

SEED = 20260214
CREDENTIALS = 40
KILLS = 4
NAMES = {kind.name for kind in REPRESENTATIONS if kind.signed_by is not SignedBy.SEAL}
"""The issuer has no seal."""
SIGNED = {kind.name for kind in REPRESENTATIONS if kind.signed_by is SignedBy.KEY}


class Worker:
    """A process that works in the background of a site."""

    def __init__(self, site: Site, program: tuple[str, ...]) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PROSCENIUM_")}
        self.said = site.folder / f"worker-{id(self)}.log"
        with self.said.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603
                program, env=kept | site.environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """Kill it with SIGKILL, unless it is dead already."""
        self.process.kill()
        self.process.wait()


@contextmanager
def working(site: Site, *programs: tuple[str, ...]) -> Iterator[tuple[Worker, ...]]:
    """Processes that work; whichever still lives at the end is killed."""
    workers = tuple(Worker(site, program) for program in programs)
    try:
        yield workers
    finally:
        for worker in workers:
            worker.kill()


def worker(journal: Path) -> tuple[str, ...]:
    return (sys.executable, "-m", "tests.worker", str(journal))


def issue_all(site: Site, journal: Path) -> list[str]:
    """Issue many credentials in this process, which does nothing in the background; return their ids."""
    with site.opened() as opened:
        installation = journalled(opened, journal)
        return [issue(installation, order_of(site, installation, Order(number))).credential_id for number in range(CREDENTIALS)]


def order_of(site: Site, installation: Installation, order: Order) -> IssueOrder:
    client = client_of(installation, site.api_key)
    return IssueOrder(client, read_body(IssueBody, order.body), hashlib.sha256(order.body).hexdigest(), order.key)


def done(site: Site) -> int:
    return len(rows(site, "SELECT id FROM outbox WHERE done_at IS NOT NULL"))


def made(site: Site) -> dict[object, object]:
    """Return the digest of every file that there is."""
    return {
        (one, name): sha256
        for one, name, sha256 in rows(site, "SELECT credential_id, format, sha256 FROM representation WHERE body_box IS NOT NULL")
    }


def wait_until_done(site: Site, count: int, *workers: Worker) -> None:
    for _ in until(f"{count} effects took place", pause=0.01):
        if done(site) >= count:
            return
        assert any(each.process.poll() is None for each in workers), [each.said.read_text() for each in workers]


def assert_each_took_place_once(site: Site, ids: list[str], journal: Path) -> None:
    assert set(made(site)) == {(one, name) for one in ids for name in NAMES}
    with site.opened() as installation:
        client = client_of(installation, site.api_key)
        files = [representation_for_client(installation, client, one, name).body for one in ids for name in sorted(SIGNED)]
    assert len(set(files)) == len(files)
    assert signatures(files) == set(journal.read_text(encoding="ascii").split())
    assert not rows(site, "SELECT id FROM intent WHERE state <> 'signed'")
    assert len(rows(site, "SELECT id FROM intent")) == len(files)
    events = rows(site, "SELECT object_id FROM audit_event WHERE action = 'representation.made:ob3-jwt'")
    assert sorted(events) == sorted((one,) for one in ids)
    assert not rows(site, "SELECT id FROM outbox WHERE done_at IS NULL")


def test_whenever_the_worker_is_killed_its_successor_finishes_and_nothing_is_done_twice(site: Site, tmp_path: Path) -> None:
    journal, moments = tmp_path / "signatures", random.Random(SEED)  # noqa: S311  # the same moments each time
    ids = issue_all(site, journal)
    before = made(site)
    for kill in range(KILLS):
        with working(site, worker(journal)) as workers:
            wait_until_done(site, kill * CREDENTIALS // KILLS + moments.randrange(1, CREDENTIALS // KILLS), *workers)
        now = made(site)
        assert before.items() <= now.items()
        before = now

    with working(site, worker(journal)) as workers:
        wait_until_done(site, CREDENTIALS, *workers)

    assert before.items() <= made(site).items()
    assert_each_took_place_once(site, ids, journal)


def test_of_two_workers_the_one_that_lives_does_what_the_dead_one_had(site: Site, tmp_path: Path) -> None:
    journal = tmp_path / "signatures"
    ids = issue_all(site, journal)

    with working(site, worker(journal), worker(journal)) as workers:
        wait_until_done(site, CREDENTIALS // 3, *workers)
        workers[0].kill()
        wait_until_done(site, CREDENTIALS, *workers)

    assert_each_took_place_once(site, ids, journal)


def test_who_serves_also_works(site: Site) -> None:
    with served(site) as (service,):
        answer = Caller(service, site.api_key).issue(Order(1))
        for _ in until("its files are made"):
            if {(answer.credential_id, name) for name in NAMES} == set(made(site)):
                break
        service.terminate()

        assert service.ends() == -signal.SIGTERM


def test_one_process_may_work_alone_until_it_is_told_to_stop(site: Site, tmp_path: Path) -> None:
    ids = issue_all(site, tmp_path / "signatures")

    with working(site, (PROSCENIUM[0], "jobs")) as (process,):
        wait_until_done(site, len(ids), process)
        process.process.send_signal(signal.SIGTERM)

        assert process.process.wait(PATIENCE_SECONDS) == 0
    assert process.said.read_text() == f"Working in the background of {site.settings.public_url}.\n"
    assert len(made(site)) == len(ids) * len(NAMES)


def test_a_process_may_be_told_to_serve_only(site: Site) -> None:
    with replace(site, settings=site.settings.model_copy(update={"jobs": False})).opened() as installation:
        assert installation.starting == ()
        assert not installation.background().works
