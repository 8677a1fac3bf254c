"""Data Integrity proofs: what is added or spelled otherwise is refused."""

from typing import Any

import pytest

from app.crypto.canonical import canonical_nquads
from app.errors import (
    DataLoss,
    DocumentError,
    InvalidSignature,
    MalformedProof,
    ProofError,
    TooComplex,
    UnknownContext,
)
from app.model.secured import Document, Secured
from app.proofs import presented_proofs
from tests.proofs.data_integrity_examples import SIGNER, SUITE, secured, signed, without_proof
from tests.proofs.examples import AT_NOON, DIPLOMA, ISSUER, changed


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["description"], "An added text."),
        (["credentialSubject", "creditsEarned"], 60),
        (["credentialSubject", "achievement", "creditsAvailable"], 60),
        (["evidence"], [{"id": "https://issuer.example/e", "type": ["Evidence"]}]),
        (["type"], ["VerifiableCredential", "OpenBadgeCredential", "EndorsementCredential"]),
        (["credentialSubject", "achievement", "type"], ["Achievement", "Alignment"]),
    ],
)
def test_a_member_that_is_added_breaks_the_signature(path: list[str], value: Any) -> None:
    with pytest.raises(InvalidSignature):
        SUITE.verify(secured(changed(signed(), path, value)), SIGNER.public_keys)


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        (["grade"], "A", "/grade"),
        (["credentialSubject", "achievement", "ects"], 60, "/credentialSubject/achievement/ects"),
        (["proof", "note"], "trust me", ""),
        (["proof", "expiration"], "2020-01-01T00:00:00Z", ""),
        (["proof", "https://w3id.org/security#expiration"], "2020-01-01T00:00:00Z", ""),
        (["type"], ["VerifiableCredential", "OpenBadgeCredential", "Diploma"], "/type/2"),
        (["description"], None, "/description"),
        (["credentialSubject", "achievement", "image"], "relative/path.png", "/credentialSubject/achievement/image"),
    ],
)
def test_a_member_that_no_signature_can_cover_is_refused_with_its_place(path: list[str], value: Any, pointer: str) -> None:
    with pytest.raises((DataLoss, MalformedProof)) as refusal:
        SUITE.verify(secured(changed(signed(), path, value)), SIGNER.public_keys)

    assert [fault.pointer for fault in refusal.value.faults] == ([pointer] if pointer else [])


CREDENTIALS = "https://www.w3.org/2018/credentials#"
DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"


def _moved(document: Document, old: str, new: str, value: Any) -> Document:
    return {(new if name == old else name): (value if name == old else member) for name, member in document.items()}


@pytest.mark.parametrize(
    "hide",
    [
        lambda d: _moved(d, "validUntil", CREDENTIALS + "validUntil", {"@value": d["validUntil"], "@type": DATE_TIME}),
        lambda d: _moved(d, "validUntil", "validUntil", {"@value": d["validUntil"], "@type": DATE_TIME}),
        lambda d: _moved(d, "credentialStatus", CREDENTIALS + "credentialStatus", d["credentialStatus"]),
        lambda d: _moved(d, "credentialStatus", "credentialStatus", [[d["credentialStatus"]]]),
        lambda d: _moved(d, "id", "@id", d["id"]),
        lambda d: _moved(d, "type", "@type", d["type"]),
        lambda d: _moved(d, "credentialStatus", "@included", [{"id": d["id"], "credentialStatus": d["credentialStatus"]}]),
        lambda d: {"@context": d["@context"], "@graph": [{name: d[name] for name in d if name != "@context"}]},
        lambda d: {**d, "@context": [*d["@context"], {"end": {"@id": CREDENTIALS + "validUntil", "@type": DATE_TIME}}]},
        lambda d: {**d, "@context": [*d["@context"], None]},
        lambda d: {**d, "@context": d["@context"][0]},
        lambda d: {**d, "@context": [*d["@context"], "https://evil.example/context"]},
        lambda d: changed(d, ["@context"], ...),
    ],
)
def test_a_document_that_reads_otherwise_than_it_was_signed_is_refused(hide: Any) -> None:
    with pytest.raises((DocumentError, ProofError)):
        SUITE.verify(secured(hide(signed())), SIGNER.public_keys)


def test_a_credential_of_the_first_data_model_cannot_lose_its_end_by_another_context() -> None:
    old = {
        "@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v2"],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential"],
        "issuer": ISSUER,
        "issuanceDate": "2019-01-01T00:00:00Z",
        "expirationDate": "2020-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:learner"},
    }
    result = signed(old)
    spelled = {name: {"@value": value, "type": DATE_TIME} for name, value in result.items() if name in {"issuanceDate", "expirationDate"}}
    exchanged = {
        **{name: member for name, member in result.items() if name not in spelled},
        **{CREDENTIALS + name: value for name, value in spelled.items()},
        "@context": ["https://www.w3.org/ns/credentials/v2"],
    }

    assert canonical_nquads(without_proof(exchanged)) == canonical_nquads(old)  # the same statements: the signature itself would hold
    assert SUITE.verify(secured(result), SIGNER.public_keys).document == old
    with pytest.raises(DataLoss) as refusal:
        SUITE.verify(secured(exchanged), SIGNER.public_keys)
    assert {fault.pointer.partition("#")[2] for fault in refusal.value.faults} >= {"issuanceDate", "expirationDate"}


def test_a_context_in_the_proof_must_be_the_documents() -> None:
    same = changed(signed(), ["proof", "@context"], DIPLOMA["@context"])
    other = changed(signed(), ["proof", "@context"], [DIPLOMA["@context"][0]])

    assert SUITE.verify(secured(same), SIGNER.public_keys).document == DIPLOMA
    with pytest.raises(MalformedProof, match="@context"):
        SUITE.verify(secured(other), SIGNER.public_keys)


def test_an_unknown_context_is_named() -> None:
    with pytest.raises(UnknownContext, match="unknown"):
        SUITE.secure(changed(DIPLOMA, ["@context"], [*DIPLOMA["@context"], "https://unknown.example/v1"]), SIGNER, AT_NOON)


def test_a_poisonous_graph_is_refused_before_it_costs_anything() -> None:
    clique = [{"type": ["Evidence"], "name": "x"} for _ in range(300)]

    with pytest.raises(TooComplex):
        SUITE.verify(secured({**signed(), "evidence": clique}), SIGNER.public_keys)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b'"text"', b"\xff", b"{", b'{"proof": {}, "proof": {}}', b'{"a": NaN}', b'{"a": "\\ud800"}', b"[" * 100_000],
)
def test_a_body_that_is_no_sound_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(DocumentError):
        SUITE.verify(Secured(body, "application/vc"), SIGNER.public_keys)
    with pytest.raises(DocumentError):
        presented_proofs(Secured(body, "application/vc"))
