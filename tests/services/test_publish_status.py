"""Status lists: stored bytes, signed again when events ask for it or their time comes."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from app.adapters.database import status_lists
from app.adapters.database.tables import metadata
from app.errors import StorageUnavailable
from app.model.events import StatusEvent
from app.model.record import KeyState
from app.services.publish_status import MOST_ATTEMPTS, current_list, publish_list
from app.status.bitstring import decode_bits, value_at
from tests.installations import PUBLIC_URL, Stage

HALF_LIFE = {"days": 3.5}


def list_id_of(credential: dict[str, Any]) -> str:
    return str(credential["status"]["list"]).rpartition("/")[2]


def happen(stage: Stage, credential: dict[str, Any], *, value: bool = True) -> None:
    event = StatusEvent(list_id_of(credential), credential["status"]["index"], value, "cli_1", stage.clock())
    stage.installation.database.write(lambda session: status_lists.add_event(session, event))


def is_set(stage: Stage, credential: dict[str, Any]) -> bool:
    document = stage.http(None).get(credential["status"]["list"]).json()
    return bool(value_at(decode_bits(document["credentialSubject"]["encodedList"]), credential["status"]["index"]))


def test_a_list_is_signed_when_first_asked_for_and_then_served_as_it_is(stage: Stage) -> None:
    credential = stage.issued()
    assert stage.row_counts()["status_publication"] == 0

    first = stage.http(None).get(credential["status"]["list"])
    stage.clock.move(hours=1)
    later = stage.again().http(None).get(credential["status"]["list"])

    assert first.status_code == 200
    assert (later.content, later.headers["etag"]) == (first.content, first.headers["etag"])
    assert stage.row_counts()["status_publication"] == 1


def test_a_list_says_who_signed_it_and_how_long_it_may_be_kept(quick_stage: Stage) -> None:
    credential = quick_stage.issued()

    answer = quick_stage.http(None).get(credential["status"]["list"])

    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["access-control-allow-origin"] == "*"
    document = answer.json()
    assert document["id"] == credential["status"]["list"]
    assert document["issuer"] == credential["issuer"]["did"]
    assert document["credentialSubject"]["ttl"] == 300_000
    assert document["validUntil"] == "2026-02-07T12:00:00Z"
    assert len(decode_bits(document["credentialSubject"]["encodedList"])) == 131_072 // 8


def test_a_list_verifies_like_any_other_credential(quick_stage: Stage) -> None:
    credential = quick_stage.issued()
    body = quick_stage.http(None).get(credential["status"]["list"]).content

    report = quick_stage.http(None).post("/v1/verifications", content=body, headers={"content-type": "application/vc"}).json()

    assert report["verdict"] == "valid"


def test_who_has_the_list_already_is_told_so(quick_stage: Stage) -> None:
    url = quick_stage.issued()["status"]["list"]
    etag = quick_stage.http(None).get(url).headers["etag"]

    answers = [quick_stage.http(None).get(url, headers={"If-None-Match": known}) for known in (etag, f'"other", W/{etag}', "*", '"other"')]

    assert [answer.status_code for answer in answers] == [304, 304, 304, 200]
    assert answers[0].content == b""
    assert answers[0].headers["etag"] == etag
    assert answers[0].headers["cache-control"] == "public, max-age=300"


def test_an_event_sets_its_bit_and_no_other_and_a_later_one_clears_it(stage: Stage) -> None:
    hit, missed = stage.issued(source_ref="a"), stage.issued(source_ref="b")
    assert not is_set(stage, hit)

    happen(stage, hit)
    publish_list(stage.installation, list_id_of(hit))
    assert (is_set(stage, hit), is_set(stage, missed)) == (True, False)

    happen(stage, hit, value=False)
    published = publish_list(stage.installation, list_id_of(hit))
    assert not is_set(stage, hit)
    assert published.version == 3


def test_a_list_is_signed_again_when_half_of_its_validity_is_over(stage: Stage) -> None:
    url = stage.issued()["status"]["list"]
    first = stage.http(None).get(url)
    stage.clock.move(**HALF_LIFE)
    stage.clock.move(seconds=-1)
    assert stage.http(None).get(url).content == first.content

    stage.clock.move(seconds=1)

    second = stage.http(None).get(url)
    assert second.json()["validFrom"] == "2026-02-04T00:00:00Z"
    assert second.headers["etag"] != first.headers["etag"]
    assert stage.row_counts()["status_publication"] == 2


def test_many_who_ask_at_once_get_one_list(stage: Stage) -> None:
    list_id = list_id_of(stage.issued())
    processes = [stage.installation, stage.again().installation]

    for round_ in (1, 2):
        with ThreadPoolExecutor(8) as pool:
            bodies = set(pool.map(lambda number: current_list(processes[number % 2], list_id).body, range(8)))
        assert len(bodies) == 1
        assert stage.row_counts()["status_publication"] == round_
        stage.clock.move(**HALF_LIFE)


def test_whoever_publishes_gets_a_list_with_their_own_event_however_many_publish(stage: Stage) -> None:
    credentials = [stage.issued(source_ref=f"course:{number}") for number in range(6)]
    processes = [stage.installation, stage.again().installation]

    def revoke(number: int) -> bool:
        happen(stage, credentials[number])
        publication = publish_list(processes[number % 2], list_id_of(credentials[number]))
        subject = orjson.loads(publication.body)["credentialSubject"]
        return bool(value_at(decode_bits(subject["encodedList"]), credentials[number]["status"]["index"]))

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(revoke, range(6))) == [True] * 6

    assert all(is_set(stage, credential) for credential in credentials)


def test_while_the_key_is_locked_the_last_list_goes_on_being_served(stage: Stage) -> None:
    url = stage.issued()["status"]["list"]
    before = stage.http(None).get(url).content
    stage.clock.move(days=6)
    stage.keys.locked = True

    assert stage.http(None).get(url).content == before


def test_while_the_database_does_not_write_the_last_list_goes_on_being_served(stage: Stage) -> None:
    url = stage.issued()["status"]["list"]
    before = stage.http(None).get(url).content
    stage.clock.move(days=6)
    stage.storage.refused = {1}

    assert stage.http(None).get(url).content == before
    assert stage.http(None).get(url).content != before


def test_a_list_that_was_never_signed_waits_for_its_key(quick_stage: Stage) -> None:
    url = quick_stage.issued()["status"]["list"]
    quick_stage.keys.locked = True
    refused = quick_stage.http(None).get(url)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")

    quick_stage.keys.locked = False

    assert quick_stage.http(None).get(url).status_code == 200


def test_an_issuer_without_a_key_has_no_list_to_show(quick_stage: Stage) -> None:
    url = quick_stage.issued()["status"]["list"]
    for (key_id,) in quick_stage.select(select(metadata.tables["issuer_key"].c.id)):
        quick_stage.update("issuer_key", key_id, state=KeyState.RETIRED)

    assert quick_stage.http(None).get(url).status_code == 503


@pytest.mark.parametrize("name", ["nothing", "stl_0", "STL", "a" * 100, "%00", "..%2f"])
def test_a_list_that_there_is_not_is_not_found(shared_stage: Stage, name: str) -> None:
    assert shared_stage.http(None).get(f"{PUBLIC_URL}/status/{name}").status_code in {400, 404}


def test_publishing_gives_up_when_every_version_is_taken(stage: Stage) -> None:
    list_id = list_id_of(stage.issued())
    publish_list(stage.installation, list_id)
    stage.update("status_list", list_id, version=0)

    with pytest.raises(StorageUnavailable, match="too many"):
        publish_list(stage.installation, list_id)
    assert len(stage.keys.opened) > MOST_ATTEMPTS
    stage.clock.move(**HALF_LIFE)
    assert current_list(stage.installation, list_id).version == 1


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/vc", "application/vc"),
        ("text/html, application/vc;q=0.9", "application/vc"),
        ("*/*", "application/ld+json"),
        ("application/vc+jwt", "application/ld+json"),
        ("application/json", "application/ld+json"),
    ],
)
def test_a_list_says_that_it_is_json_unless_a_credential_is_asked_for(quick_stage: Stage, accept: str, media_type: str) -> None:
    address = quick_stage.issued()["status"]["list"]

    answer = quick_stage.http(None).get(address, headers={"Accept": accept})

    assert (answer.headers["content-type"], answer.headers["vary"]) == (media_type, "Accept")
