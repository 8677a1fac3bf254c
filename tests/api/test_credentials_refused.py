"""What `POST /v1/credentials` refuses: with which status, which code, and where. A refusal stores nothing at all."""

import json
from typing import Any

import httpx
import pytest

from tests.installations import Stage
from tests.theatre import DRAFT, SUBJECT, order_body

DEEP = b'{"achievement":' + b"[" * 40 + b"]" * 40 + b"}"
WIDE = b'{"achievement":[' + b",".join([b"1"] * 6_000) + b"]}"
LONG = b'{"achievement":"' + b"a" * 300_000 + b'"}'


def post(stage: Stage, body: bytes, content_type: str | None = "application/json", **headers: str) -> httpx.Response:
    sent = {**headers, **({"Content-Type": content_type} if content_type else {})}
    answer: httpx.Response = stage.http().post("/v1/credentials", content=body, headers=sent)
    return answer


def refused(stage: Stage, body: bytes, content_type: str | None = "application/json", **headers: str) -> httpx.Response:
    """Return a refusal that stored nothing and is a problem document."""
    before = stage.row_counts()
    answer = post(stage, body, content_type, **headers)
    assert stage.row_counts() == before
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    return answer


def pointers(answer: httpx.Response) -> list[str]:
    return [fault["pointer"] for fault in answer.json().get("errors", [])]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", []),
        (b"{", []),
        (b"null", []),
        (b"[]", []),
        (b'"eyJ"', []),
        (b"{'achievement': 'a'}", []),
        (b"{} {}", []),
        (b'{"achievement": NaN}', []),
        (b'{"achievement": -Infinity}', []),
        (b'{"achievement": 1e999}', []),
        (b'{"achievement": ' + b"9" * 100 + b"}", []),
        (b'\xef\xbb\xbf{"achievement":"a"}', []),
        (b'{"achievement":"\xff"}', []),
        ('{"achievement":"a"}'.encode("utf-16"), []),
        (b'{"achievement":"\x07"}', []),
        (b'{"achievement":"a","achievement":"b"}', ["/achievement"]),
        (b'{"recipient":{"name":"a","name":"a"}}', ["/recipient/name"]),
        (b'{"recipient":{"name":"\\ud800"}}', ["/recipient/name"]),
        (b'{"recipient":{"na\\u0000me":"a"}}', ["/recipient"]),
        (b'{"source_ref":"a\\u0000b"}', ["/source_ref"]),
    ],
)
def test_what_is_not_json_as_everybody_reads_it_cannot_be_read(shared_stage: Stage, body: bytes, where: list[str]) -> None:
    answer = refused(shared_stage, body)

    assert (answer.status_code, answer.json()["code"]) == (400, "json-malformed")
    assert pointers(answer) == where


@pytest.mark.parametrize("body", [DEEP, WIDE, LONG])
def test_what_costs_too_much_to_read_is_not_read(shared_stage: Stage, body: bytes) -> None:
    answer = refused(shared_stage, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "document-too-complex")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"nope": 1}, "/nope"),
        ({"a/b~c": 1}, "/a~1b~0c"),
        ({"recipient": {**SUBJECT, "nope": 1}}, "/recipient/nope"),
        ({"results": [{"value": "passed"}, {"value": "passed", "nope": 1}]}, "/results/1/nope"),
        ({"delivery": {"email": False, "sms": True}}, "/delivery/sms"),
        ({"achievement": 5}, "/achievement"),
        ({"achievement": ""}, "/achievement"),
        ({"achievement": "\u00a0 "}, "/achievement"),
        ({"achievement": ["stitching"]}, "/achievement"),
        ({"recipient": []}, "/recipient"),
        ({"recipient": "Ada"}, "/recipient"),
        ({"recipient": {}}, "/recipient/name"),
        ({"recipient": {**SUBJECT, "name": None}}, "/recipient/name"),
        ({"recipient": {**SUBJECT, "name": "A" * 201}}, "/recipient/name"),
        ({"recipient": {**SUBJECT, "name": "Ada\u0007"}}, "/recipient/name"),
        ({"recipient": {**SUBJECT, "name": "Ada\u0085Example"}}, "/recipient/name"),
        ({"recipient": {**SUBJECT, "name": "Ada\nExample"}}, "/recipient/name"),
        ({"recipient": {**SUBJECT, "email": "ada"}}, "/recipient/email"),
        ({"recipient": {**SUBJECT, "email": "ada@example.org\nBcc: x@example.org"}}, "/recipient/email"),
        ({"recipient": {**SUBJECT, "external_id": 42}}, "/recipient/external_id"),
        ({"recipient": {**SUBJECT, "did": "https://ada.example.org"}}, "/recipient/did"),
        ({"recipient": {**SUBJECT, "did": "did:web:ada%"}}, "/recipient/did"),
        ({"recipient": {**SUBJECT, "did": "did:web:ada:"}}, "/recipient/did"),
        ({"recipient": {**SUBJECT, "did": "did:web:" + "a" * 1_000}}, "/recipient/did"),
        ({"recipient": {**SUBJECT, "language": "english"}}, "/recipient/language"),
        ({"source_ref": 7}, "/source_ref"),
        ({"source_ref": "  "}, "/source_ref"),
        ({"results": {}}, "/results"),
        ({"results": [{}]}, "/results/0"),
        ({"results": [{"value": 5}]}, "/results/0/value"),
        ({"results": [{"status": "passed"}]}, "/results/0/status"),
        ({"results": [{"value": "passed"}] * 51}, "/results"),
        ({"results": [{"value": "passed", "achieved_at": "yesterday"}]}, "/results/0/achieved_at"),
        ({"evidence": [{}]}, "/evidence/0"),
        ({"evidence": [{"url": "javascript:alert(1)"}]}, "/evidence/0/url"),
        ({"evidence": [{"url": "https://example.org/a b"}]}, "/evidence/0/url"),
        ({"evidence": [{"narrative": " \n "}]}, "/evidence/0/narrative"),
        ({"evidence": [{"narrative": "a" * 10_001}]}, "/evidence/0/narrative"),
        ({"awarded_at": 1_700_000_000}, "/awarded_at"),
        ({"awarded_at": "1700000000"}, "/awarded_at"),
        ({"awarded_at": "2026-01-01"}, "/awarded_at"),
        ({"awarded_at": "2026-01-01T00:00:00"}, "/awarded_at"),
        ({"awarded_at": "2026-13-01T00:00:00Z"}, "/awarded_at"),
        ({"awarded_at": "2026-01-31T12:01:01Z"}, "/awarded_at"),
        ({"awarded_at": "0001-01-01T00:00:00+12:00"}, "/awarded_at"),
        ({"valid_from": "9999-12-31T23:59:59Z"}, "/valid_from"),
        ({"valid_until": "9999-12-31T23:59:59-12:00"}, "/valid_until"),
        ({"valid_until": "2026-01-31T12:00:00Z"}, "/valid_until"),
        ({"valid_from": "2026-02-01T00:00:00Z", "valid_until": "2026-02-01T00:00:00Z"}, "/valid_until"),
        ({"activity_started_at": "2026-01-02T00:00:00Z", "activity_ended_at": "2026-01-01T00:00:00Z"}, "/activity_ended_at"),
        ({"credits_earned": "many"}, "/credits_earned"),
        ({"credits_earned": "NaN"}, "/credits_earned"),
        ({"credits_earned": True}, "/credits_earned"),
        ({"credits_earned": -1}, "/credits_earned"),
        ({"credits_earned": 1000.01}, "/credits_earned"),
        ({"credits_earned": 1.001}, "/credits_earned"),
        ({"delivery": {"email": True}}, "/delivery/email"),
        ({"achievement": "nothing"}, "/achievement"),
        ({"achievement": DRAFT}, "/achievement"),
        ({"achievement": "tuning"}, "/achievement"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(shared_stage: Stage, change: dict[str, Any], where: str) -> None:
    answer = refused(shared_stage, json.dumps(order_body() | change).encode())

    assert (answer.status_code, answer.json()["code"]) == (422, "schema-violation")
    assert pointers(answer) == [where]
    assert all(fault["detail"] for fault in answer.json()["errors"])


def test_all_that_does_not_fit_is_told_at_once(shared_stage: Stage) -> None:
    answer = refused(shared_stage, b'{"nope":1,"results":[{}]}')

    assert pointers(answer) == ["/achievement", "/recipient", "/results/0", "/nope"]


def test_no_more_faults_are_told_than_anybody_reads(shared_stage: Stage) -> None:
    answer = refused(shared_stage, json.dumps(order_body() | {f"nope{number}": 1 for number in range(60)}).encode())

    assert len(pointers(answer)) == 50


def test_what_is_refused_may_be_mended_and_sent_under_the_same_key(quick_stage: Stage) -> None:
    assert quick_stage.issue(key="k1", achievement="nothing").status_code == 422

    assert quick_stage.issue(key="k1").status_code == 201


@pytest.mark.parametrize("content_type", [None, "", "text/plain", "application/xml", "application/vc", "application/jsonx", "json"])
def test_only_json_is_read(shared_stage: Stage, content_type: str | None) -> None:
    answer = refused(shared_stage, json.dumps(order_body()).encode(), content_type)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_may_be_said_in_any_spelling(quick_stage: Stage, content_type: str) -> None:
    assert post(quick_stage, json.dumps(order_body()).encode(), content_type).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "\u00e4", "a" * 256])
def test_an_idempotency_key_is_one_to_255_printed_characters(shared_stage: Stage, key: str) -> None:
    headers = [("Idempotency-Key", key.encode()), ("Content-Type", b"application/json")]
    before = shared_stage.row_counts()

    answer = shared_stage.http().post("/v1/credentials", content=json.dumps(order_body()), headers=headers)

    assert answer.status_code == 422
    assert pointers(answer) == ["/header/idempotency-key"]
    assert shared_stage.row_counts() == before


def test_the_longest_idempotency_key_does(quick_stage: Stage) -> None:
    assert quick_stage.issue(key="~" * 255).status_code == 201


def test_a_body_that_says_it_is_too_large_is_not_read(shared_stage: Stage) -> None:
    small = shared_stage.again(max_request_bytes=1_024)

    answer = refused(small, b" " * 1_025)

    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert post(small, b" " * 1_024).status_code == 400


@pytest.mark.parametrize("declared", ["1" * 30, "9" * 5_000, "0001025"])
def test_a_length_of_any_length_is_understood(shared_stage: Stage, declared: str) -> None:
    small = shared_stage.again(max_request_bytes=1_024)

    assert post(small, b"{}", **{"Content-Length": declared}).status_code == 413


def test_a_body_that_turns_out_too_large_is_read_no_further(shared_stage: Stage) -> None:
    small = shared_stage.again(max_request_bytes=1_024)
    sent = []

    def chunks() -> Any:
        for number in range(1_000):
            sent.append(number)
            yield b" " * 512

    answer = small.http().post("/v1/credentials", content=chunks(), headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


def test_a_key_for_real_credentials_issues_no_tests(shared_stage: Stage) -> None:
    before = shared_stage.row_counts()

    answer = shared_stage.issue(who="live")

    assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted")
    assert "live" in answer.json()["detail"]
    assert shared_stage.row_counts() == before


def test_two_pieces_of_evidence_with_one_address_are_refused(quick_stage: Stage) -> None:
    twice = [{"url": "https://example.org/work", "name": name} for name in ("A", "B")]

    answer = quick_stage.issue(evidence=twice)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/evidence"]
