"""kill -9 around every step of erasing a person: afterwards they are wholly there or wholly gone, and whoever repeats it finishes it.

Spec: docs/decisions/0018-erasure.md; what holds besides: `tests/invariants.py`. Both databases.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from string import ascii_lowercase
from uuid import uuid4

import orjson
import pytest

from app.errors import KeyLocked
from app.model.access import Actor
from app.model.lifecycle import Reason
from app.model.record import IssuerKey
from app.model.secured import Signer
from app.schemas.inbox_bodies import IntegrationBody
from app.schemas.lifecycle_bodies import ReissueBody
from app.schemas.requests import IssueBody, read_body
from app.services.api_keys import client_of
from app.services.audited import client_actor
from app.services.change_credential import ChangeOrder, suspend
from app.services.erase_recipient import Erasure, ErasureOrder, erase_recipient, shed_log
from app.services.installation import Installation
from app.services.issue import issue
from app.services.orders import IssueOrder
from app.services.prepare_reissue import ReissueOrder
from app.services.recover import recover
from app.services.reissue import reissue
from app.services.represent import representation_for_client
from tests.changing import correction
from tests.dying import Steps, deaths, mortal_installation
from tests.invariants import assert_invariants
from tests.services.inboxes import GENERIC, told
from tests.sites import ACHIEVEMENT, Site, database_url, postgres, postgres_template, postgres_url, site, sqlite_template, sqlite_url
from tests.test_crash import rows
from tests.test_crash_inbox import SLUG, carry_out, connect, receive
from tests.traces import everything_of, traces_in

__all__ = ["database_url", "postgres", "postgres_template", "postgres_url", "site", "sqlite_template", "sqlite_url"]

NOT_ERASED_AT = (
    "before erase_recipient",
    *("before a line of the journal", "within a line of the journal", "after a line of the journal"),
    "within erase_recipient",
)
"""Whoever was to be erased when a process died there is there as before."""
ERASED_AT = ("after erase_recipient", "before the log is emptied", "after the log is emptied")
STEPS = [*NOT_ERASED_AT, *ERASED_AT]
NOT_ERASED = len(NOT_ERASED_AT)

LEFT = {
    "name and key": "recipient WHERE id = '{person}' AND (box IS NOT NULL OR wrapped_key IS NOT NULL OR erased_at IS NULL)",
    "identifiers": "recipient_identifier WHERE recipient_id = '{person}'",
    "words to find them by": "recipient_search WHERE recipient_id = '{person}'",
    "references": "award WHERE recipient_id = '{person}' AND source_ref IS NOT NULL",
    "awards": "award WHERE recipient_id = '{person}' AND length(snapshot_box) > 0",
    "corrected awards": "credential WHERE recipient_id = '{person}' AND snapshot_box IS NOT NULL",
    "files": "representation WHERE credential_id IN ({theirs}) AND body_box IS NOT NULL",
    "notes": "credential_change WHERE credential_id IN ({theirs}) AND note_box IS NOT NULL",
    "authorities": "credential_change WHERE credential_id IN ({theirs}) AND authority_box IS NOT NULL",
    "answers": "idempotency WHERE credential_id IN ({theirs}) AND (response_box IS NOT NULL OR request_sha256 <> '')",
    "unsigned texts": "intent WHERE credential_id IN ({theirs}) AND length(unsigned_box) > 0",
    "open intents": "intent WHERE credential_id IN ({theirs}) AND state = 'reserved'",
    "reported": "inbox_event WHERE recipient_id = '{person}' AND payload_box IS NOT NULL",
    "reported and open": "inbox_event WHERE id = '{event}' AND (payload_box IS NOT NULL OR subject_digest IS NOT NULL)",
    "keys of what is reported": "inbox_event WHERE id = '{event}' AND (wrapped_key IS NOT NULL OR state = 'received')",
}
"""Whatever there may be of a person, as the rows that have it."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A person of whom there is everything that there can be, under words that stand nowhere else."""

    id: str
    words: tuple[str, ...]
    open_event: str

    def left(self, site: Site) -> dict[str, int]:
        """Return how much is left of them."""
        theirs = f"SELECT id FROM credential WHERE recipient_id = '{self.id}'"  # noqa: S608 - an id of ours
        counts = (f"(SELECT count(*) FROM {each.format(person=self.id, theirs=theirs, event=self.open_event)})" for each in LEFT.values())  # noqa: S608
        ((*found,),) = rows(site, f"SELECT {', '.join(counts)}")
        return dict(zip(LEFT, map(int, map(str, found)), strict=True))


NOTHING = dict.fromkeys(LEFT, 0)


@contextmanager
def client_at(site: Site) -> Iterator[tuple[Installation, Actor]]:
    with site.opened() as installation:
        yield installation, client_actor(client_of(installation, site.api_key))


def integration_of(site: Site) -> IntegrationBody:
    """Return one that issues as the site's own client, so that both know a learner by the same id."""
    with client_at(site) as (_, actor):
        return IntegrationBody(slug=SLUG, kind="generic", mapping=GENERIC, client=actor.id)


def award(installation: Installation, site: Site, name: str, external_id: str, course: int) -> str:
    """Issue under a key, and return the credential's id."""
    key = f"course:{course}:{uuid4()}"  # a reference that says who it is lies in plain, see docs/privacy.md
    recipient = {"name": name, "external_id": external_id, "email": f"{name.split()[1]}@example.org"}
    body = orjson.dumps({"achievement": ACHIEVEMENT, "recipient": recipient, "source_ref": key})
    client = client_of(installation, site.api_key)
    return issue(installation, IssueOrder(client, read_body(IssueBody, body), "0" * 64, key)).credential_id


def locked(installation: Installation) -> Installation:
    """Return the installation while no key can be used: what is to be issued gets no further than its intent."""

    def signer_for(_: IssuerKey) -> Signer:
        raise KeyLocked("the passphrase does not open it")

    return replace(installation, signer_for=signer_for)


def mark(installation: Installation, site: Site, token: str, letter: str) -> Marked:
    """Make everything that there can be of a person: reported, issued, corrected, suspended, about to be issued, about to be worked out."""
    surname, external_id = f"Quendel{letter * 3}bach", f"ext-{letter * 4}-quendel"
    name = f"Ida {surname}"
    actor = client_actor(client_of(installation, site.api_key))
    event = told(id=f"{external_id}-1", user={"id": external_id, "name": name})
    carry_out(installation, only=receive(installation, event, token).event.id)
    credential_id = award(installation, site, name, external_id, 7)
    representation_for_client(installation, client_of(installation, site.api_key), credential_id, "ob3-jwt")
    corrected = read_body(ReissueBody, orjson.dumps(correction(authority=f"The passport of {surname}")))
    successor = reissue(installation, ReissueOrder(actor, credential_id, corrected)).credential_id
    suspend(installation, ChangeOrder(actor, successor, Reason.OTHER, f"{surname} asked for it"))
    with pytest.raises(KeyLocked):
        award(locked(installation), site, name, external_id, 8)
    still_open = receive(installation, {**event, "id": f"{external_id}-2"}, token).event.id
    ((person,),) = rows(site, f"SELECT recipient_id FROM credential WHERE id = '{credential_id}'")  # noqa: S608 - an id of ours
    return Marked(str(person), (surname, external_id), still_open)


def erase_and_die(site: Site, person: str, steps: Steps) -> None:
    """Erase somebody, where each step may be the last one."""
    with client_at(site) as (installation, actor):
        erase_recipient(mortal_installation(installation, steps), ErasureOrder(actor, person))


def test_wherever_the_process_died_a_person_is_wholly_there_or_wholly_gone_and_a_repetition_finishes(site: Site, tmp_path: Path) -> None:
    token = connect(site, integration_of(site))
    with site.opened() as installation:
        people = [mark(installation, site, token, letter) for letter in ascii_lowercase[: len(STEPS) + 1]]
    before = [person.left(site) for person in people]

    died_at = list(deaths(tmp_path, lambda number: partial(erase_and_die, site, people[number - 1].id)))

    assert died_at == STEPS
    assert [left for left in before if min(left.values()) == 0] == []
    assert [person.left(site) for person in people] == before[:NOT_ERASED] + [NOTHING] * (len(people) - NOT_ERASED)
    with client_at(site) as (installation, actor):
        assert recover(installation).finished == NOT_ERASED
        shed_log(installation)  # as the timer of the next process does
        words = [word for person in people[NOT_ERASED:] for word in person.words]
        assert not traces_in(everything_of(site), words)
        erased = [erase_recipient(installation, ErasureOrder(actor, person.id)) for person in people]

        again = [erase_recipient(installation, ErasureOrder(actor, person.id)) for person in people]

        assert erased == again
        assert all(isinstance(each, Erasure) for each in erased)
        assert [person.left(site) for person in people] == [NOTHING] * len(people)
        assert not traces_in(everything_of(site), [word for person in people for word in person.words])
        assert len(rows(site, "SELECT id FROM audit_event WHERE action LIKE 'recipient.erased%'")) == len(people)
        assert_invariants(installation)
