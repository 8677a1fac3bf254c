"""The lines 'who, what, when, how' of a page: label, values, and where it helps a note that explains.

What most readers look for is said even where the credential does not state it: level, workload, assessment, identity check
and quality assurance. Everything else is left out when absent.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from babel import Locale
from babel.numbers import format_decimal

from app.model.report import Content, ContentItem
from app.web.shown import Host, Listing, Shown, cleaned, foreign, host_of, listed, mixes_alphabets
from app.wording import Wording

_EQF = re.compile(r"https?://data\.europa\.eu/(?:snb/eqf|esco/eqf)/([1-8])")
_TYPES = {
    "MicroCredential": "page.kind.micro-credential",
    "Certification": "page.kind.certification",
    "Course": "page.kind.course",
    "Badge": "page.kind.badge",
    "Certificate": "page.kind.certificate",
    "ext:Module": "page.kind.module",
    "ext:Activity": "page.kind.activity",
}


@dataclass(frozen=True, slots=True)
class Note:
    """An explanation that opens on demand."""

    summary: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: a label, its values, an explanation, and a warning where something looks wrong.

    `missing` says that the value is only our word that nothing is stated.
    """

    label: str
    values: Listing
    note: Note | None = None
    warning: str | None = None
    missing: bool = False


def stated(wording: Wording, label: str, *values: Shown) -> Fact:
    """Return a line with these values, or the words that nothing is stated."""
    return Fact(wording.text(label), Listing(values or (Shown(wording.text("page.not-stated")),)), missing=not values)


def items(wording: Wording, label: str, things: Sequence[ContentItem]) -> Fact:
    """Return a line with named things, each with framework, code and date behind it, and linked where it safely can be.

    A code that only repeats a part of the address is left out.
    """

    def show(item: ContentItem) -> Shown:
        code = None if item.code and item.code in (item.url or "") else item.code
        day = wording.date(item.moment) if item.moment else None
        return foreign(_words(item), item.url, " ".join(filter(None, (item.framework, code, day))))

    return Fact(wording.text(label), listed(things, show))


def names(wording: Wording, label: str, things: Sequence[ContentItem]) -> Fact:
    """Return a line with names only."""
    return Fact(wording.text(label), listed(things, lambda item: foreign(_words(item))))


def _words(item: ContentItem) -> str:
    return " – ".join(filter(None, (item.name, item.text)))


def _named(wording: Wording, label: str, things: Sequence[ContentItem]) -> Fact:
    """Return a line with names, linked but to the European vocabularies: those addresses identify and are not worth a visit."""

    def show(item: ContentItem) -> Shown:
        shown = foreign(item.name, item.url, item.text)
        return shown if shown.host else replace(shown, href=None)

    return Fact(wording.text(label), listed(things, show)) if things else stated(wording, label)


def core_facts(content: Content, wording: Wording) -> tuple[Fact, ...]:
    """Return the lines that a reader looks for first, in the order of a reader's questions."""
    return tuple(_endorsement(content, wording) if content.endorsed_id else _core(content, wording))


def _endorsement(content: Content, wording: Wording) -> Iterator[Fact]:
    """Yield what an endorsement is about, until when, and whose word it is."""
    yield stated(wording, "page.fact.endorsed", foreign(content.endorsed_id or ""))
    yield from _dates(content, wording)
    yield from _issuer(content, wording)


def _core(content: Content, wording: Wording) -> Iterator[Fact]:
    if content.achievement_type:
        yield stated(wording, "page.fact.type", kind_of(content.achievement_type, wording))
    yield _level(content.level, wording)
    yield stated(wording, "page.fact.workload", *workload(wording, content.credits, content.hours))
    yield from _dates(content, wording)
    yield from _issuer(content, wording)
    yield _named(wording, "page.fact.assessment", content.assessment)
    yield _named(wording, "page.fact.identity-check", (content.identity_check,) if content.identity_check else ())
    yield _named(wording, "page.fact.quality", content.quality_assurance)
    yield from _circumstances(content, wording)


def _circumstances(content: Content, wording: Wording) -> Iterator[Fact]:
    """Yield what is said only when it is stated."""
    groups = {
        "page.fact.participation": content.modes,
        "page.fact.setting": (content.learning_setting,),
        "page.fact.field": (content.field_of_study,),
    }
    for label, group in groups.items():
        present = [item for item in group if item]
        if present:
            yield _named(wording, label, present)


def kind_of(achievement_type: str, wording: Wording) -> Shown:
    """Return an achievement type in plain words, or as it stands where it is none that we know."""
    known = _TYPES.get(achievement_type)
    return Shown(wording.text(known)) if known else foreign(achievement_type)


def _level(item: ContentItem | None, wording: Wording) -> Fact:
    if item is None:
        return stated(wording, "page.fact.level")
    known = _EQF.fullmatch(item.url or "")
    return eqf_level(int(known[1]), wording) if known else _named(wording, "page.fact.level", (item,))


def eqf_level(level: int, wording: Wording) -> Fact:
    """Return the line of a level of the European Qualifications Framework, with what it means."""
    explained = wording.text("page.level.note", example=wording.text(f"page.level.{level}"))
    note = Note(wording.text("page.what-is-this"), explained)
    return Fact(wording.text("page.fact.level"), Listing((Shown(wording.text("page.level.eqf", level=str(level))),)), note)


def workload(wording: Wording, ects: Decimal | None, hours: int | None) -> tuple[Shown, ...]:
    """Return credit points and hours as they are said in this language; those that there are."""
    amounts = {"page.workload.ects": ects, "page.workload.hours": hours}
    return tuple(_amount(msgid, amount, wording) for msgid, amount in amounts.items() if amount is not None)


def _amount(msgid: str, amount: Decimal | int, wording: Wording) -> Shown:
    return Shown(wording.text(f"{msgid}.one" if amount == 1 else msgid, amount=format_decimal(amount, locale=wording.language)))


def _dates(content: Content, wording: Wording) -> Iterator[Fact]:
    if content.credits_earned is not None and content.credits_earned != content.credits:
        yield stated(wording, "page.fact.credits-earned", *workload(wording, content.credits_earned, None))
    moments: dict[str, datetime | None] = {
        "page.fact.awarded": content.awarded_at or content.valid_from,
        "page.fact.valid-until": content.valid_until,
    }
    for label, moment in moments.items():
        if moment:
            yield stated(wording, label, Shown(wording.date(moment)))


def _issuer(content: Content, wording: Wording) -> Iterator[Fact]:
    name = content.issuer_name
    if name:
        mixed = wording.text("page.issuer.mixed-letters") if mixes_alphabets(name) else None
        imitating = _imitation(host_of(content.issuer_url), wording)
        yield Fact(wording.text("page.fact.issuer"), Listing((foreign(name, content.issuer_url),)), warning=mixed or imitating)
    if content.issuer_id:
        yield _identity(content.issuer_id, wording, hosted=content.hosted)
    if content.awarding_body and content.awarding_body != name:
        yield stated(wording, "page.fact.awarding-body", foreign(content.awarding_body))
    if content.issuer_country:
        yield stated(wording, "page.fact.country", country(content.issuer_country, wording))


def _identity(issuer_id: str, wording: Wording, *, hosted: bool) -> Fact:
    """Return the line that says which address signs, or vouches without: a name is easily borrowed, a host is not."""
    host = host_of(issuer_id)
    if host is None:
        note = Note(wording.text("page.what-is-this"), wording.text("page.issuer.no-address"))
        return Fact(wording.text("page.fact.issuer-identifier"), Listing((Shown(cleaned(issuer_id)),)), note)
    label, explained = ("page.fact.issuer-host", "page.issuer.host") if hosted else ("page.fact.issuer-address", "page.issuer.address")
    note = Note(wording.text("page.what-is-this"), wording.text(explained, host=host.name))
    return Fact(wording.text(label), Listing((Shown(host.name),)), note, _imitation(host, wording))


def _imitation(host: Host | None, wording: Wording) -> str | None:
    return wording.text("page.issuer.imitates", host=host.looks_like) if host and host.imitates else None


def country(code: str, wording: Wording) -> Shown:
    """Return the country's name in this language, or what stands there where it is no country's code."""
    name = Locale.parse(wording.language).territories.get(code.upper())
    return Shown(name) if name else foreign(code)
