import pytest

from app.edge.problems import STATUSES
from app.web.problem_pages import CODES, advice_of, title_of
from app.wording import LANGUAGES, Wording
from tests.web.reader import Page
from tests.web.visitor import Visitor


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_title_and_advice_in_every_language(language: str) -> None:
    wording = Wording(language)

    assert all(title_of(code, wording) and advice_of(code, wording) for code in CODES)


def test_every_error_with_a_status_has_a_page() -> None:
    assert {kind.code for kind in STATUSES} <= CODES


def test_a_code_that_nobody_knows_is_explained_as_a_fault_of_ours() -> None:
    assert title_of("never-heard-of", Wording("en")) == "Something went wrong on our side"


def test_a_refusal_says_what_was_found_to_specialists() -> None:
    page = Page(Visitor().get("/c/erased").text)

    assert "This was taken away on purpose" in page.text
    assert "The personal data was erased." in page.text
    assert "gone" in page.text
