"""Credentials and presentations of the W3C's data models as JWT."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.errors import InvalidSignature, MalformedProof, SigningError, UnsupportedSuite
from app.model.secured import Algorithm, Document, Secured
from app.proofs import presented_proofs, suite_named
from app.proofs.suite import ASSERTED, ProofSuite, VerifyOptions
from tests.fakes import SignerInMemory
from tests.proofs.examples import AT_NOON, DIPLOMA, ISSUER, METHOD, changed
from tests.proofs.jwt_examples import SIGNER, STRANGER, decode, encode, signed
from tests.proofs.presentation_examples import (
    ENVELOPED,
    OLD_DIPLOMA,
    OLD_PRESENTATION,
    PRESENTATION,
    PRESENTED,
    TO_ANSWER,
    TO_PRESENT,
    V1,
    V2,
)

CREDENTIAL = suite_named("vc+jwt", Algorithm.EDDSA)
PRESENTING = suite_named("vp+jwt", Algorithm.EDDSA)


def parts(secured: Secured) -> tuple[Document, Document]:
    header, payload, _ = secured.body.decode().split(".")
    return decode(header), decode(payload)


def vp_jwt(**changes: Any) -> Secured:
    """A presentation as `vp+jwt` with other members or claims; `...` takes one out."""
    return signed({name: value for name, value in {**PRESENTATION, **changes}.items() if value is not ...}, typ="vp+jwt")


def old_vp_jwt(**changes: Any) -> Secured:
    """A presentation of the first data model as JWT with other claims."""
    claims = {"vp": OLD_PRESENTATION, "iss": ISSUER, "nonce": "7", "aud": "verifier.example", **changes}
    return signed({name: value for name, value in claims.items() if value is not ...})


def verified(secured: Secured) -> Document:
    return PRESENTING.verify(secured, SIGNER.public_keys, PRESENTED).document


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("document", [DIPLOMA, OLD_DIPLOMA], ids=["2.0", "1.1"])
def test_a_secured_credential_reads_back_unchanged(algorithm: Algorithm, document: Document) -> None:
    suite = suite_named("vc+jwt", algorithm)
    signer = SignerInMemory(METHOD, algorithm=algorithm)

    assert suite.verify(suite.secure(document, signer, AT_NOON), signer.public_keys).document == document


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("document", [PRESENTATION, OLD_PRESENTATION], ids=["2.0", "1.1"])
def test_a_secured_presentation_reads_back_unchanged(algorithm: Algorithm, document: Document) -> None:
    suite = suite_named("vp+jwt", algorithm)
    signer = SignerInMemory(METHOD, algorithm=algorithm)

    told = suite.verify(suite.secure(document, signer, TO_ANSWER), signer.public_keys, PRESENTED)

    assert (told.document, told.suite, told.purpose) == (document, "vp+jwt", "authentication")


def test_the_payload_is_the_credential_itself() -> None:
    secured = CREDENTIAL.secure(DIPLOMA, SIGNER, AT_NOON)

    assert secured.media_type == "application/vc+jwt"
    assert parts(secured) == ({"alg": "EdDSA", "typ": "vc+jwt", "cty": "vc", "kid": METHOD}, DIPLOMA)


def test_a_credential_of_the_first_data_model_stands_in_a_claim_that_others_repeat() -> None:
    secured = CREDENTIAL.secure(OLD_DIPLOMA, SIGNER, AT_NOON)

    header, payload = parts(secured)
    assert secured.media_type == "application/jwt"
    assert header == {"alg": "EdDSA", "typ": "JWT", "kid": METHOD}
    assert payload == {
        "iss": ISSUER,
        "jti": OLD_DIPLOMA["id"],
        "nbf": 1_767_225_600,
        "sub": "did:example:learner",
        "exp": 4_070_908_800,
        "vc": OLD_DIPLOMA,
    }


@pytest.mark.parametrize(
    ("document", "typ"), [(PRESENTATION, {"typ": "vp+jwt", "cty": "vp"}), (OLD_PRESENTATION, {"typ": "JWT"})], ids=["2.0", "1.1"]
)
def test_a_presentation_says_what_it_answers_and_to_whom(document: Document, typ: Document) -> None:
    secured = PRESENTING.secure(document, SIGNER, TO_ANSWER)

    header, payload = parts(secured)
    (proof,) = presented_proofs(secured)
    assert header == {"alg": "EdDSA", "kid": METHOD, **typ}
    assert (payload["nonce"], payload["aud"]) == ("n-0S6_WzA2Mj", "verifier.example")
    assert (proof.suite, proof.purpose, proof.challenge, proof.domain) == (
        "vp+jwt",
        "authentication",
        "n-0S6_WzA2Mj",
        "verifier.example",
    )


def test_a_presentation_that_answers_nothing_is_the_payload_itself() -> None:
    assert parts(PRESENTING.secure(PRESENTATION, SIGNER, TO_PRESENT))[1] == PRESENTATION


def test_a_presentation_of_the_first_model_may_have_neither_holder_nor_id() -> None:
    document = {"@context": [V1], "type": ["VerifiablePresentation"]}

    secured = PRESENTING.secure(document, SIGNER, TO_PRESENT)

    assert parts(secured)[1] == {"vp": document}
    assert verified(secured) == document


def test_claims_say_what_a_presentation_of_the_first_model_leaves_out() -> None:
    document = {name: value for name, value in OLD_PRESENTATION.items() if name not in {"holder", "id"}}

    assert verified(old_vp_jwt(vp=document, jti=OLD_PRESENTATION["id"])) == OLD_PRESENTATION


@pytest.mark.parametrize("suite", [CREDENTIAL, PRESENTING], ids=["vc", "vp"])
def test_a_document_is_not_secured_for_the_other_purpose(suite: ProofSuite) -> None:
    with pytest.raises(SigningError, match="assertionMethod"):
        suite.secure(PRESENTATION, SIGNER, AT_NOON if suite is PRESENTING else TO_PRESENT)


@pytest.mark.parametrize("name", ["vc+jwt", "vp+jwt"])
def test_a_key_of_another_kind_does_not_sign(name: str) -> None:
    with pytest.raises(SigningError, match="ES384"):
        suite_named(name, Algorithm.ES384).secure(PRESENTATION, SIGNER, TO_PRESENT)


@pytest.mark.parametrize("member", ["vc", "vp", "iss", "exp", "nbf", "nonce", "proof"])
def test_a_document_with_a_claim_or_a_proof_is_not_signed(member: str) -> None:
    with pytest.raises(MalformedProof, match=member):
        CREDENTIAL.secure({**DIPLOMA, member: "x"}, SIGNER, AT_NOON)
    with pytest.raises(MalformedProof, match=member):
        PRESENTING.secure({**PRESENTATION, member: "x"}, SIGNER, TO_PRESENT)


@pytest.mark.parametrize("types", [..., None, "VerifiableCredential", ["VerifiableCredential"], 7])
def test_what_is_no_presentation_is_neither_signed_nor_believed(types: Any) -> None:
    document = changed(PRESENTATION, ["type"], types)

    with pytest.raises(MalformedProof, match="VerifiablePresentation"):
        PRESENTING.secure(document, SIGNER, TO_PRESENT)
    with pytest.raises(MalformedProof, match="VerifiablePresentation"):
        verified(signed(document, typ="vp+jwt"))
    with pytest.raises(MalformedProof, match="VerifiablePresentation"):
        verified(old_vp_jwt(vp=changed(OLD_PRESENTATION, ["type"], types)))


@pytest.mark.parametrize(
    "member",
    [
        DIPLOMA,
        "eyJ.eyJ.AAAA",
        7,
        None,
        [],
        {**ENVELOPED, "id": "not-a-credential"},
        {**ENVELOPED, "id": "data:application/vc+jwt,"},
        {**ENVELOPED, "id": "data:text/plain,eyJ"},
        {**ENVELOPED, "id": "data:application/vc+cose,0oR"},
        {**ENVELOPED, "id": ["data:application/vc+jwt,eyJ"]},
        {**ENVELOPED, "type": "VerifiableCredential"},
        {**ENVELOPED, "@context": V1},
        {**ENVELOPED, "@context": []},
        {"id": ENVELOPED["id"]},
    ],
    ids=range(14),
)
def test_a_credential_in_a_presentation_must_be_enveloped(member: Any) -> None:
    for members in ([member], [ENVELOPED, member]):
        document = {**PRESENTATION, "verifiableCredential": members}
        with pytest.raises(MalformedProof, match="verifiableCredential/"):
            PRESENTING.secure(document, SIGNER, TO_PRESENT)
        with pytest.raises(MalformedProof, match="verifiableCredential/"):
            verified(signed(document, typ="vp+jwt"))


@pytest.mark.parametrize(
    "members",
    [
        ...,
        [],
        ENVELOPED,
        [ENVELOPED, {**ENVELOPED, "type": ["EnvelopedVerifiableCredential"], "@context": [V2, "https://example.org/more"]}],
        {**ENVELOPED, "id": "data:application/vc+sd-jwt,eyJ~"},
        {**ENVELOPED, "id": "data:application/vc+cose;base64,0oR"},
        {**ENVELOPED, "id": "data:application/dc+sd-jwt,eyJ~"},
    ],
    ids=range(7),
)
def test_a_presentation_may_have_any_number_of_enveloped_credentials(members: Any) -> None:
    assert verified(vp_jwt(verifiableCredential=members))["type"] == ["VerifiablePresentation"]


@pytest.mark.parametrize("claim", ["vc", "vp"])
@pytest.mark.parametrize("value", ["oops", {}, OLD_PRESENTATION])
def test_a_typed_presentation_has_no_claim_that_holds_another(claim: str, value: Any) -> None:
    with pytest.raises(MalformedProof, match="vc or vp"):
        verified(vp_jwt(**{claim: value}))


@pytest.mark.parametrize("changes", [{"vp": "text"}, {"vp": None}, {"vp": []}, {"vc": OLD_DIPLOMA}])
def test_an_old_presentation_is_an_object_with_no_credential_beside_it(changes: Document) -> None:
    with pytest.raises(MalformedProof, match="claim vp"):
        verified(old_vp_jwt(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "did:example:other"},
        {"jti": "urn:uuid:other"},
        {"iss": 7},
        {"jti": ["x"]},
        {"nonce": 7},
        {"aud": 7},
        {"aud": ["a", "b"]},
        {"aud": []},
    ],
)
def test_claims_that_disagree_with_a_presentation_are_refused(changes: Document) -> None:
    with pytest.raises(MalformedProof, match="claim"):
        verified(vp_jwt(**changes))
    with pytest.raises(MalformedProof, match="claim"):
        verified(old_vp_jwt(**changes))


def test_claims_that_agree_are_no_part_of_the_presentation() -> None:
    token = vp_jwt(iss=ISSUER, jti=PRESENTATION["id"], aud=["verifier.example"], nonce="7", iat=1_767_225_600, exp=4_070_908_800, nbf=1)

    (proof,) = presented_proofs(token)

    assert verified(token) == PRESENTATION
    assert (proof.challenge, proof.domain) == ("7", "verifier.example")
    assert proof.moment == datetime(2026, 1, 1, tzinfo=UTC)
    assert (proof.not_before, proof.expires) == (datetime.fromtimestamp(1, UTC), datetime.fromtimestamp(4_070_908_800, UTC))


def test_the_beginning_of_a_credentials_token_is_told() -> None:
    (proof,) = presented_proofs(signed({**DIPLOMA, "nbf": 4_070_908_800}, typ="vc+jwt"))

    assert proof.not_before == datetime.fromtimestamp(4_070_908_800, UTC)


@pytest.mark.parametrize("holder", [{"id": ISSUER}, ISSUER])
def test_a_fragment_counts_from_the_holder(holder: Any) -> None:
    (proof,) = presented_proofs(signed({**PRESENTATION, "holder": holder}, typ="vp+jwt", kid="#key-1"))

    assert proof.verification_method == METHOD


def test_a_fragment_counts_from_the_claim_where_no_holder_is_named() -> None:
    claims = {name: value for name, value in PRESENTATION.items() if name != "holder"}

    (proof,) = presented_proofs(signed({**claims, "iss": ISSUER}, typ="vp+jwt", kid="#key-1"))

    assert proof.verification_method == METHOD


def test_a_credential_authenticates_nobody_and_a_presentation_asserts_nothing() -> None:
    with pytest.raises(MalformedProof, match="authentication"):
        CREDENTIAL.verify(CREDENTIAL.secure(DIPLOMA, SIGNER, AT_NOON), SIGNER.public_keys, PRESENTED)
    with pytest.raises(MalformedProof, match="assertionMethod"):
        PRESENTING.verify(PRESENTING.secure(PRESENTATION, SIGNER, TO_PRESENT), SIGNER.public_keys)


@pytest.mark.parametrize(
    ("media_type", "suite"), [("application/vc+jwt", "vc+jwt"), ("Application/VC+JWT; charset=utf-8", "vc+jwt"), ("text/plain", None)]
)
def test_the_media_type_says_what_an_untyped_token_is(media_type: str, suite: str | None) -> None:
    token = Secured(signed(DIPLOMA, typ=None).body, media_type)

    if suite is None:
        with pytest.raises(MalformedProof, match="claim iss is missing"):
            presented_proofs(token)
    else:
        (proof,) = presented_proofs(token)
        assert proof.suite == suite
        assert CREDENTIAL.verify(proof.secured, SIGNER.public_keys).document == DIPLOMA


def test_the_media_type_says_what_an_untyped_presentation_is() -> None:
    assert verified(Secured(signed(PRESENTATION, typ=None).body, "application/vp+jwt")) == PRESENTATION


def test_another_algorithm_than_the_suites_is_refused() -> None:
    with pytest.raises(UnsupportedSuite, match="ES256"):
        suite_named("vp+jwt", "ES256").verify(vp_jwt(), SIGNER.public_keys, PRESENTED)


def test_another_key_is_refused() -> None:
    with pytest.raises(InvalidSignature):
        PRESENTING.verify(vp_jwt(), STRANGER.public_keys, PRESENTED)


@pytest.mark.parametrize(
    ("secured", "options"),
    [(PRESENTING.secure(PRESENTATION, SIGNER, TO_ANSWER), PRESENTED), (CREDENTIAL.secure(DIPLOMA, SIGNER, AT_NOON), ASSERTED)],
    ids=["vp", "vc"],
)
def test_no_part_can_be_exchanged(secured: Secured, options: VerifyOptions) -> None:
    header, payload, signature = secured.body.decode().split(".")
    others = [
        f"{encode({**decode(header), 'cty': 'x'})}.{payload}.{signature}",
        f"{header}.{encode({**decode(payload), 'name': 'x'})}.{signature}",
        f"{header}.{payload}.{encode(b'0' * 64)}",
    ]

    for text in others:
        with pytest.raises(InvalidSignature):
            CREDENTIAL.verify(Secured(text.encode(), secured.media_type), SIGNER.public_keys, options)
