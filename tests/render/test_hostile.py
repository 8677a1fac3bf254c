"""Texts that somebody chose in order to break the page: they are shown as they are, or refused by name."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import UncoveredScript
from app.model.achievement import LearningOutcome
from app.model.award import Recipient
from app.render import render_pdf, uncovered
from app.render.compose import MAX_OUTCOMES
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

    text = read_back(render_pdf(certificate(replace(MAXIMAL, recipient=Recipient(long["en"]), achievement=stage))))

    assert text.count("ESCO:circulareconomy") == MAX_OUTCOMES


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
