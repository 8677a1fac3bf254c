"""The European vocabularies that credentials speak: EQF, ISCED-F, modes, settings, assessments, accreditation, countries.

Concepts are data in `vocabularies.json`: adding one, or a label in a further language, is a change of that file. English
labels are the published ones; those in other languages are ours where the publisher's were not at hand. The same file holds
the few words that are written into signed texts, so that a change of the user interface never changes a credential.

Spec: ELM 3.2 controlled vocabularies, http://data.europa.eu/snb/; ISCED-F 2013; Publications Office authority tables.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.model.language import LanguageMap


@dataclass(frozen=True, slots=True)
class Concept:
    """An entry of a vocabulary: its URI and what it is called."""

    uri: str
    label: LanguageMap


@dataclass(frozen=True, slots=True)
class Scheme:
    """A vocabulary: its own URI, and its concepts by code (for countries: ISO 3166-1 alpha-2)."""

    uri: str
    concepts: Mapping[str, Concept]


def _scheme(entry: Mapping[str, Any]) -> Scheme:
    return Scheme(entry["scheme"], MappingProxyType({code: _concept(entry["base"], code, row) for code, row in entry["concepts"].items()}))


def _concept(base: str, code: str, row: Mapping[str, str]) -> Concept:
    """Return the concept of a row: labels by language, and an `id` where the URI does not end in the code."""
    labels = {language: label for language, label in row.items() if language != "id"}
    return Concept(base + row.get("id", code), MappingProxyType(labels))


_DATA = json.loads((Path(__file__).parent / "vocabularies.json").read_text(encoding="utf-8"))
_SCHEMES: Mapping[str, Scheme] = MappingProxyType({name: _scheme(entry) for name, entry in _DATA["schemes"].items()})
_BY_URI: Mapping[str, Concept] = MappingProxyType({found.uri: found for each in _SCHEMES.values() for found in each.concepts.values()})

WORDS: Mapping[str, LanguageMap] = MappingProxyType({name: MappingProxyType(labels) for name, labels in _DATA["words"].items()})
"""Headings and units of signed texts, by name."""


def concept(uri: str) -> Concept | None:
    """Return the concept of that URI, or None where no vocabulary here has it."""
    return _BY_URI.get(uri)


def concepts(scheme: str) -> Mapping[str, Concept]:
    """Return a vocabulary's concepts by code.

    Args:
        scheme: eqf, isced-f, learning-mode, learning-setting, learning-opportunity, learning-activity, assessment, supervision,
            accreditation, education-credit, skill-type, skill-reuse-level, entitlement, entitlement-status, credential,
            evidence-type, encoding, file-type, country (whose codes are ISO 3166-1 alpha-2), country-unknown, language (whose
            codes are ISO 639-1; `und` is none that is listed), or one of our own: result-status, note.
    """
    return _SCHEMES[scheme].concepts


def scheme_uri(scheme: str) -> str:
    """Return the URI of a vocabulary itself."""
    return _SCHEMES[scheme].uri
