"""A report in Europass's own terms: six checks, three statuses, and a whole that is never better than its parts."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import orjson
import pytest

from app.edge.edc_checks import edc_answer, overall_of
from app.edge.reports import report_answer
from app.model.report import RecipientMatch, Report
from app.model.seal import Anchors
from app.schemas.report_answers import EuropassAnswer
from app.wording import wording_for
from tests.verifier.europass.seals import credential, report, sealed
from tests.verifier.world import badge, signed, world

ENGLISH = wording_for("en")
VERIFICATION = "http://data.europa.eu/snb/verification/"
STATUS = "http://data.europa.eu/snb/verification-status/"


def answer(found: Report) -> EuropassAnswer:
    said = edc_answer(found, ENGLISH)
    assert said is not None
    return said


def statuses(found: Report) -> dict[str, str]:
    return {each.id: each.status for each in answer(found).checks}


def test_a_valid_credential_is_partially_verified_for_nobody_looked_at_everything() -> None:
    found = report(sealed())

    assert statuses(found) == {
        "format": "ok",
        "seal": "ok",
        "owner": "skipped",
        "revocation": "skipped",
        "accreditation": "skipped",
        "validity": "ok",
    }
    assert (answer(found).overall, answer(found).title) == ("partially_verified", "Partially verified")


def test_checks_and_statuses_are_concepts_of_europass() -> None:
    by_id = {each.id: each for each in answer(report(sealed())).checks}

    assert {name: each.concept.removeprefix(VERIFICATION) for name, each in by_id.items()} == {
        "format": "2f5b89b96f",
        "seal": "f9c2016fe9",
        "owner": "1faf8d450f",
        "revocation": "271aef9eb4",
        "accreditation": "e2bbc86a28",
        "validity": "94d828f160",
    }
    assert by_id["format"].status_concept == f"{STATUS}9895008394"
    assert by_id["owner"].status_concept == f"{STATUS}641f0c5e5d"
    assert by_id["seal"].rests_on == (3, 4)


def test_without_an_anchor_seal_and_what_rests_on_it_are_skipped() -> None:
    found = report(sealed(), Anchors())

    assert [statuses(found)[name] for name in ("format", "seal", "revocation", "validity")] == ["ok", "skipped", "skipped", "skipped"]
    assert answer(found).overall == "partially_verified"


@pytest.mark.parametrize(
    ("body", "check"),
    [
        (sealed(credential(displayParameter=...)), "format"),
        (orjson.dumps(credential()), "seal"),
        (sealed(credential(issuer={"legalName": {"en": "Somebody else"}})), "seal"),
        (sealed(credential(validFrom="2026-07-01T00:00:00Z")), "validity"),
    ],
)
def test_what_fails_is_an_error_and_the_whole_failed(body: bytes, check: str) -> None:
    found = report(body)
    (error, *_) = [each for each in answer(found).checks if each.id == check]

    assert (error.status, error.status_concept) == ("error", f"{STATUS}9d26eb9a37")
    assert answer(found).overall == "verification_failed"


def test_what_a_check_says_is_what_the_deciding_finding_says() -> None:
    found = report(sealed(credential(issuer={"legalName": {"en": "Somebody else"}})))
    (seal,) = [each for each in answer(found).checks if each.id == "seal"]

    assert seal.says == ENGLISH.finding(found.findings[2]).says


@pytest.mark.parametrize(
    ("match", "status"), [(RecipientMatch.MATCHES, "ok"), (RecipientMatch.DIFFERS, "error"), (RecipientMatch.CANNOT_TELL, "skipped")]
)
def test_the_owner_is_who_the_holder_was_said_to_be(match: RecipientMatch, status: str) -> None:
    found = replace(report(sealed()), recipient=match)

    assert statuses(found)["owner"] == status


@pytest.mark.parametrize("parts", list(product(("ok", "error", "skipped"), repeat=3)))
def test_a_skipped_check_never_reads_as_verified(parts: tuple[str, ...]) -> None:
    assert (overall_of(parts) == "verified") == (set(parts) == {"ok"})
    assert (overall_of(parts) == "verification_failed") == ("error" in parts)


def test_of_another_kind_of_credential_there_is_nothing_to_say_in_these_terms() -> None:
    found = world().report(signed(badge()))

    assert edc_answer(found, ENGLISH) is None
    assert "europass" not in report_answer(found, ENGLISH).model_dump(exclude_none=True)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_answer_says_it_in_the_language_asked_for(language: str) -> None:
    wording = wording_for(language)
    said = report_answer(report(sealed()), wording)

    assert said.europass is not None
    assert said.europass.title == wording.text("europass.partially_verified")
    assert [each.title for each in said.europass.checks][1] == wording.text("europass.seal.title")


@pytest.mark.parametrize("language", ["en", "de"])
def test_qualified_is_said_only_of_what_claims_it(language: str) -> None:
    said = [each for each in _texts(language) if "qualif" in each]

    assert len(said) == 2
    assert all("claims" in each or "behauptet" in each for each in said)


def _texts(language: str) -> list[str]:
    catalogue = Path(__file__).parents[2] / "app" / "wording" / "locales" / f"{language}.po"
    return [line for line in catalogue.read_text("utf-8").splitlines() if line.startswith("msgstr")]
