"""What is read as a presentation, and how much of it."""

from base64 import b64encode
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import CredentialServiceError, DocumentError, MalformedJson, MalformedProof, NotRecognised, ProofError, TooComplex
from app.model.secured import Document
from app.verifier.presentations.judging import MOST_ADDRESSES, PresentationReport, addresses_wanted, judge_presentation
from app.verifier.presentations.reading import MOST_CREDENTIALS, read_presentation
from app.verifier.presented import Presented
from tests.verifier.presentations.holders import (
    CREDENTIAL,
    P256_HOLDER,
    V2,
    case_of,
    changed,
    did_of,
    enveloped,
    issued,
    issued_jwt,
    presentation,
    report_of,
    shown,
    shown_jwt,
)
from tests.verifier.test_any_json import JSON, QUICK, paths, replaced

READABLE_TROUBLE = (NotRecognised, DocumentError, ProofError)
GOOD = shown(presentation(issued(), issued_jwt()))
GOOD_JWT = shown_jwt(presentation(issued_jwt(), holder=did_of(P256_HOLDER)))


def test_a_presentation_is_read_with_its_credentials_and_their_places() -> None:
    read = read_presentation(orjson.dumps(GOOD))

    assert read.document == changed(GOOD, proof=...)
    assert [inner.pointer for inner in read.credentials] == ["/verifiableCredential/0", "/verifiableCredential/1"]
    assert all(isinstance(inner.presented, Presented) and inner.presented.document == CREDENTIAL for inner in read.credentials)
    assert read.whole.securing == "eddsa-rdfc-2022"


def test_a_single_credential_needs_no_list() -> None:
    (inner,) = read_presentation(orjson.dumps(presentation(verifiableCredential=CREDENTIAL))).credentials

    assert inner.pointer == "/verifiableCredential"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", MalformedJson),
        (b"[]", MalformedJson),
        (b'"eyJ"', MalformedJson),
        (b'{"type": "VerifiablePresentation", "type": "VerifiablePresentation"}', MalformedJson),
        (b"{}", NotRecognised),
        (b'{"type": ["NonconformingDocument"]}', NotRecognised),
        (b'{"type": {"VerifiablePresentation": 1}}', NotRecognised),
        (orjson.dumps(CREDENTIAL), NotRecognised),
        (orjson.dumps(issued_jwt()), NotRecognised),
        (orjson.dumps(GOOD | {"proof": None}), MalformedProof),
        (orjson.dumps(GOOD | {"proof": []}), MalformedProof),
        (orjson.dumps(GOOD | {"proof": [GOOD["proof"]] * 9}), MalformedProof),
        (orjson.dumps(GOOD | {"proof": "z3FX"}), MalformedProof),
        (orjson.dumps(GOOD_JWT | {"@context": []}), NotRecognised),
        (orjson.dumps(GOOD_JWT | {"@context": ["https://www.w3.org/ns/credentials/examples/v2"]}), NotRecognised),
        (orjson.dumps(GOOD_JWT | {"id": GOOD_JWT["id"].rpartition(",")[2]}), NotRecognised),
        (orjson.dumps(GOOD_JWT | {"id": GOOD_JWT["id"].replace("vp+jwt", "vc+jwt")}), NotRecognised),
        (orjson.dumps(GOOD_JWT | {"type": ["EnvelopedVerifiablePresentation", "VerifiablePresentation"]}), NotRecognised),
        (orjson.dumps(enveloped("e30.e30.c2ln", "vp+jwt")), ProofError),
        (orjson.dumps(enveloped("rubbish", "vp+jwt")), ProofError),
        (orjson.dumps(enveloped("e30~", "vp+sd-jwt")), ProofError),
    ],
)
def test_what_is_no_presentation_is_told(body: bytes, error: type[CredentialServiceError]) -> None:
    with pytest.raises(error):
        read_presentation(body)


@pytest.mark.parametrize("kind", ["VerifiablePresentation", ["VerifiablePresentation"]])
def test_with_the_type_of_what_it_holds_an_envelope_is_a_presentation_without_a_proof(kind: Any) -> None:
    assert report_of(GOOD_JWT | {"type": kind}).troubles[0].code == "proof-missing"


def test_a_credential_in_the_envelope_of_a_presentation_is_no_presentation() -> None:
    envelope = {"@context": V2, "type": "EnvelopedVerifiablePresentation"}
    jwt = issued_jwt()["id"].rpartition(",")[2]

    for kind in ("jwt", "vp+jwt"):
        with pytest.raises(MalformedProof, match="expected"):
            read_presentation(orjson.dumps({**envelope, "id": f"data:application/{kind},{jwt}"}))


def test_only_so_many_credentials_are_verified() -> None:
    many: list[Document] = [issued_jwt()] * MOST_CREDENTIALS

    assert len(read_presentation(orjson.dumps(presentation(*many))).credentials) == MOST_CREDENTIALS
    with pytest.raises(TooComplex, match="at most 16 credentials in a presentation, found 17"):
        read_presentation(orjson.dumps(presentation(*many, issued_jwt())))


def test_only_so_much_is_canonicalised() -> None:
    large = {**GOOD, "proof": [GOOD["proof"]] * 8, "id": "urn:x:" + "a" * 40_000}

    with pytest.raises(TooComplex, match="bytes to canonicalise, once for each proof"):
        read_presentation(orjson.dumps(large))


def test_only_so_many_bytes_are_read() -> None:
    with pytest.raises(TooComplex, match="at most 1048576 bytes"):
        read_presentation(orjson.dumps({**GOOD, "id": "urn:x:" + "a" * 1_048_576}))


def judged(document: Any) -> None:
    """Judge whatever it is: a report, or an error of those that are told."""
    try:
        case = case_of(document)
    except READABLE_TROUBLE:
        return
    assert len(addresses_wanted(case)) <= MOST_ADDRESSES
    assert isinstance(judge_presentation(case), PresentationReport)


@QUICK
@given(st.sampled_from(paths(GOOD)), JSON)
def test_any_value_in_any_place_of_a_presentation(path: tuple[Any, ...], value: Any) -> None:
    judged(replaced(GOOD, path, value))


@QUICK
@given(st.dictionaries(st.sampled_from([*GOOD, *CREDENTIAL, "@id", "@type", "@graph"]), JSON))
def test_any_members_of_a_presentation(members: dict[str, Any]) -> None:
    judged({**GOOD, **members})
    judged({**members, "type": "VerifiablePresentation"})


@QUICK
@given(st.sampled_from(["jwt", "vp+jwt", "vp+sd-jwt"]), st.text(max_size=60))
def test_any_text_in_an_envelope(kind: str, text: str) -> None:
    judged({"@context": V2, "type": "EnvelopedVerifiablePresentation", "id": f"data:application/{kind},{text}"})


@QUICK
@given(st.sampled_from(["vp+cose", "vp+jwt", "vp+sd-jwt"]), st.binary(max_size=60))
def test_any_bytes_in_an_envelope(kind: str, body: bytes) -> None:
    data = b64encode(body).decode()
    judged({"@context": V2, "type": "EnvelopedVerifiablePresentation", "id": f"data:application/{kind};base64,{data}"})


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes(body: bytes) -> None:
    try:
        read_presentation(body)
    except READABLE_TROUBLE:
        return


@QUICK
@given(JSON)
def test_any_value_as_a_credential(value: Any) -> None:
    judged({**presentation(value), "proof": GOOD["proof"]})
