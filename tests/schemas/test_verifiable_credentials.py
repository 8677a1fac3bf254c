"""The rules of the VC Data Model, one way to pass and many to fail."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from app.errors import Fault
from app.model.secured import Document
from app.schemas.verifiable_credentials import is_data_model_1, is_url, verifiable_credential_faults

V1, V2 = "https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"
NOT_A_URL = "https ://not-a-url/"
TEXT = {"@value": "Name", "@language": "en", "@direction": "ltr"}
SRI = "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"
LEAST: Document = {
    "@context": [V2],
    "type": ["VerifiableCredential"],
    "issuer": "did:web:example.org",
    "credentialSubject": {"id": "did:key:z6Mk"},
}
LEAST_1_1: Document = LEAST | {"@context": [V1], "issuanceDate": "2020-01-01T00:00:00Z"}


def faults(base: Document, **members: Any) -> tuple[Fault, ...]:
    return verifiable_credential_faults(deepcopy(base) | members)


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"@context": V2},
        {"@context": [V2, "https://www.w3.org/ns/credentials/examples/v2", {"@vocab": "urn:x:"}]},
        {"id": "urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5"},
        {"type": "VerifiableCredential"},
        {"type": ["NameCredential", "VerifiableCredential", "https://example.org/Type"]},
        {"issuer": {"id": "https://example.org/issuers/1", "name": TEXT, "description": "An issuer"}},
        {"credentialSubject": [{"id": "did:key:z6Mk"}, {"name": "Ada"}]},
        {"validFrom": "2026-01-31T12:00:00.123Z", "validUntil": "9999-12-31T23:59:59-06:00"},
        {"validFrom": "2020-01-01T00:00:00Z", "validUntil": "2020-01-01T00:00:00Z"},
        {"name": [TEXT, {"@value": "Nom"}], "description": "Text"},
        {"credentialStatus": {"type": "CredentialStatusList2017"}},
        {"credentialStatus": [{"id": "https://example.org/s#1", "type": ["BitstringStatusListEntry"]}]},
        {"credentialSchema": {"id": "https://example.org/schema", "type": "JsonSchema"}},
        {"termsOfUse": {"type": "Terms"}, "refreshService": {"type": "Refresh"}, "evidence": [{"type": "Seen"}]},
        {"relatedResource": {"id": "https://example.org/a", "digestSRI": SRI}},
        {
            "relatedResource": [
                {"id": "https://example.org/a", "digestMultibase": "uEres"},
                {"id": "https://example.org/b", "digestSRI": SRI},
            ]
        },
    ],
)
def test_a_credential_passes(members: Document) -> None:
    assert faults(LEAST, **members) == ()


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"@context": []}, "/@context"),
        ({"@context": None}, "/@context"),
        ({"@context": ["https://www.w3.org/ns/credentials/examples/v2", V2]}, "/@context"),
        ({"@context": [{"@vocab": "urn:x:"}, V2]}, "/@context"),
        ({"@context": [V2, NOT_A_URL]}, "/@context/1"),
        ({"@context": [V2, "https://example.org/", 7]}, "/@context/2"),
        ({"id": None}, "/id"),
        ({"id": [LEAST["issuer"]]}, "/id"),
        ({"id": NOT_A_URL}, "/id"),
        ({"type": []}, "/type"),
        ({"type": "OpenBadgeCredential"}, "/type"),
        ({"type": ["VerifiableCredential", 7]}, "/type"),
        ({"type": ["VerifiableCredential", ""]}, "/type"),
        ({"issuer": None}, "/issuer"),
        ({"issuer": "fake-issuer"}, "/issuer"),
        ({"issuer": {"id": None}}, "/issuer"),
        ({"issuer": {"id": "fake-issuer"}}, "/issuer"),
        ({"issuer": [LEAST["issuer"]]}, "/issuer"),
        ({"issuer": {"id": "did:web:example.org", "name": {"@value": "x", "url": "y"}}}, "/issuer/name"),
        ({"credentialSubject": {}}, "/credentialSubject"),
        ({"credentialSubject": []}, "/credentialSubject"),
        ({"credentialSubject": "did:key:z6Mk"}, "/credentialSubject"),
        ({"credentialSubject": [{"name": "Ada"}, {}]}, "/credentialSubject/1"),
        ({"credentialSubject": {"id": NOT_A_URL}}, "/credentialSubject/id"),
        ({"credentialSubject": [{"id": ["did:key:z6Mk"]}]}, "/credentialSubject/0/id"),
        ({"validFrom": "Sat 25 Feb 2023 07:16:31 PM CST"}, "/validFrom"),
        ({"validFrom": "2026-01-31T12:00:00"}, "/validFrom"),
        ({"validFrom": 1893456000}, "/validFrom"),
        ({"validUntil": "Fri, 01 Jan 2027 00:00:00 GMT"}, "/validUntil"),
        ({"validUntil": None}, "/validUntil"),
        ({"validFrom": "2026-01-31T12:00:00Z", "validUntil": "2026-01-31T12:00:00+01:00"}, "/validUntil"),
        ({"name": {"@value": "x", "url": "https://example.org/"}}, "/name"),
        ({"name": {"@language": "en"}}, "/name"),
        ({"description": [TEXT, 7]}, "/description"),
        ({"credentialStatus": {"id": "https://example.org/s#1"}}, "/credentialStatus/type"),
        ({"credentialStatus": {"type": 2}}, "/credentialStatus/type"),
        ({"credentialStatus": {"type": []}}, "/credentialStatus/type"),
        ({"credentialStatus": {"type": "X", "id": ["https://example.org/1", "https://example.org/2"]}}, "/credentialStatus/id"),
        ({"credentialStatus": [{"type": "X"}, {"type": "X", "id": NOT_A_URL}]}, "/credentialStatus/1/id"),
        ({"credentialStatus": "https://example.org/s"}, "/credentialStatus"),
        ({"credentialSchema": {"type": "JsonSchema"}}, "/credentialSchema/id"),
        ({"credentialSchema": {"id": "https://example.org/schema"}}, "/credentialSchema/type"),
        ({"termsOfUse": {}}, "/termsOfUse/type"),
        ({"evidence": [{"type": "Seen"}, {}]}, "/evidence/1/type"),
        ({"refreshService": None}, "/refreshService"),
        ({"relatedResource": "https://example.org/a"}, "/relatedResource"),
        ({"relatedResource": [{"digestSRI": SRI}]}, "/relatedResource/0"),
        ({"relatedResource": [{"id": "https://example.org/a"}]}, "/relatedResource/0"),
        ({"relatedResource": [{"id": "https://example.org/a", "digestSRI": "sha256-_-"}]}, "/relatedResource/0"),
        ({"relatedResource": [{"id": "https://example.org/a", "digestMultibase": ""}]}, "/relatedResource/0"),
        ({"relatedResource": [{"id": "https://example.org/a", "digestSRI": SRI}] * 2}, "/relatedResource/1"),
    ],
)
def test_a_credential_is_refused_where_it_is_wrong(members: Document, pointer: str) -> None:
    assert [fault.pointer for fault in faults(LEAST, **members)] == [pointer]


@pytest.mark.parametrize(
    ("member", "pointer"),
    [("@context", "/@context"), ("type", "/type"), ("issuer", "/issuer"), ("credentialSubject", "/credentialSubject")],
)
def test_a_member_that_must_be_there_is_missed(member: str, pointer: str) -> None:
    document = {name: value for name, value in LEAST.items() if name != member}

    assert [fault.pointer for fault in verifiable_credential_faults(document)] == [pointer]


@pytest.mark.parametrize(
    ("members", "pointers"),
    [
        ({}, []),
        ({"expirationDate": "2030-01-01T00:00:00Z", "validUntil": "unknown to 1.1"}, []),
        ({"expirationDate": "2019-01-01T00:00:00Z"}, ["/expirationDate"]),
        ({"expirationDate": "2030-01-01"}, ["/expirationDate"]),
        ({"issuanceDate": None}, ["/issuanceDate"]),
    ],
)
def test_the_older_data_model_has_its_own_dates(members: Document, pointers: list[str]) -> None:
    assert [fault.pointer for fault in faults(LEAST_1_1, **members)] == pointers


def test_the_older_data_model_demands_a_date_of_issuance() -> None:
    document = {name: value for name, value in LEAST_1_1.items() if name != "issuanceDate"}

    assert [fault.pointer for fault in verifiable_credential_faults(document)] == ["/issuanceDate"]


def test_nothing_at_all_is_no_credential() -> None:
    assert len(verifiable_credential_faults({})) == 4
    assert len(verifiable_credential_faults({"type": ["NonconformingDocument"]})) == 4


def test_official_credentials_of_other_types_pass(shared: Path) -> None:
    for name in ("examples-5", "examples-endorsement-sample-endorsementcredential", "impl-linked-data-proof-clr-signed-credential"):
        document = json.loads((shared / f"openbadges/examples/{name}.json").read_text(encoding="utf-8"))
        assert verifiable_credential_faults(document) == ()


@pytest.mark.parametrize("url", ["https://example.org", "did:web:example.org", "urn:uuid:1", "mailto:ada@example.org", "HTTP://x"])
def test_a_url_has_a_scheme(url: str) -> None:
    assert is_url(url)


@pytest.mark.parametrize(
    "text", ["", "x", "//example.org", "https ://x", "https://x y", "1a:b", "https:", "a:<b>", "a:b\n", 7, None, ["a:b"]]
)
def test_what_is_no_url_is_none(text: object) -> None:
    assert not is_url(text)


@pytest.mark.parametrize(("contexts", "older"), [([V1], True), (V1, True), ([V2, V1], False), ([], False), (None, False), ([[V1]], False)])
def test_the_first_context_tells_the_data_model(contexts: object, *, older: bool) -> None:
    assert is_data_model_1({"@context": contexts}) is older
