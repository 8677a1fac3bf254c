"""What the page of a credential says of what became of it, and of the other one, in each language."""

from typing import Any

import pytest

from tests.changing import because, changed, correction, erase, page, reissued
from tests.installations import Stage
from tests.web.reader import Page

REVOKED = {"en": "Revoked on 31 January 2026", "de": "Widerrufen am 31. Januar 2026"}
SUSPENDED = {"en": "Suspended on 31 January 2026", "de": "am 31. Januar 2026"}
REPLACED = {"en": "Replaced on 31 January 2026", "de": "Ersetzt am 31. Januar 2026"}
LANGUAGES = ("en", "de")


def read(stage: Stage, credential: dict[str, Any], language: str) -> Page:
    answer = page(stage, credential, language)
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    found = Page(answer.text)
    assert found.faults == []
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_revoked_credential_says_when_and_why(quick_stage: Stage, language: str) -> None:
    credential = quick_stage.issued()
    changed(quick_stage, "revoke", credential["id"], because("issued_in_error", note="Zinnober"))
    quick_stage.clock.move(days=3)

    found = read(quick_stage, credential, language)

    assert found.marked("verdict-not_valid")
    assert REVOKED[language] in found.text
    assert "Zinnober" not in found.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_suspended_credential_says_so_and_a_reinstated_one_does_not(quick_stage: Stage, language: str) -> None:
    credential = quick_stage.issued()
    changed(quick_stage, "suspend", credential["id"], because("other"))

    found = read(quick_stage, credential, language)
    assert found.marked("verdict-valid_not_current")
    assert SUSPENDED[language] in found.text

    changed(quick_stage, "reinstate", credential["id"])
    found = read(quick_stage, credential, language)
    assert found.marked("verdict-valid")
    assert not found.marked("standing")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_superseded_credential_and_its_successor_lead_to_each_other(quick_stage: Stage, language: str) -> None:
    old = quick_stage.issued()
    new = reissued(quick_stage, old["id"])

    before, after = (read(quick_stage, each, language) for each in (old, new))

    assert before.marked("verdict-valid_not_current")
    assert REPLACED[language] in before.text
    assert new["links"]["public"] in before.links
    assert "Ada Example" in before.text
    assert after.marked("verdict-valid")
    assert old["links"]["public"] in after.links
    assert "Ada Correct" in after.text


def test_a_revoked_credential_with_a_successor_is_not_valid_and_leads_to_it(quick_stage: Stage) -> None:
    old = quick_stage.issued()
    changed(quick_stage, "revoke", old["id"])
    new = reissued(quick_stage, old["id"])

    found = read(quick_stage, old, "en")

    assert found.marked("verdict-not_valid")
    assert new["links"]["public"] in found.links


def test_of_three_each_leads_to_its_neighbours(quick_stage: Stage) -> None:
    first = quick_stage.issued()
    second = reissued(quick_stage, first["id"])
    third = reissued(quick_stage, second["id"], correction(recipient={"name": "Ada More Correct"}))

    found = read(quick_stage, second, "en")

    assert {first["links"]["public"], third["links"]["public"]} <= set(found.links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_what_the_learner_rejected_is_gone(quick_stage: Stage, language: str) -> None:
    credential = quick_stage.issued()
    changed(quick_stage, "revoke", credential["id"], because("holder_rejected"))

    answer = page(quick_stage, credential, language)

    assert answer.status_code == 410
    assert "Ada" not in answer.text
    assert Page(answer.text).faults == []


def test_a_suspension_takes_no_page_down_whatever_its_reason(quick_stage: Stage) -> None:
    credential = quick_stage.issued()

    changed(quick_stage, "suspend", credential["id"], because("holder_rejected"))
    assert page(quick_stage, credential).status_code == 200
    changed(quick_stage, "reinstate", credential["id"], because("holder_rejected"))
    assert page(quick_stage, credential).status_code == 200


def test_the_page_of_an_erased_learner_names_nobody_also_after_a_revocation(quick_stage: Stage) -> None:
    credential = quick_stage.issued()
    erase(quick_stage, credential["id"])
    changed(quick_stage, "revoke", credential["id"])

    answer = page(quick_stage, credential)

    assert answer.status_code == 410
    assert "Ada" not in answer.text
