"""What a JWT repeats of its credential must agree with it."""

from typing import Any

import pytest

from app.errors import MalformedProof
from app.model.secured import Document
from app.proofs.jwt_claims import credential_in
from tests.proofs.examples import DIPLOMA, ISSUER
from tests.proofs.jwt_examples import EDDSA, SIGNER, claims, signed


@pytest.mark.parametrize(
    "payload",
    [
        claims(nbf=1_767_225_600.0),
        claims(nbf=1_767_225_600.9),
        claims(nbf="2026-01-01T00:00:00Z"),
        claims(validFrom="2026-01-01T00:00:00.5Z"),
        claims(validFrom="2026-01-01T01:00:00+01:00"),
        claims(issuer=ISSUER),
        claims(credentialSubject=[DIPLOMA["credentialSubject"]]),
        claims(credentialSubject=[{"id": "urn:a"}, {"id": "urn:b"}], sub=...),
        claims(id=..., jti=...),
        claims(aud="https://verifier.example", iat="2026-01-01T00:00:00Z"),
    ],
)
def test_claims_that_agree_are_accepted(payload: Document) -> None:
    expected = {name: value for name, value in payload.items() if name not in {"iss", "jti", "nbf", "sub", "exp", "aud", "iat"}}

    assert EDDSA.verify(signed(payload), SIGNER.public_keys).document == expected


@pytest.mark.parametrize("typ", ["JWT", None])
@pytest.mark.parametrize(
    "payload",
    [
        claims(iss=...),
        claims(iss="did:web:other.example"),
        claims(iss=[ISSUER]),
        claims(iss={"id": ISSUER}),
        claims(iss=ISSUER + "/"),
        claims(issuer="did:web:other.example"),
        claims(issuer=...),
        claims(jti=...),
        claims(jti="urn:uuid:other"),
        claims(id=...),
        claims(nbf=...),
        claims(nbf=1_767_225_601),
        claims(nbf=True),
        claims(nbf=10**60),
        claims(nbf="soon"),
        claims(nbf=[1_767_225_600]),
        claims(validFrom=...),
        claims(validFrom="soon"),
        claims(sub=...),
        claims(sub="did:example:other"),
        claims(credentialSubject={"achievement": {}}),
        claims(credentialSubject=[{"id": "did:example:learner"}, {"id": "did:example:other"}]),
        claims(exp=...),
        claims(exp=4_102_444_800),
        claims(validUntil=...),
        claims(validUntil="2098-01-01T00:00:00Z"),
        claims(iat={}),
        claims(vp={}),
    ],
)
def test_claims_that_are_missing_or_disagree_are_refused(payload: Document, typ: str | None) -> None:
    with pytest.raises(MalformedProof):
        EDDSA.verify(signed(payload, typ=typ), SIGNER.public_keys)


def test_a_vc_jwt_needs_no_claims() -> None:
    assert EDDSA.verify(signed(DIPLOMA, typ="vc+jwt"), SIGNER.public_keys).document == DIPLOMA


@pytest.mark.parametrize(
    "claim", [{"iss": "did:web:other.example"}, {"jti": "urn:other"}, {"sub": "did:example:other"}, {"vc": DIPLOMA}, {"vp": {}}, {"iss": 7}]
)
def test_a_vc_jwt_with_claims_that_disagree_is_refused(claim: Document) -> None:
    with pytest.raises(MalformedProof):
        EDDSA.verify(signed({**DIPLOMA, **claim}, typ="vc+jwt"), SIGNER.public_keys)


OLD: Document = {
    "@context": ["https://www.w3.org/2018/credentials/v1"],
    "type": ["VerifiableCredential"],
    "credentialSubject": {"degree": "BSc"},
}
OLD_CLAIMS: Document = {
    "vc": OLD,
    "iss": ISSUER,
    "jti": "urn:uuid:1",
    "nbf": 1_767_225_600,
    "sub": "did:example:learner",
    "exp": 1_924_992_000,
}


def test_a_credential_of_the_first_data_model_is_put_together_from_its_claims() -> None:
    document = EDDSA.verify(signed({**OLD_CLAIMS, "nonce": "x"}), SIGNER.public_keys).document

    assert document == {
        **OLD,
        "issuer": ISSUER,
        "id": "urn:uuid:1",
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {"degree": "BSc", "id": "did:example:learner"},
        "expirationDate": "2031-01-01T00:00:00Z",
    }


@pytest.mark.parametrize(
    ("inner", "member", "value"),
    [
        ({"issuer": {"name": "Example"}}, "issuer", {"name": "Example", "id": ISSUER}),
        ({"issuer": {"id": ISSUER, "name": "Example"}}, "issuer", {"id": ISSUER, "name": "Example"}),
        ({"credentialSubject": [{"degree": "BSc"}]}, "credentialSubject", {"degree": "BSc", "id": "did:example:learner"}),
        ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, "validFrom", "2026-01-01T00:00:00Z"),
        ({"@context": "https://www.w3.org/ns/credentials/v2"}, "validUntil", "2031-01-01T00:00:00Z"),
        ({"issuanceDate": "2026-01-01T00:00:00.25Z"}, "issuanceDate", "2026-01-01T00:00:00.25Z"),
    ],
)
def test_what_the_credential_says_itself_stays_and_the_rest_is_put_in(inner: Document, member: str, value: Any) -> None:
    payload = {**OLD_CLAIMS, "vc": {**OLD, **inner}}

    assert EDDSA.verify(signed(payload), SIGNER.public_keys).document[member] == value


def test_a_credential_of_the_second_data_model_in_that_envelope_may_be_older_than_its_jwt() -> None:
    assert EDDSA.verify(signed({"vc": DIPLOMA, "nbf": 1_800_000_000}), SIGNER.public_keys).document == DIPLOMA
    with pytest.raises(MalformedProof, match="exp"):
        EDDSA.verify(signed({"vc": DIPLOMA, "exp": 1_800_000_000}), SIGNER.public_keys)


def test_claims_may_be_left_out_beside_a_whole_credential() -> None:
    assert EDDSA.verify(signed({"vc": DIPLOMA}), SIGNER.public_keys).document == DIPLOMA


@pytest.mark.parametrize(
    "payload",
    [
        {**OLD_CLAIMS, "vc": "text"},
        {**OLD_CLAIMS, "vc": [OLD]},
        {**OLD_CLAIMS, "vc": {**OLD, "issuer": "did:web:other.example"}},
        {**OLD_CLAIMS, "vc": {**OLD, "issuer": {"id": "did:web:other.example"}}},
        {**OLD_CLAIMS, "vc": {**OLD, "issuer": 7}},
        {**OLD_CLAIMS, "vc": {**OLD, "id": "urn:uuid:2"}},
        {**OLD_CLAIMS, "vc": {**OLD, "id": {"id": "urn:uuid:2"}}},
        {**OLD_CLAIMS, "vc": {**OLD, "issuanceDate": "2020-01-01T00:00:00Z"}},
        {**OLD_CLAIMS, "vc": {**OLD, "expirationDate": "2099-01-01T00:00:00Z"}},
        {**OLD_CLAIMS, "vc": {**OLD, "expirationDate": "never"}},
        {**OLD_CLAIMS, "vc": {**OLD, "credentialSubject": [{}, {}]}},
        {**OLD_CLAIMS, "vc": {**OLD, "credentialSubject": {"id": "did:example:other"}}},
        {**OLD_CLAIMS, "exp": "9999-12-31T23:59:59-06:00"},
        {**OLD_CLAIMS, "exp": 10**30},
        {**OLD_CLAIMS, "sub": 7},
        {**OLD_CLAIMS, "vp": {}},
    ],
)
def test_claims_that_disagree_with_the_credential_inside_are_refused(payload: Document) -> None:
    with pytest.raises(MalformedProof):
        EDDSA.verify(signed(payload), SIGNER.public_keys)


def test_a_presentation_is_no_credential() -> None:
    with pytest.raises(MalformedProof, match="presentation"):
        credential_in({"vp": {"type": ["VerifiablePresentation"]}}, "jwt")
