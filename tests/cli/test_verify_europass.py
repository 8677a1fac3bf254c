"""`proscenium verify` of Europass credentials: whose seals count stands in the settings, with or without a database."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from app.crypto.certificate_contents import load_certificate, read_certificate
from app.proofs.jades import read_seal
from tests.cli.dossier import codes
from tests.cli.terminal import Terminal

SAMPLE = Path("elm/samples/elm-support/Sample-TranscriptOfRecords-signed.jsonld")


def anchors_of(terminal: Terminal, body: bytes) -> str:
    """A PEM file with the authorities that a sealed file brings."""
    brought = (each for each in read_seal(body).evidence.certificates if read_certificate(each).is_authority)
    pem = b"".join(load_certificate(each).public_bytes(Encoding.PEM) for each in brought)
    return str(terminal.write("anchors.pem", pem))


def test_without_anchors_an_official_sample_cannot_be_told(bare: Terminal, shared: Path) -> None:
    ran = bare.run("verify", shared / SAMPLE, "--offline", "--json")

    assert (ran.code, ran.complained) == (5, "")
    assert codes(ran)[3] == "seal-unanchored"
    assert ran.json["europass"]["overall"] == "partially_verified"
    assert ran.json["sources"] == []


def test_with_its_authorities_in_the_settings_it_is_valid(bare: Terminal, shared: Path) -> None:
    pem = anchors_of(bare, (shared / SAMPLE).read_bytes())
    ran = bare.run("verify", shared / SAMPLE, "--offline", SEAL_ANCHORS=pem, TSA_ANCHORS=pem)

    assert (ran.code, ran.complained) == (0, "")
    assert "(3) ✓ The seal belongs to the issuer" in ran.said
    assert "(4) ✓ The seal is genuine" in ran.said
    assert "claims to be a qualified certificate" in ran.said
    assert "SAMPLE MOCK CREDENTIAL TRANSCRIPT OF RECORDS" in ran.said


@pytest.mark.parametrize("setting", ["SEAL_ANCHORS", "TSA_ANCHORS", "TRUSTED_LISTS", "TRUSTED_LIST_SIGNERS"])
def test_a_file_of_the_settings_that_is_not_there_is_named(bare: Terminal, shared: Path, setting: str) -> None:
    ran = Terminal(bare.folder, {setting: "absent.file"}).run("verify", shared / SAMPLE, "--offline")

    assert ran.code == 1
    assert "absent.file" in ran.complained
