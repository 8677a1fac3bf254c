"""`/vc-api`: credentials with a status are written down, revoked for good, forgotten; challenges are answered once."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import select

from app.adapters.database import vc_api
from app.adapters.database.tables import metadata
from app.api.vc_api_examples import PRESENTED
from app.crypto.hashes import sha256_hex
from app.crypto.keys import multikey, public_jwk
from app.crypto.signing import PrivateKeySigner
from app.model.secured import Algorithm, ProofPurpose
from app.model.vc_api import Issuance, IssuanceState
from app.proofs import suite_named
from app.proofs.suite import SecureOptions, write_json
from app.schemas.strict_json import read_object
from app.services.audited import operator_actor
from app.services.recover import recover
from app.services.vc_api_access import Caller, open_door
from app.services.vc_api_instances import NewInstance, create_instance
from app.services.vc_api_issuances import finish_issuance, reserve_issuance
from app.status.bitstring import decode_bits, set_in
from tests.fakes import private_key_of
from tests.installations import Stage
from tests.props import NOON

V2 = "https://www.w3.org/ns/credentials/v2"
NAME = "urn:uuid:5f0ab5a1-4a4b-4c36-9d13-62f2a0f1b0d1"
CREDENTIAL = {"@context": [V2], "id": NAME, "type": ["VerifiableCredential"], "credentialSubject": {"id": "did:example:ada"}}
DIGEST = "ab" * 32
ENTRY = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}


def instance(stage: Stage, **more: Any) -> None:
    """Make an instance with a status."""
    new = NewInstance("badges", "eddsa-rdfc-2022", **{"organisation": "academy", "with_status": True, **more})
    create_instance(stage.installation, operator_actor(stage.client().tenant_id), new)


def ask(stage: Stage, credential: Any = CREDENTIAL, options: Any = None) -> httpx.Response:
    body = {"credential": credential, "options": options}
    answer: httpx.Response = stage.http().post("/vc-api/issuers/badges/credentials/issue", json=body)
    return answer


def issued(stage: Stage, **changes: Any) -> dict[str, Any]:
    answer = ask(stage, {**CREDENTIAL, **changes})
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["verifiableCredential"])


def set_status(stage: Stage, name: str = NAME, *, who: str = "lms", status: Any = True, **entry: Any) -> httpx.Response:
    body = {"credentialId": name, "credentialStatus": {**ENTRY, **entry}, "status": status}
    answer: httpx.Response = stage.http(who).post("/vc-api/credentials/status", json=body)
    return answer


def verified(stage: Stage, credential: Any) -> bool:
    stage.clock.move(seconds=10)
    return bool(stage.http(None).post("/vc-api/credentials/verify", json={"verifiableCredential": credential}).json()["verified"])


def rows_of(stage: Stage) -> list[Any]:
    return stage.select(select(metadata.tables["vc_api_issuance"]))


def test_a_credential_gets_an_entry_of_its_own_and_is_written_down_without_itself(stage: Stage) -> None:
    instance(stage)

    first, second = issued(stage), issued(stage)

    assert first["credentialStatus"]["statusListIndex"] != second["credentialStatus"]["statusListIndex"]
    entry = first["credentialStatus"]
    assert entry.keys() == {"id", "type", "statusPurpose", "statusListIndex", "statusListCredential"}
    assert entry["id"] == f"{entry['statusListCredential']}#{entry['statusListIndex']}"
    assert [row.state for row in rows_of(stage)] == [IssuanceState.SIGNED] * 2
    assert not [row for row in rows_of(stage) if NAME in str(row) or "did:example" in str(row)]
    assert {"vc_api.reserved", "vc_api.issued"} <= set(stage.audited())
    assert verified(stage, first)


def test_an_entry_stands_beside_those_that_were_there(quick_stage: Stage) -> None:
    instance(quick_stage)
    other = {"id": "https://example.org/status/1#2", "type": "https://example.org/Status"}

    assert issued(quick_stage, credentialStatus=other)["credentialStatus"][0] == other
    assert len(issued(quick_stage, credentialStatus=[other])["credentialStatus"]) == 2


def test_a_credential_of_the_first_data_model_gets_the_words_for_its_entry(quick_stage: Stage) -> None:
    instance(quick_stage)
    old = {**CREDENTIAL, "@context": ["https://www.w3.org/2018/credentials/v1"], "issuanceDate": "2026-01-31T12:00:00Z"}

    signed = ask(quick_stage, old).json()["verifiableCredential"]

    assert signed["@context"][1:] == ["https://w3id.org/security/data-integrity/v2", "https://www.w3.org/ns/credentials/status/v1"]
    assert verified(quick_stage, signed)


def test_a_revoked_credential_does_not_verify_and_stays_revoked(stage: Stage) -> None:
    instance(stage)
    signed = issued(stage)
    assert verified(stage, signed)

    answers = [set_status(stage), set_status(stage), set_status(stage, status=False)]

    assert [answer.status_code for answer in answers] == [200, 200, 409]
    assert answers[0].json() == {"credentialId": NAME, "status": True}
    assert stage.audited().count("vc_api.revoked") == 1
    assert not verified(stage, signed)


def test_a_credential_that_is_good_may_be_said_to_be_good(quick_stage: Stage) -> None:
    instance(quick_stage)
    issued(quick_stage)

    assert set_status(quick_stage, status=False).status_code == 200


def test_nobody_hides_a_revocation_behind_a_term_of_their_own(stage: Stage) -> None:
    instance(stage)
    credential = issued(stage)
    set_status(stage)
    hidden = {
        **{name: value for name, value in credential.items() if name != "credentialStatus"},
        "@context": [V2, {"hidden": {"@id": "https://www.w3.org/2018/credentials#credentialStatus", "@type": "@id"}}],
        "hidden": credential["credentialStatus"],
    }

    assert not verified(stage, hidden)  # although it makes the statements that were signed


def test_every_copy_of_a_credential_is_revoked_or_the_one_whose_entry_is_named(quick_stage: Stage) -> None:
    instance(quick_stage)
    first, second, third = (issued(quick_stage) for _ in range(3))
    entry = first["credentialStatus"]

    assert set_status(quick_stage, statusListIndex=entry["statusListIndex"], statusListCredential=entry["statusListCredential"]).is_success
    assert [verified(quick_stage, each) for each in (first, second, third)] == [False, True, True]
    assert set_status(quick_stage).is_success
    assert [verified(quick_stage, each) for each in (first, second, third)] == [False, False, False]


def test_a_credential_without_an_id_is_known_by_the_one_in_the_options_or_by_its_record(quick_stage: Stage) -> None:
    instance(quick_stage)
    nameless = {name: value for name, value in CREDENTIAL.items() if name != "id"}

    answer = ask(quick_stage, nameless, {"credentialId": "urn:example:7"})

    record = answer.headers["Location"].rpartition("/")[2]
    assert "id" not in answer.json()["verifiableCredential"]
    assert set_status(quick_stage, "urn:example:7").status_code == set_status(quick_stage, record).status_code == 200


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"name": "urn:uuid:other"}, 404),
        ({"who": "orchestra"}, 404),
        ({"who": "live"}, 404),
        ({"who": "nobody"}, 403),
        ({"type": "StatusList2021Entry"}, 400),
        ({"statusPurpose": "suspension"}, 400),
        ({"statusListIndex": "131071"}, 404),
        ({"statusListCredential": "https://example.org/list"}, 404),
        ({"status": "yes"}, 400),
    ],
)
def test_a_status_that_is_not_theirs_or_not_kept_is_not_set(quick_stage: Stage, change: dict[str, Any], status: int) -> None:
    instance(quick_stage)
    issued(quick_stage)

    assert set_status(quick_stage, **change).status_code == status
    assert "vc_api.revoked" not in quick_stage.audited()


def test_a_record_says_what_was_written_down_until_it_is_forgotten(stage: Stage) -> None:
    instance(stage)
    signed = issued(stage)
    path = f"/vc-api/credentials/{NAME}"

    record = stage.http().get(path).json()

    entry = signed["credentialStatus"]
    assert record["credentialStatus"] == {name: value for name, value in entry.items() if name != "id"}
    assert record["revoked"] is False
    assert record["issued_at"] == "2026-01-31T12:00:00Z"
    assert len(record["sha256"]) == 64
    assert [stage.http().request(method, path).status_code for method in ("DELETE", "DELETE", "GET")] == [204, 404, 404]
    assert set_status(stage).status_code == 404
    assert "vc_api.forgotten" in stage.audited()
    assert verified(stage, signed)


@pytest.mark.parametrize("name", ["https://example.org/credentials/1?of=2", "https://example.org/a/#b", "did:example:a/b//c"])
def test_a_credential_is_found_by_any_id_percent_encoded(quick_stage: Stage, name: str) -> None:
    instance(quick_stage)
    issued(quick_stage, id=name)
    path = f"/vc-api/credentials/{quote(name, safe='')}"

    assert [quick_stage.http().request(method, path).status_code for method in ("GET", "DELETE", "GET")] == [200, 204, 404]


@pytest.mark.parametrize("credential", [{**CREDENTIAL, "invalidTerm": 1}, {**CREDENTIAL, "type": ["VerifiableCredential", "Undefined"]}])
def test_what_cannot_be_signed_takes_no_slot(quick_stage: Stage, credential: dict[str, Any]) -> None:
    instance(quick_stage)

    assert ask(quick_stage, credential).status_code == 400
    assert rows_of(quick_stage) == []


def test_a_credential_that_could_not_be_signed_after_all_burns_its_slot(stage: Stage) -> None:
    instance(stage)
    stage.keys.locked = True

    assert ask(stage).status_code == 503

    (row,) = rows_of(stage)
    assert row.state is IssuanceState.VOIDED
    assert "vc_api.voided" in stage.audited()
    stage.keys.locked = False
    body = stage.http(None).get(f"/status/{row.list_id}").content
    assert set(set_in(decode_bits(read_object(body)["credentialSubject"]["encodedList"]))) == {row.idx}
    assert set_status(stage).status_code == 404


def test_what_a_crash_left_is_voided_once_and_who_signed_it_too_late_does_not_give_it_out(stage: Stage) -> None:
    instance(stage)
    row = abandoned(stage)

    first, second = recover(stage.installation), recover(stage.installation)

    assert (first.voided, second.voided) == (1, 0)
    with pytest.raises(Exception, match="its slot was given up"):
        stage.installation.database.write(lambda session: finish_issuance(session, stage.installation, door(stage), row, DIGEST))


def test_what_is_still_being_signed_is_left_alone(quick_stage: Stage) -> None:
    instance(quick_stage)
    row = abandoned(quick_stage)

    assert recover(quick_stage.installation, timedelta(minutes=1)).voided == 0
    quick_stage.installation.database.write(
        lambda session: finish_issuance(session, quick_stage.installation, door(quick_stage), row, DIGEST)
    )
    found = quick_stage.installation.database.read(lambda session: vc_api.named(session, row.tenant_id, row.id, ""))
    assert [each.state for each in found] == [IssuanceState.SIGNED]


def test_no_guess_at_a_credential_can_be_tried_on_what_is_written_down(stage: Stage) -> None:
    """Only who has the signed credential knows its digest: of the unsigned one, a name could be guessed."""
    instance(stage)
    answer = ask(stage)
    given = answer.content.removeprefix(b'{"verifiableCredential":').removesuffix(b"}")
    unsigned = {name: value for name, value in read_object(given).items() if name != "proof"}

    (row,) = rows_of(stage)

    told = {each.after_sha256 for each in stage.select(select(metadata.tables["audit_event"]))}
    assert row.sha256 == sha256_hex(given)
    assert row.sha256 in told
    assert sha256_hex(write_json(unsigned)) not in told | {row.sha256}


def door(stage: Stage) -> Any:
    return stage.installation.database.read(lambda session: open_door(session, stage.installation, "badges", Caller(stage.client())))


def abandoned(stage: Stage) -> Issuance:
    entered = door(stage)
    return stage.installation.database.write(
        lambda session: reserve_issuance(session, stage.installation, entered, {**CREDENTIAL, "issuer": "did:example:x"}, NAME)
    )[0]


def test_a_list_is_opened_once_and_read_by_everybody(stage: Stage) -> None:
    instance(stage)
    body = {"instance": "badges", "statusPurpose": "revocation"}

    first, second = (stage.http().post("/vc-api/status-lists", json=body) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.headers["Location"] == second.headers["Location"] == first.json()["id"]
    assert "status_list.opened" in stage.audited()
    address = first.headers["Location"]
    assert stage.http(None).get(address).json()["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert issued(stage)["credentialStatus"]["statusListCredential"].endswith(address.rpartition("/")[2])
    assert stage.http(None).get("/vc-api/status-lists/stl_none").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"instance": "badges", "statusPurpose": "refresh"}, 400),
        ({"instance": "none"}, 404),
        ({"statusPurpose": "revocation"}, 400),
        ({"instance": 5}, 400),
    ],
)
def test_a_list_that_nobody_would_use_is_not_opened(quick_stage: Stage, body: dict[str, Any], status: int) -> None:
    instance(quick_stage)

    assert quick_stage.http().post("/vc-api/status-lists", json=body).status_code == status


def test_an_instance_without_a_status_has_no_list(quick_stage: Stage) -> None:
    instance(quick_stage, with_status=False)

    assert quick_stage.http().post("/vc-api/status-lists", json={"instance": "badges"}).status_code == 400


def presentation(challenge: str, domain: str | None = "verifier.example.org") -> dict[str, Any]:
    """Return a presentation without a credential that answers a challenge."""
    key = private_key_of()
    name = multikey(public_jwk(key))
    signer = PrivateKeySigner(f"did:key:{name}#{name}", key, Algorithm.EDDSA)
    document = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": f"did:key:{name}"}
    options = SecureOptions(moment=NOON, purpose=ProofPurpose.AUTHENTICATION, challenge=challenge, domain=domain)
    secured = suite_named("eddsa-rdfc-2022").secure(document, signer, options)
    return {"verifiablePresentation": read_object(secured.body), "options": {"challenge": challenge, "domain": domain}}


@pytest.mark.parametrize("domain", [["verifier.example.org"], {}, 5, False, []])
def test_a_domain_that_cannot_be_asked_is_not_left_unasked(shared_stage: Stage, domain: Any) -> None:
    body = presentation("a-challenge", None)

    asked, wrong = ({**body, "options": {"challenge": "a-challenge", **more}} for more in ({}, {"domain": domain}))

    assert shared_stage.http(None).post("/vc-api/presentations/verify", json=asked).status_code == 200
    answer = shared_stage.http(None).post("/vc-api/presentations/verify", json=wrong)
    assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]]) == (400, ["/options/domain"])


def test_a_challenge_is_answered_once(stage: Stage) -> None:
    made = stage.http(None).post("/vc-api/challenges")
    assert made.status_code == 201
    challenge = made.json()["challenge"]
    assert challenge not in str(stage.select(select(metadata.tables["vc_api_challenge"])))

    answers = [stage.http(None).post("/vc-api/presentations/verify", json=presentation(challenge)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 400]
    assert answers[1].json()["errors"][0]["code"] == "challenge-mismatch"
    assert stage.row_counts()["vc_api_challenge"] == 0


def test_a_challenge_is_answered_in_time_and_forgotten_after_it(stage: Stage) -> None:
    challenge = stage.http(None).post("/vc-api/challenges").json()["challenge"]

    stage.clock.move(minutes=16)

    assert stage.http(None).post("/vc-api/presentations/verify", json=presentation(challenge)).status_code == 400
    stage.http(None).post("/vc-api/challenges")
    assert stage.row_counts()["vc_api_challenge"] == 1


def test_a_presentation_that_does_not_verify_spends_no_challenge(quick_stage: Stage) -> None:
    challenge = quick_stage.http(None).post("/vc-api/challenges").json()["challenge"]
    wrong = presentation(challenge)
    wrong["verifiablePresentation"]["holder"] = "did:example:eve"

    assert quick_stage.http(None).post("/vc-api/presentations/verify", json=wrong).status_code == 400
    assert quick_stage.http(None).post("/vc-api/presentations/verify", json=presentation(challenge)).status_code == 200


def test_a_verifiers_own_challenge_is_its_own_affair(shared_stage: Stage) -> None:
    body = PRESENTED

    answers = [shared_stage.http(None).post("/vc-api/presentations/verify", json=body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
