"""Sealed and unsealed European credentials as they are handed in."""

import base64

import orjson
import pytest

from app.errors import MalformedProof, NotRecognised
from app.verifier.forms import read_presented
from app.verifier.presented import EUROPASS, VERIFIABLE_CREDENTIAL
from tests.verifier.europass.seals import CREDENTIAL, credential, sealed


def test_a_sealed_file_is_recognised_with_its_document_and_its_seal() -> None:
    presented = read_presented(b"\n  " + sealed() + b"\n")

    assert (presented.format, presented.securing) == (EUROPASS, "jades ES256")
    assert presented.document == CREDENTIAL
    assert presented.proofs[0].verification_method.startswith("ni:///sha-256;")


@pytest.mark.parametrize("first", ["payload", "signatures"])
def test_the_order_of_its_members_does_not_matter(first: str) -> None:
    file = orjson.loads(sealed())
    body = orjson.dumps({first: file[first], **file})

    assert read_presented(body).document == CREDENTIAL


def test_an_encoded_payload_is_read_too() -> None:
    payload = base64.urlsafe_b64encode(orjson.dumps(CREDENTIAL)).decode().rstrip("=")
    presented = read_presented(sealed(payload, header={"b64": ..., "crit": ...}))

    assert presented.document == CREDENTIAL
    assert presented.proof_trouble is None


def test_a_document_under_a_seal_that_cannot_be_read_is_told_with_its_trouble() -> None:
    presented = read_presented(sealed(header={"alg": "none"}))

    assert presented.document == CREDENTIAL
    assert presented.proof_trouble is not None
    assert presented.proofs == ()


def test_so_is_an_encoded_one() -> None:
    payload = base64.urlsafe_b64encode(orjson.dumps(CREDENTIAL)).decode().rstrip("=")

    assert read_presented(sealed(payload, header={"alg": "none"})).document == CREDENTIAL


def test_a_header_that_is_no_json_is_the_seals_trouble() -> None:
    file = orjson.loads(sealed())
    file["signatures"][0]["protected"] = "e30K_w"
    presented = read_presented(orjson.dumps(file))

    assert presented.document == CREDENTIAL
    assert isinstance(presented.proof_trouble, MalformedProof)


@pytest.mark.parametrize(
    "body",
    [
        sealed()[:-2],
        orjson.dumps({**orjson.loads(sealed()), "payload": CREDENTIAL}),
        orjson.dumps({"payload": '{"type": "VerifiableCredential"', "signatures": []}),
        sealed('{"type": ["EuropeanDigitalCredential"], "type": []}'),
    ],
    ids=["cut off", "an object as payload", "half a document", "a member twice"],
)
def test_a_damaged_one_is_a_credential_that_cannot_be_read(body: bytes) -> None:
    presented = read_presented(body)

    assert presented.format == EUROPASS
    assert presented.trouble is not None
    assert presented.document == {}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"payload": "aGVsbG8", "signatures": []}', "a seal as Europass has it"),
        (b'{"payload": 7, "signatures": []}', "a seal as Europass has it"),
        (sealed('{"type": ["VerifiablePresentation"]}'), "presentation"),
        (sealed('{"type": ["VerifiablePresentation"]}', header={"alg": "none"}), "presentation"),
        (sealed('{"hello": "world"}'), "without the type"),
        (b'{"kid": 1, "payload": "", "signatures": []}', "another order of members"),
        (orjson.dumps({"credential": CREDENTIAL, "deliveryDetails": {}}), "an order for a tool"),
        (b'{"credential": {"type": []}}', "an order for a tool"),
    ],
)
def test_what_holds_no_credential_is_told_as_what_it_is(body: bytes, says: str) -> None:
    with pytest.raises(NotRecognised, match=says):
        read_presented(body)


def test_one_without_a_seal_is_recognised_as_such() -> None:
    presented = read_presented(orjson.dumps(CREDENTIAL))

    assert (presented.format, presented.securing, presented.proofs) == (EUROPASS, "none", ())


def test_one_with_a_proof_inside_is_judged_as_any_other_credential() -> None:
    assert read_presented(orjson.dumps(credential(proof={"type": "DataIntegrityProof"}))).format == VERIFIABLE_CREDENTIAL


def test_a_damaged_one_without_a_seal_is_a_credential_that_cannot_be_read() -> None:
    presented = read_presented(orjson.dumps(CREDENTIAL)[:-1])

    assert (presented.format, presented.document) == (EUROPASS, {})
    assert presented.trouble is not None
