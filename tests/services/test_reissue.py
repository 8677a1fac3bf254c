"""Reissuing: a further credential of the same award in place of an earlier one; docs/decisions/0020-lifecycle.md."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from app.errors import SchemaViolation
from app.model.award import AwardState
from app.model.lifecycle import Reason
from app.schemas.award_document import read_award
from app.services.change_credential import revoke
from app.services.person_key import person_key_of
from app.services.reissue import preview_reissue, reissue
from tests.changing import (
    AUTHORITY,
    correction,
    deeds,
    effects,
    events,
    file_of,
    name_in,
    published_bits,
    reissued,
    rows_of,
    verified,
)
from tests.installations import Stage
from tests.services.reissuing import change, order

RENEWAL: dict[str, Any] = {"reason": "renewal", "recipient": None}


def said(stage: Stage, credential_id: str) -> Any:
    """Return the snapshot of a credential."""
    credential = stage.credential(credential_id)
    (recipient,) = rows_of(stage, "recipient", id=credential.row.recipient_id)
    return read_award(orjson.loads(person_key_of(stage.installation.data_keys, recipient).open("award", credential.snapshot_box)))


def test_the_new_credential_is_of_the_same_award_and_the_old_one_is_superseded(stage: Stage) -> None:
    old = stage.issued()
    was = stage.credential(old["id"])

    issued = reissue(stage.installation, order(stage, old["id"], "k1"))

    new, gone = stage.credential(issued.credential_id), stage.credential(old["id"])
    assert (issued.status, issued.replayed) == (201, False)
    assert (new.row.award_id, new.row.recipient_id, new.row.ordinal, new.row.replaces_id) == (
        was.row.award_id,
        was.row.recipient_id,
        1,
        old["id"],
    )
    assert (new.row.state, new.row.revision, new.row.reason, new.award.state) == ("issued", 0, None, AwardState.ISSUED)
    assert (gone.row.state, gone.row.revision, gone.row.reason) == ("superseded", 1, Reason.SUPERSEDED)
    assert (gone.successor_id, new.successor_id) == (new.row.id, None)
    assert new.row.public_id != was.row.public_id
    assert (new.row.status_list_id, new.row.status_index) != (was.row.status_list_id, was.row.status_index)
    assert published_bits(stage, old) == {old["status"]["index"]}


def test_a_reissue_leaves_the_traces_of_an_issue_and_of_a_change(stage: Stage) -> None:
    old = stage.issued()

    new = reissued(stage, old["id"])

    assert events(stage, old) == [(True, Reason.SUPERSEDED)]
    assert events(stage, new) == []
    assert set(deeds(stage, old["id"])) == {"credential.reserved", "credential.issued", "credential.superseded"}
    assert sorted(deeds(stage, new["id"])) == ["credential.issued", "credential.reissue_prepared"]
    assert effects(stage, old["id"]) == [f"credential.changed:{old['id']}:1"]
    assert {row.effect_key for row in rows_of(stage, "outbox")} >= {f"credential.issued:{new['id']}"}
    (superseded,) = rows_of(stage, "credential_change", credential_id=old["id"])
    (made,) = rows_of(stage, "credential_change", credential_id=new["id"])
    assert (superseded.change, superseded.reason, superseded.actor_id) == ("superseded", "superseded", stage.client().id)
    assert (made.change, made.reason, made.actor_id, made.of_revision) == ("reissued", "name_correction", stage.client().id, 0)


def test_the_authority_lies_in_the_learners_box(stage: Stage) -> None:
    new = reissued(stage, stage.issued()["id"])

    (made,) = rows_of(stage, "credential_change", credential_id=new["id"])
    (recipient,) = rows_of(stage, "recipient")
    assert person_key_of(stage.installation.data_keys, recipient).open("authority", made.authority_box).decode() == AUTHORITY


def test_each_has_the_name_that_it_was_given_in_every_file_made_before_or_after(stage: Stage) -> None:
    old = stage.issued()
    before = file_of(stage, old, "ob3_jwt")

    new = reissued(stage, old["id"])

    assert (name_in(file_of(stage, old)), name_in(file_of(stage, new))) == ("Ada Example", "Ada Correct")
    assert file_of(stage, old, "ob3_jwt") == before
    views = [verified(stage, file_of(stage, each, "ob3_jwt"), "text/plain")["credential_view"] for each in (old, new)]
    assert [view["recipient"] for view in views] == ["Ada Example", "Ada Correct"]


def test_a_file_of_the_old_one_that_was_never_made_is_made_no_more(quick_stage: Stage) -> None:
    old = quick_stage.issued()

    new = reissued(quick_stage, old["id"])

    assert quick_stage.http(None).get(old["links"]["ob3_jwt"]).status_code == 410
    assert quick_stage.http(None).get(new["links"]["ob3_jwt"]).status_code == 200


def test_a_correction_keeps_the_dates_and_all_that_was_not_corrected(quick_stage: Stage) -> None:
    old = quick_stage.issued(results=[{"value": "passed"}, {"value": "4"}], evidence=[{"url": "https://example.org/work"}])
    quick_stage.clock.move(days=100)

    new = reissued(quick_stage, old["id"])

    before, after = said(quick_stage, old["id"]), said(quick_stage, new["id"])
    assert after.recipient == replace(before.recipient, name="Ada Correct")
    assert after.identity_salt != before.identity_salt
    own = {"recipient": None, "credential_url": "", "status": None, "identity_salt": ""}
    assert replace(after, **own) == replace(before, **own)
    assert (new["valid_from"], new["valid_until"]) == (old["valid_from"], old["valid_until"])
    assert new["issued_at"] == "2026-05-11T12:00:00Z"


@pytest.mark.parametrize(
    ("body", "recipient", "results"),
    [
        ({"recipient": {"email": "ada@new.example.org"}}, {"email": "ada@new.example.org"}, ["passed"]),
        (
            {"recipient": {"did": "did:web:ada.example.org", "language": "de"}},
            {"did": "did:web:ada.example.org", "language": "de"},
            ["passed"],
        ),
        ({"recipient": None, "results": [{"value": "with honours"}]}, {}, ["with honours"]),
        ({"recipient": None, "results": []}, {}, []),
    ],
)
def test_data_are_corrected_as_told_and_no_others(
    quick_stage: Stage, body: dict[str, Any], recipient: dict[str, str], results: list[str]
) -> None:
    old = quick_stage.issued()

    new = reissued(quick_stage, old["id"], correction(reason="data_correction", **body))

    before, after = said(quick_stage, old["id"]), said(quick_stage, new["id"])
    assert after.recipient == replace(before.recipient, **recipient)
    assert [result.value for result in after.results] == results


def test_a_renewal_begins_now_and_lasts_as_long_as_before(quick_stage: Stage) -> None:
    by_rule = quick_stage.issued(source_ref="a")
    by_order = quick_stage.issued(source_ref="b", valid_from="2025-01-01T00:00:00Z", valid_until="2025-03-01T00:00:00Z")
    unlimited = quick_stage.issued(source_ref="c", achievement="rehearsal")
    quick_stage.clock.moment = datetime(2027, 6, 1, 9, 30, 0, 500_000, tzinfo=UTC)

    renewed = [reissued(quick_stage, each["id"], correction(**RENEWAL)) for each in (by_rule, by_order, unlimited)]

    assert [each["valid_from"] for each in renewed] == ["2027-06-01T09:30:00Z"] * 3
    assert [each.get("valid_until") for each in renewed] == ["2028-05-31T09:30:00Z", "2027-07-30T09:30:00Z", None]
    assert [each["awarded_at"] for each in renewed] == [each["awarded_at"] for each in (by_rule, by_order, unlimited)]
    assert verified(quick_stage, file_of(quick_stage, renewed[0]))["verdict"] == "valid"


def test_what_lasts_nearly_for_ever_is_corrected_and_not_renewed(quick_stage: Stage) -> None:
    old = quick_stage.issued(awarded_at="1990-01-01T00:00:00Z", valid_until="9999-12-01T00:00:00Z")
    counts = quick_stage.row_counts()

    with pytest.raises(SchemaViolation) as refused:
        reissue(quick_stage.installation, order(quick_stage, old["id"], **RENEWAL))

    assert [fault.pointer for fault in refused.value.faults] == ["/reason"]
    assert quick_stage.row_counts() == counts
    assert reissued(quick_stage, old["id"])["valid_until"] == "9999-12-01T00:00:00Z"


def test_a_revoked_one_stays_revoked_and_leads_to_its_successor(stage: Stage) -> None:
    old = stage.issued()
    revoke(stage.installation, change(stage, old["id"], Reason.ISSUED_IN_ERROR))

    new = reissued(stage, old["id"])

    gone = stage.credential(old["id"])
    assert (gone.row.state, gone.row.reason, gone.row.revision) == ("revoked", Reason.ISSUED_IN_ERROR, 1)
    assert gone.successor_id == new["id"]
    assert events(stage, old) == [(True, Reason.ISSUED_IN_ERROR)]
    assert verified(stage, file_of(stage, old))["verdict"] == "not_valid"
    assert verified(stage, file_of(stage, new))["verdict"] == "valid"
    assert published_bits(stage, old) == {old["status"]["index"]}


def test_what_the_learner_rejected_may_be_made_anew_and_counts_again(quick_stage: Stage) -> None:
    old = quick_stage.issued()
    revoke(quick_stage.installation, change(quick_stage, old["id"], Reason.HOLDER_REJECTED))

    new = reissued(quick_stage, old["id"])

    assert quick_stage.credential(new["id"]).award.state is AwardState.ISSUED
    pages = [quick_stage.http(None).get(each["links"]["public"]).status_code for each in (old, new)]
    assert pages == [410, 200]


def test_a_successor_may_be_replaced_in_its_turn_and_each_leads_to_the_next(quick_stage: Stage) -> None:
    first = quick_stage.issued()
    second = reissued(quick_stage, first["id"])
    third = reissued(quick_stage, second["id"], correction(recipient={"name": "Ada More Correct"}))

    rows = [quick_stage.credential(each["id"]) for each in (first, second, third)]

    assert [each.row.ordinal for each in rows] == [0, 1, 2]
    assert [each.row.state for each in rows] == ["superseded", "superseded", "issued"]
    assert [each.successor_id for each in rows] == [second["id"], third["id"], None]


def test_a_preview_tells_both_and_writes_nothing(quick_stage: Stage) -> None:
    old = quick_stage.issued()
    counts = quick_stage.row_counts()

    before, after = preview_reissue(quick_stage.installation, order(quick_stage, old["id"]))

    assert (before.recipient.name, after.recipient.name) == ("Ada Example", "Ada Correct")
    assert quick_stage.row_counts() == counts
    assert quick_stage.storage.refused == set()


def test_under_one_key_there_is_one_answer(stage: Stage) -> None:
    old = stage.issued()
    first = reissue(stage.installation, order(stage, old["id"], "k1"))
    counts = stage.row_counts()

    again = reissue(stage.again().installation, order(stage, old["id"], "k1"))

    assert (again.status, again.body, again.replayed) == (201, first.body, True)
    assert stage.row_counts() == counts


def test_the_award_asked_for_again_is_answered_by_its_first_credential_as_it_stands(quick_stage: Stage) -> None:
    old = quick_stage.issued()
    new = reissued(quick_stage, old["id"])

    again = quick_stage.issue(key="another")

    assert (again.status_code, again.json()["id"], again.json()["state"], again.json()["replaced_by"]) == (
        200,
        old["id"],
        "superseded",
        new["id"],
    )
