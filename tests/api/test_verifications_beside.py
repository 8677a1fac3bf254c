"""`POST /v1/verifications`: what stands beside the verdict: a newer version, the recipient who was named, the words of others."""

from typing import Any

import orjson
import pytest

from tests.api.verifying import send, verified
from tests.installations import Stage
from tests.verifier.badges import ENDORSER_KEYS, ENDORSER_SIGNER, NEWER_URL, endorsement, newer, refreshable
from tests.verifier.world import ISSUER_URL, LIST_URL, badge, evidence, signed

LEARNER = {"identityType": "id", "identity": "did:example:learner"}


@pytest.fixture
def peers(stage: Stage) -> Stage:
    """A stage with the issuer and the endorser of a badge in its network."""
    for fetched in evidence(ENDORSER_KEYS).values():
        stage.network.documents[fetched.url] = fetched.body or b""
    return stage


def endorsed() -> dict[str, Any]:
    return dict(orjson.loads(signed(badge(endorsement=[orjson.loads(signed(endorsement(), ENDORSER_SIGNER))]))))


def test_endorsements_are_nested_with_their_own_verdict_and_checks(peers: Stage) -> None:
    report = verified(peers, endorsed())

    (found,) = report["endorsements"]
    assert (found["about"], found["concerns"], found["endorser_name"]) == ("credential", True, "Wine Guild")
    assert found["comment"] == "Their noses are good."
    assert found["verdict"] == report["endorsements"][0]["verdict"]
    assert [check["number"] for check in found["checks"]] == [1, 2, 3, 4, 5, 6, 7]
    assert "more_endorsements" not in report


def test_nothing_of_an_endorsement_is_told_whose_signature_does_not_stand(peers: Stage) -> None:
    document = badge(endorsement=[{**orjson.loads(signed(endorsement(), ENDORSER_SIGNER)), "name": "Forged"}])

    (found,) = verified(peers, orjson.loads(signed(document)))["endorsements"]

    assert found["verdict"] == "not_valid"
    assert not {"comment", "endorser_name", "endorser_id"} & found.keys()


def test_a_newer_version_is_judged_and_told(peers: Stage) -> None:
    peers.network.documents[NEWER_URL] = newer()

    report = verified(peers, orjson.loads(signed(refreshable())))

    assert report["refresh"]["code"] == "refreshed"
    assert report["refresh"]["url"] == NEWER_URL
    assert report["credential_view"]["title"] == "Wine tasting, revised"
    assert [source["url"] for source in report["sources"]] == [ISSUER_URL, LIST_URL, NEWER_URL]


def test_where_there_is_none_that_is_told(peers: Stage) -> None:
    report = verified(peers, orjson.loads(signed(refreshable())))

    assert report["refresh"]["code"] == "unreachable"
    assert [(source["url"], source["reached"]) for source in report["sources"]] == [
        (ISSUER_URL, True),
        (LIST_URL, True),
        (NEWER_URL, False),
    ]
    assert report["credential_view"]["title"] == "Wine tasting"


@pytest.mark.parametrize(
    ("recipient", "outcome"),
    [
        (LEARNER, "matches"),
        ({"identityType": "id", "identity": "did:example:another"}, "differs"),
        ({"identityType": "emailAddress", "identity": "ada@example.org"}, "cannot_tell"),
    ],
)
def test_the_recipient_who_was_named_is_compared(peers: Stage, recipient: dict[str, str], outcome: str) -> None:
    report = verified(peers, {"credential": orjson.loads(signed()), "recipient": recipient})

    assert report["recipient"]["outcome"] == outcome
    assert recipient["identity"] not in orjson.dumps(report["recipient"]).decode()


def test_a_recipient_may_stand_beside_an_address(peers: Stage) -> None:
    peers.network.documents["https://wallet.example/badge"] = signed()

    report = verified(peers, {"url": "https://wallet.example/badge", "recipient": LEARNER})

    assert report["recipient"]["outcome"] == "matches"


def test_a_form_may_name_the_recipient(peers: Stage) -> None:
    answer = peers.http(None).post("/v1/verifications", files={"file": ("badge.json", signed())}, data={"recipient": "did:example:learner"})

    assert answer.json()["recipient"]["outcome"] == "matches"


def test_without_a_recipient_nothing_is_said_of_one(peers: Stage) -> None:
    assert "recipient" not in verified(peers, {"credential": orjson.loads(signed())})


@pytest.mark.parametrize(
    ("recipient", "pointer"),
    [
        ("ada@example.org", "/recipient"),
        ({}, "/recipient/identity"),
        ({"identityType": "emailAddress"}, "/recipient/identity"),
        ({"identityType": "emailAddress", "identity": ""}, "/recipient/identity"),
        ({"identityType": "emailAddress", "identity": 7}, "/recipient/identity"),
        ({"identityType": "emailAddress", "identity": "x" * 501}, "/recipient/identity"),
        ({**LEARNER, "salt": "x"}, "/recipient/salt"),
    ],
)
@pytest.mark.parametrize("beside", ["credential", "url"])
def test_a_garbled_recipient_is_refused_with_its_place(peers: Stage, beside: str, recipient: Any, pointer: str) -> None:
    what = orjson.loads(signed()) if beside == "credential" else "https://wallet.example/badge"

    answer = send(peers, orjson.dumps({beside: what, "recipient": recipient}), "application/json")

    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_nobody_finds_a_named_recipient_in_the_log(peers: Stage, caplog: pytest.LogCaptureFixture) -> None:
    named = {"identityType": "emailAddress", "identity": "ada.secret@example.org"}

    verified(peers, {"credential": orjson.loads(signed()), "recipient": named})

    assert "ada.secret" not in caplog.text
