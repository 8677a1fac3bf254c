"""Envelopes of credentials: a data URL, announced as what it is; conformance §3.1 item 22."""

from base64 import b64encode
from typing import Any

import orjson
import pytest

from app.errors import NotRecognised
from app.model.secured import Document
from app.verifier.forms import read_presented
from app.verifier.forms.data_urls import ENVELOPED_CREDENTIAL, inside_envelope
from tests.verifier.test_presented import jws
from tests.verifier.world import BADGE, signed, signed_jwt

V2 = "https://www.w3.org/ns/credentials/v2"
JWT = signed_jwt().decode()
OLD = jws({"alg": "ES256", "kid": "#a"}, orjson.dumps({"vc": BADGE})).decode()


def envelope(**changes: Any) -> Document:
    """An envelope around a JWT with other members; `...` takes one out."""
    usual = {"@context": V2, "type": ENVELOPED_CREDENTIAL, "id": f"data:application/jwt,{JWT}"}
    return {name: value for name, value in {**usual, **changes}.items() if value is not ...}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"@context": [V2]},
        {"@context": [V2, "https://www.w3.org/ns/credentials/examples/v2"]},
        {"type": [ENVELOPED_CREDENTIAL]},
        {"id": f"data:application/jwt;base64,{b64encode(JWT.encode()).decode()}"},
        {"name": "signed by nobody, read by nobody"},
    ],
)
def test_an_envelope_is_opened(changes: dict[str, Any]) -> None:
    assert read_presented(orjson.dumps(envelope(**changes))).document == BADGE


@pytest.mark.parametrize(
    "changes",
    [
        {"@context": ...},
        {"@context": []},
        {"@context": "https://www.w3.org/ns/credentials/examples/v2"},
        {"@context": ["https://www.w3.org/ns/credentials/examples/v2", V2]},
        {"@context": {"@vocab": "urn:x#"}},
        {"type": ...},
        {"type": "VerifiablePresentation"},
        {"type": [ENVELOPED_CREDENTIAL, "VerifiableCredential"]},
        {"type": ["VerifiableCredential", ENVELOPED_CREDENTIAL]},
        {"id": ...},
        {"id": JWT},
        {"id": f"application/jwt,{JWT}"},
        {"id": f"data:,{JWT}"},
        {"id": f"data:text/plain,{JWT}"},
        {"id": f"data:application/vp+jwt,{JWT}"},
        {"id": f"data:application/vc+cose,{JWT}"},
        {"id": f"data:application/jwt;charset=utf-8,{JWT}"},
        {"id": f"data:application/jwt, {JWT}"},
        {"id": f"data:application/jwt;base64,{JWT}"},
        {"id": f"data:application/vc+jwt,{OLD}"},
        {"id": [f"data:application/jwt,{JWT}"]},
    ],
)
def test_what_is_no_envelope_of_this_kind_is_not_opened(changes: dict[str, Any]) -> None:
    with pytest.raises(NotRecognised, match="expected a"):
        read_presented(orjson.dumps(envelope(**changes)))


@pytest.mark.parametrize("body", [b'{"type": "EnvelopedVerifiableCredential"', b'{"type": "EnvelopedVerifiableCredential", "id": NaN}'])
def test_what_cannot_be_read_is_no_envelope(body: bytes) -> None:
    with pytest.raises(NotRecognised, match="cannot be read as JSON"):
        read_presented(body)


def test_with_the_type_of_what_it_holds_an_envelope_is_a_credential_without_a_proof() -> None:
    presented = read_presented(orjson.dumps(envelope(type="VerifiableCredential")))

    assert presented.proofs == ()
    assert presented.securing == "none"


def test_a_jwt_of_the_first_data_model_is_announced_as_a_jwt() -> None:
    assert read_presented(orjson.dumps(envelope(id=f"data:application/jwt,{OLD}"))).document == BADGE


def test_an_embedded_proof_is_none_of_an_envelope() -> None:
    data = b64encode(signed()).decode()

    with pytest.raises(NotRecognised):
        read_presented(orjson.dumps(envelope(id=f"data:application/vc;base64,{data}")))


@pytest.mark.parametrize("data", ["0oQ=", "0oQ"])
def test_cose_is_binary_and_its_padding_may_be_missing(data: str) -> None:
    announced = envelope(id=f"data:application/vc+cose;base64,{data}")

    opened = inside_envelope(announced, ENVELOPED_CREDENTIAL, frozenset({"application/vc+cose"}))

    assert (opened.body, opened.media_type) == (b"\xd2\x84", "application/vc+cose")
