"""docs/decisions/0021-restored-trails.md: a backup brings nobody back who was erased after it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.adapters.database.tables import metadata
from app.adapters.journal import read_journal
from app.errors import StorageUnavailable
from app.model.inbox import EventState
from app.model.journal import JournaledErasure
from app.model.lifecycle import Reason
from app.services.audited import client_actor
from app.services.change_credential import ChangeOrder, revoke
from app.services.erase_recipient import ErasureOrder, erase_recipient
from app.services.finish_restore import Restored
from app.services.publish_status import publish_due_lists
from tests.installations import Stage
from tests.restoring import backed_up, empty_url, postgres_programs, restored
from tests.services.inboxes import inbox_on
from tests.services.test_erase_recipient import MARK, erase, everything_stored, in_plain, tells
from tests.services.test_erase_reported import REPORTED

__all__ = ["empty_url", "postgres_programs"]

PEOPLE = metadata.tables["recipient"].c


def brought_back(stage: Stage, url: str, tmp_path: Path) -> tuple[Stage, Restored, dict[str, Any]]:
    """Issue to somebody, back that up, erase them, restore."""
    issued = in_plain(stage)
    file = backed_up(stage, tmp_path / "backup.tar")
    assert erase(stage, issued["recipient"]).status_code == 200
    again, result = restored(stage, file, url)
    return again, result, issued


def test_a_backup_from_before_an_erasure_names_nobody_once_it_is_restored(stage: Stage, empty_url: str, tmp_path: Path) -> None:
    again, result, issued = brought_back(stage, empty_url, tmp_path)

    assert result.merged.erased == 1
    assert {name: tells(content) for name, content in everything_stored(again).items() if tells(content)} == {}
    assert again.select(select(PEOPLE.wrapped_key, PEOPLE.box, PEOPLE.erased_at)) == [(None, None, stage.clock())]
    page = again.http(None).get(issued["links"]["public"], headers={"accept": "text/html"})
    assert (page.status_code, MARK in page.text) == (410, False)
    assert again.http().get(f"/v1/recipients/{issued['recipient']}/export").status_code == 410


def test_erasing_again_is_in_the_trail_as_what_it_is(quick_stage: Stage, tmp_path: Path) -> None:
    again, _, issued = brought_back(quick_stage, f"sqlite:///{tmp_path / 'again.sqlite3'}", tmp_path)

    event = metadata.tables["audit_event"].c
    found = again.select(select(event.actor_kind, event.actor_id, event.object_id).where(event.action == "recipient.erased:from_journal"))
    assert found == [("service", "restore", issued["recipient"])]


def test_a_repeated_request_does_not_make_the_person_anew_after_a_restore(quick_stage: Stage, tmp_path: Path) -> None:
    again, _, _ = brought_back(quick_stage, f"sqlite:///{tmp_path / 'again.sqlite3'}", tmp_path)

    from_before = again.issue(key=f"key-of-{MARK}")

    assert from_before.status_code == 410
    assert again.row_counts()["recipient_identifier"] == 0


def test_the_note_on_a_revocation_that_the_journal_brought_goes_too(quick_stage: Stage, tmp_path: Path) -> None:
    issued = in_plain(quick_stage)
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    actor = client_actor(quick_stage.client())
    revoke(quick_stage.installation, ChangeOrder(actor, issued["id"], Reason.ISSUED_IN_ERROR))
    quick_stage.clock.move(seconds=10)
    publish_due_lists(quick_stage.installation)
    erase(quick_stage, issued["recipient"])

    again, result = restored(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")

    assert (result.merged.ended, result.merged.erased) == (1, 1)
    assert again.credential(issued["id"]).row.state == "revoked"
    assert again.select(select(metadata.tables["credential_change"].c.note_box)) == [(None,)]


def test_who_is_not_in_the_backup_or_was_erased_in_it_is_not_counted(quick_stage: Stage, tmp_path: Path) -> None:
    erased = in_plain(quick_stage)
    erase(quick_stage, erased["recipient"])
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    later = quick_stage.issued(recipient={"name": "Bo Later", "external_id": "later"}, source_ref="later")
    erase(quick_stage, later["recipient"])

    again, result = restored(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")

    assert result.merged.erased == 0
    assert "recipient.erased:from_journal" not in again.audited()


def test_the_journal_says_ids_alone(quick_stage: Stage) -> None:
    issued = in_plain(quick_stage)

    erase(quick_stage, issued["recipient"])
    erase(quick_stage, issued["recipient"])

    journal = quick_stage.installation.journal
    found = [entry for entry in read_journal(journal.path).entries if isinstance(entry, JournaledErasure)]
    assert found == [JournaledErasure(quick_stage.client().tenant_id, issued["recipient"], quick_stage.clock())]
    assert tells(journal.path.read_bytes()) == []


def test_nobody_is_erased_where_the_journal_cannot_be_written(quick_stage: Stage) -> None:
    issued = in_plain(quick_stage)
    path = quick_stage.installation.journal.path
    path.unlink()
    path.mkdir()

    with pytest.raises(StorageUnavailable, match="journal"):
        erase_recipient(quick_stage.installation, ErasureOrder(client_actor(quick_stage.client()), issued["recipient"]))

    assert quick_stage.select(select(PEOPLE.erased_at)) == [(None,)]


def test_a_line_of_another_tenant_erases_nobody(quick_stage: Stage, tmp_path: Path) -> None:
    issued = in_plain(quick_stage)
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    stranger = quick_stage.client("orchestra").tenant_id
    quick_stage.installation.journal.append(JournaledErasure(stranger, issued["recipient"], quick_stage.clock()))

    again, result = restored(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")

    assert result.merged.erased == 0
    assert again.select(select(PEOPLE.erased_at)) == [(None,)]


def test_what_was_reported_before_the_backup_and_worked_out_after_it_does_not_make_the_person_anew(
    stage: Stage, empty_url: str, tmp_path: Path
) -> None:
    inbox = inbox_on(stage, "generic")
    inbox.came_to({**REPORTED, "id": "e-0", "user": {"id": "7", "name": "Bo Other"}})
    waiting = inbox.post(REPORTED).event
    file = backed_up(stage, tmp_path / "backup.tar")
    inbox.work_out()
    erase(stage, stage.credential(str(inbox.event(waiting.id).credential_id)).row.recipient_id)

    again, result = restored(stage, file, empty_url)

    restored_inbox = replace(inbox, stage=again, installation=replace(inbox.installation, database=again.installation.database))
    restored_inbox.work_out()
    after = restored_inbox.event(waiting.id)
    assert result.merged.erased == 0
    assert (after.state, after.payload_box, after.wrapped_key) == (EventState.REFUSED, None, None)
    assert again.row_counts()["recipient"] == 1
    assert {name: tells(content) for name, content in everything_stored(again).items() if tells(content)} == {}
