"""What a crash left is finished or voided at the next start; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import select

from app.adapters.database import recipients
from app.adapters.database.tables import metadata
from app.model.award import AwardState
from app.model.record import CredentialState
from app.services.recover import Recovered, recover
from tests.installations import Stage
from tests.services.unfinished import spoilt


def left_open(stage: Stage, **changes: Any) -> str:
    """Let a request write its intent and get no further; return the credential's id."""
    stage.storage.refused = {2}
    assert stage.issue(**changes).status_code == 503
    table = metadata.tables["credential"].c
    return str(stage.select(select(table.id).where(table.state == CredentialState.RESERVED))[0][0])


def jwt_left_open(stage: Stage) -> str:
    """Issue a credential, and let the making of its JWT get no further than the intent."""
    credential_id = str(stage.issued()["id"])
    stage.storage.refused = {2}
    assert stage.http().get(f"/v1/credentials/{credential_id}/representations/ob3-jwt").status_code == 503
    return credential_id


def erase(stage: Stage, credential_id: str) -> None:
    row = stage.credential(credential_id).row
    stage.installation.database.write(lambda session: recipients.erase(session, row.tenant_id, row.recipient_id, stage.clock()))


def states(stage: Stage, credential_id: str) -> tuple[CredentialState, AwardState]:
    credential = stage.credential(credential_id)
    return credential.row.state, credential.award.state


def test_a_start_finishes_what_was_intended(stage: Stage) -> None:
    credential_id = left_open(stage, key="k1")
    other = stage.again()

    assert recover(other.installation) == Recovered(finished=1, voided=0)

    assert states(stage, credential_id) == (CredentialState.ISSUED, AwardState.ISSUED)
    retry = other.issue(key="k1")
    assert (retry.status_code, retry.json()["id"], retry.headers["idempotency-replayed"]) == (201, credential_id, "true")


def test_a_second_start_finds_nothing_to_do(stage: Stage) -> None:
    left_open(stage, key="k1")
    recover(stage.installation)
    before = stage.row_counts()

    assert recover(stage.installation) == Recovered(finished=0, voided=0)
    assert stage.row_counts() == before


def test_what_can_never_be_signed_is_voided_and_may_be_asked_for_again(stage: Stage) -> None:
    credential_id = spoilt(stage, key="k1")

    assert recover(stage.installation) == Recovered(finished=0, voided=1)

    assert states(stage, credential_id) == (CredentialState.VOIDED, AwardState.VOIDED)
    corrected = stage.issue(key="k1")
    assert corrected.status_code == 201
    assert corrected.json()["id"] != credential_id


def test_what_was_meant_for_an_erased_learner_is_voided(stage: Stage) -> None:
    credential_id = left_open(stage, key="k1")
    erase(stage, credential_id)

    assert recover(stage.installation) == Recovered(finished=0, voided=1)
    assert states(stage, credential_id) == (CredentialState.VOIDED, AwardState.VOIDED)


def test_an_intent_whose_key_is_locked_waits_and_stops_nobody(stage: Stage) -> None:
    credential_id = left_open(stage, key="k1")
    stage.keys.locked = True

    assert recover(stage.installation) == Recovered(finished=0, voided=0, waiting=1)

    assert states(stage, credential_id)[0] is CredentialState.RESERVED
    stage.keys.locked = False
    assert recover(stage.installation) == Recovered(finished=1, voided=0)


def test_every_intent_is_settled_whatever_becomes_of_the_others(stage: Stage) -> None:
    spoilt(stage, source_ref="a")
    left_open(stage, source_ref="b")
    left_open(stage, source_ref="c")

    assert recover(stage.installation) == Recovered(finished=2, voided=1)


def test_two_processes_that_start_at_once_finish_an_intent_once(stage: Stage) -> None:
    credential_id = left_open(stage, key="k1")
    processes = [stage.again().installation for _ in range(3)]

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(recover, processes))

    assert states(stage, credential_id) == (CredentialState.ISSUED, AwardState.ISSUED)
    assert stage.audited().count("credential.issued") == 1
    assert stage.row_counts()["outbox"] == 1


def test_a_further_file_is_finished_and_its_award_stays_as_it_was(stage: Stage) -> None:
    credential_id = jwt_left_open(stage)
    stage.update("award", stage.credential(credential_id).award.id, state=AwardState.CLAIMED)

    assert recover(stage.installation) == Recovered(finished=1, voided=0)

    assert states(stage, credential_id) == (CredentialState.ISSUED, AwardState.CLAIMED)
    assert stage.audited().count("credential.issued") == 1
    assert "representation.made:ob3-jwt" in stage.audited()


def test_a_further_file_of_an_erased_learner_is_given_up_and_the_credential_is_not(stage: Stage) -> None:
    credential_id = jwt_left_open(stage)
    erase(stage, credential_id)

    assert recover(stage.installation) == Recovered(finished=0, voided=1)

    assert states(stage, credential_id) == (CredentialState.ISSUED, AwardState.ISSUED)
    assert "representation.voided" in stage.audited()
