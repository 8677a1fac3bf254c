"""What stands beside the verdict on a page: a newer version, the recipient whom somebody named, and the words of others."""

from dataclasses import replace

import pytest

from app.model.report import Check, Content, Endorsement, Finding, Outcome, Part, RecipientMatch, Refresh, Report, Verdict
from app.web.rendering import Frame
from app.web.verify_page import checked_page
from app.wording import Wording
from tests.web.hostile import TEXTS
from tests.web.reader import Page
from tests.web.samples import CONTENT, VALID
from tests.web.showing import read

WORD = Content(
    credential_id="urn:uuid:e",
    title="Endorsement of a module",
    issuer_id="did:web:guild.example",
    issuer_name="Theatre Guild",
    issuer_url="https://guild.example/",
    endorsed_id=CONTENT.credential_id,
    comment="We hire people who have it.",
)
SOUND = replace(VALID, content=WORD, credential_format="endorsement")
UNSOUND = replace(
    SOUND,
    verdict=Verdict.NOT_VALID,
    reason="signature-invalid",
    content=None,
    findings=tuple(
        Finding(each.check, Outcome.FAILED, "signature-invalid") if each.check is Check.PROOF else each for each in SOUND.findings
    ),
)
OPEN = replace(
    SOUND,
    verdict=Verdict.CANNOT_TELL,
    reason="issuer-unreachable",
    content=None,
    findings=tuple(
        Finding(each.check, Outcome.UNKNOWN, "issuer-unreachable", {"address": "https://guild.example/"})
        if each.check is Check.ISSUER_KEY
        else each
        for each in SOUND.findings
    ),
)


def endorsed(word: Report = SOUND, *, concerns: bool = True, about: Part = Part.CREDENTIAL, more: int = 0) -> Report:
    return replace(VALID, endorsements=(Endorsement(about, concerns, word),), more_endorsements=more)


def test_without_anything_beside_it_a_page_says_nothing_of_it() -> None:
    page = read(VALID)

    assert "What others say of it" not in page.text
    assert not page.marked("remark")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Part.CREDENTIAL, "endorses this credential"),
        (Part.ACHIEVEMENT, "endorses the achievement"),
        (Part.ISSUER, "endorses the issuer"),
    ],
)
def test_an_endorsement_is_shown_with_who_what_and_its_own_verdict(part: Part, words: str) -> None:
    page = read(endorsed(about=part))

    assert page.faults == []
    for said in ("What others say of it", "Theatre Guild", "We hire people who have it.", words):
        assert said in page.text


def test_an_endorsement_whose_signature_does_not_stand_says_nothing_and_names_nobody() -> None:
    page = read(endorsed(UNSOUND))

    assert "Theatre Guild" not in page.text
    assert "We hire people" not in page.text
    assert "Somebody" in page.text
    assert "Not valid" in page.text


def test_an_endorsement_that_cannot_be_judged_is_told_so() -> None:
    assert "Cannot tell" in read(endorsed(OPEN)).text


@pytest.mark.parametrize(
    ("word", "words"),
    [
        (SOUND, "This endorsement is genuine, unchanged and in force."),
        (UNSOUND, "Do not rely on this endorsement."),
        (OPEN, "Whether this endorsement is genuine and in force cannot be told."),
    ],
)
def test_the_sentence_speaks_of_the_endorsement_and_not_of_the_credential(word: Report, words: str) -> None:
    assert words in read(endorsed(word)).text


def test_an_endorsement_of_something_else_is_not_green() -> None:
    page = read(endorsed(concerns=False))

    assert "endorses something other than that in which it stands" in page.text


def test_endorsements_that_were_not_looked_at_are_counted() -> None:
    assert "that we did not look at: 3" in read(endorsed(more=3)).text


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_words_of_others_are_only_words(text: str) -> None:
    page = read(endorsed(replace(SOUND, content=replace(WORD, comment=text, issuer_name=text, issuer_url="javascript:alert(1)"))))

    assert page.faults == []


@pytest.mark.parametrize(
    ("refresh", "words"),
    [
        (Refresh("refreshed", {"url": "https://issuer.example/newer"}), "What you see is a newer version"),
        (Refresh("unreachable", {"url": "https://issuer.example/newer", "detail": "x"}), "nothing came from its address"),
        (Refresh("not-accepted", {"url": "https://issuer.example/newer", "detail": "x"}), "no sound version of this credential"),
    ],
)
def test_a_newer_version_is_spoken_of_below_the_verdict(refresh: Refresh, words: str) -> None:
    assert words in read(replace(VALID, refresh=refresh)).text


@pytest.mark.parametrize(
    ("match", "words"),
    [
        (RecipientMatch.MATCHES, "It was made out to whom you named."),
        (RecipientMatch.DIFFERS, "It was made out to somebody other than whom you named."),
        (RecipientMatch.CANNOT_TELL, "Whether it was made out to whom you named cannot be told from it."),
    ],
)
def test_whether_it_is_the_holders_is_said_below_the_verdict(match: RecipientMatch, words: str) -> None:
    assert words in read(replace(VALID, recipient=match)).text


@pytest.mark.parametrize("language", ["en", "de"])
def test_an_endorsement_by_itself_says_what_it_is_about_and_nothing_of_learners(language: str) -> None:
    page = read(SOUND, language=language)

    assert "We hire people who have it." in page.text
    assert str(WORD.endorsed_id) in page.text
    assert ("What it is about" if language == "en" else "Worum es geht") in page.text
    assert "Level" not in page.text


def test_somebodys_endorsement_is_not_said_to_be_awarded() -> None:
    page = Page(bytes(checked_page(SOUND, Frame(Wording("en"), demo=False)).body).decode())

    assert "This is what the signature covers: an endorsement" in page.text
    assert "awarded to" not in page.text
