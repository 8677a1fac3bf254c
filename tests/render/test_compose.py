"""What a certificate says: everything of the award in one language, and nothing that is the learner's to show."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.model.achievement import AchievementKind, LearningOutcome, Part
from app.model.award import Award, Recipient
from app.model.issuer import Mode
from app.render import Certificate, certificate_of, unnamed
from app.render.certificate import texts_of
from app.render.compose import MAX_LINES, MAX_NAME, MAX_OUTCOMES, MAX_TITLE
from app.render.texts import ELLIPSIS, Phrase
from tests.awards import MAXIMAL, MINIMAL, NOON, STAGE
from tests.render.paper import PAGE, certificate, sample_award

GERMAN = certificate(MAXIMAL, "de")
ENGLISH = certificate(MAXIMAL, "en")


def lines(made: Certificate) -> dict[str, list[str]]:
    return {detail.heading: [line.text for line in detail.lines] for detail in (*made.details, *made.parties)}


def changed(**members: object) -> Award:
    return replace(MAXIMAL, achievement=replace(STAGE, **members))  # type: ignore[arg-type]


def test_a_certificate_says_who_was_awarded_what_and_when() -> None:
    assert (GERMAN.kind, GERMAN.title.text) == ("Microcredential", "Nachhaltige Bühnen")
    assert GERMAN.learner == Phrase("Ada Exämple", "en")
    assert [(date.label, date.value) for date in GERMAN.dates] == [("Verliehen am", "31. Januar 2026"), ("Gültig bis", "31. Januar 2027")]
    assert GERMAN.description.text == "Energie, Material und Wasser auf der Bühne."


def test_a_certificate_says_how_high_and_how_much() -> None:
    earned = [(figure.value, figure.label) for figure in GERMAN.figures]
    nominal = certificate(replace(MAXIMAL, credits_earned=None), "de").figures[1]

    assert earned == [("5", "EQR-Niveau"), ("2", "ECTS-Punkte"), ("60", "Stunden Lernzeit")]
    assert nominal.value == "2,5"


def test_a_certificate_says_what_was_learnt_with_the_names_that_frameworks_have_for_it() -> None:
    first = GERMAN.outcomes[0]

    assert first.title.text == "Erklärt Kreisläufe"
    assert [each.text for each in first.competences] == ["ESCO: Kreislaufwirtschaft", "GreenComp 2.1: Systems thinking"]


def test_a_certificate_says_how_it_was_learnt_and_assessed() -> None:
    assert {heading: said for heading, said in lines(ENGLISH).items() if heading not in {"Quality assurance", "Issued and signed by"}} == {
        "Assessment": ["Project work", "A plan, judged by two assessors."],
        "Supervision and identity check": ["Supervised with ID Verification"],
        "Grading scheme": ["0 to 10; 6 is a pass"],
        "Form of participation": ["Online, Blended"],
        "Learning setting": ["Non-formal learning"],
        "Learning period": ["5 January 2026 – 30 January 2026"],
        "Field of study": ["Music and performing arts"],
        "Languages of instruction": ["English, Greek"],
        "Prerequisites": ["None"],
        "Parts": ["Unit one"],
        "Part of": ["The whole certificate"],
        "Awarding body": ["Stage Academy"],
    }


def test_a_certificate_says_who_stands_behind_it() -> None:
    assert lines(ENGLISH)["Issued and signed by"] == ["University of the Peninsula", "Greece"]
    assert lines(ENGLISH)["Quality assurance"] == [
        "Programme review 2025",
        "Acme Quality · Program Quality Assurance",
        "Institutional review",
        "Acme Quality · Institutional Quality Assurance",
    ]


def test_the_country_of_the_awarding_body_is_told_where_it_is_known() -> None:
    assert lines(certificate(sample_award(), "it"))["Ente che conferisce"] == ["University of Peloponnese", "Grecia"]


def test_what_is_not_stated_is_left_out() -> None:
    made = certificate(MINIMAL)

    assert (made.figures, made.outcomes, made.details, made.note) == ((), (), (), None)
    assert lines(made) == {
        "Awarding body": ["University of the Peninsula", "Greece"],
        "Issued and signed by": ["University of the Peninsula", "Greece"],
    }
    assert [date.label for date in made.dates] == ["Awarded on"]


def test_an_assessment_may_say_no_more_than_what_it_is() -> None:
    assert STAGE.assessment is not None
    bare = replace(STAGE.assessment, description={}, identity_check_uri=None, grading_scheme=None)

    said = lines(certificate(changed(assessment=bare)))

    assert said["Assessment"] == ["Project work"]
    assert not {"Supervision and identity check", "Grading scheme"} & set(said)


def test_why_there_is_no_level_is_told() -> None:
    made = certificate(changed(eqf_level=None, no_level_reason={"en": "Not assigned."}))

    assert lines(made)["Level (European Qualifications Framework)"] == ["Not assigned."]
    assert [figure.label for figure in made.figures] == ["ECTS credits", "hours of learning"]


def test_concepts_that_nobody_lists_are_left_out() -> None:
    made = certificate(changed(isced_f="9998", mode_uris=("https://example.org/mode",), languages=("xx", "el")))

    assert not {"Field of study", "Form of participation"} & set(lines(made))
    assert lines(made)["Languages of instruction"] == ["Xx, Greek"]


@pytest.mark.parametrize(
    ("started", "ended", "said"),
    [
        (NOON, None, ["31 January 2026"]),
        (None, NOON, ["31 January 2026"]),
        (NOON, NOON, ["31 January 2026"]),
        (None, None, None),
    ],
)
def test_a_period_may_be_one_day(started: datetime | None, ended: datetime | None, said: list[str] | None) -> None:
    award = replace(MAXIMAL, activity_started_at=started, activity_ended_at=ended)

    assert lines(certificate(award)).get("Learning period") == said


def test_grades_and_evidence_are_the_learners_to_show() -> None:
    text = " ".join(texts_of(ENGLISH))

    private = ("8.5", "passed", "Final plan", "Portfolio", "Two interviews", "evidence.example")
    assert not [each for each in private if each in text]


def test_a_text_without_a_translation_is_in_english_and_says_so() -> None:
    assert GERMAN.outcomes[2].title == Phrase("Imagines other futures", "en")
    assert GERMAN.outcomes[1].title.language == "de"


def test_a_certificate_in_a_language_of_which_we_have_no_words_has_english_ones() -> None:
    portuguese = certificate(changed(title={"pt": "Palcos sustentáveis", "en": "Sustainable stages"}), "pt-PT")

    assert (portuguese.title, portuguese.kind, portuguese.language) == (Phrase("Palcos sustentáveis", "pt"), "Micro-credential", "en")


@pytest.mark.parametrize("kind", AchievementKind)
def test_every_kind_has_a_name(kind: AchievementKind) -> None:
    assert certificate(changed(kind=kind), "nl").kind


def test_a_title_that_shows_nothing_is_replaced_by_the_kind() -> None:
    assert certificate(changed(title={"en": " \u202e\u200f\n "})).title == Phrase("Micro-credential", "en")
    assert certificate(changed(title={})).title == Phrase("Micro-credential", "en")


def test_a_name_that_shows_nothing_is_left_to_the_credential() -> None:
    assert certificate(replace(MAXIMAL, recipient=Recipient("\u200e\x00"))).learner is None
    assert unnamed(ENGLISH) == replace(ENGLISH, learner=None)


def test_a_symbol_that_cannot_be_printed_is_named() -> None:
    made = certificate(replace(changed(title={"en": "Stage → audience"}), recipient=Recipient("Ada ❤ Byron")))

    assert made.title.text == "Stage [rightwards arrow] audience"
    assert made.learner == Phrase("Ada [heavy black heart] Byron", "en")
    assert len(certificate(changed(title={"en": "🎭" * 500})).title.text) == MAX_TITLE


def test_what_a_page_cannot_hold_is_cut_visibly() -> None:
    long = "wort " * 2_000
    made = certificate(replace(changed(title={"en": long}), recipient=Recipient(long)))

    assert made.learner is not None
    assert [(len(said.text), said.text[-1]) for said in (made.title, made.learner)] == [(MAX_TITLE, ELLIPSIS), (MAX_NAME, ELLIPSIS)]


def test_more_outcomes_than_a_certificate_holds_are_counted() -> None:
    outcome = LearningOutcome({"en": "Knows"}, "knowledge")
    many, enough = (certificate(changed(outcomes=(outcome,) * count)) for count in (MAX_OUTCOMES + 3, MAX_OUTCOMES))

    assert (len(many.outcomes), many.more_outcomes) == (MAX_OUTCOMES, "… and 3 more, on the page below")
    assert (len(enough.outcomes), enough.more_outcomes) == (MAX_OUTCOMES, None)


def test_more_parts_than_a_certificate_holds_end_in_an_ellipsis() -> None:
    parts = tuple(Part(f"p{number}", "", {"en": f"Part {number}"}) for number in range(MAX_LINES + 1))

    assert lines(certificate(changed(has_part=parts)))["Parts"] == [*(f"Part {number}" for number in range(MAX_LINES)), ELLIPSIS]


def test_a_test_identity_marks_its_certificates_and_a_live_one_does_not() -> None:
    assert certificate(sample_award()).test
    assert not certificate(sample_award(mode=Mode.LIVE)).test


def test_sample_content_is_told() -> None:
    assert GERMAN.note is not None
    assert GERMAN.note.startswith("Beispielinhalt")
    assert certificate(changed(sample=False)).note is None


def test_the_date_of_the_file_is_that_of_the_award_unless_a_moment_is_given() -> None:
    moment = datetime(2027, 1, 1, tzinfo=UTC)

    assert ENGLISH.dated == NOON
    assert certificate_of(MAXIMAL, "en", verify_url=PAGE, moment=moment).dated == moment


def test_credits_are_written_as_the_language_has_it() -> None:
    award = replace(MAXIMAL, credits_earned=Decimal("1.50"))

    assert [certificate(award, language).figures[1].value for language in ("en", "el")] == ["1.5", "1,5"]
