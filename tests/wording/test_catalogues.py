"""The catalogues: complete, alike, and in step with the codes that the checks find."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError, read_po

import app
from app.model.report import Check, Outcome, Verdict
from app.verifier.codes import CODES
from app.verifier.presented import OPEN_BADGES_2
from app.wording.catalogues import CATALOGUES, read_catalogue

LOCALES = Path(app.__file__).parent / "wording" / "locales"
HEADER = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
OUTCOMES = {code: outcome for codes in CODES.values() for code, outcome in codes.items()}
NEEDED = (
    {f"finding.{code}.says" for code in OUTCOMES}
    | {f"finding.{code}.advice" for code, outcome in OUTCOMES.items() if outcome in {Outcome.FAILED, Outcome.UNKNOWN}}
    | {f"check.{check:d}.title" for check in Check}
    | {f"verdict.{verdict}.{part}" for verdict in Verdict for part in ("title", "says")}
)
ALLOWED = {
    "verdict.valid_not_current.not-yet-valid.title",
    "verdict.valid_not_current.signed-in-future.title",
    "finding.key-is-issuer.advice",
    "finding.key-revoked-later.advice",
    "verdict.valid.open-badges-2.hosted.says",
    "verdict.valid.open-badges-2.jws.says",
    "verdict.valid_not_current.open-badges-2.hosted.says",
} | {
    f"finding.{code}.title"
    for code in OUTCOMES
    if code.startswith(("host-", "hosted-", "badge-", "seal-")) or code in {"issuer-profile-unavailable", "certificate-malformed"}
}
NOTICES = {f"notice.{OPEN_BADGES_2}.{means}" for means in ("hosted", "jws", "none", "unknown")}
OURS = re.compile(r"(finding|check|verdict)\.")
PLACEHOLDER = re.compile(r"\{([^}]*)\}")


def test_english_and_german_are_there() -> None:
    assert {"de", "en"} <= CATALOGUES.keys()


def test_there_is_a_catalogue_for_each_file_and_no_other() -> None:
    assert {path.stem for path in LOCALES.glob("*.po")} == CATALOGUES.keys()


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_a_catalogue_has_a_sentence_for_every_code_and_none_for_another(language: str) -> None:
    ours = {msgid for msgid in CATALOGUES[language].texts if OURS.match(msgid)}

    assert NEEDED - ours == set()
    assert ours - NEEDED - ALLOWED == set()
    assert {msgid for msgid in CATALOGUES[language].texts if msgid.startswith("notice.")} == NOTICES


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_all_languages_have_the_same_messages_with_the_same_facts(language: str) -> None:
    english, other = CATALOGUES["en"].texts, CATALOGUES[language].texts

    assert english.keys() == other.keys()
    for msgid, text in english.items():
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(other[msgid])), msgid


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_sentences_end_as_sentences_and_titles_do_not(language: str) -> None:
    for msgid, text in CATALOGUES[language].texts.items():
        if OURS.match(msgid):
            assert text == text.strip(), msgid
            assert (text[-1] in ".}!?") != msgid.endswith(".title"), msgid


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*.po")), ids=lambda path: path.name)
def test_no_message_stands_twice_is_left_empty_or_marked_as_doubtful(path: Path) -> None:
    written = re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.MULTILINE)
    with path.open("rb") as file:
        messages = [message for message in read_po(file, abort_invalid=True) if message.id]

    assert len(written) == len(set(written)) == len(messages) == len(CATALOGUES[path.stem].texts)
    assert not [message.id for message in messages if message.fuzzy or not message.string]


def test_a_placeholder_is_a_plain_name() -> None:
    for catalogue in CATALOGUES.values():
        for msgid, text in catalogue.texts.items():
            assert all(re.fullmatch(r"[a-z_]+", name) for name in PLACEHOLDER.findall(text)), msgid


def test_every_code_that_the_verifier_writes_is_in_its_table() -> None:
    folder = Path(app.__file__).parent / "verifier"
    written = {
        node.args[0].value
        for path in [*folder.glob("*.py"), *folder.glob("assertions/*.py"), *folder.glob("europass/*.py")]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"Circumstance", "_circumstance"}
        if node.args and isinstance(node.args[0], ast.Constant)
    }

    assert len(written) > 10
    assert written <= OUTCOMES.keys()


def test_a_message_without_translation_is_left_out() -> None:
    catalogue = read_catalogue("fr", HEADER + 'msgid "a.title"\nmsgstr ""\n\nmsgid "b.title"\nmsgstr "B"\n')

    assert dict(catalogue.texts) == {"b.title": "B"}
    assert str(catalogue.locale) == "fr"


def test_plural_forms_are_no_part_of_our_catalogues() -> None:
    catalogue = read_catalogue("fr", HEADER + 'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "un"\nmsgstr[1] "des"\n')

    assert dict(catalogue.texts) == {}


def test_a_file_without_a_language_is_refused() -> None:
    with pytest.raises(ValueError, match="names the language"):
        read_catalogue("xx", 'msgid "a.title"\nmsgstr "A"\n')


def test_a_file_that_is_no_catalogue_is_refused() -> None:
    with pytest.raises(PoFileError):
        read_catalogue("xx", HEADER + "this is no message\n")
