from dataclasses import fields, replace

import pytest

from app.model.report import Check, Content, ContentItem, Finding, Outcome, Source, Verdict
from tests.web.hostile import ADDRESSES, TEXTS
from tests.web.reader import Page
from tests.web.samples import MOMENT, report, saying
from tests.web.showing import answer, read

_TEXT_FIELDS = [field.name for field in fields(Content) if "str" in str(field.type)]
_ITEM_FIELDS = ["level", "field_of_study", "learning_setting", "identity_check"]
_LIST_FIELDS = ["modes", "assessment", "quality_assurance", "outcomes", "competences", "occupations", "parts", "part_of"]


@pytest.mark.parametrize("name", _TEXT_FIELDS)
@pytest.mark.parametrize("text", TEXTS)
def test_no_text_of_a_credential_changes_the_page_around_it(name: str, text: str) -> None:
    page = read(saying(**{name: text}))

    assert page.faults == []
    if name not in {"criteria", "issuer_name", "awarding_body", "issuer_id", "issuer_url"}:
        assert page.skeleton == read(saying(**{name: "harmless"})).skeleton


@pytest.mark.parametrize("text", [*TEXTS, *filter(None, ADDRESSES)])
def test_no_item_of_a_credential_changes_the_page_around_it(text: str) -> None:
    def page_with(words: str, url: str | None) -> Page:
        item = ContentItem(words, url, words, words, words)
        return read(saying(**dict.fromkeys(_ITEM_FIELDS, item), **dict.fromkeys(_LIST_FIELDS, (item,))))

    hostile, harmless = page_with(text, text), page_with("harmless", None)
    assert hostile.faults == []
    assert hostile.skeleton == harmless.skeleton
    assert hostile.links == harmless.links


@pytest.mark.parametrize("text", [*TEXTS, *filter(None, ADDRESSES)])
def test_what_a_finding_or_a_source_quotes_changes_nothing_either(text: str) -> None:
    def page_with(words: str) -> Page:
        facts = {"pointer": words, "detail": words}
        finding = Finding(Check.SCHEMA, Outcome.FAILED, "schema-violation", facts)
        misshapen = report(Verdict.NOT_VALID, "schema-violation", finding, content=None)
        return read(replace(misshapen, sources=(Source(words, MOMENT, words),), securing=words, credential_format=words))

    assert page_with(text).faults == []
    assert page_with(text).skeleton == page_with("harmless").skeleton
    assert page_with(text).links == page_with("harmless").links


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_of_a_credential_becomes_a_link_that_misleads(address: str) -> None:
    def links(url: str | None) -> list[str]:
        return read(saying(issuer_url=url, competences=(ContentItem("skill", url),), parts=(ContentItem("part", url),))).links

    assert links(address) == links(None)


def test_a_credential_with_endless_lists_makes_a_page_of_bounded_size() -> None:
    items = tuple(ContentItem("x" * 10_000, "https://a.example/" + "y" * 1_900, "z" * 10_000, "f" * 10_000) for _ in range(2_000))
    endless = saying(**dict.fromkeys(_LIST_FIELDS, items), description="d" * 100_000, criteria="c " * 100_000)

    assert len(answer(endless).body) < 2_000_000
    assert "and 1960 more" in read(endless).text
