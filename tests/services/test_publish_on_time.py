"""Status lists on time: a change is told soon, many share a signature, and the journal has each publication first."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.adapters.database import status_lists
from app.adapters.database.tables import metadata
from app.adapters.journal import Journal, read_journal
from app.errors import KeyStoreUnavailable, StorageUnavailable
from app.model.journal import JournaledList
from app.model.record import KeyState
from app.services.publish_status import publish_due_lists, publish_list
from tests.installations import Stage
from tests.services.test_publish_status import HALF_LIFE, happen, is_set, list_id_of


def test_a_change_is_told_once_the_delay_is_over_and_no_sooner(stage: Stage) -> None:
    credential = stage.issued()
    before = stage.http(None).get(credential["status"]["list"]).content

    happen(stage, credential)
    stage.clock.move(seconds=4.999)
    assert stage.http(None).get(credential["status"]["list"]).content == before
    stage.clock.move(seconds=0.001)

    assert is_set(stage, credential)
    assert stage.row_counts()["status_publication"] == 2


def test_a_change_is_told_at_once_where_the_last_list_is_old_enough(stage: Stage) -> None:
    credential = stage.issued()
    assert not is_set(stage, credential)
    stage.clock.move(minutes=1)

    happen(stage, credential)

    assert is_set(stage, credential)


def test_many_changes_share_a_signature(stage: Stage) -> None:
    credentials = [stage.issued(source_ref=f"course:{number}") for number in range(5)]
    assert not is_set(stage, credentials[0])

    for credential in credentials:
        happen(stage, credential)
        stage.clock.move(seconds=1)

    assert all(is_set(stage, credential) for credential in credentials)
    assert stage.row_counts()["status_publication"] == 2


def test_without_a_delay_every_change_is_told_at_once(quick_stage: Stage) -> None:
    eager = quick_stage.again(status_delay_seconds=0)
    credential = eager.issued()
    assert not is_set(eager, credential)

    happen(eager, credential)

    assert is_set(eager, credential)


def test_a_clock_that_was_set_back_keeps_no_change_from_being_told(quick_stage: Stage) -> None:
    credential = quick_stage.issued()
    assert not is_set(quick_stage, credential)
    quick_stage.clock.move(hours=-1)

    happen(quick_stage, credential)

    assert is_set(quick_stage, credential)


def test_the_job_publishes_what_is_new_behind_or_old_and_nothing_else(stage: Stage) -> None:
    credential = stage.issued()
    counts = [publish_due_lists(stage.installation), publish_due_lists(stage.installation)]
    happen(stage, credential)
    counts.append(publish_due_lists(stage.installation))
    stage.clock.move(seconds=5)
    counts.append(publish_due_lists(stage.installation))
    stage.clock.move(**HALF_LIFE)
    counts.append(publish_due_lists(stage.installation))

    assert counts == [1, 0, 0, 1, 1]
    assert is_set(stage, credential)


def test_a_list_that_cannot_be_signed_keeps_no_other_from_being_published(quick_stage: Stage) -> None:
    lists = [list_id_of(quick_stage.issued(**changes)) for changes in ({}, {"who": "orchestra", "achievement": "tuning"})]
    keyless = quick_stage.installation.database.read(lambda session: status_lists.by_id(session, lists[0]))
    assert keyless is not None
    table = metadata.tables["issuer_key"]
    quick_stage.execute(update(table).where(table.c.identity_id == keyless.identity_id).values(state=KeyState.RETIRED))

    with pytest.raises(KeyStoreUnavailable):
        publish_due_lists(quick_stage.installation)

    assert quick_stage.select(select(metadata.tables["status_publication"].c.list_id)) == [(lists[1],)]


def journaled(stage: Stage) -> list[JournaledList]:
    return [entry for entry in read_journal(stage.installation.journal.path).entries if isinstance(entry, JournaledList)]


def test_a_list_is_journaled_before_its_address_is_signed(stage: Stage) -> None:
    credential = stage.issued()

    (line,) = journaled(stage)

    assert (line.list_id, line.version, line.newly_set) == (list_id_of(credential), 0, ())


def test_each_publication_is_journaled_with_what_it_sets_and_a_late_one_with_all(stage: Stage) -> None:
    one, other = stage.issued(source_ref="a"), stage.issued(source_ref="b")
    happen(stage, one)
    publish_list(stage.installation, list_id_of(one))
    happen(stage, other)
    published = publish_list(stage.installation, list_id_of(one))
    stage.clock.move(**HALF_LIFE)
    publish_due_lists(stage.installation)

    indexes = [credential["status"]["index"] for credential in (one, other)]
    assert [list(line.newly_set) for line in journaled(stage)] == [[], indexes[:1], indexes[1:], sorted(indexes)]
    assert [line.version for line in journaled(stage)] == [0, 1, 2, 3]
    assert journaled(stage)[2].sha256 == published.sha256


def test_what_cannot_be_journaled_is_not_published(stage: Stage, tmp_path: Path) -> None:
    credential = stage.issued()
    before = stage.http(None).get(credential["status"]["list"]).content
    happen(stage, credential)
    stage.clock.move(seconds=5)
    (tmp_path / "no-folder").touch()
    mute = stage.again(journal=Journal(tmp_path / "no-folder"))

    assert mute.http(None).get(credential["status"]["list"]).content == before
    with pytest.raises(StorageUnavailable, match="journal"):
        publish_due_lists(mute.installation)
    assert stage.row_counts()["status_publication"] == 1


def test_a_list_that_cannot_be_journaled_is_not_opened(quick_stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "no-folder").touch()
    before = quick_stage.row_counts()

    refused = quick_stage.again(journal=Journal(tmp_path / "no-folder")).issue()

    assert (refused.status_code, refused.json()["code"]) == (503, "storage-unavailable")
    assert quick_stage.row_counts() == before
