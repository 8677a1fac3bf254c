"""`POST /v1/verifications`: our own credentials without any fetch, strangers' with the documents that they need."""

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from app.adapters.database import status_lists
from app.adapters.database.tables import metadata
from app.model.award import AwardState
from app.model.events import StatusEvent
from app.model.record import CredentialState, KeyState
from app.model.report import Check
from app.model.secured import Algorithm
from app.proofs import suite_named
from app.proofs.suite import SecureOptions
from app.services.publish_status import publish_list
from tests.fakes import SignerInMemory
from tests.installations import Stage
from tests.props import NOON

ELSEWHERE = "https://verifier.example.net"
ACADEMY = "https://credentials.example.org/issuers/academy/did.json"
JSON_LD = suite_named("eddsa-rdfc-2022", Algorithm.EDDSA)
OTHER_PART = b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\na\r\n--x--\r\n'

Report = dict[str, Any]


def send(stage: Stage, body: bytes, content_type: str | None, **headers: str) -> httpx.Response:
    sent = {**headers, **({"Content-Type": content_type} if content_type else {})}
    answer: httpx.Response = stage.http(None).post("/v1/verifications", content=body, headers=sent)
    return answer


def verified(stage: Stage, document: Any) -> Report:
    answer = stage.http(None).post("/v1/verifications", json=document)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def signed(stage: Stage, **changes: Any) -> Report:
    """Issue a credential; return it as a parsed file."""
    return dict(stage.http(None).get(stage.issued(**changes)["links"]["ob3_jsonld"]).json())


def check(report: Report, number: Check) -> tuple[str, str]:
    found = report["checks"][number - 1]
    assert found["number"] == number
    return found["state"], found["code"]


def states(report: Report) -> list[str]:
    return [each["state"] for each in report["checks"]]


def happened(stage: Stage, credential: Report) -> None:
    """Set the bit of a credential and publish the list."""
    list_id = credential["status"]["list"].rpartition("/")[2]
    event = StatusEvent(list_id, credential["status"]["index"], value=True, actor="cli_1", at=stage.clock())
    stage.installation.database.write(lambda session: status_lists.add_event(session, event))
    publish_list(stage.installation, list_id)


@pytest.fixture
def stranger(quick_stage: Stage) -> Stage:
    """An installation at another address: to it, whatever the first one issues is a stranger's."""
    return quick_stage.again(public_url=ELSEWHERE)


def tell(stage: Stage, stranger: Stage, *urls: str) -> None:
    """Put what lies at those addresses into the stranger's network."""
    for url in urls:
        stranger.network.documents[url] = stage.http(None).get(url).content


def test_an_own_credential_is_valid_in_every_form_and_nobody_is_asked(stage: Stage) -> None:
    links = stage.issued()["links"]
    file, jwt = (stage.http(None).get(links[name]).content for name in ("ob3_jsonld", "ob3_jwt"))
    boundary = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n' + file + b"\r\n--x--\r\n"
    forms = [
        (json.dumps({"url": links["public"]}).encode(), "application/json"),
        (json.dumps({"url": links["ob3_jsonld"]}).encode(), "application/json"),
        (file, "application/json"),
        (file, "application/vc"),
        (file, "application/ld+json; charset=utf-8"),
        (json.dumps({"credential": json.loads(file)}).encode(), "application/json"),
        (json.dumps({"credential": jwt.decode()}).encode(), "application/json"),
        (jwt, "text/plain"),
        (jwt, "application/jwt"),
        (jwt, "application/vc+jwt"),
        (json.dumps(jwt.decode()).encode(), "application/json"),
        (boundary, "multipart/form-data; boundary=x"),
    ]

    for body, content_type in forms:
        report = send(stage, body, content_type).json()
        assert report["verdict"] == "valid", (content_type, report)
        assert states(report) == ["passed"] * 6 + ["not_applicable"]
        assert report["format"] == "open-badges"
        assert report["credential_view"]["issuer_name"] == "Academy"
        assert {source["origin"] for source in report["sources"]} == {"own"}
    assert stage.network.asked == []


def test_what_is_handed_in_is_stored_nowhere(stage: Stage) -> None:
    issued = stage.issued()
    file = stage.http(None).get(issued["links"]["ob3_jsonld"]).json()
    stage.http(None).get(issued["status"]["list"])
    before = stage.row_counts()

    verified(stage, file)
    verified(stage, {**file, "name": "Forged"})
    verified(stage, {"url": issued["links"]["public"]})
    send(stage, b"nothing", "text/plain")

    assert stage.row_counts() == before


def test_answers_are_kept_by_nobody_and_readable_from_any_origin(quick_stage: Stage) -> None:
    headers = send(quick_stage, json.dumps(signed(quick_stage)).encode(), "application/vc").headers

    assert headers["cache-control"] == "no-store"
    assert headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("change", "number", "code"),
    [
        ({"name": "Master of Stitching"}, Check.PROOF, "signature-invalid"),
        ({"validUntil": "2099-01-01T00:00:00Z"}, Check.PROOF, "signature-invalid"),
        ({"validFrom": "soon"}, Check.SCHEMA, "schema-violation"),
        ({"credentialSubject": {"type": ["AchievementSubject"]}}, Check.SCHEMA, "schema-violation"),
        ({"proof": None}, Check.PROOF, "proof-missing"),
        ({"proof": {"type": "DataIntegrityProof"}}, Check.PROOF, "proof-malformed"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2", "https://other.example.org/"]}, Check.READABLE, "context-unknown"),
        ({"issuer": {"id": "did:web:other.example.org", "type": ["Profile"], "name": "Academy"}}, Check.ISSUER_KEY, "key-of-another"),
        ({"extra": "unsigned decoration"}, Check.PROOF, None),
    ],
)
def test_a_tampered_credential_fails_the_right_check(quick_stage: Stage, change: Report, number: Check, code: str | None) -> None:
    file = signed(quick_stage)
    tampered = {name: value for name, value in {**file, **change}.items() if value is not None}

    report = verified(quick_stage, tampered)

    state, found = check(report, number)
    assert (report["verdict"], state) != ("valid", "passed")
    assert report["verdict"] in {"not_valid", "cannot_tell"}
    assert state in {"failed", "unknown"}
    assert code is None or found == code
    assert "credential_view" not in report


def test_a_doubled_member_is_unreadable(quick_stage: Stage) -> None:
    file = json.dumps(signed(quick_stage))

    report = send(quick_stage, file.replace('"name":', '"name": "Other", "name":', 1).encode(), "application/json").json()

    assert report["verdict"] == "not_valid"
    assert check(report, Check.READABLE) == ("failed", "json-malformed")


def test_a_jwt_with_another_payload_fails_check_4(quick_stage: Stage) -> None:
    links = quick_stage.issued()["links"]
    header, _, signature = quick_stage.http(None).get(links["ob3_jwt"]).text.split(".")
    other = quick_stage.http(None).get(quick_stage.issued(source_ref="b")["links"]["ob3_jwt"]).text.split(".")[1]

    report = send(quick_stage, f"{header}.{other}.{signature}".encode(), "text/plain").json()

    assert report["verdict"] == "not_valid"
    assert check(report, Check.PROOF) == ("failed", "signature-invalid")


def test_a_strangers_signature_under_our_name_fails_check_3(quick_stage: Stage) -> None:
    file = {name: value for name, value in signed(quick_stage).items() if name != "proof"}
    forger = SignerInMemory(f"{file['issuer']['id']}#z6MkForged")

    report = verified(quick_stage, json.loads(JSON_LD.secure(file, forger, SecureOptions(moment=NOON)).body))

    assert report["verdict"] == "not_valid"
    assert check(report, Check.ISSUER_KEY) == ("failed", "key-not-listed")
    assert "credential_view" not in report


def test_a_number_of_ours_that_was_never_given_is_nobodys(quick_stage: Stage) -> None:
    file = {**signed(quick_stage), "id": "https://credentials.example.org/c/aaaaaaaaaaaaaaaaaaaaaa"}

    report = verified(quick_stage, file)

    assert (report["verdict"], check(report, Check.PROOF)) == ("not_valid", ("failed", "signature-invalid"))


def test_a_file_that_is_not_kept_any_more_is_gone(quick_stage: Stage) -> None:
    credential = quick_stage.issued()
    files = metadata.tables["representation"]
    quick_stage.execute(update(files).where(files.c.credential_id == credential["id"]).values(body_box=None))

    assert quick_stage.http(None).get(credential["links"]["public"]).status_code == 410


def test_an_own_credential_expires(quick_stage: Stage) -> None:
    file = signed(quick_stage)
    quick_stage.clock.move(days=366)

    report = verified(quick_stage, file)

    assert (report["verdict"], report["reason"]) == ("valid_not_current", "expired")
    assert check(report, Check.VALIDITY) == ("failed", "expired")
    assert report["credential_view"]["title"]


def test_a_credential_of_tomorrow_is_not_valid_yet(quick_stage: Stage) -> None:
    file = signed(quick_stage, valid_from="2026-02-01T12:00:00Z")

    assert (verified(quick_stage, file)["verdict"], check(verified(quick_stage, file), Check.VALIDITY)[1]) == (
        "valid_not_current",
        "not-yet-valid",
    )


@pytest.mark.parametrize(
    ("state", "verdict", "code"),
    [
        (CredentialState.REVOKED, "not_valid", "revoked"),
        (CredentialState.SUSPENDED, "valid_not_current", "suspended"),
        (CredentialState.SUPERSEDED, "not_valid", "revoked"),
    ],
)
def test_our_own_register_counts_before_any_list_is_published(stage: Stage, state: CredentialState, verdict: str, code: str) -> None:
    credential = stage.issued()
    file = stage.http(None).get(credential["links"]["ob3_jsonld"]).json()
    stage.update("credential", credential["id"], state=state)

    for report in (verified(stage, file), verified(stage, {"url": credential["links"]["public"]})):
        assert report["verdict"] == verdict
        assert check(report, Check.STATUS) == ("failed", code)


def test_a_replaced_credential_leads_to_the_one_that_replaced_it(stage: Stage) -> None:
    old, new = stage.issued(source_ref="a"), stage.issued(source_ref="b")
    stage.update("credential", old["id"], state=CredentialState.SUPERSEDED)
    stage.update("credential", new["id"], replaces_id=old["id"], award_id=old["award"], ordinal=1)

    report = verified(stage, {"url": old["links"]["public"]})
    page = stage.http(None).get(old["links"]["public"], headers={"accept": "text/html"}).text

    assert (report["verdict"], report["reason"]) == ("valid_not_current", "superseded")
    assert new["links"]["public"] in page


def test_a_set_bit_revokes_for_everybody(stage: Stage) -> None:
    credential = stage.issued()
    file = stage.http(None).get(credential["links"]["ob3_jsonld"]).json()
    happened(stage, credential)

    assert check(verified(stage, file), Check.STATUS) == ("failed", "revoked")
    elsewhere = stage.again(public_url=ELSEWHERE)
    tell(stage, elsewhere, ACADEMY, credential["status"]["list"])
    assert check(verified(elsewhere, file), Check.STATUS) == ("failed", "revoked")


def test_a_learner_who_rejected_it_took_the_page_down(quick_stage: Stage) -> None:
    credential = quick_stage.issued()
    quick_stage.update("award", credential["award"], state=AwardState.REJECTED)

    assert quick_stage.http(None).get(credential["links"]["public"]).status_code == 410
    assert quick_stage.http(None).post("/v1/verifications", json={"url": credential["links"]["public"]}).status_code == 410


def test_a_strangers_credential_is_valid_with_the_documents_it_needs(quick_stage: Stage, stranger: Stage) -> None:
    credential = quick_stage.issued()
    file = quick_stage.http(None).get(credential["links"]["ob3_jsonld"]).json()
    tell(quick_stage, stranger, ACADEMY, credential["status"]["list"])

    report = verified(stranger, file)

    assert report["verdict"] == "valid"
    assert stranger.network.asked == [ACADEMY, credential["status"]["list"]]
    assert {source["url"] for source in report["sources"]} == set(stranger.network.asked)
    assert report["credential_view"]["results"]


def test_a_strangers_jwt_is_valid_with_the_key_that_it_names(quick_stage: Stage, stranger: Stage) -> None:
    credential = quick_stage.issued()
    jwt = quick_stage.http(None).get(credential["links"]["ob3_jwt"]).text
    document = quick_stage.http(None).get(ACADEMY).json()
    keys = [each for each in document["assertionMethod"] if isinstance(each, str) and "/keys/" in each]
    tell(quick_stage, stranger, ACADEMY, credential["status"]["list"], *keys)

    assert verified(stranger, {"credential": jwt})["verdict"] == "valid"


def test_a_strangers_credential_may_be_given_as_an_address(quick_stage: Stage, stranger: Stage) -> None:
    credential = quick_stage.issued()
    tell(quick_stage, stranger, ACADEMY, credential["status"]["list"], credential["links"]["ob3_jsonld"])

    report = verified(stranger, {"url": credential["links"]["ob3_jsonld"]})

    assert report["verdict"] == "valid"


@pytest.mark.parametrize(("known", "number"), [((), Check.ISSUER_KEY), ((ACADEMY,), Check.STATUS)])
def test_without_a_document_nobody_can_tell(quick_stage: Stage, stranger: Stage, known: tuple[str, ...], number: Check) -> None:
    file = signed(quick_stage)
    tell(quick_stage, stranger, *known)

    report = verified(stranger, file)

    assert report["verdict"] == "cannot_tell"
    assert check(report, number)[0] == "unknown"


def test_an_address_without_an_answer_is_refused_with_the_reason(stranger: Stage) -> None:
    answer = stranger.http(None).post("/v1/verifications", json={"url": "https://nowhere.example.org/badge.json"})

    assert (answer.status_code, answer.json()["code"]) == (422, "unreachable")


@pytest.mark.parametrize("path", ["/c/aaaaaaaaaaaaaaaaaaaaaa", "/c/", "/status/stl_0", "", "/achievements/stitching/v1"])
def test_an_address_of_ours_without_a_credential_is_not_found_and_not_fetched(quick_stage: Stage, path: str) -> None:
    answer = quick_stage.http(None).post("/v1/verifications", json={"url": f"https://credentials.example.org{path}"})

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert quick_stage.network.asked == []


def test_a_credential_that_names_an_issuer_of_ours_that_there_is_not_is_not_fetched_either(quick_stage: Stage) -> None:
    file = signed(quick_stage)
    other = "did:web:credentials.example.org:issuers:nothing"
    method = file["proof"]["verificationMethod"].partition("#")[2]
    forged = {**file, "issuer": {**file["issuer"], "id": other}, "proof": {**file["proof"], "verificationMethod": f"{other}#{method}"}}

    report = verified(quick_stage, forged)

    assert check(report, Check.ISSUER_KEY) == ("unknown", "issuer-unreachable")
    assert quick_stage.network.asked == []


@pytest.mark.parametrize("path", ["/.well-known/did.json", "/issuers/academy/keys/nothing", "/anything"])
def test_an_issuer_that_lives_at_our_address_is_looked_up_at_home(quick_stage: Stage, path: str) -> None:
    file = signed(quick_stage)
    forged = {**file, "issuer": {**file["issuer"], "id": f"https://credentials.example.org{path}"}}
    forged["proof"] = {**file["proof"], "verificationMethod": f"https://credentials.example.org{path}#key"}

    report = verified(quick_stage, forged)

    assert report["verdict"] in {"cannot_tell", "not_valid"}
    assert quick_stage.network.asked == []
    assert {source["origin"] for source in report["sources"]} <= {"own"}


def test_a_revoked_key_counts_for_what_our_register_saw_before(quick_stage: Stage) -> None:
    file = signed(quick_stage)
    raw = quick_stage.http(None).get(quick_stage.issue().json()["links"]["ob3_jsonld"]).content
    verified(quick_stage, file)
    quick_stage.clock.move(days=1)
    keys = metadata.tables["issuer_key"]
    revoked_at = quick_stage.clock.moment
    quick_stage.execute(update(keys).where(keys.c.algorithm == Algorithm.EDDSA).values(state=KeyState.REVOKED, revoked_at=revoked_at))
    quick_stage.clock.move(days=1)

    as_signed = send(quick_stage, raw, "application/vc").json()
    rewritten = send(quick_stage, json.dumps(file, indent=1).encode(), "application/vc").json()

    assert check(as_signed, Check.ISSUER_KEY) == ("passed", "key-revoked-later")
    assert check(rewritten, Check.ISSUER_KEY)[1] == "key-revoked-since"


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"", "application/json", 422, "no-credential-recognised"),
        (b"{}", "application/json", 422, "no-credential-recognised"),
        (b"[]", "application/json", 422, "no-credential-recognised"),
        (b"{", "application/json", 422, "no-credential-recognised"),
        (b'{"credential": null}', "application/json", 422, "no-credential-recognised"),
        (b'{"credential": 5}', "application/json", 422, "no-credential-recognised"),
        (b'{"credential": "words"}', "application/json", 422, "no-credential-recognised"),
        (b'{"credential": {}, "url": "https://example.org/"}', "application/json", 422, "no-credential-recognised"),
        (b'{"url": 5}', "application/json", 422, "schema-violation"),
        (b'{"url": "file:///etc/passwd"}', "application/json", 422, "schema-violation"),
        (b'{"url": "https://example.org/a b"}', "application/json", 422, "schema-violation"),
        (b'{"url": ""}', "application/json", 422, "schema-violation"),
        (b"words", "text/plain", 422, "no-credential-recognised"),
        (b"\x89PNG\r\n", "text/plain", 422, "no-credential-recognised"),
        (b"a.b.c", "application/jwt", 422, "no-credential-recognised"),
        (b"{}", None, 415, "unsupported-media-type"),
        (b"{}", "image/png", 415, "unsupported-media-type"),
        (b"url=https://example.org/", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
        (b"", "multipart/form-data", 400, "malformed-request"),
        (b"nothing", "multipart/form-data; boundary=x", 400, "malformed-request"),
        (b"nothing", "multipart/form-data; boundary=x; charset=nonsense", 400, "malformed-request"),
        (OTHER_PART, "multipart/form-data; boundary=x", 400, "malformed-request"),
    ],
)  # fmt: skip
def test_what_is_no_credential_is_refused(shared_stage: Stage, body: bytes, content_type: str | None, status: int, code: str) -> None:
    answer = send(shared_stage, body, content_type)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_form_may_bring_a_link(quick_stage: Stage) -> None:
    link = quick_stage.issued()["links"]["public"]

    answer = quick_stage.http(None).post("/v1/verifications", files={"url": (None, link)})

    assert answer.json()["verdict"] == "valid"


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
def test_what_is_too_large_is_not_read(shared_stage: Stage, content_type: str) -> None:
    small = shared_stage.again(max_upload_bytes=1_024)

    def chunks() -> Any:
        yield from [b" " * 1_024] * 80

    declared = send(small, b" " * 80_000, content_type)
    undeclared = small.http(None).post("/v1/verifications", content=chunks(), headers={"Content-Type": content_type})

    assert [(answer.status_code, answer.json()["code"]) for answer in (declared, undeclared)] == [(413, "body-too-large")] * 2


@pytest.mark.parametrize(("language", "title"), [("de-AT, en;q=0.5", "Gültig"), ("fr", "Valid"), (None, "Valid")])
def test_sentences_come_in_the_readers_language(quick_stage: Stage, language: str | None, title: str) -> None:
    headers = {"Accept-Language": language} if language else {}

    report = send(quick_stage, json.dumps(signed(quick_stage)).encode(), "application/vc", **headers).json()

    assert report["title"] == title
    assert [each["number"] for each in report["checks"]] == [1, 2, 3, 4, 5, 6, 7]
    assert all(each["says"] and each["title"] for each in report["checks"])


def test_checks_bear_the_names_that_they_have_for_ever(quick_stage: Stage) -> None:
    ids = [each["id"] for each in verified(quick_stage, signed(quick_stage))["checks"]]

    assert ids == ["readable", "schema", "issuer_key", "proof", "validity", "status", "issuer_trust"]


def test_the_content_tells_what_was_signed(quick_stage: Stage) -> None:
    view = verified(quick_stage, signed(quick_stage))["credential_view"]

    assert view["recipient"] == "Ada Example"
    assert view["issuer_country"]
    assert view["credits"] == 1.5
    assert view["level"]["name"]
    assert view["assessment"]
    assert view["quality_assurance"]
    assert view["results"][0]["name"]
    assert view["test"] is True


def test_a_page_of_another_origin_may_ask(shared_stage: Stage) -> None:
    answer = shared_stage.http(None).options("/v1/verifications", headers={"Origin": "https://jobs.example.org"})

    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]


def test_while_an_own_list_cannot_be_signed_nobody_can_tell(quick_stage: Stage) -> None:
    file = signed(quick_stage)
    quick_stage.keys.locked = True

    report = verified(quick_stage, file)

    assert report["verdict"] == "cannot_tell"
    assert check(report, Check.STATUS) == ("unknown", "status-unreachable")


def test_while_the_database_does_not_write_an_own_list_makes_everybody_wait(quick_stage: Stage) -> None:
    file = signed(quick_stage)
    quick_stage.storage.refused = {1}

    answer = quick_stage.http(None).post("/v1/verifications", json=file)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
