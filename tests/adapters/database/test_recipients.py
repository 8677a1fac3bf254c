"""Learners at rest."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.adapters.database import recipients
from app.adapters.database.session import Database
from app.adapters.database.tables import recipient_identifier, recipient_search
from app.errors import Conflict
from app.model.record import RecipientRow
from tests.adapters.database.stock import NOON, fresh, later, recipient, tenant


@pytest.fixture
def owner(database: Database) -> str:
    return database.write(tenant)


@pytest.fixture
def learner(database: Database, owner: str) -> RecipientRow:
    return database.write(lambda session: recipient(session, owner, frozenset({"ada", "lovelace"})))


def words(database: Database) -> set[str]:
    return database.read(lambda session: set(session.scalars(select(recipient_search.c.digest))))


def test_a_learner_comes_back_as_stored(database: Database, learner: RecipientRow) -> None:
    found = database.read(lambda session: recipients.by_identifier(session, learner.tenant_id, "email", f"digest of {learner.id}"))

    assert found == learner
    assert database.read(lambda session: recipients.by_id(session, learner.tenant_id, learner.id)) == learner
    assert words(database) == {"ada", "lovelace"}


@pytest.mark.parametrize(("kind", "digest"), [("email", "another"), ("external_id", "same")])
def test_another_identifier_finds_nobody(database: Database, owner: str, kind: str, digest: str) -> None:
    row = RecipientRow(fresh("rcp"), owner, "el", b"box", b"key", NOON)
    database.write(lambda session: recipients.add(session, row, {"email": "same"}, ()))

    assert database.read(lambda session: recipients.by_identifier(session, owner, kind, digest)) is None
    assert database.read(lambda session: recipients.by_identifier(session, owner, "email", "same")) == row


def test_an_identifier_is_one_learners(database: Database, owner: str) -> None:
    rows = [RecipientRow(fresh("rcp"), owner, "en", b"box", b"key", NOON) for _ in range(2)]
    database.write(lambda session: recipients.add(session, rows[0], {"email": "same"}, ()))

    with pytest.raises(Conflict):
        database.write(lambda session: recipients.add(session, rows[1], {"email": "same"}, ()))


def test_two_tenants_may_know_the_same_learner(database: Database, owner: str) -> None:
    other = database.write(lambda session: tenant(session, "other"))
    mine, theirs = (RecipientRow(fresh("rcp"), one, "en", b"box", b"key", NOON) for one in (owner, other))

    database.write(lambda session: recipients.add(session, mine, {"email": "same"}, {"ada"}))
    database.write(lambda session: recipients.add(session, theirs, {"email": "same"}, {"ada"}))

    assert database.read(lambda session: recipients.by_identifier(session, other, "email", "same")) == theirs
    assert database.read(lambda session: recipients.by_id(session, other, mine.id)) is None


def test_a_corrected_name_replaces_box_and_words(database: Database, learner: RecipientRow) -> None:
    assert database.write(lambda session: recipients.replace_box(session, learner, b"corrected", {"ada", "byron"}))

    assert database.read(lambda session: recipients.by_id(session, learner.tenant_id, learner.id)) == replace(learner, box=b"corrected")
    assert words(database) == {"ada", "byron"}


def test_replacing_by_the_same_changes_nothing(database: Database, learner: RecipientRow) -> None:
    assert database.write(lambda session: recipients.replace_box(session, learner, b"box", {"ada", "lovelace"}))

    assert words(database) == {"ada", "lovelace"}


def test_erasing_leaves_the_row_and_nothing_that_names_anybody(database: Database, learner: RecipientRow) -> None:
    assert database.write(lambda session: recipients.erase(session, learner.tenant_id, learner.id, later(days=1)))

    left = database.read(lambda session: recipients.by_id(session, learner.tenant_id, learner.id))
    assert left == replace(learner, box=None, wrapped_key=None, erased_at=later(days=1))
    assert words(database) == set()
    assert database.read(lambda session: session.scalar(select(func.count()).select_from(recipient_identifier))) == 0


def test_what_is_erased_stays_erased(database: Database, learner: RecipientRow) -> None:
    database.write(lambda session: recipients.erase(session, learner.tenant_id, learner.id, later(days=1)))

    assert not database.write(lambda session: recipients.replace_box(session, learner, b"again", {"ada"}))
    assert not database.write(lambda session: recipients.erase(session, learner.tenant_id, learner.id, later(days=2)))
    assert words(database) == set()


def test_another_tenant_can_neither_change_nor_erase_a_learner(database: Database, learner: RecipientRow) -> None:
    other = database.write(lambda session: tenant(session, "other"))

    assert not database.write(lambda session: recipients.replace_box(session, replace(learner, tenant_id=other), b"stolen", ()))
    assert not database.write(lambda session: recipients.erase(session, other, learner.id, NOON))
    assert database.read(lambda session: recipients.by_id(session, learner.tenant_id, learner.id)) == learner


def test_the_destroyed_key_is_gone_from_the_file(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    marker = b"wrapped key of a person to be forgotten"
    owner = database.write(tenant)
    row = RecipientRow(fresh("rcp"), owner, "en", b"box", marker, NOON)
    database.write(lambda session: recipients.add(session, row, {}, ()))

    database.write(lambda session: recipients.erase(session, owner, row.id, later(days=1)))
    database.close()

    assert marker not in Path(sqlite_url.removeprefix("sqlite:///")).read_bytes(), "closing has folded the log into the file"
