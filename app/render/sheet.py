"""A certificate as the template reads it: JSON with every word in place, so that the template decides on looks only."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC

import segno

from app.model.secured import Document
from app.render.certificate import Certificate, Detail
from app.render.texts import Phrase, line
from app.render.words import Words
from app.schemas.conventions import TEST_MARK

_SAID_BY_TEMPLATE = ("awarded-to", "verify", "verify-says", "page", "test", "test-says", "name-not-printed")

_MOST_RUNNING = 60
"""Characters of title and of name at the head of a further page."""


def sheet_of(certificate: Certificate) -> Document:
    """Return what the template shows. Texts are data: nothing of them is ever read as markup."""
    words = Words(certificate.language)
    learner = certificate.learner
    return {
        "lang": certificate.language,
        "words": {name: words.word(name) for name in _SAID_BY_TEMPLATE} | {"outcomes": words.heading("outcomes")},
        "document-title": _document_title(certificate),
        "dated": _dated(certificate),
        "test": certificate.test,
        "kind": certificate.kind,
        "issuer": _phrase(certificate.issuer),
        "title": _phrase(certificate.title),
        "learner": _phrase(learner) if learner else None,
        "running": [_phrase(replace(each, text=line(each.text, _MOST_RUNNING))) for each in (certificate.title, learner) if each],
        "description": _phrase(certificate.description),
        "figures": [{"value": figure.value, "label": figure.label} for figure in certificate.figures],
        "dates": [{"value": figure.value, "label": figure.label} for figure in certificate.dates],
        "outcomes": [
            {"title": _phrase(outcome.title), "competences": _phrase(_in_one_line(outcome.competences))} for outcome in certificate.outcomes
        ],
        "more-outcomes": certificate.more_outcomes,
        "details": [_detail(each) for each in certificate.details],
        "parties": [_detail(each) for each in certificate.parties],
        "note": certificate.note,
        "url": certificate.verify_url,
        "code": _code(certificate.verify_url, words),
    }


def _document_title(certificate: Certificate) -> str:
    """Return the title of the file: what readers of PDF show in their window, and screen readers say first."""
    learner = certificate.learner
    named = " – ".join(filter(None, (certificate.title.text, learner.text if learner else None)))
    return f"{TEST_MARK}{named}" if certificate.test else named


def _dated(certificate: Certificate) -> dict[str, int]:
    moment = certificate.dated.astimezone(UTC)
    return {name: getattr(moment, name) for name in ("year", "month", "day", "hour", "minute", "second")}


def _phrase(phrase: Phrase) -> Document:
    return {"text": phrase.text, "lang": phrase.language_code, "rtl": phrase.runs_right_to_left}


def _in_one_line(phrases: tuple[Phrase, ...]) -> Phrase:
    return Phrase("  ·  ".join(each.text for each in phrases), phrases[0].language if phrases else "")


def _detail(detail: Detail) -> Document:
    return {"heading": detail.heading, "lines": [_phrase(each) for each in detail.lines]}


def _code(url: str, words: Words) -> Document:
    """Return the QR code of an address: how many modules wide, its dark runs as [column, row, length], and what it is in words."""
    rows = segno.make(url, error="m", micro=False).matrix
    runs = [run for y, row in enumerate(rows) for run in _runs(row, y)]
    return {"size": len(rows), "runs": runs, "alt": words.word("qr").replace("{url}", url)}


def _runs(row: bytearray, y: int) -> Iterator[tuple[int, int, int]]:
    """Yield the dark runs of one row."""
    start: int | None = None
    for x, dark in enumerate((*row, 0)):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, y, x - start
            start = None
