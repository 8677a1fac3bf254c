"""Whatever is handed in: an answer or a refusal, never another error; and nothing that was put in later is ever believed."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import CredentialServiceError
from app.model.secured import Document, Secured
from app.proofs import presented_proofs, suite_named
from app.status import StatusReference, status_references
from app.status.status_list import ListContent, list_bits, list_document
from tests.proofs.data_integrity_examples import SIGNER, SUITE, secured, signed
from tests.proofs.examples import DIPLOMA, ISSUER, NOON, changed, leaves
from tests.proofs.jwt_examples import CLAIMS, EDDSA
from tests.proofs.jwt_examples import signed as signed_jwt

NAMES = st.sampled_from(["id", "type", "name", "image", "evidence", "@id", "@type", "@value", "grade", "urn:x", "description", "", "proof"])
SCALARS = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=6), inner, max_size=3), max_leaves=8
)
SIGNED = signed()
HOLDERS = sorted({path[:-1] for path in leaves(SIGNED) if isinstance(path[-1], str)}, key=str)
PROOF_MEMBERS = st.sampled_from([*SIGNED["proof"], "expires", "id", "@context", "previousProof"])
HEADER = st.sampled_from(["alg", "typ", "kid", "jwk", "crit", "b64", "cty", "x5c"])
ENTRY_MEMBERS = st.sampled_from(["type", "statusPurpose", "statusListIndex", "statusListCredential", "statusSize", "id"])
REFERENCE = StatusReference("BitstringStatusListEntry", "https://issuer.example/status/1", 5, "revocation")
LIST = list_document(ListContent(REFERENCE.list_url, ISSUER, {5}, 131_072, "revocation", NOON, NOON.replace(year=2027), 300_000))
FEW = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def _verified(document: Secured) -> list[Document]:
    return [suite_named(proof.suite).verify(proof.secured, SIGNER.public_keys).document for proof in presented_proofs(document)]


@FEW
@given(st.sampled_from(HOLDERS), NAMES, JSON.filter(lambda value: value != []))
def test_nothing_that_was_put_in_later_is_believed(path: tuple[str | int, ...], name: str, value: Any) -> None:
    document = changed(SIGNED, [*path, name], value)
    if document == SIGNED or value in ([DIPLOMA.get(name)], {"id": DIPLOMA.get(name)}):
        return

    with pytest.raises(CredentialServiceError):
        SUITE.verify(secured(document), SIGNER.public_keys)


@FEW
@given(PROOF_MEMBERS, JSON)
def test_any_member_of_a_proof_is_read_or_refused(name: str, value: Any) -> None:
    document = secured(changed(SIGNED, ["proof", name], value))

    try:
        _verified(document)
    except CredentialServiceError:
        return
    assert value in (SIGNED["proof"].get(name), DIPLOMA["@context"])


@FEW
@given(JSON)
def test_any_json_is_read_or_refused(value: Any) -> None:
    for document in (value, {"proof": value}, {**SIGNED, "proof": [SIGNED["proof"], value]}):
        with pytest.raises(CredentialServiceError):
            _verified(secured(document))


@FEW
@given(HEADER, JSON)
def test_any_header_of_a_jwt_is_read_or_refused(name: str, value: Any) -> None:
    header: Document = {name: value if value is not None else 7}
    token = signed_jwt(CLAIMS, SIGNER, **header)

    try:
        assert EDDSA.verify(token, SIGNER.public_keys).document == DIPLOMA
    except CredentialServiceError:
        return


@FEW
@given(st.sampled_from([*CLAIMS, "vc", "vp", "iat", "aud"]), JSON)
def test_any_claim_of_a_jwt_is_read_or_refused(name: str, value: Any) -> None:
    for typ in ("JWT", "vc+jwt"):
        try:
            EDDSA.verify(signed_jwt({**CLAIMS, name: value}, typ=typ), SIGNER.public_keys)
        except CredentialServiceError:
            continue


@FEW
@given(ENTRY_MEMBERS, JSON)
def test_any_status_entry_and_list_is_read_or_refused(name: str, value: Any) -> None:
    entry: Document = {**DIPLOMA["credentialStatus"], name: value}
    try:
        references = status_references({"credentialStatus": [entry, value]})
    except CredentialServiceError:
        return
    assert len(references) == 2


@FEW
@given(st.sampled_from([*LIST, *LIST["credentialSubject"]]), JSON)
def test_any_status_list_is_read_or_refused(name: str, value: Any) -> None:
    holder = LIST if name in LIST else {**LIST, "credentialSubject": {**LIST["credentialSubject"], name: value}}
    document = {**holder, name: value} if name in LIST else holder

    try:
        bits = list_bits(document, REFERENCE, ISSUER, NOON)
    except CredentialServiceError:
        return
    assert len(bits) == 16_384


@FEW
@given(st.binary(max_size=200), st.sampled_from(["application/vc", "text/plain", "application/json", "x/y"]))
def test_any_bytes_are_refused(body: bytes, media_type: str) -> None:
    for content in (body, b"eyJ" + body, json.dumps(SIGNED).encode()[: len(body)]):
        with pytest.raises(CredentialServiceError):
            presented_proofs(Secured(content, media_type))
