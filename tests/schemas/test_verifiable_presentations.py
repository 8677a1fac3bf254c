"""The rules of the data model for presentations; conformance §3.1 items 5, 6, 9, 20 and 21."""

from typing import Any

import pytest

from app.model.secured import Document
from app.schemas.verifiable_presentations import credential_places, holder_of, presentation_faults

PRESENTATION: Document = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"]}


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"@context": "https://www.w3.org/ns/credentials/v2"},
        {"@context": ["https://www.w3.org/2018/credentials/v1"]},
        {"type": "VerifiablePresentation"},
        {"type": ["Other", "VerifiablePresentation"]},
        {"id": "urn:uuid:a"},
        {"holder": "did:key:z6Mk"},
        {"holder": {"id": "https://holder.example", "name": "A"}},
        {"verifiableCredential": {}},
        {"verifiableCredential": []},
        {"verifiableCredential": [{}, {}]},
        {"termsOfUse": {"type": "Policy"}},
    ],
)
def test_a_presentation_may_say_little(members: Document) -> None:
    assert presentation_faults({**PRESENTATION, **members}) == ()


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"@context": None}, "/@context"),
        ({"@context": ["https://www.w3.org/ns/credentials/examples/v2"]}, "/@context"),
        ({"@context": [*PRESENTATION["@context"], 7]}, "/@context/1"),
        ({"type": None}, "/type"),
        ({"type": []}, "/type"),
        ({"type": "VerifiableCredential"}, "/type"),
        ({"type": ["VerifiablePresentation", ""]}, "/type"),
        ({"type": ["VerifiablePresentation", "VerifiableCredential"]}, "/type"),
        ({"id": "nowhere"}, "/id"),
        ({"issuer": "did:key:z6Mk"}, "/issuer"),
        ({"credentialSubject": {}}, "/credentialSubject"),
        ({"holder": "Acme"}, "/holder"),
        ({"holder": {"name": "Acme"}}, "/holder"),
        ({"holder": None}, "/holder"),
        ({"holder": {"id": 7}}, "/holder"),
        ({"verifiableCredential": "eyJ"}, "/verifiableCredential"),
        ({"verifiableCredential": [{}, 7]}, "/verifiableCredential/1"),
        ({"termsOfUse": {"id": "urn:a:b"}}, "/termsOfUse/type"),
    ],
)
def test_what_is_wrong_has_its_place(members: Document, pointer: str) -> None:
    assert pointer in {fault.pointer for fault in presentation_faults({**PRESENTATION, **members})}


@pytest.mark.parametrize(
    ("holder", "found"),
    [("did:a:b", "did:a:b"), ({"id": "did:a:b"}, "did:a:b"), ("", None), ({}, None), ({"id": ["did:a:b"]}, None), (7, None)],
)
def test_a_holder_is_named_or_not(holder: Any, found: str | None) -> None:
    assert holder_of({"holder": holder}) == found


def test_without_the_member_there_are_no_credentials() -> None:
    assert credential_places(PRESENTATION) == []
