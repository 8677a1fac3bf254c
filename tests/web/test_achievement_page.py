from dataclasses import replace

import pytest

from app.model.achievement import Achievement
from app.model.issuer import IssuerProfile, Mode
from app.services.show_achievement import AchievementPage
from app.web.achievement_page import achievement_page
from app.web.rendering import Frame
from app.wording import LANGUAGES, Wording
from tests.web.hostile import ADDRESSES, TEXTS
from tests.web.reader import Page
from tests.web.samples import ACHIEVEMENT, ISSUER, ORGANISATION

URL = "https://credentials.example.org/achievements/inspire-m1/v1"


def read(achievement: Achievement = ACHIEVEMENT, issuer: IssuerProfile = ISSUER, language: str = "en", *, demo: bool = False) -> Page:
    answer = achievement_page(AchievementPage(achievement, b"{}", issuer, URL), Frame(Wording(language), demo=demo))
    return Page(bytes(answer.body).decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_achievement_makes_a_sound_page_in_every_language(language: str) -> None:
    assert read(language=language).faults == []


def test_it_tells_level_workload_body_country_assessment_and_quality_assurance() -> None:
    text = read().text

    for told in (
        "Sustainability foundations",
        "Micro-credential",
        "EQF level 5",
        "2.5 ECTS credits",
        "1 hour",
        "University of Peloponnese",
        "Greece",
        "A project",
        "Passed or not",
        "ACQUIN",
        "None at all",
        "Environmental sciences",
        "Explain emissions",
        "climate change impact",
        "International Certification",
        "Complete four units.",
    ):
        assert told in text


def test_each_text_says_in_which_language_it_is() -> None:
    page = read(language="de")

    languages = {attributes.get("lang") for tag, attributes in page.elements if tag in {"bdi", "div", "p"}}
    assert {"de", "en"} <= languages
    assert "Emissionen erklären" in page.text
    assert "Vier Einheiten abschließen" in page.text


def test_a_competence_of_several_outcomes_is_listed_once() -> None:
    assert read(replace(ACHIEVEMENT, occupations=())).text.count("climate change impact") == 1


def test_without_a_level_the_reason_is_told() -> None:
    achievement = replace(ACHIEVEMENT, eqf_level=None, no_level_reason={"en": "Participation is not assessed"})

    assert "Participation is not assessed" in read(achievement).text


def test_what_is_not_stated_is_missed_aloud() -> None:
    bare = Achievement("x", 1, ACHIEVEMENT.kind, {"en": "X"}, {"en": "Y"}, {"en": "Z"}, "uop", {"en": "U"})

    page = read(bare)

    assert page.faults == []
    assert page.text.count("Not stated") == 5


def test_an_issuer_that_is_not_the_awarding_body_is_named_beside_it() -> None:
    issuer = replace(ISSUER, organisation=replace(ORGANISATION, legal_name={"en": "A Platform"}))

    assert "Issued by A Platform" in read(issuer=issuer).text
    assert "Issued by" not in read().text


@pytest.mark.parametrize(
    ("achievement", "issuer", "demo", "says"),
    [
        (replace(ACHIEVEMENT, sample=True), ISSUER, False, "This is an invented example."),
        (ACHIEVEMENT, replace(ISSUER, mode=Mode.TEST), False, "This is a test installation."),
        (ACHIEVEMENT, ISSUER, True, "This is a test installation."),
    ],
)
def test_samples_and_tests_say_so(achievement: Achievement, issuer: IssuerProfile, says: str, *, demo: bool) -> None:
    page = read(achievement, issuer, demo=demo)

    assert page.marked("test-banner")
    assert says in page.text


@pytest.mark.parametrize("text", [*TEXTS, *filter(None, ADDRESSES)])
def test_no_text_of_a_catalogue_breaks_the_page(text: str) -> None:
    texts = {"en": text}
    hostile = replace(
        ACHIEVEMENT,
        title=texts,
        description=texts,
        criteria=texts,
        awarding_body_name=texts,
        prerequisites=texts,
        further_information_url=text,
        isced_f=text,
        mode_uris=(text,),
        occupations=(replace(ACHIEVEMENT.occupations[0], uri=text, labels=texts, code=text),),
    )

    assert read(hostile).faults == []
