"""Another implementation and ours, both ways: openbadgeslib signs and hosts, we verify; we sign and it verifies; both refuse."""

from collections.abc import Callable
from datetime import UTC, datetime

import orjson
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from openbadgeslib.ob2 import (
    Assertion,
    BadgeClass,
    CryptographicKey,
    IdentityObject,
    OB2Signer,
    OB2VerificationError,
    OB2Verifier,
    Profile,
    RevocationList,
    Verification,
)

from app.model.report import Verdict
from app.model.secured import Algorithm, Document
from tests.baking.pictures import SVG, png
from tests.fakes import private_key_of
from tests.verifier.assertions.world import (
    ASSERTION,
    BADGE_CLASS,
    BADGE_ID,
    HOST,
    ID,
    ISSUER_ID,
    KEY,
    KEY_ID,
    LIST_ID,
    SIGNED_ASSERTION,
    changed,
    hosting,
    outcome,
    pem,
    signed,
    signing,
    written,
)
from tests.verifier.world import World

ISSUED = datetime(2026, 1, 1, tzinfo=UTC)
RECIPIENT = IdentityObject.create("ada@example.org", "deadsea")
THEIR_BADGE = BadgeClass(BADGE_ID, "Wine tasting", "Tells wines apart.", f"{HOST}/wine.png", f"{HOST}/criteria", ISSUER_ID).to_dict()
THEIR_PROFILE = Profile(
    ISSUER_ID, "Example Vineyard School", "https://school.example", "badges@school.example", None, [KEY_ID], LIST_ID
).to_dict()


def private_pem(algorithm: Algorithm) -> bytes:
    return private_key_of(algorithm=algorithm).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


SIGNED = Assertion(RECIPIENT, BADGE_ID, Verification("SignedBadge", KEY_ID), issued_on=ISSUED)
SIGNER = OB2Signer(private_pem(Algorithm.RS256), "RS256")


def theirs(algorithm: Algorithm = Algorithm.RS256) -> bytes:
    return OB2Signer(private_pem(algorithm), algorithm.value).sign(SIGNED).encode()


def their_key(algorithm: Algorithm = Algorithm.RS256) -> Document:
    return dict(CryptographicKey(KEY_ID, ISSUER_ID, pem(algorithm)).to_dict())


def their_list(*revoked: str) -> Document:
    return dict(RevocationList(LIST_ID, ISSUER_ID, list(revoked)).to_dict())


def downloading(world: World) -> Callable[[str], bytes]:
    """What openbadgeslib fetches with: the same world as ours."""
    return lambda url: world.evidence[url].body or b""


@pytest.mark.parametrize("algorithm", [Algorithm.RS256, Algorithm.ES256, Algorithm.EDDSA])
def test_what_they_sign_verifies_here(algorithm: Algorithm) -> None:
    world = signing(THEIR_BADGE, their_key(algorithm), their_list(), profile=THEIR_PROFILE)

    found = world.report(theirs(algorithm))

    assert outcome(found) == (Verdict.VALID, "all-checks-passed")
    assert found.content is not None
    assert (found.content.title, found.content.criteria) == ("Wine tasting", f"{HOST}/criteria")


@pytest.mark.parametrize("baked", [SIGNER.sign_into_png(SIGNED, png()), SIGNER.sign_into_svg(SIGNED, SVG)])
def test_what_they_bake_verifies_here(baked: bytes) -> None:
    world = signing(THEIR_BADGE, their_key(), their_list(), profile=THEIR_PROFILE)

    assert outcome(world.report(baked)) == (Verdict.VALID, "all-checks-passed")


def test_what_they_revoke_is_revoked_here() -> None:
    text = theirs()
    world = signing(THEIR_BADGE, their_key(), profile=THEIR_PROFILE)
    identifier = OB2Verifier(download=downloading(world)).verify(text.decode()).id

    revoking = signing(THEIR_BADGE, their_key(), their_list(identifier or ""), profile=THEIR_PROFILE)

    assert outcome(revoking.report(text)) == (Verdict.NOT_VALID, "revoked")
    with pytest.raises(OB2VerificationError, match="revoked"):
        OB2Verifier(download=downloading(revoking)).verify(text.decode(), check_revocation=True)


def test_what_is_signed_here_verifies_with_them() -> None:
    verified = OB2Verifier(download=downloading(signing())).verify(signed().decode(), check_revocation=True)

    assert verified.id == SIGNED_ASSERTION["id"]


@pytest.mark.parametrize("key", [changed(KEY, owner=f"{HOST}/another"), changed(KEY, publicKeyPem=pem(seed=b"\x08" * 32))])
def test_what_they_refuse_is_not_valid_here(key: Document) -> None:
    world = signing(key)

    with pytest.raises(OB2VerificationError):
        OB2Verifier(download=downloading(world)).verify(signed().decode())
    assert world.report(signed()).verdict is Verdict.NOT_VALID


def test_a_hosted_assertion_is_the_same_to_both() -> None:
    document = Assertion(RECIPIENT, BADGE_ID, Verification("HostedBadge"), id=ID, issued_on=ISSUED).to_dict()
    world = hosting(document)

    assert OB2Verifier(download=downloading(world)).verify_hosted(document, expected_recipient="ada@example.org").id == ID
    assert world.report(written(document)).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("copy", "there"),
    [
        (changed(ASSERTION, expires="2099-01-01T00:00:00Z"), ASSERTION),
        (changed(ASSERTION, id="https://evil.example/1"), changed(ASSERTION, id="https://evil.example/1")),
        (ASSERTION, changed(ASSERTION, badge=f"{HOST}/classes/other")),
    ],
)
def test_a_hosted_assertion_that_they_refuse_is_not_valid_here(copy: Document, there: Document) -> None:
    world = hosting(there, changed(BADGE_CLASS, id=f"{HOST}/classes/other"))

    with pytest.raises(OB2VerificationError):
        OB2Verifier(download=downloading(world)).verify_hosted(orjson.dumps(copy).decode())
    assert world.report(written(copy)).verdict is Verdict.NOT_VALID
