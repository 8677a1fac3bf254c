"""`proscenium verify`: files, addresses, languages, and how it ends."""

import os
import subprocess
import sys
from typing import Any

import orjson
import pytest

from app.schemas.report_answers import ReportAnswer
from tests.cli.dossier import PAGE, codes, documents, long_badge, long_jwt, status_list, verify
from tests.cli.terminal import Ran, Terminal
from tests.fakes import SignerInMemory
from tests.verifier.badges import ENDORSER_KEYS, ENDORSER_SIGNER, ENDORSER_URL, endorsement
from tests.verifier.world import INDEX, ISSUER, ISSUER_URL, LIST_URL, signed, tampered

# how it ends


@pytest.mark.parametrize(
    ("body", "given", "ends"),
    [
        (long_badge(), {}, 0),
        (long_badge(validUntil="2021-01-01T00:00:00Z"), {}, 3),
        (long_badge(validFrom="2990-01-01T00:00:00Z"), {}, 3),
        (long_badge(), {"status": (LIST_URL, status_list(INDEX))}, 4),
        (tampered(long_badge(), name="Beer tasting"), {}, 4),
        (long_badge(issuer={"id": "did:web:another.example", "type": ["Profile"]}), {}, 4),
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


def test_the_help_names_all_forms_that_are_read(bare: Terminal) -> None:
    said = bare.run("verify", "--help").said

    assert [form for form in ("JSON", "JWT", "SD-JWT", "COSE", "picture") if form not in said] == []


@pytest.mark.parametrize("words", [(), ("missing.json",), (".",), ("badge.json", "--documents", "missing.json"), ("badge.json", "--quiet")])
def test_a_missing_word_or_file_is_wrong_usage(bare: Terminal, words: tuple[str, ...]) -> None:
    bare.write("badge.json", long_badge())
    paths = (word if word.startswith("-") else str(bare.folder / word) for word in words)

    ran = bare.run("verify", *paths)

    assert (ran.code, ran.said) == (2, "")
    assert "Traceback" not in ran.complained


# beside the verdict


@pytest.mark.parametrize(
    ("recipient", "said"),
    [
        ("did:example:learner", "It was made out to whom you named."),
        ("did:example:another", "It was made out to somebody other than whom you named."),
        ("ada@example.org", "cannot be told from it."),
    ],
)
def test_who_the_holder_says_to_be_is_compared(bare: Terminal, recipient: str, said: str) -> None:
    ran = verify(bare, long_badge(), None, "--recipient", recipient)

    assert ran.code == 0
    assert said in ran.said


def test_endorsements_stand_below_the_checks(bare: Terminal) -> None:
    word = orjson.loads(signed(endorsement(), ENDORSER_SIGNER))
    many = [word] * 9

    said = verify(bare, long_badge(endorsement=many), documents(endorser=(ENDORSER_URL, orjson.loads(ENDORSER_KEYS.body or b"")))).said

    assert "Wine Guild – endorses this credential: Valid. Their noses are good." in said
    assert "that we did not look at: 1" in said


def test_an_endorser_whose_word_cannot_be_tested_is_not_named(bare: Terminal) -> None:
    word = orjson.loads(signed(endorsement("urn:another"), ENDORSER_SIGNER))

    said = verify(bare, long_badge(endorsement=[word]), documents()).said

    assert "Somebody – endorses something other than that in which it stands: Cannot tell." in said
