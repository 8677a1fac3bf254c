"""Texts and addresses from anybody's documents, made fit to be shown: cleaned, capped, and never a link that runs something.

Autoescape keeps markup out; this module keeps out what escaping does not touch: direction overrides, towers of accents, endless
lists, `javascript:` addresses, addresses with a user name before the host, and hosts that imitate another by their letters.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote, urlsplit

MAX_LINE = 400
MAX_PROSE = 6_000
MAX_ITEMS = 40
MAX_URL = 2_000
MAX_MARKS = 4

VOCABULARY_HOSTS = frozenset({"data.europa.eu", "publications.europa.eu"})
"""Hosts of the European vocabularies: so frequent and so well known that naming them beside each link would only be noise."""

_DROPPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_WEB_URL = re.compile(r"https?://[^\s\x00-\x20\x7f<>\"{}|\\^`]+", re.IGNORECASE)
_HOST = re.compile(r"[^\s\x00-,/:-@\[-^`{-\x7f]+")
Thing = TypeVar("Thing")

_ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as a page shows it.

    `lang` is its BCP 47 tag, "" where nobody knows it, None where it is the page's own. `href` is set only for a safe link,
    whose `host` then stands beside it; `aside` is what stands small behind: a framework, a code.
    """

    text: str
    lang: str | None = None
    href: str | None = None
    host: str | None = None
    aside: str | None = None


@dataclass(frozen=True, slots=True)
class Host:
    """A host as the machine knows it (ASCII), and how it looks where that differs.

    `imitates` says that its letters are not only the plain Latin ones of most addresses, so that it may be taken for another.
    """

    name: str
    looks_like: str
    imitates: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """Some things, and how many more there were than a page shows."""

    items: tuple[Shown, ...]
    more: int = 0


def cleaned(text: str, limit: int = MAX_LINE) -> str:
    """Return `text` without control characters, direction overrides and towers of accents, at most `limit` characters long.

    Idempotent; what was cut off is an ellipsis. Joiners and direction *marks* stay: names need them.
    """
    plain = _without_towers(_DROPPED.sub("", text[: limit * 4]))
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


def _without_towers(text: str) -> str:
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def foreign(text: str, url: str | None = None, aside: str | None = None) -> Shown:
    """Return a text of a document, in a language nobody knows, linked where `url` is a safe address."""
    href = safe_link(url)
    host = host_of(href)
    named = host.name if host and host.name not in VOCABULARY_HOSTS else None
    return Shown(cleaned(text), "", href, named, cleaned(aside) if aside else None)


def listed(things: Iterable[Thing], show: Callable[[Thing], Shown]) -> Listing:
    """Return the first things as shown, and the number of the others."""
    every = tuple(things)
    return Listing(tuple(show(thing) for thing in every[:MAX_ITEMS]), max(0, len(every) - MAX_ITEMS))


def safe_link(url: str | None) -> str | None:
    """Return `url` if it may become a link: http(s) to a host, no user name in it, no character that a browser drops or turns."""
    if url is None or len(url) > MAX_URL or not _WEB_URL.fullmatch(url) or cleaned(url, MAX_URL) != url:
        return None
    return url if host_of(url) else None


def host_of(identifier: str | None) -> Host | None:
    """Return the host that an http(s) address or a did:web names, or None: then no host vouches for it."""
    authority = _authority(identifier or "")
    name, _, port = authority.partition(":")
    if not _HOST.fullmatch(name) or (port and not port.isdecimal()):
        return None
    labels = unicodedata.normalize("NFKC", name).lower().split(".")
    spelled = ".".join(_spelled(label) for label in labels)
    machine = ".".join(_machine_form(label) for label in labels)
    return Host(f"{machine}:{port}" if port else machine, spelled, imitates=spelled != machine)


def _authority(identifier: str) -> str:
    if identifier.startswith("did:web:"):
        return unquote(identifier.removeprefix("did:web:").partition(":")[0].partition("#")[0].partition("?")[0])
    try:
        parts = urlsplit(identifier)
    except ValueError:
        return ""
    return parts.netloc if parts.scheme in {"http", "https"} else ""


def _spelled(label: str) -> str:
    if not label.startswith("xn--"):
        return cleaned(label)
    try:
        return cleaned(label[4:].encode("ascii").decode("punycode"))
    except UnicodeError:
        return "�"


def _machine_form(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def mixes_alphabets(name: str) -> bool:
    """Return whether one word of `name` has letters of two alphabets that look alike, as Latin and Cyrillic do."""
    return any(len(_alphabets(word)) > 1 for word in re.split(r"[\W\d_]+", name))


def _alphabets(word: str) -> frozenset[str]:
    return frozenset(unicodedata.name(letter, "?").partition(" ")[0] for letter in word) & _ALPHABETS
