"""The page of a legacy badge says what stands behind it, in words that are true where nothing is signed."""

import pytest

from app.edge.reports import report_answer
from app.model.report import Report
from app.web.rendering import Frame
from app.web.verify_page import checked_page
from app.wording import Wording
from tests.verifier.assertions.world import ASSERTION, ID, changed, hosting, signed, signing, withdrawn, written
from tests.verifier.world import signed as signed_credential
from tests.verifier.world import world
from tests.web.reader import Page

HOSTED = hosting().report(written(ASSERTION))
SIGNED = signing().report(signed())
CHANGED = hosting().report(written(changed(ASSERTION, narrative="With honours.")))
GONE = hosting(withdrawn()).report(written(ASSERTION))
NOTICES = {
    "en": "Legacy format: Open Badges 2.0. The web address vouches, nothing is signed.",
    "de": "Altes Format: Open Badges 2.0. Die Webadresse steht dafür ein, unterschrieben ist nichts.",
}


def page(report: Report, language: str = "en") -> Page:
    return Page(bytes(checked_page(report, Frame(Wording(language), demo=False)).body).decode())


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_hosted_badge_is_told_as_legacy_on_its_page_and_in_the_answer(language: str) -> None:
    answer = report_answer(HOSTED, Wording(language))

    assert NOTICES[language] in page(HOSTED, language).text
    assert answer.notice is not None
    assert answer.notice.startswith(NOTICES[language])
    assert (answer.format, answer.securing) == ("open-badges-2", "hosted")


@pytest.mark.parametrize("report", [HOSTED, CHANGED, GONE])
def test_no_page_of_a_hosted_badge_speaks_of_a_signature_that_is_there(report: Report) -> None:
    text = page(report).text

    assert "signature" not in text.lower()
    assert "Signed under" not in text
    assert "The web address belongs to the issuer" in text
    assert "The issuer’s web address confirms it" in text
    assert page(report).faults == []


def test_a_hosted_badge_shows_what_its_issuer_says_and_that_the_recipient_is_a_hash() -> None:
    text = page(HOSTED).text

    for words in ("Valid", "This is what the issuer says", "Wine tasting", "Example Vineyard School", "Recipient known only by a hash"):
        assert words in text
    assert "a" * 64 not in text


@pytest.mark.parametrize("report", [CHANGED, GONE])
def test_what_the_address_does_not_confirm_is_not_shown(report: Report) -> None:
    text = page(report).text

    assert "Not valid" in text
    assert "The issuer’s web address does not confirm it" in text
    assert "Wine tasting" not in text
    assert ID in text


def test_a_signed_badge_is_told_as_legacy_too() -> None:
    text = page(SIGNED).text

    assert "Legacy format: Open Badges 2.0. The award is signed" in text
    assert "The digital signature is genuine" in text
    assert "This is what the issuer says" in text


def test_nothing_is_noticed_of_a_format_of_today() -> None:
    report = world().report(signed_credential())

    assert report_answer(report, Wording("en")).notice is None
    assert "Legacy" not in page(report).text
    assert "This is what the signature covers" in page(report).text
