"""kill -9 at every step of publishing a list: a bit that was ever served as set stays set, versions only go up, the journal knows it all.

Decisions: docs/decisions/0011-status-on-time.md, 0012-backup-and-the-journal.md; what holds besides: `tests/invariants.py`. Both databases.
"""

from functools import partial
from itertools import pairwise
from pathlib import Path

import orjson

from app.adapters.journal import read_journal
from app.model.lifecycle import Reason
from app.services.api_keys import client_of
from app.services.audited import client_actor
from app.services.change_credential import ChangeOrder, revoke
from app.services.installation import Installation
from app.services.issue import issue
from app.services.publish_status import publish_list
from app.services.published_before import published_before
from tests.callers import Order
from tests.dying import Steps, deaths, mortal_installation
from tests.invariants import Told, assert_invariants, bits_in
from tests.sites import Site, database_url, postgres, postgres_template, postgres_url, site, sqlite_template, sqlite_url
from tests.test_crash import rows
from tests.test_jobs_crash import order_of

__all__ = ["database_url", "postgres", "postgres_template", "postgres_url", "site", "sqlite_template", "sqlite_url"]

STEPS = [
    *("before a signature", "after a signature", "before _kept"),
    *("before a line of the journal", "within a line of the journal", "after a line of the journal"),
    *("within _kept", "after _kept"),
]
NOTHING_SERVED = (0, frozenset[int]())

Served = tuple[int, frozenset[int]]


def issued(installation: Installation, site: Site, amount: int) -> list[str]:
    return [issue(installation, order_of(site, installation, Order(number))).credential_id for number in range(amount)]


def revoked(installation: Installation, site: Site, credential_id: str) -> None:
    revoke(installation, ChangeOrder(client_actor(client_of(installation, site.api_key)), credential_id, Reason.ISSUED_IN_ERROR))


def publish_and_die(site: Site, list_id: str, steps: Steps) -> None:
    """Publish the list, where each step may be the last one."""
    with site.opened() as installation:
        publish_list(mortal_installation(installation, steps), list_id)


def served(site: Site) -> Served:
    """Return the version of the list as it is served now, and its bits."""
    found = rows(site, "SELECT version, body FROM status_publication ORDER BY version DESC LIMIT 1")
    return next(((int(str(version)), bits_in(orjson.loads(body))) for version, body in found), NOTHING_SERVED)  # type: ignore[arg-type]


def journaled(site: Site, list_id: str) -> Served:
    """Return the highest version that the journal has of the list, and all bits that it says were set."""
    known = published_before(read_journal(site.settings.journal_folder / "publications.jsonl").entries).lists[list_id]
    return known.last.version, known.bits


def test_wherever_the_process_died_what_was_served_once_is_served_and_journaled_for_ever(site: Site, tmp_path: Path) -> None:
    history: list[Served] = [NOTHING_SERVED]
    died_at = []
    with site.opened() as installation:  # another process that lives on
        ids = issued(installation, site, len(STEPS) + 2)
        ((list_id,),) = rows(site, "SELECT id FROM status_list")

        def revoke_and_publish(number: int) -> partial[None]:
            revoked(installation, site, ids[number - 1])
            return partial(publish_and_die, site, str(list_id))

        for step in deaths(tmp_path, revoke_and_publish):
            died_at.append(step)
            history.append(served(site))
            version, bits = journaled(site, str(list_id))
            assert version >= history[-1][0]
            assert bits >= history[-1][1]
    history.append(served(site))

    assert died_at == STEPS
    assert all(earlier[0] <= later[0] and earlier[1] <= later[1] for earlier, later in pairwise(history))
    assert len(history[-1][1]) == len(STEPS) + 1
    assert len(read_journal(site.settings.journal_folder / "publications.jsonl").unreadable) == 1
    with site.opened() as installation:
        states = dict.fromkeys(ids[:-1], "revoked") | {ids[-1]: "issued"}
        assert_invariants(installation, Told(states))
