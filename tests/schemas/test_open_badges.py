"""What is said of a badge that is not of its form."""

from dataclasses import replace

import pytest
from jsonschema import Draft201909Validator

from app.issuers.open_badges import OPEN_BADGES
from app.model.secured import Document
from app.schemas.open_badges import ACHIEVEMENT_CREDENTIAL_SCHEMA, is_open_badge, schema_faults
from app.schemas.open_badges_schema import ACHIEVEMENT_CREDENTIAL_SCHEMA_1_1
from tests.awards import MAXIMAL
from tests.schemas.badges import BUILT, V2, as_data_model_1, badge


def test_our_schemas_are_schemas() -> None:
    Draft201909Validator.check_schema(ACHIEVEMENT_CREDENTIAL_SCHEMA)
    Draft201909Validator.check_schema(ACHIEVEMENT_CREDENTIAL_SCHEMA_1_1)


def test_a_badge_of_the_older_data_model_needs_its_own_members() -> None:
    document = as_data_model_1(BUILT[1])
    del document["issuanceDate"], document["name"]

    assert [fault.pointer for fault in schema_faults(document)] == ["/name", "/issuanceDate"]
    assert [fault.pointer for fault in schema_faults(as_data_model_1(BUILT[0]) | {"issuer": "did:web:x"})] == ["/issuer"]


def test_the_older_data_model_has_its_own_end_of_validity() -> None:
    document = as_data_model_1(BUILT[1]) | {"expirationDate": "2020-01-01T00:00:00Z", "validUntil": "whenever"}

    assert [fault.pointer for fault in schema_faults(document)] == ["/expirationDate"]


@pytest.mark.parametrize(
    ("change", "pointer", "expected"),
    [
        ({"validFrom": "31.1.2026"}, "/validFrom", "a date and time with its zone, such as 2026-01-31T12:00:00Z; found another text"),
        ({"validFrom": None}, "/validFrom", "found null"),
        ({"validUntil": 1893456000}, "/validUntil", "found a number"),
        ({"type": ["VerifiableCredential"]}, "/type", "a list with VerifiableCredential and AchievementCredential or OpenBadgeCredential"),
        ({"type": []}, "/type", "found an empty list"),
        ({"@context": [V2]}, "/@context", "then the Open Badges context"),
        ({"@context": [V2, "https://example.org/"]}, "/@context/1", "the context of Open Badges 3.0 as second"),
        ({"@context": ["https://example.org/", V2]}, "/@context/0", f"{V2} as first context"),
        ({"issuer": {}}, "/issuer/id", "an object of type Profile with the member id; it is missing"),
        ({"issuer": True}, "/issuer", "a Profile or its URL; found true or false"),
        ({"name": {"english": "x"}}, "/name", "a language tag such as en or en-GB"),
        ({"name": {"en": {}}}, "/name/en", "found an object"),
        ({"name": ["x"]}, "/name", "found another list"),
        ({"endorsementJwt": ["a.b"]}, "/endorsementJwt/0", "a compact JWS"),
        ({"image": {"id": "x", "type": "Image", "a/b~c": 1}}, "/image/a~1b~0c", "without further members"),
        ({"image": {"id": "x", "type": "Picture"}}, "/image/type", "exactly Image"),
        ({"evidence": {"type": ""}, "credentialStatus": {}}, "/credentialStatus/type", "CredentialStatus with the member type"),
    ],
)
def test_a_fault_says_where_and_what(change: Document, pointer: str, expected: str) -> None:
    fault = schema_faults(badge(**change))[0]

    assert fault.pointer == pointer
    assert expected in fault.detail


@pytest.mark.parametrize(
    ("member", "value", "pointer", "expected"),
    [
        ("achievementType", "Medal", "/achievementType", "one of Achievement, ApprenticeshipCertificate"),
        ("creditsAvailable", "two", "/creditsAvailable", "a number"),
        ("inLanguage", "English", "/inLanguage", "a language tag"),
        ("alignment", [{"type": ["Alignment"], "targetName": "x"}], "/alignment/0/targetUrl", "it is missing"),
        ("criteria", "Do it", "/criteria", "an object of type Criteria; found another text"),
        ("criteria", "", "/criteria", "found an empty text"),
        ("creator", {"id": "x", "type": ["Profile"], "dateOfBirth": "2001-02-30"}, "/creator/dateOfBirth", "a date such as"),
        ("creator", {"id": "x", "type": ["Profile"], "dateOfBirth": "1.1.2001"}, "/creator/dateOfBirth", "a date such as"),
    ],
)
def test_faults_in_the_achievement_are_found_where_they_are(member: str, value: object, pointer: str, expected: str) -> None:
    document = badge()
    document["credentialSubject"]["achievement"][member] = value

    (fault,) = schema_faults(document)

    assert fault.pointer == f"/credentialSubject/achievement{pointer}"
    assert expected in fault.detail


def test_a_status_beyond_the_list_is_refused() -> None:
    document = badge()
    document["credentialSubject"]["result"] = [{"type": ["Result"], "status": "Passed"}]

    (fault,) = schema_faults(document)

    assert fault.pointer == "/credentialSubject/result/0/status"
    assert "one of Completed, Enrolled, Failed" in fault.detail


@pytest.mark.parametrize("kind", ["ext:Own", "ext:a-b", "MicroCredential", "something ext:x"])
def test_terms_of_ones_own_begin_with_ext(kind: str) -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["achievementType"] = kind

    assert schema_faults(document) == ()


def test_every_fault_is_told_once() -> None:
    document = badge()
    del document["id"], document["issuer"], document["validFrom"]

    assert [fault.pointer for fault in schema_faults(document)] == ["/id", "/issuer", "/validFrom"]


def test_faults_never_repeat_what_was_found() -> None:
    document = badge(name=["Ada Lovelace"], validFrom="Ada Lovelace")
    document["credentialSubject"]["identifier"] = [{"type": "Ada Lovelace", "hashed": "Ada Lovelace", "identityType": "Ada Lovelace"}]

    faults = schema_faults(document)

    assert len(faults) == 6
    assert "Ada" not in str(faults)


def test_endless_faults_are_cut_short() -> None:
    document = badge(evidence=[{"name": "no type"}] * 300)

    assert len(schema_faults(document)) == 50


def test_what_only_the_quick_validator_sees_is_refused_all_the_same() -> None:
    (fault,) = schema_faults(badge(name={"en\n": "x"}))

    assert (fault.pointer, fault.detail) == ("", "expected a document of this schema")


def test_a_fault_far_down_is_found() -> None:
    document = badge()
    place = document["issuer"]
    for _ in range(28):
        place["parentOrg"] = {"id": "https://a.example/", "type": ["Profile"]}
        place = place["parentOrg"]
    del place["id"]

    (fault,) = schema_faults(document)

    assert fault.pointer == "/issuer" + "/parentOrg" * 28 + "/id"


@pytest.mark.parametrize("number", [10**60, -(10**60), 1e308, 0, 2.5])
def test_numbers_of_any_size_are_numbers(number: float) -> None:
    document = badge()
    document["credentialSubject"]["creditsEarned"] = number

    assert schema_faults(document) == ()


def test_equal_ends_are_a_validity() -> None:
    assert schema_faults(badge(validUntil="2026-01-31T13:00:00+01:00")) == ()


def test_a_subject_that_nothing_identifies_is_refused() -> None:
    document = badge()
    del document["credentialSubject"]["identifier"]

    (fault,) = schema_faults(document)

    assert fault.pointer == "/credentialSubject/identifier"


def test_a_did_alone_identifies_the_subject() -> None:
    award = replace(MAXIMAL, recipient=replace(MAXIMAL.recipient, did="did:key:z6Mk"))
    document = OPEN_BADGES.build(award)
    del document["credentialSubject"]["identifier"]

    assert schema_faults(document) == ()


@pytest.mark.parametrize("kind", ["OpenBadgeCredential", ["VerifiableCredential", "AchievementCredential"], ["OpenBadgeCredential", 1]])
def test_a_badge_says_that_it_is_one(kind: object) -> None:
    assert is_open_badge({"type": kind})


@pytest.mark.parametrize(
    "kind", [None, "VerifiableCredential", [], ["VerifiableCredential"], {"OpenBadgeCredential": 1}, 7, [["OpenBadgeCredential"]]]
)
def test_anything_else_is_no_badge(kind: object) -> None:
    assert not is_open_badge({"type": kind})
    assert not is_open_badge({})
