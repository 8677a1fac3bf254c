"""Whatever names and titles are written in, badges are issued and sealed; paper says what it cannot show, and nothing fails."""

import pypdfium2
import pytest

from app.baking.pdf import attachments
from app.errors import SchemaViolation, UncoveredScript
from app.model.issuer import Mode
from app.schemas.catalogue import read_catalogue
from app.services.import_catalogue import import_catalogue
from app.services.represent import make_representations
from tests.installations import Stage
from tests.services.papers import FILES, give_seal, had, judged, path_of
from tests.theatre import SUBJECT, THEATRE

PAPER = ["pdf", "png", "svg"]
NAMES = ["🎭👩‍👩‍👧", "محمد \u202eabc", "\u0301\u0301", "Ada \ue000\uffff", "\ufdfd" * 200, "W" * 200, "ᠮᠣᠩ", "Ada\U000e0041"]


def bring_in(stage: Stage, title: str) -> None:
    """Add an achievement of that title, an entry of a catalogue, to the theatre's."""
    rest = "description: {en: Sewn.}, criteria: {en: Sewn.}, awarding_body: academy}"
    text = f"{THEATRE}  - {{slug: odd, issuer: academy, version: 1, kind: activity, title: {title}, {rest}\n"
    import_catalogue(stage.installation, read_catalogue(text, "test.yaml"), Mode.TEST)


@pytest.mark.parametrize("language", ["zh", "en", "tlh"])
def test_a_title_that_no_font_has_is_printed_in_another_of_its_languages(quick_stage: Stage, language: str) -> None:
    give_seal(quick_stage)
    bring_in(quick_stage, "{zh: 縫紉, el: Ραφή}")
    credential = quick_stage.issued(achievement="odd", recipient={**SUBJECT, "language": language})

    files = {name: had(quick_stage, credential, name).content for name in FILES}

    assert {judged(quick_stage, body, FILES[name])["verdict"] for name, body in files.items()} == {"valid"}
    assert "Ραφή" in pypdfium2.PdfDocument(files["pdf"])[0].get_textpage().get_text_range()


def test_a_title_that_cannot_be_printed_at_all_is_sealed_and_of_paper_it_is_told_why_there_is_none(quick_stage: Stage) -> None:
    give_seal(quick_stage)
    bring_in(quick_stage, "{zh: 縫紉}")
    credential = quick_stage.issued(achievement="odd")

    sealed = judged(quick_stage, had(quick_stage, credential, "edc").content, FILES["edc"])
    refused = [quick_stage.http().get(path_of(credential, name)) for name in PAPER]
    make_representations(quick_stage.installation, quick_stage.client().tenant_id, credential["id"])

    assert (sealed["verdict"], sealed["credential_view"]["title"]) == ("valid", "TEST · 縫紉")
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(422, UncoveredScript.code)}
    assert all("Han: 紉 (U+7D09), 縫 (U+7E2B)" in answer.json()["detail"] for answer in refused)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_learner_is_called_every_file_can_be_had(quick_stage: Stage, name: str) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued(recipient={**SUBJECT, "name": name, "language": "tlh"})

    assert {judged(quick_stage, had(quick_stage, credential, each).content, kind)["verdict"] for each, kind in FILES.items()} == {"valid"}


@pytest.mark.parametrize("name", ["\ufeff", "\u200d\u200c", "\u202e \u2066", "\u2003\u00ad"])
def test_nobody_is_called_by_what_cannot_be_seen(quick_stage: Stage, name: str) -> None:
    counts = quick_stage.row_counts()

    refused = quick_stage.issue(recipient={**SUBJECT, "name": name})

    assert (refused.status_code, refused.json()["errors"]) == (422, [{"pointer": "/recipient/name", "detail": "expected some text"}])
    assert quick_stage.row_counts() == counts


def test_what_cannot_be_sealed_keeps_no_other_file_from_being_made(quick_stage: Stage) -> None:
    give_seal(quick_stage)
    bring_in(quick_stage, '{en: Sewing}, prerequisites: {en: "\ufeff"}')
    credential = quick_stage.issued(achievement="odd")

    with pytest.raises(SchemaViolation):
        make_representations(quick_stage.installation, quick_stage.client().tenant_id, credential["id"])

    made = [name for name in FILES if f"representation.made:{name}" in quick_stage.audited()]
    assert made == ["ob3-jwt", *PAPER]
    assert quick_stage.http().get(path_of(credential, "edc")).status_code == 422
    assert {each.name for each in attachments(had(quick_stage, credential, "pdf").content)} == {"ob3.json", "ob3.jwt"}
