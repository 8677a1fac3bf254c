"""An instance that makes records: a badge that the caller wrote becomes an award of ours, whole or not at all."""

from typing import Any

import httpx
import pytest

from app.model.issuer import Mode
from app.services.api_keys import NewClient, create_client
from app.services.audited import operator_actor
from app.services.vc_api_instances import NewInstance, create_instance
from tests.installations import PUBLIC_URL, Stage

DID = "did:web:credentials.example.org:issuers:academy"
ACHIEVEMENT = f"{PUBLIC_URL}/achievements/stitching/v1"
IDENTITY = {"type": "IdentityObject", "hashed": False}
NAME = {**IDENTITY, "identityType": "name", "identityHash": "Ada Example"}
LEVEL = {"type": ["Result"], "value": "1", "achievedLevel": "urn:x:1"}
BADGE: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "urn:uuid:5f0ab5a1-4a4b-4c36-9d13-62f2a0f1b0d1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": DID, "type": ["Profile"], "name": "Academy"},
    "validFrom": "2026-01-30T13:00:00+01:00",
    "awardedDate": "2026-01-30T12:00:00Z",
    "credentialSubject": {
        "id": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        "type": ["AchievementSubject"],
        "identifier": [
            NAME,
            {**IDENTITY, "identityType": "emailAddress", "identityHash": "ada@example.org"},
            {**IDENTITY, "identityType": "systemId", "identityHash": "42"},
        ],
        "achievement": {"id": ACHIEVEMENT, "type": ["Achievement"], "creator": {"name": "Academy"}},
        "result": [{"type": ["Result"], "value": "passed", "status": "Completed"}],
    },
    "evidence": [{"id": "https://example.org/photo", "type": ["Evidence"], "name": "Photo"}],
}


def badge(*path: str, **changes: Any) -> dict[str, Any]:
    """Return the badge with members changed in the object that `path` leads to; None takes one away."""
    if not path:
        return {name: value for name, value in {**BADGE, **changes}.items() if value is not None}
    inner: dict[str, Any] = BADGE
    for step in path:
        inner = inner[step]
    changed: Any = {name: value for name, value in {**inner, **changes}.items() if value is not None}
    for depth in range(len(path) - 1, -1, -1):
        outer: dict[str, Any] = BADGE
        for step in path[:depth]:
            outer = outer[step]
        changed = {**outer, path[depth]: changed}
    return dict(changed)


def instance(stage: Stage) -> None:
    new = NewInstance("awards", "eddsa-rdfc-2022", issuer="academy", records=True)
    create_instance(stage.installation, operator_actor(stage.client().tenant_id), new)


def ask(stage: Stage, document: Any = BADGE, who: str = "lms") -> httpx.Response:
    answer: httpx.Response = stage.http(who).post("/vc-api/issuers/awards/credentials/issue", json={"credential": document})
    return answer


def test_a_badge_becomes_an_award_that_is_kept_shown_and_revoked_as_all_are(stage: Stage) -> None:
    instance(stage)

    answer = ask(stage)

    assert answer.status_code == 201, answer.json()["errors"]
    signed = answer.json()["verifiableCredential"]
    (row,) = stage.http().get("/v1/credentials").json()["items"]
    assert signed["id"] == row["links"]["public"]
    assert (row["source_ref"], row["achievement"]["slug"]) == (BADGE["id"], "stitching")
    assert signed["credentialSubject"]["id"] == BADGE["credentialSubject"]["id"]
    assert "ada@example.org" not in answer.text
    assert signed["credentialStatus"]["statusPurpose"] == "revocation"
    assert stage.http(None).post("/v1/verifications", json=signed).json()["verdict"] == "valid"
    assert stage.http().post(f"/v1/credentials/{row['id']}/revoke", json={"reason": "issued_in_error"}).status_code == 200


def test_a_badge_may_say_all_that_ours_would_say(quick_stage: Stage) -> None:
    instance(quick_stage)
    ours = ask(quick_stage).json()["verifiableCredential"]
    own = {name: value for name, value in ours.items() if name not in {"proof", "credentialStatus"}}
    subject = {**ours["credentialSubject"], "identifier": BADGE["credentialSubject"]["identifier"]}

    again = ask(quick_stage, {**own, "id": "urn:uuid:another", "credentialSubject": subject})

    assert again.status_code == 201, again.json()["errors"]
    assert again.json()["verifiableCredential"]["id"] != ours["id"]


def test_the_same_badge_twice_is_one_award_and_another_content_under_its_id_is_a_conflict(stage: Stage) -> None:
    instance(stage)

    first, again, other = ask(stage), ask(stage), ask(stage, badge("credentialSubject", result=[{"type": ["Result"], "value": "failed"}]))

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.content == again.content
    assert len(stage.http().get("/v1/credentials").json()["items"]) == 1


MAIL = {**IDENTITY, "identityType": "emailAddress", "identityHash": "ada@example.org"}
PUPIL = {**IDENTITY, "identityType": "systemId", "identityHash": "42"}


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ([NAME, MAIL], [{**NAME, "identityHash": "Bea Example"}, MAIL]),
        ([NAME, MAIL], [{**NAME, "identityHash": "ada example"}, MAIL]),
        ([NAME, MAIL, PUPIL], [NAME, {**MAIL, "identityHash": "bea@example.org"}, PUPIL]),
        ([NAME, PUPIL], [NAME, MAIL, PUPIL]),
        ([NAME], [{**NAME, "identityHash": "Bea Example"}]),
    ],
)
def test_another_learner_under_the_id_of_an_award_is_a_conflict_and_gets_nobodys_badge(
    stage: Stage, first: list[dict[str, Any]], other: list[dict[str, Any]]
) -> None:
    instance(stage)
    assert ask(stage, badge("credentialSubject", identifier=first)).status_code == 201

    answer = ask(stage, badge("credentialSubject", identifier=other))

    assert answer.status_code == 409, answer.text
    assert "verifiableCredential" not in answer.json()
    assert len(stage.http().get("/v1/credentials").json()["items"]) == 1


@pytest.mark.parametrize("address", ["ADA@example.org", "ada@example.org"])
def test_the_same_learner_in_another_spelling_or_in_fewer_words_gets_the_same_badge(quick_stage: Stage, address: str) -> None:
    instance(quick_stage)
    first = ask(quick_stage)

    spelled = ask(quick_stage, badge("credentialSubject", identifier=[NAME, {**MAIL, "identityHash": address}, PUPIL]))
    fewer = ask(quick_stage, badge("credentialSubject", identifier=[NAME, PUPIL]))

    assert first.content == spelled.content == fewer.content


@pytest.mark.parametrize("name", [BADGE["id"], None])
def test_a_learner_who_is_only_named_gets_one_too(quick_stage: Stage, name: str | None) -> None:
    instance(quick_stage)
    nameless = {**badge("credentialSubject", identifier=NAME, id=None), "id": name}
    document = {member: value for member, value in nameless.items() if value is not None}

    assert ask(quick_stage, document).status_code == 201


def test_a_badge_that_says_no_more_than_it_must_is_issued_from_now_on(quick_stage: Stage) -> None:
    instance(quick_stage)
    document = badge(issuer=None, validFrom=None, awardedDate=None, evidence=None)

    answer = ask(quick_stage, document)

    assert answer.status_code == 201, answer.text
    assert answer.json()["verifiableCredential"]["validFrom"] == "2026-01-31T12:00:00Z"


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        (badge(type=["VerifiableCredential"]), "/type"),
        (badge(name="Another name"), "/name"),
        (badge(description="More"), "/description"),
        (badge(image={"id": "https://example.org/i.png", "type": "Image"}), "/image"),
        (badge(issuer={"id": DID, "type": ["Profile"], "name": "Another"}), "/issuer/name"),
        (badge(credentialStatus={"id": "urn:x:1", "type": "1EdTechRevocationList"}), "/credentialStatus"),
        (badge("credentialSubject", "achievement", name="Another"), "/credentialSubject/achievement/name"),
        (badge("credentialSubject", "achievement", id=f"{PUBLIC_URL}/achievements/stitching/v2"), "/credentialSubject/achievement/id"),
        (badge("credentialSubject", "achievement", id=f"{PUBLIC_URL}/achievements/lighting/v1"), "/credentialSubject/achievement/id"),
        (badge("credentialSubject", "achievement", id=f"{PUBLIC_URL}/achievements/tuning/v1"), "/credentialSubject/achievement/id"),
        (badge("credentialSubject", "achievement", id="https://example.org/a"), "/credentialSubject/achievement/id"),
        (badge("credentialSubject", role="tailor"), "/credentialSubject/role"),
        (badge("credentialSubject", id="https://example.org/ada"), "/credentialSubject/id"),
        (badge("credentialSubject", identifier=[]), "/credentialSubject/identifier"),
        (badge("credentialSubject", identifier=[NAME, NAME]), "/credentialSubject/identifier/1"),
        (badge("credentialSubject", identifier=[NAME, {**NAME, "hashed": True}]), "/credentialSubject/identifier/1"),
        (badge("credentialSubject", identifier=[NAME, {**NAME, "identityType": "isbn"}]), "/credentialSubject/identifier/1"),
        (
            badge("credentialSubject", result=[{"type": ["Result"], "value": "1", "achievedLevel": "urn:x:1"}]),
            "/credentialSubject/result/0/achievedLevel",
        ),
        (badge("credentialSubject", result=[{"type": ["Result"], "status": "Sewn"}]), "/credentialSubject/result"),
        (badge(evidence=[{"id": "https://example.org/photo", "type": ["Evidence"], "audience": "all"}]), "/evidence/0/audience"),
        (badge(awardedDate="2027-01-30T12:00:00Z"), "/awardedDate"),
    ],
)
def test_what_our_badge_would_not_say_is_refused_with_its_place(quick_stage: Stage, document: dict[str, Any], pointer: str) -> None:
    instance(quick_stage)

    answer = ask(quick_stage, document)

    assert answer.status_code == 400, answer.text
    assert f"/credential{pointer}" in [fault["pointer"] for fault in answer.json()["errors"]]
    assert quick_stage.row_counts()["award"] == 0


def test_awards_want_the_right_to_issue_awards(quick_stage: Stage) -> None:
    instance(quick_stage)
    tenant = operator_actor(quick_stage.client().tenant_id)
    _, key = create_client(quick_stage.installation, tenant, NewClient("signer", Mode.TEST, frozenset({"vc-api:issue"})))

    answer = quick_stage.http(None).post(
        "/vc-api/issuers/awards/credentials/issue", json={"credential": BADGE}, headers={"Authorization": f"Bearer {key}"}
    )

    assert answer.status_code == 403


def test_an_achievement_of_another_issuer_is_not_this_instances_to_award(quick_stage: Stage) -> None:
    tenant = operator_actor(quick_stage.client().tenant_id)
    create_instance(quick_stage.installation, tenant, NewInstance("other", "eddsa-rdfc-2022", organisation="academy"))
    create_instance(quick_stage.installation, tenant, NewInstance("awards", "eddsa-rdfc-2022", issuer="vc-api-other", records=True))

    answer = ask(quick_stage, badge(issuer=None))

    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/credential/credentialSubject/achievement/id"]
