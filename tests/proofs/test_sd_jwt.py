"""SD-JWT: how they are made, disclosed, bound to a key, and every way in which they do not hold."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.errors import CredentialServiceError, DocumentError, InvalidSignature, MalformedProof, ProofError, SigningError, UnsupportedSuite
from app.model.secured import Algorithm, Document, ProofPurpose, Secured
from app.proofs import presented_proofs, suite_named
from app.proofs.sd_jwt import read_sd_jwt
from app.proofs.suite import SecureOptions
from tests.fakes import SignerInMemory
from tests.proofs.examples import AT_NOON, DIPLOMA, ISSUER, METHOD, NOON, changed
from tests.proofs.jwt_examples import SIGNER, STRANGER, decode
from tests.proofs.presentation_examples import ENVELOPED, OLD_DIPLOMA, OLD_PRESENTATION, PRESENTATION, PRESENTED, TO_ANSWER, TO_PRESENT
from tests.proofs.sd_jwt_examples import BOUND_DIPLOMA, CLAIMS, DC, VC, VP, bound, digest, disclosing, disclosure, drawing, issued

ACHIEVEMENT = "/credentialSubject/achievement"
PARTS = ("/name", "/credentialSubject/id", ACHIEVEMENT, f"{ACHIEVEMENT}/criteria/narrative")
NAME = disclosure("salt", "name", "Wine tasting")


def made(*pointers: str, document: Document = DIPLOMA) -> Secured:
    return VC.secure(document, SIGNER, disclosing(*pointers))


def read(secured: Secured) -> Document:
    return VC.verify(secured, SIGNER.public_keys).document


def payload_of(secured: Secured) -> Document:
    payload: Document = decode(secured.body.decode().split(".")[1])
    return payload


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("pointers", [(), ("/name",), PARTS], ids=len)
def test_a_secured_credential_reads_back_unchanged(algorithm: Algorithm, pointers: tuple[str, ...]) -> None:
    suite = suite_named("vc+sd-jwt", algorithm)
    signer = SignerInMemory(METHOD, algorithm=algorithm)

    told = suite.verify(suite.secure(DIPLOMA, signer, disclosing(*pointers)), signer.public_keys)

    assert told.document == DIPLOMA
    assert (told.suite, told.verification_method, told.purpose) == ("vc+sd-jwt", METHOD, "assertionMethod")


def test_what_is_written_is_the_form_of_vc_jose() -> None:
    secured = made("/name")

    header, _ = secured.body.decode().split(".", 1)
    assert secured.media_type == "application/vc+sd-jwt"
    assert decode(header) == {"alg": "EdDSA", "typ": "vc+sd-jwt", "cty": "vc", "kid": METHOD}
    assert secured.body.count(b"~") == 2
    assert secured.body.endswith(b"~")
    assert "name" not in payload_of(secured)


def test_without_disclosures_it_ends_with_one_tilde_and_names_no_hash() -> None:
    secured = VC.secure(DIPLOMA, SIGNER, AT_NOON)

    assert secured.body.count(b"~") == 1
    assert payload_of(secured) == DIPLOMA


def test_a_presentation_reads_back_unchanged_and_says_what_it_answers() -> None:
    secured = VP.secure(PRESENTATION, SIGNER, TO_ANSWER)

    (proof,) = presented_proofs(secured)

    assert VP.verify(secured, SIGNER.public_keys, PRESENTED).document == PRESENTATION
    assert (proof.suite, proof.purpose) == ("vp+sd-jwt", "authentication")
    assert (proof.challenge, proof.domain) == ("n-0S6_WzA2Mj", "verifier.example")


def test_holder_and_credentials_of_a_presentation_may_be_disclosable() -> None:
    options = SecureOptions(NOON, ProofPurpose.AUTHENTICATION, pointers=("/holder", "/verifiableCredential/0"), draw=drawing())

    secured = VP.secure(PRESENTATION, SIGNER, options)

    assert VP.verify(secured, SIGNER.public_keys, PRESENTED).document == PRESENTATION
    assert {"holder"}.isdisjoint(payload_of(secured))


def test_an_sd_jwt_vc_reads_back_unchanged() -> None:
    secured = DC.secure(CLAIMS, SIGNER, disclosing("/given_name", "/nationalities/0", "/address"))

    (proof,) = presented_proofs(secured)

    assert secured.media_type == "application/dc+sd-jwt"
    assert DC.verify(secured, SIGNER.public_keys).document == CLAIMS
    assert (proof.suite, proof.verification_method, proof.moment) == ("dc+sd-jwt", METHOD, datetime(2026, 1, 1, tzinfo=UTC))
    assert decode(secured.body.decode().split(".")[0]) == {"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": METHOD}


@pytest.mark.parametrize("member", ["vct", "iss"])
@pytest.mark.parametrize("value", [..., None, "", 7])
def test_an_sd_jwt_vc_has_a_type_and_an_issuer(member: str, value: Any) -> None:
    document = changed(CLAIMS, [member], value)

    with pytest.raises(MalformedProof, match=member):
        DC.secure(document, SIGNER, AT_NOON)
    with pytest.raises(MalformedProof, match=member):
        presented_proofs(issued(document, typ="dc+sd-jwt"))


def test_the_drafts_name_for_sd_jwt_vc_is_read() -> None:
    (proof,) = presented_proofs(issued(CLAIMS, typ="vc+sd-jwt"))

    assert proof.suite == "dc+sd-jwt"


@pytest.mark.parametrize(
    "pointer", ["/issuer", "/issuer/name", "/validUntil", "/credentialStatus", "/credentialStatus/id", "/@context/1", "/type/1"]
)
def test_what_decides_on_a_credential_is_not_made_disclosable(pointer: str) -> None:
    with pytest.raises(MalformedProof, match="always shown"):
        made(pointer)


@pytest.mark.parametrize("name", ["iss", "exp", "nbf", "cnf", "vct", "status"])
def test_what_decides_on_an_sd_jwt_vc_is_neither_made_disclosable_nor_believed(name: str) -> None:
    document = {**CLAIMS, "exp": 4_070_908_800, "nbf": 1, "status": {"status_list": {"idx": 1, "uri": "https://issuer.example/s"}}}
    text = disclosure("salt", name, document[name])

    with pytest.raises(MalformedProof, match=f"{name} to be always shown"):
        DC.secure(document, SIGNER, disclosing(f"/{name}"))
    with pytest.raises(MalformedProof, match=f"{name} to be always shown"):
        presented_proofs(issued({**changed(document, [name], ...), "_sd": [digest(text)]}, text, typ="dc+sd-jwt"))


def test_what_is_to_be_disclosable_needs_salts() -> None:
    with pytest.raises(SigningError, match="salts"):
        VC.secure(DIPLOMA, SIGNER, SecureOptions(NOON, pointers=("/name",)))


@pytest.mark.parametrize(
    "document", [OLD_DIPLOMA, {**DIPLOMA, "vc": {}}, {**DIPLOMA, "iss": ISSUER}, {**DIPLOMA, "proof": {}}], ids=range(4)
)
def test_what_is_no_credential_for_this_is_not_signed(document: Document) -> None:
    with pytest.raises(MalformedProof, match="expected a document"):
        VC.secure(document, SIGNER, AT_NOON)


@pytest.mark.parametrize(
    "document", [OLD_PRESENTATION, DIPLOMA, {**PRESENTATION, "vp": {}}, {**PRESENTATION, "verifiableCredential": [DIPLOMA]}], ids=range(4)
)
def test_what_is_no_presentation_for_this_is_not_signed(document: Document) -> None:
    with pytest.raises(MalformedProof):
        VP.secure(document, SIGNER, TO_PRESENT)


def test_a_key_or_a_purpose_of_another_kind_does_not_sign() -> None:
    with pytest.raises(SigningError):
        suite_named("vc+sd-jwt", "ES256").secure(DIPLOMA, SIGNER, AT_NOON)
    with pytest.raises(SigningError):
        VP.secure(PRESENTATION, SIGNER, AT_NOON)
    with pytest.raises(SigningError):
        VC.secure(DIPLOMA, SIGNER, TO_PRESENT)


def test_a_credential_authenticates_nobody_and_a_presentation_asserts_nothing() -> None:
    with pytest.raises(MalformedProof, match="authentication"):
        VC.verify(made(), SIGNER.public_keys, PRESENTED)
    with pytest.raises(MalformedProof, match="assertionMethod"):
        VP.verify(VP.secure(PRESENTATION, SIGNER, TO_PRESENT), SIGNER.public_keys)


@pytest.mark.parametrize("bad", [{**ENVELOPED, "id": "bad-credential"}, DIPLOMA, "eyJ"], ids=range(3))
def test_a_presentation_with_a_credential_that_is_not_enveloped_is_refused(bad: Any) -> None:
    with pytest.raises(MalformedProof, match="verifiableCredential/0"):
        presented_proofs(issued({**PRESENTATION, "verifiableCredential": [bad]}, typ="vp+sd-jwt"))


def test_claims_beside_a_credential_must_agree_with_it_and_are_no_part_of_it() -> None:
    claims = {"iss": ISSUER, "jti": DIPLOMA["id"], "iat": "2026-01-01T00:00:00Z", "exp": 4_070_908_800, "nbf": 1_767_225_600}

    (proof,) = presented_proofs(issued({**BOUND_DIPLOMA, **claims}))

    assert read(proof.secured) == DIPLOMA
    assert (proof.moment, proof.not_before) == (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    assert proof.expires == datetime.fromtimestamp(4_070_908_800, UTC)
    with pytest.raises(MalformedProof, match="iss disagrees"):
        presented_proofs(issued({**DIPLOMA, "iss": "did:example:other"}))


@pytest.mark.parametrize("typ", ["bad+typ", "JWT", "vc+jwt", "kb+jwt", "sd-jwt", "", 7, ["vc+sd-jwt"], None])
def test_another_type_is_refused(typ: Any) -> None:
    with pytest.raises(MalformedProof, match="typ"):
        presented_proofs(issued(DIPLOMA, typ=typ))


def test_the_media_type_says_what_an_untyped_sd_jwt_is() -> None:
    token = Secured(issued(DIPLOMA, typ=None).body, "Application/VC+SD-JWT; x=y")

    assert read(token) == DIPLOMA


@pytest.mark.parametrize("header", [{"kid": None}, {"kid": "1"}, {"kid": 7}, {"kid": None, "x5c": ["MIIB"]}])
def test_a_key_named_in_a_way_that_is_not_read_here_is_unknown(header: Document) -> None:
    with pytest.raises(UnsupportedSuite, match="kid"):
        presented_proofs(issued(CLAIMS, typ="dc+sd-jwt", **header))


@pytest.mark.parametrize("header", [{"kid": "#key-1"}, {"kid": METHOD}, {"kid": None, "jwk": dict(SIGNER.jwk)}])
def test_a_key_is_named_by_its_url_a_fragment_or_shown(header: Document) -> None:
    assert DC.verify(issued(CLAIMS, typ="dc+sd-jwt", **header), SIGNER.public_keys).verification_method == METHOD


def test_the_holder_chooses_what_to_disclose() -> None:
    secured = made(*PARTS)

    assert VC.derive is not None
    nothing = VC.derive(secured, ())
    name = VC.derive(secured, ("/name",))
    inner = VC.derive(secured, (f"{ACHIEVEMENT}/criteria/narrative",))
    whole = VC.derive(secured, (ACHIEVEMENT,))
    around = VC.derive(secured, ("/credentialSubject",))

    assert nothing.media_type == secured.media_type
    assert "name" not in read(nothing)
    assert read(nothing)["credentialSubject"] == {"type": ["AchievementSubject"]}
    assert read(name)["name"] == "Wine tasting"
    assert read(inner)["credentialSubject"]["achievement"] == DIPLOMA["credentialSubject"]["achievement"]
    assert read(whole)["credentialSubject"].keys() == {"type", "achievement"}
    assert read(around)["credentialSubject"] == DIPLOMA["credentialSubject"]
    assert "name" not in read(around)


def test_nothing_is_derived_from_what_is_not_there_or_for_another_purpose() -> None:
    assert VC.derive is not None
    for pointer in ("/none", "", "name"):
        with pytest.raises(MalformedProof, match="pointer"):
            VC.derive(made("/name"), (pointer,))
    with pytest.raises(MalformedProof, match="authentication"):
        VC.derive(made("/name"), (), PRESENTED)


def test_a_key_binding_says_what_is_answered_and_to_whom() -> None:
    token = bound(made("/name", document=BOUND_DIPLOMA))

    (proof,) = presented_proofs(token)

    assert read(token) == DIPLOMA
    assert (proof.challenge, proof.domain) == ("n-0S6", "verifier.example")


def test_deriving_takes_the_key_binding_off() -> None:
    assert VC.derive is not None

    derived = VC.derive(bound(made("/name", document=BOUND_DIPLOMA)), ())

    assert derived.body.endswith(b"~")
    assert "name" not in read(derived)


def test_a_key_binding_is_for_these_disclosures_only() -> None:
    token = bound(made("/name", "/credentialSubject/id", document=BOUND_DIPLOMA)).body.decode().split("~")

    with pytest.raises(MalformedProof, match="key binding: expected the hash"):
        read(Secured("~".join([token[0], token[1], token[3]]).encode(), "application/vc+sd-jwt"))


def test_a_key_binding_by_another_key_is_refused() -> None:
    with pytest.raises(InvalidSignature):
        read(bound(made(document=BOUND_DIPLOMA), signer=STRANGER))


def test_a_key_binding_needs_a_key_that_the_issuer_named() -> None:
    with pytest.raises(MalformedProof, match="cnf"):
        read(bound(made()))
    with pytest.raises(UnsupportedSuite, match="cnf"):
        read(bound(made(document={**DIPLOMA, "cnf": {"kid": METHOD}})))
    with pytest.raises(MalformedProof, match="key"):
        read(bound(made(document={**DIPLOMA, "cnf": {"jwk": {"kty": "oct", "k": "AAAA"}}})))


def test_a_holders_key_in_a_disclosure_is_none_that_the_issuer_named() -> None:
    text = disclosure("salt", "cnf", BOUND_DIPLOMA["cnf"])

    with pytest.raises(MalformedProof, match="cnf"):
        read(bound(issued({**DIPLOMA, "_sd": [digest(text)]}, text)))


@pytest.mark.parametrize(
    "changes",
    [{name: value} for name in ("sd_hash", "nonce", "aud", "iat") for value in (..., None, 7 if name != "iat" else "soon")]
    + [{"aud": ["a", "b"]}, {"sd_hash": ""}],
    ids=range(14),
)
def test_a_key_binding_says_all_that_it_must(changes: Document) -> None:
    with pytest.raises(MalformedProof):
        read(bound(made(document=BOUND_DIPLOMA), **changes))


@pytest.mark.parametrize(
    "header", [{"typ": "JWT"}, {"typ": ...}, {"typ": 7}, {"alg": "none"}, {"alg": "HS256"}, {"alg": ...}, {"crit": ["x"]}]
)
def test_a_key_binding_of_another_type_or_algorithm_is_refused(header: Document) -> None:
    with pytest.raises(ProofError):
        read(bound(made(document=BOUND_DIPLOMA), header=header))


@pytest.mark.parametrize("text", ["x", "a.b.c", "e30.e30.AAAA", "~", "a.b"])
def test_what_stands_where_a_key_binding_should_must_be_one(text: str) -> None:
    with pytest.raises((ProofError, DocumentError)):
        read(issued(BOUND_DIPLOMA, binding=text))


def test_a_disclosure_of_another_credential_is_refused() -> None:
    mine, other = (secured.body.decode().split("~") for secured in (made("/name"), made("/credentialSubject/id")))

    for texts in ([*mine[:2], other[1], ""], [mine[0], other[1], ""], [mine[0], mine[1], mine[1], ""], [mine[0], "", ""]):
        with pytest.raises((ProofError, DocumentError)):
            read(Secured("~".join(texts).encode(), "application/vc+sd-jwt"))


def test_another_algorithm_than_the_suites_is_refused() -> None:
    with pytest.raises(UnsupportedSuite, match="ES256"):
        suite_named("vc+sd-jwt", "ES256").verify(made(), SIGNER.public_keys)


def test_another_key_is_refused() -> None:
    with pytest.raises(InvalidSignature):
        VC.verify(made("/name"), STRANGER.public_keys)


def test_no_character_can_be_changed() -> None:
    text = bound(made("/name", "/credentialSubject/id", document=BOUND_DIPLOMA)).body.decode()

    for position in range(0, len(text), 7):
        other = "A" if text[position] != "A" else "B"
        with pytest.raises(CredentialServiceError):
            read(Secured((text[:position] + other + text[position + 1 :]).encode(), "application/vc+sd-jwt"))


@pytest.mark.parametrize(
    "body", [b"", b"~", b"~~", b"a~b~", b"e30.e30.AAAA", b"\xff~", b"a" * 8_000_000 + b"~", b"~" * 5_000_000], ids=range(8)
)
def test_garbage_is_refused(body: bytes) -> None:
    with pytest.raises((ProofError, DocumentError)):
        presented_proofs(Secured(body, "application/vc+sd-jwt"))


def test_the_parts_of_an_sd_jwt_are_told() -> None:
    told = read_sd_jwt(issued({**changed(DIPLOMA, ["name"], ...), "_sd": [digest(NAME)]}, NAME))

    assert told.disclosures == (NAME,)
    assert told.document == DIPLOMA
    assert told.binding is None
