"""What an Open Badges credential says, member by member."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from app.issuers.open_badges import build
from app.model.award import Award, AwardResult, Evidence, Recipient, ResultStatus
from app.model.issuer import Organisation
from app.model.secured import Document
from app.schemas.open_badges import schema_faults
from tests.awards import LIVE, MAXIMAL, MINIMAL, SITE, TEST, UNIVERSITY, in_language_of


def achievement_of(award: Award) -> Document:
    node: Document = build(award)["credentialSubject"]["achievement"]
    return node


def values(value: Any) -> Iterator[Any]:
    yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from values(member)


def test_contexts_and_types_are_exactly_these() -> None:
    document = build(MINIMAL)

    assert document["@context"] == ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
    assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]


def test_the_least_that_can_be_said() -> None:
    assert build(MINIMAL) == {
        "@context": build(MAXIMAL)["@context"],
        "id": f"{SITE}/c/m1n",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "A visit",
        "issuer": {
            "id": LIVE.did,
            "type": ["Profile"],
            "name": "University of the Peninsula",
            "address": {"type": ["Address"], "addressCountry": "Greece", "addressCountryCode": "GR"},
        },
        "validFrom": "2026-01-31T12:00:00Z",
        "awardedDate": "2026-01-31T12:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [{"type": "IdentityObject", "hashed": False, "identityHash": "Bo", "identityType": "name"}],
            "achievement": {
                "id": f"{SITE}/achievements/visit/v1",
                "type": ["Achievement"],
                "achievementType": "ext:Activity",
                "name": "A visit",
                "description": "Came along.",
                "criteria": {"narrative": "Came along."},
                "creator": {"id": LIVE.did, "type": ["Profile"], "name": "University of the Peninsula"},
                "inLanguage": "en",
                "humanCode": "visit",
                "version": "1",
            },
        },
        "credentialStatus": {
            "id": f"{SITE}/status/s1#0",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "0",
            "statusListCredential": f"{SITE}/status/s1",
        },
    }


@pytest.mark.parametrize("award", [MAXIMAL, MINIMAL], ids=["maximal", "minimal"])
def test_nothing_is_empty_and_no_number_pretends_a_fraction(award: Award) -> None:
    said = list(values(build(award)))

    assert not [value for value in said if value is None or value in ("", [], {})]
    assert not [value for value in said if isinstance(value, float) and value.is_integer()]


def test_the_same_award_gives_the_same_document() -> None:
    assert build(MAXIMAL) == build(MAXIMAL)


def test_the_issuer_says_where_it_is_and_who_it_is() -> None:
    issuer = build(in_language_of(MAXIMAL, "de"))["issuer"]

    assert issuer["id"] == TEST.did
    assert issuer["name"] == "Universität der Halbinsel"
    assert issuer["url"] == UNIVERSITY.homepage
    assert issuer["email"] == UNIVERSITY.email
    assert issuer["address"] == {"type": ["Address"], "addressCountry": "Griechenland", "addressCountryCode": "GR"}
    assert [entry["identifierType"] for entry in issuer["otherIdentifier"]] == ["ext:eIDASIdentifier", "ext:RegistrationNumber"]


def test_a_country_without_a_name_keeps_its_code() -> None:
    organisation = Organisation("x", {"en": "X"}, "QQ")

    issuer = build(replace(MINIMAL, issuer=replace(LIVE, organisation=organisation)))["issuer"]

    assert issuer["address"] == {"type": ["Address"], "addressCountryCode": "QQ"}


@pytest.mark.parametrize("member", [build, achievement_of])
def test_a_test_says_so_in_every_name(member: Any) -> None:
    assert member(MAXIMAL)["name"] == "TEST · Sustainable stages"
    assert member(replace(MAXIMAL, issuer=LIVE))["name"] == "Sustainable stages"


def test_the_learner_is_named_and_the_address_is_hashed() -> None:
    name, email = build(MAXIMAL)["credentialSubject"]["identifier"]

    assert name == {"type": "IdentityObject", "hashed": False, "identityHash": "Ada Exämple", "identityType": "name"}
    assert email == {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": "sha256$" + hashlib.sha256(b"ada@example.orgb2f1c3").hexdigest(),
        "identityType": "emailAddress",
        "salt": "b2f1c3",
    }


def test_neither_address_nor_external_id_is_written_in_clear() -> None:
    said = [value for value in values(build(MAXIMAL)) if isinstance(value, str)]

    assert not [text for text in said if "ada@" in text.lower()]
    assert MAXIMAL.recipient.external_id not in said


def test_names_are_signed_in_one_form() -> None:
    decomposed = replace(MINIMAL, recipient=Recipient("Ada Exa\u0308mple"))

    assert build(decomposed)["credentialSubject"]["identifier"][0]["identityHash"] == "Ada Exämple"


@pytest.mark.parametrize(("did", "expected"), [("did:key:z6Mk", "did:key:z6Mk"), (None, None)])
def test_a_subject_has_an_id_only_where_it_is_a_did(did: str | None, expected: str | None) -> None:
    award = replace(MAXIMAL, recipient=replace(MAXIMAL.recipient, did=did))

    assert build(award)["credentialSubject"].get("id") == expected


def test_moments_are_written_in_utc_and_whole_seconds() -> None:
    athens = timezone(timedelta(hours=2))
    award = replace(MINIMAL, valid_from=datetime(2026, 1, 31, 14, 0, 0, 999_999, tzinfo=athens))

    assert build(award)["validFrom"] == "2026-01-31T12:00:00Z"


def test_a_result_points_to_what_was_assessed() -> None:
    named, plain, status = build(MAXIMAL)["credentialSubject"]["result"]
    descriptions = {each["id"]: each for each in achievement_of(MAXIMAL)["resultDescription"]}

    assert (named["value"], named["status"], named["resultDescription"]) == ("8.5", "Completed", f"{SITE}/c/9fKq2#result-1")
    assert named["alignment"][0]["targetCode"] == "2026-01-30T09:30:00Z"
    assert plain == {"type": ["Result"], "resultDescription": f"{SITE}/achievements/green-stage/v3#assessment", "value": "passed"}
    assert (status["status"], status["resultDescription"]) == ("Provisional", f"{SITE}/c/9fKq2#result-3")
    assert [(each["name"], each["resultType"]) for each in descriptions.values()] == [
        ("project work", "Result"),
        ("Final plan", "Result"),
        ("Portfolio", "Status"),
    ]


def test_without_an_assessment_a_result_stands_alone() -> None:
    award = replace(MINIMAL, results=(AwardResult("passed"),))

    assert build(award)["credentialSubject"]["result"] == [{"type": ["Result"], "value": "passed"}]


def test_a_badge_names_the_european_credential_of_the_same_award_where_the_issuer_has_a_seal() -> None:
    document = build(replace(MAXIMAL, europass=True))

    assert document["evidence"][0] == {
        "id": "urn:credential:" + str(uuid5(NAMESPACE_URL, MAXIMAL.credential_url)),
        "type": ["Evidence"],
        "name": "European Digital Credential of the same award",
    }
    assert document["evidence"][1:] == build(MAXIMAL)["evidence"]
    assert schema_faults(document) == ()


def test_what_is_said_twice_or_not_at_all_is_left_out() -> None:
    award = replace(
        MINIMAL,
        results=(AwardResult("passed"), AwardResult("passed"), AwardResult(), AwardResult(status=ResultStatus.FAILED)),
        evidence=(Evidence(narrative="Seen"), Evidence(), Evidence(narrative="Seen")),
    )

    document = build(award)

    assert [result.get("value") for result in document["credentialSubject"]["result"]] == ["passed", None]
    assert document["evidence"] == [{"type": ["Evidence"], "narrative": "Seen"}]
