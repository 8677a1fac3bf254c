"""`POST /v1/credentials/{id}/baked`: a picture in, a badge out."""

from typing import Any

import httpx
import pytest
from sqlalchemy import update

from app.adapters.database.tables import metadata
from app.baking import PICTURES
from tests.api.verifying import send
from tests.baking import pictures
from tests.changing import because
from tests.installations import Stage

PLAIN = (pictures.png(), "image/png"), (pictures.SVG, "image/svg+xml"), (pictures.ODD_SVG, "image/svg+xml; charset=utf-8")


def bake(stage: Stage, credential: dict[str, Any], picture: bytes, media_type: str | None = "image/png", query: str = "") -> httpx.Response:
    headers = {"Content-Type": media_type} if media_type else {}
    answer: httpx.Response = stage.http().post(f"/v1/credentials/{credential['id']}/baked{query}", content=picture, headers=headers)
    return answer


def held_by(picture: bytes) -> str:
    return next(each for each in PICTURES if each.recognises(picture)).take_out(picture).text


@pytest.mark.parametrize(("picture", "media_type"), PLAIN)
@pytest.mark.parametrize("name", ["ob3-jsonld", "ob3-jwt"])
def test_the_picture_comes_back_with_the_signed_file_byte_for_byte(stage: Stage, picture: bytes, media_type: str, name: str) -> None:
    credential = stage.issued()

    answer = bake(stage, credential, picture, media_type, f"?representation={name}")

    assert answer.status_code == 200, answer.text
    assert held_by(answer.content) == stage.http().get(f"/v1/credentials/{credential['id']}/representations/{name}").text
    assert send(stage, answer.content, media_type).json()["verdict"] == "valid"
    page = stage.http(None).post("/verify", files={"file": ("badge", answer.content)})
    assert (page.status_code, "Ada Example" in page.text) == (200, True)


def test_without_a_name_it_is_the_json(stage: Stage) -> None:
    credential = stage.issued()

    assert held_by(bake(stage, credential, pictures.png()).content).startswith('{"')


@pytest.mark.parametrize(
    ("picture", "media_type", "suffix"), [(pictures.png(), "image/png", "png"), (pictures.SVG, "image/svg+xml", "svg")]
)
def test_the_answer_is_to_be_saved_and_runs_nowhere(stage: Stage, picture: bytes, media_type: str, suffix: str) -> None:
    credential = stage.issued()

    headers = bake(stage, credential, picture, media_type).headers

    public_id = credential["links"]["public"].rpartition("/")[2]
    assert headers["content-type"].partition(";")[0] == media_type
    assert headers["content-disposition"] == f'attachment; filename="{public_id}.{suffix}"'
    assert headers["content-security-policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers


def test_a_badge_that_is_baked_again_holds_one_credential(stage: Stage) -> None:
    first, second = stage.issued(), stage.issued(source_ref="course:8")
    picture = bake(stage, first, pictures.png()).content

    assert bake(stage, second, picture).content == bake(stage, second, pictures.png()).content


def test_nothing_of_it_is_kept(stage: Stage) -> None:
    credential = stage.issued()
    before = stage.row_counts()

    assert bake(stage, credential, pictures.png()).status_code == 200
    assert stage.row_counts() == before


@pytest.mark.parametrize(
    ("picture", "media_type", "status", "code"),
    [
        (b"", "image/png", 422, "picture-refused"),
        (b"{}", "image/png", 422, "picture-refused"),
        (pictures.SVG, "image/png", 422, "picture-refused"),
        (pictures.png(), "image/svg+xml", 422, "picture-refused"),
        (pictures.png() + b"<script>", "image/png", 422, "picture-refused"),
        (pictures.SVG.replace(b"<rect", b'<rect onclick="alert(1)"'), "image/svg+xml", 422, "picture-refused"),
        (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>', "image/svg+xml", 422, "picture-refused"),
        (pictures.png(), "image/jpeg", 415, "unsupported-media-type"),
        (pictures.png(), "multipart/form-data; boundary=x", 415, "unsupported-media-type"),
        (pictures.png(), None, 415, "unsupported-media-type"),
        (pictures.png() + b"\x00" * 5_242_880, "image/png", 413, "body-too-large"),
    ],
    ids=str,
)
def test_what_is_no_fitting_picture_is_refused(stage: Stage, picture: bytes, media_type: str | None, status: int, code: str) -> None:
    answer = bake(stage, stage.issued(), picture, media_type)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "passwd" not in answer.text


def test_a_representation_that_there_is_not_is_not_found(stage: Stage) -> None:
    answer = bake(stage, stage.issued(), pictures.png(), query="?representation=pdf")

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_after_a_revocation_only_what_was_made_before_is_baked(stage: Stage) -> None:
    credential = stage.issued()
    assert stage.http().post(f"/v1/credentials/{credential['id']}/revoke", json=because()).status_code == 200

    assert bake(stage, credential, pictures.png()).status_code == 200
    answer = bake(stage, credential, pictures.png(), query="?representation=ob3-jwt")
    assert (answer.status_code, answer.json()["code"]) == (410, "gone")


def test_after_an_erasure_nothing_is_baked(stage: Stage) -> None:
    credential = stage.issued()
    assert stage.http().post(f"/v1/recipients/{credential['recipient']}/erase", json={"reason": "other"}).status_code == 200

    answer = bake(stage, credential, pictures.png())

    assert (answer.status_code, answer.json()["code"]) == (410, "personal-data-erased")
    assert "Ada" not in answer.text


def test_it_takes_the_right_to_read(stage: Stage) -> None:
    credential = stage.issued()
    table = metadata.tables["client"]
    stage.execute(update(table).where(table.c.id == stage.client().id).values(scopes=["credentials:issue"]))

    answer = bake(stage, credential, pictures.png())

    assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted")
