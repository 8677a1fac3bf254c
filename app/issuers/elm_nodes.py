"""Makes the nodes of a European credential: texts in all their languages, concepts with their labels, each node once.

A node that recurs is written out in full at each place, for readers that do not resolve names; therefore equal ids mean equal
content: what is made under one name is made once, and everything else gets a number of its own.

Spec: EDC application profile 1.2.0 (ELM 3.2), http://data.europa.eu/snb/model/ap/edc-generic-full; SKOS (Concept, ConceptScheme)
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from app.issuers.speech import normal
from app.model.language import LanguageMap
from app.model.secured import Document
from app.schemas.countries import country_uri
from app.schemas.vocabularies import concept, concepts, scheme_uri

ENGLISH = "en"
_UNDETERMINED = "und"

Texts = dict[str, str]
"""A language map as it is signed: in form NFC, no text empty."""


def texts(said: LanguageMap | None) -> Texts:
    """Return a text in every language that it is in."""
    return {tag: normal(text) for tag, text in (said or {}).items() if text.strip()}


def marked(mark: str, said: LanguageMap) -> Texts:
    """Return a text with a mark before it in every language."""
    return {tag: mark + text for tag, text in texts(said).items()}


class Nodes:
    """The nodes of one document.

    Args:
        languages: BCP 47 tags in which the document labels what is not the author's text: the main one first.
    """

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages = languages
        self._spoken = frozenset((*languages, *(tag.partition("-")[0] for tag in languages), ENGLISH))
        self._numbers: Counter[str] = Counter()
        self._made: dict[Hashable, Document] = {}

    @property
    def main(self) -> str:
        """The main language: names and other texts that are in none are written as if in this one."""
        return self.languages[0]

    def said(self, text: str | None) -> Texts:
        """Return a text of no language of its own."""
        return texts({self.main: text or ""})

    def words(self, said: LanguageMap) -> Texts:
        """Return a label of ours in the languages of the document, and in English."""
        return {tag: text for tag, text in said.items() if tag in self._spoken}

    def node(self, kind: str, members: Mapping[str, Any], named: str | None = None) -> Document:
        """Return a node of a class, under an id of its own: `named`, or the next number of `urn:epass:`; empty members are left out."""
        return {"id": named or self._next(kind), "type": kind, **_present(members)}

    def once(self, name: Hashable, make: Callable[[], Document]) -> Document:
        """Return the node of that name, made when first asked for."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def concept(self, scheme: str, uri: str) -> Document:
        """Return a concept of one of our vocabularies, labelled; one that is not in the list has no label, and will be found at fault."""
        return self.once((scheme, uri), lambda: self._listed(scheme, uri))

    def coded(self, scheme: str, code: str) -> Document:
        """Return the concept that a vocabulary has under a code. Raises KeyError: it has none."""
        return self.concept(scheme, concepts(scheme)[code].uri)

    def language(self, tag: str) -> Document:
        """Return the language of a BCP 47 tag."""
        code = tag.partition("-")[0]
        return self.coded("language", code if code in concepts("language") else _UNDETERMINED)

    def country(self, alpha2: str) -> Document | None:
        """Return a country by its two letters, EL and UK included; None where there is no such country."""
        uri = country_uri(alpha2)
        return self.concept("country", uri) if uri else None

    def note(self, said: Texts, about: str | None = None) -> Document | None:
        """Return a note, `about` being its subject's code in our vocabulary of notes; None where it would say nothing."""
        return self.node("Note", {"noteLiteral": said, "subject": self.coded("note", about) if about else None}) if said else None

    def web_resource(self, url: str | None) -> Document | None:
        """Return an address in the web, or None where there is none."""
        return self.node("WebResource", {"contentURL": url}) if url else None

    def identifier(self, scheme: str, notation: str) -> Document:
        """Return an identifier in a scheme that has a name."""
        return self.once((scheme, notation), lambda: self.node("Identifier", {"schemeName": scheme, "notation": notation}))

    def _next(self, kind: str) -> str:
        self._numbers[kind] += 1
        return f"urn:epass:{kind[0].lower()}{kind[1:]}:{self._numbers[kind]}"

    def _listed(self, scheme: str, uri: str) -> Document:
        known = concept(uri)
        return concept_node(
            uri, scheme_uri(scheme), {"prefLabel": self.words(known.label) if known else None, "notation": _LISTS.get(scheme)}
        )


def concept_node(uri: str, scheme: str, members: Mapping[str, Any]) -> Document:
    """Return a concept of any scheme."""
    return {"id": uri, "type": "Concept", "inScheme": {"id": scheme, "type": "ConceptScheme"}, **_present(members)}


def _present(members: Mapping[str, Any]) -> Document:
    return {name: value for name, value in members.items() if value or value is False}


_LISTS = {"country": "country", "country-unknown": "country", "language": "language", "file-type": "file-type"}
"""What Europass writes as notation of a concept: the name of its list."""
