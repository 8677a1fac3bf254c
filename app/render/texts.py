"""Texts from outside, made fit for a page: one line, no invisible signs, no length that a page cannot hold.

What steers the direction of text is taken out, for it could show a name as another; direction comes from the letters themselves.
Joiners stay: Persian and Indic names need them. Marks above and below a letter are few in every language: a tower of them would cover
the lines around it.

Spec: Unicode Standard Annex 9 (bidirectional algorithm), Annex 15 (NFC).
"""

import re
import unicodedata
from dataclasses import dataclass

from app.model.language import LanguageMap

ELLIPSIS = "…"
_JOINERS = "\u200c\u200d"
_MOST_MARKS = 4
_STRONG = {"L": False, "R": True, "AL": True}
_SUBTAG = re.compile(r"[a-z]{2,3}")
_SHAPELESS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
_SELECTS = re.compile("[\u034f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Signs that only choose among shapes of another."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text and the language that it is in, as a BCP 47 tag."""

    text: str
    language: str

    @property
    def runs_right_to_left(self) -> bool:
        """Return whether its first letter belongs to a script that is written from right to left."""
        directions = (_STRONG.get(unicodedata.bidirectional(sign)) for sign in self.text)
        return next((direction for direction in directions if direction is not None), False)

    @property
    def language_code(self) -> str | None:
        """Return the language as two or three letters; None where the tag begins with something else."""
        primary = self.language.partition("-")[0].lower()
        return primary if _SUBTAG.fullmatch(primary) else None


def said(texts: LanguageMap, language: str, most: int) -> Phrase:
    """Return a language map's text in that language, else in English, else in the first by tag; with the language it is in."""
    wanted = (language, language.partition("-")[0], "en")
    tag = next((tag for tag in wanted if tag in texts), min(texts, default=language))
    return Phrase(line(texts.get(tag, ""), most), tag)


def line(text: str, most: int) -> str:
    """Return a text as one line of at most `most` characters, in NFC; what was cut off is shown as an ellipsis."""
    cut = text[: 4 * most]
    shown = "".join(sign if _is_shown(sign) else " " if sign.isspace() else "" for sign in unicodedata.normalize("NFC", cut))
    whole = " ".join("".join(letter[: 1 + _MOST_MARKS] for letter in _letters(shown)).split())
    return whole if len(whole) <= most and cut == text else whole[: most - 1].rstrip() + ELLIPSIS


def capital(text: str) -> str:
    """Return a text that begins with a capital letter, where its script has any."""
    return text[:1].upper() + text[1:]


def _is_shown(sign: str) -> bool:
    """Return whether a sign has a shape, or shapes its neighbours; separators, controls and half characters have none."""
    return sign in _JOINERS or (unicodedata.category(sign) not in _SHAPELESS and not _SELECTS.fullmatch(sign))


def _letters(text: str) -> list[str]:
    """Return the letters of a text, each with the marks that stand on it and the joiners after it."""
    letters: list[str] = []
    for sign in text:
        if letters and (sign in _JOINERS or unicodedata.category(sign).startswith("M")):
            letters[-1] += sign
        else:
            letters.append(sign)
    return letters
