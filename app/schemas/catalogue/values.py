"""How single values of a catalogue are read: each function gives the value at a place, or raises what was expected there.

Spec: BCP 47 for language tags, https://www.rfc-editor.org/info/bcp47
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeVar
from urllib.parse import urlsplit

from app.schemas.catalogue.places import SHOWN_CHARACTERS, Place, shown

T = TypeVar("T")

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*")
LANGUAGE_TAG = 'a BCP 47 language tag such as "el" or "pt-BR"'
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_SLUG = 64
MAX_AMOUNT = 1000
FEW_WORDS = 20
MOST_CANDIDATES = 500


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean "…"?` with the nearest known name, or an empty text; only so many short names are looked at."""
    candidates = sorted(each for each in known if len(each) <= SHOWN_CHARACTERS)[:MOST_CANDIDATES]
    near = get_close_matches(name[:SHOWN_CHARACTERS], candidates, 1)
    return f"; did you mean {shown(near[0])}?" if near else ""


def one_of(words: Mapping[str, T], expected: str) -> Callable[[Place], T]:
    """Return a reader of one of the words; it gives what the word stands for."""
    few = f"; known: {', '.join(sorted(words))}" if len(words) <= FEW_WORDS else ""

    def read(place: Place) -> T:
        word = place.scalar(expected)
        if word not in words:
            raise place.violation(f"expected {expected}, found {shown(word)}{suggestion(word, words) or few}")
        return words[word]

    return read


def matching(pattern: str | re.Pattern[str], expected: str) -> Callable[[Place], str]:
    """Return a reader of a value that the whole pattern matches."""
    whole_pattern = re.compile(pattern)

    def read(place: Place) -> str:
        value = place.scalar(expected)
        if whole_pattern.fullmatch(value) is None:
            raise place.violation(f"expected {expected}, found {shown(value)}")
        return value

    return read


def whole(least: int, most: int) -> Callable[[Place], int]:
    """Return a reader of a whole number within both bounds."""
    expected = f"a whole number from {least} to {most}"
    digits = matching("[0-9]{1,6}", expected)

    def read(place: Place) -> int:
        value = int(digits(place))
        if not least <= value <= most:
            raise place.violation(f"expected {expected}, found {value}")
        return value

    return read


language = matching(LANGUAGE, LANGUAGE_TAG)
email = matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")
flag = one_of({"true": True, "false": False}, "true or false")
_slug = matching(SLUG, "a slug of small letters, digits and single hyphens")
_decimal = matching(r"[0-9]{1,6}(\.[0-9]{1,6})?", "a number above 0")


def slug(place: Place) -> str:
    """Return the slug here: at most 64 small letters, digits and single hyphens."""
    value = _slug(place)
    if len(value) > MAX_SLUG:
        raise place.violation(f"expected at most {MAX_SLUG} characters, found {len(value)}")
    return value


def amount(place: Place) -> Decimal:
    """Return a number above 0 and below MAX_AMOUNT, with at most two decimals."""
    value = Decimal(_decimal(place))
    if value == 0:
        raise place.violation(f"expected a number above 0, found {place.found}")
    if value >= MAX_AMOUNT or value != round(value, 2):
        raise place.violation(f"expected a number below {MAX_AMOUNT} with at most two decimals, found {place.found}")
    return value


def text(place: Place) -> str:
    """Return the text here, in Unicode's composed form (NFC) and without blanks around it."""
    value = unicodedata.normalize("NFC", place.scalar("a text").strip())
    if not value:
        raise place.violation("expected a text, found only blanks")
    odd = next((char for char in value if char not in "\n\t" and unicodedata.category(char) in {"Cc", "Cs"}), None)
    if odd is not None:
        raise place.violation(f"holds the forbidden character U+{ord(odd):04X}")
    return value


def url(place: Place) -> str:
    """Return an absolute http or https address."""
    value = place.scalar("an absolute http(s) address")
    try:
        parts = urlsplit(value)
    except ValueError:  # a host in brackets that is no IPv6 address
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or not value.isprintable() or " " in value:
        raise place.violation(f"expected an absolute http(s) address, found {shown(value)}")
    return value
