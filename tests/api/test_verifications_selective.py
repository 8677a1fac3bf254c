"""`POST /v1/verifications` reads credentials as SD-JWT and as COSE, and says what it did not test."""

import pytest

from app.crypto.keys import multikey
from app.model.secured import Document
from app.proofs import suite_named
from app.proofs.suite import SecureOptions
from tests.api.verifying import send
from tests.fakes import SignerInMemory
from tests.installations import Stage
from tests.proofs.examples import DIPLOMA, NOON
from tests.proofs.sd_jwt_examples import CLAIMS, drawing

KEY = multikey(SignerInMemory("any").jwk)
ISSUER = f"did:key:{KEY}"
SIGNER = SignerInMemory(f"{ISSUER}#{KEY}")
CREDENTIAL: Document = {**{name: value for name, value in DIPLOMA.items() if name != "credentialStatus"}, "issuer": ISSUER}


def secured(name: str, document: Document) -> bytes:
    pointers = ("/name",) if "name" in document and "sd" in name else ()
    return suite_named(name, "EdDSA").secure(document, SIGNER, SecureOptions(NOON, pointers=pointers, draw=drawing())).body


@pytest.mark.parametrize(
    ("body", "content_type", "securing"),
    [
        (secured("vc+sd-jwt", CREDENTIAL), "text/plain", "sd-jwt EdDSA"),
        (secured("vc+sd-jwt", CREDENTIAL), "application/vc+sd-jwt", "sd-jwt EdDSA"),
        (secured("vc+cose", CREDENTIAL), "application/vc+cose", "cose EdDSA"),
    ],
    ids=["text", "sd-jwt", "cose"],
)
def test_a_credential_in_each_form_is_judged(stage: Stage, body: bytes, content_type: str, securing: str) -> None:
    report = send(stage, body, content_type).json()

    assert (report["verdict"], report["format"], report["securing"]) == ("valid", "open-badges", securing)
    assert send(stage, body[:-90] + b"A" + body[-89:], content_type).json()["verdict"] == "not_valid"


def test_an_sd_jwt_vc_is_judged_for_what_it_is(stage: Stage) -> None:
    report = send(stage, secured("dc+sd-jwt", {**CLAIMS, "iss": ISSUER}), "application/dc+sd-jwt").json()

    assert (report["verdict"], report["format"]) == ("valid", "sd-jwt-vc")
    assert "was not tested" in report["checks"][1]["says"]
    assert CLAIMS["vct"] in report["checks"][1]["says"]


def test_bytes_that_begin_like_cose_and_are_none_are_damaged(stage: Stage) -> None:
    report = send(stage, b"\xd2\x84\x40", "application/vc+cose").json()

    assert report["verdict"] == "not_valid"
    assert report["checks"][0]["code"] == "jwt-malformed"
