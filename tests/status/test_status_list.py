"""Status lists as documents: what a credential says, and whether a list answers it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from openvc.status.status_list import check_credential_status

from app.errors import MalformedStatus, StatusIndexOutOfRange
from app.model.secured import Document
from app.status.bitstring import encode_bits, status_at
from app.status.status_list import (
    ListContent,
    StatusReference,
    UnknownStatus,
    list_bits,
    list_document,
    status_references,
)

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
SIZE = 131_072
LIST_URL = "https://issuer.example/status/stl_1"
ISSUER = "did:web:issuer.example"
REFERENCE = StatusReference("BitstringStatusListEntry", LIST_URL, 41_123, "revocation")
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
    entries = [ENTRY, {"id": "https://x.example", "type": "1EdTechRevocationList"}, entry(statusPurpose="suspension", statusListIndex="0")]

    references = status_references({"credentialStatus": entries})

    assert references == (
        REFERENCE,
        UnknownStatus("1EdTechRevocationList"),
        StatusReference("BitstringStatusListEntry", LIST_URL, 0, "suspension"),
    )


@pytest.mark.parametrize("size", [2, 0, "1", None])
def test_an_entry_of_several_bits_is_told_as_unknown(size: Any) -> None:
    assert status_references({"credentialStatus": {**ENTRY, "statusSize": size}}) == (UnknownStatus("BitstringStatusListEntry"),)


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

    assert status_at(bits, 41_123)
    assert not status_at(bits, 41_124)


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
    assert status_at(list_bits(document, REFERENCE, ISSUER, NOON), 41_123)


def test_a_list_of_the_forerunner_is_read() -> None:
    subject = {"type": "StatusList2021", "statusPurpose": "revocation", "encodedList": encode_bits([5], SIZE)[1:]}
    document = listed(type=["VerifiableCredential", "StatusList2021Credential"], credentialSubject=subject)

    assert status_at(list_bits(document, StatusReference("StatusList2021Entry", LIST_URL, 5, "revocation"), ISSUER, NOON), 5)


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
