"""A credential attached to a PDF is judged like the credential itself, and the report says that the visible text was not."""

import pytest

from app.baking.pdf_signing import sign_pdf
from app.edge.reports import report_answer
from app.errors import NotRecognised
from app.model.report import Verdict
from app.model.secured import Algorithm
from app.verifier.forms import read_presented
from app.wording import LANGUAGES, Wording
from tests.baking import pictures
from tests.baking.papers import assembled, carrying, paper, seal, stream
from tests.verifier.world import signed, signed_jwt, tampered, world

JSON, JWT = signed(), signed_jwt()
SEAL = b'{"payload": "e30", "signatures": [{"protected": "e30", "signature": "x"}]}'


@pytest.mark.parametrize("credential", [JSON, JWT], ids=["json", "jwt"])
def test_the_credential_in_a_pdf_is_presented_byte_for_byte(credential: bytes) -> None:
    presented = read_presented(paper(ob3__json=credential), "application/pdf")

    assert presented.secured.body == credential
    assert presented.carrier == "pdf"
    assert read_presented(credential).carrier is None


def test_it_is_judged_like_the_credential_itself() -> None:
    assert world().report(paper(ob3__json=JSON)).verdict is Verdict.VALID
    assert world().report(sign_pdf(paper(ob3__json=JSON), *seal(Algorithm.ES256))).verdict is Verdict.VALID
    assert world().report(b"\n" + paper(ob3__json=JSON) + b"\n").verdict is Verdict.VALID
    assert world().report(paper(ob3__json=tampered(JSON, name="Forged"))).verdict is Verdict.NOT_VALID


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_says_that_the_visible_text_was_not_checked(language: str) -> None:
    wording = Wording(language)
    answers = {
        carrier: report_answer(world().report(body), wording)
        for carrier, body in {"pdf": paper(ob3__json=JSON), "picture": pictures.png(pictures.itxt(JSON)), None: JSON}.items()
    }

    assert answers["pdf"].notice == wording.text("carrier.pdf.says")
    assert answers["picture"].notice == wording.text("carrier.picture.says")
    assert answers[None].notice is None
    assert {carrier: answer.carrier for carrier, answer in answers.items()} == {"pdf": "pdf", "picture": "picture", None: None}


@pytest.mark.parametrize(
    ("files", "judged"),
    [
        ({"a__jwt": JWT, "b__jsonld": SEAL, "c__json": JSON}, JSON),
        ({"a__jwt": JWT, "b__json": JSON}, JSON),
        ({"a__json": b'{"other": 1}', "b__jwt": JWT, "c__txt": b"words"}, JWT),
        ({"a__json": JSON, "b__json": tampered(JSON, name="Other")}, JSON),
    ],
    ids=["all three", "two", "one among others", "two of a kind"],
)
def test_of_several_attachments_the_best_kind_is_judged_and_of_two_alike_the_first(files: dict[str, bytes], judged: bytes) -> None:
    assert read_presented(paper(**files)).secured.body == judged


REFUSED = {
    "found none attached": paper(),
    "with a credential attached to it, found none": paper(a__json=b'{"other": 1}', b__txt=b"words", c__json=b"[1]"),
    "several called badge.json": assembled(carrying(stream(JSON), stream(JSON))),
    "ends by saying where its cross-references are": b"%PDF-1.7",
    "that is not encrypted": assembled(carrying(stream(JSON)), trailer=b"/Encrypt<<>>"),
}


@pytest.mark.parametrize(("told", "body"), REFUSED.items(), ids=REFUSED)
def test_what_is_no_pdf_with_one_credential_is_told_as_what_it_is(told: str, body: bytes) -> None:
    with pytest.raises(NotRecognised, match=told):
        read_presented(body)
