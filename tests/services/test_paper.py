"""Sealed credentials, paper and pictures: made once from the snapshot, stored under the learner's key, then the same bytes for ever."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import orjson
import pypdfium2
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy import select

from app.adapters.database.tables import metadata
from app.baking import format_of
from app.baking.pdf import attachments
from app.model.record import CredentialState, IntentState, KeyState
from app.model.secured import Algorithm
from app.proofs.jades import read_seal
from app.services.represent import representation_for_client
from tests.changing import because, changed
from tests.installations import Stage
from tests.services.papers import FILES, give_seal, had, judged, path_of, sealed_in_pyhanko
from tests.theatre import SUBJECT

MADE = [name for name in FILES if name != "ob3-jsonld"]


def link(name: str) -> str:
    return name.replace("-", "_")


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_made_when_first_asked_for_and_then_the_same_for_everybody(stage: Stage, name: str) -> None:
    give_seal(stage)
    credential = stage.issued()

    first = had(stage, credential, name)
    stage.clock.move(days=3)
    later = [had(stage, credential, name), stage.http(None).get(credential["links"][link(name)])]

    assert first.headers["content-type"].partition(";")[0] == FILES[name]
    assert {answer.content for answer in later} == {first.content}
    assert {answer.headers["etag"] for answer in later} == {first.headers["etag"]}
    assert stage.audited().count(f"representation.made:{name}") == (name in MADE)


@pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.RS256])
def test_each_file_is_judged_valid(quick_stage: Stage, algorithm: Algorithm) -> None:
    give_seal(quick_stage, algorithm)
    credential = quick_stage.issued()

    reports = {name: judged(quick_stage, had(quick_stage, credential, name).content, kind) for name, kind in FILES.items()}

    assert {name: report["verdict"] for name, report in reports.items()} == dict.fromkeys(FILES, "valid")
    assert {name: report.get("carrier") for name, report in reports.items() if "carrier" in report} == {
        "pdf": "pdf",
        "png": "picture",
        "svg": "picture",
    }


def test_a_revocation_shows_in_every_file(quick_stage: Stage) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued()
    files = {name: had(quick_stage, credential, name).content for name in FILES}

    changed(quick_stage, "revoke", credential["id"], because())
    quick_stage.clock.move(minutes=10)

    assert {judged(quick_stage, body, FILES[name])["verdict"] for name, body in files.items()} == {"not_valid"}


def test_the_paper_carries_the_other_files_byte_for_byte_and_its_signature_is_sound(quick_stage: Stage) -> None:
    seal = give_seal(quick_stage)
    credential = quick_stage.issued()

    pdf = had(quick_stage, credential, "pdf").content

    carried = {each.name: each.body for each in attachments(pdf)}
    assert carried == {
        "ob3.json": had(quick_stage, credential, "ob3-jsonld").content,
        "ob3.jwt": had(quick_stage, credential, "ob3-jwt").content,
        "edc.jsonld": had(quick_stage, credential, "edc").content,
    }
    assert sealed_in_pyhanko(pdf, seal, quick_stage)


@pytest.mark.parametrize("name", ["png", "svg"])
def test_a_picture_holds_the_badge_byte_for_byte(quick_stage: Stage, name: str) -> None:
    credential = quick_stage.issued()

    picture = had(quick_stage, credential, name).content

    assert format_of(picture).take_out(picture).text.encode() == had(quick_stage, credential, "ob3-jsonld").content


def test_the_sealed_credential_shows_itself_in_each_language_of_its_title(quick_stage: Stage) -> None:
    give_seal(quick_stage)

    document = read_seal(had(quick_stage, quick_stage.issued(), "edc").content).document

    shown = document["displayParameter"]["individualDisplay"]
    assert {each["language"]["id"].rpartition("/")[2] for each in shown} == {"ENG", "ELL"}
    assert len({orjson.dumps(each["displayDetail"][0]["image"]["content"]) for each in shown}) == 2


def test_without_a_seal_there_is_no_sealed_credential_and_the_answer_says_what_to_do(stage: Stage) -> None:
    credential = stage.issued()
    counts = stage.row_counts()

    answer = stage.http().get(path_of(credential, "edc"))

    assert "edc" not in credential["links"]
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "proscenium keys create-test-seal academy" in answer.json()["detail"]
    assert stage.row_counts() == counts


def test_without_a_seal_paper_is_unsigned_and_carries_the_badges_for_ever(quick_stage: Stage) -> None:
    credential = quick_stage.issued()
    pdf = had(quick_stage, credential, "pdf").content
    give_seal(quick_stage)

    assert {each.name for each in attachments(pdf)} == {"ob3.json", "ob3.jwt"}
    assert PdfFileReader(BytesIO(pdf)).embedded_signatures == []
    assert had(quick_stage, credential, "pdf").content == pdf


def test_a_seal_that_comes_later_seals_what_was_granted_before(quick_stage: Stage) -> None:
    credential = quick_stage.issued()
    give_seal(quick_stage)

    now = quick_stage.http().get(f"/v1/credentials/{credential['id']}").json()

    assert judged(quick_stage, quick_stage.http(None).get(now["links"]["edc"]).content, FILES["edc"])["verdict"] == "valid"


def test_what_was_sealed_can_be_had_after_the_seal_has_gone(quick_stage: Stage) -> None:
    seal = give_seal(quick_stage)
    made, unmade = quick_stage.issued(source_ref="a"), quick_stage.issued(source_ref="b")
    before = had(quick_stage, made, "edc").content
    quick_stage.update("issuer_key", seal.id, state=KeyState.RETIRED)

    links = [quick_stage.http().get(f"/v1/credentials/{each['id']}").json()["links"] for each in (made, unmade)]

    assert ["edc" in each for each in links] == [True, False]
    assert quick_stage.http(None).get(links[0]["edc"]).content == before


def test_files_lie_encrypted_under_the_learners_key(quick_stage: Stage) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued()
    for name in FILES:
        had(quick_stage, credential, name)
    files, intents = (metadata.tables[name].c for name in ("representation", "intent"))

    boxes = [row[0] for row in quick_stage.select(select(files.body_box))] + [
        row[0] for row in quick_stage.select(select(intents.unsigned_box))
    ]

    marks = (b"%PDF-1.", b"\x89PNG\r\n\x1a", b"<svg ", b"Ada Example", b'"payload"')  # long enough not to stand in any cipher by chance
    assert len(boxes) == 6 + 4
    assert not [box for box in boxes if any(mark in box for mark in marks)]


def test_only_what_is_signed_has_an_intent(quick_stage: Stage) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued()
    for name in FILES:
        had(quick_stage, credential, name)

    intents = metadata.tables["intent"].c
    assert sorted(quick_stage.select(select(intents.suite, intents.state))) == [
        ("eddsa-rdfc-2022", IntentState.SIGNED),
        ("jades", IntentState.SIGNED),
        ("pades", IntentState.SIGNED),
        ("vc-jwt", IntentState.SIGNED),
    ]


@pytest.mark.parametrize("name", ["edc", "pdf", "png"])
def test_many_who_ask_at_once_get_one_file(stage: Stage, name: str) -> None:
    give_seal(stage)
    credential = stage.issued()
    processes = [stage, stage.again()]
    client = stage.client()

    def ask(number: int) -> bytes:
        return representation_for_client(processes[number % 2].installation, client, credential["id"], name).body

    with ThreadPoolExecutor(4) as pool:
        bodies = set(pool.map(ask, range(4)))

    assert len(bodies) == 1
    assert stage.audited().count(f"representation.made:{name}") == 1


@pytest.mark.parametrize("name", MADE)
def test_after_a_revocation_only_what_exists_is_given_out(quick_stage: Stage, name: str) -> None:
    give_seal(quick_stage)
    made, unmade = quick_stage.issued(source_ref="a"), quick_stage.issued(source_ref="b")
    before = had(quick_stage, made, name).content
    for credential in (made, unmade):
        quick_stage.update("credential", credential["id"], state=CredentialState.REVOKED)
    counts = quick_stage.row_counts()

    assert had(quick_stage, made, name).content == before
    refused = quick_stage.http().get(path_of(unmade, name))
    links = quick_stage.http().get(f"/v1/credentials/{unmade['id']}").json()["links"]

    assert (refused.status_code, refused.json()["code"]) == (410, "gone")
    assert {each for each in links if link(each) in map(link, FILES)} == {"ob3_jsonld"}
    assert quick_stage.row_counts() == counts


def test_after_an_erasure_nothing_is_given_out_or_kept(quick_stage: Stage) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued()
    for name in FILES:
        had(quick_stage, credential, name)

    answer = quick_stage.http().post(f"/v1/recipients/{credential['recipient']}/erase", json={"reason": "other"})

    assert answer.status_code == 200
    assert [quick_stage.http().get(path_of(credential, name)).status_code for name in FILES] == [410] * len(FILES)
    assert [quick_stage.http(None).get(credential["links"][link(name)]).status_code for name in FILES] == [410] * len(FILES)
    files, intents = (metadata.tables[name].c for name in ("representation", "intent"))
    assert {row[0] for row in quick_stage.select(select(files.body_box))} == {None}
    assert {row[0] for row in quick_stage.select(select(intents.unsigned_box))} == {b""}


@pytest.mark.parametrize("name", ["edc", "pdf", "png", "svg"])
def test_another_tenant_and_a_wrong_token_get_nothing(quick_stage: Stage, name: str) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued()
    address = credential["links"][link(name)]

    assert quick_stage.http("orchestra").get(path_of(credential, name)).status_code == 404
    assert quick_stage.http(None).get(address[:-1]).status_code == 404
    assert quick_stage.http(None).get(address.partition("?")[0]).status_code == 422


@pytest.mark.parametrize("name", ["edc", "pdf", "png", "svg"])
def test_what_is_no_text_is_to_be_saved_and_runs_nowhere(quick_stage: Stage, name: str) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued()

    for headers in (had(quick_stage, credential, name).headers, quick_stage.http(None).get(credential["links"][link(name)]).headers):
        assert headers["content-disposition"].startswith('attachment; filename="')
        assert headers["content-security-policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
        assert headers["cache-control"] == "private, no-cache"
        assert headers["x-content-type-options"] == "nosniff"


def test_paper_made_later_says_what_was_granted(quick_stage: Stage) -> None:
    credential = quick_stage.issued(recipient={**SUBJECT, "name": "Ada Byron"})
    quick_stage.issued(source_ref="course:8", recipient={**SUBJECT, "name": "Ada Lovelace"})

    text = text_of(had(quick_stage, credential, "pdf").content)

    assert "Ada Byron" in text
    assert "Stitching" in text


def test_a_name_that_no_font_has_is_left_to_the_signed_credential(quick_stage: Stage) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued(recipient={**SUBJECT, "name": "李小龍"})

    pdf = had(quick_stage, credential, "pdf").content

    assert "Stitching" in text_of(pdf)
    assert "李" not in text_of(pdf)
    assert judged(quick_stage, pdf, FILES["pdf"])["credential_view"]["recipient"] == "李小龍"
    assert {judged(quick_stage, had(quick_stage, credential, name).content, FILES[name])["verdict"] for name in FILES} == {"valid"}


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("achievement", ["rehearsal", "costumes"])
def test_every_kind_of_achievement_can_be_had_in_every_form(quick_stage: Stage, achievement: str) -> None:
    give_seal(quick_stage)
    quick_stage.issued(source_ref="a part")
    credential = quick_stage.issued(achievement=achievement)

    assert {judged(quick_stage, had(quick_stage, credential, name).content, kind)["verdict"] for name, kind in FILES.items()} == {"valid"}


def test_what_goes_into_no_picture_is_not_baked(quick_stage: Stage) -> None:
    credential = quick_stage.issued()
    png = had(quick_stage, credential, "png").content
    path = f"/v1/credentials/{credential['id']}/baked"

    answers = [
        quick_stage.http().post(f"{path}?representation={name}", content=png, headers={"Content-Type": "image/png"})
        for name in ("pdf", "edc", "png")
    ]

    assert [answer.status_code for answer in answers] == [404] * 3


@pytest.mark.parametrize(("language", "says"), [("en", "was not what was checked"), ("de", "Nicht der sichtbare Text")])
def test_paper_dropped_on_the_page_is_judged_and_the_page_says_what_was(quick_stage: Stage, language: str, says: str) -> None:
    pdf = had(quick_stage, quick_stage.issued(), "pdf").content

    page = quick_stage.http(None).post("/verify", files={"file": ("paper.pdf", pdf)}, headers={"Accept-Language": language})

    assert page.status_code == 200
    assert says in page.text
    assert "Ada Example" in page.text


def test_the_learners_page_offers_every_file(quick_stage: Stage) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued()
    token = credential["links"]["pdf"].partition("?")[2]

    mine, everybodys = (quick_stage.http(None).get(credential["links"]["public"] + query).text for query in (f"?{token}", ""))

    assert all(credential["links"][link(name)] in mine for name in FILES)
    assert "token=" not in everybodys
