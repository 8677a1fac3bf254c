import tracemalloc
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib import baking as peer

from app.baking import BadgeKind, Baked, png
from app.errors import Malformed, MalformedJson, PictureRefused
from tests.baking import pictures
from tests.baking.pictures import ADDRESS, END, HEADER, JSON, JWS, PIXELS, SIGNATURE, chunk, chunks_of, itxt, ztxt

OB2, OB3 = BadgeKind.OPEN_BADGES_2, BadgeKind.OPEN_BADGES_3
PLAIN = pictures.png()


@pytest.mark.parametrize("credential", [JWS, JSON])
def test_what_is_baked_is_taken_out_unchanged(credential: str) -> None:
    assert png.take_out(png.bake(PLAIN, credential, OB3)) == Baked(credential, OB3)


def test_it_is_one_uncompressed_international_text_and_the_other_chunks_stay() -> None:
    baked = png.bake(PLAIN, JSON, OB3)

    found = chunks_of(baked)
    assert [name for name, _ in found] == [b"IHDR", b"iTXt", b"IDAT", b"IEND"]
    assert found[1][1] == b"openbadgecredential\x00\x00\x00\x00\x00" + JSON.encode()
    assert [each for each in found if each[0] != b"iTXt"] == list(chunks_of(PLAIN))


@pytest.mark.parametrize("earlier", [itxt(JWS.encode()), itxt(b"x", b"openbadges"), ztxt(b"x"), pictures.text(b"x")])
def test_baking_takes_the_place_of_every_badge_that_was_there(earlier: bytes) -> None:
    other = pictures.text(b"words", b"Comment")

    baked = png.bake(pictures.png(earlier, other, earlier), JSON, OB3)

    assert baked == png.bake(pictures.png(other), JSON, OB3)


@pytest.mark.parametrize("credential", [JWS, ADDRESS, pictures.OB2_JSON])
def test_open_badges_2_have_a_keyword_of_their_own(credential: str) -> None:
    baked = png.bake(PLAIN, credential, OB2)

    assert png.take_out(baked) == Baked(credential, OB2)
    assert peer.extract_png(baked) == credential


@pytest.mark.parametrize("credential", [JWS, JSON])
def test_another_library_takes_out_what_we_bake_and_we_what_it_bakes(credential: str) -> None:
    keyword = peer.ITXT_KEYWORD_OB3

    assert peer.extract_png(png.bake(PLAIN, credential, OB3), keyword=keyword) == credential
    assert png.take_out(peer.bake_png(PLAIN, credential, "made by another", keyword=keyword)) == Baked(credential, OB3)


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (itxt(zlib.compress(JWS.encode()), flags=b"\x01\x00"), OB3),
        (itxt(JWS.encode(), behind=b"en\x00Nachweis\x00"), OB3),
        (itxt(b"\n" + JWS.encode() + b"\n"), OB3),
        (itxt(JWS.encode(), b"openbadges"), OB2),
        (ztxt(JWS.encode()), OB2),
        (pictures.text(JWS.encode()), OB2),
    ],
)
def test_older_and_compressed_texts_are_read(made: bytes, kind: BadgeKind) -> None:
    assert png.take_out(pictures.png(made)) == Baked(JWS, kind)


REFUSED = {
    "exactly one badge in it, found none": PLAIN,
    "exactly one badge in it, found 2": pictures.png(itxt(b"a"), itxt(b"a")),
    "one badge in it, found 2": pictures.png(itxt(b"a"), pictures.text(b"a")),
    "in an iTXt chunk, found it in tEXt": pictures.png(pictures.text(b"a", b"openbadgecredential")),
    "in an iTXt chunk, found it in zTXt": pictures.png(ztxt(b"a", b"openbadgecredential")),
    "found an empty text": pictures.png(itxt(b"")),
    "as UTF-8": pictures.png(itxt(b"\xff\xfe")),
    "says how it is compressed": pictures.png(itxt(b"a", flags=b"\x02\x00")),
    "says how it is compressed, found": pictures.png(itxt(b"a", flags=b"\x01\x01")),
    "with language and translated keyword": pictures.png(itxt(b"", behind=b"\x00")),
    "compressed with deflate": pictures.png(chunk(b"zTXt", b"openbadges\x00\x01" + zlib.compress(b"a"))),
    "does not unpack": pictures.png(itxt(b"no zlib stream", flags=b"\x01\x00")),
    "one whole compressed text": pictures.png(itxt(zlib.compress(b"a" * 999)[:-5], flags=b"\x01\x00")),
    "whole compressed text in": pictures.png(itxt(zlib.compress(b"a") + b"more", flags=b"\x01\x00")),
    "expected a PNG, found something else": b"GIF89a" + PLAIN,
    "at byte 8, found its end": SIGNATURE,
    "found its end": SIGNATURE + HEADER + PIXELS + END[:-1],
    "ends with IEND, found its end before": SIGNATURE + HEADER + PIXELS,
    "begins with its header": SIGNATURE + PIXELS + HEADER + END,
    "header .IHDR., found": SIGNATURE + chunk(b"IHDR", b"short") + PIXELS + END,
    "a picture in it .IDAT.": SIGNATURE + HEADER + END,
    "nothing after the end of the PNG, found 4 bytes": PLAIN + b"%PDF",
    "four letters at byte 12": SIGNATURE + chunk(b"\x00HDR", b"") + PIXELS + END,
    "check sum of the chunk at byte 8": PLAIN.replace(b"IHDR\x00\x00", b"IHDR\x00\x01"),
    "one that claims 4294967295": SIGNATURE + b"\xff" * 4 + HEADER[4:] + PIXELS + END,
    "one that claims 2147483647": SIGNATURE + HEADER + b"\x7f\xff\xff\xff" + PIXELS[4:] + END,
    "at most 10000 chunks": pictures.png(*[chunk(b"tIME")] * 10_000),
    "at most 5242880 bytes, found": PLAIN + b"\x00" * 5_242_880,
}


@pytest.mark.parametrize(("why", "picture"), REFUSED.items(), ids=REFUSED)
def test_what_is_no_png_with_one_badge_is_refused_with_the_reason(why: str, picture: bytes) -> None:
    with pytest.raises(PictureRefused, match=why):
        png.take_out(picture)


def test_the_most_chunks_are_read_and_one_more_is_not() -> None:
    filling = [chunk(b"tIME")] * (png.MOST_CHUNKS - 4)

    assert png.take_out(pictures.png(*filling, itxt(b"a"))).text == "a"
    with pytest.raises(PictureRefused, match="found more"):
        png.take_out(pictures.png(*filling, chunk(b"tIME"), itxt(b"a")))


BOMB = zlib.compress(b"a" * (64 * 1024 * 1024))


@pytest.mark.parametrize("bomb", [itxt(BOMB, flags=b"\x01\x00"), chunk(b"zTXt", b"openbadges\x00\x00" + BOMB)], ids=["iTXt", "zTXt"])
def test_a_bomb_is_unpacked_no_further_than_one_mebibyte(bomb: bytes) -> None:
    picture = pictures.png(bomb)
    tracemalloc.start()
    try:
        with pytest.raises(PictureRefused, match="unpacks to at most 1048576 bytes, found more"):
            png.take_out(picture)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 4 * png.MOST_INFLATED


def test_the_largest_text_that_is_unpacked_is_one_mebibyte() -> None:
    packed = zlib.compress(b"a" * png.MOST_INFLATED)

    assert len(png.take_out(pictures.png(itxt(packed, flags=b"\x01\x00"))).text) == png.MOST_INFLATED


def test_pixels_are_never_looked_at() -> None:
    bomb = chunk(b"IHDR", b"\x7f\xff\xff\xff" * 2 + b"\x08\x06\x00\x00\x00")
    picture = SIGNATURE + bomb + chunk(b"IDAT", b"no zlib stream") + itxt(b"a") + END

    assert png.take_out(picture).text == "a"


@pytest.mark.parametrize("credential", ["", "words", "a.b", "[]", "https://badges.example.org/1", "\x00", "a.b.c\n", " {}"])
def test_what_is_no_credential_is_not_baked(credential: str) -> None:
    with pytest.raises(Malformed, match="expected a credential as a JSON object or as compact JWS"):
        png.bake(PLAIN, credential, OB3)


@pytest.mark.parametrize("credential", ["{", '{"a":1,"a":2}', '{"a":"\ud800"}'])
def test_broken_json_is_not_baked(credential: str) -> None:
    with pytest.raises(MalformedJson):
        png.bake(PLAIN, credential, OB3)


def test_what_would_be_too_large_with_its_badge_is_not_baked() -> None:
    room = 5_242_880 - len(PLAIN) - 12
    picture = pictures.png(chunk(b"teXt", b"\x00" * room))

    assert len(picture) == 5_242_880
    with pytest.raises(PictureRefused, match="at most 5242880 bytes"):
        png.bake(picture, JWS, OB3)


@pytest.mark.parametrize("picture", [pictures.SVG, b"", PLAIN + b"x", PLAIN[:-12]])
def test_nothing_is_baked_into_what_is_no_whole_png(picture: bytes) -> None:
    with pytest.raises(PictureRefused):
        png.bake(picture, JWS, OB3)


TEXTS, OTHERS = [b"iTXt", b"tEXt", b"zTXt"], [b"tIME", b"IDAT", b"IEND", b"IHDR"]


@given(
    st.lists(st.tuples(st.sampled_from(TEXTS + OTHERS), st.binary(max_size=40))), st.sampled_from([b"openbadgecredential", b"openbadges"])
)
def test_no_chunks_raise_anything_else(parts: list[tuple[bytes, bytes]], keyword: bytes) -> None:
    made = (chunk(name, keyword + b"\x00" + data if name in TEXTS else data) for name, data in parts)

    only_refused(pictures.png(*made))


@given(st.data())
def test_no_damaged_png_raises_anything_else(data: st.DataObject) -> None:
    picture = bytearray(png.bake(PLAIN, JWS, OB3))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(picture) - 1))
        picture[place : place + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))

    only_refused(bytes(picture))


def only_refused(picture: bytes) -> None:
    with suppress(PictureRefused):
        png.take_out(picture)
    with suppress(PictureRefused):
        assert png.take_out(png.bake(picture, JSON, OB3)) == Baked(JSON, OB3)
