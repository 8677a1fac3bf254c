"""docs/decisions/0019-audit-chain.md: whoever changes, removes or replaces what was done is found out, each in its own way."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import delete, insert, select, text, update

from app.adapters.checkpoint_file import CheckpointFile
from app.adapters.database import audit_chain
from app.adapters.database.session import Session
from app.adapters.database.tables import audit_event
from app.crypto.chains import ChainHead, read_head, write_head
from app.crypto.signed_notes import NoteKey, open_note, sign_note
from app.errors import AuditBroken, Conflict, KeyLocked, StorageUnavailable
from app.services.audit_checkpoints import EVERY, checkpoint_audit, keep_audit, origin_of, settle_audit_key, signing_key
from app.services.audited import Deed, service_actor, write_down
from app.services.chain_audit import BATCH, chain_audit
from app.services.installation import Installation
from app.services.verify_audit import AuditReport, AuditVerdict, verify_audit
from tests.fakes import SignerInMemory
from tests.installations import Stage
from tests.props import NOON

GUARDS = ("audit_update", "audit_chain", "audit_delete")
PLACES = select(audit_event.c.seq).order_by(audit_event.c.seq)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints" / "audit.jsonl"


@pytest.fixture
def kept(stage: Stage, file: Path) -> Installation:
    """An installation whose stock is chained and signed."""
    installation = replace(stage.installation, audit_checkpoints=file)
    keep_audit(installation)
    return installation


def judged(installation: Installation) -> AuditReport:
    return verify_audit(installation, installation.audit_checkpoints)


def happen(installation: Installation, times: int = 1, kind: str = "credential") -> None:
    """Let something be done that is worth an event."""

    def work(session: Session) -> None:
        tenant_id = str(session.execute(text("SELECT min(id) FROM tenant")).scalar_one())
        for number in range(times):
            write_down(session, service_actor(tenant_id, "test"), Deed(f"{kind}.seen", kind, f"{number}"), installation.clock())

    installation.database.write(work)


def behind_the_guards(stage: Stage, *statements: Any) -> None:
    """Change what the database itself refuses to change, as its administrator could."""
    postgres = stage.storage.url.startswith("postgres")
    off = ["SET LOCAL session_replication_role = replica"] if postgres else [f"DROP TRIGGER IF EXISTS guard_{guard}" for guard in GUARDS]

    def work(session: Session) -> None:
        for statement in (*map(text, off), *statements):
            session.execute(statement)

    stage.installation.database.write(work)


def size_of(stage: Stage) -> int:
    return stage.row_counts()["audit_event"]


def remembered(file: Path) -> list[int]:
    """Return the sizes of all checkpoints in the file."""
    return [int(note.splitlines()[1]) for note in CheckpointFile(file).notes()]


def signed(installation: Installation, head: ChainHead) -> str:
    """Return a note over that head by the key of the installation, as only its holder could make it."""
    key = settle_audit_key(installation)
    return sign_note(write_head(head), key.public, installation.signer_for(signing_key(key, installation.clock())).sign)


def test_every_event_gets_one_place(stage: Stage) -> None:
    assert chain_audit(stage.installation) == size_of(stage)
    assert [row[0] for row in stage.select(PLACES)] == list(range(1, size_of(stage) + 1))
    assert chain_audit(stage.installation) == 0
    assert verify_audit(stage.installation, None) == AuditReport(
        AuditVerdict.OK, "Every event is in its place, and is what was signed.", size_of(stage), 0, 0
    )


def test_more_events_than_a_batch_are_chained_too(quick_stage: Stage) -> None:
    happen(quick_stage.installation, BATCH * 2)

    assert chain_audit(quick_stage.installation) == size_of(quick_stage) > BATCH * 2
    assert verify_audit(quick_stage.installation, None).size == size_of(quick_stage)


def test_sequencers_at_once_give_each_place_once(stage: Stage) -> None:
    happen(stage.installation, 60)
    stages = [stage, stage.again()]

    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda number: chain_audit(stages[number % 2].installation), range(8)))

    assert sum(added) == size_of(stage)
    assert verify_audit(stage.installation, None).verdict is AuditVerdict.OK


def test_what_is_not_chained_yet_is_told_and_is_no_fault(kept: Installation) -> None:
    happen(kept)

    report = judged(kept)

    assert (report.verdict, report.waiting, report.checkpoints) == (AuditVerdict.OK, 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"actor_id": "somebody else"},
        {"action": "credential.praised"},
        {"request_id": "another"},
        {"entry_sha256": "0" * 64},
        {"prev_sha256": "0" * 64},
        {"chain_sha256": "0" * 64},
        {"seq": 10_000},
        {"seq": -1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_event_that_was_changed_breaks_the_chain(stage: Stage, kept: Installation, change: dict[str, Any]) -> None:
    behind_the_guards(stage, update(audit_event).where(audit_event.c.seq == 2).values(**change))

    assert judged(kept).verdict is AuditVerdict.BROKEN


def test_an_event_that_was_changed_before_it_was_chained_is_found(stage: Stage, kept: Installation) -> None:
    happen(kept)
    behind_the_guards(stage, update(audit_event).where(audit_event.c.seq.is_(None)).values(actor_id="somebody else"))

    assert judged(kept).verdict is AuditVerdict.BROKEN


def test_an_event_that_was_removed_from_the_middle_breaks_the_chain(stage: Stage, kept: Installation) -> None:
    behind_the_guards(stage, delete(audit_event).where(audit_event.c.seq == 3))

    assert judged(kept).verdict is AuditVerdict.BROKEN


@pytest.mark.parametrize("left", [0, 1, 5])
def test_a_trail_without_its_tail_has_shrunk(stage: Stage, kept: Installation, left: int) -> None:
    behind_the_guards(stage, delete(audit_event).where(audit_event.c.seq > left))

    report = judged(kept)

    assert (report.verdict, report.size) == (AuditVerdict.SHRUNK, left)


def test_an_older_database_has_shrunk_and_is_not_signed(stage: Stage, kept: Installation, file: Path) -> None:
    before = size_of(stage)
    happen(kept, 3)
    stage.clock.move(minutes=11)
    keep_audit(kept)
    behind_the_guards(stage, delete(audit_event).where(audit_event.c.seq > before))

    assert judged(kept).verdict is AuditVerdict.SHRUNK
    with pytest.raises(AuditBroken, match=f"{before + 3} events"):
        checkpoint_audit(kept)
    assert remembered(file) == [before, before + 3]


def test_an_older_database_that_went_on_is_a_fork_and_is_not_signed(stage: Stage, kept: Installation) -> None:
    before = size_of(stage)
    happen(kept, 3)
    chain_audit(kept)
    checkpoint_audit(kept)
    behind_the_guards(stage, delete(audit_event).where(audit_event.c.seq > before))
    stage.clock.move(minutes=1)
    happen(kept, 4)
    chain_audit(kept)

    assert judged(kept).verdict is AuditVerdict.FORKED
    with pytest.raises(AuditBroken):
        checkpoint_audit(kept)


def test_a_trail_that_was_written_anew_is_a_fork(stage: Stage, kept: Installation) -> None:
    nowhere = {"seq": None, "prev_sha256": None, "chain_sha256": None}
    behind_the_guards(stage, delete(audit_event).where(audit_event.c.seq == 1), update(audit_event).values(**nowhere))
    happen(kept)
    chain_audit(kept)

    assert verify_audit(kept, None).verdict is AuditVerdict.OK
    assert judged(kept).verdict is AuditVerdict.FORKED


def test_two_signed_heads_of_one_size_are_a_fork(kept: Installation, file: Path) -> None:
    head = ChainHead(origin_of(kept), judged(kept).size, "ab" * 32)
    CheckpointFile(file).append(signed(kept, head), kept.clock())

    assert judged(kept).verdict is AuditVerdict.FORKED


def test_a_checkpoint_of_another_key_is_no_checkpoint(kept: Installation, file: Path) -> None:
    size = judged(kept).size
    stranger = SignerInMemory(origin_of(kept), seed=b"\x09" * 32)
    head = ChainHead(origin_of(kept), size + 1_000, "ab" * 32)
    CheckpointFile(file).append(sign_note(write_head(head), NoteKey(origin_of(kept), stranger.jwk), stranger.sign), kept.clock())

    report = judged(kept)

    assert (report.verdict, report.checkpoints) == (AuditVerdict.BAD_SIGNATURE, 1)


def test_a_signed_checkpoint_of_another_trail_is_no_checkpoint_of_this_one(kept: Installation, file: Path) -> None:
    CheckpointFile(file).append(signed(kept, ChainHead("elsewhere.example.org/audit", 1, "ab" * 32)), kept.clock())

    assert judged(kept).verdict is AuditVerdict.BAD_SIGNATURE


@pytest.mark.parametrize(("old", "new"), [(b"\\n\\n", b"0\\n\\n"), (b"{", b"["), (b'"note"', b'"nota"'), (b'"note":"', b'"note":7,"n":"')])
def test_a_checkpoint_that_was_changed_in_the_file_has_no_signature(kept: Installation, file: Path, old: bytes, new: bytes) -> None:
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, 1))

    assert judged(kept).verdict is AuditVerdict.BAD_SIGNATURE


def test_checkpoints_without_a_key_are_not_ours(stage: Stage, file: Path) -> None:
    CheckpointFile(file).append("something\n", stage.clock())

    assert verify_audit(stage.installation, file).verdict is AuditVerdict.BAD_SIGNATURE


def test_who_exchanges_the_key_in_the_database_is_found_out_by_the_key_that_was_written_down(stage: Stage, kept: Installation) -> None:
    written_down = settle_audit_key(kept).public
    stage.execute(text("DELETE FROM instance_fact WHERE key = 'audit_key'"))
    stage.clock.move(minutes=11)
    settle_audit_key(kept)

    assert judged(kept).verdict is AuditVerdict.BAD_SIGNATURE
    assert verify_audit(kept, kept.audit_checkpoints, written_down).verdict is AuditVerdict.OK


def test_a_checkpoint_is_a_note_that_anybody_reads_with_the_public_key(kept: Installation, file: Path) -> None:
    (line,) = file.read_text().splitlines()

    head = read_head(open_note(orjson.loads(line)["note"], settle_audit_key(kept).public))

    assert (head.origin, head.size) == ("credentials.example.org/audit", judged(kept).size)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_key_for_checkpoints_is_no_issuers_key(stage: Stage, kept: Installation) -> None:
    key = settle_audit_key(kept)

    assert key.uri.startswith("file:audit/")
    assert settle_audit_key(stage.again().installation) == key
    assert [row[0] for row in stage.select(text("SELECT uri FROM issuer_key")) if row[0].startswith("file:audit/")] == []


def test_a_checkpoint_waits_for_something_new_and_for_its_time(stage: Stage, kept: Installation, file: Path) -> None:
    first = remembered(file)
    stage.clock.moment += EVERY
    keep_audit(kept)
    assert remembered(file) == first

    happen(kept)
    keep_audit(kept)
    assert remembered(file) == [*first, first[0] + 1]

    happen(kept)
    keep_audit(kept)
    assert remembered(file) == [*first, first[0] + 1]

    stage.clock.moment += EVERY
    keep_audit(kept)
    assert remembered(file) == [*first, first[0] + 1, first[0] + 2]


def test_what_happens_to_a_key_does_not_wait(kept: Installation, file: Path) -> None:
    happen(kept)
    keep_audit(kept)
    assert len(remembered(file)) == 1

    happen(kept, kind="key")
    keep_audit(kept)

    assert len(remembered(file)) == 2


def test_without_a_file_events_are_chained_and_nothing_is_signed(quick_stage: Stage) -> None:
    assert keep_audit(quick_stage.installation) == size_of(quick_stage)
    assert checkpoint_audit(quick_stage.installation) is None
    assert "file:audit" not in str(quick_stage.keys.created)


def test_an_empty_trail_is_whole_and_not_signed(quick_stage: Stage, file: Path) -> None:
    behind_the_guards(quick_stage, delete(audit_event))
    installation = replace(quick_stage.installation, audit_checkpoints=file)

    assert keep_audit(installation) == 0
    assert checkpoint_audit(installation) is None
    assert judged(installation).verdict is AuditVerdict.OK


def test_a_key_that_cannot_be_used_keeps_nothing_from_being_chained(quick_stage: Stage, file: Path) -> None:
    installation = replace(quick_stage.installation, audit_checkpoints=file)
    quick_stage.keys.locked = True

    with pytest.raises(KeyLocked):
        keep_audit(installation)

    assert chain_audit(installation) == 0
    assert not file.exists()


def test_a_line_that_a_crash_cut_short_makes_room_for_the_next(kept: Installation, file: Path) -> None:
    with file.open("ab") as lines:
        lines.write(b'{"at":"2026-01-31T12:00:00+00:00","note":"credent')
    assert judged(kept).verdict is AuditVerdict.OK

    happen(kept)
    chain_audit(kept)
    checkpoint_audit(kept)

    assert len(remembered(file)) == 2
    assert judged(kept).verdict is AuditVerdict.OK


def test_a_long_line_that_was_cut_short_is_gone_whole(tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    file.write_bytes(b"{" * 200_000)

    CheckpointFile(file).append("a note\n", NOON)

    assert CheckpointFile(file).notes() == ("a note\n",)


@pytest.mark.parametrize("work", ["notes", "append"])
def test_a_file_that_cannot_be_read_or_written_is_named(tmp_path: Path, work: str) -> None:
    (tmp_path / "folder").mkdir()
    file = CheckpointFile(tmp_path / "folder")

    with pytest.raises(StorageUnavailable, match="folder"):
        file.notes() if work == "notes" else file.append("a note\n", NOON)


def test_a_place_is_given_out_under_the_guards_only_once(stage: Stage, kept: Installation) -> None:
    link = audit_chain.Link(1, "", "00")
    (event,) = stage.select(select(audit_event.c.id).where(audit_event.c.seq == 2))

    with pytest.raises(Conflict, match="place of an audit event"):
        kept.database.write(lambda session: audit_chain.place(session, [(event[0], link)]))


def test_an_event_that_nobody_chained_cannot_be_slipped_in(stage: Stage, kept: Installation) -> None:
    row = dict(stage.select(select(audit_event).where(audit_event.c.seq == 1))[0]._mapping)
    stage.execute(insert(audit_event).values(**{**row, "id": "evt_0", "seq": judged(kept).size + 1, "actor_id": "nobody"}))

    assert judged(kept).verdict is AuditVerdict.BROKEN
