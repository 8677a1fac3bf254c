"""Signed assertions: the issuer's profile lists the key, the key names the issuer, and the list says what was revoked."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from app.crypto.keys import MIN_RSA_BITS
from app.model.report import Verdict
from app.model.secured import Algorithm, Document
from app.verifier.evidence import Fetched
from tests.fakes import SignerInMemory
from tests.verifier.assertions.world import (
    ASSERTION,
    BADGE_CLASS,
    BADGE_ID,
    EVIL,
    HOST,
    ISSUER_ID,
    KEY,
    KEY_ID,
    LIST,
    LIST_ID,
    PROFILE,
    SIGNED_ASSERTION,
    SIGNED_ID,
    SIGNER,
    SIGNING_PROFILE,
    STRANGER,
    V2,
    changed,
    outcome,
    pem,
    pem_of,
    signed,
    signing,
    unsigned,
    withdrawn,
    written,
)
from tests.verifier.world import answered, codes, finding, silent

NO_CREATOR = changed(SIGNED_ASSERTION, verification={"type": "signed"})
OTHER_KEY = changed(KEY, id=f"{HOST}/other-key", publicKeyPem=pem(seed=b"\x09" * 32))


def test_a_signed_assertion_is_valid() -> None:
    found = signing().report(signed())

    assert outcome(found) == (Verdict.VALID, "all-checks-passed")
    assert codes(found) == {
        1: "readable",
        2: "schema-open-badges-2",
        3: "key-listed",
        4: "signature-genuine",
        5: "current-until",
        6: "not-revoked",
        7: "no-registry",
    }
    assert (found.credential_format, found.securing) == ("open-badges-2", "jws RS256")
    assert [source.url for source in found.sources] == [BADGE_ID, ISSUER_ID, KEY_ID, LIST_ID]
    assert found.content is not None
    assert (found.content.title, found.content.credential_id) == ("Wine tasting", SIGNED_ID)


@pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.ES384, Algorithm.EDDSA, Algorithm.PS256])
def test_the_key_fixes_the_algorithm(algorithm: Algorithm) -> None:
    signer = SignerInMemory(KEY_ID, algorithm=algorithm)
    key = changed(KEY, publicKeyPem=pem(algorithm))

    assert signing(key).report(signed(signer=signer)).verdict is Verdict.VALID


@pytest.mark.parametrize("algorithm", ["none", "HS256", "hs256", "ES256", "EdDSA", "RS256 ", ""])
def test_a_header_with_another_algorithm_than_the_keys_is_refused(algorithm: str) -> None:
    found = signing().report(unsigned({"alg": algorithm}))

    assert outcome(found) == (Verdict.NOT_VALID, "signature-invalid")
    assert found.content is None


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS512", "ES256K"])
def test_an_algorithm_of_the_standards_that_is_not_known_here_leaves_it_open(algorithm: str) -> None:
    assert outcome(signing().report(unsigned({"alg": algorithm}))) == (Verdict.CANNOT_TELL, "suite-unsupported")


def test_a_changed_payload_is_not_valid() -> None:
    head, _, signature = signed().split(b".")
    _, payload, _ = signed(changed(SIGNED_ASSERTION, expires="2099-01-01T00:00:00Z")).split(b".")

    assert outcome(signing().report(b".".join((head, payload, signature)))) == (Verdict.NOT_VALID, "signature-invalid")


def test_a_stranger_who_signs_in_the_issuers_name_is_refused() -> None:
    assert outcome(signing().report(signed(signer=STRANGER))) == (Verdict.NOT_VALID, "signature-invalid")


def test_a_strangers_key_that_the_profile_does_not_list_is_refused() -> None:
    mine = changed(SIGNED_ASSERTION, verification={"type": "SignedBadge", "creator": f"{EVIL}/key"})
    key = changed(KEY, id=f"{EVIL}/key", publicKeyPem=pem(seed=b"\x08" * 32))

    found = signing(key).report(signed(mine, STRANGER))

    assert outcome(found) == (Verdict.NOT_VALID, "key-not-listed")
    assert finding(found, 3).facts == {"issuer": ISSUER_ID, "key": f"{EVIL}/key"}
    assert found.content is None


def test_a_key_in_the_header_or_in_the_assertion_counts_for_nothing() -> None:
    embedded = {"id": f"{EVIL}/key", "type": "CryptographicKey", "owner": ISSUER_ID, "publicKeyPem": pem(seed=b"\x08" * 32)}
    mine = changed(SIGNED_ASSERTION, verification={"type": "SignedBadge", "creator": embedded})

    assert outcome(signing().report(signed(mine, STRANGER))) == (Verdict.NOT_VALID, "key-not-listed")


def test_a_key_of_another_owner_is_refused() -> None:
    found = signing(changed(KEY, owner=f"{EVIL}/issuer")).report(signed())

    assert outcome(found) == (Verdict.NOT_VALID, "key-of-another")
    assert finding(found, 4).code == "signature-genuine"
    assert found.content is None


def test_a_stranger_cannot_award_the_badge_of_another() -> None:
    mine = changed(PROFILE, id=f"{EVIL}/issuer", publicKey=f"{EVIL}/key")
    key = changed(KEY, id=f"{EVIL}/key", owner=f"{EVIL}/issuer", publicKeyPem=pem(seed=b"\x08" * 32))
    badge = changed(BADGE_CLASS, issuer=f"{EVIL}/issuer")
    forged = changed(SIGNED_ASSERTION, badge=badge, verification={"type": "SignedBadge", "creator": f"{EVIL}/key"})

    assert outcome(signing(mine, key).report(signed(forged, STRANGER))) == (Verdict.NOT_VALID, "badge-of-another")


def test_an_embedded_badge_class_is_told_as_it_was_signed() -> None:
    awarded = changed(SIGNED_ASSERTION, badge=changed(BADGE_CLASS, name="Wine tasting, as it was"))

    found = signing().report(signed(awarded))

    assert found.content is not None
    assert (found.verdict, found.content.title) == (Verdict.VALID, "Wine tasting, as it was")


def test_an_ephemeral_badge_class_is_read_from_what_was_signed() -> None:
    found = signing().report(signed(changed(SIGNED_ASSERTION, badge=changed(BADGE_CLASS, id="urn:uuid:7"))))

    assert found.verdict is Verdict.VALID


def test_without_a_named_key_those_of_the_profile_are_tried() -> None:
    profile = changed(SIGNING_PROFILE, publicKey=[OTHER_KEY["id"], KEY_ID])

    found = signing(OTHER_KEY, profile=profile).report(signed(NO_CREATOR))

    assert found.verdict is Verdict.VALID
    assert finding(found, 3).facts["key"] == KEY_ID


def test_no_more_than_three_keys_are_tried() -> None:
    others = [f"{HOST}/key/{number}" for number in range(3)]
    profile = changed(SIGNING_PROFILE, publicKey=[*others, KEY_ID])

    assert outcome(signing(profile=profile).report(signed(NO_CREATOR))) == (Verdict.CANNOT_TELL, "key-document-unavailable")
    assert signing(profile=profile).report(signed()).verdict is Verdict.VALID


def test_a_profile_without_keys_lists_none() -> None:
    found = signing(profile=changed(SIGNING_PROFILE, publicKey=...)).report(signed(NO_CREATOR))

    assert outcome(found) == (Verdict.NOT_VALID, "key-not-listed")


@pytest.mark.parametrize("embedded", [KEY, changed(KEY, owner=..., type=...), changed(KEY, id=f"{ISSUER_ID}#key")])
def test_a_key_that_the_profile_embeds_needs_no_address(embedded: Document) -> None:
    awarded = changed(SIGNED_ASSERTION, verification={"type": "SignedBadge", "creator": embedded["id"]})
    profile = changed(SIGNING_PROFILE, publicKey=[embedded])

    found = signing(silent(KEY_ID), profile=profile).report(signed(awarded))

    assert found.verdict is Verdict.VALID
    assert KEY_ID not in {source.url for source in found.sources}


@pytest.mark.parametrize(
    "there",
    [
        silent(KEY_ID),
        withdrawn(KEY_ID, 404),
        answered(KEY_ID, b"-----BEGIN PUBLIC KEY-----"),
        answered(KEY_ID, changed(KEY, id=f"{HOST}/another")),
        answered(KEY_ID, changed(KEY, owner=...)),
        answered(KEY_ID, changed(KEY, type="Key of mine")),
        answered(KEY_ID, changed(KEY, publicKeyPem="no key")),
        answered(KEY_ID, changed(KEY, publicKeyPem=7)),
    ],
)
def test_without_a_usable_key_nobody_can_tell(there: Fetched) -> None:
    found = signing(there).report(signed())

    assert outcome(found) == (Verdict.CANNOT_TELL, "key-document-unavailable")
    assert finding(found, 4).code == "key-unavailable"


def test_a_key_of_1024_bits_proves_nothing() -> None:
    old = rsa.generate_private_key(public_exponent=65_537, key_size=MIN_RSA_BITS // 2)
    found = signing(changed(KEY, publicKeyPem=pem_of(old.public_key()))).report(signed())

    assert outcome(found) == (Verdict.CANNOT_TELL, "key-too-weak")
    assert finding(found, 4).facts == {"bits": "1024"}
    assert finding(found, 3).code == "key-listed"
    assert found.content is None


@pytest.mark.parametrize("missing", [BADGE_ID, ISSUER_ID])
def test_without_badge_class_or_profile_the_signature_is_not_tested(missing: str) -> None:
    found = signing(silent(missing)).report(signed())

    assert found.verdict is Verdict.CANNOT_TELL
    assert finding(found, 4).code == "key-unavailable"


def test_one_that_should_be_signed_and_is_not_is_not_valid() -> None:
    found = signing().report(written(SIGNED_ASSERTION))

    assert outcome(found) == (Verdict.NOT_VALID, "proof-missing")
    assert (finding(found, 3).code, found.securing) == ("not-judged", "none")


@pytest.mark.parametrize(
    "entries",
    [
        [SIGNED_ID],
        SIGNED_ID,
        [{"id": SIGNED_ID, "revocationReason": "Error"}],
        [f"{HOST}/another", {"id": SIGNED_ID, "revoked": True}],
        [{"uid": "abc123"}],
    ],
)
def test_one_that_the_list_names_is_revoked(entries: Any) -> None:
    found = signing(changed(LIST, revokedAssertions=entries)).report(signed(changed(SIGNED_ASSERTION, uid="abc123")))

    assert outcome(found) == (Verdict.NOT_VALID, "revoked")


@pytest.mark.parametrize("entries", [[], [f"{HOST}/another"], [{"id": SIGNED_ID, "revoked": False}], [{"uid": "abc123"}], {"id": HOST}])
def test_one_that_the_list_does_not_name_is_not(entries: Any) -> None:
    assert finding(signing(changed(LIST, revokedAssertions=entries)).report(signed()), 6).code == "not-revoked"


@pytest.mark.parametrize(
    ("there", "code"),
    [
        (silent(LIST_ID), "status-unreachable"),
        (answered(LIST_ID, b"[]"), "status-list-refused"),
        (answered(LIST_ID, changed(LIST, revokedAssertions=...)), "status-list-refused"),
        (answered(LIST_ID, changed(LIST, revokedAssertions=[7])), "status-list-refused"),
        (answered(LIST_ID, changed(LIST, revokedAssertions=[{"name": "x"}])), "status-list-refused"),
        (answered(LIST_ID, changed(LIST, type="List")), "status-list-refused"),
        (answered(LIST_ID, changed(LIST, issuer=f"{EVIL}/issuer")), "status-list-refused"),
    ],
)
def test_a_list_that_cannot_be_used_leaves_it_open(there: Fetched, code: str) -> None:
    assert outcome(signing(there).report(signed())) == (Verdict.CANNOT_TELL, code)


@pytest.mark.parametrize("issuer", [..., {"id": ISSUER_ID, "type": "Issuer"}])
def test_a_list_need_not_name_its_issuer_by_address(issuer: Any) -> None:
    assert signing(changed(LIST, issuer=issuer)).report(signed()).verdict is Verdict.VALID


def test_a_list_that_lies_nowhere_leaves_it_open() -> None:
    found = signing(profile=changed(SIGNING_PROFILE, revocationList="urn:uuid:9")).report(signed())

    assert outcome(found) == (Verdict.CANNOT_TELL, "status-unreachable")


def test_one_that_says_of_itself_that_it_is_revoked_is() -> None:
    assert outcome(signing().report(signed(changed(SIGNED_ASSERTION, revoked=True)))) == (Verdict.NOT_VALID, "revoked")
    assert signing().report(signed({"@context": V2, "id": SIGNED_ID, "type": "Assertion", "revoked": True})).verdict is not Verdict.VALID


def test_without_a_list_there_is_no_status() -> None:
    found = signing(profile=changed(SIGNING_PROFILE, revocationList=...)).report(signed())

    assert (found.verdict, finding(found, 6).code) == (Verdict.VALID, "no-status")


def test_a_signed_text_may_be_broken_into_lines() -> None:
    text = signed()
    broken = b"\r\n".join(text[start : start + 70] for start in range(0, len(text), 70))

    assert signing().report(broken).verdict is Verdict.VALID


def test_the_signer_of_the_hosted_world_has_nothing_to_say_of_a_hosted_copy() -> None:
    assert signing().report(signed(ASSERTION, SIGNER)).verdict is Verdict.CANNOT_TELL
