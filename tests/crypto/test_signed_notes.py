"""Signed notes: the published example, our own, and every way in which one is not what its key signed."""

import pytest

from app.crypto.signed_notes import MAX_CHARS, NoteKey, note_key, open_note, sign_note
from app.errors import InvalidSignature, MalformedProof
from tests.fakes import SignerInMemory

PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The example of golang.org/x/mod/sumdb/note, from which C2SP signed-note comes."""

TEXT = "example.org/audit\n1\n"
SIGNER = SignerInMemory("example.org/audit")
KEY = NoteKey("example.org/audit", SIGNER.jwk)
STRANGER = SignerInMemory("example.org/audit", seed=b"\x09" * 32)


def test_the_published_note_opens_with_the_published_key() -> None:
    assert open_note(PUBLISHED, note_key(PUBLISHED_KEY)).startswith("If you think cryptography")
    assert note_key(PUBLISHED_KEY).text == PUBLISHED_KEY


def test_our_note_opens_and_so_does_our_key() -> None:
    assert open_note(sign_note(TEXT, KEY, SIGNER.sign), note_key(KEY.text)) == TEXT


def test_a_text_may_have_empty_lines() -> None:
    assert open_note(sign_note("a\n\nb\n", KEY, SIGNER.sign), KEY) == "a\n\nb\n"


def test_signatures_of_others_do_not_count() -> None:
    others = NoteKey("witness.example.org", STRANGER.jwk)
    line = sign_note(TEXT, others, STRANGER.sign).splitlines()[-1]

    assert open_note(sign_note(TEXT, KEY, SIGNER.sign) + f"{line}\n", KEY) == TEXT


@pytest.mark.parametrize(
    "note",
    [
        sign_note(TEXT, KEY, SIGNER.sign).replace("\n1\n", "\n2\n"),
        sign_note(TEXT, KEY, STRANGER.sign),
        sign_note(TEXT, NoteKey("example.org/audit", STRANGER.jwk), STRANGER.sign),
        sign_note(TEXT, NoteKey("example.net/audit", SIGNER.jwk), SIGNER.sign),
        sign_note(TEXT, KEY, lambda _: b""),
    ],
    ids=["another text", "another's signature", "another key of that name", "another name", "no signature"],
)
def test_a_note_that_the_key_did_not_sign_is_refused(note: str) -> None:
    with pytest.raises(InvalidSignature):
        open_note(note, KEY)


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        sign_note(TEXT, KEY, SIGNER.sign)[:-1],
        sign_note(TEXT, KEY, SIGNER.sign).replace("\u2014", "-"),
        f"{TEXT}\n\u2014 example.org/audit !!!\n",
        f"{TEXT}\n\u2014 example.org/audit é\n",
        "a" * MAX_CHARS + sign_note(TEXT, KEY, SIGNER.sign),
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises((MalformedProof, InvalidSignature)):
        open_note(note, KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+c74f20a3",
        PUBLISHED_KEY.replace("c74f", "c74e"),
        PUBLISHED_KEY.replace("+AR", "+BR"),
        PUBLISHED_KEY[4:-4],
        "+" + KEY.text,
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(MalformedProof):
        note_key(text)
