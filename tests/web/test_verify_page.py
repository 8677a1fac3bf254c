import pytest

from app.edge.submission import MAX_URL
from app.model.recipient import RecipientClaim
from tests.web.hostile import ADDRESSES, TEXTS
from tests.web.reader import Page
from tests.web.visitor import SmallInstallation, Visitor

BOUNDARY = "multipart/form-data; boundary=b"


def part(name: str, content: bytes, more: bytes = b"") -> bytes:
    return b'--b\r\nContent-Disposition: form-data; name="' + name.encode() + b'"' + more + b"\r\n\r\n" + content + b"\r\n--b--\r\n"


def test_the_form_takes_a_text_a_file_or_a_link_and_says_that_nothing_is_stored() -> None:
    page = Page(Visitor().get("/verify").text)

    assert {field["name"] for field in page.every("input") + page.every("textarea")} == {"file", "url", "text", "recipient"}
    assert all(form["action"] == "/verify" and form["method"] == "post" for form in page.every("form"))
    assert "Nothing of it is stored." in page.text


@pytest.mark.parametrize("fields", [{"text": (None, b' {"a": 1}\r\n')}, {"file": ("x.json", b'{"a": 1}')}])
def test_what_was_handed_in_is_checked_and_shown_as_what_the_signature_covers(fields: dict[str, tuple[str | None, bytes]]) -> None:
    visitor = Visitor()

    answer = visitor.submit(fields)

    page = Page(answer.text)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert visitor.handed_in == [(b'{"a": 1}', None)]
    assert "This is what the signature covers" in page.text
    assert page.faults == []


@pytest.mark.parametrize("name", ["url", "text"])
def test_a_link_is_opened_even_when_it_is_pasted_as_text(name: str) -> None:
    visitor = Visitor()

    assert visitor.submit({name: (None, b" https://example.org/c/1 ")}).status_code == 200
    assert visitor.handed_in == ["https://example.org/c/1"]


def test_empty_fields_beside_the_filled_one_do_no_harm() -> None:
    answer = Visitor().submit({"text": (None, b"{}"), "url": (None, b""), "file": ("", b"")})

    assert answer.status_code == 200


def test_a_form_of_the_plain_kind_is_read_too() -> None:
    visitor = Visitor()

    assert visitor.post(b"text=%7B%22%C3%A4%22%3A1%7D&url=", "application/x-www-form-urlencoded").status_code == 200
    assert visitor.handed_in == [('{"ä":1}'.encode(), None)]


def test_a_large_file_is_read_whole_and_in_memory() -> None:
    visitor = Visitor(SmallInstallation(max_upload_bytes=3_000_000))
    body = b"{" + b" " * 2_900_000 + b"}"

    assert visitor.submit({"file": ("x.json", body)}).status_code == 200
    assert visitor.handed_in == [(body, None)]


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        ({"text": (None, b"hello")}, 422, "We find no credential in this"),
        ({"url": (None, b"https://down.example/")}, 422, "This address could not be reached"),
        ({"text": (None, b"asleep")}, 503, "The database cannot be used now"),
        ({"text": (None, b"")}, 400, "The request cannot be read"),
        ({"other": (None, b"x")}, 400, "The request cannot be read"),
        ({"text": (None, b"{}"), "url": (None, b"https://a.example/")}, 400, "The request cannot be read"),
        ({"file": ("a", b"{}"), "text": (None, b"{}")}, 400, "The request cannot be read"),
        ({"file": ("a", b"x" * 100_001)}, 413, "This is too large"),
        ({"text": (None, b"x" * 100_001)}, 413, "This is too large"),
        ({"file": ("a", b"x" * 300_000)}, 413, "This is too large"),
        ({"url": (None, b"https://a.example/" + b"a" * MAX_URL)}, 400, "The request cannot be read"),
        ({f"n{number}": (None, b"x") for number in range(20)}, 400, "The request cannot be read"),
        ({"file": ("a", b"{}"), "second": ("b", b"{}")}, 400, "The request cannot be read"),
    ],
)
def test_what_cannot_be_checked_brings_the_form_again_with_a_sentence(
    fields: dict[str, tuple[str | None, bytes]], status: int, says: str
) -> None:
    answer = Visitor().submit(fields)

    page = Page(answer.text)
    assert answer.status_code == status
    assert says in page.text
    assert page.faults == []
    assert len(page.every("form")) == 3
    assert answer.headers["cache-control"] == "no-store"


def test_the_sentence_is_in_the_readers_language() -> None:
    assert "Darin finden wir keinen Nachweis" in Visitor().submit({"text": (None, b"hello")}, {"accept-language": "de"}).text


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"{}", None, 415),
        (b"", "multipart/form-data", 400),
        (b"no boundary in here", BOUNDARY, 400),
        (part("text", b"{}")[:-20], BOUNDARY, 400),
        (b"--b\r\nContent-Disposition: form-data\r\n\r\n{}\r\n--b--\r\n", BOUNDARY, 400),
        (b"--b\r\n\r\n\r\n{}\r\n--b--\r\n", BOUNDARY, 400),
        (b"a=1&" * 50, "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_refused_with_the_form(body: bytes, content_type: str | None, status: int) -> None:
    answer = Visitor().post(body, content_type)

    assert answer.status_code == status
    assert Page(answer.text).faults == []


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "rot13", "hex", "none"])
def test_a_form_cannot_choose_how_its_texts_are_read(charset: str) -> None:
    visitor = Visitor()

    assert visitor.post(part("text", '{"ä"}'.encode()), f"{BOUNDARY}; charset={charset}").status_code == 200
    assert visitor.handed_in == [('{"ä"}'.encode(), None)]


def test_bytes_that_are_no_text_are_refused_like_any_text() -> None:
    assert Visitor().post(part("text", b"\xff\xfe\xed\xa0\x80"), BOUNDARY).status_code == 422


@pytest.mark.parametrize("text", TEXTS[:-1])
def test_a_pasted_text_comes_back_as_text_and_nothing_else(text: str) -> None:
    sent = text.encode("utf-8", "replace")

    page = Page(Visitor().submit({"text": (None, b"x" + sent)}).text)

    assert page.faults == []
    assert page.skeleton == Page(Visitor().submit({"text": (None, b"harmless")}).text).skeleton


def test_a_pasted_text_that_is_far_too_long_does_not_come_back() -> None:
    answer = Visitor(SmallInstallation(max_upload_bytes=1_000_000)).submit({"text": (None, b"x" * 500_000)})

    assert answer.status_code == 422
    assert len(answer.content) < 20_000


def test_a_file_never_comes_back() -> None:
    assert "secret of Ada" not in Visitor().submit({"file": ("Ada.json", b"secret of Ada")}).text


@pytest.mark.parametrize("address", [*filter(None, ADDRESSES), "https://example.org/c/1"])
def test_a_link_in_the_address_fills_the_form_and_is_not_opened(address: str) -> None:
    visitor = Visitor()

    answer = visitor.get(f"/verify?url={''.join(f'%{byte:02x}' for byte in address.encode())}")

    page = Page(answer.text)
    assert answer.status_code == 200
    assert page.faults == []
    assert visitor.handed_in == []
    assert next(field["value"] for field in page.every("input") if field["name"] == "url") == address[:MAX_URL]


@pytest.mark.parametrize("name", ["file", "url", "text"])
def test_who_the_holder_says_to_be_may_stand_beside_each_and_is_not_shown_again(name: str) -> None:
    visitor = Visitor()
    body = ("x.json", b"{}") if name == "file" else (None, b"https://example.org/c/1" if name == "url" else b"{}")

    answer = visitor.submit({name: body, "recipient": (None, b" ada@example.org ")})

    assert answer.status_code == 200
    assert visitor.claims == [RecipientClaim("emailAddress", "ada@example.org")]
    assert "ada@example.org" not in answer.text


def test_a_field_for_the_holder_that_is_left_empty_asks_nothing() -> None:
    visitor = Visitor()

    visitor.submit({"text": (None, b"{}"), "recipient": (None, b"  ")})

    assert visitor.claims == [None]


def test_a_name_that_nobody_can_have_is_refused() -> None:
    visitor = Visitor()

    answer = visitor.submit({"text": (None, b"{}"), "recipient": (None, b"x" * 501)})

    assert answer.status_code == 400
    assert visitor.claims == []


def test_a_file_in_place_of_the_holder_is_no_holder() -> None:
    visitor = Visitor()

    assert visitor.submit({"text": (None, b"{}"), "recipient": ("x.txt", b"Ada")}).status_code == 200
    assert visitor.claims == [None]
