"""In which language a credential speaks, and what a text is in it. Open Badges texts are of one language each.

Spec: Open Badges 3.0 §B.3 LanguageCode; BCP 47; Unicode Standard Annex 15 (texts are signed in form NFC).
"""

import re
import unicodedata
from collections.abc import Callable

from app.model.language import LanguageMap, in_language
from app.schemas.vocabularies import WORDS

_TAG = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")

Speech = Callable[[LanguageMap], str]
"""Says a language map in the credential's language, or in the next best that there is."""


def spoken_language(titles: LanguageMap, wanted: str) -> str:
    """Return the language that a title is in: the one that is wanted where there is one, else English, else the first by tag."""
    for tag in (wanted, wanted.partition("-")[0], "en"):
        if tag in titles:
            return tag
    return min(titles, default="en")


def speech(language: str) -> Speech:
    """Return how texts are said in a language: normalised to NFC."""
    return lambda texts: normal(in_language(texts, language))


def language_code(language: str) -> str | None:
    """Return a BCP 47 tag as Open Badges allows it: the tag, else its first part, else None."""
    return next((tag for tag in (language, language.partition("-")[0]) if _TAG.fullmatch(tag)), None)


def normal(text: str) -> str:
    """Return a text in form NFC: what looks the same is signed the same."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def word(say: Speech, name: str) -> str:
    """Return one of the words that signed texts are made with."""
    return say(WORDS[name])
