"""The verify page on Europass credentials: what a person is told of a seal."""

from pathlib import Path

import pytest

from app.services.installation import Seals
from app.wording import wording_for
from tests.installations import Stage
from tests.verifier.europass.seals import SEALS, credential, sealed


def page(stage: Stage, body: bytes, language: str = "en") -> str:
    """The page that answers an upload."""
    files = {"file": ("diploma.jsonld", body, "application/ld+json")}
    answer = stage.http(None).post("/verify", files=files, headers={"Accept-Language": language, "Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_sealed_credential_says_whose_seal_it_is_and_what_it_is_for(quick_stage: Stage, language: str) -> None:
    quick_stage.clock.move(days=136)
    shown = page(quick_stage.again(seals=Seals(anchors=SEALS)), sealed(), language)
    wording = wording_for(language)

    assert wording.text("finding.seal-anchored.title") in shown
    assert wording.text("finding.seal-genuine.title") in shown
    assert "Sustainable stage production" in shown
    assert "Ada Example" in shown


def test_a_seal_of_nobody_we_know_hides_what_it_is_for(quick_stage: Stage) -> None:
    shown = page(quick_stage, sealed())

    assert "Anybody can make a certificate in any name" in shown
    assert "Ada Example" not in shown
    assert "qualified" not in shown


def test_a_name_in_a_credential_runs_nothing(quick_stage: Stage) -> None:
    issuer = {**credential()["issuer"], "legalName": {"en": "<script>alert(1)</script>"}}
    shown = page(quick_stage, sealed(credential(issuer=issuer)))

    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


def test_an_official_sample_is_shown_as_what_nobody_can_tell(quick_stage: Stage, shared: Path) -> None:
    shown = page(quick_stage, (shared / "elm/samples/elm-repo/Sample-MC-Annex1-signed.jsonld").read_bytes())

    assert wording_for("en").text("verdict.cannot_tell.title") in shown
    assert "claims to be a qualified certificate" in shown
    assert "Ana Andromeda" not in shown
