"""The first minutes: the demo starts from nothing, its command issues a credential, its links open, a second start changes nothing."""

import html
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwcrypto import jwk, jws  # type: ignore[import-untyped]

from app.crypto.certificates import subject_of
from app.proofs.jades import read_seal
from tests.demo_process import Place, files, get, modes, typed
from tests.processes import PATIENCE_SECONDS, free_port, until
from tests.schemas.edc_shapes import official_verdict

MEMBERS = ["base_url", "api_key", "inbox_token", "admin_url", "issuer_did", "achievement", "curl", "event_curl"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A folder where a demo was never started."""
    return Place(tmp_path_factory.mktemp("demo"), free_port())


@pytest.fixture(scope="module")
def running(place: Place) -> Iterator[Place]:
    """The demo, started for the first time."""
    with place.started():
        yield place


@pytest.fixture(scope="module")
def issued(running: Place) -> dict[str, Any]:
    """The answer to the printed command."""
    return dict(typed(running.demo["curl"]))


def text_of(page: httpx.Response) -> str:
    """What a reader sees of a page, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


# the first start


def test_it_prints_where_it_is_and_how_to_issue(running: Place) -> None:
    demo = running.demo

    for member in ("base_url", "api_key", "admin_url", "issuer_did"):
        assert demo[member] in running.printed
    assert {demo["curl"], demo["event_curl"]} <= set(running.printed.splitlines())
    assert "TEST" in running.printed


def test_it_writes_the_same_for_the_owner_alone(running: Place) -> None:
    demo = running.demo

    assert list(demo) == MEMBERS
    assert demo["base_url"] == running.url
    assert demo["api_key"].startswith("sk_test_")
    assert demo["admin_url"].startswith(f"{running.url}/admin/enter/")
    assert demo["issuer_did"] == f"did:web:localhost%3A{running.port}:issuers:inspire-demo"
    assert demo["achievement"] == "inspire-m1"
    assert demo["curl"].startswith("curl ")
    assert demo["event_curl"].startswith("curl ")


def test_nobody_else_can_read_keys_passphrase_or_what_it_wrote(running: Place) -> None:
    for _ in until("the audit trail has its key"):
        if any((running.folder / "keys" / "audit").glob("*.pem")):
            break
    keys, var = modes(running.folder / "keys"), modes(running.folder / "var")

    folders = [name.partition("/")[0] for name in keys if name.endswith(".pem")]
    signing_for_others = [folder for folder in folders if folder.startswith("vc-api-")]
    assert (len(folders), folders.count("audit"), len(signing_for_others)) == (17, 1, 8)
    assert {mode for name, mode in keys.items()} == {0o600}
    assert (var["keys.passphrase"], var["demo.json"]) == (0o600, 0o600)
    assert {(running.folder / name).stat().st_mode & 0o777 for name in ("keys", "keys/inspire-demo", "var")} == {0o700}


def test_no_private_key_lies_open(running: Place) -> None:
    for name, content in files(running.folder / "keys").items():
        assert not name.endswith(".pem") or content.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")


# the first credential


def test_the_printed_command_issues_a_credential(issued: dict[str, Any]) -> None:
    assert issued["state"] == "issued"
    assert issued["test"] is True
    assert issued["achievement"]["slug"] == "inspire-m1"
    assert set(issued["links"]) == {"public", "verify", "qr", "ob3_jsonld", "ob3_jwt", "edc", "pdf", "png", "svg"}


def test_the_same_command_again_gives_the_same_answer(running: Place, issued: dict[str, Any]) -> None:
    assert typed(running.demo["curl"]) == issued


def test_twenty_copies_at_once_give_one_credential(running: Place) -> None:
    command = running.demo["curl"].replace("user-42", "user-43").replace("user:42", "user:43").replace('"42"', '"43"')

    def answer(_copy: int) -> dict[str, Any]:
        for _ in until("the first copy was answered"):
            found = dict(typed(command))
            if found.get("status") != 409:
                return found
        raise AssertionError

    with ThreadPoolExecutor(20) as copies:
        answers = list(copies.map(answer, range(20)))

    assert {answer["id"] for answer in answers} == {answers[0]["id"]}


def test_another_body_under_the_same_key_is_refused(running: Place, issued: dict[str, Any]) -> None:
    assert issued
    refused = typed(running.demo["curl"].replace("Ada Example", "Eve Example"))

    assert (refused["status"], refused["code"]) == (422, "idempotency-key-reuse")


def test_the_public_link_opens_with_the_verdict_and_says_what_a_hiring_manager_asks(issued: dict[str, Any]) -> None:
    page = get(issued["links"]["public"])
    text = text_of(page)

    assert page.status_code == 200
    assert re.search(r"<title>[^<]*TEST[^<]*Valid", page.text)
    assert "<h1" in page.text
    said_after_the_verdict = text.partition("This credential is genuine, unchanged and in force.")[2]
    for fact in (
        "Ada Example",
        "TEST · Sustainability foundations for the performing arts",
        "EQF level 5",
        "2 ECTS credits",
        "INSPIRE Demonstration Office (fictitious)",
        "Country of the issuer Greece",
        "How it was assessed marked assignment",
        "Quality assurance",
        "Learning outcomes Is able to explain how climate change affects venues",
        "GreenComp",
        "ESCO",
    ):
        assert fact in said_after_the_verdict, fact


@pytest.mark.parametrize(
    ("link", "media_type"),
    [
        ("verify", "text/html"),
        ("qr", "image/svg+xml"),
        ("ob3_jsonld", "application/vc"),
        ("ob3_jwt", "text/plain"),
        ("edc", "application/ld+json"),
        ("pdf", "application/pdf"),
        ("png", "image/png"),
        ("svg", "image/svg+xml"),
    ],
)
def test_every_other_link_of_the_answer_resolves(issued: dict[str, Any], link: str, media_type: str) -> None:
    answer = get(issued["links"][link])

    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type


def test_the_european_credential_conforms_to_the_official_shapes_read_with_the_official_contexts(
    issued: dict[str, Any], shared: Path
) -> None:
    assert official_verdict(shared, read_seal(get(issued["links"]["edc"]).content).document)


def test_an_independent_library_verifies_the_seal_of_the_european_credential(issued: dict[str, Any]) -> None:
    sealed = get(issued["links"]["edc"]).text
    certificate = x509.load_der_x509_certificate(read_seal(sealed.encode()).chain[0])
    message = jws.JWS()
    message.deserialize(sealed)

    message.verify(jwk.JWK.from_pem(certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)))

    assert json.loads(message.payload)["identifier"][0]["notation"] == issued["links"]["public"]
    assert subject_of(certificate.public_bytes(Encoding.DER)).common_name.startswith("TEST, not a qualified seal")


def test_every_address_that_is_signed_into_the_credential_resolves(running: Place, issued: dict[str, Any]) -> None:
    document = get(issued["links"]["ob3_jsonld"]).json()
    achievement = document["credentialSubject"]["achievement"]

    for address in (document["id"], achievement["id"], document["credentialStatus"]["statusListCredential"]):
        assert address.startswith(running.url)
        assert get(address, "*/*").status_code == 200, address
    did = get(f"{running.url}/issuers/inspire-demo/did.json", "*/*").json()
    assert did["id"] == running.demo["issuer_did"] == document["issuer"]["id"]
    assert document["proof"]["verificationMethod"] in did["assertionMethod"]
    assert "TEST" in document["name"]


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json", "/verify", "/.well-known/did.json", "/readyz"])
def test_the_addresses_that_the_readme_names_resolve(running: Place, path: str) -> None:
    assert get(f"{running.url}{path}", "*/*").status_code == 200


def test_the_admin_link_opens_the_desk_once(running: Place) -> None:
    link = running.demo["admin_url"]

    with httpx.Client(timeout=PATIENCE_SECONDS) as browser:
        door, desk = browser.get(link), browser.post(link, follow_redirects=True)
        keys = browser.get(f"{running.url}/admin/keys")
    again = httpx.post(link, timeout=PATIENCE_SECONDS)

    assert (door.status_code, desk.status_code) == (200, 200)
    assert desk.url == f"{running.url}/admin"
    assert "inspire-demo" in keys.text
    assert again.is_client_error


def test_the_file_is_judged_valid_by_the_api_and_by_the_command_line(running: Place, issued: dict[str, Any]) -> None:
    badge = get(issued["links"]["ob3_jsonld"]).content
    (running.folder / "badge.json").write_bytes(badge)
    (running.folder / "changed.json").write_bytes(badge.replace(b"Sustainability", b"Sustainabilitx", 1))

    by_api = httpx.post(f"{running.url}/v1/verifications", content=badge, headers={"Content-Type": "application/json"}, timeout=60)

    assert by_api.json()["verdict"] == "valid"
    assert running.run("verify", "badge.json").returncode == 0
    assert running.run("verify", "changed.json").returncode == 4


def test_a_second_start_beside_the_first_is_refused_and_changes_nothing(running: Place) -> None:
    before = files(running.folder / "keys"), running.demo

    ended = running.run("demo")

    assert ended.returncode == 1
    assert "Cannot listen" in ended.stderr
    assert (files(running.folder / "keys"), running.demo) == before


def test_the_installation_is_examined_beside_it_without_a_fault(running: Place) -> None:
    ended = running.run("doctor")

    assert ended.returncode == 0, ended.stdout
