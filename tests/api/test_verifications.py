"""`POST /v1/verifications`: what it reads and what it answers."""

import json
from typing import Any

import pytest

from app.baking import PICTURES, BadgeKind
from tests.api.verifying import send, signed, states, verified
from tests.baking import pictures
from tests.installations import Stage

OTHER_PART = b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\na\r\n--x--\r\n'


PLAIN = ((pictures.png(), "image/png"), (pictures.SVG, "image/svg+xml"))


def baked(picture: bytes, credential: bytes) -> bytes:
    kind = next(each for each in PICTURES if each.recognises(picture))
    return kind.bake(picture, credential.decode(), BadgeKind.OPEN_BADGES_3)


def test_an_own_credential_is_valid_in_every_form_and_nobody_is_asked(stage: Stage) -> None:
    links = stage.issued()["links"]
    file, jwt = (stage.http(None).get(links[name]).content for name in ("ob3_jsonld", "ob3_jwt"))
    boundary = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n' + file + b"\r\n--x--\r\n"
    forms = [
        (json.dumps({"url": links["public"]}).encode(), "application/json"),
        (json.dumps({"url": links["ob3_jsonld"]}).encode(), "application/json"),
        (file, "application/json"),
        (file, "application/vc"),
        (file, "application/ld+json; charset=utf-8"),
        (json.dumps({"credential": json.loads(file)}).encode(), "application/json"),
        (json.dumps({"credential": jwt.decode()}).encode(), "application/json"),
        (jwt, "text/plain"),
        (jwt, "application/jwt"),
        (jwt, "application/vc+jwt"),
        (json.dumps(jwt.decode()).encode(), "application/json"),
        (boundary, "multipart/form-data; boundary=x"),
        *((baked(plain, text), plain_type) for plain, plain_type in PLAIN for text in (file, jwt)),
        (boundary.replace(file, baked(pictures.png(), file)), "multipart/form-data; boundary=x"),
    ]

    for body, content_type in forms:
        report = send(stage, body, content_type).json()
        assert report["verdict"] == "valid", (content_type, report)
        assert states(report) == ["passed"] * 6 + ["not_applicable"]
        assert report["format"] == "open-badges"
        assert report["credential_view"]["issuer_name"] == "Academy"
        assert {source["origin"] for source in report["sources"]} == {"own"}
    assert stage.network.asked == []


def test_what_is_handed_in_is_stored_nowhere(stage: Stage) -> None:
    issued = stage.issued()
    file = stage.http(None).get(issued["links"]["ob3_jsonld"]).json()
    stage.http(None).get(issued["status"]["list"])
    before = stage.row_counts()

    verified(stage, file)
    verified(stage, {**file, "name": "Forged"})
    verified(stage, {"url": issued["links"]["public"]})
    send(stage, b"nothing", "text/plain")

    assert stage.row_counts() == before


def test_answers_are_kept_by_nobody_and_readable_from_any_origin(quick_stage: Stage) -> None:
    headers = send(quick_stage, json.dumps(signed(quick_stage)).encode(), "application/vc").headers

    assert headers["cache-control"] == "no-store"
    assert headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"", "application/json", 422, "no-credential-recognised"),
        (b"{}", "application/json", 422, "no-credential-recognised"),
        (b"[]", "application/json", 422, "no-credential-recognised"),
        (b"{", "application/json", 422, "no-credential-recognised"),
        (b'{"credential": null}', "application/json", 422, "no-credential-recognised"),
        (b'{"credential": 5}', "application/json", 422, "no-credential-recognised"),
        (b'{"credential": "words"}', "application/json", 422, "no-credential-recognised"),
        (b'{"credential": {}, "url": "https://example.org/"}', "application/json", 422, "no-credential-recognised"),
        (b'{"url": 5}', "application/json", 422, "schema-violation"),
        (b'{"url": "file:///etc/passwd"}', "application/json", 422, "schema-violation"),
        (b'{"url": "https://example.org/a b"}', "application/json", 422, "schema-violation"),
        (b'{"url": ""}', "application/json", 422, "schema-violation"),
        (b"words", "text/plain", 422, "no-credential-recognised"),
        (b"\x89PNG\r\n", "text/plain", 422, "no-credential-recognised"),
        (b"a.b.c", "application/jwt", 422, "no-credential-recognised"),
        (b"{}", None, 415, "unsupported-media-type"),
        (b"{}", "image/gif", 415, "unsupported-media-type"),
        (b"{}", "image/png", 422, "no-credential-recognised"),
        (pictures.png(), "image/png", 422, "no-credential-recognised"),
        (pictures.SVG, "image/svg+xml", 422, "no-credential-recognised"),
        (b"url=https://example.org/", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
        (b"", "multipart/form-data", 400, "malformed-request"),
        (b"nothing", "multipart/form-data; boundary=x", 400, "malformed-request"),
        (b"nothing", "multipart/form-data; boundary=x; charset=nonsense", 400, "malformed-request"),
        (OTHER_PART, "multipart/form-data; boundary=x", 400, "malformed-request"),
    ],
)  # fmt: skip
def test_what_is_no_credential_is_refused(shared_stage: Stage, body: bytes, content_type: str | None, status: int, code: str) -> None:
    answer = send(shared_stage, body, content_type)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_form_may_bring_a_link(quick_stage: Stage) -> None:
    link = quick_stage.issued()["links"]["public"]

    answer = quick_stage.http(None).post("/v1/verifications", files={"url": (None, link)})

    assert answer.json()["verdict"] == "valid"


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
def test_what_is_too_large_is_not_read(shared_stage: Stage, content_type: str) -> None:
    small = shared_stage.again(max_upload_bytes=1_024)

    def chunks() -> Any:
        yield from [b" " * 1_024] * 80

    declared = send(small, b" " * 80_000, content_type)
    undeclared = small.http(None).post("/v1/verifications", content=chunks(), headers={"Content-Type": content_type})

    assert [(answer.status_code, answer.json()["code"]) for answer in (declared, undeclared)] == [(413, "body-too-large")] * 2


@pytest.mark.parametrize(("language", "title"), [("de-AT, en;q=0.5", "Gültig"), ("fr", "Valid"), (None, "Valid")])
def test_sentences_come_in_the_readers_language(quick_stage: Stage, language: str | None, title: str) -> None:
    headers = {"Accept-Language": language} if language else {}

    report = send(quick_stage, json.dumps(signed(quick_stage)).encode(), "application/vc", **headers).json()

    assert report["title"] == title
    assert [each["number"] for each in report["checks"]] == [1, 2, 3, 4, 5, 6, 7]
    assert all(each["says"] and each["title"] for each in report["checks"])


def test_checks_bear_the_names_that_they_have_for_ever(quick_stage: Stage) -> None:
    ids = [each["id"] for each in verified(quick_stage, signed(quick_stage))["checks"]]

    assert ids == ["readable", "schema", "issuer_key", "proof", "validity", "status", "issuer_trust"]


def test_the_content_tells_what_was_signed(quick_stage: Stage) -> None:
    view = verified(quick_stage, signed(quick_stage))["credential_view"]

    assert view["recipient"] == "Ada Example"
    assert view["issuer_country"]
    assert view["credits"] == 1.5
    assert view["level"]["name"]
    assert view["assessment"]
    assert view["quality_assurance"]
    assert view["results"][0]["name"]
    assert view["test"] is True


def test_a_page_of_another_origin_may_ask(shared_stage: Stage) -> None:
    answer = shared_stage.http(None).options("/v1/verifications", headers={"Origin": "https://jobs.example.org"})

    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
