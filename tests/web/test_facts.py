from dataclasses import replace
from decimal import Decimal

import pytest

from app.model.report import Content, ContentItem
from app.web.facts import Fact, core_facts, country
from app.web.shown import MAX_ITEMS, Shown
from app.wording import Wording
from tests.web.samples import CONTENT

ENGLISH, GERMAN = Wording("en"), Wording("de")


def line(content: Content, label: str, wording: Wording = ENGLISH) -> Fact | None:
    return next((fact for fact in core_facts(content, wording) if fact.label == wording.text(label)), None)


def said(content: Content, label: str, wording: Wording = ENGLISH) -> list[str]:
    found = line(content, label, wording)
    return [value.text for value in found.values.items] if found else []


def test_the_lines_stand_in_the_order_of_a_readers_questions() -> None:
    assert [fact.label for fact in core_facts(CONTENT, ENGLISH)] == [
        "Kind",
        "Level",
        "Workload",
        "Awarded on",
        "Valid until",
        "Issued by",
        "Signed under the address",
        "Awarding body",
        "Country of the issuer",
        "How it was assessed",
        "Identity check at the assessment",
        "Quality assurance",
        "Form of participation",
        "Learning setting",
        "Field of study",
    ]


def test_what_most_readers_look_for_is_missed_aloud() -> None:
    facts = core_facts(Content(None, "x"), ENGLISH)

    assert [fact.label for fact in facts] == [
        "Level",
        "Workload",
        "How it was assessed",
        "Identity check at the assessment",
        "Quality assurance",
    ]
    assert all(fact.missing and fact.values.items == (Shown("Not stated"),) for fact in facts)


def test_a_level_of_the_european_framework_is_explained() -> None:
    level = line(CONTENT, "page.fact.level")

    assert level is not None
    assert level.values.items == (Shown("EQF level 5"),)
    assert level.note is not None
    assert "eight levels" in level.note.text
    assert "At level 5" in level.note.text


@pytest.mark.parametrize("url", [None, "http://data.europa.eu/snb/eqf/9", "http://evil.example/snb/eqf/5", "javascript:alert(5)"])
def test_another_level_is_told_as_it_stands(url: str | None) -> None:
    level = line(replace(CONTENT, level=ContentItem("NLQF 5", url)), "page.fact.level")

    assert level is not None
    assert level.values.items[0].text == "NLQF 5"
    assert level.note is None


def test_workload_is_written_as_the_language_writes_numbers() -> None:
    content = replace(CONTENT, credits=Decimal("2.5"), hours=1250)

    assert said(content, "page.fact.workload") == ["2.5 ECTS credits", "1,250 hours"]
    assert said(content, "page.fact.workload", GERMAN) == ["2,5 ECTS-Punkte", "1.250 Stunden"]


def test_one_credit_and_one_hour_are_singular() -> None:
    assert said(replace(CONTENT, credits=Decimal(1), hours=1), "page.fact.workload") == ["1 ECTS credit", "1 hour"]


def test_credits_earned_are_told_only_where_they_differ() -> None:
    assert line(CONTENT, "page.fact.credits-earned") is None
    assert said(replace(CONTENT, credits_earned=Decimal(1)), "page.fact.credits-earned") == ["1 ECTS credit"]


def test_without_an_award_date_the_start_of_validity_stands_for_it() -> None:
    assert said(replace(CONTENT, awarded_at=None), "page.fact.awarded") == ["30 June 2026"]


def test_dates_are_written_in_the_readers_language() -> None:
    assert said(CONTENT, "page.fact.valid-until", GERMAN) == ["30. Juni 2031"]


def test_a_kind_that_we_do_not_know_is_told_as_it_stands() -> None:
    assert said(replace(CONTENT, achievement_type="ext:Quest"), "page.fact.type") == ["ext:Quest"]


def test_the_issuer_stands_beside_the_address_that_signs() -> None:
    address = line(CONTENT, "page.fact.issuer-address")

    assert said(CONTENT, "page.fact.issuer") == ["University of Peloponnese"]
    assert address is not None
    assert address.values.items == (Shown("credentials.example.org"),)
    assert address.warning is None


def test_an_issuer_without_an_address_is_told_by_its_identifier_and_explained() -> None:
    identifier = line(replace(CONTENT, issuer_id="did:key:z6Mk"), "page.fact.issuer-identifier")

    assert identifier is not None
    assert identifier.values.items == (Shown("did:key:z6Mk"),)
    assert identifier.note is not None
    assert "No web address vouches" in identifier.note.text


@pytest.mark.parametrize("issuer_id", ["did:web:xn--80ak6aa92e.com", "https://\u0430pple.com/issuer"])
def test_a_host_that_imitates_another_is_warned_of(issuer_id: str) -> None:
    address = line(replace(CONTENT, issuer_id=issuer_id), "page.fact.issuer-address")

    assert address is not None
    assert address.values.items[0].text.startswith("xn--")
    assert address.warning is not None
    assert "imitate" in address.warning


def test_a_link_of_the_issuer_that_imitates_another_is_warned_of() -> None:
    issuer = line(replace(CONTENT, issuer_url="https://\u0430pple.com/"), "page.fact.issuer")

    assert issuer is not None
    assert issuer.warning is not None


def test_a_name_that_mixes_alphabets_is_warned_of() -> None:
    issuer = line(replace(CONTENT, issuer_name="Univ\u0435rsity"), "page.fact.issuer")

    assert issuer is not None
    assert issuer.warning is not None
    assert "alphabets" in issuer.warning


def test_an_awarding_body_that_is_the_issuer_is_told_once() -> None:
    assert line(replace(CONTENT, awarding_body=CONTENT.issuer_name), "page.fact.awarding-body") is None


def test_nobody_is_told_as_issuer_where_nobody_is_named() -> None:
    nobody = replace(CONTENT, issuer_name=None, issuer_id=None, awarding_body=None, issuer_country=None)

    assert not {"Issued by", "Signed under the address", "Awarding body"} & {fact.label for fact in core_facts(nobody, ENGLISH)}


def test_countries_are_named_in_the_readers_language() -> None:
    assert country("gr", ENGLISH) == Shown("Greece")
    assert country("GR", GERMAN) == Shown("Griechenland")
    assert country("<b>", ENGLISH).text == "<b>"


def test_an_address_of_a_vocabulary_is_no_link_but_that_of_a_body_is() -> None:
    content = replace(CONTENT, modes=(ContentItem("Online", "http://data.europa.eu/snb/learning-assessment/1"),))
    mode, quality = line(content, "page.fact.participation"), line(content, "page.fact.quality")

    assert mode is not None
    assert mode.values.items[0].href is None
    assert quality is not None
    assert quality.values.items[0].href == "https://www.acquin.example/"


def test_many_modes_are_cut() -> None:
    modes = line(replace(CONTENT, modes=tuple(ContentItem(str(number)) for number in range(MAX_ITEMS + 3))), "page.fact.participation")

    assert modes is not None
    assert modes.values.more == 3
