"""European Digital Credentials: what we issue keeps every rule to the letter; what others issued is judged, and what is odd is said."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from app.issuers.europass import build
from app.schemas import elm
from app.schemas.contexts import EDC_AP
from app.schemas.schema_faults import MAX_FAULTS
from tests.awards import MAXIMAL, MINIMAL
from tests.europass import SEALING, certification

SMALL = build(MINIMAL, SEALING)
LARGE = build(MAXIMAL, SEALING)
WHOLE = build(certification(), SEALING)

Change = Callable[[Any], object]

ESCO = {"id": "http://data.europa.eu/esco/concept-scheme/skills", "type": "ConceptScheme"}
ACCREDITED = {"id": "http://data.europa.eu/snb/model/ap/edc-accredited", "type": "ShaclValidator2017"}


def changed(document: Any, *changes: Change) -> Any:
    copy = json.loads(json.dumps(document))  # what was built has one object in many places
    for change in changes:
        change(copy)
    return copy


def put(path: str, value: Any) -> Change:
    """Return what puts a value at a JSON Pointer; None takes the member away."""

    def change(document: Any) -> None:
        *steps, last = (int(step) if step.isdigit() else step for step in path[1:].split("/"))
        for step in steps:
            document = document[step]
        if value is None:
            del document[last]
        else:
            document[last] = value

    return change


def refused(document: Any, *changes: Change) -> list[str]:
    return [fault.pointer for fault in elm.faults(changed(document, *changes))]


def read(document: Any, *changes: Change) -> list[str]:
    return [fault.pointer for fault in elm.reading_faults(changed(document, *changes))[0]]


def remarked(document: Any, *changes: Change) -> list[str]:
    return [fault.pointer for fault in elm.reading_faults(changed(document, *changes))[1]]


CLAIM = "/credentialSubject/hasClaim/0"


def test_a_credential_says_of_itself_that_it_is_european() -> None:
    assert elm.is_europass(SMALL)
    assert elm.is_europass({"type": "EuropeanDigitalCredential"})
    assert not elm.is_europass({"type": ["VerifiableCredential"]})
    assert not elm.is_europass({})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/@context", [EDC_AP]),
        ("/type", ["EuropeanDigitalCredential", "VerifiableCredential"]),
        ("/type", ["VerifiableCredential", "EuropeanDigitalCredential", "Note"]),
        ("/id", None),
        ("/id", "not absolute"),
        ("/issuanceDate", None),
        ("/issued", "2026-01-31"),
        ("/issued", "2026-01-31T12:00:00"),
        ("/nobodyKnows", "x"),
        ("/proof", {"type": "Proof"}),
        ("/issuer", "did:web:example.org"),
        ("/issuer/legalName", {}),
        ("/issuer/legalName", {"en": " "}),
        ("/issuer/legalName", {"english": "x"}),
        ("/issuer/dateModified", "2026-01-31T12:00:00Z"),
        ("/issuer/location", []),
        ("/issuer/eIDASIdentifier", None),
        ("/credentialSubject/type", "Organisation"),
        ("/credentialSubject/fullName", {"en": "x", "de": "x"}),
        (f"{CLAIM}/type", "Nobody"),
        (f"{CLAIM}/title", {"en": ["x"]}),
        ("/credentialStatus/statusPurpose", "suspension"),
        ("/credentialStatus/statusListIndex", 7),
        ("/credentialStatus/type", "CredentialStatus"),
        ("/displayParameter/individualDisplay/0/displayDetail/0/page", 0),
        ("/displayParameter/primaryLanguage/prefLabel", None),
        ("/displayParameter/primaryLanguage/inScheme/id", "urn:another"),
    ],
)
def test_what_we_issue_has_one_form(path: str, value: Any) -> None:
    assert refused(SMALL, put(path, value)) != []


def test_the_place_of_a_fault_and_what_was_expected_are_told() -> None:
    (fault,) = elm.faults(changed(SMALL, put("/displayParameter/primaryLanguage/inScheme/id", "urn:another")))

    assert fault.pointer == "/displayParameter/primaryLanguage/inScheme/id"
    assert fault.detail == "expected the scheme http://publications.europa.eu/resource/authority/language; found another text"


def test_a_status_entry_is_not_named_as_its_list_is() -> None:
    status = SMALL["credentialStatus"]

    assert refused(SMALL, put("/credentialStatus/id", status["statusListCredential"])) == ["/credentialStatus/id"]
    assert refused(SMALL, put("/credentialStatus", None)) == []


def test_equal_ids_say_the_same_in_full() -> None:
    place = f"{CLAIM}/hasPart/4/awardedBy/awardingBody/0"

    assert place in refused(WHOLE, put(f"{place}/legalName/en", "Another"))


def test_an_object_that_is_only_named_is_not_issued_but_read() -> None:
    body = {name: WHOLE["credentialSubject"]["hasClaim"][0]["awardedBy"]["awardingBody"][0][name] for name in ("id", "type")}
    named = put(f"{CLAIM}/hasPart/1/awardedBy/awardingBody/0", body)

    assert f"{CLAIM}/hasPart/1/awardedBy/awardingBody/0/legalName" in refused(WHOLE, named)
    assert read(WHOLE, named) == []


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("/displayParameter/primaryLanguage/prefLabel/en", "Klingon", "/displayParameter/primaryLanguage/prefLabel/en"),
        ("/displayParameter/primaryLanguage/prefLabel", {"fi": "englanti"}, "/displayParameter/primaryLanguage/prefLabel/fi"),
        ("/credentialProfiles/0/id", "http://data.europa.eu/snb/credential/nobody", "/credentialProfiles/0/id"),
    ],
)
def test_what_we_issue_speaks_the_vocabularies_to_the_letter(path: str, value: Any, place: str) -> None:
    assert place in refused(SMALL, put(path, value))


def test_labels_of_another_language_are_not_held_against_others() -> None:
    assert remarked(SMALL, put("/displayParameter/primaryLanguage/prefLabel", {"en": "ENGLISH", "fi": "englanti"})) == []
    assert remarked(SMALL, put("/displayParameter/primaryLanguage/prefLabel", {"en": "Klingon"})) == [
        "/displayParameter/primaryLanguage/prefLabel/en"
    ]


def test_a_concept_without_a_label_is_not_issued() -> None:
    concept = {"id": "urn:x", "type": "Concept", "inScheme": {"id": "urn:scheme", "type": "ConceptScheme"}}

    assert refused(SMALL, put(f"{CLAIM}/dcType", [concept])) == [f"{CLAIM}/dcType/0/prefLabel"]
    assert refused(SMALL, put(f"{CLAIM}/dcType", [concept | {"prefLabel": {"en": "x"}}])) == []


def concept(scheme: str, uri: str) -> dict[str, Any]:
    return {"id": uri, "type": "Concept", "inScheme": {"id": scheme, "type": "ConceptScheme"}, "prefLabel": {"en": "x"}}


def test_a_concept_that_is_not_in_a_closed_list_is_refused_of_anybody() -> None:
    level = concept("http://data.europa.eu/snb/eqf/25831c2", "http://data.europa.eu/snb/eqf/99")

    assert read(LARGE, put(f"{CLAIM}/specifiedBy/eqfLevel", level)) == [f"{CLAIM}/specifiedBy/eqfLevel/id"]


@pytest.mark.parametrize(
    ("scheme", "uri"),
    [
        ("http://data.europa.eu/snb/learning-opportunity/25831c2", "http://data.europa.eu/snb/learning-opportunity/c_new"),
        ("http://data.europa.eu/esco/concept-scheme/skills", "http://data.europa.eu/esco/occupation/1"),
        ("http://data.europa.eu/snb/qdr/25831c2", "http://data.europa.eu/snb/qdr/99"),
    ],
)
def test_a_concept_that_a_list_may_have_got_since_is_remarked(scheme: str, uri: str) -> None:
    new = put(f"{CLAIM}/dcType", [concept(scheme, uri)])

    assert read(SMALL, new) == []
    assert remarked(SMALL, new) == [f"{CLAIM}/dcType/0/id"]
    assert refused(SMALL, new) == [f"{CLAIM}/dcType/0/id"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/@context", None),
        ("/@context", EDC_AP),
        ("/@context", ["https://www.w3.org/ns/credentials/v2", EDC_AP]),
        ("/type", "EuropeanDigitalCredential"),
        ("/type", ["VerifiableCredential", 7]),
        ("/type", None),
    ],
)
def test_without_the_contexts_and_types_nothing_else_is_judged(path: str, value: Any) -> None:
    assert read(SMALL, put(path, value), put("/issuer", None)) == [path]
    assert remarked(SMALL, put(path, value), put("/issuer", None)) == []


def test_members_that_are_null_are_not_there() -> None:
    assert read(SMALL | {"validUntil": None}) == []
    assert read(SMALL | {"validFrom": None}) == ["/validFrom"]
    assert refused(SMALL | {"validUntil": None}) == ["/validUntil"]


@pytest.mark.parametrize("term", ["validUntil", "expirationDate"])
def test_a_validity_does_not_end_before_it_begins(term: str) -> None:
    assert read(SMALL, put("/validFrom", "2026-01-31T12:00:01Z"), put(f"/{term}", "2026-01-31T13:00:00+01:00")) == [f"/{term}"]
    assert read(SMALL, put("/validFrom", "2026-01-31T12:00:00Z"), put(f"/{term}", "2026-01-31T13:00:00+01:00")) == []


def test_a_proof_within_is_refused() -> None:
    assert read(SMALL, put("/proof", {"type": "Proof"})) == ["/proof"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ([put("/issued", "2026-01-31T12:00:00")], "/issued"),
        ([put("/issuanceDate", None)], "/issuanceDate"),
        ([put("/issuanceDate", "2020-01-31T12:00:00Z")], "/issuanceDate"),
        ([put("/validUntil", "2030-01-31T12:00:00Z")], "/validUntil"),
        ([put("/credentialSubject/fullName", None)], "/credentialSubject/fullName"),
        ([put("/credentialSubject/type", "Agent")], "/credentialSubject/fullName"),
        ([put(f"{CLAIM}/specifiedBy/volumeOfLearning", "P60M")], f"{CLAIM}/specifiedBy/volumeOfLearning"),
        ([put(f"{CLAIM}/nobodyKnows", "x")], f"{CLAIM}/nobodyKnows"),
        ([put(f"{CLAIM}/type", ["LearningAchievement", "Nobody"])], f"{CLAIM}/type"),
        ([put("/issuer/dateModified", "2026-01-31T12:00:00Z")], "/issuer/dateModified"),
        ([put(f"{CLAIM}/volumeOfLearning", "long")], f"{CLAIM}/volumeOfLearning"),
    ],
)
def test_what_is_odd_in_anothers_is_remarked(changes: list[Change], place: str) -> None:
    document = changed(LARGE, put("/validUntil", None), put("/expirationDate", None)) if "validUntil" in LARGE else LARGE

    assert read(document, *changes) == []
    assert place in remarked(document, *changes)
    assert refused(document, *changes) != []


def test_a_period_does_not_end_before_it_begins() -> None:
    period = {"id": "urn:period", "type": "PeriodOfTime", "startDate": "2026-01-02T00:00:00Z", "endDate": "2026-01-01T00:00:00Z"}
    activity = {
        "id": "urn:activity",
        "type": "LearningActivity",
        "title": {"en": "x"},
        "awardedBy": SMALL["credentialSubject"]["hasClaim"][0]["awardedBy"],
        "temporal": [period],
    }
    with_period = put("/credentialSubject/hasClaim", [activity])

    assert read(SMALL, with_period) == []
    assert remarked(SMALL, with_period) == ["/credentialSubject/hasClaim/0/temporal/0/endDate"]


def test_another_subject_than_one_that_is_described_has_no_name() -> None:
    assert remarked(SMALL, put("/credentialSubject", "did:key:somebody")) == ["/credentialSubject/fullName"]


def brings(points: str, *, note: str | None = None) -> Change:
    """Return what gives the whole other credits, names its parts, and says why or not."""
    claim = WHOLE["credentialSubject"]["hasClaim"][0]
    credit = claim["specifiedBy"]["creditPoint"][0] | {"id": "urn:credit", "point": points}
    subject = {
        "id": note,
        "type": "Concept",
        "inScheme": {"id": "urn:proscenium:note", "type": "ConceptScheme"},
        "prefLabel": {"en": "Credits beyond the parts"},
    }
    notes = [{"id": "urn:note", "type": "Note", "noteLiteral": {"en": "x"}, "subject": subject}] if note else []

    def change(document: Any) -> None:
        found = document["credentialSubject"]["hasClaim"][0]
        found["specifiedBy"] |= {"creditPoint": [credit], "hasPart": [part["specifiedBy"] for part in found["hasPart"]]}
        found["additionalNote"] = notes or [{"id": "urn:note", "type": "Note", "noteLiteral": {"en": "x"}}]

    return change


@pytest.mark.parametrize("points", ["9.5", "11", "0"])
def test_parts_bring_the_credits_of_the_whole(points: str) -> None:
    assert refused(WHOLE, brings(points)) == [f"{CLAIM}/hasPart/0"]
    assert remarked(WHOLE, brings(points)) == [f"{CLAIM}/hasPart/0"]
    assert refused(WHOLE, brings("10.0")) == []


def test_a_whole_may_bring_more_than_its_parts_if_it_says_why() -> None:
    assert refused(WHOLE, brings("12", note="urn:proscenium:note:own-credits")) == []
    assert refused(WHOLE, brings("8", note="urn:proscenium:note:own-credits")) == [f"{CLAIM}/hasPart/0"]


@pytest.mark.parametrize("points", ["NaN", "Infinity", "many", "1e1000000000"])
def test_credits_that_are_no_number_are_not_added(points: str) -> None:
    credit = deepcopy(WHOLE["credentialSubject"]["hasClaim"][0]["specifiedBy"]["creditPoint"][0]) | {"id": "urn:c", "point": points}

    assert remarked(WHOLE, put(f"{CLAIM}/specifiedBy/creditPoint", [credit])) == []


def test_parts_of_which_some_are_missing_may_bring_less() -> None:
    parts = WHOLE["credentialSubject"]["hasClaim"][0]["hasPart"]

    assert refused(WHOLE, brings("10"), put(f"{CLAIM}/hasPart", parts[:3])) == []


def test_parts_that_are_not_described_are_not_added() -> None:
    assert remarked(WHOLE, put(f"{CLAIM}/hasPart", ["urn:elsewhere"])) == []
    assert remarked(WHOLE, put(f"{CLAIM}/specifiedBy", None)) == []


def test_profiles_that_we_do_not_know_are_named() -> None:
    schemas = [ACCREDITED, {"id": "http://data.europa.eu/snb/model/application-profile/edc-mobility", "type": "ShaclValidator2017"}]

    assert elm.unknown_profiles(SMALL) == ()
    assert elm.unknown_profiles({"credentialSchema": schemas}) == (schemas[1]["id"],)
    assert elm.unknown_profiles({"credentialSchema": ["urn:x", 7, {"id": 7}]}) == ("urn:x",)
    assert elm.unknown_profiles({}) == ()


def test_a_profile_that_is_named_is_asked() -> None:
    assert "/evidence" in refused(SMALL, put("/credentialSchema", [*SMALL["credentialSchema"], ACCREDITED]))


def test_faults_are_told_up_to_a_number() -> None:
    document = changed(SMALL, *(put(f"/nobodyKnows{number}", "x") for number in range(MAX_FAULTS + 10)))

    assert len(elm.faults(document)) == len(elm.reading_faults(document)[1]) == MAX_FAULTS
