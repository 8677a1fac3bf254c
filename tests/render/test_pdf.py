"""Certificates as PDF: all that they say stands on the page, machines and screen readers can read it, and it is always the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader

from app.errors import UncoveredScript
from app.model.award import Award
from app.model.issuer import Mode
from app.render import Attachment, certificate_of, render_pdf, uncovered, unnamed
from app.render.certificate import texts_of
from app.render.words import LANGUAGES, Words
from tests.awards import MAXIMAL, MINIMAL
from tests.render import paper
from tests.render.paper import ARABIC, CYRILLIC, GREEK, NINETY, PAGE, certificate, letters, read_back, sample_award, without_blanks

BADGE = Attachment("ob3.json", "application/vc", '{"name": "Nähen"}\r\n\x00'.encode(), "The Open Badge, signed")
TOKEN = Attachment("ob3.jwt", "text/plain", b"eyJhbGciOiJFUzI1NiJ9.e30.c2ln", "The Open Badge as JWT")
EVERY_AWARD = {
    "all there is": MAXIMAL,
    "hardly anything": MINIMAL,
    "a module": sample_award(),
    "a certification": sample_award("inspire-certification", mode=Mode.LIVE),
    "attendance": sample_award("inspire-seminar"),
    "no level": sample_award("inspire-educator-1"),
    "twelve outcomes": replace(sample_award(), achievement=paper.twelve_outcomes()),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("award", EVERY_AWARD.values(), ids=EVERY_AWARD)
def test_all_that_a_certificate_says_reads_back_from_inside_the_page(award: Award, language: str) -> None:
    made = certificate(award, language)

    text = read_back(render_pdf(made))

    assert [said for said in texts_of(made) if without_blanks(said) not in text and said != made.language and "://" not in said] == []
    assert without_blanks(PAGE) in text
    assert without_blanks(Words(made.language).word("verify-says")) in text


@pytest.mark.parametrize("name", ["Bo", NINETY, GREEK, CYRILLIC, "Čeněk Šťastný-Żółć", "O’Neil & Søn <b>", "Nguyễn Thị Ánh Tuyết"])
@pytest.mark.parametrize("slug", ["inspire-m1", "inspire-seminar"])
def test_a_name_reads_back_from_inside_the_page(name: str, slug: str) -> None:
    assert without_blanks(name) in read_back(render_pdf(certificate(sample_award(slug, name))))


def test_the_letters_of_an_arabic_name_are_on_the_page_and_its_title_names_it() -> None:
    pdf = render_pdf(certificate(sample_award(name=ARABIC)))

    missing = letters(ARABIC) - letters(read_back(pdf))

    assert not missing
    assert pypdfium2.PdfDocument(pdf).get_metadata_value("Title").endswith(f"– {ARABIC}")


@pytest.mark.parametrize(
    "word",
    ["W" * 90, "Veranstaltungstechnikgesamtkonzeptionsgrundlagenforschung", "م" * 90, "a.b" * 60],
    ids=["wide", "German", "Arabic", "dotted"],
)
def test_a_word_that_no_line_holds_is_broken(word: str) -> None:
    long = {"en": word}
    award = sample_award(name=word)
    outcomes = tuple(replace(each, title=long) for each in award.achievement.outcomes)
    changed = replace(award, achievement=replace(award.achievement, title=long, prerequisites=long, outcomes=outcomes))

    assert letters(word) <= letters(read_back(render_pdf(certificate(changed))))


def test_twelve_outcomes_flow_to_a_page_of_their_own() -> None:
    pages = pypdfium2.PdfDocument(render_pdf(certificate(EVERY_AWARD["twelve outcomes"])))

    texts = [page.get_textpage().get_text_range() for page in pages]

    assert len(texts) == 2
    assert PAGE in texts[0]
    assert "Page 2 of 2" in texts[1]
    assert texts[1].removeprefix("TEST\r\n").startswith("Sustainability foundations for the performing arts Maria Papadopoulou")


def test_what_has_room_on_one_page_has_one_page() -> None:
    assert [len(pypdfium2.PdfDocument(render_pdf(certificate(award)))) for award in (MAXIMAL, MINIMAL)] == [1, 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_test_says_so(language: str) -> None:
    for page in pypdfium2.PdfDocument(render_pdf(certificate(sample_award(), language))):
        assert Words(language).word("test-says") in page.get_textpage().get_text_range().replace("\r\n", " ")


def test_nothing_of_a_live_certificate_says_test() -> None:
    live = certificate(sample_award(mode=Mode.LIVE))

    assert "TEST" not in read_back(render_pdf(live))
    assert "TEST" not in pypdfium2.PdfDocument(render_pdf(live)).get_metadata_value("Title")


def test_a_name_without_a_font_is_reported_and_never_printed_as_boxes() -> None:
    made = certificate(sample_award(name="Bruce Lee 李小龍 ไทย"))

    assert uncovered(made) == ("Han: 小 (U+5C0F), 李 (U+674E), 龍 (U+9F8D)", "Thai: ท (U+0E17), ย (U+0E22), ไ (U+0E44)")
    with pytest.raises(UncoveredScript, match="Han: 小"):
        render_pdf(made)


def test_a_certificate_may_leave_such_a_name_to_the_credential() -> None:
    made = unnamed(certificate(sample_award(name="李小龍"), "de"))

    assert without_blanks(Words("de").word("name-not-printed")) in read_back(render_pdf(made))


def test_the_code_leads_to_the_page() -> None:
    for award in (MAXIMAL, sample_award()):
        picture = pypdfium2.PdfDocument(render_pdf(certificate(award)))[0].render(scale=2).to_pil()

        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [PAGE]


def test_attachments_come_out_as_they_went_in() -> None:
    pdf = pypdfium2.PdfDocument(render_pdf(certificate(), (BADGE, TOKEN)))

    found = [pdf.get_attachment(index) for index in range(pdf.count_attachments())]

    assert [(each.get_name(), bytes(each.get_data())) for each in found] == [(BADGE.name, BADGE.body), (TOKEN.name, TOKEN.body)]


def test_attachments_are_associated_with_the_document() -> None:
    root = PdfFileReader(BytesIO(render_pdf(certificate(), (BADGE,)))).root

    (associated,) = map(_whole, root["/AF"])

    assert associated["/AFRelationship"] == "/Alternative"
    assert associated["/Desc"] == BADGE.description
    assert associated["/EF"]["/F"]["/Subtype"] == "/application/vc"


def test_an_attachment_that_is_no_text_is_refused() -> None:
    with pytest.raises(UnicodeDecodeError):
        render_pdf(certificate(), (replace(BADGE, body=b"\xff\x00"),))


def test_the_same_certificate_gives_the_same_bytes() -> None:
    assert render_pdf(certificate(), (BADGE,)) == render_pdf(certificate(), (BADGE,))


def test_the_date_of_the_file_is_that_of_the_award_or_the_moment_that_was_given() -> None:
    later = certificate_of(MAXIMAL, "en", verify_url=PAGE, moment=datetime(2027, 3, 4, 6, 6, 7, tzinfo=timezone(timedelta(hours=1))))

    dates = [pypdfium2.PdfDocument(render_pdf(made)).get_metadata_value("CreationDate") for made in (certificate(), later)]

    assert dates == ["D:20260131120000Z", "D:20270304050607Z"]


def test_the_file_says_that_it_is_for_archives_and_for_everybody() -> None:
    pdf = render_pdf(certificate(language="el"))

    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_the_file_has_language_title_structure_and_words_for_its_picture() -> None:
    root = PdfFileReader(BytesIO(render_pdf(certificate(sample_award(), "el")))).root

    found = list(_elements(root["/StructTreeRoot"]))

    assert root["/Lang"] == "el"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert [each["/Alt"] for each in found if each.get("/S") == "/Figure"] == [Words("el").word("qr").replace("{url}", PAGE)]
    assert [each["/S"] for each in found if str(each.get("/S")).startswith("/H")] == ["/H1", "/H2"]


def test_a_text_in_another_language_is_marked_as_such() -> None:
    root = PdfFileReader(BytesIO(render_pdf(certificate(sample_award(), "el")))).root

    assert "en" in {each.get("/Lang") for each in _elements(root["/StructTreeRoot"])}


def test_links_lead_to_the_page_only() -> None:
    pdf = PdfFileReader(BytesIO(render_pdf(certificate())))

    annotations = map(_whole, pdf.root["/Pages"]["/Kids"][0]["/Annots"])

    assert [each["/A"]["/URI"] for each in annotations] == [PAGE]


def _whole(thing: Any) -> Any:
    """Return what an indirect object points to."""
    return thing.get_object() if hasattr(thing, "get_object") else thing


def _elements(node: Any) -> Iterator[DictionaryObject]:
    """Yield every element of the structure tree."""
    found = _whole(node)
    if isinstance(found, ArrayObject):
        for each in found:
            yield from _elements(each)
    elif isinstance(found, DictionaryObject):
        yield found
        if "/K" in found:
            yield from _elements(found["/K"])
