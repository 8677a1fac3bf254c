"""Texts from outside, made fit for a page: one line, no invisible signs, no length that a page cannot hold.

What steers the direction of text is taken out, for it could show a name as another; direction comes from the letters themselves.
Joiners stay: Persian and Indic names need them.

Spec: Unicode Standard Annex 9 (bidirectional algorithm), Annex 15 (NFC).
"""

import re
import unicodedata
from dataclasses import dataclass

from app.model.language import LanguageMap

ELLIPSIS = "…"
_JOINERS = "\u200c\u200d"
_MAY_BREAK = "\u200b"
_LONGEST_WORD = 40
_STRONG = {"L": False, "R": True, "AL": True}
_SUBTAG = re.compile(r"[a-z]{2,3}")


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
    plain = "".join(sign if _is_shown(sign) else " " if sign.isspace() else "" for sign in unicodedata.normalize("NFC", cut))
    whole = " ".join(plain.split())
    return whole if len(whole) <= most and cut == text else whole[: most - 1].rstrip() + ELLIPSIS


def capital(text: str) -> str:
    """Return a text that begins with a capital letter, where its script has any."""
    return text[:1].upper() + text[1:]


def breakable(text: str) -> str:
    """Return a text in which a word that is too long for any line may be broken between any two letters."""
    return " ".join(word if len(word) <= _LONGEST_WORD else _MAY_BREAK.join(_clusters(word)) for word in text.split(" "))


def _is_shown(sign: str) -> bool:
    """Return whether a sign has a shape, or shapes its neighbours; separators, controls and half characters have none."""
    return sign in _JOINERS or sign == " " or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}


def _clusters(word: str) -> list[str]:
    """Return the letters of a word, each with the marks that stand on it."""
    clusters: list[str] = []
    for sign in word:
        if clusters and (sign in _JOINERS or unicodedata.category(sign).startswith("M")):
            clusters[-1] += sign
        else:
            clusters.append(sign)
    return clusters
