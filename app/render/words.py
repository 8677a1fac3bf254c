"""The words of the certificate itself, in each language that `words.json` has; headings come from `schemas/vocabularies`.

A language is one object of that file: whatever is missing there is a fault of the file, and a test finds it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files
from types import MappingProxyType

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from app.model.language import in_language
from app.render.texts import capital
from app.schemas.vocabularies import WORDS

_ENGLISH = "en"
_BY_LANGUAGE: Mapping[str, Mapping[str, str]] = MappingProxyType(json.loads((files("app.render") / "words.json").read_text("utf-8")))

LANGUAGES: tuple[str, ...] = tuple(sorted(_BY_LANGUAGE))


@dataclass(frozen=True, slots=True)
class Words:
    """The words in one language: one of `LANGUAGES`."""

    language: str

    def word(self, name: str) -> str:
        """Return the word or sentence of that name. Raises KeyError."""
        return _BY_LANGUAGE[self.language][name]

    def heading(self, name: str) -> str:
        """Return one of the headings that signed texts have too. Raises KeyError."""
        return in_language(WORDS[name], self.language)

    def date(self, moment: datetime) -> str:
        """Return the day of `moment` in UTC, e.g. “31 January 2026”."""
        return format_date(moment.astimezone(UTC), format="long", locale=_locale(self.language))

    def number(self, amount: Decimal | int) -> str:
        """Return an amount as this language writes it: “2.5”, “2,5”."""
        return format_decimal(amount, locale=_locale(self.language))

    def languages(self, tags: tuple[str, ...]) -> str:
        """Return what languages are called: “English, Greek”; a tag that nobody knows stays as it is."""
        return capital(", ".join(_locale(self.language).languages.get(tag, tag) for tag in tags))


def words_for(language: str) -> Words:
    """Return the words in that language (a BCP 47 tag), in English where there are none."""
    primary = language.partition("-")[0].lower()
    return Words(primary if primary in _BY_LANGUAGE else _ENGLISH)


def _locale(language: str) -> Locale:
    """Return by whose habits dates and numbers are written: English ones as in Europe, the day first."""
    return Locale.parse("en_GB" if language == _ENGLISH else language)
