"""Erasing reaches what learning systems reported; and what foreign verifiers see of an erased person's file is as before."""

from typing import Any

import orjson
import pytest
from openvc.did.base import parse_did_document
from openvc.proof.data_integrity import DataIntegrityProofSuite

from app.model.inbox import EventState
from app.schemas.contexts import context_document
from tests.installations import Stage
from tests.services.inboxes import inbox_on, told
from tests.services.test_erase_recipient import MARK, erase, everything_stored, export, in_plain, tells

OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
REPORTED: dict[str, Any] = told(user={"id": "42", "name": f"Ida {MARK}"})


def test_what_was_reported_of_a_person_is_told_to_them_and_goes_with_them(stage: Stage) -> None:
    inbox = inbox_on(stage, "generic")
    event = inbox.came_to(REPORTED)
    person = stage.credential(str(event.credential_id)).row.recipient_id
    assert [each["said"] for each in export(stage, person).json()["events"]] == [REPORTED]

    assert erase(stage, person).status_code == 200

    after = inbox.event(event.id)
    assert (after.state, after.payload_box, after.wrapped_key, after.subject_digest) == (EventState.ISSUED, None, None, None)
    assert {name: tells(content) for name, content in everything_stored(stage).items() if tells(content)} == {}


def test_what_is_still_to_be_worked_out_about_an_erased_person_is_not(stage: Stage) -> None:
    inbox = inbox_on(stage, "generic")
    person = stage.credential(str(inbox.came_to(REPORTED).credential_id)).row.recipient_id
    waiting = inbox.post({**REPORTED, "id": "e-2"}).event

    erase(stage, person)
    inbox.work_out()

    after = inbox.event(waiting.id)
    assert (after.state, after.trouble, after.payload_box) == (EventState.REFUSED, "personal-data-erased", None)
    assert len(inbox.credentials()) == 1


def test_a_repeated_report_does_not_make_an_erased_person_anew(stage: Stage) -> None:
    inbox = inbox_on(stage, "generic")
    person = stage.credential(str(inbox.came_to(REPORTED).credential_id)).row.recipient_id
    erase(stage, person)

    again = inbox.came_to({**REPORTED, "id": "e-3"})

    assert (again.state, again.payload_box, again.wrapped_key) == (EventState.REFUSED, None, None)
    assert stage.row_counts()["recipient"] == 1


@pytest.mark.parametrize("turn", ["before", "after"])
def test_openvc_verifies_the_file_that_an_erased_learner_kept(quick_stage: Stage, turn: str) -> None:
    issued = in_plain(quick_stage)
    document = orjson.loads(quick_stage.http(None).get(issued["links"]["ob3_jsonld"]).content)
    if turn == "after":
        erase(quick_stage, issued["recipient"])

    served = quick_stage.http(None).get("/issuers/academy/did.json").json()
    key = parse_did_document(served).key_for_purpose(document["proof"]["verificationMethod"], "assertionMethod")
    assert key is not None
    theirs = DataIntegrityProofSuite().verify(
        document,
        public_key_jwk=key.public_key_jwk,
        now=quick_stage.clock(),
        extra_contexts={OB_CONTEXT: context_document(OB_CONTEXT)},
    )

    assert theirs.issuer == served["id"]
