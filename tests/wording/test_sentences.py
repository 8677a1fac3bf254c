"""Sentences: the right words for a code, the facts in their places, dates in the reader's habit."""

import string
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.report import Check, Finding, Outcome, Report, Verdict
from app.verifier.codes import CODES
from app.wording import LANGUAGES, Sentence, Wording, wording_for

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
ENGLISH, GERMAN = Wording("en"), Wording("de")
EVERY_FINDING = [Finding(check, outcome, code) for check, codes in CODES.items() for code, outcome in codes.items()]
PASSED = tuple(Finding(check, Outcome.PASSED, next(iter(codes))) for check, codes in CODES.items())


def report(verdict: Verdict, finding: Finding) -> Report:
    findings = tuple(finding if each.check is finding.check else each for each in PASSED)
    return Report(verdict, finding.code, findings, NOON, "open-badges", "eddsa-rdfc-2022")


def test_the_accept_language_header_chooses_the_words() -> None:
    assert wording_for("de-AT, en;q=0.5") == GERMAN
    assert wording_for("fr") == ENGLISH
    assert wording_for(None) == ENGLISH


def test_the_languages_are_told() -> None:
    assert {"de", "en"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", ["fr", "", "en_GB", "../en", "EN"])
def test_a_language_without_a_catalogue_is_refused(language: str) -> None:
    with pytest.raises(ValueError, match="no catalogue"):
        Wording(language)


def test_a_genuine_signature_reads_plainly() -> None:
    finding = Finding(Check.PROOF, Outcome.PASSED, "signature-genuine")

    assert ENGLISH.finding(finding) == Sentence(
        title="The digital signature is genuine",
        says="The digital signature is genuine: nothing has been changed since it was signed.",
        advice="",
        technical="",
    )


def test_a_finding_names_its_facts() -> None:
    finding = Finding(Check.VALIDITY, Outcome.FAILED, "expired", {"valid_until": "2025-03-01T00:00:00+00:00"})

    assert ENGLISH.finding(finding).says == "Its validity ended on 1 March 2025."
    assert GERMAN.finding(finding).says == "Seine Gültigkeit endete am 1. März 2025."


def test_a_date_is_told_in_utc_whatever_its_zone() -> None:
    finding = Finding(Check.VALIDITY, Outcome.FAILED, "expired", {"valid_until": "2025-03-01T01:00:00+02:00"})

    assert ENGLISH.finding(finding).says == "Its validity ended on 28 February 2025."


@pytest.mark.parametrize("text", ["soon", "", "9999-12-31T23:59:59-14:00", "2025-03-01", "0001-01-01T00:00:00+14:00"])
def test_a_date_that_cannot_be_told_stands_as_it_is(text: str) -> None:
    finding = Finding(Check.VALIDITY, Outcome.FAILED, "expired", {"valid_until": text})

    assert ENGLISH.finding(finding).says == f"Its validity ended on {text}."


def test_a_fact_that_is_lacking_is_a_dash() -> None:
    assert ENGLISH.finding(Finding(Check.VALIDITY, Outcome.FAILED, "expired")).says == "Its validity ended on –."


def test_a_fact_never_becomes_a_placeholder() -> None:
    finding = Finding(Check.STATUS, Outcome.UNKNOWN, "status-unreachable", {"url": "{detail} {0.__class__}", "detail": "secret"})

    assert ENGLISH.finding(finding).says.endswith(": {detail} {0.__class__}")


def test_the_technical_detail_stands_apart() -> None:
    finding = Finding(Check.PROOF, Outcome.FAILED, "proof-malformed", {"detail": "proofValue is missing"})

    assert ENGLISH.finding(finding).technical == "proofValue is missing"
    assert "proofValue" not in ENGLISH.finding(finding).says


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("finding", EVERY_FINDING, ids=lambda finding: f"{finding.check:d}-{finding.code}")
def test_every_finding_has_words_and_every_bad_one_advice(language: str, finding: Finding) -> None:
    sentence = Wording(language).finding(finding)

    assert sentence.title
    assert sentence.says
    assert sentence.advice or finding.outcome in {Outcome.PASSED, Outcome.NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("verdict", "english", "german"),
    [
        (Verdict.VALID, "Valid", "Gültig"),
        (Verdict.VALID_NOT_CURRENT, "Genuine but no longer current", "Echt, aber nicht mehr aktuell"),
        (Verdict.NOT_VALID, "Not valid", "Nicht gültig"),
        (Verdict.CANNOT_TELL, "Cannot tell", "Nicht feststellbar"),
    ],
)
def test_the_four_verdicts_have_their_titles(verdict: Verdict, english: str, german: str) -> None:
    finding = Finding(Check.STATUS, Outcome.FAILED, "revoked")

    assert ENGLISH.verdict(report(verdict, finding))[0] == english
    assert GERMAN.verdict(report(verdict, finding))[0] == german


def test_a_verdict_says_why() -> None:
    finding = Finding(Check.VALIDITY, Outcome.FAILED, "expired", {"valid_until": "2025-03-01T00:00:00+00:00"})

    _, sentence = ENGLISH.verdict(report(Verdict.VALID_NOT_CURRENT, finding))

    assert sentence == "This credential is genuine, but do not count on it today. Its validity ended on 1 March 2025."


def test_what_is_not_yet_valid_is_not_called_no_longer_current() -> None:
    finding = Finding(Check.VALIDITY, Outcome.FAILED, "not-yet-valid", {"valid_from": "2027-01-01T00:00:00+00:00"})

    assert ENGLISH.verdict(report(Verdict.VALID_NOT_CURRENT, finding))[0] == "Genuine but not yet current"


def test_a_valid_credential_needs_no_reason() -> None:
    good = Report(Verdict.VALID, "all-checks-passed", PASSED, NOON, "open-badges", "eddsa-rdfc-2022")

    title, sentence = ENGLISH.verdict(good)

    assert title == "Valid"
    assert "genuine" in sentence


def test_a_day_and_a_moment_are_written_as_the_language_does() -> None:
    assert ENGLISH.date(NOON) == "31 January 2026"
    assert GERMAN.date(NOON) == "31. Januar 2026"
    assert ENGLISH.moment(NOON) == "31 January 2026, 12:00:00 UTC"
    assert GERMAN.moment(NOON) == "31. Januar 2026, 12:00:00 UTC"


def test_a_moment_of_another_zone_is_told_in_utc() -> None:
    elsewhere = datetime(2026, 2, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))

    assert ENGLISH.date(elsewhere) == "31 January 2026"
    assert ENGLISH.moment(elsewhere) == "31 January 2026, 23:30:00 UTC"


def test_a_text_takes_facts_by_name() -> None:
    assert ENGLISH.text("finding.expired.says", valid_until="Monday") == "Its validity ended on Monday."


def test_an_unknown_message_is_the_programmers_error() -> None:
    with pytest.raises(KeyError):
        ENGLISH.text("finding.nothing.says")


@given(st.dictionaries(st.sampled_from(["valid_until", "detail", "other"]), st.text(string.printable)))
def test_any_facts_give_a_sentence(facts: dict[str, str]) -> None:
    assert ENGLISH.finding(Finding(Check.VALIDITY, Outcome.FAILED, "expired", facts)).says
