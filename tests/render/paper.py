"""Certificates that tests make, and how they are read back: from the PDF's text with its place on the page."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2

from app.model.achievement import Achievement
from app.model.award import Award, Recipient
from app.model.issuer import IssuerProfile, Mode
from app.render import Certificate, certificate_of
from app.schemas.catalogue import Catalogue, read_catalogue
from tests.awards import MAXIMAL, SITE

ROOT = Path(__file__).resolve().parents[2]
PAGE = f"{SITE}/c/9fKq2"
_BLANK = re.compile(r"[\s\u200b\ufffe\x02-]")
"""What may stand or fall where a line ends: the reader of PDF takes every hyphen there for its own."""
NINETY = "Maximiliane Hildegard Wilhelmina Charlotte von und zu Hohenzollern-Sigmaringen-Wittelsbach"
GREEK = "Ελευθερία Κωνσταντινοπούλου-Παπαδημητρίου"
CYRILLIC = "Людмила Владимировна Щербакова-Їжакевич"
ARABIC = "محمد عبد الرحمن بن خالد آل سعود"


@cache
def sample() -> Catalogue:
    """Return the sample catalogue."""
    return read_catalogue((ROOT / "catalogue" / "inspire.yaml").read_text(encoding="utf-8"), "inspire.yaml")


def sample_award(slug: str = "inspire-m1", name: str = "Maria Papadopoulou", mode: Mode = Mode.TEST) -> Award:
    """Return an award of the sample catalogue."""
    organisations = {each.slug: each for each in sample().organisations}
    return replace(
        MAXIMAL,
        credential_url=PAGE,
        achievement=achievement(slug),
        issuer=IssuerProfile("did:web:badges.example.org:issuers:inspire-demo", "inspire-demo", mode, organisations["inspire-demo"]),
        recipient=Recipient(name),
        organisations=(organisations["uop"],),
        credits_earned=None,
    )


def achievement(slug: str) -> Achievement:
    return next(each.achievement for each in sample().achievements if each.achievement.slug == slug)


def twelve_outcomes() -> Achievement:
    """Return an achievement with twelve learning outcomes."""
    slugs = ("inspire-m1", "inspire-m4", "inspire-m5")
    outcomes = [outcome for slug in slugs for outcome in achievement(slug).outcomes]
    return replace(achievement("inspire-m1"), outcomes=tuple(outcomes[:12]))


def certificate(award: Award = MAXIMAL, language: str = "en") -> Certificate:
    return certificate_of(award, language, verify_url=PAGE)


def read_back(pdf: bytes) -> str:
    """Return all text of a PDF, without blanks and hyphens; all of it must be inside the pages."""
    pages = [page.get_textpage() for page in pypdfium2.PdfDocument(pdf)]
    assert [index for page in pages for index in _outside(page)] == []
    return without_blanks("".join(page.get_text_range() for page in pages))


def _outside(text: pypdfium2.PdfTextPage) -> Iterator[int]:
    """Yield the numbers of the characters that do not lie inside their page."""
    width, height = text.page.get_size()
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        if not (0 <= left <= right <= width and 0 <= bottom <= top <= height):
            yield index


def without_blanks(text: str) -> str:
    return _BLANK.sub("", text)


def letters(text: str) -> Counter[str]:
    return Counter(without_blanks(text))
