"""The drill: yesterday's backup is restored, and nothing that others have seen is taken back."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select

from app.adapters.database import identities, instance, status_lists
from app.adapters.database.tables import metadata, status_list, status_slot
from app.adapters.journal import Journal
from app.errors import ConfigurationError, Conflict
from app.model.lifecycle import Reason
from app.model.record import IssuerKey, KeyState
from app.model.secured import Algorithm
from app.services.audited import client_actor
from app.services.change_credential import ChangeOrder, revoke
from app.services.create_issuer import add_key
from app.services.finish_restore import UNKNOWN_PUBLICATIONS
from app.services.list_keys import issuer_named
from app.services.merge_journal import NOTE
from app.services.publish_status import publish_due_lists
from app.services.recover import recover
from app.services.settle_installation import settle_installation
from app.status.bitstring import decode_bits, value_at
from tests.installations import Stage
from tests.restoring import backed_up, empty_url, finished, loaded, postgres_programs, restored

__all__ = ["empty_url", "postgres_programs"]

ISSUED_AFTERWARDS = 40


def issued(stage: Stage, *names: str) -> list[dict[str, Any]]:
    return [stage.issued(source_ref=f"course:{name}") for name in names]


def slot_of(credential: dict[str, Any]) -> tuple[str, int]:
    return str(credential["status"]["list"]), int(credential["status"]["index"])


def revoked(stage: Stage, credential: dict[str, Any]) -> None:
    revoke(stage.installation, ChangeOrder(client_actor(stage.client()), credential["id"], Reason.ISSUED_IN_ERROR))


def published(stage: Stage) -> None:
    stage.clock.move(seconds=10)
    publish_due_lists(stage.installation)


def is_set(stage: Stage, slot: tuple[str, int]) -> bool:
    document = stage.http(None).get(slot[0]).json()
    return bool(value_at(decode_bits(document["credentialSubject"]["encodedList"]), slot[1]))


def verdict(stage: Stage, body: bytes) -> str:
    answer = stage.http(None).post("/v1/verifications", content=body, headers={"content-type": "application/vc"})
    return str(answer.json()["verdict"])


def file_of(stage: Stage, credential: dict[str, Any]) -> bytes:
    return bytes(stage.http(None).get(credential["links"]["ob3_jsonld"]).content)


def versions(stage: Stage) -> dict[str, int]:
    return {row.id: row.version for row in stage.installation.database.read(status_lists.all_of_them)}


def keys_listed(stage: Stage) -> set[str]:
    return {method["id"] for method in stage.http(None).get("/issuers/academy/did.json").json()["verificationMethod"]}


def keys_of_academy(stage: Stage) -> tuple[IssuerKey, ...]:
    identity = issuer_named(stage.installation, "academy")
    return stage.installation.database.read(lambda session: identities.keys_of(session, identity.id))


def test_yesterdays_backup_takes_nothing_back(stage: Stage, empty_url: str, tmp_path: Path) -> None:
    kept, old = issued(stage, "kept", "old")
    published(stage)
    file = backed_up(stage, tmp_path / "yesterday.tar")
    new, newer = issued(stage, "new", "newer")
    rotated = add_key(stage.installation, issuer_named(stage.installation, "academy"), Algorithm.EDDSA)
    by_new_key = issued(stage, "by-new-key")[0]
    files = {name: file_of(stage, one) for name, one in {"kept": kept, "old": old, "new": new, "by-new-key": by_new_key}.items()}
    revoked(stage, old)
    revoked(stage, new)
    published(stage)
    before, listed = versions(stage), keys_listed(stage)
    given = {slot_of(one) for one in (kept, old, new, newer, by_new_key)}

    again, result = restored(stage, file, empty_url)

    assert (result.epoch, result.merged.bits, result.merged.ended, result.merged.keys) == (1, 2, 1, 1)
    assert (result.merged.lost, result.unreadable, result.unpublished) == ((), (), ())
    assert [is_set(again, slot_of(one)) for one in (kept, old, new, newer)] == [False, True, True, False]
    assert all(after > before[name] for name, after in versions(again).items() if name in before)
    assert keys_listed(again) == listed
    assert rotated.public.verification_method in listed
    assert [verdict(again, files[name]) for name in ("kept", "old", "new", "by-new-key")] == ["valid", "not_valid", "not_valid", "valid"]
    fresh = {slot_of(one) for one in issued(again, *(f"after:{number}" for number in range(ISSUED_AFTERWARDS)))}
    assert len(fresh) == ISSUED_AFTERWARDS
    assert not fresh & given
    assert not {url for url, _ in fresh} & {url for url, _ in given}
    settle_installation(again.installation)


def test_a_credential_that_was_revoked_after_the_backup_is_revoked_again_and_says_why(stage: Stage, empty_url: str, tmp_path: Path) -> None:
    (credential,) = issued(stage, "old")
    file = backed_up(stage, tmp_path / "backup.tar")
    revoked(stage, credential)
    published(stage)

    again, _ = restored(stage, file, empty_url)

    row = again.credential(credential["id"]).row
    assert (row.state, row.reason) == ("revoked", "other")
    assert again.audited().count("credential.revoked") == 1
    assert again.audited().count("backup.restored:1") == len(again.select(select(metadata.tables["tenant"].c.id)))
    assert NOTE not in str(again.select(select(metadata.tables["credential_change"])))


def test_a_list_that_was_opened_after_the_backup_is_served_again_and_hands_out_nothing(
    stage: Stage, empty_url: str, tmp_path: Path
) -> None:
    file = backed_up(stage, tmp_path / "backup.tar")
    (credential,) = issued(stage, "new")
    body = file_of(stage, credential)
    published(stage)
    revoked(stage, credential)
    published(stage)

    again, result = restored(stage, file, empty_url)

    assert result.merged.served_again == 1
    assert is_set(again, slot_of(credential))
    assert verdict(again, body) == "not_valid"
    assert slot_of(issued(again, "after")[0])[0] != slot_of(credential)[0]


def test_a_list_that_was_opened_but_never_published_is_served_again(stage: Stage, empty_url: str, tmp_path: Path) -> None:
    file = backed_up(stage, tmp_path / "backup.tar")
    (credential,) = issued(stage, "new")
    body = file_of(stage, credential)

    again, _ = restored(stage, file, empty_url)

    assert verdict(again, body) == "valid"


def test_a_second_restore_of_the_same_backup_takes_nothing_back_of_what_followed_the_first(quick_stage: Stage, tmp_path: Path) -> None:
    issued(quick_stage, "old")
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    once, first = restored(quick_stage, file, f"sqlite:///{tmp_path / 'once.sqlite3'}")
    (credential,) = issued(once, "between")

    twice, second = restored(quick_stage, file, f"sqlite:///{tmp_path / 'twice.sqlite3'}")

    assert (first.epoch, second.epoch) == (1, 2)
    assert slot_of(issued(twice, "after")[0])[0] != slot_of(credential)[0]
    assert {row[0] for row in twice.select(select(status_list.c.epoch).where(status_list.c.sealed.is_(False)))} == {2}


def test_a_credential_that_was_about_to_be_issued_and_was_revoked_is_voided(quick_stage: Stage, tmp_path: Path) -> None:
    quick_stage.keys.locked = True
    assert quick_stage.issue(key="k").status_code == 503
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    quick_stage.keys.locked = False
    assert recover(quick_stage.installation).finished == 1
    credential = quick_stage.http().get("/v1/credentials").json()["items"][0]
    revoked(quick_stage, credential)
    published(quick_stage)

    again, result = restored(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")

    assert result.merged.ended == 1
    assert again.credential(credential["id"]).row.state == "voided"


def test_a_revoked_key_is_not_active_again(quick_stage: Stage, tmp_path: Path) -> None:
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    key_id, table = keys_of_academy(quick_stage)[0].id, metadata.tables["issuer_key"]
    quick_stage.update("issuer_key", key_id, state=KeyState.REVOKED, revoked_at=quick_stage.clock())
    key = keys_of_academy(quick_stage)[0]
    quick_stage.installation.journal.append(key)

    again, _ = restored(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")

    assert again.select(select(table.c.state, table.c.revoked_at).where(table.c.id == key_id)) == [(KeyState.REVOKED, quick_stage.clock())]


def test_a_key_whose_private_half_is_gone_is_listed_and_signs_no_more(quick_stage: Stage, tmp_path: Path) -> None:
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    key = add_key(quick_stage.installation, issuer_named(quick_stage.installation, "academy"), Algorithm.EDDSA)
    other = loaded(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")
    quick_stage.keys.locked = True

    result = finished(other, file)

    assert result.merged.keys == 1
    assert key.public.verification_method in keys_listed(other)
    quick_stage.keys.locked = False
    assert {each.state for each in keys_of_academy(other) if each.id == key.id} == {KeyState.RETIRED}


def test_lists_that_cannot_be_signed_now_are_named_and_published_later(quick_stage: Stage, tmp_path: Path) -> None:
    (credential,) = issued(quick_stage, "old")
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    revoked(quick_stage, credential)
    published(quick_stage)
    other = loaded(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")
    quick_stage.keys.locked = True

    result = finished(other, file)

    assert result.unpublished == tuple(versions(other))
    quick_stage.keys.locked = False
    assert publish_due_lists(other.installation) == 1


def test_without_the_journal_nothing_is_restored(quick_stage: Stage, tmp_path: Path) -> None:
    issued(quick_stage, "old")
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    url = f"sqlite:///{tmp_path / 'again.sqlite3'}"

    with pytest.raises(ConfigurationError, match="--without-journal"):
        loaded(quick_stage, file, url, journal=Journal(tmp_path / "nowhere"))

    assert not (tmp_path / "again.sqlite3").exists()


def test_a_journal_that_lacks_what_the_backup_has_is_not_trusted(quick_stage: Stage, tmp_path: Path) -> None:
    issued(quick_stage, "old")
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    path = quick_stage.installation.journal.path
    path.write_bytes(path.read_bytes()[1:])

    with pytest.raises(ConfigurationError, match="lacks lines"):
        loaded(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")


def test_without_the_journal_versions_leave_room_for_what_nobody_knows(quick_stage: Stage, tmp_path: Path) -> None:
    (credential,) = issued(quick_stage, "old")
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    journal = quick_stage.installation.journal.path
    lines = journal.read_bytes()
    journal.unlink()

    again, _ = restored(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}", without_journal=True)

    (version,) = versions(again).values()
    assert version > UNKNOWN_PUBLICATIONS
    assert journal.read_bytes().startswith(lines)
    assert slot_of(issued(again, "after")[0])[0] != slot_of(credential)[0]


def test_lines_that_nobody_can_read_are_told(quick_stage: Stage, tmp_path: Path) -> None:
    journal = quick_stage.installation.journal
    add_key(quick_stage.installation, issuer_named(quick_stage.installation, "academy"), Algorithm.EDDSA)
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    with journal.path.open("ab") as lines:
        lines.write(b'{"kind": "list"}\nnothing\n')
    issued(quick_stage, "new")

    _, result = restored(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")

    assert len(result.unreadable) == 2
    assert result.merged.served_again == 1


def test_what_an_issuer_that_the_backup_does_not_know_made_is_named_as_lost(quick_stage: Stage, tmp_path: Path) -> None:
    (credential,) = issued(quick_stage, "old")
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    journal = quick_stage.installation.journal
    with journal.path.open("ab") as lines:
        for text in journal.path.read_bytes().splitlines():
            line = orjson.loads(text)
            lines.write(
                orjson.dumps(line | {"identity_id": "iss_other"} | ({"list_id": "stl_other"} if line["kind"] == "list" else {})) + b"\n"
            )

    again, result = restored(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")

    assert result.merged.lost == ("stl_other",)
    assert not is_set(again, slot_of(credential))


def test_a_restore_that_was_not_finished_is_not_served(stage: Stage, empty_url: str, tmp_path: Path) -> None:
    issued(stage, "old")
    other = loaded(stage, backed_up(stage, tmp_path / "backup.tar"), empty_url)

    with pytest.raises(ConfigurationError, match="was not finished"):
        settle_installation(other.installation)


@pytest.mark.usefixtures("postgres_programs")
def test_a_database_that_is_not_empty_is_left_as_it_is(stage: Stage, tmp_path: Path) -> None:
    issued(stage, "old")
    file = backed_up(stage, tmp_path / "backup.tar")
    before = stage.row_counts()

    with pytest.raises(Conflict, match="not empty"):
        loaded(stage, file, stage.storage.url)

    assert stage.row_counts() == before
    assert stage.installation.database.read(lambda session: instance.get(session, instance.RESTORING)) is None


def test_slots_are_never_shared(quick_stage: Stage, tmp_path: Path) -> None:
    issued(quick_stage, "old")
    file = backed_up(quick_stage, tmp_path / "backup.tar")

    again, _ = restored(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")
    issued(again, "after")

    doubled = select(func.count()).select_from(status_slot).group_by(status_slot.c.list_id, status_slot.c.idx).having(func.count() > 1)
    assert again.select(doubled) == []
