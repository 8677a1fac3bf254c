"""Credentials as JWT: how they are made, what they say of themselves, and garbage."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.errors import CredentialServiceError, DocumentError, MalformedProof, ProofError, SigningError, UnsupportedSuite
from app.model.secured import Algorithm, ProofPurpose, Secured
from app.proofs import presented_proofs, suite_named
from app.proofs.suite import SecureOptions
from app.proofs.vc_jwt import jwt_proof
from tests.fakes import SignerInMemory
from tests.proofs.examples import AT_NOON, DIPLOMA, METHOD, changed
from tests.proofs.jwt_examples import CLAIMS, EDDSA, RS256, SIGNER, claims, decode, signed


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_secured_credential_reads_back_unchanged(algorithm: Algorithm) -> None:
    suite = suite_named("vc-jwt", algorithm)
    signer = SignerInMemory(METHOD, algorithm=algorithm)

    secured = suite.secure(DIPLOMA, signer, AT_NOON)
    verified = suite.verify(secured, signer.public_keys)

    assert verified.document == DIPLOMA
    assert (verified.suite, verified.verification_method, verified.purpose) == ("vc-jwt", METHOD, "assertionMethod")
    assert verified.moment is None


def test_what_is_written_is_the_profile_of_open_badges() -> None:
    signer = SignerInMemory(METHOD, algorithm=Algorithm.RS256)

    secured = RS256.secure(DIPLOMA, signer, AT_NOON)

    header, payload, _ = secured.body.decode().split(".")
    assert secured.media_type == "text/plain"
    assert decode(header) == {"alg": "RS256", "typ": "JWT", "kid": METHOD}
    assert list(decode(payload).items()) == list(CLAIMS.items())


def test_a_credential_for_nobody_in_particular_has_no_sub_and_for_ever_no_exp() -> None:
    document = changed(changed(DIPLOMA, ["credentialSubject", "id"], ...), ["validUntil"], ...)

    secured = EDDSA.secure(document, SIGNER, AT_NOON)

    assert {"sub", "exp"}.isdisjoint(decode(secured.body.decode().split(".")[1]))
    assert EDDSA.verify(secured, SIGNER.public_keys).document == document


@pytest.mark.parametrize("member", ["id", "issuer", "validFrom"])
def test_a_document_that_lacks_what_the_claims_repeat_is_not_signed(member: str) -> None:
    with pytest.raises(MalformedProof, match="missing"):
        EDDSA.secure(changed(DIPLOMA, [member], ...), SIGNER, AT_NOON)


@pytest.mark.parametrize("member", ["proof", "iss", "nbf", "vc", "vp", "exp"])
def test_a_document_that_has_a_claim_or_proof_already_is_not_signed(member: str) -> None:
    with pytest.raises(MalformedProof, match=member):
        EDDSA.secure(changed(DIPLOMA, [member], "x"), SIGNER, AT_NOON)


@pytest.mark.parametrize("moment", ["tomorrow", None, 7])
def test_a_document_without_a_sound_date_is_not_signed(moment: Any) -> None:
    with pytest.raises(MalformedProof, match="validFrom"):
        EDDSA.secure(changed(DIPLOMA, ["validFrom"], moment), SIGNER, AT_NOON)


def test_a_document_that_json_cannot_say_is_not_signed() -> None:
    with pytest.raises(MalformedProof, match="JSON"):
        EDDSA.secure(changed(DIPLOMA, ["name"], 10**30), SIGNER, AT_NOON)


def test_a_key_of_another_kind_does_not_sign() -> None:
    with pytest.raises(SigningError, match="RS256"):
        RS256.secure(DIPLOMA, SIGNER, AT_NOON)


def test_a_credential_is_not_signed_for_another_purpose() -> None:
    with pytest.raises(SigningError, match="assertionMethod"):
        EDDSA.secure(DIPLOMA, SIGNER, SecureOptions(AT_NOON.moment, ProofPurpose.AUTHENTICATION))


def test_what_a_jwt_says_of_its_proof_is_told() -> None:
    secured = signed()

    (proof,) = presented_proofs(secured)

    assert (proof.suite, proof.algorithm_hint, proof.verification_method) == ("vc-jwt", "EdDSA", METHOD)
    assert (proof.purpose, proof.moment, proof.expires, proof.embedded_jwk) == ("assertionMethod", None, None, None)
    assert proof.secured == secured


def test_the_end_of_a_vc_jwt_is_that_of_its_proof() -> None:
    proof = jwt_proof(signed(claims(iat=1_767_225_600, exp=1_800_000_000), typ="vc+jwt"))

    assert proof.moment == datetime(2026, 1, 1, tzinfo=UTC)
    assert proof.expires == datetime.fromtimestamp(1_800_000_000, UTC)


@pytest.mark.parametrize("typ", [None, "JWT", "jwt", "application/jwt", "vc+jwt", "application/vc+jwt", "VC+JWT"])
def test_each_known_type_is_read(typ: str | None) -> None:
    assert EDDSA.verify(signed(typ=typ), SIGNER.public_keys).document == DIPLOMA


@pytest.mark.parametrize(
    "media_type", ["text/plain", "text/plain; charset=utf-8", "application/jwt", "application/vc+jwt", "Application/VC+JWT"]
)
def test_a_jwt_is_known_by_its_media_type(media_type: str) -> None:
    assert presented_proofs(Secured(b"\n " + signed().body + b"\n", media_type)) == presented_proofs(signed())


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"...",
        b"a.b.c",
        b"a.b",
        b"e30.e30.e30",
        b"e30.e30.",
        b"W10.e30.AAAA",
        b"{}.{}.{}",
        b"eyJhbGciOiJFZERTQSJ9.bm8ganNvbg.AAAA",
        "eyJhbGciOiJFZERTQSJ9.é.AAAA".encode(),
        b"\xff\xfe.a.b",
        b"a" * 10_000_000,
    ],
    ids=range(12),
)
def test_garbage_is_refused(text: bytes) -> None:
    with pytest.raises((ProofError, DocumentError)):
        presented_proofs(Secured(text, "text/plain"))


@pytest.mark.parametrize(
    "payload", [b"[]", b'"text"', b"null", b'{"a": 1, "a": 2}', b'{"a": NaN}', b"\xef\xbb\xbf{}", b"[" * 5_000, b"{" + b'"a": {' * 40]
)
def test_a_payload_that_is_no_sound_json_object_is_refused(payload: bytes) -> None:
    with pytest.raises(DocumentError):
        EDDSA.verify(signed(payload), SIGNER.public_keys)


def test_no_character_of_a_jwt_can_be_changed() -> None:
    text = signed().body.decode()

    for position in range(0, len(text), 7):
        other = "A" if text[position] != "A" else "B"
        with pytest.raises(CredentialServiceError):
            EDDSA.verify(Secured((text[:position] + other + text[position + 1 :]).encode(), "text/plain"), SIGNER.public_keys)


@pytest.mark.parametrize("cut", [1, 2, 10, 85])
def test_a_jwt_that_is_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(CredentialServiceError):
        EDDSA.verify(Secured(signed().body[:-cut], "text/plain"), SIGNER.public_keys)


def test_an_unknown_media_type_has_no_suite() -> None:
    with pytest.raises(UnsupportedSuite, match="image/png"):
        presented_proofs(Secured(signed().body, "image/png"))
