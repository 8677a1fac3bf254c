"""Attachments of PDFs: taken out byte for byte, whoever wrote the file, within bounds, and nothing else of it is read."""

import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter

from app.baking import pdf, pdf_objects, pdf_references, pdf_syntax
from app.baking.pdf import attachments, is_pdf
from app.baking.pdf_signing import sign_pdf
from app.errors import NotRecognised
from app.model.secured import Algorithm
from tests.baking.papers import JSON, assembled, carrying, paper, seal, stream

ONE = assembled(carrying(stream(JSON)))


def taken_out(body: bytes) -> dict[str, bytes]:
    return {each.name: each.body for each in attachments(body)}


def by_pyhanko(*, as_stream: bool, files: dict[str, bytes]) -> bytes:
    writer = PdfFileWriter(stream_xrefs=as_stream)  # type: ignore[no-untyped-call]
    for name, body in files.items():
        held = EmbeddedFileObject.from_file_data(writer, data=body, mime_type="application/json")
        embed_file(writer, FileSpec(file_spec_string=name, file_name=name, embedded_data=held))
    output = BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def test_what_typst_attached_comes_out_byte_for_byte() -> None:
    body = paper(ob3__json=JSON, edc__jsonld=b"{}")

    assert taken_out(body) == {"ob3.json": JSON, "edc.jsonld": b"{}"}
    assert {each.media_type for each in attachments(body)} == {"application/json"}


@pytest.mark.parametrize("as_stream", [True, False], ids=["references in a stream", "references in a table"])
def test_what_another_library_attached_comes_out_too(*, as_stream: bool) -> None:
    files = {"badge.json": JSON, "Zürich.json": b"{}"}

    assert taken_out(by_pyhanko(as_stream=as_stream, files=files)) == files


def test_a_signed_revision_still_has_its_attachments() -> None:
    assert taken_out(sign_pdf(paper(ob3__json=JSON), *seal(Algorithm.ES256))) == {"ob3.json": JSON}


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (stream(JSON), b"(badge.json)"),
        (stream(JSON, packed=False), b"(badge.json)"),
        (stream(JSON), b"<62616467652e6a736f6e>"),
        (stream(JSON), b"<FEFF00620061006400670065002E006A0073006F006E>"),
        (stream(JSON), b"(\\142adg\\\ne.\\152s\\on)"),
        (stream(JSON, b"/Subtype/text#2Fplain"), b"(\xef\xbb\xbfb(a)dge)"),
        (stream(JSON, b"/Subtype/application#2Fvc % said so\n"), b"(\\\r\nbadge\\t)"),
    ],
    ids=["packed", "as it is", "hexadecimal", "UTF-16", "escapes", "media type", "line breaks"],
)
def test_however_an_attachment_is_written_down_it_comes_out(body: bytes, name: bytes) -> None:
    assert list(taken_out(assembled(carrying(body, name=name))).values()) == [JSON]


def test_an_attachment_that_is_listed_twice_comes_out_once() -> None:
    assert len(attachments(assembled(carrying(stream(JSON), catalog=b"/AF[10 0 R]")))) == 1


def test_one_that_belongs_to_the_document_alone_comes_out_as_well() -> None:
    objects = carrying(stream(JSON)) | {1: b"<</Type/Catalog/AF 9 0 R>>", 9: b"[10 0 R]"}

    assert list(taken_out(assembled(objects)).values()) == [JSON]


def test_names_may_be_listed_in_a_tree() -> None:
    objects = carrying(stream(JSON))
    objects[1] = b"<</Names 5 0 R>>"
    objects |= {5: b"<</EmbeddedFiles 6 0 R>>", 6: b"<</Kids[7 0 R]>>", 7: b"<</Names[(x) 10 0 R]/Limits[(x)(x)]>>"}

    assert list(taken_out(assembled(objects)).values()) == [JSON]


@pytest.mark.parametrize(
    "objects",
    [
        carrying(stream(JSON, b"/Subtype/image#2Fpng"), name=b"(scan.png)"),
        carrying(b"<</Length 3>>", name=b"(badge.json)"),
        carrying(stream(JSON), name=b"/badge.json"),
        carrying(),
        {1: b"<</AF true/Version 1.7/Other -.5>>"},
        {1: b"null"},
        {1: b"<</Names 77 0 R>>"},
    ],
    ids=["a picture", "no stream", "a name that is none", "none", "other values", "no catalog", "nothing"],
)
def test_where_nothing_may_be_a_credential_nothing_comes_out(objects: dict[int, bytes]) -> None:
    assert attachments(assembled(objects)) == ()


def test_the_newest_revision_counts() -> None:
    first = ONE
    body = b"%s\n11 0 obj\n%s\nendobj\n" % (first, stream(b"{}"))
    table = b"xref\n11 1\n%010d 00000 n \n" % (len(first) + 1)
    trailer = b"trailer\n<</Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF" % (first.rindex(b"xref\n0 1"), len(body))

    assert list(taken_out(body + table + trailer).values()) == [b"{}"]


def bomb(layers: int = 1, size: int = 40_000_000) -> bytes:
    body = bytes(size)
    for _ in range(layers):
        body = zlib.compress(body, 9)
    return body


def packed_as(filters: bytes, body: bytes = b"x") -> bytes:
    return b"<</Length %d/Filter%s>>\nstream\n%s\nendstream" % (len(body), filters, body)


DEEP = b"[" * 40 + b"]" * 40
REFUSED = {
    "at most 5242880 bytes": b"%PDF-" + bytes(pdf_objects.MOST_BYTES),
    "ends by saying where its cross-references are": b"%PDF-1.7\n",
    "inside of it": ONE.replace(b"startxref\n", b"startxref\n9"),
    "expected an object at byte 0": ONE[: ONE.rindex(b"startxref")] + b"startxref\n0\n%%EOF",
    "expected cross-references at byte 9": ONE[: ONE.rindex(b"startxref")] + b"startxref\n9\n%%EOF",
    "that is not encrypted": assembled(carrying(stream(JSON)), trailer=b"/Encrypt 1 0 R"),
    "unpack to at most": assembled(carrying(packed_as(b"/FlateDecode", bomb()))),
    "found another$": assembled(carrying(packed_as(b"[/FlateDecode/FlateDecode]", bomb(2, 400_000_000)))),
    "packed with FlateDecode or not at all": assembled(carrying(packed_as(b"/LZWDecode"))),
    "does not unpack": assembled(carrying(packed_as(b"/FlateDecode", b"nonsense"))),
    "found a part of one": assembled(carrying(packed_as(b"/FlateDecode", zlib.compress(JSON)[:-6]))),
    "says its length": assembled(carrying(stream(JSON).replace(b"/Length ", b"/Length 9999"))),
    "the end of a stream": assembled(carrying(stream(JSON).replace(b"endstream", b"endsteram"))),
    "whose values are at most 32 deep": assembled({1: DEEP}),
    "found a deeper one": assembled({1: b"<</Names " * 40 + b">>" * 40}),
    "lead to each other": assembled({1: b"<</Names 2 0 R>>", 2: b"3 0 R"} | {number: b"%d 0 R" % (number + 1) for number in range(3, 40)}),
    "expected object 1 of the PDF": assembled({1: b"<<>>"}).replace(b"1 0 obj", b"2 0 obj"),
    r"found '1\.\.2": assembled({1: b"<</Names 1..2>>"}),
    "expected a value at byte": assembled({1: b"<</Names ?>>"}),
    "a name in a dictionary": assembled({1: b"<<1 2>>"}),
    "one value of 'A' in a dictionary": assembled({1: b"<</A 1/A 2>>"}),
    "the end of a string": assembled({1: b"<</A (never ends>>"}),
    "a string in hexadecimal": assembled({1: b"<</A <zz>>>"}),
    "with at most 64 attachments": assembled(carrying(*[stream(b"1")] * 65)),
    "has at most 256 parts": assembled({1: b"<</Names<</EmbeddedFiles 2 0 R>>>>", 2: b"<</Kids[2 0 R 2 0 R]>>"}),
    "each once, found another": assembled({1: b"<<>>"}, trailer=b"/Prev %d" % 28),
    "the trailer": assembled({1: b"<<>>"}).replace(b"trailer\n<<", b"trailor\n<<"),
    "an entry of the cross-references": assembled({1: b"<<>>"}).replace(b"00000 n", b"00000 x"),
}


@pytest.mark.parametrize(("told", "body"), REFUSED.items(), ids=REFUSED)
def test_what_is_no_such_pdf_is_refused(told: str, body: bytes) -> None:
    with pytest.raises(NotRecognised, match=told):
        attachments(body)


def with_reference_stream(rows: bytes, says: bytes) -> bytes:
    body = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
    held = stream(rows, b"/Type/XRef/Root 1 0 R" + says)
    return b"%s9 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF" % (body, held, len(body))


@pytest.mark.parametrize(
    ("told", "rows", "says"),
    [
        ("of three fields", b"", b"/W[1 2]/Size 1"),
        ("of three fields", b"", b"/W[1 2 99]/Size 1"),
        ("of three fields", b"", b"/W[0 0 0]/Size 1"),
        ("say which objects they are of", b"", b"/W[1 2 1]"),
        ("say which objects they are of", b"", b"/W[1 2 1]/Index[1]"),
        ("with rows of bytes", b"", b"/W[1 2 1]/Size 1/DecodeParms<</Predictor 2>>"),
        ("with rows of bytes", b"", b"/W[1 2 1]/Size 1/DecodeParms<</Predictor 12/Columns 0>>"),
        ("with rows of bytes", b"", b"/W[1 2 1]/Size 1/DecodeParms<</Predictor 12/Columns 4/Colors 3>>"),
        ("that are packed plainly", b"\x04abcd", b"/W[1 2 1]/Size 1/DecodeParms<</Predictor 12/Columns 4>>"),
        ("a stream of objects as object 7", b"\x02\x00\x07\x00", b"/W[1 2 1]/Index[1 1]"),
        ("a stream of objects as object 1", b"\x02\x00\x01\x00", b"/W[1 2 1]/Index[1 1]"),
    ],
)
def test_cross_references_in_a_stream_are_read_as_strictly(told: str, rows: bytes, says: bytes) -> None:
    with pytest.raises(NotRecognised, match=told):
        attachments(with_reference_stream(rows, says))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (b"\x00\x00\x00\x00\x01\x00\x09\x00", b"/W[1 2 1]/Size 2"),
        (b"\x00\x09", b"/W[0 2 0]/Index[1 1]"),
        (b"\x00\x09", b"/W[0 2 0]/Index[1 7]"),
        (b"\x02\x01\x00\x09\x00", b"/W[1 2 1]/Index[1 1]/DecodeParms[<</Predictor 12/Columns 4>>]"),
        (b"\x01\x01\xff\x09\xf7", b"/W[1 2 1]/Index[1 1]/DecodeParms<</Predictor 11/Columns 4>>"),
        (b"\x00\x01\x00\x09\x00", b"/W[1 2 1]/Index[1 1]/DecodeParms<</Predictor 10/Columns 4>>"),
        (b"\x05\x00\x09\x00", b"/W[1 2 1]/Index[1 1]"),
    ],
)
def test_cross_references_may_be_packed_in_rows(rows: bytes, says: bytes) -> None:
    assert attachments(with_reference_stream(rows, says)) == ()


@pytest.mark.parametrize("says", [b"/N 1", b"/N 1/First(no)", b"/N 1/First 4/Filter/Other"])
def test_a_stream_of_objects_that_does_not_say_where_they_are_is_refused(says: bytes) -> None:
    objects = b"9 0 obj\n%s\nendobj\n" % stream(b"1 0 <<>>", b"/Type/ObjStm" + says, packed=False)
    body = b"%PDF-1.7\n" + objects
    rows = b"\x02\x00\x09\x00\x01\x00\x09\x00"
    held = stream(rows, b"/Type/XRef/Root 1 0 R/W[1 2 1]/Index[1 1 9 1]")

    with pytest.raises(NotRecognised):
        attachments(b"%s8 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF" % (body, held, len(body)))


def test_no_more_values_are_read_than_are_allowed() -> None:
    with pytest.raises(NotRecognised, match=f"at most {pdf_syntax.MOST_VALUES} values"):
        attachments(assembled({1: b"[%s]" % (b"1 " * pdf_syntax.MOST_VALUES)}))


@pytest.mark.parametrize("mark", [b"(", b"()", b"\\(", b"\\1"])
def test_brackets_and_escapes_of_strings_count_as_values(mark: bytes) -> None:
    with pytest.raises(NotRecognised, match=f"at most {pdf_syntax.MOST_VALUES} values"):
        attachments(assembled({1: b"<</A (%s)>>" % (mark * pdf_syntax.MOST_VALUES)}))


def test_no_more_revisions_are_read_than_are_allowed() -> None:
    body = assembled({1: b"<<>>"})
    for _ in range(pdf_references.MOST_REVISIONS):
        earlier = int(body.split()[-2])
        body += b"\n"
        body += b"xref\n0 0\ntrailer\n<</Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF" % (earlier, len(body))

    with pytest.raises(NotRecognised, match="at most 64 revisions"):
        attachments(body)


@pytest.mark.parametrize("body", [b"%PDF-1.7", b"%PDF-", b"%PDF-2.0\n%more"])
def test_a_pdf_is_known_by_its_beginning(body: bytes) -> None:
    assert is_pdf(body)
    assert not is_pdf(b" " + body)


PAPER = paper(ob3__json=JSON, edc__jsonld=b"{}")
SIGNED = sign_pdf(PAPER, *seal(Algorithm.ES256))
STREAMED = by_pyhanko(as_stream=True, files={"badge.json": JSON})


@settings(max_examples=400)
@given(st.sampled_from([PAPER, SIGNED, STREAMED, ONE]), st.data())
def test_whatever_is_changed_in_a_pdf_there_are_attachments_or_a_refusal(body: bytes, data: st.DataObject) -> None:
    changed = bytearray(body)
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(changed) - 1))
        changed[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=10))
        changed = changed or bytearray(b"%PDF-")

    with suppress(NotRecognised):
        assert len(attachments(bytes(changed))) <= pdf.MOST_ATTACHMENTS


def test_objects_may_lie_in_a_stream() -> None:
    inside = (b"<</Type/Catalog/AF[2 0 R]>>", b"<</UF(badge.json)/EF<</F 3 0 R>>>>")
    places = b"1 0 2 %d " % (len(inside[0]) + 1)
    held = b"4 0 obj\n%s\nendobj\n" % stream(places + b" ".join(inside), b"/Type/ObjStm/N 2/First %d" % len(places))
    file = b"3 0 obj\n%s\nendobj\n" % stream(JSON)
    rows = b"\x02\x00\x04" * 2 + b"".join(b"\x01%s" % place.to_bytes(2, "big") for place in (9, 9 + len(file)))
    body = b"%PDF-1.7\n" + file + held
    references = b"5 0 obj\n%s\nendobj\n" % stream(rows, b"/Type/XRef/Root 1 0 R/W[1 2 0]/Index[1 4]")

    assert taken_out(b"%s%sstartxref\n%d\n%%%%EOF" % (body, references, len(body))) == {"badge.json": JSON}


def test_pyhanko_finds_the_same_attachments() -> None:
    tree = PdfFileReader(BytesIO(SIGNED)).root["/Names"]["/EmbeddedFiles"]["/Names"]

    assert {tree[place]: tree[place + 1]["/EF"]["/F"].data for place in range(0, len(tree), 2)} == taken_out(SIGNED)
