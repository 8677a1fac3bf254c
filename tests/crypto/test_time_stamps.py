"""RFC 3161 time-stamps: what they cover, who made them, and all that makes them worthless."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import algos, cms, keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from app.crypto.encodings import decode_base64url
from app.crypto.revocation import Revocations
from app.crypto.time_stamps import MAX_TOKEN_BYTES, check_covered, time_stamp_of
from app.errors import InvalidSignature, MalformedCertificate, ProofError
from tests.crypto.authorities import CA, DAY, NOON, STAMPING, TSA, Wish, answered, certified, key_of, listed, stamped

ROOT = certified("Root", wish=CA)
SUB = certified("Sub", ROOT, CA)
STAMPER = certified("Stamper", ROOT, TSA)
COVERED = b"what is stamped"
TOKEN = stamped(COVERED, STAMPER)
ANCHORS = (ROOT.der,)
STAMPS = (ExtendedKeyUsageOID.TIME_STAMPING,)


def changed(token: bytes, *, signed: Any = None, **members: Any) -> bytes:
    """A token with other members in its SignedData."""
    message = cms.ContentInfo.load(token)
    for name, value in members.items():
        message["content"][name] = value
    if signed:
        signed(message["content"])
    return bytes(message.dump(force=True))


def test_a_stamp_by_an_authority_under_an_anchor_is_trusted() -> None:
    stamp = time_stamp_of(TOKEN, COVERED, ANCHORS)

    assert (stamp.moment, stamp.trusted, stamp.authority, stamp.trouble) == (NOON, True, "Stamper", "")


def test_a_stamp_without_an_anchor_holds_but_is_not_trusted() -> None:
    for anchors in ((), (certified("Stranger", wish=CA).der,)):
        stamp = time_stamp_of(TOKEN, COVERED, anchors)

        assert (stamp.moment, stamp.trusted, stamp.trouble) == (NOON, False, "no-anchor")


def test_further_certificates_may_come_with_the_token_or_beside_it() -> None:
    under = certified("Stamper", SUB, TSA)

    assert time_stamp_of(stamped(COVERED, under, replace(STAMPING, certificates=(SUB.der, under.der))), COVERED, ANCHORS).trusted
    assert time_stamp_of(stamped(COVERED, under), COVERED, ANCHORS, Revocations(certificates=(SUB.der,))).trusted
    assert not time_stamp_of(stamped(COVERED, under), COVERED, ANCHORS).trusted


def test_an_authority_counts_at_the_moment_of_its_stamp() -> None:
    over = certified("Stamper", ROOT, replace(TSA, end=NOON - DAY))

    assert time_stamp_of(stamped(COVERED, over, replace(STAMPING, moment=NOON - 2 * DAY)), COVERED, ANCHORS).trusted
    assert time_stamp_of(stamped(COVERED, over), COVERED, ANCHORS).trouble == "expired"


EARLIER = stamped(COVERED, STAMPER, replace(STAMPING, moment=NOON - 2 * DAY))


@pytest.mark.parametrize("reason", [x509.ReasonFlags.superseded, x509.ReasonFlags.cessation_of_operation, x509.ReasonFlags.unspecified])
def test_an_authority_that_was_revoked_for_no_harm_is_not_trusted_from_then_on(reason: x509.ReasonFlags) -> None:
    for revocations in (
        Revocations(crls=(listed(ROOT, (STAMPER, NOON - DAY), reason=reason),)),
        Revocations(ocsp_responses=(answered(STAMPER, ROOT, revoked_at=NOON - DAY, reason=reason),)),
    ):
        assert time_stamp_of(TOKEN, COVERED, ANCHORS, revocations).trouble == "revoked"
        assert time_stamp_of(EARLIER, COVERED, ANCHORS, revocations).trusted


@pytest.mark.parametrize("reason", [None, x509.ReasonFlags.key_compromise, x509.ReasonFlags.ca_compromise])
def test_an_authority_that_lost_its_key_is_trusted_no_more_not_even_for_earlier_stamps(reason: x509.ReasonFlags | None) -> None:
    for revocations in (
        Revocations(crls=(listed(ROOT, (STAMPER, NOON - DAY), reason=reason),)),
        Revocations(ocsp_responses=(answered(STAMPER, ROOT, revoked_at=NOON - DAY, reason=reason),)),
    ):
        assert time_stamp_of(EARLIER, COVERED, ANCHORS, revocations).trouble == "revoked"


@pytest.mark.parametrize(
    "wish",
    [
        Wish(),
        replace(TSA, purposes=None),
        replace(TSA, purposes_are_critical=False),
        replace(TSA, purposes=(ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CLIENT_AUTH)),
        replace(TSA, purposes=(ExtendedKeyUsageOID.CODE_SIGNING,)),
        replace(TSA, usages=frozenset({"key_encipherment"})),
    ],
)
def test_only_a_certificate_for_time_stamping_alone_makes_trusted_stamps(wish: Wish) -> None:
    stamp = time_stamp_of(stamped(COVERED, certified("Stamper", ROOT, wish)), COVERED, ANCHORS)

    assert (stamp.trusted, stamp.trouble) == (False, "unfit")


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_what_is_covered_is_told_by_any_strong_digest(digest: str) -> None:
    token = stamped(COVERED, STAMPER, replace(STAMPING, digest=digest))

    check_covered(token, COVERED)
    assert time_stamp_of(token, COVERED, ANCHORS).trusted


@pytest.mark.parametrize(
    "how", [replace(STAMPING, digest="sha1"), replace(STAMPING, digest="md5"), replace(STAMPING, imprint=b"\x00" * 32)]
)
def test_a_stamp_over_something_else_or_by_a_weak_digest_is_refused(how: Any) -> None:
    for read in (check_covered, lambda token, covered: time_stamp_of(token, covered, ANCHORS)):
        with pytest.raises(InvalidSignature, match="something else"):
            read(stamped(COVERED, STAMPER, how), COVERED)


def test_a_stamp_is_of_what_it_covers_alone() -> None:
    for covered in (b"", COVERED[:-1], COVERED + b" "):
        with pytest.raises(InvalidSignature):
            time_stamp_of(TOKEN, covered, ANCHORS)


@pytest.mark.parametrize(
    "how",
    [
        replace(STAMPING, message_digest=b"\x00" * 32),
        replace(STAMPING, content_type="data"),
        replace(STAMPING, signature=b"\x00" * 70),
        replace(STAMPING, signs_with=key_of("another")),
        replace(STAMPING, scheme="sha1_ecdsa"),
        replace(STAMPING, scheme="sha512_ecdsa"),
        replace(STAMPING, scheme="sha256_rsa"),
    ],
)
def test_a_stamp_whose_signature_does_not_hold_is_refused(how: Any) -> None:
    with pytest.raises(InvalidSignature):
        time_stamp_of(stamped(COVERED, STAMPER, how), COVERED, ANCHORS)


@pytest.mark.parametrize(
    "how", [replace(STAMPING, names_its_signer=None), replace(STAMPING, certificates=()), replace(STAMPING, certificates=(ROOT.der,))]
)
def test_a_stamp_without_its_signers_certificate_is_refused(how: Any) -> None:
    with pytest.raises(MalformedCertificate):
        time_stamp_of(stamped(COVERED, STAMPER, how), COVERED, ANCHORS)


def test_the_older_way_to_name_the_signer_is_read() -> None:
    assert time_stamp_of(stamped(COVERED, STAMPER, replace(STAMPING, names_its_signer="signing_certificate")), COVERED, ANCHORS).trusted


GARBLED_DIGEST = replace(STAMPING, exchanged=(bytes.fromhex("0609608648016503040201"), bytes.fromhex("0209608648016503040201")))
TIMES = (b"20261315120000Z", b"20260615120000 ", b"2026061512000", b"abcdefghijklmnZ", b"20260615120000A")


@pytest.mark.parametrize("time", TIMES)
def test_a_stamp_without_its_time_is_refused(time: bytes) -> None:
    token = stamped(COVERED, STAMPER, replace(STAMPING, exchanged=(b"20260615120000Z", time.ljust(15))))

    with pytest.raises(MalformedCertificate):
        time_stamp_of(token, COVERED, ANCHORS)


@pytest.mark.parametrize(
    "token",
    [
        b"",
        b"text",
        TOKEN[:-1],
        TOKEN + b"\x00",
        b"0" * (MAX_TOKEN_BYTES + 1),
        ROOT.der,
        stamped(COVERED, STAMPER, replace(STAMPING, certificates=(STAMPER.der, *(certified(f"{number}").der for number in range(16))))),
        changed(TOKEN, signer_infos=[]),
        changed(TOKEN, encap_content_info={"content_type": "data", "content": b"text"}),
        bytes(cms.ContentInfo({"content_type": "data", "content": b"text"}).dump()),
        stamped(COVERED, STAMPER, GARBLED_DIGEST),
    ],
)
def test_what_is_no_token_is_refused(token: bytes) -> None:
    for read in (check_covered, lambda token, covered: time_stamp_of(token, covered, ANCHORS)):
        with pytest.raises(MalformedCertificate):
            read(token, COVERED)


def repeated(content: Any) -> None:
    attributes = content["signer_infos"][0]["signed_attrs"]
    attributes.append(attributes[0].copy())


def test_a_signed_attribute_that_stands_there_twice_is_refused() -> None:
    with pytest.raises(MalformedCertificate):
        check_covered(changed(TOKEN, signed=repeated), COVERED)


@pytest.mark.filterwarnings("ignore")
@given(st.integers(0, len(TOKEN) - 1), st.integers(0, 255))
def test_any_changed_octet_is_refused_or_changes_nothing(place: int, value: int) -> None:
    changed_token = TOKEN[:place] + bytes([value]) + TOKEN[place + 1 :]
    try:
        stamp = time_stamp_of(changed_token, COVERED, ANCHORS)
    except ProofError:
        return
    assert stamp.moment == NOON


@pytest.mark.parametrize("name", ["elm-repo/Sample-MC-Annex1-signed.jsonld", "elm-support/Sample-MastersDegree-signed.jsonld"])
def test_the_official_samples_were_stamped(shared: Path, name: str) -> None:
    (signature,) = json.loads((shared / "elm/samples" / name).read_text())["signatures"]
    components = [json.loads(decode_base64url(each)) for each in signature["header"]["etsiU"]]
    tokens = [base64.b64decode(token["val"]) for each in components if "sigTst" in each for token in each["sigTst"]["tstTokens"]]
    certificates = tuple(base64.b64decode(each["x509Cert"]["val"]) for part in components for each in part.get("xVals", ()))

    for token in tokens:
        stamp = time_stamp_of(token, signature["signature"].encode(), certificates)

        assert stamp.trusted
        assert datetime(2023, 1, 1, tzinfo=UTC) < stamp.moment < datetime(2026, 1, 1, tzinfo=UTC)
        assert not time_stamp_of(token, signature["signature"].encode(), ()).trusted
        with pytest.raises(InvalidSignature):
            time_stamp_of(token, signature["signature"][1:].encode(), certificates)


def test_a_stamp_of_pyhanko_is_read() -> None:
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    stamper = certified("Peer", ROOT, TSA, key=key)
    private = keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    peer = DummyTimeStamper(asn1.Certificate.load(stamper.der), private, fixed_dt=NOON)
    imprint = tsp.MessageImprint(
        {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": hashlib.sha256(COVERED).digest()}
    )
    response = peer.request_tsa_response(tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True}))

    assert time_stamp_of(response["time_stamp_token"].dump(), COVERED, ANCHORS).trusted


def test_a_stamp_by_a_key_of_another_curve_is_read() -> None:
    stamper = certified("Stamper", ROOT, TSA, key=ec.derive_private_key(7, ec.SECP384R1()))
    assert time_stamp_of(stamped(COVERED, stamper), COVERED, ANCHORS).trusted
