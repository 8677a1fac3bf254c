"""How a European credential shows itself: small pictures only."""

import base64
from dataclasses import replace

import pytest

from app.errors import TooComplex
from app.issuers.elm_display import MAX_PICTURE, MAX_PICTURES
from app.issuers.europass import build
from tests.awards import MAXIMAL, STAGE
from tests.europass import PICTURE, SEALING


def test_pictures_are_there_as_they_are() -> None:
    (shown,) = build(MAXIMAL, replace(SEALING, pictures={"en": PICTURE}))["displayParameter"]["individualDisplay"]

    (detail,) = shown["displayDetail"]
    assert detail["page"] == 1
    assert base64.b64decode(detail["image"]["content"]) == PICTURE
    assert detail["image"]["contentType"]["prefLabel"]["en"] == "PNG"
    assert detail["image"]["contentEncoding"]["prefLabel"]["en"] == "base64"


def test_title_and_description_are_in_every_language() -> None:
    display = build(MAXIMAL, SEALING)["displayParameter"]

    assert display["title"] == {tag: f"TEST · {text}" for tag, text in STAGE.title.items()}
    assert display["description"] == dict(STAGE.description)


def test_the_largest_picture_that_may_be_is_taken() -> None:
    assert build(MAXIMAL, replace(SEALING, pictures={"en": bytes(MAX_PICTURE)}))


def test_a_larger_picture_is_refused_by_its_language() -> None:
    with pytest.raises(TooComplex, match=f"at most {MAX_PICTURE} bytes, found one of {MAX_PICTURE + 1} in de"):
        build(MAXIMAL, replace(SEALING, pictures={"en": PICTURE, "de": bytes(MAX_PICTURE + 1)}))


def test_many_pictures_that_are_too_much_together_are_refused() -> None:
    count = MAX_PICTURES // MAX_PICTURE + 1

    with pytest.raises(TooComplex, match=f"at most {MAX_PICTURES} bytes in all"):
        build(MAXIMAL, replace(SEALING, pictures={f"x{number}": bytes(MAX_PICTURE) for number in range(count)}))
