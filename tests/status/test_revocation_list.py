"""The list of revoked credentials of 1EdTech: plain JSON, which only its issuer's address vouches for."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.errors import MalformedStatus
from app.model.secured import Document
from app.status import StatusAnswer, StatusReference, kind_named, status_references
from app.status.revocation_list import NAME

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
ISSUER = "did:web:issuer.example"
URL = "https://issuer.example/revoked"
ID = "urn:uuid:0198c0de-0000-7000-8000-000000000001"
CREDENTIAL: Document = {"id": ID, "credentialStatus": {"id": URL, "type": NAME}}
REFERENCE = StatusReference(NAME, URL, 0, "revocation", credential_id=ID)


def answer(revoked: Any, **members: Any) -> StatusAnswer:
    """What a list with these revoked credentials says of ours."""
    document = {"id": URL, "issuer": ISSUER, "revokedCredential": revoked, **members}
    return kind_named(NAME).open(document, REFERENCE, ISSUER, NOON)(REFERENCE)


def test_an_entry_is_read() -> None:
    assert status_references(CREDENTIAL) == (REFERENCE,)


@pytest.mark.parametrize(
    "document",
    [
        {**CREDENTIAL, "credentialStatus": {"type": NAME}},
        {**CREDENTIAL, "credentialStatus": {"id": 7, "type": NAME}},
        {**CREDENTIAL, "credentialStatus": {"id": "http://issuer.example/revoked", "type": NAME}},
        {**CREDENTIAL, "credentialStatus": {"id": "urn:uuid:1", "type": [NAME]}},
        {"credentialStatus": CREDENTIAL["credentialStatus"]},
        {**CREDENTIAL, "id": ""},
        {**CREDENTIAL, "id": [ID]},
    ],
)
def test_without_an_https_address_and_an_id_there_is_nothing_to_look_up(document: Document) -> None:
    with pytest.raises(MalformedStatus):
        status_references(document)


@pytest.mark.parametrize(
    ("revoked", "said"),
    [
        ([], StatusAnswer(0)),
        ([{"id": "urn:other"}], StatusAnswer(0)),
        ([{"id": ID}], StatusAnswer(1)),
        ([{"id": ID, "revoked": True}], StatusAnswer(1)),
        ([{"id": ID, "revoked": False}], StatusAnswer(0)),
        ([{"id": ID, "revocationReason": "Issued in error"}], StatusAnswer(1, "Issued in error")),
        ([{"id": ID, "revocationReason": 7}], StatusAnswer(1)),
        ([{"id": "urn:other"}, {"id": ID}], StatusAnswer(1)),
        ([{"id": ID, "revoked": False}, {"id": ID}], StatusAnswer(1)),
        ([{"id": ID}, {"id": ID, "revoked": False}], StatusAnswer(1)),
        ({"id": ID}, StatusAnswer(1)),
    ],
)
def test_listed_means_revoked_unless_it_says_otherwise(revoked: Any, said: StatusAnswer) -> None:
    assert answer(revoked) == said


def test_a_list_without_revoked_credentials_revokes_none() -> None:
    document = {"id": URL, "issuer": {"id": ISSUER}}

    assert kind_named(NAME).open(document, REFERENCE, ISSUER, NOON)(REFERENCE) == StatusAnswer(0)


@pytest.mark.parametrize(
    "revoked",
    [None, 7, [ID], [None], [{}], [{"id": 7}], [{"id": ""}], [{"id": ID, "revoked": "false"}], [{"id": ID, "revoked": None}]],
)
def test_a_garbled_list_is_refused(revoked: Any) -> None:
    with pytest.raises(MalformedStatus, match="revokedCredential"):
        answer(revoked)


@pytest.mark.parametrize("issuer", ["did:web:another.example", {"id": "did:web:another.example"}, {}, None, 7, [ISSUER]])
def test_a_list_of_another_issuer_is_refused(issuer: Any) -> None:
    with pytest.raises(MalformedStatus, match="issuer"):
        answer([], issuer=issuer)
