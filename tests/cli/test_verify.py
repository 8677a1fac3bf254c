"""`proscenium verify`: files, addresses, documents that stand in for the network, and how it ends."""

import os
import subprocess
import sys
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest

from app.cli.opening import opened
from app.dids.web import url_of_did
from app.schemas.responses import ReportAnswer
from app.services.own_evidence import own_document
from app.services.own_file import own_file
from tests.cli.dossier import ISSUER, ISSUER_URL, LIST_URL, documents, long_badge, long_jwt, status_list
from tests.cli.terminal import ORDER, Ran, Terminal
from tests.fakes import SignerInMemory
from tests.verifier.world import INDEX, SIGNER, STRANGER, keys_document, tampered

PAGE = "https://issuer.example/badge.json"


def verify(terminal: Terminal, body: bytes, given: Any = None, *more: str) -> Ran:
    """Judge the body with these documents, by default all that it needs."""
    chart = terminal.write("documents.json", documents() if given is None else given)
    return terminal.run("verify", terminal.write("badge.json", body), "--documents", chart, *more)


def codes(ran: Ran) -> dict[int, str]:
    return {check["number"]: check["code"] for check in ran.json["checks"]}


# how it ends


@pytest.mark.parametrize(
    ("body", "given", "ends"),
    [
        (long_badge(), {}, 0),
        (long_badge(validUntil="2021-01-01T00:00:00Z"), {}, 3),
        (long_badge(validFrom="2990-01-01T00:00:00Z"), {}, 3),
        (long_badge(), {"status": (LIST_URL, status_list(INDEX))}, 4),
        (tampered(long_badge(), name="Beer tasting"), {}, 4),
        (long_badge(SIGNER, issuer={"id": "did:web:another.example", "type": ["Profile"]}), {}, 4),
        (long_badge(), {"issuer": (ISSUER, ...)}, 5),
        (long_badge(), {"status": (LIST_URL, ...)}, 5),
    ],
    ids=["valid", "expired", "not yet valid", "revoked", "tampered", "of another", "issuer unreachable", "list unreachable"],
)
def test_the_exit_code_tells_the_verdict(bare: Terminal, body: bytes, given: dict[str, Any], ends: int) -> None:
    ran = verify(bare, body, documents(**given))

    assert ran.code == ends
    assert ran.complained == ""
    assert list(bare.folder.glob("var")) == list(bare.folder.glob("keys")) == []


def test_the_text_begins_with_the_verdict_then_says_all_seven_checks_and_what_was_signed(bare: Terminal) -> None:
    lines = verify(bare, long_badge()).said.splitlines()

    assert lines[0].startswith("Valid: ")
    assert [line[:6] for line in lines if line.startswith("  (")] == [f"  ({number}) " for number in range(1, 8)]
    assert "  Wine tasting" in lines
    assert "  Example University" in lines


def test_what_is_wrong_comes_with_advice_and_without_the_content(bare: Terminal) -> None:
    said = verify(bare, tampered(long_badge(), name="Beer tasting")).said

    assert "(4) ✗ " in said
    assert "Beer" not in said


def test_the_report_as_json_is_that_of_the_api(bare: Terminal) -> None:
    ran = verify(bare, long_badge(), None, "--json")

    report = ReportAnswer.model_validate_json(ran.said)

    assert (report.verdict, report.format, report.securing) == ("valid", "open-badges", "eddsa-rdfc-2022")
    assert {(source.url, source.origin) for source in report.sources} == {(ISSUER_URL, "given"), (LIST_URL, "given")}


def test_the_sentences_come_in_another_language(bare: Terminal) -> None:
    assert verify(bare, long_badge(), None, "--language", "de").said.startswith("Gültig: ")


def test_what_a_stranger_wrote_does_not_steer_the_terminal(bare: Terminal) -> None:
    ran = verify(bare, long_badge(name="Wine\x1b[2J\u202e\r\nValid: everything"))

    assert "Wine�[2J���Valid: everything" in ran.said
    assert "\x1b" not in ran.said


# what it is given


def test_a_jwt_is_read_from_a_file(bare: Terminal) -> None:
    ran = verify(bare, long_jwt(), None, "--json")

    assert ran.code == 0
    assert ran.json["securing"] == "jwt RS256"


def test_a_credential_is_read_from_standard_input(bare: Terminal) -> None:
    chart = bare.write("documents.json", documents())

    assert bare.run("verify", "-", "--documents", chart, given=long_badge()).code == 0


def test_a_credential_is_read_from_an_address_among_the_documents(bare: Terminal) -> None:
    chart = bare.write("documents.json", {**documents(), PAGE: orjson.loads(long_badge())})

    assert bare.run("verify", PAGE, "--documents", chart).code == 0


def test_offline_no_name_is_looked_up_and_nobody_is_asked(bare: Terminal) -> None:
    watched = (
        "import os, sys; asking = {'socket.getaddrinfo', 'socket.gethostbyname', 'socket.connect', 'socket.sendto'}; "
        "sys.addaudithook(lambda event, _: os._exit(99) if event in asking else None); from app.cli import main; main()"
    )
    words = ("verify", str(bare.write("badge.json", long_badge())), "--offline", "--json")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PROSCENIUM_")}

    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", watched, *words], cwd=bare.folder, env=environment, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 5, ended.stderr
    assert codes(Ran(5, ended.stdout, ""))[3] == "issuer-unreachable"


def test_an_address_cannot_be_had_offline(bare: Terminal) -> None:
    ran = bare.run("verify", PAGE, "--offline")

    assert (ran.code, ran.said) == (1, "")
    assert ran.complained.startswith("unreachable: ")


@pytest.mark.parametrize("address", ["http://issuer.example/badge.json", "https://127.0.0.1/badge.json", "file:///etc/passwd"])
def test_an_address_that_may_not_be_asked_is_refused_without_being_asked(bare: Terminal, address: str) -> None:
    ran = bare.run("verify", address)

    assert (ran.code, ran.said) == (1, "")
    assert ran.complained.startswith("address-forbidden: ")


def test_the_network_is_not_asked_for_keys_at_an_address_that_is_forbidden(bare: Terminal) -> None:
    issuer = "did:web:issuer.example%3A8443"
    body = long_badge(SignerInMemory(f"{issuer}#key-1"), issuer={"id": issuer, "type": ["Profile"]})

    ran = bare.run("verify", bare.write("badge.json", body), "--json")

    assert ran.code == 5
    assert codes(ran)[3] == "issuer-address-forbidden"


@pytest.mark.parametrize("body", [b"", b"{}", b"hello", b"%PDF-1.7", b'{"type": "Assertion"}', b"\xff\xfe"])
def test_what_is_no_credential_is_refused(bare: Terminal, body: bytes) -> None:
    ran = bare.run("verify", bare.write("badge.json", body), "--offline")

    assert (ran.code, ran.said) == (1, "")
    assert ran.complained.startswith("no-credential-recognised: ")


def test_a_file_beyond_the_limit_is_refused(bare: Terminal) -> None:
    ran = bare.run("verify", bare.write("badge.json", b" " * 5_242_881), "--offline")

    assert ran.code == 1
    assert ran.complained.startswith("body-too-large: ")


@pytest.mark.parametrize("words", [(), ("missing.json",), (".",), ("badge.json", "--documents", "missing.json"), ("badge.json", "--quiet")])
def test_a_missing_word_or_file_is_wrong_usage(bare: Terminal, words: tuple[str, ...]) -> None:
    bare.write("badge.json", long_badge())
    paths = (word if word.startswith("-") else str(bare.folder / word) for word in words)

    ran = bare.run("verify", *paths)

    assert (ran.code, ran.said) == (2, "")
    assert "Traceback" not in ran.complained


# documents that stand in for the network


def test_a_text_in_the_map_names_a_file_beside_it(bare: Terminal) -> None:
    bare.write("keys.json", keys_document())
    bare.write("list.json", status_list())

    assert verify(bare, long_badge(), {ISSUER: "keys.json", LIST_URL: "list.json"}).code == 0


def test_a_did_and_the_address_of_its_document_are_names_of_the_same(bare: Terminal) -> None:
    assert verify(bare, long_badge(), documents(issuer=(ISSUER_URL, keys_document()))).code == 0


def test_a_did_of_a_method_that_is_unknown_here_can_be_given(bare: Terminal) -> None:
    did = "did:example:university"
    key = SignerInMemory(f"{did}#key-1")
    body = long_badge(key, issuer={"id": did, "type": ["Profile"]}, credentialStatus=...)
    document = {
        "id": did,
        "verificationMethod": [{"id": f"{did}#key-1", "type": "JsonWebKey", "controller": did, "publicKeyJwk": dict(key.jwk)}],
        "assertionMethod": [f"{did}#key-1"],
    }

    without = verify(bare, body, {}, "--json")
    given = verify(bare, body, {did: document}, "--json")

    assert (without.code, codes(without)[3]) == (5, "issuer-unresolvable")
    assert (given.code, codes(given)[3]) == (0, "key-listed")
    assert [(source["url"], source["origin"]) for source in given.json["sources"]] == [(did, "given")]


def test_a_document_given_for_a_did_key_does_not_replace_what_the_did_says(bare: Terminal) -> None:
    stranger = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    forged = SignerInMemory(f"{stranger}#{stranger.removeprefix('did:key:')}")
    body = long_badge(forged, issuer={"id": stranger, "type": ["Profile"]}, credentialStatus=...)
    document = {
        "id": stranger,
        "verificationMethod": [
            {"id": forged.verification_method, "type": "JsonWebKey", "controller": stranger, "publicKeyJwk": dict(forged.jwk)}
        ],
        "assertionMethod": [forged.verification_method],
    }

    assert verify(bare, body, {stranger: document}).code == 4


def test_another_key_in_the_document_given_breaks_the_signature(bare: Terminal) -> None:
    swapped = keys_document(replace(SIGNER.public_key, jwk=STRANGER.jwk))

    ran = verify(bare, long_badge(), documents(issuer=(ISSUER, swapped)), "--json")

    assert ran.code == 4
    assert (codes(ran)[3], codes(ran)[4]) == ("key-listed", "signature-invalid")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (b"not json", "json-malformed: "),
        (b"[]", "json-malformed: "),
        (b'{"did:web:a.example": {}, "did:web:a.example": {}}', "json-malformed: "),
        ({"issuer.example": {}}, "is not a DID"),
        ({"did:web:127.0.0.1": {}}, "IP addresses are not allowed"),
        ({f"{ISSUER}#key-1": {}}, "is not a DID"),
        ({ISSUER: 7}, "expected a document or the name of a file"),
        ({ISSUER: None}, "expected a document or the name of a file"),
        ({ISSUER: "missing.json"}, "missing.json cannot be read"),
        ({ISSUER: "."}, "cannot be read"),
    ],
)
def test_a_map_that_cannot_be_used_is_refused_with_the_reason(bare: Terminal, given: Any, says: str) -> None:
    ran = verify(bare, long_badge(), given)

    assert (ran.code, ran.said) == (1, "")
    assert says in ran.complained
    assert "Traceback" not in ran.complained


def test_a_document_given_that_cannot_be_used_is_told_as_such(bare: Terminal) -> None:
    ran = verify(bare, long_badge(), documents(issuer=(ISSUER, {"id": "did:web:another.example"})), "--json")

    assert ran.code == 5
    assert codes(ran)[3] == "issuer-document-unusable"


# beside an installation


def own_badge(theatre: Terminal) -> tuple[str, bytes]:
    """The address and the file of a fresh credential."""
    ran = theatre.run("issue", "-", "--tenant", "theatre", given=ORDER)
    page = str(ran.json["links"]["public"])
    with opened(theatre.described) as installation:
        return page, own_file(installation, page.rpartition("/")[2]).body


def own_documents(theatre: Terminal, badge: bytes) -> dict[str, Any]:
    """What the installation would publish for that credential, for those who have no access to its store."""
    document = orjson.loads(badge)
    did, status = document["issuer"]["id"], document["credentialStatus"]["statusListCredential"]
    with opened(theatre.described) as installation:
        found = {did: url_of_did(did), status: status}
        return {name: orjson.loads(own_document(installation, urlsplit(url).path)) for name, url in found.items()}


def test_a_file_of_our_own_is_judged_by_our_own_database(theatre: Terminal) -> None:
    _, badge = own_badge(theatre)

    ran = theatre.run("verify", theatre.write("badge.json", badge), "--json")

    assert (ran.code, ran.complained) == (0, "")
    assert {source["origin"] for source in ran.json["sources"]} == {"own"}


def test_documents_given_do_not_replace_our_own(theatre: Terminal) -> None:
    _, badge = own_badge(theatre)
    did = orjson.loads(badge)["issuer"]["id"]

    ran = verify(theatre, badge, {did: {"id": did}}, "--json")

    assert ran.code == 0
    assert {source["origin"] for source in ran.json["sources"]} == {"own"}


def test_one_letter_changed_in_a_file_of_our_own_is_noticed(theatre: Terminal) -> None:
    _, badge = own_badge(theatre)

    ran = verify(theatre, badge.replace(b"Sewing", b"Sawing"), {}, "--json")

    assert ran.code == 4
    assert codes(ran)[4] == "signature-invalid"


def test_elsewhere_the_same_file_needs_our_documents(theatre: Terminal, bare: Terminal) -> None:
    _, badge = own_badge(theatre)

    assert verify(bare, badge, {}).code == 5
    assert verify(bare, badge, own_documents(theatre, badge)).code == 0


@pytest.mark.parametrize("path", ["/c/AAAAAAAAAAAAAAAAAAAAAA", "/c/x", "/achievements/sewing/v1", ""])
def test_an_address_of_ours_without_a_credential_is_refused(shared_theatre: Terminal, path: str) -> None:
    ran = shared_theatre.run("verify", f"http://localhost:8000{path}")

    assert (ran.code, ran.said) == (1, "")
    assert ran.complained.startswith("not-found: ")


def test_a_stranger_is_judged_beside_our_database_too(shared_theatre: Terminal) -> None:
    chart = shared_theatre.write("documents.json", {**documents(), PAGE: orjson.loads(long_badge())})

    assert shared_theatre.run("verify", PAGE, "--documents", chart).code == 0
