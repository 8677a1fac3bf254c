"""The certificate: every text of it in one language, before it is set on a page.

What is on paper is what the credential says, short of grades and evidence: those are the learner's to show, and stand in the signed
credential that goes with it (as on the public page).

Spec: Council Recommendation 2022/C 243/02 Annex I.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime

from app.render.texts import Phrase


@dataclass(frozen=True, slots=True)
class Figure:
    """A fact that is read at a glance: how much, how high, and of what."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """A learning outcome, and the competences that it is related to, as their frameworks name them."""

    title: Phrase
    competences: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """A heading and what stands under it, a line each."""

    heading: str
    lines: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """Everything that a certificate shows. Texts are clean lines of bounded length.

    `language` is the one that its own words are in. `learner` is None where the name is left to the signed credential (`unnamed`).
    `parties`: who awarded, who issued, who assures quality; `details`: how it was learnt and assessed. `more_outcomes` says how many are
    not shown.
    `dated` is the date of the file. `test`: made by an identity whose credentials do not count.
    """

    language: str
    kind: str
    issuer: Phrase
    title: Phrase
    learner: Phrase | None
    description: Phrase
    figures: tuple[Figure, ...]
    dates: tuple[Figure, ...]
    outcomes: tuple[OutcomeLine, ...]
    more_outcomes: str | None
    details: tuple[Detail, ...]
    parties: tuple[Detail, ...]
    note: str | None
    verify_url: str
    dated: datetime
    test: bool


def texts_of(part: object) -> Iterator[str]:
    """Yield every text of a certificate."""
    if isinstance(part, Phrase):
        yield part.text
    elif isinstance(part, str):
        yield part
    elif isinstance(part, Iterable):
        for each in part:
            yield from texts_of(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from texts_of(getattr(part, field.name))
