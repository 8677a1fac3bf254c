"""Our vocabularies, held against the published ones."""

import json
from pathlib import Path

import pytest

from app.schemas.vocabularies import WORDS, Concept, concept, concepts, scheme_uri

SNB = "http://data.europa.eu/snb"
PUBLISHED = {
    "eqf": "eqf",
    "isced-f": "isced-f",
    "learning-mode": "learning-assessment-mode",
    "learning-setting": "learning-setting",
    "assessment": "assessment",
    "accreditation": "accreditation",
    "education-credit": "education-credit",
    "country": "country",
    "learning-opportunity": "learning-opportunity",
    "learning-activity": "learning-activity",
    "skill-type": "skill-type",
    "skill-reuse-level": "skill-reuse-level",
    "entitlement": "entitlement",
    "entitlement-status": "entitlement-status",
    "encoding": "encoding",
}
SOME_OF_THE_PUBLISHED = {"country-unknown": "country", "file-type": "file-type", "language": "language"}
OBSERVED = ("supervision", "credential", "evidence-type")
OURS = ("result-status", "note")
LABELLED = [*(set(PUBLISHED) - {"isced-f"}), "country-unknown", "file-type", *OBSERVED, *OURS]
NEWER_THAN_PUBLISHED = {f"{SNB}/accreditation/c_1f1a469a": "in an official sample of 2025, not yet in the lists of 2023"}
LANGUAGES = {"en", "de", "el", "es", "fr", "it", "nl"}
NOT_COUNTRIES = {"EUR", "FQ0", "OP_DATPRO"}


@pytest.mark.parametrize(("ours", "theirs"), PUBLISHED.items())
def test_every_concept_has_its_published_uri_and_english_label(shared: Path, ours: str, theirs: str) -> None:
    published = json.loads((shared / "elm" / "vocab" / f"{theirs}.json").read_text(encoding="utf-8"))
    expected = {entry["id"]: entry["prefLabel"] for entry in published["concepts"]}

    found = {each.uri: each.label["en"] for each in concepts(ours).values()}

    assert scheme_uri(ours) == published["scheme"]
    assert {uri: label for uri, label in found.items() if uri not in NEWER_THAN_PUBLISHED}.items() <= expected.items()
    assert {uri.rsplit("/", 1)[1] for uri in expected.keys() - found.keys()} <= (NOT_COUNTRIES if ours == "country" else set())


@pytest.mark.parametrize(("ours", "theirs"), SOME_OF_THE_PUBLISHED.items())
def test_of_long_lists_what_is_here_is_as_published(shared: Path, ours: str, theirs: str) -> None:
    published = json.loads((shared / "elm" / "vocab" / f"{theirs}.json").read_text(encoding="utf-8"))
    expected = {entry["id"]: entry["prefLabel"] for entry in published["concepts"]}

    assert scheme_uri(ours) == published["scheme"]
    assert {each.uri: each.label["en"] for each in concepts(ours).values()}.items() <= expected.items()


@pytest.mark.parametrize("ours", OBSERVED)
def test_lists_without_a_publication_are_as_observed(shared: Path, ours: str) -> None:
    lists = json.loads((shared / "elm" / "vocab" / "edc-system-and-observed.json").read_text(encoding="utf-8"))
    observed = next(each for each in lists if each["scheme"] == scheme_uri(ours))
    expected = {entry["id"]: entry["prefLabel"] for entry in observed["concepts"] if entry["prefLabel"]}
    found = {each.uri: each.label["en"] for each in concepts(ours).values()}

    assert found.items() <= expected.items()
    assert found.keys() == expected.keys() or ours == "credential"


def test_a_concept_is_found_by_its_uri() -> None:
    level = concept(f"{SNB}/eqf/5")

    assert level == concepts("eqf")["5"]
    assert level == Concept(f"{SNB}/eqf/5", level.label)
    assert level.label["en"] == "Level 5"
    assert level.label["de"] == "Niveau 5"


@pytest.mark.parametrize("uri", [f"{SNB}/eqf/9", f"{SNB}/eqf/", "", "5", f"{SNB}/eqf/5/"])
def test_what_no_vocabulary_has_is_no_concept(uri: str) -> None:
    assert concept(uri) is None


@pytest.mark.parametrize(
    ("code", "uri", "name"), [("GR", "GRC", "Griechenland"), ("GB", "GBR", "Vereinigtes Königreich"), ("XK", "1A0", "Kosovo")]
)
def test_countries_go_by_two_letters_and_are_identified_by_the_publications_office(code: str, uri: str, name: str) -> None:
    country = concepts("country")[code]

    assert country.uri == f"http://publications.europa.eu/resource/authority/country/{uri}"
    assert country.label["de"] == name


def test_europe_is_complete() -> None:
    union = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
    neighbours = "IS LI NO CH GB AL BA GE MD ME MK RS TR UA XK"

    assert set(f"{union} {neighbours}".split()) <= concepts("country").keys()


@pytest.mark.parametrize("scheme", sorted(LABELLED))
def test_short_lists_are_labelled_in_every_language_of_the_catalogue(scheme: str) -> None:
    assert {code: set(each.label) for code, each in concepts(scheme).items()} == dict.fromkeys(concepts(scheme), LANGUAGES)


def test_every_language_of_the_catalogue_is_named_in_each_of_them() -> None:
    assert {tag: set(concepts("language")[tag].label) for tag in LANGUAGES} == dict.fromkeys(LANGUAGES, LANGUAGES)


def test_the_words_of_signed_texts_are_there_in_every_language() -> None:
    assert {name: set(labels) for name, labels in WORDS.items()} == dict.fromkeys(WORDS, LANGUAGES)


def test_nothing_of_it_can_be_changed() -> None:
    with pytest.raises(TypeError):
        concepts("eqf")["9"] = Concept("x", {})  # type: ignore[index] # the very thing that must fail


def test_an_unknown_scheme_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        concepts("eqf-levels")
