"""What callers may send to change a credential. The refusals by HTTP: tests/api/test_lifecycle_refused.py."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from app.errors import SchemaViolation
from app.model.award import AwardResult, ResultStatus
from app.model.lifecycle import Reason, ReissueReason
from app.schemas.lifecycle_bodies import MAX_NOTE, ChangeBody, ReissueBody
from app.schemas.requests import read_body

REISSUE: dict[str, Any] = {"recipient": {"name": "Ada"}, "reason": "name_correction", "authority": "Registrar"}


def change(**members: Any) -> ChangeBody:
    return read_body(ChangeBody, json.dumps(members).encode())


def reissue(**members: Any) -> ReissueBody:
    return read_body(ReissueBody, json.dumps(REISSUE | members).encode())


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_may_be_given_and_a_note_need_not(reason: Reason) -> None:
    body = change(reason=reason)

    assert (Reason(body.reason), body.note) == (reason, None)


@pytest.mark.parametrize("reason", [*ReissueReason, "", "OTHER", "other ", None, 1, True])
def test_no_other_reason_may_be_given(reason: Any) -> None:
    with pytest.raises(SchemaViolation) as refused:
        change(reason=reason)

    assert [fault.pointer for fault in refused.value.faults] == ["/reason"]


def test_a_note_has_lines_and_a_length() -> None:
    assert change(reason="other", note="Line\nZeile").note == "Line\nZeile"
    assert len(change(reason="other", note="a" * MAX_NOTE).note or "") == MAX_NOTE
    with pytest.raises(SchemaViolation):
        change(reason="other", note="a" * (MAX_NOTE + 1))


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"reason": "renewal", "recipient": None},
        {"reason": "renewal"},
        {"reason": "data_correction", "recipient": {"did": "did:web:ada.example.org"}},
        {"reason": "data_correction", "recipient": None, "results": []},
    ],
)
def test_a_reissue_says_why_on_whose_authority_and_what_is_right(members: dict[str, Any]) -> None:
    assert reissue(**members).authority == "Registrar"


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"recipient": None}, "recipient.name"),
        ({"recipient": {"language": "de"}}, "recipient.name"),
        ({"recipient": None, "results": []}, "recipient.name"),
        ({"recipient": None, "reason": "data_correction"}, "`results`"),
        ({"recipient": {}}, "at least one of"),
    ],
)
def test_a_correction_without_what_is_right_is_refused(members: dict[str, Any], says: str) -> None:
    with pytest.raises(SchemaViolation) as refused:
        reissue(**members)

    (fault,) = refused.value.faults
    assert says in fault.detail


def test_corrected_results_are_nouns_of_the_model_in_utc() -> None:
    result = {"value": "4", "status": "Completed", "name": "Exam", "achieved_at": "2026-01-01T12:00:00+02:00"}

    assert reissue(results=[result]).corrected_results() == (
        AwardResult("4", ResultStatus.COMPLETED, "Exam", datetime(2026, 1, 1, 10, 0, tzinfo=UTC)),
    )
    assert reissue(results=[]).corrected_results() == ()
    assert reissue().corrected_results() is None


@pytest.mark.parametrize("body", [{"reason": "boredom"}, REISSUE | {"reason": "boredom"}])
def test_the_reasons_that_may_be_given_are_named_as_they_are_written(body: dict[str, Any]) -> None:
    model, known = (ReissueBody, list(ReissueReason)) if "authority" in body else (ChangeBody, list(Reason))

    with pytest.raises(SchemaViolation) as refused:
        read_body(model, json.dumps(body).encode())

    (fault,) = refused.value.faults
    assert [reason for reason in known if f"'{reason}'" not in fault.detail] == []
    assert "Reason" not in fault.detail
    assert "<" not in fault.detail
