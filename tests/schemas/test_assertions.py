"""Open Badges 2.0: what is an assertion, how it is verified, and each member of each class, right and wrong."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.model.secured import Document
from app.schemas.assertion_members import (
    assertion_faults,
    badge_class_faults,
    key_faults,
    profile_faults,
    revocation_list_faults,
)
from app.schemas.assertions import HOSTED, SIGNED, foreign_contexts, is_assertion, method_of, read_timestamp
from tests.verifier.assertions.world import (
    ASSERTION,
    BADGE_CLASS,
    KEY,
    LIST,
    PROFILE,
    SIGNED_ASSERTION,
    SIGNING_PROFILE,
    V2,
    changed,
)

FIRST_EXAMPLE: Document = {
    "@context": V2,
    "id": "https://example.org/assertions/123",
    "type": "Assertion",
    "recipient": {"type": "email", "identity": "alice@example.org"},
    "issuedOn": "2016-12-31T23:59:59+00:00",
    "verification": {"type": "hosted"},
    "badge": {
        "type": "BadgeClass",
        "id": "https://example.org/badges/5",
        "name": "3-D Printmaster",
        "description": "For passing the test.",
        "image": "https://example.org/badges/5/image",
        "criteria": {"narrative": "Students are tested."},
        "issuer": {
            "id": "https://example.org/issuer",
            "type": "Profile",
            "name": "Example Maker Society",
            "url": "https://example.org",
            "email": "contact@example.org",
            "verification": {"allowedOrigins": "example.org"},
        },
    },
}


def test_the_specifications_first_example_is_an_assertion() -> None:
    assert is_assertion(FIRST_EXAMPLE)
    assert assertion_faults(FIRST_EXAMPLE) == ()


@pytest.mark.parametrize("document", [ASSERTION, SIGNED_ASSERTION, {"id": "https://a.example/1", "revoked": True}])
def test_an_assertion_has_no_fault(document: Document) -> None:
    assert assertion_faults(document) == ()


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"id": ...}, "/id"),
        ({"id": "1"}, "/id"),
        ({"id": ["https://a.example/1"]}, "/id"),
        ({"type": "Endorsement"}, "/type"),
        ({"type": 7}, "/type"),
        ({"recipient": ...}, "/recipient"),
        ({"recipient": "ada@example.org"}, "/recipient"),
        ({"recipient": {"type": "email", "identity": "x", "hashed": "true"}}, "/recipient"),
        ({"recipient": {"type": "email", "identity": "x", "salt": 7}}, "/recipient"),
        ({"recipient": {"type": "email", "identity": " "}}, "/recipient"),
        ({"recipient": {"identity": "x"}}, "/recipient"),
        ({"badge": ...}, "/badge"),
        ({"badge": "wine"}, "/badge"),
        ({"badge": []}, "/badge"),
        ({"badge": changed(BADGE_CLASS, name=...)}, "/badge/name"),
        ({"badge": changed(BADGE_CLASS, issuer=changed(PROFILE, email=...))}, "/badge/issuer/email"),
        ({"verification": ...}, "/verification"),
        ({"verification": {}}, "/verification"),
        ({"verification": {"type": "VerificationObject"}}, "/verification"),
        ({"verification": ..., "verify": {"type": "x"}}, "/verification"),
        ({"issuedOn": ...}, "/issuedOn"),
        ({"issuedOn": 1_480_000_000}, "/issuedOn"),
        ({"issuedOn": "2016-12-31"}, "/issuedOn"),
        ({"issuedOn": "2016-12-31T23:59:59"}, "/issuedOn"),
        ({"expires": "soon"}, "/expires"),
        ({"revoked": "no"}, "/revoked"),
        ({"evidence": [7]}, "/evidence"),
        ({"narrative": ""}, "/narrative"),
        ({"image": 7}, "/image"),
        ({"uid": 7}, "/uid"),
    ],
)
def test_a_member_of_an_assertion_that_is_wrong_or_missing_is_told_with_its_place(members: dict[str, Any], pointer: str) -> None:
    faults = assertion_faults(changed(ASSERTION, **members))

    assert [fault.pointer for fault in faults] == [pointer]
    assert faults[0].detail.startswith("expected ")


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"description": ...}, "/description"),
        ({"image": ...}, "/image"),
        ({"criteria": []}, "/criteria"),
        ({"issuer": 7}, "/issuer"),
        ({"alignment": "x"}, "/alignment"),
        ({"tags": ["wine", 7]}, "/tags"),
    ],
)
def test_a_badge_class_is_held_to_its_members(members: dict[str, Any], pointer: str) -> None:
    assert badge_class_faults(BADGE_CLASS) == ()
    assert [fault.pointer for fault in badge_class_faults(changed(BADGE_CLASS, **members))] == [pointer]


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"type": "Person"}, "/type"),
        ({"url": "school"}, "/url"),
        ({"publicKey": 7}, "/publicKey"),
        ({"verification": "x"}, "/verification"),
        ({"revocationList": {}}, "/revocationList"),
    ],
)
def test_a_profile_is_held_to_its_members(members: dict[str, Any], pointer: str) -> None:
    assert profile_faults(SIGNING_PROFILE) == ()
    assert [fault.pointer for fault in profile_faults(changed(SIGNING_PROFILE, **members))] == [pointer]


def test_keys_and_lists_are_held_to_their_members() -> None:
    assert (key_faults(KEY), revocation_list_faults(LIST)) == ((), ())
    assert [fault.pointer for fault in key_faults({})] == ["/type", "/owner", "/publicKeyPem"]
    assert [fault.pointer for fault in revocation_list_faults({"revokedAssertions": [{}]})] == ["/type", "/revokedAssertions"]


@pytest.mark.parametrize(
    ("document", "method"),
    [
        ({"verification": {"type": "hosted"}}, HOSTED),
        ({"verify": {"type": ["HostedBadge", "https://x.example/Other"]}}, HOSTED),
        ({"verification": {"type": "SignedBadge"}, "verify": {"type": "hosted"}}, SIGNED),
        ({"revoked": True}, HOSTED),
        ({"revoked": True, "verification": {"type": "signed"}}, SIGNED),
        ({"revoked": "true"}, None),
        ({"verification": {"type": ["hosted", "signed"]}}, None),
        ({"verification": "hosted"}, None),
        ({}, None),
    ],
)
def test_an_assertion_says_how_it_is_verified(document: Document, method: str | None) -> None:
    assert method_of(document) == method


@pytest.mark.parametrize(
    "document",
    [
        {"type": "Assertion"},
        {"@context": V2, "type": "BadgeClass"},
        {"@context": "https://w3id.org/openbadges/v1", "type": "Assertion"},
        {"@context": {"v": V2}, "type": "Assertion"},
        {"@context": V2, "type": ["Assertion"], "credentialSubject": {}},
    ],
)
def test_what_does_not_say_that_it_is_an_assertion_is_none(document: Document) -> None:
    assert not is_assertion(document)


@pytest.mark.parametrize(
    ("context", "foreign"),
    [
        (V2, 0),
        ([V2, "https://openbadgespec.org/extensions/applyLinkExtension/context.json"], 0),
        ([V2, "https://w3id.org/openbadges/extensions/"], 1),
        ([V2, "https://w3id.org/openbadges/" + "extensions/" * 50_000 + " "], 1),
        ([V2, "https://w3id.org/openbadges/" + "extensions/" * 50_000 + "x"], 0),
        ([V2, "https://w3id.org/openbadges/v1", {"badge": "x"}, {"mine": "https://x.example/mine"}, None], 3),
        (None, 0),
    ],
    ids=lambda value: str(value)[:60],
)
def test_contexts_that_may_give_members_another_meaning_are_foreign(context: Any, foreign: int) -> None:
    assert len(list(foreign_contexts({"@context": context}))) == foreign


@pytest.mark.parametrize(
    "text",
    ["2016-12-31T23:59:59Z", "2017-01-01T00:59:59+01:00", "2016-12-31T18:59:59-0500", "2016-12-31T23:59:59.000+00:00"],
)
def test_one_moment_may_be_written_in_several_ways(text: str) -> None:
    assert read_timestamp(text) == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("value", ["2016-12-31T24:59Z", "2016-02-30T00:00Z", "2016-12-31t23:59Z", "٢016-12-31T23:59Z", "", 0, None, True])
def test_what_is_no_moment_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"expected|hour|day|range|must"):
        read_timestamp(value)
