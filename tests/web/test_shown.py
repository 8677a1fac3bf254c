import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.shown import MAX_ITEMS, MAX_MARKS, Shown, cleaned, foreign, host_of, listed, mixes_alphabets, safe_link
from tests.web.hostile import ADDRESSES, TEXTS


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_runs_misleads_or_is_none_never_becomes_a_link(address: str) -> None:
    assert safe_link(address) is None
    assert foreign("a competence", address).href is None


@pytest.mark.parametrize(
    "address",
    ["https://example.org", "http://example.org/a?b=c#d", "HTTPS://EXAMPLE.org/", "https://bücher.example/", "https://example.org:8443/ä"],
)
def test_an_address_of_the_web_becomes_a_link(address: str) -> None:
    assert safe_link(address) == address


def test_no_address_is_no_link() -> None:
    assert safe_link(None) is None


def test_a_link_is_shown_with_its_host() -> None:
    assert foreign("europa.eu", "https://evil.example/x") == Shown("europa.eu", "", "https://evil.example/x", "evil.example")


def test_the_european_vocabularies_need_no_host_beside_them() -> None:
    assert foreign("EQF", "http://data.europa.eu/snb/eqf/5").host is None


def test_what_stands_behind_a_text_is_cleaned_too() -> None:
    assert foreign("x", aside="ESCO\u202e 1.2").aside == "ESCO 1.2"


@pytest.mark.parametrize(
    ("identifier", "name", "looks_like", "imitates"),
    [
        ("did:web:credentials.uop.gr:issuers:uop", "credentials.uop.gr", "credentials.uop.gr", False),
        ("did:web:localhost%3A8000", "localhost:8000", "localhost", False),
        ("did:web:example.org#key", "example.org", "example.org", False),
        ("https://WWW.Example.org/x", "www.example.org", "www.example.org", False),
        ("https://\u0430\u0440\u0440\u04cf\u0435.com/", "xn--80ak6aa92e.com", "\u0430\u0440\u0440\u04cf\u0435.com", True),
        ("did:web:xn--80ak6aa92e.com", "xn--80ak6aa92e.com", "\u0430\u0440\u0440\u04cf\u0435.com", True),
        ("https://bücher.example", "xn--bcher-kva.example", "bücher.example", True),
        ("https://xn--99999999999.example", "xn--99999999999.example", "�.example", True),
    ],
)
def test_a_host_is_told_as_the_machine_knows_it_and_unusual_letters_are_flagged(
    identifier: str, name: str, looks_like: str, *, imitates: bool
) -> None:
    host = host_of(identifier)

    assert host is not None
    assert (host.name, host.looks_like, host.imitates) == (name, looks_like, imitates)


@pytest.mark.parametrize(
    "identifier", [None, "", "did:key:z6Mk", "urn:uuid:1", "did:web:", "did:web:a%2Fb", "did:web:a%40b", "https://[::1", "x"]
)
def test_no_host_vouches_for_other_identifiers(identifier: str | None) -> None:
    assert host_of(identifier) is None


@pytest.mark.parametrize("text", TEXTS)
def test_a_hostile_text_is_short_and_free_of_what_turns_or_hides(text: str) -> None:
    shown = cleaned(text)

    assert len(shown) <= 400
    assert not any(character in shown for character in "\x00\x08\x1b\u202e\u2066\ud800")


def test_what_is_cut_off_is_an_ellipsis() -> None:
    assert cleaned("abcdef", 4) == "abc…"
    assert cleaned("abcd", 4) == "abcd"


def test_a_tower_of_accents_keeps_its_first_floors() -> None:
    assert cleaned("Z" + "\u0301" * 500) == "Z" + "\u0301" * MAX_MARKS


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh", "فاطمة‌الزهراء", "Παναγιώτα", "O’Brien-Łęcka", "เพ็ญ", "村上 春樹"])
def test_names_of_this_world_stay_as_they_are(name: str) -> None:
    assert cleaned(name) == name


@pytest.mark.parametrize("name", ["Univ\u0435rsity of Example", "S\u03f2ala", "\u0410cademy"])
def test_a_word_of_two_alphabets_that_look_alike_is_noticed(name: str) -> None:
    assert mixes_alphabets(name)


@pytest.mark.parametrize("name", ["University of Peloponnese", "Πανεπιστήμιο (UOP)", "東京University", "Академия Scala", "Ünïversity 42"])
def test_words_of_one_alphabet_each_are_nothing_special(name: str) -> None:
    assert not mixes_alphabets(name)


def test_a_huge_list_is_cut_and_says_how_many_more_there_are() -> None:
    listing = listed(range(MAX_ITEMS + 7), lambda number: Shown(str(number)))

    assert len(listing.items) == MAX_ITEMS
    assert listing.more == 7


def test_a_short_list_lacks_nothing() -> None:
    assert listed([], lambda number: Shown(str(number))) == listed((), lambda number: Shown(str(number)))
    assert listed([1], lambda number: Shown(str(number))).more == 0


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_is_written_is_shown_or_dropped_but_breaks_nothing(text: str) -> None:
    shown = foreign(text, text, text)

    assert cleaned(shown.text) == shown.text
    assert shown.href in (None, text)
    shown.text.encode("utf-8")


@given(st.text(st.characters(exclude_categories=())))
def test_any_host_can_be_spelled(name: str) -> None:
    for identifier in (f"https://{name}/", f"did:web:{name}", f"https://xn--{name}/"):
        host = host_of(identifier)
        assert host is None or host.name.isascii()
