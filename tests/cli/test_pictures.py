"""`proscenium bake` and `proscenium take-out`."""

from pathlib import Path

import pytest

from tests.baking import pictures
from tests.baking.pictures import ADDRESS, JSON, JWS
from tests.cli.terminal import Ran, Terminal
from tests.cli.test_verify_own import own_badge


def bake(terminal: Terminal, picture: bytes, credential: str, *more: str) -> tuple[Ran, Path]:
    out = terminal.folder / "badge"
    ran = terminal.run("bake", terminal.write("picture", picture), terminal.write("credential", credential.encode()), "-o", out, *more)
    return ran, out


@pytest.mark.parametrize("picture", [pictures.png(), pictures.SVG], ids=["png", "svg"])
@pytest.mark.parametrize("credential", [JWS, JSON])
def test_what_is_baked_is_taken_out(bare: Terminal, picture: bytes, credential: str) -> None:
    ran, out = bake(bare, picture, credential + "\n")

    taken = bare.run("take-out", out)
    assert (ran.code, ran.said, ran.complained) == (0, "", "")
    assert (taken.code, taken.said, taken.complained) == (0, credential + "\n", "")
    written = bare.folder / "credential.out"
    assert bare.run("take-out", "-", "-o", written, given=out.read_bytes()).code == 0
    assert written.read_bytes() == credential.encode()


def test_it_needs_no_database_and_makes_none(bare: Terminal) -> None:
    bake(bare, pictures.png(), JWS)

    assert not (bare.folder / "var").exists()


def test_open_badges_2_are_baked_on_demand(bare: Terminal) -> None:
    ran, out = bake(bare, pictures.png(), ADDRESS, "--kind", "ob2")

    assert ran.code == 0, ran.complained
    assert bare.run("take-out", out).said == ADDRESS + "\n"


def test_a_badge_is_verified_like_its_credential(theatre: Terminal) -> None:
    _, credential = own_badge(theatre)
    ran, out = bake(theatre, pictures.png(), credential.decode())

    verified = theatre.run("verify", out, "--json")
    assert ran.code == 0, ran.complained
    assert (verified.code, verified.json["verdict"]) == (0, "valid")


@pytest.mark.parametrize(
    ("picture", "credential", "told"),
    [
        (b"GIF89a", JWS, "picture-refused: expected a PNG or SVG picture"),
        (pictures.png() + b"x", JWS, "picture-refused: expected nothing after the end of the PNG"),
        (pictures.SVG.replace(b"<rect", b"<script"), JWS, "picture-refused: expected an SVG that only shows something"),
        (pictures.png(), "words", "malformed-request: expected a credential as a JSON object or as compact JWS"),
        (pictures.png(), ADDRESS, "malformed-request: expected a credential as a JSON object or as compact JWS"),
        (pictures.png(), '{"a":', "json-malformed: "),
    ],
)
def test_what_cannot_be_baked_is_refused_and_nothing_is_written(bare: Terminal, picture: bytes, credential: str, told: str) -> None:
    ran, out = bake(bare, picture, credential)

    assert (ran.code, ran.said) == (1, "")
    assert ran.complained.startswith(told)
    assert not out.exists()


def test_a_credential_that_is_no_utf_8_is_refused(bare: Terminal) -> None:
    ran = bare.run("bake", bare.write("p", pictures.png()), bare.write("c", b'{"a":"\xff"}'), "-o", bare.folder / "out")

    assert (ran.code, ran.complained) == (1, "malformed-request: expected a credential in UTF-8, found the byte 0xff\n")


def test_a_file_that_is_there_is_not_written_over(bare: Terminal) -> None:
    _, out = bake(bare, pictures.png(), JWS)
    before = out.read_bytes()

    ran, _ = bake(bare, pictures.SVG, JSON)

    assert (ran.code, out.read_bytes()) == (1, before)
    assert "cannot be written: File exists" in ran.complained


@pytest.mark.parametrize("hidden", ["\x1b[2J", "\u202e", "\x9b31m"])
def test_what_would_steer_the_terminal_is_only_written_to_a_file(bare: Terminal, hidden: str) -> None:
    picture = bare.write("picture", pictures.png(pictures.itxt(hidden.encode())))

    ran = bare.run("take-out", picture)

    assert (ran.code, ran.said) == (1, "")
    assert "write it to a file with --output" in ran.complained
    assert hidden not in ran.complained
    assert bare.run("take-out", picture, "-o", bare.folder / "out").code == 0
    assert (bare.folder / "out").read_bytes() == hidden.encode()


def test_a_picture_without_a_badge_is_refused(bare: Terminal) -> None:
    ran = bare.run("take-out", bare.write("picture", pictures.png()))

    assert (ran.code, ran.complained) == (1, "picture-refused: expected a picture with exactly one badge in it, found none\n")


def test_a_picture_that_is_not_there_is_wrong_usage(bare: Terminal) -> None:
    assert bare.run("take-out", bare.folder / "nowhere").code == 2
