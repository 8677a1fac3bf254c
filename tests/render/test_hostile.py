"""Texts that somebody chose in order to break the page: they are shown as they are, or refused by name."""

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.errors import UncoveredScript
from app.model.achievement import LearningOutcome
from app.model.award import Recipient
from app.render import abridged, render_pdf, render_png, uncovered
from app.render.certificate import texts_of
from app.render.compose import MAX_OUTCOMES
from app.render.pictures import MAX_WIDTH, MIN_WIDTH
from tests.awards import MAXIMAL, STAGE
from tests.render.paper import certificate, read_back, without_blanks

MARKUP = [
    '#eval("1 + 1")',
    '#read("/etc/passwd")',
    '#import "@preview/x:1.0.0"',
    "$ sum_(k=0)^n k $",
    "*bold* _emph_ `raw` = Heading",
    "] #panic() [",
    '"), panic(), ("',
    "\\u{202E} \\n \\",
    "<label> @label https://example.org //comment /* x */",
    '"}],"test":false,"x":[{"',
    "{{page}} {url} ~ -- --- ... '\"",
]
SIGNS = st.one_of(st.characters(max_codepoint=0x52F), st.characters(min_codepoint=0x600, max_codepoint=0x6FF), st.characters())
TEXTS = st.text(SIGNS, max_size=300)


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_shown_and_never_read(text: str) -> None:
    everywhere = {"en": text}
    outcome = LearningOutcome(everywhere, "skill")
    stage = replace(STAGE, title=everywhere, description=everywhere, outcomes=(outcome,), prerequisites=everywhere)
    award = replace(MAXIMAL, recipient=Recipient(text), achievement=stage)

    assert read_back(render_pdf(certificate(award))).count(without_blanks(text)) >= 4


def test_a_name_that_steers_the_direction_is_shown_as_its_letters_stand() -> None:
    text = read_back(render_pdf(certificate(replace(MAXIMAL, recipient=Recipient("\u202eadA\u202c \u2067Byron\u2069")))))

    assert "adAByron" in text


def test_the_longest_texts_stay_inside_their_pages() -> None:
    long = {"en": "Zeichen " * 1_250}
    outcomes = (LearningOutcome(long, "skill", STAGE.outcomes[0].competences),) * (MAX_OUTCOMES + 1)
    entries = tuple(replace(each, title=long, agent_name=long) for each in STAGE.quality_assurance) * 10
    parts = tuple(replace(each, title=long) for each in STAGE.has_part) * 50
    stage = replace(
        STAGE,
        **dict.fromkeys(("title", "description", "prerequisites", "awarding_body_name"), long),  # type: ignore[arg-type]
        outcomes=outcomes,
        quality_assurance=entries,
        has_part=parts,
    )

    made = certificate(replace(MAXIMAL, recipient=Recipient(long["en"]), achievement=stage))
    text = read_back(render_pdf(made))

    assert 12 < text.count("ESCO:circulareconomy") == len(made.outcomes) < MAX_OUTCOMES
    assert made.more_outcomes is not None


@pytest.mark.parametrize("sign", ["W", "\ufdfa", "\ufdfd", "ش", "\u2e3b", "🎭"])
def test_what_a_certificate_holds_is_bounded_whatever_it_is_written_in(sign: str) -> None:
    long = {"en": f"{sign * 40} " * 250}
    competences = (replace(STAGE.outcomes[0].competences[0], labels=long),) * 9
    parts = (replace(STAGE.has_part[0], title=long),) * 50
    stage = replace(
        STAGE,
        **dict.fromkeys(("title", "description", "prerequisites", "awarding_body_name"), long),  # type: ignore[arg-type]
        outcomes=(LearningOutcome(long, "skill", competences),) * 100,
        has_part=parts,
        is_part_of=parts,
    )
    made = certificate(replace(MAXIMAL, recipient=Recipient(long["en"]), achievement=stage))

    assert sum(map(len, texts_of(made))) < 15_000
    assert opened_width(render_png(made, MAX_WIDTH)) >= MIN_WIDTH


def opened_width(picture: bytes) -> int:
    with Image.open(BytesIO(picture)) as opened:
        return opened.width


def test_a_tower_of_marks_is_kept_low() -> None:
    made = certificate(replace(MAXIMAL, recipient=Recipient(("Z" + "\u0308" * 50) * 3)))

    assert made.learner is not None
    assert made.learner.text == "Z\u0308\u0308\u0308\u0308" * 3
    assert read_back(render_pdf(made))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=TEXTS, title=TEXTS, outcome=TEXTS, language=st.sampled_from(["en", "el", "ar", "zz", "x-y"]))
def test_any_text_is_set_inside_the_page_or_refused_by_name(name: str, title: str, outcome: str, language: str) -> None:
    stage = replace(STAGE, title={language: title}, outcomes=(LearningOutcome({language: outcome}, "skill"),))
    made = certificate(replace(MAXIMAL, recipient=Recipient(name), achievement=stage), language)

    if uncovered(made):
        with pytest.raises(UncoveredScript):
            render_pdf(made)
    else:
        assert read_back(render_pdf(made))


def test_what_cannot_be_printed_can_be_left_out() -> None:
    han = {"en": "縫紉"}
    outcomes = (LearningOutcome(han, "skill"), *STAGE.outcomes)
    stage = replace(STAGE, title=han, description=han, awarding_body_name=han, prerequisites=han, outcomes=outcomes)
    made = certificate(replace(MAXIMAL, recipient=Recipient("李"), achievement=stage))

    left = abridged(made)
    text = read_back(render_pdf(left))

    assert (uncovered(made) != (), uncovered(left)) == (True, ())
    assert (left.title.text, left.learner, left.issuer, left.outcomes) == (made.kind, None, made.issuer, made.outcomes[1:])
    assert without_blanks(made.kind) in text


def test_what_can_be_printed_is_not_left_out() -> None:
    made = certificate(MAXIMAL)

    assert replace(abridged(made), learner=made.learner) == made
