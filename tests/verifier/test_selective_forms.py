"""Credentials as SD-JWT and as COSE: read like any other, and never told to be more than was tested."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from app.errors import NotRecognised
from app.model.report import Outcome, Verdict
from app.model.secured import Document, ProofPurpose
from app.proofs import suite_named
from app.proofs.suite import SecureOptions
from app.verifier.forms import MOST_WRAPPINGS, read_presented
from app.verifier.kinds import still_wanted
from tests.fakes import SignerInMemory
from tests.proofs.jwt_examples import signed as jwt
from tests.proofs.presentation_examples import PRESENTATION
from tests.proofs.sd_jwt_examples import HOLDER, bound, digest, disclosure, drawing, issued
from tests.verifier.world import (
    BADGE,
    ISSUER,
    ISSUER_URL,
    NOON,
    SIGNER,
    STRANGER,
    a_list,
    answered,
    badge,
    codes,
    finding,
    signed,
    silent,
    world,
)

VC = suite_named("vc+sd-jwt", "EdDSA")
DC = suite_named("dc+sd-jwt", "EdDSA")
COSE = suite_named("vc+cose", "EdDSA")
CLAIMS: Document = {
    "vct": "https://issuer.example/types/diploma",
    "iss": ISSUER,
    "sub": "did:example:learner",
    "nbf": 1_767_225_600,
    "exp": 1_924_992_000,
    "given_name": "Ada",
    "family_name": "Lovelace",
    "secret": "of the type's own",
    "cnf": {"jwk": dict(HOLDER.jwk)},
}
W3C: Document = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "issuer": ISSUER,
    "credentialSubject": {"id": "did:example:learner", "name": "Ada"},
}


def disclosing(*pointers: str) -> SecureOptions:
    return SecureOptions(NOON, pointers=pointers, draw=drawing())


def sd_jwt(document: Document = BADGE, *pointers: str, signer: SignerInMemory = SIGNER) -> bytes:
    return VC.secure(document, signer, disclosing(*pointers)).body


def dc_sd_jwt(*pointers: str, signer: SignerInMemory = SIGNER, **changes: Any) -> bytes:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not ...}
    return DC.secure(claims, signer, disclosing(*pointers)).body


def cose(document: Document = BADGE, signer: SignerInMemory = SIGNER) -> bytes:
    return COSE.secure(document, signer, SecureOptions(NOON)).body


def envelope(media_type: str, body: bytes) -> bytes:
    return orjson.dumps(
        {
            "@context": "https://www.w3.org/ns/credentials/v2",
            "type": "EnvelopedVerifiableCredential",
            "id": f"data:{media_type},{body.decode()}",
        }
    )


@pytest.mark.parametrize(
    ("body", "securing"),
    [
        (sd_jwt(), "sd-jwt EdDSA"),
        (sd_jwt(BADGE, "/name", "/credentialSubject/id"), "sd-jwt EdDSA"),
        (b"\n " + sd_jwt() + b"\n", "sd-jwt EdDSA"),
        (b"~\n".join(sd_jwt(BADGE, "/name").split(b"~")), "sd-jwt EdDSA"),
        (envelope("application/vc+sd-jwt", sd_jwt()), "sd-jwt EdDSA"),
        (cose(), "cose EdDSA"),
        (cose().removeprefix(b"\xd2"), "cose EdDSA"),
        (envelope("application/vc+cose;base64", base64.b64encode(cose())), "cose EdDSA"),
    ],
    ids=range(8),
)
def test_a_badge_in_each_form_is_judged_like_any_other(body: bytes, securing: str) -> None:
    report = world().report(body)

    assert (report.verdict, report.credential_format, report.securing) == (Verdict.VALID, "open-badges", securing)
    assert codes(report) == {
        1: "readable",
        2: "schema-open-badges",
        3: "key-listed",
        4: "signature-genuine",
        5: "current-until",
        6: "not-revoked",
        7: "no-registry",
    }
    assert report.content is not None
    assert report.content.title == "Wine tasting"


@pytest.mark.parametrize("typ", [None, "vc+jwt"])
def test_an_envelope_says_what_a_jwt_in_it_is(typ: str | None) -> None:
    token = jwt(BADGE, SIGNER, typ=typ, kid=SIGNER.verification_method).body

    assert world().report(envelope("application/vc+jwt", token)).verdict is Verdict.VALID
    assert world().report(token).verdict is (Verdict.VALID if typ else Verdict.NOT_VALID)


@pytest.mark.parametrize("typ", ["vc+jwt", "application/vc+jwt"])
def test_a_jwt_that_is_not_in_force_yet_is_told_so(typ: str) -> None:
    token = jwt({**BADGE, "nbf": 1_900_000_000}, SIGNER, typ=typ, kid=SIGNER.verification_method).body

    assert codes(world().report(token))[5] == "not-yet-valid"
    assert codes(world(moment=datetime(2030, 6, 1, tzinfo=UTC)).report(token))[5] == "current-until"


@pytest.mark.parametrize("make", [sd_jwt, cose])
def test_each_form_has_each_way_to_fail(make: Any) -> None:
    revoked = world(answered("https://issuer.example/status/stl_1", signed(a_list({5}))))

    assert codes(world().report(make(badge(credentialSubject={}))))[2] == "schema-violation"
    assert codes(world().report(make(signer=STRANGER)))[3] == "key-not-listed"
    assert codes(world(silent(ISSUER_URL)).report(make()))[3] == "issuer-unreachable"
    assert codes(world(moment=NOON + timedelta(days=3_000)).report(make()))[5] == "expired"
    assert codes(revoked.report(make()))[6] == "revoked"


def test_a_changed_byte_breaks_each_form() -> None:
    for body in (sd_jwt(BADGE, "/name"), cose()):
        for position in (len(body) // 3, len(body) // 2, len(body) - 40):
            changed = body[:position] + (b"A" if body[position : position + 1] != b"A" else b"B") + body[position + 1 :]
            assert world().report(changed).verdict in {Verdict.NOT_VALID, Verdict.CANNOT_TELL}
            assert world().report(changed).content is None


def test_what_is_withheld_is_not_told() -> None:
    assert VC.derive is not None
    derived = VC.derive(VC.secure(W3C, SIGNER, disclosing("/credentialSubject/name")), ())

    report = world().report(derived.body)

    assert report.verdict is Verdict.VALID
    assert report.content is not None
    assert report.content.recipient is None


def test_a_badge_that_withholds_what_a_badge_must_say_keeps_to_no_schema() -> None:
    assert VC.derive is not None
    derived = VC.derive(VC.secure(BADGE, SIGNER, disclosing("/credentialSubject/achievement")), ())

    assert codes(world().report(derived.body))[2] == "schema-violation"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (sd_jwt() + b"!", "jwt-malformed"),
        (sd_jwt() + b"W10~", "jwt-malformed"),
        (sd_jwt() + b"ew~", "json-malformed"),
        (issued({**BADGE, "_sd_alg": "md5"}, disclosure("salt", "x", 1)).body, "suite-unsupported"),
        (issued({**BADGE, "iss": "did:example:other"}).body, "jwt-malformed"),
        (issued(BADGE, typ="other").body, "jwt-malformed"),
        (b"\xd2\x84\x43", "jwt-malformed"),
        (cose()[:-1], "jwt-malformed"),
        (cose() + b"\n", "jwt-malformed"),
    ],
    ids=range(9),
)
def test_what_cannot_be_taken_apart_is_said_to_be_so(body: bytes, code: str) -> None:
    report = world().report(body)

    assert codes(report)[1] == code
    assert report.content is None
    assert report.verdict is (Verdict.CANNOT_TELL if code == "suite-unsupported" else Verdict.NOT_VALID)


def test_more_status_lists_than_are_asked_for_are_too_many() -> None:
    entries = [{**BADGE["credentialStatus"], "statusListCredential": f"https://issuer.example/{number}"} for number in range(4)]

    for make in (sd_jwt, cose):
        assert codes(world().report(make(badge(credentialStatus=entries))))[1] == "document-too-complex"


def test_a_presentation_is_no_credential() -> None:
    options = SecureOptions(NOON, ProofPurpose.AUTHENTICATION)

    for name in ("vp+sd-jwt", "vp+cose"):
        with pytest.raises(NotRecognised, match="a presentation"):
            read_presented(suite_named(name, "EdDSA").secure(PRESENTATION, SIGNER, options).body)


def test_an_sd_jwt_vc_is_told_as_what_it_is_and_no_more() -> None:
    report = world().report(dc_sd_jwt("/given_name", "/secret"))

    assert (report.verdict, report.credential_format, report.securing) == (Verdict.VALID, "sd-jwt-vc", "sd-jwt EdDSA")
    assert codes(report) == {
        1: "readable",
        2: "schema-sd-jwt-vc",
        3: "key-listed",
        4: "signature-genuine",
        5: "current-until",
        6: "no-status",
        7: "no-registry",
    }
    assert finding(report, 2).facts == {"type": CLAIMS["vct"]}
    assert report.content is not None
    assert (report.content.title, report.content.recipient, report.content.recipient_id) == (CLAIMS["vct"], "Ada Lovelace", CLAIMS["sub"])
    assert report.content.issuer_id == ISSUER
    assert report.content.valid_until is not None
    assert "of the type's own" not in repr(report.content)


def test_the_content_of_an_sd_jwt_vc_is_what_is_disclosed_of_it() -> None:
    whole = DC.secure({**CLAIMS, "name": "Ada King", "jti": "urn:1"}, SIGNER, disclosing("/name", "/given_name", "/family_name"))
    assert DC.derive is not None

    told, untold = (world().report(body).content for body in (whole.body, DC.derive(whole, ()).body))

    assert told is not None
    assert untold is not None
    assert (told.recipient, told.credential_id) == ("Ada King", "urn:1")
    assert untold.recipient is None


def test_an_sd_jwt_vc_asks_for_its_issuers_keys_only() -> None:
    case = replace(world().case(dc_sd_jwt()), evidence={})

    assert [address.url for address in still_wanted(case)] == [ISSUER_URL]


@pytest.mark.parametrize(
    ("changes", "number", "code"),
    [
        ({"status": {"status_list": {"idx": 1, "uri": "https://issuer.example/s"}}}, 6, "status-type-unknown"),
        ({"status": "text"}, 6, "status-type-unknown"),
        ({"exp": 1_767_225_601}, 5, "proof-expired"),
        ({"nbf": 1_900_000_000}, 5, "not-yet-valid"),
        ({"iat": 1_900_000_000}, 5, "signed-in-future"),
        ({"iss": "did:web:other.example"}, 3, "key-of-another"),
    ],
)
def test_an_sd_jwt_vc_has_its_ways_not_to_be_in_force(changes: Document, number: int, code: str) -> None:
    report = world().report(dc_sd_jwt(**changes))

    assert codes(report)[number] == code
    assert report.verdict is not Verdict.VALID


def test_an_sd_jwt_vc_by_a_stranger_tells_nothing() -> None:
    report = world().report(dc_sd_jwt(signer=STRANGER))

    assert codes(report)[3] == "key-not-listed"
    assert report.content is None


@pytest.mark.parametrize("header", [{"kid": "7"}, {"kid": None, "x5c": ["MIIB"]}])
def test_a_key_that_is_named_in_another_way_is_unknown(header: Document) -> None:
    report = world().report(issued(CLAIMS, typ="dc+sd-jwt", **header).body)

    assert finding(report, 4).code == "suite-unsupported"
    assert finding(report, 3).outcome is Outcome.UNKNOWN
    assert report.verdict is Verdict.CANNOT_TELL


def test_a_key_binding_must_hold() -> None:
    sound = DC.secure(CLAIMS, SIGNER, disclosing("/secret"))

    assert codes(world().report(bound(sound).body))[4] == "signature-genuine"
    assert codes(world().report(bound(sound, signer=STRANGER).body))[4] == "signature-invalid"
    assert codes(world().report(bound(sound, sd_hash=digest("other")).body))[4] == "proof-malformed"


def test_only_so_many_wrappings_are_taken_off() -> None:
    body: bytes = sd_jwt()
    for _ in range(MOST_WRAPPINGS):
        body = orjson.dumps(body.decode())

    assert read_presented(body).securing == "sd-jwt EdDSA"
    with pytest.raises(NotRecognised):
        read_presented(orjson.dumps(body.decode()))
