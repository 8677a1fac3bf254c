"""Boxes: they open for the right key and thing, and for nothing else."""

import pytest

from app.crypto.ciphers import decrypt, derive_key, encrypt
from app.errors import SecretUnreadable

KEY = b"\x01" * 32
NONCE = b"\x02" * 12
BOX = encrypt(KEY, b"Ada Lovelace", nonce=NONCE, context=b"recipient:1")


@pytest.mark.parametrize("plaintext", [b"", b"x", b"\0" * 100_000])
def test_a_box_opens_with_its_key_for_its_thing(plaintext: bytes) -> None:
    assert decrypt(KEY, encrypt(KEY, plaintext, nonce=NONCE, context=b"recipient:1"), context=b"recipient:1") == plaintext


def test_a_box_is_version_nonce_and_ciphertext_with_its_tag() -> None:
    assert BOX[:13] == b"\x01" + NONCE
    assert len(BOX) == 1 + 12 + len(b"Ada Lovelace") + 16
    assert b"Ada" not in BOX


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SecretUnreadable, match="does not open"):
        decrypt(b"\x03" * 32, BOX, context=b"recipient:1")


def test_a_box_put_in_another_place_does_not_open() -> None:
    with pytest.raises(SecretUnreadable, match="does not open"):
        decrypt(KEY, BOX, context=b"recipient:2")


@pytest.mark.parametrize("position", [1, 5, 13, 20, -1])
def test_a_changed_box_does_not_open(position: int) -> None:
    changed = bytearray(BOX)
    changed[position] ^= 1

    with pytest.raises(SecretUnreadable):
        decrypt(KEY, bytes(changed), context=b"recipient:1")


@pytest.mark.parametrize("box", [b"", b"\x01", BOX[:28], BOX[:-1], b"\x02" + BOX[1:], BOX + b"\0", BOX[1:]])
def test_a_cut_box_or_one_of_another_version_does_not_open(box: bytes) -> None:
    with pytest.raises(SecretUnreadable):
        decrypt(KEY, box, context=b"recipient:1")


def test_a_key_of_another_length_does_not_open_it() -> None:
    with pytest.raises(SecretUnreadable):
        decrypt(b"short", BOX, context=b"recipient:1")


@pytest.mark.parametrize(("key", "nonce"), [(b"\x01" * 16, NONCE), (KEY, b""), (KEY, b"\x02" * 16)])
def test_keys_and_nonces_of_other_lengths_are_the_programmers_fault(key: bytes, nonce: bytes) -> None:
    with pytest.raises(ValueError, match="expected a key of 32 and a nonce of 12 bytes"):
        encrypt(key, b"x", nonce=nonce, context=b"")


def test_each_purpose_has_a_key_of_its_own() -> None:
    keys = [derive_key(b"secret", "search"), derive_key(b"secret", "recipients"), derive_key(b"other", "search")]

    assert derive_key(b"secret", "search") == keys[0]
    assert len(set(keys)) == 3
    assert {len(key) for key in keys} == {32}
