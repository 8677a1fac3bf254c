"""What is not reissued, and that a refusal writes nothing."""

from typing import Any

import pytest

from app.errors import Conflict, Erased, NotFound, PreconditionFailed
from app.model.record import KeyState
from app.services.change_credential import revoke, suspend
from app.services.reissue import preview_reissue, reissue
from tests.changing import (
    erase,
    reissued,
    rows_of,
)
from tests.installations import Stage
from tests.services.reissuing import change, left_open, order


def refuse(stage: Stage, credential_id: str, error: type[Exception], match: str, **how: Any) -> None:
    counts = stage.row_counts()
    for attempt in (reissue, preview_reissue):
        with pytest.raises(error, match=match):
            attempt(stage.installation, order(stage, credential_id, **how))
    assert stage.row_counts() == counts


def test_what_is_suspended_is_not_reissued(quick_stage: Stage) -> None:
    old = quick_stage.issued()
    suspend(quick_stage.installation, change(quick_stage, old["id"]))

    refuse(quick_stage, old["id"], Conflict, "reinstate it before")


def test_what_was_replaced_is_not_reissued_but_its_successor_named(quick_stage: Stage) -> None:
    old = quick_stage.issued()
    new = reissued(quick_stage, old["id"])

    refuse(quick_stage, old["id"], Conflict, new["id"])


def test_what_was_revoked_and_replaced_is_not_reissued_again(quick_stage: Stage) -> None:
    old = quick_stage.issued()
    revoke(quick_stage.installation, change(quick_stage, old["id"]))
    new = reissued(quick_stage, old["id"])

    refuse(quick_stage, old["id"], Conflict, new["id"])


def test_what_was_never_given_out_is_not_reissued(quick_stage: Stage) -> None:
    old = quick_stage.issued()
    reserved = left_open(quick_stage, old["id"])

    refuse(quick_stage, reserved, NotFound, "no credential")
    refuse(quick_stage, "crd_nothing", NotFound, "no credential")


def test_an_erased_learners_credential_is_not_reissued(stage: Stage) -> None:
    old = stage.issued()
    erase(stage, old["id"])

    refuse(stage, old["id"], Erased, "erased")


def test_what_is_not_as_it_was_seen_is_not_reissued(quick_stage: Stage) -> None:
    old = quick_stage.issued()

    refuse(quick_stage, old["id"], PreconditionFailed, "at revision 0 now", if_match=1)
    assert reissue(quick_stage.installation, order(quick_stage, old["id"], if_match=0)).status == 201


def test_without_an_active_key_nothing_is_reissued(quick_stage: Stage) -> None:
    old = quick_stage.issued()
    for key in rows_of(quick_stage, "issuer_key"):
        quick_stage.update("issuer_key", key.id, state=KeyState.RETIRED)

    refuse(quick_stage, old["id"], Conflict, "keys create")
