"""kill -9 between any two steps of taking an event in and carrying it out: no event is lost, none leads to two credentials.

Spec: docs/decisions/0014-durable-work.md; what holds afterwards: `tests/invariants.py`. Both databases.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from app.jobs import HANDLERS
from app.schemas.inbox_bodies import CallBackBody, IntegrationBody, RuleBody
from app.services.api_keys import client_of
from app.services.audited import client_actor
from app.services.inbox import KIND, Posted, Received, receive_event
from app.services.installation import Installation
from app.services.integrations import create_integration
from app.services.issuing_rules import add_rule
from app.services.recover import recover
from app.services.take_effects import put_down, take_due
from tests.dying import Steps, deaths, mortal_installation
from tests.invariants import Told, assert_invariants, credentials, files_of
from tests.lms.moodle_events import VIEWED, posted
from tests.mortal import journalled
from tests.services.inboxes import GENERIC, MOODLE_URL, SECRET, MoodleInMemory, told
from tests.sites import ACHIEVEMENT, Site, database_url, postgres, postgres_template, postgres_url, site, sqlite_template, sqlite_url
from tests.test_crash import rows, signatures
from tests.test_jobs_crash import wait_until_done, worker, working

__all__ = ["database_url", "postgres", "postgres_template", "postgres_url", "site", "sqlite_template", "sqlite_url"]

SEED = 20260331
SLUG = "school"
COURSE = "7"
FIRST_LEARNER = 100
COMPLETIONS = 9
NO_LEASE = timedelta(0)
"""Whoever comes next need not wait for the end of what a dead process took."""

STEPS = [
    *("before receive_event", "within receive_event", "after receive_event"),
    *("before take_due", "within take_due", "after take_due"),
    *("before a call", "after a call"),
    *("before issue", "within issue", "after issue"),
    *("before a signature", "after a signature"),
    *("before complete", "within complete", "after complete"),
    *("before _settle", "within _settle", "after _settle"),
    *("before put_down", "within put_down", "after put_down"),
]
NOT_ACKNOWLEDGED = 2
"""Who dies at one of the first two steps has not kept the event; nobody was told that it had."""

Event = dict[str, Any]


def completion(number: int, **changes: Any) -> Event:
    """Return that a learner completed the course; each number is another learner."""
    return posted(relateduserid=str(FIRST_LEARNER + number), **changes)


MOODLE = IntegrationBody(slug=SLUG, kind="moodle", mapping={}, call_back=CallBackBody(url=MOODLE_URL, token=SECRET))
OTHER_SYSTEM = IntegrationBody(slug=SLUG, kind="generic", mapping=GENERIC)


def connect(site: Site, system: IntegrationBody = MOODLE) -> str:
    """Connect a learning system whose course leads to the achievement; return the token of its inbox."""
    with site.opened() as installation:
        actor = client_actor(client_of(installation, site.api_key))
        token = create_integration(installation, actor, system).token
        add_rule(installation, actor, RuleBody(integration=SLUG, course=COURSE, achievement=ACHIEVEMENT))
    return token


def with_moodle(installation: Installation) -> Installation:
    """Return the installation with a Moodle that knows every learner."""
    return replace(installation, peers=MoodleInMemory({str(FIRST_LEARNER + number): f"Learner {number}" for number in range(60)}))


def receive(installation: Installation, event: Event, token: str) -> Received:
    return receive_event(installation, Posted(SLUG, orjson.dumps(event), token))


def carry_out(installation: Installation, only: str | None = None) -> None:
    """Do as the background does with what is due: all of it, or what one event asks for."""
    for row in take_due(installation, (KIND,), NO_LEASE, 1_000):
        if only in {None, row.payload["event"]}:
            HANDLERS[row.kind](installation, row)
            put_down(installation, row, None)


def live_and_die(site: Site, event: Event, token: str, journal: Path, steps: Steps) -> None:
    """Take the event in and carry it out, where each step may be the last one."""
    with site.opened() as opened:
        installation = mortal_installation(with_moodle(journalled(opened, journal)), steps)
        received = receive(installation, event, token)
        carry_out(installation, only=received.event.id)


def kept(site: Site) -> int:
    return len(rows(site, "SELECT id FROM inbox_event WHERE payload_box IS NOT NULL"))


def post_again(installation: Installation, events: Sequence[Event], token: str) -> list[Received]:
    """Post every event twice, in another order than the first time."""
    again = [*events, *events]
    random.Random(SEED).shuffle(again)  # noqa: S311  # the same order each time
    return [receive(installation, event, token) for event in again]


def assert_each_completion_led_to_one_credential(site: Site, completions: int) -> dict[str, bytes]:
    """Assert it, and that nothing else came of anything; return the files of the credentials."""
    assert rows(site, "SELECT count(*), count(DISTINCT credential_id) FROM inbox_event WHERE state = 'issued'") == [(completions,) * 2]
    assert len(set(rows(site, "SELECT object_id FROM audit_event WHERE action = 'inbox.issued'"))) == completions
    assert rows(site, "SELECT count(*) FROM audit_event WHERE action = 'inbox.issued'") == [(completions,)]
    assert not rows(site, "SELECT id FROM outbox WHERE kind = 'inbox.received' AND done_at IS NULL")
    with site.opened() as installation:
        held = credentials(installation)
        files = files_of(installation, held)
        assert len(files) == len(held) == completions
        assert_invariants(installation, Told(dict.fromkeys(held, "issued"), files))
    return files


def test_wherever_the_process_died_each_completion_leads_to_one_credential_and_no_event_is_lost(site: Site, tmp_path: Path) -> None:
    journal, token = tmp_path / "signatures", connect(site)
    others = [completion(0), completion(0, courseid="8"), VIEWED]
    with site.opened() as installation:
        receive(installation, others[0], token)
        carry_out(with_moodle(journalled(installation, journal)))
    events = [completion(number) for number in range(1, len(STEPS) + 2)]

    died_at = list(deaths(tmp_path, lambda number: partial(live_and_die, site, events[number - 1], token, journal)))

    assert died_at == STEPS
    assert kept(site) == 1 + len(STEPS) - NOT_ACKNOWLEDGED + 1
    with site.opened() as opened:
        installation = with_moodle(journalled(opened, journal))
        recover(installation)
        received = post_again(installation, [*events, *others], token)
        carry_out(installation)
        assert sum(not each.replayed for each in received) == NOT_ACKNOWLEDGED + 2
    files = assert_each_completion_led_to_one_credential(site, len(events) + 1)
    assert signatures(files.values()) == set(journal.read_text(encoding="ascii").split())
    ends = rows(site, "SELECT state, count(*) FROM inbox_event WHERE payload_box IS NOT NULL GROUP BY state ORDER BY state")
    assert ends == [("ignored", 1), ("issued", len(events) + 1), ("unmatched", 1)]


def test_of_a_worker_that_is_killed_the_next_one_carries_out_what_was_taken_in(site: Site, tmp_path: Path) -> None:
    token = connect(site, OTHER_SYSTEM)
    events = [told(id=f"e-{number}", user={"id": str(number), "name": f"Learner {number}"}) for number in range(COMPLETIONS)]
    with site.opened() as installation:
        for event in events:
            receive(installation, event, token)

    with working(site, worker(tmp_path / "signatures")) as workers:
        wait_until_done(site, COMPLETIONS // 3, *workers)
    with site.opened() as installation:
        assert all(each.replayed for each in post_again(installation, events, token))
    with working(site, worker(tmp_path / "signatures")) as workers:
        wait_until_done(site, 2 * COMPLETIONS, *workers)  # each event, and then each credential

    assert_each_completion_led_to_one_credential(site, COMPLETIONS)
