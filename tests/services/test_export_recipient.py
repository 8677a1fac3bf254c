"""What is held about a person is told to the person: all of it, and nothing of anybody else."""

import hashlib
from typing import Any

import orjson

from app.schemas.strict_json import places
from tests.installations import Stage
from tests.services.test_erase_recipient import EXTERNAL, MARK, TOLD, export

OTHER = {"recipient": {"name": "Bo Nachbar", "email": "bo@example.org", "external_id": "77"}, "source_ref": "course:bo"}


def exported(stage: Stage, recipient: str) -> dict[str, Any]:
    answer = export(stage, recipient)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_the_persons_own_data_are_in_it(stage: Stage) -> None:
    issued = stage.issued(**TOLD)

    told = exported(stage, issued["recipient"])

    assert told["recipient"]["data"]["name"] == f"Ida {MARK}"
    assert told["recipient"]["data"]["email"] == f"{MARK}@example.org"
    assert told["identifiers"] == [{"kind": "external_id", "value": EXTERNAL}]


def test_an_award_is_in_it_with_all_that_was_granted(stage: Stage) -> None:
    issued = stage.issued(**TOLD)
    second = stage.issued(**{**TOLD, "source_ref": "course:8"})

    told = exported(stage, issued["recipient"])

    assert {award["id"] for award in told["awards"]} == {issued["award"], second["award"]}
    (award,) = (award for award in told["awards"] if award["id"] == issued["award"])
    assert (award["source_ref"], award["achievement"]["slug"]) == (TOLD["source_ref"], "stitching")
    assert award["snapshot"]["results"][0]["value"] == TOLD["results"][0]["value"]


def test_a_credential_is_in_it_with_its_history_and_what_was_noted(stage: Stage) -> None:
    issued = stage.issued(**TOLD)
    body = {"reason": "name_correction", "authority": f"{MARK} showed a passport", "recipient": {"name": f"Ida B. {MARK}"}}
    reissued = stage.http().post(f"/v1/credentials/{issued['id']}/reissue", json=body)
    assert reissued.status_code == 201, reissued.text
    revoked = {"reason": "holder_request", "note": f"{MARK} asked on the phone"}
    assert stage.http().post(f"/v1/credentials/{reissued.json()['id']}/revoke", json=revoked).status_code == 200

    told = exported(stage, issued["recipient"])

    assert {credential["state"] for credential in told["credentials"]} == {"superseded", "revoked"}
    history = [change for credential in told["credentials"] for change in credential["history"]]
    assert revoked["note"] in {change["note"] for change in history}
    assert body["authority"] in {change["authority"] for change in history}
    assert len(told["awards"]) == 1


def test_every_signed_file_is_in_it_as_it_was_given_out(stage: Stage) -> None:
    issued = stage.issued(**TOLD)
    files = {name: stage.http(None).get(issued["links"][name]) for name in ("ob3_jsonld", "ob3_jwt")}

    told = {file["format"]: file for file in exported(stage, issued["recipient"])["credentials"][0]["files"]}

    assert orjson.loads(files["ob3_jsonld"].content) == told["ob3-jsonld"]["content"]
    assert files["ob3_jwt"].text == told["ob3-jwt"]["content"]
    for name, file in told.items():
        assert file["sha256"] == hashlib.sha256(files[name.replace("-", "_")].content).hexdigest()


def test_who_did_what_is_in_it_by_ids(stage: Stage) -> None:
    issued = stage.issued(**TOLD)
    exported(stage, issued["recipient"])

    told = exported(stage, issued["recipient"])["audit"]

    assert {event["action"] for event in told} == {"credential.reserved", "credential.issued", "recipient.exported"}


def test_nothing_of_anybody_else_is_in_it(stage: Stage) -> None:
    issued, other = stage.issued(**TOLD), stage.issued(**OTHER)

    values = {str(value) for _, value in places(exported(stage, issued["recipient"]))}

    theirs = {"Bo Nachbar", "bo@example.org", "course:bo", other["id"], other["recipient"], other["award"]}
    assert not {value for value in values if any(name in value for name in theirs)}


def test_it_is_given_out_only_once_that_is_written_down(quick_stage: Stage) -> None:
    issued = quick_stage.issued(**TOLD)
    quick_stage.storage.refused = {1}

    assert export(quick_stage, issued["recipient"]).status_code == 503
    assert "recipient.exported" not in quick_stage.audited()

    answer = export(quick_stage, issued["recipient"])
    assert answer.headers["cache-control"] == "no-store"
    assert quick_stage.audited().count("recipient.exported") == 1
