"""Check (6): what lists of every purpose say, several bits at a time, and what plain lists say that nobody signed."""

from typing import Any

import pytest

from app.model.report import Outcome, Report, Verdict
from app.model.secured import Document
from app.status.bitstring import encode_bits
from app.verifier.kinds import still_wanted
from tests.verifier.world import (
    INDEX,
    ISSUER,
    ISSUER_URL,
    LIST_URL,
    SIZE,
    STATUS,
    World,
    a_list,
    answered,
    badge,
    codes,
    evidence,
    finding,
    signed,
    signed_jwt,
    silent,
    world,
)

OTHER_URL = "https://issuer.example/status/other"
REVOKED_URL = "https://issuer.example/revoked"
MESSAGES = [{"status": "0x0", "message": "in good standing"}, {"status": "0x2", "message": "under review"}]


def entry(purpose: str, **members: Any) -> Document:
    return {**STATUS, "id": f"{OTHER_URL}#5", "statusListCredential": OTHER_URL, "statusPurpose": purpose, **members}


def report(entries: Any, purpose: str, value: int = 0, size: int = 1) -> Report:
    """The report on a badge with these entries, whose other list has that value."""
    document = a_list((), list_url=OTHER_URL, purpose=purpose)
    places = [INDEX * size + place for place in range(size) if value >> (size - 1 - place) & 1]
    subject = {**document["credentialSubject"], "encodedList": encode_bits(places, SIZE * size)}
    surroundings = world(answered(OTHER_URL, signed({**document, "credentialSubject": subject})))
    return surroundings.report(signed_jwt(badge(credentialStatus=entries, type=["VerifiableCredential"])))


# refresh


@pytest.mark.parametrize(
    ("entries", "value", "code", "outcome"),
    [
        ([STATUS, entry("refresh")], 0, "not-revoked", Outcome.PASSED),
        ([STATUS, entry("refresh")], 1, "not-revoked-refresh", Outcome.PASSED),
        ([entry("refresh"), STATUS], 1, "not-revoked-refresh", Outcome.PASSED),
        (entry("refresh"), 1, "status-refresh", Outcome.NOT_APPLICABLE),
        (entry("refresh"), 0, "status-unobjected", Outcome.NOT_APPLICABLE),
    ],
)
def test_a_newer_version_is_told_and_does_not_revoke(entries: Any, value: int, code: str, outcome: Outcome) -> None:
    judged = report(entries, "refresh", value)

    assert (codes(judged)[6], finding(judged, 6).outcome, judged.verdict) == (code, outcome, Verdict.VALID)


def test_a_list_of_suspensions_alone_does_not_say_that_nothing_was_revoked() -> None:
    assert codes(report(entry("suspension"), "suspension"))[6] == "status-unobjected"


# messages


@pytest.mark.parametrize(
    ("entries", "value", "code", "text"),
    [
        (entry("message", statusSize=2, statusMessage=MESSAGES), 2, "status-message", "under review"),
        (entry("message", statusSize=2, statusMessage=MESSAGES), 0, "status-message", "in good standing"),
        ([STATUS, entry("message", statusSize=2, statusMessage=MESSAGES)], 2, "not-revoked-message", "under review"),
    ],
)
def test_a_message_is_told_in_the_issuers_words(entries: Any, value: int, code: str, text: str) -> None:
    judged = report(entries, "message", value, 2)

    assert (codes(judged)[6], finding(judged, 6).facts["message"]) == (code, text)
    assert judged.verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("members", "value"),
    [({}, 1), ({"statusMessage": MESSAGES}, 3), ({"statusMessage": MESSAGES}, 1), ({"statusMessage": MESSAGES[1:]}, 0)],
)
def test_a_message_without_a_text_may_mean_anything(members: Document, value: int) -> None:
    judged = report([STATUS, entry("message", statusSize=2, **members)], "message", value, 2)

    assert (codes(judged)[6], judged.verdict) == ("status-message-unknown", Verdict.CANNOT_TELL)
    assert finding(judged, 6).facts["value"] == hex(value)


def test_no_message_is_none() -> None:
    assert codes(report([STATUS, entry("message")], "message"))[6] == "not-revoked"
    assert codes(report(entry("message"), "message"))[6] == "status-unobjected"


@pytest.mark.parametrize(("value", "code"), [(0, "not-revoked"), (2, "revoked-with-reason"), (3, "revoked")])
def test_any_value_but_0_revokes(value: int, code: str) -> None:
    judged = report(entry("revocation", statusSize=2, statusMessage=MESSAGES), "revocation", value, 2)

    assert codes(judged)[6] == code
    assert judged.verdict is (Verdict.NOT_VALID if value else Verdict.VALID)


def test_the_reason_of_a_suspension_is_for_specialists() -> None:
    judged = report([STATUS, entry("suspension", statusSize=2, statusMessage=MESSAGES)], "suspension", 2, 2)

    assert (codes(judged)[6], finding(judged, 6).facts["detail"]) == ("suspended", "under review")


def test_purposes_may_share_a_list_and_messages_come_before_offers() -> None:
    document = a_list([INDEX], purpose="refresh")
    subject = {**document["credentialSubject"], "statusPurpose": ["refresh", "message"]}
    entries = [
        {**STATUS, "statusPurpose": "refresh"},
        {**STATUS, "statusPurpose": "message", "statusMessage": [{"status": "0x1", "message": "x"}]},
    ]
    surroundings = world(answered(LIST_URL, signed({**document, "credentialSubject": subject})))

    judged = surroundings.report(signed_jwt(badge(credentialStatus=entries, type=["VerifiableCredential"])))

    assert codes(judged)[6] == "status-message"


# 1EdTech's list of revoked credentials

EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
LISTED = badge(credentialStatus={"id": REVOKED_URL, "type": "1EdTechRevocationList"})
LISTED["@context"] = [*LISTED["@context"], EXTENSIONS]


def revocations(*revoked: Document, **members: Any) -> Document:
    return {"id": REVOKED_URL, "issuer": ISSUER, "revokedCredential": list(revoked), **members}


def with_revocations(body: Document | bytes) -> Report:
    return world(answered(REVOKED_URL, body)).report(signed(LISTED))


def test_who_is_not_on_the_list_is_not_revoked_and_the_finding_says_that_nobody_signed_it() -> None:
    judged = with_revocations(revocations({"id": "urn:another"}))

    assert (codes(judged)[6], judged.verdict) == ("not-on-revocation-list", Verdict.VALID)
    assert finding(judged, 6).outcome is Outcome.PASSED


def test_who_is_on_the_list_is_revoked() -> None:
    judged = with_revocations(revocations({"id": LISTED["id"]}))

    assert (codes(judged)[6], judged.verdict, judged.reason) == ("revoked", Verdict.NOT_VALID, "revoked")
    assert "not signed" in finding(judged, 6).facts["detail"]


def test_the_reason_of_a_revocation_is_told() -> None:
    judged = with_revocations(revocations({"id": LISTED["id"], "revoked": True, "revocationReason": "Issued \u202ein error"}))

    assert (codes(judged)[6], judged.verdict) == ("revoked-with-reason", Verdict.NOT_VALID)
    assert finding(judged, 6).facts["reason"] == "Issued �in error"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        revocations(issuer="did:web:another.example"),
        {"revokedCredential": []},
        revocations(revokedCredential="none"),
        b'{"issuer":"did:web:issuer.example","issuer":"did:web:issuer.example"}',
    ],
)
def test_a_list_that_is_not_the_issuers_or_cannot_be_read_is_refused(body: Document | bytes) -> None:
    judged = with_revocations(body)

    assert (codes(judged)[6], judged.verdict) == ("status-list-refused", Verdict.CANNOT_TELL)


def test_a_list_that_cannot_be_reached_is_never_green() -> None:
    judged = world(silent(REVOKED_URL)).report(signed(LISTED))

    assert (codes(judged)[6], judged.verdict) == ("status-unreachable", Verdict.CANNOT_TELL)


def test_its_address_is_wanted_with_the_keys() -> None:
    assert [address.url for address in still_wanted(World({}).case(signed(LISTED)))] == [ISSUER_URL, REVOKED_URL]
    assert still_wanted(World(evidence(answered(REVOKED_URL, revocations()))).case(signed(LISTED))) == ()


def test_more_lists_than_allowed_are_too_many_of_this_kind_too() -> None:
    entries = [{"id": f"{REVOKED_URL}/{each}", "type": "1EdTechRevocationList"} for each in range(4)]

    judged = world().report(signed_jwt(badge(credentialStatus=entries, type=["VerifiableCredential"])))

    assert codes(judged)[1] == "document-too-complex"


def test_a_list_may_be_as_long_as_its_issuer_has_revoked() -> None:
    many = [{"id": f"urn:uuid:{number}"} for number in range(9_000)]

    assert codes(with_revocations(revocations(*many, {"id": LISTED["id"]})))[6] == "revoked"
