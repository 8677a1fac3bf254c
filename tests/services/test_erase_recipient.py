"""docs/decisions/0018-erasure.md: whoever is erased is named nowhere any more; status and hashes stay, the learner's own file verifies."""

import base64
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url, select

from app.adapters.database.tables import metadata
from app.errors import Gone, InProgress, StorageUnavailable
from app.model.access import Actor, ActorKind
from app.model.record import CredentialState, IntentState
from app.services.audited import client_actor
from app.services.erase_recipient import Erasure, ErasureOrder, erase_recipient, shed_log
from app.services.issue import issue
from app.services.recover import recover
from tests.installations import Stage

MARK = "Quendelbach"
EXTERNAL = "ext-7731-quendel"
TOLD: dict[str, Any] = {
    "recipient": {
        "name": f"Ida {MARK}",
        "email": f"{MARK}@example.org",
        "external_id": EXTERNAL,
        "did": f"did:web:{MARK.lower()}.example.org",
    },
    "source_ref": f"course:7:{MARK}",
    "results": [{"value": f"passed, says {MARK}"}],
    "evidence": [{"url": f"https://example.org/{MARK}", "name": MARK}],
}


def erase(stage: Stage, recipient: str, who: str | None = "lms", **body: Any) -> httpx.Response:
    answer: httpx.Response = stage.http(who).post(f"/v1/recipients/{recipient}/erase", json=body)
    return answer


def export(stage: Stage, recipient: str, who: str | None = "lms") -> httpx.Response:
    answer: httpx.Response = stage.http(who).get(f"/v1/recipients/{recipient}/export")
    return answer


def spellings() -> list[bytes]:
    """Return the marks as they may stand in any file."""
    found = []
    for mark in (MARK, EXTERNAL, f"{MARK}@example.org"):
        for text in (mark, mark.lower(), mark.upper()):
            raw = text.encode()
            found += [raw, text.encode("utf-16-le"), text.encode("utf-16-be"), raw.hex().encode()]
            found += [base64.b64encode(b"x" * shift + raw)[4:-4] for shift in range(3)]
    return found


def tells(content: bytes) -> list[bytes]:
    return [spelling for spelling in spellings() if spelling in content]


def everything_stored(stage: Stage) -> dict[str, bytes]:
    """Return every byte that is stored: SQLite's files as they lie there, PostgreSQL's tables as text and as raw bytes."""
    if stage.storage.url.startswith("sqlite"):
        path = Path(make_url(stage.storage.url).database or "")
        return {file.name: file.read_bytes() for file in path.parent.glob(f"{path.name}*")}
    with psycopg.connect(stage.storage.url) as connection:
        found = {}
        for table in metadata.tables:
            rows = connection.execute(SQL("SELECT * FROM {}").format(Identifier(table))).fetchall()
            found[table] = b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
        return found


def in_plain(stage: Stage) -> dict[str, Any]:
    """Issue to the marked learner, ask for every file, repeat, look."""
    issued = stage.issued(key=f"key-of-{MARK}", **TOLD)
    for link in issued["links"].values():
        assert stage.http(None).get(link).status_code == 200
    stage.issue(key="again", **TOLD)
    return issued


def test_an_erased_person_is_named_nowhere(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    issued = in_plain(stage)
    assert tells(export(stage, issued["recipient"]).content)

    assert erase(stage, issued["recipient"]).status_code == 200

    assert {name: tells(content) for name, content in everything_stored(stage).items() if tells(content)} == {}
    assert tells(caplog.text.encode()) == []
    assert stage.http().get("/v1/credentials", params={"q": MARK}).json()["items"] == []
    outbox = stage.select(select(metadata.tables["outbox"].c.payload))
    assert tells(str(outbox).encode()) == []


def test_of_an_erased_person_no_key_no_box_and_no_digest_is_left(stage: Stage) -> None:
    issued = in_plain(stage)

    erase(stage, issued["recipient"])

    boxes = {
        f"{table.name}.{column.name}": row._mapping[column.name]
        for table in metadata.sorted_tables
        for row in stage.select(select(table))
        for column in table.columns
        if column.name.endswith("_box") or column.name in {"box", "wrapped_key"}
    }
    assert {name: value for name, value in boxes.items() if value} == {}
    assert stage.row_counts()["recipient_identifier"] == stage.row_counts()["recipient_search"] == 0
    assert stage.select(select(metadata.tables["award"].c.source_ref)) == [(None,)]
    assert {row[0] for row in stage.select(select(metadata.tables["idempotency"].c.request_sha256))} == {""}


def test_what_stays_is_what_everybody_needs_to_check_the_file(stage: Stage) -> None:
    issued = in_plain(stage)
    before = stage.credential(issued["id"])
    files = metadata.tables["representation"].c
    hashes = stage.select(select(files.id, files.sha256).order_by(files.id))

    erase(stage, issued["recipient"])

    after = stage.credential(issued["id"])
    assert (after.row.state, after.row.status_list_id, after.row.status_index) == (
        before.row.state,
        before.row.status_list_id,
        before.row.status_index,
    )
    assert (after.row.issued_at, after.award.awarded_at) == (before.row.issued_at, before.award.awarded_at)
    assert stage.select(select(files.id, files.sha256).order_by(files.id)) == hashes


@pytest.mark.parametrize("name", ["ob3_jsonld", "ob3_jwt"])
def test_a_file_that_the_learner_kept_verifies_as_before(stage: Stage, name: str) -> None:
    issued = in_plain(stage)
    file = stage.http(None).get(issued["links"][name])

    erase(stage, issued["recipient"])

    kept = stage.http(None).post("/v1/verifications", content=file.content, headers={"content-type": file.headers["content-type"]})
    assert kept.json()["verdict"] == "valid"
    assert MARK in kept.text


def test_a_revoked_credential_stays_revoked(stage: Stage) -> None:
    issued = in_plain(stage)
    file = stage.http(None).get(issued["links"]["ob3_jsonld"])
    revoked = stage.http().post(f"/v1/credentials/{issued['id']}/revoke", json={"reason": "issued_in_error", "note": f"{MARK} was it"})
    assert revoked.status_code == 200

    erase(stage, issued["recipient"])

    assert stage.credential(issued["id"]).row.state is CredentialState.REVOKED
    answer = stage.http(None).post("/v1/verifications", content=file.content, headers={"content-type": "application/vc"})
    assert answer.json()["verdict"] == "not_valid"
    assert {name: tells(content) for name, content in everything_stored(stage).items() if tells(content)} == {}


def test_a_credential_can_be_revoked_after_its_person_was_erased(stage: Stage) -> None:
    issued = in_plain(stage)
    erase(stage, issued["recipient"])

    answer = stage.http().post(f"/v1/credentials/{issued['id']}/revoke", json={"reason": "issued_in_error"})

    assert answer.status_code == 200
    assert stage.credential(issued["id"]).row.state is CredentialState.REVOKED


def test_page_files_and_reissue_are_gone(quick_stage: Stage) -> None:
    issued = in_plain(quick_stage)
    erase(quick_stage, issued["recipient"])

    gone = [quick_stage.http(None).get(link) for name, link in issued["links"].items() if name != "verify"]
    gone.append(quick_stage.http().get(f"/v1/credentials/{issued['id']}/representations/ob3-jsonld"))
    gone.append(quick_stage.http().get(f"/v1/credentials/{issued['id']}/representations/ob3-jwt"))
    body = {"reason": "renewal", "authority": "the dean"}
    gone.append(quick_stage.http().post(f"/v1/credentials/{issued['id']}/reissue", json=body))
    gone.append(export(quick_stage, issued["recipient"]))

    for answer in gone:
        assert (answer.status_code, answer.json()["code"]) == (410, "personal-data-erased"), answer.text


@pytest.mark.parametrize(("language", "words"), [("en", "no longer holds personal data"), ("de", "keine personenbezogenen Daten mehr")])
def test_the_page_says_in_plain_words_what_happened_and_what_can_still_be_done(quick_stage: Stage, language: str, words: str) -> None:
    issued = in_plain(quick_stage)
    erase(quick_stage, issued["recipient"])

    page = quick_stage.http(None).get(issued["links"]["public"], headers={"accept": "text/html", "accept-language": language})

    assert page.status_code == 410
    assert words in page.text
    assert "/verify" in page.text
    assert MARK not in page.text


def test_no_link_of_an_erased_credential_is_told(quick_stage: Stage) -> None:
    issued = in_plain(quick_stage)
    erase(quick_stage, issued["recipient"])

    told = quick_stage.http().get(f"/v1/credentials/{issued['id']}").json()

    assert told["links"] == {}
    assert "source_ref" not in told
    assert told["state"] == "issued"


def test_a_second_call_answers_the_same(stage: Stage) -> None:
    issued = in_plain(stage)
    first = erase(stage, issued["recipient"], reason="retention_ended")
    stage.clock.move(days=1)

    second = erase(stage, issued["recipient"])

    assert second.status_code == 200
    assert first.json() == second.json() == {"recipient": issued["recipient"], "erased_at": "2026-01-31T12:00:00Z", "credentials": 1}
    assert [action for action in stage.audited() if action.startswith("recipient.erased")] == ["recipient.erased:retention_ended"]


@pytest.mark.parametrize("key", [f"key-of-{MARK}", "again", "a-third", None])
def test_a_repeated_award_does_not_make_an_erased_person_anew(stage: Stage, key: str | None) -> None:
    issued = in_plain(stage)
    erase(stage, issued["recipient"])
    before = stage.row_counts()

    answer = stage.issue(key=key, **TOLD)

    assert answer.status_code == 410
    assert "not issued again" in answer.json()["detail"]
    assert stage.row_counts() == before


def test_whoever_has_no_identity_is_not_made_anew_either(stage: Stage) -> None:
    nameless: dict[str, Any] = {"recipient": {"name": f"Ida {MARK}"}}
    issued = stage.issue(key="k1", **nameless).json()
    erase(stage, issued["recipient"])

    assert stage.issue(key="k1", **nameless).status_code == 410
    assert stage.row_counts()["recipient"] == 1


def test_a_new_award_makes_a_new_person(stage: Stage) -> None:
    issued = in_plain(stage)
    erase(stage, issued["recipient"])

    other = stage.issued(**{**TOLD, "source_ref": "course:8"})

    assert other["recipient"] != issued["recipient"]
    assert stage.http(None).get(other["links"]["public"]).status_code == 200


def test_what_was_about_to_be_signed_is_voided_and_its_slot_stays_burnt(stage: Stage) -> None:
    stage.storage.refused = {2}
    assert stage.issue(key="k1", **TOLD).status_code == 503
    (recipient,) = stage.select(select(metadata.tables["recipient"].c.id))

    assert erase(stage, recipient[0]).json()["credentials"] == 1

    assert [row[0] for row in stage.select(select(metadata.tables["credential"].c.state))] == [CredentialState.VOIDED]
    assert stage.row_counts()["status_slot"] == 1
    assert (recover(stage.installation).finished, recover(stage.installation).voided) == (0, 0)
    for key in ("k1", "k2", None):
        assert stage.issue(key=key, **TOLD).status_code == 410


def test_a_file_that_was_about_to_be_made_is_not_made(stage: Stage) -> None:
    issued = stage.issued(**TOLD)
    stage.storage.refused = {2}
    assert stage.http(None).get(issued["links"]["ob3_jwt"]).status_code == 503

    erase(stage, issued["recipient"])

    assert stage.http(None).get(issued["links"]["ob3_jwt"]).status_code == 410
    assert recover(stage.installation).finished == 0
    assert stage.credential(issued["id"]).row.state is CredentialState.ISSUED


def test_nothing_is_half_erased_when_nothing_can_be_stored(stage: Stage) -> None:
    issued = in_plain(stage)
    stage.storage.refused = {1}

    assert erase(stage, issued["recipient"]).status_code == 503

    assert export(stage, issued["recipient"]).status_code == 200
    assert stage.http(None).get(issued["links"]["public"]).status_code == 200


@pytest.mark.parametrize("who", ["orchestra", "nobody", None, "live"])
def test_who_may_not_erase_changes_nothing(quick_stage: Stage, who: str | None) -> None:
    issued = in_plain(quick_stage)
    expected = {"orchestra": 404, "nobody": 403, None: 401, "live": 403}[who]

    assert erase(quick_stage, issued["recipient"], who).status_code == expected
    assert export(quick_stage, issued["recipient"], who).status_code == expected
    assert quick_stage.http(None).get(issued["links"]["public"]).status_code == 200


@pytest.mark.parametrize("body", [{"reason": f"{MARK} asked"}, {"because": "x"}, {"reason": None}, {"reason": 7}])
def test_a_reason_is_a_code(quick_stage: Stage, body: dict[str, Any]) -> None:
    issued = in_plain(quick_stage)

    assert erase(quick_stage, issued["recipient"], **body).status_code == 422
    assert quick_stage.http(None).get(issued["links"]["public"]).status_code == 200


def test_there_is_no_person_of_another_id(quick_stage: Stage) -> None:
    assert erase(quick_stage, "rcp_nobody").status_code == 404
    assert export(quick_stage, "rcp_nobody").status_code == 404


def test_a_log_that_somebody_reads_from_is_shed_later(quick_stage: Stage) -> None:
    issued = in_plain(quick_stage)
    path = Path(make_url(quick_stage.storage.url).database or "")
    log = path.with_name(f"{path.name}-wal")
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM credential").fetchone()
        assert erase(quick_stage, issued["recipient"]).status_code == 200
        assert log.stat().st_size > 0

    assert shed_log(quick_stage.installation)
    assert log.stat().st_size == 0


@pytest.mark.parametrize("turn", range(4))
def test_erasing_while_others_issue_and_ask_is_before_or_after_and_never_half(stage: Stage, turn: int) -> None:
    issued = stage.issued(**TOLD)
    stages = [stage, stage.again()]
    actor = client_actor(stage.client())

    def work(number: int) -> Any:
        other = stages[number % 2]
        try:
            if number == turn * 3:
                return erase_recipient(other.installation, ErasureOrder(actor, issued["recipient"]))
            if number % 3 == 0:
                return other.http(None).get(issued["links"]["ob3_jwt"]).status_code
            return issue(other.installation, other.order(**{**TOLD, "source_ref": f"course:{number}"})).status
        except (Gone, InProgress, StorageUnavailable) as error:
            return error

    with ThreadPoolExecutor(10) as pool:
        done = list(pool.map(work, range(12)))

    assert [one for one in done if isinstance(one, Erasure)], done
    assert not [one for one in done if isinstance(one, StorageUnavailable)], done
    held = metadata.tables["credential"].c
    people = metadata.tables["recipient"].c
    alive = {row[0] for row in stage.select(select(people.id).where(people.erased_at.is_(None)))}
    stored = everything_stored(stage)
    for credential_id, recipient_id, state in stage.select(select(held.id, held.recipient_id, held.state)):
        file = stage.http().get(f"/v1/credentials/{credential_id}/representations/ob3-jsonld").status_code
        if recipient_id in alive:
            assert file == 200, state
        else:
            assert file in {404, 410}, state
            assert state in {CredentialState.ISSUED, CredentialState.VOIDED}
    intents = metadata.tables["intent"].c
    assert stage.select(select(intents.id).where(intents.state == IntentState.RESERVED)) == []
    assert {name: tells(content) for name, content in stored.items() if tells(content)} == {}


def test_an_actor_of_all_modes_may_erase(quick_stage: Stage) -> None:
    issued = in_plain(quick_stage)
    actor = Actor(ActorKind.OPERATOR, "cli", quick_stage.client().tenant_id)

    erased = erase_recipient(quick_stage.installation, ErasureOrder(actor, issued["recipient"]))

    assert (erased.recipient_id, erased.credentials) == (issued["recipient"], 1)
