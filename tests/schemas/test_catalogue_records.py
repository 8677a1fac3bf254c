"""What stands in a catalogue is what comes out of it."""

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from app.model.achievement import AchievementKind, Competence
from app.schemas.catalogue import Catalogue, read_catalogue
from tests.schemas.catalogue_text import SMALL, spoiled

SEWING = Competence("ESCO", "1.2.0", "https://esco.example.org/skill/1", "s-1", {"en": "sew costumes"})
TAILOR = Competence("ESCO", "1.2.0", "https://esco.example.org/occupation/1", "o-1", {"en": "tailor"})


@pytest.fixture(scope="module")
def small() -> Catalogue:
    return read_catalogue(SMALL, "small.yaml")


def test_an_achievement_comes_with_the_issuer_that_signs_it(small: Catalogue) -> None:
    assert [(entry.issuer, entry.achievement.slug) for entry in small.achievements] == [("academy", "stitching"), ("academy", "costumes")]


def test_the_fields_of_an_achievement_come_as_their_types(small: Catalogue) -> None:
    stitching = small.achievements[0].achievement

    assert stitching.kind is AchievementKind.MICRO_CREDENTIAL
    assert stitching.ects == Decimal("1.5")
    assert stitching.title == {"en": "Stitching", "el": "Ραφή"}
    assert stitching.mode_uris == ("http://data.europa.eu/snb/learning-assessment/e92d221e4d",)
    assert stitching.outcomes[0].competences == (SEWING,)
    assert not stitching.sample


def test_a_code_with_a_leading_zero_and_the_country_no_are_texts_and_nothing_else(small: Catalogue) -> None:
    assert small.achievements[0].achievement.isced_f == "0212"
    assert small.organisations[0].country == "NO"


def test_the_awarding_body_and_the_quality_assurer_are_named_by_their_legal_names(small: Catalogue) -> None:
    stitching = small.achievements[0].achievement

    assert (stitching.awarding_body, stitching.awarding_body_name) == ("academy", {"en": "Academy"})
    assert (stitching.quality_assurance[0].agent, stitching.quality_assurance[0].agent_name) == ("academy", {"en": "Academy"})


def test_a_part_knows_its_whole_and_the_whole_its_part(small: Catalogue) -> None:
    stitching, costumes = (entry.achievement for entry in small.achievements)

    assert [(part.slug, part.url, part.title) for part in costumes.has_part] == [
        ("stitching", "/achievements/stitching", {"en": "Stitching", "el": "Ραφή"})
    ]
    assert [(part.slug, part.url) for part in stitching.is_part_of] == [("costumes", "/achievements/costumes")]


def test_an_occupation_is_named_by_the_slug_of_its_profile(small: Catalogue) -> None:
    assert small.profiles[0].occupation == TAILOR
    assert small.profiles[0].competences == (SEWING,)
    assert small.achievements[1].achievement.occupations == (TAILOR,)


def test_a_competence_can_be_written_out_where_it_is_named() -> None:
    text = spoiled(
        "        competences: [sewing]",
        "        competences: [{framework: esco, code: s-2, labels: {en: knit}, uri: 'https://e.example/2'}]",
    )

    assert read_catalogue(text, "small.yaml").achievements[0].achievement.outcomes[0].competences == (
        Competence("ESCO", "1.2.0", "https://e.example/2", "s-2", {"en": "knit"}),
    )


def test_a_competence_without_an_address_has_that_of_its_framework() -> None:
    text = spoiled("    uri: https://esco.example.org/skill/1\n", "")

    assert read_catalogue(text, "small.yaml").profiles[0].competences[0].uri == "https://esco.example.org/"


def test_texts_come_in_composed_form() -> None:
    decomposed = "Cafe\u0301"

    catalogue = read_catalogue(spoiled("{slug: theatre, name: {en: Theatre}}", f"{{slug: theatre, name: {{fr: {decomposed}}}}}"), "f")

    assert catalogue.tenant.name == {"fr": "Caf\u00e9"}


def test_only_tenant_organisations_and_issuers_are_required() -> None:
    catalogue = read_catalogue(SMALL[: SMALL.index("frameworks:")], "small.yaml")

    assert (catalogue.frameworks, catalogue.profiles, catalogue.achievements) == ((), (), ())


@pytest.mark.parametrize("tag", ["en", "el", "pt-BR", "sr-Latn-RS", "gsw", "es-419", "de-1996"])
def test_languages_are_bcp_47_tags(tag: str) -> None:
    assert read_catalogue(spoiled("name: {en: Theatre}", f"name: {{{tag}: T}}"), "f").tenant.name == {tag: "T"}


def test_a_catalogue_is_frozen(small: Catalogue) -> None:
    with pytest.raises(FrozenInstanceError):
        small.tenant = small.tenant  # type: ignore[misc]  # what is tested
