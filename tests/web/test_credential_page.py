from dataclasses import replace

import pytest

from app.model.report import ContentItem, Report, Source
from app.services.show_credential import CredentialPage
from app.web.credential_page import credential_page, qr_response
from app.web.rendering import Frame
from app.web.verify_page import checked_page
from app.wording import LANGUAGES, Wording
from tests.web.reader import Page
from tests.web.samples import (
    BARE,
    EXPIRED,
    MISSHAPEN,
    MOMENT,
    PAGE_URL,
    REVOKED,
    SUPERSEDED,
    TAMPERED,
    TEST,
    UNREACHABLE,
    VALID,
    saying,
)
from tests.web.showing import answer, read

REPORTS = (VALID, EXPIRED, SUPERSEDED, REVOKED, TAMPERED, UNREACHABLE, MISSHAPEN, TEST, BARE)
FRAME = Frame(Wording("en"), demo=False)


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_report_makes_a_sound_page_in_every_language(report: Report, language: str) -> None:
    page = read(report, language=language)

    assert page.faults == []
    assert page.every("html")[0]["lang"] == language
    assert Page(bytes(checked_page(report, Frame(Wording(language), demo=True)).body).decode()).faults == []


@pytest.mark.parametrize(
    ("report", "title", "css_class"),
    [
        (VALID, "Valid", "verdict-valid"),
        (EXPIRED, "Genuine but no longer current", "verdict-valid_not_current"),
        (SUPERSEDED, "Genuine but no longer current", "verdict-valid_not_current"),
        (REVOKED, "Not valid", "verdict-not_valid"),
        (TAMPERED, "Not valid", "verdict-not_valid"),
        (UNREACHABLE, "Cannot tell", "verdict-cannot_tell"),
    ],
)
def test_the_verdict_comes_first_in_words_colour_and_icon(report: Report, title: str, css_class: str) -> None:
    page = read(report)

    assert page.marked(css_class)
    assert page.marked(f"icon-{report.verdict}")
    assert page.text.index(title) < page.text.index("Checks we made")
    assert page.text.split("Check a credential", 1)[1].strip().startswith(title)


def test_a_valid_credential_tells_who_what_level_workload_when_by_whom_and_how() -> None:
    text = read(VALID).text

    for told in (
        "Ada Lovelace",
        "Sustainability foundations for the performing arts",
        "Micro-credential",
        "EQF level 5",
        "2 ECTS credits",
        "50 hours",
        "30 June 2026",
        "University of Peloponnese",
        "credentials.example.org",
        "School of Fine Arts",
        "Greece",
        "Project work",
        "Supervised online with identity verification",
        "ACQUIN",
        "Explain how a performance causes emissions",
        "climate change impact",
        "Unit one",
        "International Certification",
        "four units",
    ):
        assert told in text


def test_criteria_open_by_themselves_only_where_there_is_nothing_more_exact() -> None:
    assert [details for details in read(saying(outcomes=())).every("details") if "open" in details]
    assert not [details for details in read(VALID).every("details") if "open" in details]


def test_addresses_in_codes_and_frameworks_of_circumstances_are_for_machines() -> None:
    quality = ContentItem("Programme accreditation", "https://acquin.example/", "http://data.europa.eu/snb/x", "A list", "ACQUIN")
    skill = ContentItem("a skill", "https://a.example/skill/1565b401", "1565b401", "ESCO 1.2.0")

    page = read(saying(quality_assurance=(quality,), competences=(skill,)))

    assert "Programme accreditation ACQUIN" in page.text
    assert "data.europa.eu/snb/x" not in page.text
    assert "a skill ESCO 1.2.0 a.example" in page.text


def test_grades_and_evidence_are_private() -> None:
    page = read(VALID)

    assert "1.3" not in page.text
    assert "Portfolio" not in page.text
    assert "https://portfolio.example/ada" not in page.links


def test_grades_and_evidence_are_shown_when_the_learner_turns_them_on() -> None:
    page = read(VALID, show_private=True)

    assert "Final grade – 1.3 of 5 Completed 28 June 2026" in page.text
    assert "https://portfolio.example/ada" in page.links


@pytest.mark.parametrize("report", [TAMPERED, MISSHAPEN])
def test_without_a_standing_signature_nothing_of_the_document_is_told(report: Report) -> None:
    page = read(report)

    assert "is not shown" in page.text
    assert not any(claim in page.text for claim in ("Ada", "Sustainability", "Peloponnese", "EQF", "ECTS", "2026-06", "ACQUIN"))
    assert not page.marked("facts")


def test_each_of_the_seven_checks_has_its_outcome_in_words_and_icon() -> None:
    page = read(UNREACHABLE)

    checks = [attributes["class"] for attributes in page.every("li") if attributes.get("class", "").startswith("check ")]
    assert checks == [f"check check-{outcome}" for outcome in ["passed"] * 5 + ["unknown", "not_applicable"]]
    assert page.text.count("Passed") == 5
    assert "Could not be checked" in page.text
    assert "Does not apply" in page.text


def test_advice_is_given_where_a_check_did_not_pass() -> None:
    assert "Ask the holder whether it has been renewed." in read(EXPIRED).text


def test_a_check_that_was_not_made_gives_no_advice() -> None:
    assert "Look at the first check" not in read(TAMPERED).text


def test_sources_are_told_with_their_age() -> None:
    text = read(VALID).text

    assert "https://credentials.example.org/status/lst_1 copy kept here, 4 minutes ago" in text
    assert "own records" in text
    assert "vor 4 Minuten" in read(VALID, language="de").text


def test_a_source_where_nothing_was_is_not_told_as_fetched() -> None:
    report = replace(VALID, sources=(Source("https://s.example/", MOMENT, "network", reached=False),))

    assert "https://s.example/ nothing could be read there, just now" in read(report).text
    assert "https://s.example/ dort war nichts zu lesen, " in read(report, language="de").text
    assert "fetched, just now" not in read(report).text


def test_many_sources_are_cut() -> None:
    report = replace(VALID, sources=(Source("https://s.example/", MOMENT, "elsewhere"),) * 50)

    assert "and 10 more" in read(report).text


def test_technical_details_hold_identifiers_suite_codes_and_what_specialists_want() -> None:
    text = read(VALID).text

    for told in (PAGE_URL, "did:web:credentials.example.org:issuers:uop", "eddsa-rdfc-2022", "open-badges", "4 signature-genuine"):
        assert told in text
    assert "expected an object" in read(MISSHAPEN).text


def test_a_credential_that_names_nobody_says_so() -> None:
    assert "A person whom the credential does not name" in read(BARE).text


@pytest.mark.parametrize("report", [TEST, VALID])
def test_a_test_credential_cannot_be_mistaken(report: Report) -> None:
    page = read(report, demo=report is VALID)

    assert page.text.startswith("Skip to the content TEST This is a test credential.")
    assert page.marked("tag-test")
    assert b"<title>TEST" in bytes(answer(report, demo=True).body)


def test_a_real_credential_bears_no_such_mark() -> None:
    assert "TEST" not in read(VALID).text


def test_on_a_test_installation_somebody_elses_real_credential_is_not_called_a_test() -> None:
    page = Page(bytes(checked_page(VALID, Frame(Wording("en"), demo=True)).body).decode())

    assert "This is a test installation." in page.text
    assert not page.marked("tag-test")


def test_a_replaced_credential_leads_to_the_one_that_replaced_it() -> None:
    newer = "https://credentials.example.org/c/newer"
    shown = CredentialPage(SUPERSEDED, "x", PAGE_URL, demo=False, replaced_by_url=newer)

    assert newer in Page(bytes(credential_page(shown, FRAME).body).decode()).links


def test_the_page_is_unlisted_and_asked_for_anew_each_time() -> None:
    headers = answer(VALID).headers

    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Content-Language"] == "en"
    assert "Accept-Language" in headers["Vary"]


def test_nobody_keeps_the_answer_about_a_credential_that_was_handed_in() -> None:
    assert checked_page(VALID, FRAME).headers["Cache-Control"] == "no-store"


def test_the_qr_code_is_a_picture_of_ours_and_holds_nothing_that_runs() -> None:
    code = qr_response(PAGE_URL)

    assert read(VALID).every("img")[0]["src"] == "/c/9fKq3vXo2TzLrW0uYb5mNA/qr.svg"
    assert code.media_type == "image/svg+xml"
    assert bytes(code.body).startswith(b"<svg")
    assert b"script" not in bytes(code.body)
    assert "default-src 'none'" in code.headers["Content-Security-Policy"]


def test_names_keep_their_own_direction_and_language() -> None:
    html = bytes(answer(saying(recipient="فاطمة الزهراء")).body).decode()

    assert '<bdi lang="">فاطمة الزهراء</bdi>' in html


def test_links_out_of_a_credential_do_not_tell_where_the_reader_comes_from() -> None:
    outward = [attributes for attributes in read(VALID).every("a") if "://" in attributes["href"] and attributes["href"] != PAGE_URL]

    assert len(outward) == 7
    assert all("noopener noreferrer" in attributes["rel"] for attributes in outward)
