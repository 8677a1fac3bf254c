"""Status lists as documents: what a credential says, and whether a list answers it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from openvc.status.status_list import check_credential_status

from app.errors import MalformedStatus, StatusIndexOutOfRange, StatusListTooShort
from app.model.secured import Document
from app.status import StatusAnswer, StatusReference, UnknownStatus, kind_named, status_references
from app.status.bitstring import encode_bits, value_at
from app.status.status_list import ListContent, list_bits, list_document

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
SIZE = 131_072
LIST_URL = "https://issuer.example/status/stl_1"
ISSUER = "did:web:issuer.example"
ENTRY_READ = ("BitstringStatusListEntry", LIST_URL, 41_123, "revocation")
REFERENCE = StatusReference(*ENTRY_READ)
CONTENT = ListContent(
    list_url=LIST_URL,
    issuer=ISSUER,
    set_indexes=(41_123,),
    size=SIZE,
    purpose="revocation",
    valid_from=NOON - timedelta(days=1),
    valid_until=NOON + timedelta(days=1),
    ttl_milliseconds=300_000,
)
ENTRY: Document = {
    "id": f"{LIST_URL}#41123",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "41123",
    "statusListCredential": LIST_URL,
}


def entry(**changes: Any) -> Document:
    """The entry with other members; None takes one out."""
    return {name: value for name, value in {**ENTRY, **changes}.items() if value is not None}


def listed(**changes: Any) -> Document:
    """Our list with other members; None takes one out."""
    return {name: value for name, value in {**list_document(CONTENT), **changes}.items() if value is not None}


def with_subject(**changes: Any) -> Document:
    """Our list with other members of its subject; None takes one out."""
    subject = {**list_document(CONTENT)["credentialSubject"], **changes}
    return listed(credentialSubject={name: value for name, value in subject.items() if value is not None})


def test_a_credential_without_status_refers_to_nothing() -> None:
    assert status_references({"id": "urn:x"}) == ()


@pytest.mark.parametrize(
    "status", [ENTRY, [ENTRY], entry(statusListIndex=41_123), entry(type=["BitstringStatusListEntry"]), entry(id=None)]
)
def test_an_entry_is_read(status: Any) -> None:
    assert status_references({"credentialStatus": status}) == (REFERENCE,)


def test_an_entry_of_the_forerunner_is_read() -> None:
    (reference,) = status_references({"credentialStatus": entry(type="StatusList2021Entry")})

    assert reference == StatusReference("StatusList2021Entry", LIST_URL, 41_123, "revocation")


def test_every_entry_is_read_in_order() -> None:
    entries = [ENTRY, {"id": "https://x.example", "type": "SomethingNew"}, entry(statusPurpose="suspension", statusListIndex="0", id=None)]

    references = status_references({"credentialStatus": entries})

    assert references == (
        REFERENCE,
        UnknownStatus("SomethingNew"),
        StatusReference("BitstringStatusListEntry", LIST_URL, 0, "suspension"),
    )


def test_an_entry_of_several_bits_says_what_its_values_mean() -> None:
    messages = [{"status": "0x0", "message": "sound"}, {"status": "0X2", "message": "under review"}]

    (reference,) = status_references({"credentialStatus": entry(statusSize=2, statusMessage=messages)})

    assert reference == StatusReference(*ENTRY_READ, size=2, messages=((0, "sound"), (2, "under review")))


@pytest.mark.parametrize(
    "messages",
    [
        None,
        7,
        "0x0",
        {"status": "0x0", "message": "sound"},
        ["sound"],
        [{"status": 0, "message": "sound"}],
        [{"status": "zero", "message": "sound"}],
        [{"status": "0x0"}],
        [{"status": "0x123456789", "message": "sound"}],
    ],
)
def test_a_message_that_is_not_written_as_the_specification_has_it_explains_nothing(messages: Any) -> None:
    (reference,) = status_references({"credentialStatus": {**ENTRY, "statusMessage": messages}})

    assert reference == REFERENCE


@pytest.mark.parametrize(
    "status",
    [
        None,
        "https://issuer.example/status/1#2",
        7,
        [[ENTRY]],
        [ENTRY, "urn:other"],
        {"id": "urn:x"},
        entry(type=""),
        entry(type=2),
        entry(type=["BitstringStatusListEntry", 2]),
        entry(type=[]),
        entry(statusListCredential=None),
        entry(statusListCredential=""),
        entry(statusListCredential={"id": LIST_URL}),
        entry(statusPurpose=None),
        entry(statusPurpose=["revocation"]),
        entry(statusListIndex=None),
        entry(statusListIndex=""),
        entry(statusListIndex="seven"),
        entry(statusListIndex="+7"),
        entry(statusListIndex=" 7"),
        entry(statusListIndex="7\n"),
        entry(statusListIndex="0x7"),
        entry(statusListIndex="\N{ARABIC-INDIC DIGIT SEVEN}"),
        entry(statusListIndex="7.0"),
        entry(statusListIndex=7.0),
        entry(statusListIndex=True),
        entry(statusListIndex="1" * 5_000),
        entry(statusSize=0),
        entry(statusSize=-1),
        entry(statusSize=17),
        entry(statusSize=2.0),
        entry(statusSize=True),
        entry(statusSize="2"),
        {**ENTRY, "statusSize": None},
    ],
)
def test_a_garbled_entry_is_refused(status: Any) -> None:
    with pytest.raises(MalformedStatus):
        status_references({"credentialStatus": status})


@pytest.mark.parametrize("index", ["-1", -1, 10**10, 10**4_000])
def test_an_index_that_no_list_can_have_is_refused(index: Any) -> None:
    with pytest.raises(StatusIndexOutOfRange):
        status_references({"credentialStatus": entry(statusListIndex=index)})


def test_our_list_answers_for_each_index() -> None:
    bits = list_bits(list_document(CONTENT), REFERENCE, ISSUER, NOON)

    assert value_at(bits, 41_123)
    assert not value_at(bits, 41_124)


def test_our_list_says_what_the_specification_asks_for() -> None:
    document = list_document(CONTENT)

    assert document["id"] == LIST_URL
    assert document["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert document["issuer"] == ISSUER
    assert (document["validFrom"], document["validUntil"]) == ("2026-01-30T12:00:00Z", "2026-02-01T12:00:00Z")
    assert document["credentialSubject"]["ttl"] == 300_000
    assert document["credentialSubject"]["encodedList"].startswith("uH4sI")


@pytest.mark.parametrize(("index", "revoked"), [("41123", True), ("41124", False)])
def test_our_list_answers_in_another_implementation(index: str, revoked: bool) -> None:  # noqa: FBT001 - a column of the table above
    credential = {"credentialStatus": entry(statusListIndex=index)}

    result = check_credential_status(credential, resolve_status_list=lambda _: list_document(CONTENT))

    assert result.revoked is revoked


@pytest.mark.parametrize(
    "document",
    [
        listed(issuer={"id": ISSUER, "name": "Issuer"}),
        listed(id=None),
        listed(type=["BitstringStatusListCredential", "VerifiableCredential"]),
        with_subject(type=["BitstringStatusList"]),
        with_subject(statusPurpose=["suspension", "revocation"]),
        with_subject(ttl=None),
        listed(validFrom=None, validUntil=None),
        listed(validFrom=None, issuanceDate="2026-01-01T00:00:00Z", validUntil=None, expirationDate="2027-01-01T00:00:00Z"),
        listed(validFrom="2026-01-31T12:00:59Z"),
    ],
    ids=["issuer-object", "no-id", "types", "subject-types", "purposes", "no-ttl", "no-validity", "data-model-1.1", "clock-leeway"],
)
def test_another_publishers_way_to_write_a_list_is_read(document: Document) -> None:
    assert value_at(list_bits(document, REFERENCE, ISSUER, NOON), 41_123)


def test_a_list_of_the_forerunner_is_read() -> None:
    subject = {"type": "StatusList2021", "statusPurpose": "revocation", "encodedList": encode_bits([5], SIZE)[1:]}
    document = listed(type=["VerifiableCredential", "StatusList2021Credential"], credentialSubject=subject)

    assert value_at(list_bits(document, StatusReference("StatusList2021Entry", LIST_URL, 5, "revocation"), ISSUER, NOON), 5)


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (listed(type=["VerifiableCredential"]), "type"),
        (listed(type=["VerifiableCredential", "StatusList2021Credential"]), "type"),
        (listed(type=None), "type"),
        (with_subject(type="StatusList2021"), "type"),
        (with_subject(type=None), "type"),
        (with_subject(statusPurpose="suspension"), "statusPurpose"),
        (with_subject(statusPurpose=None), "statusPurpose"),
        (with_subject(statusPurpose=["revocation", 7]), "statusPurpose"),
        (listed(id="https://issuer.example/status/stl_2"), "id"),
        (listed(issuer="did:web:other.example"), "issuer"),
        (listed(issuer={"id": "did:web:other.example"}), "issuer"),
        (listed(issuer=None), "issuer"),
        (listed(validUntil="2026-01-31T12:00:00Z"), "expired"),
        (listed(validUntil=None, expirationDate="2026-01-31T11:00:00Z"), "expired"),
        (listed(expirationDate="2020-01-31T11:00:00Z"), "expired"),
        (listed(validFrom="2026-01-31T12:01:01Z"), "future"),
        (listed(validUntil="tomorrow"), "validity"),
        (listed(validFrom=1_700_000_000), "validity"),
        (with_subject(encodedList=None), "encodedList"),
        (with_subject(encodedList=7), "encodedList"),
        (with_subject(encodedList="uH4sI"), "encodedList"),
        (listed(credentialSubject=None), "list"),
        (listed(credentialSubject=[{"type": "BitstringStatusList"}]), "list"),
    ],
)
def test_a_list_that_does_not_answer_is_refused(document: Document, found: str) -> None:
    with pytest.raises(MalformedStatus, match=found):
        list_bits(document, REFERENCE, ISSUER, NOON)


def test_a_reference_of_an_unknown_kind_has_no_list() -> None:
    with pytest.raises(MalformedStatus, match="Revocation"):
        list_bits(list_document(CONTENT), StatusReference("1EdTechRevocationList", LIST_URL, 1, "revocation"), ISSUER, NOON)


@pytest.mark.parametrize(("size", "value"), [(1, 1), (2, 0b11), (3, 0b101), (8, 0b1110_0001), (16, 0b1010_0000_0000_0001)])
def test_a_list_of_entries_of_several_bits_answers_with_a_value_and_its_meaning(size: int, value: int) -> None:
    index = 41_123
    places = [index * size + place for place in range(size) if value >> (size - 1 - place) & 1]
    document = with_subject(encodedList=encode_bits(places, SIZE * size))
    reference = StatusReference(*ENTRY_READ, size=size, messages=((value, "meant"),))

    answer = kind_named(reference.type).open(document, reference, ISSUER, NOON)

    assert answer(reference) == StatusAnswer(value, "meant")
    assert answer(replace(reference, index=index + 1)) == StatusAnswer(0)


def test_a_list_with_too_few_entries_for_its_size_is_refused() -> None:
    with pytest.raises(StatusListTooShort, match="32768"):
        list_bits(list_document(CONTENT), StatusReference(*ENTRY_READ, size=2), ISSUER, NOON)


def test_a_type_that_is_not_in_the_table_has_no_kind() -> None:
    with pytest.raises(LookupError):
        kind_named("SomethingNew")


@pytest.mark.parametrize(
    "members", [{"statusListIndex": "0"}, {"statusListCredential": f"{LIST_URL}2"}, {"type": "Other"}, {"statusSize": 1}]
)
def test_entries_of_one_name_lead_to_one_place(members: Document) -> None:
    with pytest.raises(MalformedStatus, match="two that lead elsewhere under one id"):
        status_references({"credentialStatus": [ENTRY, {**ENTRY, **members}]})


def test_one_place_may_have_several_purposes() -> None:
    references = status_references({"credentialStatus": [ENTRY, {**ENTRY, "statusPurpose": "suspension"}, ENTRY]})

    assert [each.purpose for each in references if isinstance(each, StatusReference)] == ["revocation", "suspension", "revocation"]
