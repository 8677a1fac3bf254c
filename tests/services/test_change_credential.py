"""Revoking, suspending, reinstating: every transition, every refusal, and what is stored of each; docs/decisions/0020-lifecycle.md."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.errors import Conflict, Erased, NotFound, NotPermitted, PreconditionFailed
from app.model.access import Actor
from app.model.award import AwardState
from app.model.lifecycle import Change, Reason
from app.model.record import Credential, CredentialState
from app.services.audited import client_actor, operator_actor
from app.services.change_credential import ChangeOrder, change_in, move_in, reinstate, revoke, revoke_in, suspend
from app.services.installation import Installation
from app.services.person_key import person_key_of
from tests.changing import because, changed, deeds, effects, erase, events, published_bits, reissued, rows_of, state_of
from tests.installations import Stage

Verb = Callable[[Installation, ChangeOrder], Credential]

VERBS: dict[str, Verb] = {"revoke": revoke, "suspend": suspend, "reinstate": reinstate}


def order(stage: Stage, credential_id: str, reason: Reason = Reason.OTHER, **more: Any) -> ChangeOrder:
    return ChangeOrder(client_actor(stage.client(), "req_1"), credential_id, reason, **more)


def standing(stage: Stage, state: str) -> dict[str, Any]:
    """Return a credential in that state; what was changed was changed for the reason `other`."""
    credential = stage.issued()
    if state == "superseded":
        reissued(stage, credential["id"])
    elif state != "issued":
        VERBS[{"revoked": "revoke", "suspended": "suspend"}[state]](stage.installation, order(stage, credential["id"]))
    return credential


@pytest.mark.parametrize(
    ("before", "verb", "after", "sets_bit"),
    [
        ("issued", "revoke", "revoked", True),
        ("issued", "suspend", "suspended", False),
        ("suspended", "revoke", "revoked", True),
        ("suspended", "reinstate", "issued", False),
    ],
)
def test_a_change_moves_the_credential_and_leaves_all_its_traces_at_once(
    stage: Stage, before: str, verb: str, after: str, *, sets_bit: bool
) -> None:
    credential = standing(stage, before)
    row = stage.credential(credential["id"]).row
    was = stage.row_counts()
    change = {"revoke": "revoked", "suspend": "suspended", "reinstate": "reinstated"}[verb]

    moved = VERBS[verb](stage.installation, order(stage, credential["id"], Reason.HOLDER_REQUEST))

    reason = None if verb == "reinstate" else Reason.HOLDER_REQUEST
    assert moved.row == stage.credential(credential["id"]).row
    assert (moved.row.state, moved.row.reason, moved.row.revision) == (after, reason, row.revision + 1)
    assert (moved.row.status_list_id, moved.row.status_index) == (row.status_list_id, row.status_index)
    kept = rows_of(stage, "credential_change", credential_id=row.id)[-1]
    assert (kept.change, kept.reason, kept.revision, kept.at) == (change, Reason.HOLDER_REQUEST, row.revision + 1, stage.clock())
    assert (kept.actor_kind, kept.actor_id, kept.note_box, kept.authority_box) == ("client", stage.client().id, None, None)
    assert deeds(stage, row.id).count(f"credential.{change}") == 1
    assert f"credential.changed:{row.id}:{row.revision + 1}" in effects(stage, row.id)
    assert events(stage, credential) == ([(True, Reason.HOLDER_REQUEST)] if sets_bit else [])
    grown = {name for name, count in stage.row_counts().items() if count != was[name]}
    assert grown == {"credential_change", "audit_event", "outbox", *(["status_event"] if sets_bit else [])}
    assert (row.status_index in published_bits(stage, credential)) is sets_bit


@pytest.mark.parametrize(
    ("before", "verb"),
    [
        ("suspended", "suspend"),
        ("revoked", "revoke"),
        ("revoked", "suspend"),
        ("revoked", "reinstate"),
        ("superseded", "revoke"),
        ("superseded", "suspend"),
        ("superseded", "reinstate"),
    ],
)
def test_what_ended_or_was_decided_otherwise_is_not_changed_for_another_reason(quick_stage: Stage, before: str, verb: str) -> None:
    credential = standing(quick_stage, before)
    was, counts = quick_stage.credential(credential["id"]), quick_stage.row_counts()

    with pytest.raises(Conflict, match=f"is {before}"):
        VERBS[verb](quick_stage.installation, order(quick_stage, credential["id"], Reason.ACADEMIC_MISCONDUCT))

    assert quick_stage.credential(credential["id"]) == was
    assert quick_stage.row_counts() == counts


@pytest.mark.parametrize(("before", "verb"), [("issued", "reinstate"), ("suspended", "suspend"), ("revoked", "revoke")])
def test_what_is_so_already_stays_so_without_a_trace(stage: Stage, before: str, verb: str) -> None:
    credential = standing(stage, before)
    was, counts = stage.credential(credential["id"]), stage.row_counts()

    again = VERBS[verb](stage.installation, order(stage, credential["id"], note="Said again"))

    assert again == was
    assert stage.row_counts() == counts


def test_superseded_and_revoked_as_superseded_are_two_things(quick_stage: Stage) -> None:
    credential = standing(quick_stage, "superseded")

    with pytest.raises(Conflict, match="superseded"):
        revoke(quick_stage.installation, order(quick_stage, credential["id"], Reason.SUPERSEDED))


def test_a_credential_that_was_suspended_and_reinstated_may_be_so_again(quick_stage: Stage) -> None:
    credential = quick_stage.issued()

    for _ in range(3):
        suspend(quick_stage.installation, order(quick_stage, credential["id"]))
        reinstate(quick_stage.installation, order(quick_stage, credential["id"]))

    row = quick_stage.credential(credential["id"]).row
    assert (row.state, row.revision, row.reason) == ("issued", 6, None)
    assert [kept.revision for kept in rows_of(quick_stage, "credential_change", credential_id=row.id)] == [1, 2, 3, 4, 5, 6]
    assert len(effects(quick_stage, row.id)) == 6


@pytest.mark.parametrize("verb", VERBS)
def test_what_was_never_given_out_is_not_there(stage: Stage, verb: str) -> None:
    reserved, voided = (stage.issued(source_ref=name)["id"] for name in ("a", "b"))
    stage.update("credential", reserved, state=CredentialState.RESERVED)
    stage.update("credential", voided, state=CredentialState.VOIDED)

    for credential_id in (reserved, voided, "crd_nothing"):
        with pytest.raises(NotFound):
            VERBS[verb](stage.installation, order(stage, credential_id))


@pytest.mark.parametrize("verb", VERBS)
def test_another_tenants_credential_is_not_there(stage: Stage, verb: str) -> None:
    credential_id = stage.issued()["id"]
    stranger = client_actor(stage.client("orchestra"))

    for actor in (stranger, operator_actor(stranger.tenant_id)):
        with pytest.raises(NotFound):
            VERBS[verb](stage.installation, ChangeOrder(actor, credential_id, Reason.OTHER))

    assert state_of(stage, credential_id) == "issued"


def test_a_client_of_the_other_mode_is_refused_and_a_person_is_not(quick_stage: Stage) -> None:
    credential_id = quick_stage.issued()["id"]
    live = client_actor(quick_stage.client("live"))

    with pytest.raises(NotPermitted, match="live"):
        revoke(quick_stage.installation, ChangeOrder(live, credential_id, Reason.OTHER))

    person = replace(live, mode=None)
    assert revoke(quick_stage.installation, ChangeOrder(person, credential_id, Reason.OTHER)).row.state == "revoked"


@pytest.mark.parametrize("seen", [0, 2, 7])
def test_a_change_of_what_is_not_as_it_was_seen_is_refused(stage: Stage, seen: int) -> None:
    credential_id = standing(stage, "suspended")["id"]

    with pytest.raises(PreconditionFailed, match=f"at revision 1 now, no longer at {seen}"):
        revoke(stage.installation, order(stage, credential_id, if_match=seen))

    assert state_of(stage, credential_id) == "suspended"
    assert revoke(stage.installation, order(stage, credential_id, if_match=1)).row.state == "revoked"


def test_the_note_lies_in_the_learners_box_and_nowhere_else(stage: Stage) -> None:
    credential_id = stage.issued()["id"]

    revoke(stage.installation, order(stage, credential_id, note="Ραφή: see #77"))

    (kept,) = rows_of(stage, "credential_change", credential_id=credential_id)
    recipient = rows_of(stage, "recipient")[0]
    assert person_key_of(stage.installation.data_keys, recipient).open("note", kept.note_box).decode() == "Ραφή: see #77"


def test_an_erased_learners_credential_is_changed_without_a_note_alone(stage: Stage) -> None:
    credential = stage.issued()
    erase(stage, credential["id"])

    with pytest.raises(Erased):
        suspend(stage.installation, order(stage, credential["id"], note="Ada called"))
    assert state_of(stage, credential["id"]) == "issued"

    assert suspend(stage.installation, order(stage, credential["id"])).row.state == "suspended"
    assert revoke(stage.installation, order(stage, credential["id"])).row.state == "revoked"
    assert credential["status"]["index"] in published_bits(stage, credential)


def test_only_a_revocation_says_that_the_learner_rejected_the_award(quick_stage: Stage) -> None:
    credential_id = quick_stage.issued()["id"]

    suspend(quick_stage.installation, order(quick_stage, credential_id, Reason.HOLDER_REJECTED))
    reinstate(quick_stage.installation, order(quick_stage, credential_id, Reason.HOLDER_REJECTED))
    assert quick_stage.credential(credential_id).award.state is AwardState.ISSUED

    revoke(quick_stage.installation, order(quick_stage, credential_id, Reason.HOLDER_REJECTED))
    assert quick_stage.credential(credential_id).award.state is AwardState.REJECTED


def test_nothing_is_changed_unless_all_of_it_is(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    counts = stage.row_counts()

    def fails_late(session: Any) -> None:
        change_in(session, stage.installation, order(stage, credential_id), Change.REVOKED)
        raise Conflict("too late")

    with pytest.raises(Conflict, match="too late"):
        stage.installation.database.write(fails_late)

    assert stage.row_counts() == counts
    assert state_of(stage, credential_id) == "issued"


def test_a_decision_on_a_row_that_moved_on_is_refused(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    seen = stage.credential(credential_id).row
    suspend(stage.installation, order(stage, credential_id))
    reinstate(stage.installation, order(stage, credential_id))
    counts = stage.row_counts()

    with pytest.raises(Conflict, match="in this very moment"):
        stage.installation.database.write(
            lambda session: revoke_in(session, stage.installation, order(stage, credential_id), seen),
        )

    assert stage.row_counts() == counts


def test_revoking_within_another_transaction_leaves_the_same_traces(stage: Stage) -> None:
    credential = stage.issued()
    actor: Actor = operator_actor(stage.client().tenant_id)
    wanted = ChangeOrder(actor, credential["id"], Reason.KEY_COMPROMISE)
    row = stage.credential(credential["id"]).row

    moved = stage.installation.database.write(lambda session: revoke_in(session, stage.installation, wanted, row))

    assert moved == stage.credential(credential["id"]).row
    assert (moved.state, moved.reason, moved.revision) == ("revoked", Reason.KEY_COMPROMISE, 1)
    assert events(stage, credential) == [(True, Reason.KEY_COMPROMISE)]
    assert deeds(stage, row.id).count("credential.revoked") == 1
    assert effects(stage, row.id) == [f"credential.changed:{row.id}:1"]
    (event,) = rows_of(stage, "audit_event", action="credential.revoked")
    assert (event.actor_kind, event.actor_id) == ("operator", "cli")


def test_the_request_that_changed_it_stands_in_the_audit_trail(quick_stage: Stage) -> None:
    credential_id = quick_stage.issued()["id"]

    changed(quick_stage, "suspend", credential_id, because(note="private"))

    (event,) = rows_of(quick_stage, "audit_event", action="credential.suspended")
    assert event.request_id is not None
    assert event.actor_id == quick_stage.client().id
    assert (event.before_sha256, event.after_sha256) == (None, None)


def test_a_state_that_no_change_leads_from_is_refused_also_within(quick_stage: Stage) -> None:
    credential_id = standing(quick_stage, "revoked")["id"]
    row = quick_stage.credential(credential_id).row

    with pytest.raises(Conflict, match=r"is revoked \(other\)"):
        quick_stage.installation.database.write(
            lambda session: move_in(session, quick_stage.installation, order(quick_stage, credential_id), row, Change.SUSPENDED),
        )
