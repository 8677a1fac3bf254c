"""Check (3): whose seal it is. Anchors, time-stamps, revocation, our own register; and the text against the certificate."""

import base64
import hashlib
from typing import Any

import orjson
import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.crypto.encodings import encode_base64url
from app.model.report import Check, Outcome, Verdict
from app.model.seal import Anchors
from app.verifier.europass.sealing import MOST_STAMPS, name_of
from app.verifier.evidence import OwnRecord
from tests.crypto.authorities import CA, NOON, TSA, Wish, certified, listed
from tests.verifier.europass.seals import (
    AUTHORITY,
    HOUR,
    ISSUER,
    ITALY,
    LEAF,
    NAMES,
    ORGANISATION,
    ROOT,
    SEALS,
    SHORT,
    STAMPER,
    STAMPS,
    Beside,
    content_stamp,
    credential,
    owned,
    report,
    sealed,
)
from tests.verifier.world import finding

DID = "did:web:academy.example"
LATER = NOON + 3 * HOUR
IN_TIME = Beside(stamps=((STAMPER, NOON + HOUR / 2),))
NOBODY = Anchors()


def key(body: bytes, *around: Any, **more: Any) -> str:
    return finding(report(body, *around, **more), Check.ISSUER_KEY).code


# who vouches


def test_a_seal_whose_chain_leads_to_an_anchor_is_the_issuers() -> None:
    found = report(sealed())

    assert found.verdict is Verdict.VALID
    assert finding(found, 3).facts["anchor"] == "Example Root"
    assert found.content is not None


def test_without_any_anchor_nobody_can_tell_whose_seal_it_is_and_nothing_is_told() -> None:
    found = report(sealed(), NOBODY)

    assert (found.verdict, found.reason) == (Verdict.CANNOT_TELL, "seal-unanchored")
    assert [each.outcome for each in found.findings[3:6]] == [Outcome.PASSED, Outcome.UNKNOWN, Outcome.UNKNOWN]
    assert found.content is None


def test_a_certificate_that_vouches_for_itself_is_nobodys() -> None:
    victim = certified("Anybody", wish=Wish(names=NAMES))

    assert key(sealed(by=victim)) == "seal-unanchored"


def test_an_authority_that_is_no_anchor_vouches_for_nobody() -> None:
    assert key(sealed(), Anchors(seals=(certified("Another Root", wish=CA).der,))) == "seal-unanchored"


def test_a_chain_through_one_that_is_no_authority_does_not_count() -> None:
    middle = certified("No authority", ROOT)
    body = sealed(by=certified("Under it", middle, Wish(names=NAMES)), beside=Beside(certificates=(middle.der,)))

    assert key(body) == "seal-unanchored"


@pytest.mark.parametrize(
    ("purposes", "code"),
    [
        ((ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH), "seal-unanchored"),
        ((ExtendedKeyUsageOID.CODE_SIGNING,), "seal-unanchored"),
        ((ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CLIENT_AUTH), "seal-anchored"),
        ((ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,), "seal-anchored"),
    ],
    ids=["servers", "code", "mail", "anything"],
)
def test_an_authority_for_servers_alone_vouches_for_no_seal(purposes: Any, code: str) -> None:
    middle = certified("Authority for some", ROOT, Wish(usages=CA.usages, is_authority=True, purposes=purposes))
    body = sealed(by=certified("Under it", middle, Wish(names=NAMES)), beside=Beside(certificates=(middle.der,)))

    assert key(body) == code


def test_anchors_for_time_stamps_vouch_for_no_seal() -> None:
    assert key(sealed(), Anchors(time_stamps=(ROOT.der,))) == "seal-unanchored"


def test_a_certificate_whose_key_may_not_sign_documents_seals_nothing() -> None:
    unfit = certified("Unfit", AUTHORITY, Wish(usages=frozenset({"key_encipherment"}), names=NAMES))

    assert key(sealed(by=unfit)) == "seal-certificate-unfit"


EMPLOYEE = (*NAMES, (NameOID.GIVEN_NAME, "Eve"), (NameOID.SURNAME, "Employee"))


@pytest.mark.parametrize(
    "wish",
    [
        Wish(names=EMPLOYEE),
        Wish(names=(*NAMES, (NameOID.PSEUDONYM, "Eve"))),
        Wish(names=EMPLOYEE, purposes=(ExtendedKeyUsageOID.EMAIL_PROTECTION,)),
        Wish(names=NAMES, purposes=(ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)),
        Wish(names=NAMES, purposes=(ExtendedKeyUsageOID.TIME_STAMPING,)),
        Wish(names=NAMES, purposes=(ExtendedKeyUsageOID.OCSP_SIGNING,)),
    ],
    ids=["somebody of its people", "under another name", "their mail", "its web server", "its stamper", "its responder"],
)
def test_only_the_organisation_itself_seals_though_authorities_name_it_in_other_certificates_too(wish: Wish) -> None:
    found = report(sealed(by=certified("Another certificate of the same", AUTHORITY, wish)))

    assert (found.verdict, finding(found, 3).code) == (Verdict.NOT_VALID, "seal-certificate-unfit")
    assert found.content is None


def test_the_purposes_that_seals_have_in_practice_are_no_obstacle() -> None:
    usual = Wish(names=NAMES, purposes=(ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CLIENT_AUTH))

    assert key(sealed(by=certified("Usual", AUTHORITY, usual))) == "seal-anchored"


def test_a_certificate_that_cannot_be_read_names_nobody() -> None:
    garbled = LEAF.der[:-1]
    found = report(sealed(by=LEAF, header={"x5c": [_base64(garbled)], "x5t#S256": _digest(garbled)}))

    assert (found.verdict, finding(found, 3).code) == (Verdict.NOT_VALID, "certificate-malformed")


# when


def test_an_expired_certificate_leaves_open_when_the_seal_was_made() -> None:
    found = report(sealed(by=SHORT), moment=LATER)

    assert (found.verdict, finding(found, 3).code) == (Verdict.CANNOT_TELL, "seal-certificate-expired-since")


def test_a_trusted_time_stamp_shows_that_it_was_made_before() -> None:
    found = report(sealed(by=SHORT, beside=IN_TIME), STAMPS, LATER)

    assert (found.verdict, finding(found, 3).code) == (Verdict.VALID, "seal-anchored-in-time")
    assert finding(found, 3).facts["stamped_at"] == (NOON + HOUR / 2).isoformat()
    assert finding(found, 4).code == "seal-genuine-stamped"


def test_a_time_stamp_that_is_not_trusted_shows_nothing() -> None:
    assert key(sealed(by=SHORT, beside=IN_TIME), SEALS, LATER) == "seal-certificate-expired-since"


def test_a_time_stamp_over_something_else_shows_nothing() -> None:
    other = sealed(credential(id="urn:credential:other"), by=SHORT, beside=IN_TIME)
    body = _with_header_of(sealed(by=SHORT), other)

    assert key(body, STAMPS, LATER) == "seal-certificate-expired-since"


def test_a_time_stamp_after_the_end_shows_nothing() -> None:
    late = Beside(stamps=((STAMPER, NOON + 2 * HOUR),))

    assert key(sealed(by=SHORT, beside=late), STAMPS, LATER) == "seal-certificate-expired-since"


def test_of_several_time_stamps_the_earliest_counts() -> None:
    two = Beside(stamps=((STAMPER, NOON + 2 * HOUR), (STAMPER, NOON + HOUR / 2)))

    assert key(sealed(by=SHORT, beside=two), STAMPS, LATER) == "seal-anchored-in-time"


def test_no_more_time_stamps_than_a_few_are_looked_at() -> None:
    many = Beside(stamps=(*[(STAMPER, NOON + 2 * HOUR)] * MOST_STAMPS, (STAMPER, NOON + HOUR / 2)))

    assert key(sealed(by=SHORT, beside=many), STAMPS, LATER) == "seal-certificate-expired-since"


def test_a_time_stamp_of_the_future_shows_nothing() -> None:
    coming = certified("Coming", AUTHORITY, Wish(begin=NOON + HOUR, names=NAMES))
    body = sealed(by=coming, beside=Beside(stamps=((STAMPER, NOON + 2 * HOUR),)))

    assert key(body, STAMPS) == "seal-unanchored"
    assert key(body, STAMPS, LATER) == "seal-anchored"


def test_a_seal_that_says_itself_that_it_came_too_late_fails() -> None:
    late = sealed(by=SHORT, header={"iat": int((NOON + 2 * HOUR).timestamp())})

    assert key(late, moment=LATER) == "seal-certificate-expired"


def test_a_trusted_time_stamp_in_what_was_sealed_shows_that_it_came_too_late() -> None:
    document = credential()
    body = sealed(document, by=SHORT, header=content_stamp(document, STAMPER, NOON + 2 * HOUR))

    assert key(body, STAMPS, LATER) == "seal-certificate-expired"
    assert key(body, SEALS, LATER) == "seal-certificate-expired-since"


def test_an_authority_that_has_ended_says_no_more() -> None:
    short = certified("Short Authority", ROOT, Wish(end=NOON + HOUR, usages=CA.usages, is_authority=True))
    body = sealed(by=certified("Under it", short, Wish(names=NAMES)), beside=Beside(certificates=(short.der,)))

    assert key(body) == "seal-anchored"
    assert key(body, moment=LATER) == "seal-unanchored"


# revocation, embedded


def revoked(at: Any, **beside: Any) -> Beside:
    return Beside(crls=(listed(AUTHORITY, (LEAF, at), made_at=NOON + HOUR),), **beside)


def test_a_certificate_withdrawn_before_the_seal_by_its_makers_own_word_fails() -> None:
    assert key(sealed(beside=revoked(NOON - HOUR)), moment=LATER) == "seal-certificate-revoked"


def test_a_certificate_withdrawn_since_leaves_open_when_the_seal_was_made() -> None:
    assert key(sealed(beside=revoked(NOON + HOUR)), moment=LATER) == "seal-certificate-revoked-since"


def test_without_a_moment_of_the_seal_nobody_can_tell() -> None:
    assert key(sealed(beside=revoked(NOON - HOUR), header={"iat": ...}), moment=LATER) == "seal-certificate-revoked-since"


def test_a_trusted_time_stamp_before_the_withdrawal_saves_the_seal() -> None:
    beside = revoked(NOON + HOUR, stamps=((STAMPER, NOON + HOUR / 2),))

    assert key(sealed(beside=beside), STAMPS, LATER) == "seal-anchored-in-time"


def test_a_list_that_does_not_name_the_certificate_is_evidence_that_it_counts() -> None:
    lists = (listed(AUTHORITY, made_at=NOON), listed(ROOT, made_at=NOON))
    found = finding(report(sealed(beside=Beside(crls=lists))), 3)

    assert found.code == "seal-anchored"
    assert "detail" not in found.facts


def test_where_nothing_says_so_that_is_told() -> None:
    assert "revoked" in finding(report(sealed()), 3).facts["detail"]


def test_a_list_signed_by_somebody_else_is_none() -> None:
    forged = Beside(crls=(listed(AUTHORITY, (LEAF, NOON - HOUR), signed_by=certified("Stranger", wish=CA)),))

    assert key(sealed(beside=forged)) == "seal-anchored"


# our own register


def test_a_certificate_that_we_keep_ourselves_is_the_issuers_without_any_anchor() -> None:
    found = report(sealed(), NOBODY, seals=owned(LEAF, DID))

    assert (found.verdict, finding(found, 3).code) == (Verdict.VALID, "seal-recorded")


def test_one_that_is_not_ours_is_not_by_another_that_is() -> None:
    assert key(sealed(by=SHORT), NOBODY, seals=owned(LEAF, DID)) == "seal-unanchored"


@pytest.mark.parametrize(
    ("sealed_at", "signed_at", "code"),
    [
        (NOON, NOON, "key-revoked-later"),
        (NOON, None, "key-revoked-since"),
        (NOON + HOUR, None, "key-revoked"),
        (NOON + HOUR, NOON + HOUR, "key-revoked"),
    ],
    ids=["recorded", "by its own word alone", "afterwards", "recorded afterwards"],
)
def test_of_a_revoked_key_of_ours_our_register_says_which_seals_are_older(sealed_at: Any, signed_at: Any, code: str) -> None:
    body = sealed(header={"iat": int(sealed_at.timestamp())})
    own = OwnRecord(DID, signed_at=signed_at)

    assert key(body, NOBODY, LATER, seals=owned(LEAF, DID, NOON + HOUR), own=own) == code


def test_a_revoked_key_of_ours_without_any_moment_leaves_it_open() -> None:
    assert key(sealed(header={"iat": ...}), NOBODY, LATER, seals=owned(LEAF, DID, NOON)) == "key-revoked-since"


def test_a_certificate_of_ours_that_its_authority_withdrew_does_not_count_for_being_ours() -> None:
    ours = owned(LEAF, DID)
    body = sealed(beside=revoked(NOON - HOUR))

    assert key(body, moment=LATER, seals=ours) == "seal-certificate-revoked"
    assert key(sealed(beside=revoked(NOON + HOUR)), moment=LATER, seals=ours) == "seal-certificate-revoked-since"
    assert key(body, moment=LATER, seals=ours, own=OwnRecord(DID, signed_at=NOON)) == "seal-recorded"


def test_a_certificate_of_ours_seals_nothing_after_its_end() -> None:
    late = sealed(by=SHORT, header={"iat": int((NOON + 2 * HOUR).timestamp())})

    assert key(late, NOBODY, LATER, seals=owned(SHORT, DID)) == "seal-certificate-expired"
    assert key(sealed(by=SHORT), NOBODY, LATER, seals=owned(SHORT, DID)) == "seal-recorded"
    assert key(sealed(by=SHORT, header={"iat": ...}), NOBODY, LATER, seals=owned(SHORT, DID)) == "seal-recorded"


def test_before_it_is_revoked_a_key_of_ours_counts() -> None:
    assert key(sealed(), NOBODY, NOON, seals=owned(LEAF, DID, NOON + HOUR)) == "seal-recorded"


# the text and the certificate


@pytest.mark.parametrize(
    ("issuer", "member"),
    [
        ({**ISSUER, "legalName": {"en": "University of the Peninsula"}}, "legalName"),
        ({**ISSUER, "legalName": "University of the Peninsula"}, "legalName"),
        ({**ISSUER, "legalName": 7}, "legalName"),
        ({**ISSUER, "eIDASIdentifier": {**ISSUER["eIDASIdentifier"], "notation": "VATGR-1"}}, "eIDASIdentifier"),
        ({**ISSUER, "eIDASIdentifier": [ISSUER["eIDASIdentifier"], {"notation": "VATGR-1"}]}, "eIDASIdentifier"),
        ({**ISSUER, "eIDASIdentifier": {**ISSUER["eIDASIdentifier"], "spatial": {"id": f"{ITALY['id'][:-3]}GRC"}}}, "country"),
        ({"id": "urn:epass:org:9", "type": "Organisation"}, "legalName"),
        ("did:web:victim.example", "legalName"),
        (None, "legalName"),
    ],
)
def test_an_issuer_whom_the_certificate_does_not_name_fails_even_without_an_anchor(issuer: Any, member: str) -> None:
    body = sealed(credential(issuer=issuer))

    for anchors in (SEALS, NOBODY):
        found = report(body, anchors)
        assert (found.verdict, finding(found, 3).code) == (Verdict.NOT_VALID, "seal-of-another")
        assert finding(found, 3).facts["member"] == member
        assert found.content is None


def test_not_even_a_certificate_of_ours_may_name_somebody_else() -> None:
    body = sealed(credential(issuer={**ISSUER, "legalName": {"en": "Somebody else"}}))

    assert key(body, NOBODY, seals=owned(LEAF, DID)) == "seal-of-another"


@pytest.mark.parametrize("names", [NAMES[:1], NAMES[1:]], ids=["no identifier", "no organisation"])
def test_what_the_certificate_does_not_say_it_does_not_confirm(names: Any) -> None:
    leaf = certified("Silent", AUTHORITY, Wish(names=names))

    assert key(sealed(by=leaf)) == "seal-of-another"


@pytest.mark.parametrize("nothing", ["", " "])
def test_where_neither_says_a_name_none_is_confirmed(nothing: str) -> None:
    leaf = certified("Silent", AUTHORITY, Wish(names=NAMES[1:]))

    assert key(sealed(credential(issuer={**ISSUER, "legalName": {"en": nothing}}), by=leaf)) == "seal-of-another"


def test_without_a_country_in_the_certificate_none_is_compared() -> None:
    leaf = certified("Silent on its country", AUTHORITY, Wish(names=NAMES[:2]))
    found = report(sealed(by=leaf))

    assert finding(found, 3).code == "seal-anchored"
    assert found.content is not None
    assert found.content.issuer_country == "IT"


def test_a_country_that_no_list_has_is_nobodys() -> None:
    leaf = certified("Nowhere", AUTHORITY, Wish(names=(*NAMES[:2], (NameOID.COUNTRY_NAME, "ZZ"))))

    assert key(sealed(by=leaf)) == "seal-of-another"


def test_names_are_compared_without_regard_to_capitals_and_spaces() -> None:
    issuer = {**ISSUER, "legalName": {"de": "  example   PERFORMING arts academy "}}

    assert key(sealed(credential(issuer=issuer))) == "seal-anchored"


def test_the_certificates_name_is_shown_whatever_others_the_text_adds() -> None:
    issuer = {**ISSUER, "legalName": {"en": "University of the Peninsula", "it": ORGANISATION}}
    found = report(sealed(credential(issuer=issuer)))

    assert finding(found, 3).code == "seal-anchored"
    assert found.content is not None
    assert found.content.issuer_name == ORGANISATION


def test_without_a_country_beside_the_identifier_the_issuers_places_count() -> None:
    bare = {"notation": ISSUER["eIDASIdentifier"]["notation"]}
    places = [{"address": {"countryCode": {"id": f"{ITALY['id'][:-3]}GRC"}}}, *ISSUER["location"]]

    assert key(sealed(credential(issuer={**ISSUER, "eIDASIdentifier": bare, "location": places}))) == "seal-anchored"
    assert key(sealed(credential(issuer={**ISSUER, "eIDASIdentifier": bare, "location": places[:1]}))) == "seal-of-another"


def test_an_authority_that_cannot_be_read_is_called_by_its_digest() -> None:
    assert name_of(b"no certificate") == hashlib.sha256(b"no certificate").hexdigest()


def test_an_issuer_named_by_its_id_is_the_one_that_is_described_elsewhere() -> None:
    assert key(sealed(credential(issuer={"id": "urn:epass:org:1", "type": "Organisation"}))) == "seal-anchored"


def test_a_stamper_without_a_chain_is_passed_over() -> None:
    stranger = certified("Strange stamper", wish=TSA)

    assert key(sealed(by=SHORT, beside=Beside(stamps=((stranger, NOON),))), STAMPS, LATER) == "seal-certificate-expired-since"


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def _digest(octets: bytes) -> str:
    return encode_base64url(hashlib.sha256(octets).digest())


def _with_header_of(body: bytes, other: bytes) -> bytes:
    """A file with what stands beside the seal of another."""
    file, stranger = orjson.loads(body), orjson.loads(other)
    file["signatures"][0]["header"] = stranger["signatures"][0]["header"]
    return orjson.dumps(file)
