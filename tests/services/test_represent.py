"""Signed files: made once, from the snapshot, then the same bytes for ever."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from sqlalchemy import select

from app.adapters.database import recipients
from app.adapters.database.tables import metadata
from app.crypto.jws import read_compact
from app.model.issuer import Mode
from app.model.record import CredentialState, KeyState
from app.model.secured import Algorithm
from app.schemas.catalogue import read_catalogue
from app.services.import_catalogue import import_catalogue
from app.services.represent import representation_for_client
from tests.installations import Stage
from tests.theatre import SUBJECT, THEATRE

JWT, JSON_LD = "ob3-jwt", "ob3-jsonld"


def path_of(credential: dict[str, Any], name: str) -> str:
    return f"/v1/credentials/{credential['id']}/representations/{name}"


def claims_in(compact: bytes) -> dict[str, Any]:
    return dict(orjson.loads(read_compact(compact.decode()).payload))


def erase(stage: Stage, credential_id: str) -> None:
    row = stage.credential(credential_id).row
    stage.installation.database.write(lambda session: recipients.erase(session, row.tenant_id, row.recipient_id, stage.clock()))


def test_the_jwt_is_made_when_first_asked_for_and_then_always_the_same(stage: Stage) -> None:
    credential = stage.issued()
    made = metadata.tables["representation"].c
    assert stage.select(select(made.format).where(made.sha256.is_not(None))) == [(JSON_LD,)]

    first = stage.http().get(path_of(credential, JWT))
    stage.clock.move(days=3)
    later = [stage.http().get(path_of(credential, JWT)), stage.http(None).get(credential["links"]["ob3_jwt"])]

    assert first.status_code == 200
    assert first.headers["content-type"].startswith("text/plain")
    assert {answer.content for answer in later} == {first.content}
    assert {answer.headers["etag"] for answer in later} == {first.headers["etag"]}
    assert stage.audited().count("representation.made:ob3-jwt") == 1


def test_the_file_signed_at_issue_is_the_same_for_everybody(stage: Stage) -> None:
    credential = stage.issued()

    mine, learners = stage.http().get(path_of(credential, JSON_LD)), stage.http(None).get(credential["links"]["ob3_jsonld"])

    assert mine.content == learners.content
    assert mine.headers["content-type"] == "application/vc"
    assert mine.json()["id"] == credential["links"]["public"]


def test_many_who_ask_at_once_get_one_file(stage: Stage) -> None:
    credential = stage.issued()
    processes = [stage, stage.again(), stage.again()]
    client = stage.client()

    def ask(number: int) -> bytes:
        return representation_for_client(processes[number % 3].installation, client, credential["id"], JWT).body

    with ThreadPoolExecutor(9) as pool:
        bodies = set(pool.map(ask, range(9)))

    assert len(bodies) == 1
    assert stage.audited().count("representation.made:ob3-jwt") == 1


def test_a_file_made_later_says_what_was_granted_not_what_is_true_today(stage: Stage) -> None:
    credential = stage.issued(recipient={**SUBJECT, "name": "Ada Byron"})
    changed = read_catalogue(THEATRE.replace("How to stitch.", "How to stitch well."), "test.yaml")
    import_catalogue(stage.installation, changed, Mode.TEST)
    stage.issued(source_ref="course:8", recipient={**SUBJECT, "name": "Ada Lovelace"})

    subject = claims_in(stage.http().get(path_of(credential, JWT)).content)["credentialSubject"]

    assert subject["achievement"]["description"] == "How to stitch."
    assert [each["identityHash"] for each in subject["identifier"] if each["identityType"] == "name"] == ["Ada Byron"]


def test_both_files_say_the_same_and_share_one_status_entry(quick_stage: Stage) -> None:
    credential = quick_stage.issued()

    document = quick_stage.http().get(path_of(credential, JSON_LD)).json()
    claims = claims_in(quick_stage.http().get(path_of(credential, JWT)).content)

    assert {name: claims[name] for name in document if name != "proof"} == {name: document[name] for name in document if name != "proof"}
    assert claims["iss"] == credential["issuer"]["did"]
    assert claims["jti"] == credential["links"]["public"]


def test_after_a_revocation_only_what_exists_is_given_out(stage: Stage) -> None:
    made, unmade = stage.issued(source_ref="a"), stage.issued(source_ref="b")
    before = stage.http().get(path_of(made, JWT)).content
    for credential in (made, unmade):
        stage.update("credential", credential["id"], state=CredentialState.REVOKED)
    counts = stage.row_counts()

    assert stage.http().get(path_of(made, JWT)).content == before
    assert stage.http().get(path_of(made, JSON_LD)).status_code == 200
    refused = stage.http().get(path_of(unmade, JWT))
    assert (refused.status_code, refused.json()["code"]) == (410, "gone")
    assert stage.row_counts() == counts


@pytest.mark.parametrize("state", [CredentialState.SUPERSEDED, CredentialState.REVOKED])
def test_nothing_is_made_of_a_credential_that_counts_no_more(quick_stage: Stage, state: CredentialState) -> None:
    credential = quick_stage.issued()
    quick_stage.update("credential", credential["id"], state=state)

    assert quick_stage.http(None).get(credential["links"]["ob3_jwt"]).status_code == 410


def test_a_suspended_credential_still_has_its_files(quick_stage: Stage) -> None:
    credential = quick_stage.issued()
    quick_stage.update("credential", credential["id"], state=CredentialState.SUSPENDED)

    assert quick_stage.http(None).get(credential["links"]["ob3_jwt"]).status_code == 200


def test_after_an_erasure_nothing_is_given_out(stage: Stage) -> None:
    credential = stage.issued()
    erase(stage, credential["id"])

    answers = [
        *(stage.http().get(path_of(credential, name)) for name in (JWT, JSON_LD)),
        *(stage.http(None).get(credential["links"][name]) for name in ("ob3_jwt", "ob3_jsonld", "public", "qr")),
    ]

    assert [answer.status_code for answer in answers] == [410] * 6


def test_what_an_erasure_leaves_is_read_without_a_name(stage: Stage) -> None:
    credential = stage.issued()
    erase(stage, credential["id"])

    left = stage.http().get(f"/v1/credentials/{credential['id']}")

    assert left.status_code == 200
    assert left.json()["status"] == credential["status"]


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "ä", "%00", "%ff"])
@pytest.mark.parametrize("file", ["ob3.json", "ob3.jwt", "edc.jsonld", "certificate.pdf", "badge.png", "badge.svg"])
def test_without_the_learners_token_there_is_no_file(shared_stage: Stage, file: str, token: str) -> None:
    credential = shared_stage.issue().json()

    answer = shared_stage.http(None).get(f"{credential['links']['public']}/{file}?token={token}")

    assert answer.status_code == 404


def test_one_credentials_token_opens_no_other(quick_stage: Stage) -> None:
    first, second = quick_stage.issued(source_ref="a"), quick_stage.issued(source_ref="b")
    token = parse_qs(urlsplit(first["links"]["ob3_jwt"]).query)["token"][0]

    assert quick_stage.http(None).get(f"{second['links']['public']}/ob3.jwt?token={token}").status_code == 404
    assert quick_stage.http(None).get(f"/c/nothing/ob3.jwt?token={token}").status_code == 404
    assert quick_stage.http(None).get(f"{first['links']['public']}/ob3.jwt").status_code == 422


@pytest.mark.parametrize("name", ["ob2", "pdf2", "PDF", ""])
def test_a_representation_that_is_none_of_ours_is_not_there(shared_stage: Stage, name: str) -> None:
    credential = shared_stage.issue().json()

    assert shared_stage.http().get(path_of(credential, name)).status_code == 404


def test_a_file_may_be_asked_for_by_its_file_name(quick_stage: Stage) -> None:
    credential = quick_stage.issued()

    by_file, by_name = (quick_stage.http().get(path_of(credential, name)).content for name in ("ob3.jwt", JWT))

    assert by_file == by_name


def test_another_tenant_has_no_such_credential(quick_stage: Stage) -> None:
    credential = quick_stage.issued()

    answer = quick_stage.http("orchestra").get(path_of(credential, JSON_LD))

    assert answer.status_code == 404


def test_without_an_active_key_nothing_is_made_and_the_answer_says_what_to_do(quick_stage: Stage) -> None:
    credential = quick_stage.issued()
    keys = metadata.tables["issuer_key"].c
    for (key_id,) in quick_stage.select(select(keys.id).where(keys.algorithm == Algorithm.RS256)):
        quick_stage.update("issuer_key", key_id, state=KeyState.RETIRED)

    answer = quick_stage.http().get(path_of(credential, JWT))

    assert answer.status_code == 409
    assert "proscenium keys create" in answer.json()["detail"]


def test_a_locked_key_keeps_no_file_from_being_made_once_it_is_open(stage: Stage) -> None:
    credential = stage.issued()
    stage.keys.locked = True
    assert stage.http().get(path_of(credential, JWT)).status_code == 503

    stage.keys.locked = False

    assert stage.http().get(path_of(credential, JWT)).status_code == 200
    assert stage.row_counts()["intent"] == 2


def test_a_file_that_could_not_be_stored_is_made_again(stage: Stage) -> None:
    credential = stage.issued()
    stage.storage.refused = {2}
    assert stage.http().get(path_of(credential, JWT)).status_code == 503

    assert stage.http().get(path_of(credential, JWT)).status_code == 200
    assert stage.row_counts()["intent"] == 2


def test_files_by_token_are_kept_by_nobody_on_the_way(quick_stage: Stage) -> None:
    links = quick_stage.issued()["links"]

    for name in ("ob3_jsonld", "ob3_jwt"):
        headers = quick_stage.http(None).get(links[name]).headers
        assert headers["cache-control"] == "private, no-cache"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex"
        assert headers["x-content-type-options"] == "nosniff"
        assert links["public"].rpartition("/")[2] in headers["content-disposition"]
