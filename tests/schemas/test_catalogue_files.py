"""The two sample catalogues that come with the service: they can be read, they are whole, and they never look real."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app.issuers.micro_credential import missing_elements
from app.model.achievement import Achievement, AchievementKind
from app.model.issuer import IssuerProfile, Mode
from app.model.language import LanguageMap
from app.schemas.catalogue import Catalogue, read_catalogue
from app.schemas.catalogue.words import IDENTITY_CHECKS, QUALITY_ASSURANCE_TYPES

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "catalogue"
FILES = ("inspire.yaml", "restart.yaml")
MODULES = ("inspire-m1", "inspire-m2", "inspire-m3", "inspire-m4", "inspire-m5")
BANNER = "Sample content for demonstration."
MARKS = ("inspire", "mooc-art", "restart-kit", "acquin", "peloponnese", "readlab", "pearle")


def catalogue_of(name: str) -> Catalogue:
    return read_catalogue((FOLDER / name).read_text("utf-8"), name)


@pytest.fixture(scope="module")
def inspire() -> Catalogue:
    return catalogue_of("inspire.yaml")


@pytest.fixture(scope="module")
def restart() -> Catalogue:
    return catalogue_of("restart.yaml")


def achievement(catalogue: Catalogue, slug: str) -> Achievement:
    return next(entry.achievement for entry in catalogue.achievements if entry.achievement.slug == slug)


def of_kind(catalogue: Catalogue, kind: AchievementKind) -> list[Achievement]:
    return [entry.achievement for entry in catalogue.achievements if entry.achievement.kind is kind]


def descriptions() -> Iterator[LanguageMap]:
    return (entry.achievement.description for name in FILES for entry in catalogue_of(name).achievements)


def test_the_partners_are_eleven_organisations_of_six_countries(inspire: Catalogue) -> None:
    partners = [each for each in inspire.organisations if each.roles]

    assert len(partners) == 11
    assert {each.country for each in partners} == {"GR", "BE", "IT", "DE", "AT", "ES"}


def test_whoever_signs_is_none_of_the_partners_and_says_so(inspire: Catalogue) -> None:
    [issuer] = inspire.issuers
    organisation = next(each for each in inspire.organisations if each.slug == issuer.organisation)

    assert not organisation.roles
    assert "fictitious" in organisation.legal_name["en"]
    assert {entry.issuer for entry in inspire.achievements} == {issuer.slug}


def test_there_are_six_profiles_each_an_occupation_of_a_named_release_of_esco(inspire: Catalogue) -> None:
    assert len(inspire.profiles) == 6
    for profile in inspire.profiles:
        assert (profile.occupation.framework, profile.occupation.version) == ("ESCO", "1.2.0")
        assert profile.occupation.uri.startswith("http://data.europa.eu/esco/occupation/")
        assert len(profile.competences) == 9


def test_the_choice_of_the_facilities_manager_is_visible(inspire: Catalogue) -> None:
    profile = next(each for each in inspire.profiles if each.slug == "facilities-manager")

    assert profile.note is not None
    assert "cultural facilities manager" in profile.note["en"]


def test_there_are_five_modules_of_two_credits_at_level_five(inspire: Catalogue) -> None:
    modules = of_kind(inspire, AchievementKind.MICRO_CREDENTIAL)

    assert tuple(module.slug for module in modules) == MODULES
    for module in modules:
        assert (module.ects, module.hours, module.eqf_level) == (Decimal(2), 50, 5)
        assert 4 <= len(module.outcomes) <= 6
        assert {outcome.kind for outcome in module.outcomes} == {"knowledge", "skill"}
        assert all(outcome.title["en"].startswith("Is able to ") for outcome in module.outcomes)
        assert all(each is not None for each in (module.assessment, module.isced_f, module.learning_setting_uri))
        assert module.mode_uris


def test_the_certification_has_the_five_modules_as_parts_and_two_credits_of_its_own(inspire: Catalogue) -> None:
    certification = achievement(inspire, "inspire-certification")
    modules = [achievement(inspire, slug) for slug in MODULES]

    assert certification.kind is AchievementKind.CERTIFICATION
    assert certification.ects == sum((module.ects or 0 for module in modules), Decimal(0)) + 2
    assert tuple(part.slug for part in certification.has_part) == MODULES
    assert all([whole.slug for whole in module.is_part_of] == ["inspire-certification"] for module in modules)


def test_the_quality_of_modules_and_certification_is_assured_by_a_sample_of_acquin(inspire: Catalogue) -> None:
    for slug in (*MODULES, "inspire-certification"):
        [assurance] = achievement(inspire, slug).quality_assurance
        assert (assurance.agent, assurance.type_uri) == ("acquin", QUALITY_ASSURANCE_TYPES["program"])
        assert assurance.title["en"].startswith("Sample ")
        assert "no such review has taken place" in assurance.title["en"]


def test_the_modules_draw_on_all_four_frameworks(inspire: Catalogue) -> None:
    named = {
        competence.framework
        for slug in MODULES
        for outcome in achievement(inspire, slug).outcomes
        for competence in outcome.competences
    }  # fmt: skip

    assert named == {"ESCO", "DigComp", "GreenComp", "EntreComp"}


def test_competences_without_an_address_of_their_own_differ_by_code(inspire: Catalogue) -> None:
    greencomp = {
        (competence.uri, competence.code)
        for profile in inspire.profiles
        for competence in profile.competences
        if competence.framework == "GreenComp"
    }

    assert {uri for uri, _ in greencomp} == {"https://doi.org/10.2760/13286"}
    assert len(greencomp) > 1


@pytest.mark.parametrize("slug", [*MODULES, "inspire-certification"])
def test_modules_and_certification_have_their_titles_in_the_partners_languages(inspire: Catalogue, slug: str) -> None:
    entry = achievement(inspire, slug)

    assert set(entry.title) == {"en", "el", "it", "de", "es", "fr"}
    assert set(entry.description) == {"en", "el", "it", "de"}


@pytest.mark.parametrize("slug", [*MODULES, "inspire-certification"])
def test_modules_and_certification_lack_no_mandatory_element_of_a_micro_credential(inspire: Catalogue, slug: str) -> None:
    [issuer] = inspire.issuers
    organisation = next(each for each in inspire.organisations if each.slug == issuer.organisation)
    profile = IssuerProfile("did:web:localhost%3A8000:issuers:x", issuer.slug, Mode.TEST, organisation)

    assert missing_elements(achievement(inspire, slug), profile) == ()


def test_the_educators_have_one_course_for_each_of_four_chapters(inspire: Catalogue) -> None:
    assert [each.slug for each in of_kind(inspire, AchievementKind.COURSE)] == [f"inspire-educator-{n}" for n in range(1, 5)]


def test_attendance_is_an_activity_without_credits_and_says_that_nothing_was_assessed(inspire: Catalogue) -> None:
    activities = of_kind(inspire, AchievementKind.ACTIVITY)

    assert [each.slug for each in activities] == ["inspire-seminar", "inspire-conference"]
    for each in activities:
        assert (each.ects, each.eqf_level, each.assessment) == (None, None, None)
        assert "Participation, not assessed" in each.description["en"]


def test_the_second_catalogue_has_one_fictitious_issuer(restart: Catalogue) -> None:
    assert len(restart.issuers) == len(restart.organisations) == 1
    assert "fictitious" in restart.organisations[0].legal_name["en"]


def test_the_open_course_has_no_credits_no_level_and_a_reason_and_identities_are_not_verified(restart: Catalogue) -> None:
    course = achievement(restart, "mooc-art")

    assert (course.ects, course.eqf_level) == (None, None)
    assert course.no_level_reason
    assert course.assessment is not None
    assert course.assessment.identity_check_uri == IDENTITY_CHECKS["unsupervised-without-id"]


def test_the_course_of_which_only_the_heading_is_known_says_so(restart: Catalogue) -> None:
    course = achievement(restart, "disinformation-course")

    assert course.description["en"].startswith("Heading only, no content in the seed")
    assert (course.outcomes, course.assessment, course.hours) == ((), None, None)


@pytest.mark.parametrize("name", FILES)
def test_everything_invented_is_marked_as_a_sample(name: str) -> None:
    catalogue = catalogue_of(name)

    assert all(organisation.sample for organisation in catalogue.organisations)
    assert all(issuer.sample for issuer in catalogue.issuers)
    assert all(profile.sample for profile in catalogue.profiles)
    assert all(entry.achievement.sample for entry in catalogue.achievements)


def test_every_description_ends_with_the_same_banner_in_each_language() -> None:
    banners: dict[str, set[str]] = {}
    for texts in descriptions():
        for language, text in texts.items():
            banners.setdefault(language, set()).add(text[text.rindex(". ") + 2 :])

    assert banners["en"] == {BANNER}
    assert all(len(endings) == 1 for endings in banners.values())


@pytest.mark.parametrize("name", FILES)
def test_no_real_organisation_has_an_address_in_a_sample(name: str) -> None:
    for organisation in catalogue_of(name).organisations:
        assert organisation.email is None
        assert organisation.homepage is None or "fictitious" in organisation.legal_name["en"]


@pytest.mark.parametrize("name", FILES)
def test_slugs_of_a_sample_are_those_of_its_tenant(name: str) -> None:
    assert catalogue_of(name).tenant.slug == name.removesuffix(".yaml")


def test_no_rule_of_the_program_knows_the_samples() -> None:
    """Only the demo names them, because it loads them, and the examples of the API, because they run unchanged in the demo."""
    sources = [
        path for path in (ROOT / "app").rglob("*") if path.suffix in {".py", ".html", ".po", ".json", ".js"} and "demo" not in path.stem
    ]

    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sources
        for line in path.read_text("utf-8").lower().splitlines()
        if "example" not in line and any(mark in line for mark in MARKS)
    ]

    assert sources
    assert not found
