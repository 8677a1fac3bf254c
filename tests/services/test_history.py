"""What a credential's institution is told of its history."""

import pytest

from app.errors import NotFound
from app.model.lifecycle import Reason
from app.services.audited import operator_actor
from app.services.change_credential import ChangeOrder, reinstate, revoke, suspend
from app.services.history import history_of
from tests.changing import AUTHORITY, erase, reissued, rows_of
from tests.installations import Stage


def tenant_id(stage: Stage) -> str:
    return stage.client().tenant_id


def change(stage: Stage, credential_id: str, note: str | None, reason: Reason = Reason.OTHER) -> ChangeOrder:
    return ChangeOrder(operator_actor(tenant_id(stage)), credential_id, reason, note)


def test_nothing_happened_to_what_was_only_issued(quick_stage: Stage) -> None:
    assert history_of(quick_stage.installation, tenant_id(quick_stage), quick_stage.issued()["id"]) == ()


def test_every_change_is_told_in_its_order_with_its_note(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    suspend(stage.installation, change(stage, credential_id, "first"))
    reinstate(stage.installation, change(stage, credential_id, None, Reason.HOLDER_REQUEST))
    stage.clock.move(days=1)
    revoke(stage.installation, change(stage, credential_id, "third", Reason.ISSUED_IN_ERROR))

    told = history_of(stage.installation, tenant_id(stage), credential_id)

    assert [(entry.change, entry.reason, entry.note, entry.authority) for entry in told] == [
        ("suspended", "other", "first", None),
        ("reinstated", "holder_request", None, None),
        ("revoked", "issued_in_error", "third", None),
    ]
    assert {(entry.actor_kind, entry.actor_id) for entry in told} == {("operator", "cli")}
    assert told[2].at == stage.clock()


def test_a_reissue_is_told_at_both_and_its_authority_at_the_new_one(quick_stage: Stage) -> None:
    old = quick_stage.issued()
    new = reissued(quick_stage, old["id"])

    before, after = (history_of(quick_stage.installation, tenant_id(quick_stage), each["id"]) for each in (old, new))

    assert [(entry.change, entry.reason, entry.authority) for entry in before] == [("superseded", "superseded", None)]
    assert [(entry.change, entry.reason, entry.authority) for entry in after] == [("reissued", "name_correction", AUTHORITY)]


def test_after_an_erasure_what_happened_is_told_without_a_word_of_why(stage: Stage) -> None:
    old = stage.issued()
    suspend(stage.installation, change(stage, old["id"], "Ada called"))
    reinstate(stage.installation, change(stage, old["id"], None))
    new = reissued(stage, old["id"])
    erase(stage, old["id"])

    told = [entry for each in (old, new) for entry in history_of(stage.installation, tenant_id(stage), each["id"])]

    assert [entry.change for entry in told] == ["suspended", "reinstated", "superseded", "reissued"]
    assert {(entry.note, entry.authority) for entry in told} == {(None, None)}


def test_there_is_no_history_of_what_is_another_tenants_or_was_never_given_out(quick_stage: Stage) -> None:
    credential_id = quick_stage.issued()["id"]
    quick_stage.storage.refused = {2}
    quick_stage.issue(source_ref="reserved")
    (reserved,) = rows_of(quick_stage, "credential", issued_at=None)
    stranger = quick_stage.client("orchestra").tenant_id

    for whose, which in ((stranger, credential_id), (tenant_id(quick_stage), reserved.id), (tenant_id(quick_stage), "crd_nothing")):
        with pytest.raises(NotFound):
            history_of(quick_stage.installation, whose, which)
