"""docs/decisions/0021-restored-trails.md: a restore is declared, signed and told; what nobody declared is still found out."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from app.adapters.checkpoint_file import CheckpointFile
from app.adapters.database import instance
from app.adapters.database.session import Session
from app.adapters.database.tables import audit_event, instance_fact
from app.adapters.journal import Journal
from app.errors import AuditBroken
from app.services.audit_checkpoints import checkpoint_audit, keep_audit, settle_audit_key
from app.services.chain_audit import chain_audit
from app.services.verify_audit import AuditReport, AuditVerdict, verify_audit
from tests.installations import Stage
from tests.restoring import backed_up, empty_url, finished, loaded, postgres_programs, restored
from tests.services.test_audit_trail import behind_the_guards, happen

__all__ = ["empty_url", "postgres_programs"]


def keeping(stage: Stage, tmp_path: Path) -> Stage:
    """Return the stage with a file of checkpoints, chained and signed."""
    kept = replace(stage, installation=replace(stage.installation, audit_checkpoints=tmp_path / "checkpoints" / "audit.jsonl"))
    signed(kept)
    return kept


def signed(stage: Stage, events: int = 0) -> None:
    """Let so many things be done, chain and sign them."""
    stage.clock.move(minutes=11)
    happen(stage.installation, events)
    chain_audit(stage.installation)
    checkpoint_audit(stage.installation)


def judged(stage: Stage) -> AuditReport:
    return verify_audit(stage.installation, stage.installation.audit_checkpoints)


def epoch(session: Session) -> str | None:
    return instance.get(session, instance.EPOCH)


def test_a_restored_trail_is_whole_goes_on_and_says_what_is_not_there(stage: Stage, empty_url: str, tmp_path: Path) -> None:
    kept = keeping(stage, tmp_path)
    size = judged(kept).size
    file = backed_up(kept, tmp_path / "backup.tar")
    signed(kept, 7)
    lost = judged(kept).size

    again, result = restored(kept, file, empty_url)
    at_once = judged(again)
    signed(again, 3)
    later = judged(again)

    assert result.declared
    assert (at_once.verdict, later.verdict) == (AuditVerdict.OK, AuditVerdict.OK)
    assert at_once.restores == later.restores
    (sentence,) = at_once.restores
    assert sentence.startswith("Restored on 2026-01-31 12:22 UTC from a backup of 2026-01-31 12:11 UTC: ")
    assert sentence.endswith(f"events after place {size} of the earlier trail ({lost} were signed then) are not here.")
    assert later.size > size


def test_the_event_of_a_restore_names_the_epoch_and_what_was_signed_last(quick_stage: Stage, tmp_path: Path) -> None:
    kept = keeping(quick_stage, tmp_path)
    file = backed_up(kept, tmp_path / "backup.tar")
    signed(kept, 7)
    (head,) = kept.select(select(audit_event.c.chain_sha256).where(audit_event.c.seq == judged(kept).size))

    again, _ = restored(kept, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")

    assert set(again.select(select(audit_event.c.before_sha256).where(audit_event.c.action == "backup.restored:1"))) == {head}


def test_an_older_database_that_was_put_in_place_by_hand_has_shrunk(quick_stage: Stage, tmp_path: Path) -> None:
    kept = keeping(quick_stage, tmp_path)
    file = backed_up(kept, tmp_path / "backup.tar")
    signed(kept, 7)
    by_hand = loaded(kept, file, f"sqlite:///{tmp_path / 'by-hand.sqlite3'}")

    assert judged(by_hand).verdict is AuditVerdict.SHRUNK
    with pytest.raises(AuditBroken):
        checkpoint_audit(by_hand.installation)


@pytest.mark.parametrize("claimed", ["1", "2", "1000000000"])
def test_to_claim_another_epoch_declares_nothing(quick_stage: Stage, tmp_path: Path, claimed: str) -> None:
    kept = keeping(quick_stage, tmp_path)
    file = backed_up(kept, tmp_path / "backup.tar")
    signed(kept, 7)
    by_hand = loaded(kept, file, f"sqlite:///{tmp_path / 'by-hand.sqlite3'}")
    by_hand.installation.database.write(lambda session: instance.put(session, instance.EPOCH, claimed))

    assert judged(by_hand).verdict is AuditVerdict.SHRUNK
    happen(by_hand.installation, 20)
    chain_audit(by_hand.installation)
    assert judged(by_hand).verdict is AuditVerdict.FORKED
    with pytest.raises(AuditBroken):
        checkpoint_audit(by_hand.installation)


def test_the_database_from_before_a_restore_is_an_older_one(quick_stage: Stage, tmp_path: Path) -> None:
    kept = keeping(quick_stage, tmp_path)
    restored(kept, backed_up(kept, tmp_path / "backup.tar"), f"sqlite:///{tmp_path / 'again.sqlite3'}")

    report = judged(kept)

    assert (report.verdict, report.says) == (
        AuditVerdict.SHRUNK,
        "This database was restored 0 times, but 1 restores are known: it is an older one.",
    )
    with pytest.raises(AuditBroken):
        signed(kept, 1)


def test_the_journal_knows_an_older_database_also_without_checkpoints(quick_stage: Stage, tmp_path: Path) -> None:
    quick_stage.issued()
    restored(quick_stage, backed_up(quick_stage, tmp_path / "backup.tar"), f"sqlite:///{tmp_path / 'again.sqlite3'}")

    assert verify_audit(quick_stage.installation, None).verdict is AuditVerdict.SHRUNK


def lines_of(stage: Stage) -> tuple[Path, list[bytes]]:
    file = stage.installation.audit_checkpoints
    assert file is not None
    return file, file.read_bytes().splitlines(keepends=True)


@pytest.fixture
def second(quick_stage: Stage, tmp_path: Path) -> Stage:
    """A trail that was restored once and went on."""
    kept = keeping(quick_stage, tmp_path)
    file = backed_up(kept, tmp_path / "backup.tar")
    signed(kept, 7)
    again, _ = restored(kept, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")
    signed(again, 5)
    return again


def test_an_event_of_before_the_restore_that_was_changed_is_found(second: Stage) -> None:
    behind_the_guards(second, update(audit_event).where(audit_event.c.seq == 2).values(actor_id="somebody else"))

    assert judged(second).verdict is AuditVerdict.BROKEN


def test_a_restored_trail_without_its_tail_has_shrunk(second: Stage) -> None:
    behind_the_guards(second, delete(audit_event).where(audit_event.c.seq > judged(second).size - 1))

    report = judged(second)

    assert report.verdict is AuditVerdict.SHRUNK
    assert len(report.restores) == 1


def test_a_restored_trail_that_was_cut_to_where_it_began_has_shrunk(second: Stage) -> None:
    began = CheckpointFile(lines_of(second)[0]).notes()[2]
    behind_the_guards(second, delete(audit_event).where(audit_event.c.seq > int(began.splitlines()[1])))

    assert judged(second).verdict is AuditVerdict.SHRUNK


def test_a_restored_trail_that_was_written_anew_is_a_fork(second: Stage) -> None:
    nowhere = {"seq": None, "prev_sha256": None, "chain_sha256": None}
    behind_the_guards(second, delete(audit_event).where(audit_event.c.seq == 1), update(audit_event).values(**nowhere))
    happen(second.installation)
    chain_audit(second.installation)

    assert judged(second).verdict is AuditVerdict.FORKED


def test_a_checkpoint_that_was_taken_out_from_before_the_restore_is_missed(second: Stage) -> None:
    file, lines = lines_of(second)
    file.write_bytes(b"".join(lines[:1] + lines[2:]))

    report = judged(second)

    assert report.verdict is AuditVerdict.SHRUNK
    assert "names as the last one before it is not there" in report.says


def test_without_its_declaration_a_restored_trail_has_shrunk(second: Stage) -> None:
    file, lines = lines_of(second)
    file.write_bytes(b"".join(lines[:2]))

    assert judged(second).verdict in {AuditVerdict.SHRUNK, AuditVerdict.FORKED}


def test_a_declaration_that_was_changed_has_no_signature(second: Stage) -> None:
    file, lines = lines_of(second)
    file.write_bytes(b"".join(lines).replace(b"in epoch 0", b"in epoch 9"))

    assert judged(second).verdict is not AuditVerdict.OK


def test_a_second_restore_from_a_backup_of_before_the_first_leaves_the_first_aside(quick_stage: Stage, tmp_path: Path) -> None:
    kept = keeping(quick_stage, tmp_path)
    older = backed_up(kept, tmp_path / "older.tar")
    signed(kept, 40)
    newer = backed_up(kept, tmp_path / "newer.tar")
    wrong, _ = restored(kept, older, f"sqlite:///{tmp_path / 'wrong.sqlite3'}")
    signed(wrong, 3)

    right, _ = restored(kept, newer, f"sqlite:///{tmp_path / 'right.sqlite3'}")
    signed(right, 2)

    report = judged(right)
    assert (report.verdict, len(report.restores)) == (AuditVerdict.OK, 1)
    assert judged(wrong).verdict is AuditVerdict.SHRUNK


def test_restores_of_a_restored_trail_are_all_told(second: Stage, tmp_path: Path) -> None:
    file = backed_up(second, tmp_path / "second.tar")
    signed(second, 2)

    third, result = restored(second, file, f"sqlite:///{tmp_path / 'third.sqlite3'}")

    assert result.epoch == 2
    assert (judged(third).verdict, len(judged(third).restores)) == (AuditVerdict.OK, 2)


def test_a_backup_from_before_the_first_checkpoint_knows_their_key_by_the_journal(quick_stage: Stage, tmp_path: Path) -> None:
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    kept = keeping(quick_stage, tmp_path)

    again, _ = restored(kept, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")

    assert settle_audit_key(again.installation) == settle_audit_key(kept.installation)
    assert judged(again).verdict is AuditVerdict.OK
    assert "after place 0" in judged(again).restores[0]


def test_where_nothing_was_signed_before_a_restore_is_declared_all_the_same(quick_stage: Stage, tmp_path: Path) -> None:
    quick_stage.issued()
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    checkpoints = tmp_path / "audit.jsonl"
    fresh = replace(quick_stage, installation=replace(quick_stage.installation, audit_checkpoints=checkpoints))

    again, _ = restored(fresh, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")
    keep_audit(again.installation)

    assert (judged(again).verdict, judged(again).checkpoints) == (AuditVerdict.OK, 2)
    assert "nothing was signed then" in judged(again).restores[0]


def test_a_restore_without_the_audit_key_goes_on_and_says_that_it_is_not_declared(quick_stage: Stage, tmp_path: Path) -> None:
    kept = keeping(quick_stage, tmp_path)
    file = backed_up(kept, tmp_path / "backup.tar")
    signed(kept, 7)
    other = loaded(kept, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")
    kept.keys.locked = True

    result = finished(other, file)

    assert not result.declared
    assert judged(other).verdict is AuditVerdict.SHRUNK


def test_a_restore_that_was_done_again_after_it_failed_is_whole(quick_stage: Stage, tmp_path: Path) -> None:
    kept = keeping(quick_stage, tmp_path)
    file = backed_up(kept, tmp_path / "backup.tar")
    signed(kept, 7)
    restored(kept, file, f"sqlite:///{tmp_path / 'failed.sqlite3'}")

    again, result = restored(kept, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")

    assert (result.epoch, again.installation.database.read(epoch)) == (2, "2")
    assert (judged(again).verdict, len(judged(again).restores)) == (AuditVerdict.OK, 1)


def test_without_the_journal_the_checkpoints_know_the_epoch(second: Stage, tmp_path: Path) -> None:
    older = tmp_path / "backup.tar"
    fresh = replace(second, installation=replace(second.installation, journal=Journal(tmp_path / "fresh")))

    again, result = restored(fresh, older, f"sqlite:///{tmp_path / 'third.sqlite3'}", without_journal=True)

    assert result.epoch == 2
    assert judged(again).verdict is AuditVerdict.OK


def test_the_state_of_a_restore_is_no_fact_before_it_is_done(quick_stage: Stage, tmp_path: Path) -> None:
    kept = keeping(quick_stage, tmp_path)
    other = loaded(kept, backed_up(kept, tmp_path / "backup.tar"), f"sqlite:///{tmp_path / 'again.sqlite3'}")

    assert other.select(select(instance_fact.c.value).where(instance_fact.c.key == instance.EPOCH)) == []
    assert other.select(text("SELECT count(*) FROM audit_event WHERE action LIKE 'backup.restored%'")) == [(0,)]
