"""The catalogues: every sentence of the service in every language, read once when the process starts.

A language is one file, `locales/<tag>.po`, and nothing else. Message ids are codes; the header's `Language` says by which
region's habits dates are written.

Spec: gettext PO files, https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

from babel import Locale
from babel.messages.pofile import read_po

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language: its BCP 47 tag, the locale by which it writes dates, its texts by message id."""

    language: str
    locale: Locale
    texts: Mapping[str, str]


def read_catalogue(language: str, text: str) -> Catalogue:
    """Return the catalogue that is written in a PO file. Messages without a translation are left out.

    Raises:
        PoFileError: not a PO file.
        ValueError: a header without a language that is known.
    """
    messages = read_po(iter(text.splitlines(keepends=True)), abort_invalid=True)
    if messages.locale is None:
        raise ValueError(f"{language}.po: expected a header that names the language")
    texts = {message.id: message.string for message in messages if isinstance(message.id, str) and message.id}
    return Catalogue(language, messages.locale, MappingProxyType({msgid: str(text) for msgid, text in texts.items() if text}))


def _read_all() -> Mapping[str, Catalogue]:
    found = {path.name: path.read_text("utf-8") for path in (files("app.wording") / "locales").iterdir() if path.name.endswith(".po")}
    return MappingProxyType({name[:-3]: read_catalogue(name[:-3], found[name]) for name in sorted(found)})


CATALOGUES: Mapping[str, Catalogue] = _read_all()
