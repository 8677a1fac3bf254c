"""`proscenium keys create-test-seal`, `import-seal`, and seals in the other commands."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.config import read_settings
from tests.brought_seals import PASSPHRASE, issuing, pem_chain, pem_file, pkcs12_file, put, root, sealed
from tests.cli.terminal import CATALOGUE, ORDER, PRODUCTION, Ran, Terminal

SETTINGS: Mapping[str, Any] = {"SEAL_PASSPHRASE": PASSPHRASE.decode()}


def brought(theatre: Terminal, content: bytes | None = None, name: str = "seal.p12") -> Path:
    return put(theatre.folder / "keys", name, pkcs12_file(sealed()) if content is None else content)


def kid_in(ran: Ran) -> str:
    assert (ran.code, ran.complained) == (0, ""), ran.complained
    return ran.said.split()[0]


def test_a_test_seal_is_made_and_told_to_be_a_test(theatre: Terminal) -> None:
    ran = theatre.run("keys", "create-test-seal", "academy")

    kid = kid_in(ran)
    assert f"{kid}  ES256  http://localhost:8000/issuers/academy/seals/{kid}  seals from now on" in ran.said
    assert "Academy, VATNO-000000000, NO (TEST, not a qualified seal: academy)" in ran.said
    assert "does not claim to be qualified" in ran.said
    assert "This is a TEST seal" in ran.said
    listed = next(line for line in theatre.run("keys", "list", "academy").said.splitlines() if kid in line)
    assert "active" in listed
    assert "file:academy/key_" in listed
    assert "  seals until 20" in listed


def test_a_test_seal_by_rsa_is_made_by_name(theatre: Terminal) -> None:
    assert "  RS256  " in theatre.run("keys", "create-test-seal", "academy", "--algorithm", "RS256").said


def test_an_issuer_of_what_is_real_gets_no_test_seal(bare: Terminal) -> None:
    live: Mapping[str, Any] = PRODUCTION
    assert bare.run("catalogue", "import", bare.write("theatre.yaml", CATALOGUE), "--mode", "live", **live).code == 0

    ran = bare.run("keys", "create-test-seal", "academy", **live)

    assert (ran.code, ran.said) == (1, "")
    assert "import-seal" in ran.complained


def test_a_seal_in_a_pkcs12_file_stays_where_it_is(theatre: Terminal) -> None:
    brought(theatre)

    ran = theatre.run("keys", "import-seal", "academy", "pkcs12:seal.p12", **SETTINGS)

    kid = kid_in(ran)
    assert "Academy, VATNO-123456789, NO (Academy seal)" in ran.said
    assert PASSPHRASE.decode() not in ran.said
    listed = next(line for line in theatre.run("keys", "list", "academy", **SETTINGS).said.splitlines() if kid in line)
    assert "  pkcs12:seal.p12  0 files" in listed


def test_a_copy_asks_for_the_passphrase_and_needs_it_no_more(theatre: Terminal) -> None:
    file = brought(theatre)

    ran = theatre.run("keys", "import-seal", "academy", "pkcs12:seal.p12", "--copy", given=PASSPHRASE + b"\n")

    file.unlink()
    assert ran.code == 0, ran.complained
    assert PASSPHRASE.decode() not in ran.said + ran.complained
    assert " opens." in theatre.run("doctor").said
    assert "Seal" in theatre.run("doctor").said


@pytest.mark.parametrize("how", ["setting", "pin-source"])
def test_a_copy_asks_for_no_passphrase_that_was_given_otherwise(theatre: Terminal, how: str) -> None:
    brought(theatre)
    pin = put(theatre.folder / "secrets", "pin", PASSPHRASE)
    settings: Mapping[str, Any] = {"SEAL_PASSPHRASE_FILE": str(pin)} if how == "setting" else {}
    end = "" if settings else f"?pin-source=file:{pin}"

    assert kid_in(theatre.run("keys", "import-seal", "academy", f"pkcs12:seal.p12{end}", "--copy", **settings))


def test_a_chain_comes_from_a_file(theatre: Terminal) -> None:
    brought(theatre, pem_file(sealed()), "seal.pem")
    chain = theatre.write("chain.pem", pem_chain(sealed(), issuing(), root()))

    assert kid_in(theatre.run("keys", "import-seal", "academy", "pem:seal.pem", "--chain", chain, **SETTINGS))


def test_a_file_that_is_not_there_is_named(theatre: Terminal) -> None:
    brought(theatre)

    for words in (("pkcs12:gone.p12",), ("pkcs12:seal.p12", "--chain", theatre.folder / "gone.pem")):
        ran = theatre.run("keys", "import-seal", "academy", *words, **SETTINGS)
        assert (ran.code, ran.said) == (1, "")
        assert "gone" in ran.complained


def test_a_wrong_passphrase_is_refused_and_not_repeated(theatre: Terminal) -> None:
    brought(theatre)

    words = ("keys", "import-seal", "academy", "pkcs12:seal.p12")
    for ran in (theatre.run(*words, "--copy", given=b"hunter2\n"), theatre.run(*words, SEAL_PASSPHRASE="hunter2")):
        assert ran.code == 1
        assert ran.complained.startswith("key-locked:")
        assert "hunter2" not in ran.said + ran.complained


def test_every_fault_of_a_certificate_is_named(theatre: Terminal) -> None:
    brought(theatre, pkcs12_file(root(), above=()))

    ran = theatre.run("keys", "import-seal", "academy", "pkcs12:seal.p12", **SETTINGS)

    assert ran.code == 1
    for pointer in ("/chain/0/key_usage", "/chain/0/subject/organizationName", "/chain/0/subject/countryName"):
        assert pointer in ran.complained


def test_a_seal_is_retired_and_compromised_by_its_name(theatre: Terminal) -> None:
    first, second = (kid_in(theatre.run("keys", "create-test-seal", "academy")) for _ in range(2))

    assert "is retired" in theatre.run("keys", "retire", "academy", first).said
    compromised = theatre.run("keys", "compromise", "academy", second, "--since", "2026-01-31T12:00:00Z").said
    assert f"{second}  ES256  is revoked since 2026-01-31T12:00:00Z" in compromised
    assert "have the authority that issued the certificate revoke it" in compromised
    listed = theatre.run("keys", "list", "academy").said.splitlines()
    assert [line.split()[3] for line in listed if line.split()[1] in {first, second}] == ["retired", "revoked"]
    assert theatre.run("issue", "-", "--tenant", "theatre", given=ORDER).code == 0


# settings


def anchors(theatre: Terminal) -> Path:
    return theatre.write("anchors.pem", pem_chain(root(), issuing()))


def test_anchors_and_an_authority_are_read_from_settings(theatre: Terminal) -> None:
    file = str(anchors(theatre))

    assert theatre.run("keys", "list", SEAL_ANCHORS=f"{file}, {file}", TSA_ANCHORS=file, TSA_URL="http://stamps.example/tsr").code == 0


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"SEAL_ANCHORS": "gone.pem"}, "PROSCENIUM_SEAL_ANCHORS: gone.pem"),
        ({"TSA_ANCHORS": __file__}, "PROSCENIUM_TSA_ANCHORS: expected certificates"),
        ({"TSA_URL": "ftp://stamps.example"}, "PROSCENIUM_TSA_URL"),
        ({"TSA_URL": "http://127.0.0.1/"}, "PROSCENIUM_TSA_URL"),
        ({"TSA_URL": "https://user:hunter2@stamps.example/"}, "PROSCENIUM_TSA_URL"),
        ({"SEAL_PASSPHRASE_FILE": "gone"}, "PROSCENIUM_SEAL_PASSPHRASE_FILE"),
        ({"SEAL_PASSPHRASE": ""}, "PROSCENIUM_SEAL_PASSPHRASE"),
        ({"SEAL_PASSPHRASE": "hunter2", "SEAL_PASSPHRASE_FILE": __file__}, "PROSCENIUM_SEAL_PASSPHRASE"),
        ({"SEAL_SIG_T": "perhaps"}, "PROSCENIUM_SEAL_SIG_T"),
    ],
)
def test_a_wrong_setting_of_seals_is_named(shared_theatre: Terminal, settings: Mapping[str, Any], named: str) -> None:
    ran = shared_theatre.run("keys", "list", **settings)

    assert ran.code == 1
    assert named in ran.complained
    assert "hunter2" not in ran.complained


def test_a_file_of_anchors_that_is_too_large_is_refused(theatre: Terminal) -> None:
    ran = theatre.run("keys", "list", SEAL_ANCHORS=str(theatre.write("large.pem", b"\n" * 5_000_000)))

    assert (ran.code, "at most" in ran.complained) == (1, True)


def test_a_doctor_warns_when_an_authority_does_not_answer(theatre: Terminal) -> None:
    theatre.run("keys", "create-test-seal", "academy")

    ran = theatre.run("doctor", TSA_URL="https://stamps.localhost.invalid/")

    assert ran.code == 1
    assert "✗ The time-stamping authority: " in ran.said


def test_a_secret_is_not_shown_by_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSCENIUM_SEAL_PASSPHRASE", "hunter2")

    assert "hunter2" not in repr(read_settings())
