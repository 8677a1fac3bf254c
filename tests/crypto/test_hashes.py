"""Digests: known answers, and no two lists of parts alike."""

import pytest

from app.crypto.hashes import MAX_PREFIX_CHARS, keyed_digest, search_tokens, sha256_hex

KEY = b"\x01" * 32


def test_the_digest_is_sha_256_in_hex() -> None:
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_keyed_digest_is_always_the_same() -> None:
    assert keyed_digest(KEY, "a", "b") == keyed_digest(KEY, "a", "b")
    assert len(keyed_digest(KEY)) == 64


@pytest.mark.parametrize("other", [("ab",), ("a", "b", ""), ("", "a", "b"), ("b", "a"), ("a", "B"), ("a",), ()])
def test_other_parts_have_another_keyed_digest(other: tuple[str, ...]) -> None:
    assert keyed_digest(KEY, *other) != keyed_digest(KEY, "a", "b")


def test_another_key_gives_another_keyed_digest() -> None:
    assert keyed_digest(b"\x02" * 32, "a") != keyed_digest(KEY, "a")


def test_words_are_found_by_their_beginnings() -> None:
    assert search_tokens("Ada Lovelace") == {"ad", "ada", "lo", "lov", "love", "lovel", "lovela", "lovelac", "lovelace"}


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("ÅSE", "ase"),
        ("Åse", "A\u030ase"),
        ("Straße", "STRASSE"),
        ("ﬁnn", "Finn"),
        ("Müller-Lüdenscheidt", "muller ludenscheidt"),
        ("İstanbul", "istanbul"),
        ("Σίσυφος", "σισυφοσ"),
        ("ada@example.org", "Ada Example Org"),
    ],
)
def test_case_accents_and_signs_do_not_matter(written: str, searched: str) -> None:
    assert search_tokens(written) == search_tokens(searched)


def test_names_in_all_scripts_are_found() -> None:
    assert search_tokens("Олена 李 عمر") == {"ол", "оле", "олен", "олена", "李", "عم", "عمر"}


@pytest.mark.parametrize("text", ["", "  ", "–…!", "\u0301"])
def test_text_without_words_is_not_found(text: str) -> None:
    assert search_tokens(text) == frozenset()


def test_what_is_indexed_of_a_text_is_bounded() -> None:
    assert max(map(len, search_tokens("x" * 900))) == MAX_PREFIX_CHARS
    assert len(search_tokens(" ".join(f"word{number:04}xxxxxxxxxx" for number in range(200)))) <= 12 * 11
    assert search_tokens("x" * 1_000_000) == search_tokens("x" * 12)
