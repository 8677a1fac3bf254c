"""Seals outlive a backup from before they were made: the journal knows them, with their certificates and with what became of them."""

from pathlib import Path

from app.adapters.database import identities
from app.model.record import IssuerKey, KeyState
from app.services.audited import operator_actor
from app.services.compromise_key import compromise_key
from app.services.seals import create_test_seal
from tests.installations import Stage
from tests.restoring import backed_up, restored


def give_seal(stage: Stage) -> IssuerKey:
    return create_test_seal(stage.installation, operator_actor(stage.client().tenant_id), "academy")


def seals(stage: Stage, key: IssuerKey) -> tuple[IssuerKey, ...]:
    return stage.installation.database.read(lambda session: identities.seals_of(session, key.identity_id))


def test_a_seal_that_a_backup_does_not_know_seals_again(quick_stage: Stage, tmp_path: Path) -> None:
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    key = give_seal(quick_stage)

    again, result = restored(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")

    assert (seals(again, key), result.merged.lost) == ((key,), ())


def test_a_seal_that_was_compromised_since_the_backup_stays_so(quick_stage: Stage, tmp_path: Path) -> None:
    key = give_seal(quick_stage)
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    since = quick_stage.clock()
    compromise_key(quick_stage.installation, operator_actor(key.tenant_id), "academy", key.kid, since)

    again, _ = restored(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")

    (found,) = seals(again, key)
    assert (found.state, found.public.revoked_at, found.certificate) == (KeyState.REVOKED, since, key.certificate)


def test_a_seal_whose_key_is_gone_seals_no_more(quick_stage: Stage, tmp_path: Path) -> None:
    file = backed_up(quick_stage, tmp_path / "backup.tar")
    key = give_seal(quick_stage)
    quick_stage.keys.locked = True

    again, _ = restored(quick_stage, file, f"sqlite:///{tmp_path / 'again.sqlite3'}")

    assert [found.state for found in seals(again, key)] == [KeyState.RETIRED]
