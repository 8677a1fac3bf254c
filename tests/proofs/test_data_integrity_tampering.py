"""Data Integrity proofs: what is changed, in proof or document, is refused."""

from typing import Any

import pytest

from app.crypto.encodings import decode_base58, encode_multibase
from app.crypto.keys import public_jwk
from app.errors import (
    CredentialServiceError,
    DataLoss,
    InvalidSignature,
    MalformedProof,
    ProofError,
    UnsupportedSuite,
)
from app.model.secured import Algorithm, Document, ProofPurpose, PublicKey
from app.proofs import presented_proofs
from app.proofs.suite import SecureOptions
from tests.fakes import private_key_of
from tests.proofs.data_integrity_examples import SIGNER, STRANGER, SUITE, hand_signed, secured, signed
from tests.proofs.examples import DIPLOMA, ISSUER, METHOD, NOON, changed, leaves


@pytest.mark.parametrize("member", ["type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"])
@pytest.mark.parametrize("value", [..., None, "", "garbled", 7, [], {}, True, ["a"], {"id": "urn:x"}])
def test_no_member_of_the_proof_can_be_removed_or_garbled(member: str, value: Any) -> None:
    with pytest.raises(ProofError):
        SUITE.verify(secured(changed(signed(), ["proof", member], value)), SIGNER.public_keys)


@pytest.mark.parametrize("moment", ["2026-01-31T12:00:01Z", "2026-01-31T12:00:00+01:00"])
def test_the_date_of_the_proof_is_signed(moment: str) -> None:
    with pytest.raises(InvalidSignature):
        SUITE.verify(secured(changed(signed(), ["proof", "created"], moment)), SIGNER.public_keys)


@pytest.mark.parametrize("member", ["created", "expires"])
@pytest.mark.parametrize("moment", ["2026-01-31", "2026-01-31T12:00:00", "yesterday", 1_769_860_800, None])
def test_a_date_of_the_proof_that_is_none_is_refused(member: str, moment: Any) -> None:
    with pytest.raises(MalformedProof, match=member):
        presented_proofs(secured(changed(signed(), ["proof", member], moment)))


@pytest.mark.parametrize("purpose", ["authentication", "keyAgreement", "https://w3id.org/security#assertionMethod"])
def test_a_sound_proof_for_another_purpose_is_refused(purpose: str) -> None:
    with pytest.raises(MalformedProof, match="assertionMethod"):
        SUITE.verify(hand_signed(DIPLOMA, proofPurpose=purpose), SIGNER.public_keys)


def test_a_proof_for_authentication_is_no_assertion() -> None:
    result = SUITE.secure(DIPLOMA, SIGNER, SecureOptions(NOON, ProofPurpose.AUTHENTICATION))

    with pytest.raises(MalformedProof, match="authentication"):
        SUITE.verify(result, SIGNER.public_keys)


@pytest.mark.parametrize("kind", ["UnknownProofType", "https://w3id.org/security#DataIntegrityProof", "Ed25519Signature2020"])
def test_a_proof_of_another_type_is_refused(kind: str) -> None:
    with pytest.raises((UnsupportedSuite, MalformedProof)):
        SUITE.verify(secured(changed(signed(), ["proof", "type"], kind)), SIGNER.public_keys)


def _value(document: Document) -> str:
    return str(document["proof"]["proofValue"])


def test_a_proof_value_that_is_cut_by_one_character_is_refused() -> None:
    value = _value(signed())

    for shorter in (value[:-1], value[1:], value[:1] + value[2:], value[:40] + value[41:]):
        with pytest.raises(ProofError):
            SUITE.verify(secured(changed(signed(), ["proof", "proofValue"], shorter)), SIGNER.public_keys)


@pytest.mark.parametrize("value", ["z", "z1", "z0OIl", "u" + "A" * 86, "m" + "A" * 86, "f" + "00" * 64, "z" + "1" * 64, "z" + "2" * 1_000])
def test_a_proof_value_that_is_no_signature_is_refused(value: str) -> None:
    with pytest.raises(ProofError):
        SUITE.verify(secured(changed(signed(), ["proof", "proofValue"], value)), SIGNER.public_keys)


def test_a_signature_in_its_other_equation_is_refused() -> None:
    signature = decode_base58(_value(signed())[1:])
    order = 2**252 + 27742317777372353535851937790883648493
    malleated = signature[:32] + (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")

    with pytest.raises(InvalidSignature):
        SUITE.verify(secured(changed(signed(), ["proof", "proofValue"], encode_multibase(malleated))), SIGNER.public_keys)


def test_another_issuers_key_is_refused() -> None:
    with pytest.raises(InvalidSignature):
        SUITE.verify(secured(signed()), STRANGER.public_keys)


@pytest.mark.parametrize("method", [f"{ISSUER}#key-2", f"{ISSUER}#KEY-1", "did:web:other.example#key-1", "did:key:invalidVm"])
def test_a_key_that_is_not_the_issuers_is_named(method: str) -> None:
    with pytest.raises(InvalidSignature, match=method.rpartition(":")[2]):
        SUITE.verify(hand_signed(DIPLOMA, verificationMethod=method), SIGNER.public_keys)


def test_a_key_of_another_kind_is_refused() -> None:
    key = PublicKey(METHOD, ISSUER, public_jwk(private_key_of(algorithm=Algorithm.ES256)))

    with pytest.raises(InvalidSignature):
        SUITE.verify(secured(signed()), {METHOD: key})


def test_no_text_of_the_document_can_be_changed() -> None:
    for path in leaves(DIPLOMA):
        with pytest.raises(CredentialServiceError):
            SUITE.verify(secured(changed(signed(), path, "urn:tampered")), SIGNER.public_keys)


@pytest.mark.parametrize("member", [name for name in DIPLOMA if name != "@context"])
def test_no_member_of_the_document_can_be_removed(member: str) -> None:
    with pytest.raises((InvalidSignature, DataLoss)):
        SUITE.verify(secured(changed(signed(), [member], ...)), SIGNER.public_keys)
