"""Check (3): the key is the issuer's, by the issuer's own document; everything that only looks so is refused."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.crypto.encodings import decode_base64url, encode_base64url
from app.crypto.keys import multikey, thumbprint
from app.errors import AddressForbidden, DidNotResolved, Unreachable
from app.model.report import Outcome, Verdict
from app.model.secured import Algorithm, Document
from app.verifier.case import OwnRecord
from tests.fakes import SignerInMemory
from tests.verifier.test_presented import jws
from tests.verifier.world import (
    BADGE,
    ISSUER,
    ISSUER_URL,
    NOON,
    RSA_SIGNER,
    SIGNER,
    STRANGER,
    World,
    answered,
    badge,
    codes,
    finding,
    keys_document,
    signed,
    signed_jwt,
    silent,
    world,
)

HTTPS_ISSUER = "https://university.example/issuers/7"
DID_KEY = f"did:key:{multikey(SIGNER.jwk)}"
BY_DID_KEY = SignerInMemory(f"{DID_KEY}#{multikey(SIGNER.jwk)}")
KEY_URL = "https://issuer.example/keys/rsa"


def key_only(issuer: str = DID_KEY, **members: Any) -> Document:
    """A credential of an issuer who has no status list."""
    return badge(issuer={"id": issuer, "type": ["Profile"]}, credentialStatus=..., **members)


def issuer_says(document: Any) -> World:
    """A world in which the issuer's address answers with this."""
    return world(answered(ISSUER_URL, document))


def jwt_with(header: Document, signer: SignerInMemory = RSA_SIGNER) -> bytes:
    """The badge as JWT with another header, properly signed."""
    payload = decode_base64url(signed_jwt().split(b".")[1].decode())
    unsigned = jws({"alg": signer.algorithm.value, **header}, payload).rpartition(b".")[0]
    return unsigned + b"." + encode_base64url(signer.sign(unsigned)).encode()


# passed


def test_a_key_that_the_issuers_document_lists_is_the_issuers() -> None:
    found = finding(world().report(signed()), 3)

    assert (found.outcome, found.code) == (Outcome.PASSED, "key-listed")
    assert found.facts["issuer"] == ISSUER


def test_a_did_key_is_its_own_document_and_says_nothing_of_who_stands_behind_it() -> None:
    report = World({}).report(signed(key_only(), BY_DID_KEY))

    assert finding(report, 3).code == "key-is-issuer"
    assert report.verdict is Verdict.VALID
    assert report.sources == ()


def test_an_https_issuer_lists_its_key_in_the_document_at_its_address() -> None:
    signer = SignerInMemory(f"{HTTPS_ISSUER}#{multikey(SIGNER.jwk)}")
    method = {
        "id": signer.verification_method,
        "type": "Multikey",
        "controller": HTTPS_ISSUER,
        "publicKeyMultibase": multikey(SIGNER.jwk),
    }
    document = {"id": HTTPS_ISSUER, "assertionMethod": [method]}

    report = World({HTTPS_ISSUER: answered(HTTPS_ISSUER, document)}).report(signed(key_only(HTTPS_ISSUER), signer))

    assert finding(report, 3).code == "key-listed"


def test_a_document_given_under_the_did_serves_for_any_method() -> None:
    issuer = "did:example:university"
    signer = SignerInMemory(f"{issuer}#1")
    document = {**keys_document(), "id": issuer, "verificationMethod": [], "assertionMethod": []}
    document["assertionMethod"] = [{"id": "#1", "type": "Multikey", "controller": issuer, "publicKeyMultibase": multikey(SIGNER.jwk)}]
    given = replace(answered(issuer, document), origin="given")

    report = World({issuer: given}).report(signed(key_only(issuer), signer))

    assert finding(report, 3).code == "key-listed"
    assert [(source.url, source.origin) for source in report.sources] == [(issuer, "given")]


def test_a_jwt_may_name_its_key_by_a_web_address_that_the_issuer_lists_with_the_key() -> None:
    key = replace(RSA_SIGNER.public_key, verification_method=KEY_URL)
    report = world(answered(ISSUER_URL, keys_document(SIGNER.public_key, key))).report(jwt_with({"kid": KEY_URL}))

    assert codes(report)[3] == "key-listed"
    assert report.verdict is Verdict.VALID


def test_a_jwt_may_name_its_key_by_a_web_address_that_the_issuer_only_lists() -> None:
    document = {**keys_document(SIGNER.public_key), "assertionMethod": [SIGNER.verification_method, KEY_URL]}
    surroundings = world(answered(ISSUER_URL, document), answered(KEY_URL, dict(RSA_SIGNER.jwk)))

    report = surroundings.report(jwt_with({"kid": KEY_URL}))

    assert report.verdict is Verdict.VALID
    assert KEY_URL in [source.url for source in report.sources]


def test_a_key_in_a_jwts_header_counts_if_the_issuer_lists_that_very_key() -> None:
    report = world().report(jwt_with({"jwk": dict(RSA_SIGNER.jwk)}))

    assert codes(report)[3] == "key-listed"
    assert report.verdict is Verdict.VALID


def test_a_fragment_as_kid_counts_from_the_issuer() -> None:
    assert world().report(jwt_with({"kid": "#key-2"})).verdict is Verdict.VALID


@pytest.mark.parametrize("kid", ["key-2", "abc-1", thumbprint(RSA_SIGNER.jwk)], ids=["fragment", "kid", "thumbprint"])
def test_a_bare_kid_names_the_one_key_of_the_issuers_that_is_called_so(kid: str) -> None:
    document = keys_document()
    document["verificationMethod"][1] = with_jwk_kid("abc-1")

    report = issuer_says(document).report(jwt_with({"kid": kid}))

    assert (codes(report)[3], report.verdict) == ("key-listed", Verdict.VALID)


def test_the_thumbprint_in_vc_joses_own_vector_names_the_issuers_key(shared: Path) -> None:
    issuer, folder = "https://example.issuer/vc-jose-cose", shared / "vectors/vc-jose"
    jwk = orjson.loads((folder / "vm-p256.json").read_bytes())["publicKeyJwk"]
    method = {"id": f"{issuer}#p256", "type": "JsonWebKey", "controller": issuer, "publicKeyJwk": jwk}
    document = {"id": issuer, "assertionMethod": [method]}

    report = World({issuer: answered(issuer, document)}).report((folder / "credential-jose-minimal.txt").read_bytes().strip())

    assert (codes(report)[3], codes(report)[4]) == ("key-listed", "signature-genuine")


def with_jwk_kid(kid: str) -> Document:
    jwk = {**RSA_SIGNER.jwk, "kid": kid}
    return {"id": RSA_SIGNER.verification_method, "type": "JsonWebKey", "controller": ISSUER, "publicKeyJwk": jwk}


# failed


def test_a_bare_kid_that_two_keys_are_called_names_none() -> None:
    document = keys_document()
    document["verificationMethod"][1] = with_jwk_kid("key-1")

    assert codes(issuer_says(document).report(jwt_with({"kid": "key-1"})))[3] == "key-not-listed"


def test_a_bare_kid_of_another_key_of_the_issuers_proves_nothing() -> None:
    report = world().report(jwt_with({"kid": "key-1"}))

    assert codes(report)[4] == "signature-invalid"
    assert report.verdict is Verdict.NOT_VALID


def test_a_bare_kid_of_a_key_that_is_not_for_assertions_is_not_listed() -> None:
    document = {**keys_document(), "assertionMethod": [SIGNER.verification_method]}

    assert codes(issuer_says(document).report(jwt_with({"kid": "key-2"})))[3] == "key-not-listed"


def test_a_bare_name_is_for_kids_and_not_for_data_integrity() -> None:
    document = orjson.loads(signed())
    document["proof"]["verificationMethod"] = "key-1"

    report = world().report(orjson.dumps(document))

    assert codes(report)[3] == "key-not-listed"
    assert report.verdict is Verdict.NOT_VALID


def test_a_strangers_key_under_the_issuers_name_is_not_listed() -> None:
    report = world().report(signed(BADGE, STRANGER))

    assert codes(report)[3] == "key-not-listed"
    assert codes(report)[4] == "key-unavailable"
    assert report.verdict is Verdict.NOT_VALID
    assert report.reason == "key-not-listed"
    assert report.content is None


def test_a_fragment_that_says_the_key_is_a_name_and_no_proof() -> None:
    liar = SignerInMemory(f"{ISSUER}#{multikey(STRANGER.jwk)}", seed=b"\x08" * 32)

    assert codes(world().report(signed(BADGE, liar)))[3] == "key-not-listed"


@pytest.mark.parametrize(
    "method",
    [
        "did:web:another.example#key-1",
        "did:web:ISSUER.example#key-1",
        "did:web:issuer.example:x#key-1",
        "did:web:issuer.example?versionId=1#key-1",
        "did:example:nobody#1",
        "did:key:rubbish#1",
        "did:#1",
    ],
)
def test_a_did_other_than_the_issuers_fails_whatever_anybodys_document_says(method: str) -> None:
    report = World({}).report(signed(BADGE, SignerInMemory(method)))

    assert codes(report)[3] == "key-of-another"
    assert codes(report)[4] == "key-unavailable"
    assert report.verdict is Verdict.NOT_VALID


def test_where_the_strangers_key_can_be_computed_the_proof_is_still_judged() -> None:
    report = World({}).report(signed(BADGE, BY_DID_KEY))

    assert codes(report)[3] == "key-of-another"
    assert codes(report)[4] == "signature-genuine"
    assert report.verdict is Verdict.NOT_VALID
    assert report.content is None


def test_a_key_of_another_controller_in_the_issuers_document_is_not_the_issuers() -> None:
    document = keys_document()
    document["verificationMethod"][0]["controller"] = "did:web:another.example"

    report = issuer_says(document).report(signed())

    assert codes(report)[3] == "key-of-another"
    assert report.verdict is Verdict.NOT_VALID


@pytest.mark.parametrize("listed", [[], ["#key-2"], "#key-2", None, [None], [{"id": f"{ISSUER}#key-1"}]])
def test_a_key_that_is_described_but_not_listed_for_assertions_is_not_enough(listed: Any) -> None:
    assert codes(issuer_says({**keys_document(), "assertionMethod": listed}).report(signed()))[3] == "key-not-listed"


def test_a_key_for_authentication_is_none_for_assertions() -> None:
    document = keys_document()
    document["authentication"] = document.pop("assertionMethod")

    assert codes(issuer_says(document).report(signed()))[3] == "key-not-listed"


@pytest.mark.parametrize(
    "kid", [KEY_URL, f"{KEY_URL}#1", "key-9", "ey-2", "", "KEY-2", "issuer.example#key-2", "../key-2", f"{ISSUER}#key-2 "]
)
def test_a_kid_that_the_issuer_does_not_list_is_not_the_issuers(kid: str) -> None:
    surroundings = world(answered(KEY_URL, dict(RSA_SIGNER.jwk)))
    report = surroundings.report(jwt_with({"kid": kid}))

    assert codes(report)[3] in {"key-not-listed", "not-judged"}
    assert report.verdict is Verdict.NOT_VALID


@pytest.mark.parametrize("url", [f"{KEY_URL}#1", "ftp://issuer.example/key", f"{ISSUER}#gone"])
def test_a_reference_that_is_no_plain_web_address_leads_nowhere(url: str) -> None:
    document = {**keys_document(SIGNER.public_key), "assertionMethod": [url]}

    assert codes(issuer_says(document).report(jwt_with({"kid": url})))[3] == "key-not-listed"


def test_a_web_address_that_the_document_describes_badly_is_not_asked() -> None:
    document = {**keys_document(SIGNER.public_key), "assertionMethod": [KEY_URL]}
    document["verificationMethod"] = [{"id": KEY_URL, "type": "Unheard", "controller": ISSUER}, {"id": 7}, 7]
    surroundings = world(answered(ISSUER_URL, document), answered(KEY_URL, dict(RSA_SIGNER.jwk)))

    assert codes(surroundings.report(jwt_with({"kid": KEY_URL})))[3] == "key-not-listed"


def test_a_key_in_a_jwts_header_that_the_issuer_does_not_list_proves_nothing() -> None:
    stranger = SignerInMemory(f"{ISSUER}#x", seed=b"\x08" * 32, algorithm=Algorithm.ES256)

    report = world().report(jwt_with({"jwk": dict(stranger.jwk)}, stranger))

    assert codes(report)[3] == "key-not-listed"
    assert codes(report)[4] == "key-unavailable"


def test_a_strangers_key_beside_the_issuers_kid_breaks_the_proof() -> None:
    stranger = SignerInMemory(f"{ISSUER}#x", seed=b"\x08" * 32, algorithm=Algorithm.RS256)

    report = world().report(jwt_with({"kid": f"{ISSUER}#key-2", "jwk": dict(stranger.jwk)}, stranger))

    assert codes(report)[3] == "key-listed"
    assert codes(report)[4] == "signature-invalid"


def test_a_strangers_key_beside_an_unlisted_kid_is_not_the_issuers() -> None:
    report = world().report(jwt_with({"kid": f"{ISSUER}#gone", "jwk": dict(RSA_SIGNER.jwk)}))

    assert codes(report)[3] == "key-not-listed"


@pytest.mark.parametrize("issuer", [..., None, "", 7, [], {}, {"id": None}, {"name": "Example University"}])
def test_a_credential_that_names_no_issuer_fails(issuer: Any) -> None:
    document = {name: value for name, value in {**orjson.loads(signed()), "issuer": issuer}.items() if value is not ...}

    report = world().report(orjson.dumps(document))

    assert codes(report)[3] == "issuer-missing"
    assert report.verdict is Verdict.NOT_VALID


# unknown


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (Unreachable("no answer"), "issuer-unreachable"),
        (DidNotResolved("410"), "issuer-unreachable"),
        (AddressForbidden("10.0.0.1"), "issuer-address-forbidden"),
    ],
)
def test_an_issuer_who_cannot_be_asked_leaves_everything_open(trouble: Any, code: str) -> None:
    report = world(silent(ISSUER_URL, trouble)).report(signed())

    assert codes(report) | {3: code} == codes(report)
    assert codes(report)[4] == "key-unavailable"
    assert report.verdict is Verdict.CANNOT_TELL
    assert report.reason == code
    assert report.content is None
    assert finding(report, 3).facts["address"] == ISSUER_URL


def test_an_issuer_whom_nobody_asked_is_unknown() -> None:
    assert codes(World({}).report(signed()))[3] == "issuer-unreachable"


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b'{"id":1}', b"{}", orjson.dumps({**keys_document(), "id": "did:web:another.example"}), b'{"id":"a","id":"b"}'],
)
def test_an_address_that_answers_without_the_issuers_document_is_unknown(body: bytes) -> None:
    report = issuer_says(body).report(signed())

    assert codes(report)[3] == "issuer-document-unusable"
    assert report.verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize(
    "issuer", ["urn:uuid:0198c0de-0000-7000-8000-000000000001", "did:example:university", "did:web:10.0.0.1", "mailto:a@b.example"]
)
def test_an_issuer_that_cannot_be_looked_up_is_unknown(issuer: str) -> None:
    report = World({}).report(signed(key_only(issuer), SignerInMemory(f"{issuer}#1")))

    assert codes(report)[3] == "issuer-unresolvable"
    assert report.verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "issuer-unreachable"),
        (silent(KEY_URL), "issuer-unreachable"),
        (answered(KEY_URL, b"no JSON"), "issuer-document-unusable"),
        (answered(KEY_URL, {}), "issuer-document-unusable"),
        (answered(KEY_URL, {**RSA_SIGNER.jwk, "d": "AQAB"}), "issuer-document-unusable"),
        (answered(KEY_URL, {"kty": 7, "crv": []}), "issuer-document-unusable"),
    ],
)
def test_a_listed_key_that_cannot_be_had_is_unknown(answer: Any, code: str) -> None:
    document = {**keys_document(SIGNER.public_key), "assertionMethod": [KEY_URL]}
    others = () if answer is None else (answer,)

    report = world(answered(ISSUER_URL, document), *others).report(jwt_with({"kid": KEY_URL}))

    assert codes(report)[3] == code
    assert report.verdict is Verdict.CANNOT_TELL


# keys with dates


def dated(**ends: Any) -> World:
    """A world in which the issuer's key has ends."""
    return issuer_says(keys_document(replace(SIGNER.public_key, **ends), RSA_SIGNER.public_key))


YESTERDAY, TOMORROW = NOON - timedelta(days=1), NOON + timedelta(days=1)
RECORDED = OwnRecord(ISSUER, signed_at=NOON - timedelta(days=2))


@pytest.mark.parametrize(
    ("ends", "signed_days_ago", "code"),
    [
        ({"revoked_at": TOMORROW}, 2, "key-listed"),
        ({"revoked_at": YESTERDAY}, 0, "key-revoked"),
        ({"revoked_at": YESTERDAY}, 1, "key-revoked"),
        ({"revoked_at": YESTERDAY}, 2, "key-revoked-since"),
        ({"expires_at": TOMORROW}, 2, "key-listed"),
        ({"expires_at": YESTERDAY}, 0, "key-expired"),
        ({"expires_at": YESTERDAY}, 1, "key-expired"),
        ({"expires_at": YESTERDAY}, 2, "key-listed"),
    ],
)
def test_a_key_counts_until_it_ends_and_a_revoked_one_not_even_for_what_claims_to_be_older(
    ends: dict[str, Any], signed_days_ago: int, code: str
) -> None:
    body = signed(badge(credentialStatus=...), at=NOON - timedelta(days=signed_days_ago))

    assert codes(dated(**ends).report(body))[3] == code


def test_our_own_register_vouches_for_what_was_signed_before_the_key_was_revoked() -> None:
    body = signed(badge(credentialStatus=...), at=NOON - timedelta(days=2))

    report = replace(dated(revoked_at=YESTERDAY), own=RECORDED).report(body)

    assert codes(report)[3] == "key-revoked-later"
    assert report.verdict is Verdict.VALID


@pytest.mark.parametrize("own", [OwnRecord(ISSUER), replace(RECORDED, issuer="did:web:another.example"), replace(RECORDED, signed_at=NOON)])
def test_a_register_that_does_not_know_these_bytes_or_this_issuer_vouches_for_nothing(own: OwnRecord) -> None:
    body = signed(badge(credentialStatus=...), at=NOON - timedelta(days=2))

    report = replace(dated(revoked_at=YESTERDAY), own=own).report(body)

    assert codes(report)[3] == "key-revoked-since"
    assert report.verdict is Verdict.CANNOT_TELL


def test_a_jwt_that_does_not_say_when_it_was_signed_cannot_outlive_its_key() -> None:
    revoked = keys_document(replace(RSA_SIGNER.public_key, revoked_at=YESTERDAY))
    expired = keys_document(replace(RSA_SIGNER.public_key, expires_at=YESTERDAY))

    assert codes(issuer_says(revoked).report(signed_jwt()))[3] == "key-revoked-since"
    assert codes(issuer_says(expired).report(signed_jwt()))[3] == "key-expired-since"
