"""Nothing gets lost: what would not reach the statements is refused, and its place is named."""

import copy
from typing import Any

import pytest

from app.crypto.bounds import GraphLimits
from app.crypto.canonical import assert_safe, canonical_nquads
from app.crypto.expansion import MAX_FAULTS, SafeProcessor
from app.crypto.json_ld import statements
from app.errors import DataLoss
from app.model.secured import Document
from app.schemas.contexts import CREDENTIALS_V2, OPEN_BADGES_V3
from app.schemas.strict_json import places
from tests.crypto.documents import CREDENTIAL, CREDENTIALS, XSD, changed, faults_of, pointers_of

DATE_TIME = {"@type": XSD + "dateTime", "@value": "2020-01-01T00:00:00Z"}


def test_an_honest_credential_loses_nothing() -> None:
    assert statements(CREDENTIAL)
    assert_safe(CREDENTIAL)


def objects() -> list[str]:
    return [pointer for pointer, value in places(CREDENTIAL) if isinstance(value, dict)]


@pytest.mark.parametrize("pointer", objects())
@pytest.mark.parametrize("value", ["bar", None, [], {}, {"id": "urn:y"}])
def test_an_undefined_member_anywhere_is_refused_with_its_place(pointer: str, value: Any) -> None:
    document = copy.deepcopy(CREDENTIAL)
    dict(places(document))[pointer]["foo"] = value

    assert pointers_of(document) == [f"{pointer}/foo"]


@pytest.mark.parametrize("pointer", [pointer for pointer in objects() if "type" in dict(places(CREDENTIAL))[pointer]])
def test_an_undefined_type_anywhere_is_refused_with_its_place(pointer: str) -> None:
    document = copy.deepcopy(CREDENTIAL)
    at = dict(places(document))[pointer]
    at["type"] = [*([at["type"]] if isinstance(at["type"], str) else at["type"]), "Nonsense"]

    assert pointers_of(document) == [f"{pointer}/type/{len(at['type']) - 1}"]


@pytest.mark.parametrize(
    ("steps", "value", "pointers"),
    [
        (["id"], "relative", ["/id"]),
        (["id"], "", ["/id"]),
        (["id"], "#fragment", ["/id"]),
        (["id"], "//host/path", ["/id"]),
        (["id"], "https://issuer.example/{slug}", ["/id"]),
        (["id"], "https://issuer.example/a b", ["/id"]),
        (["id"], "urn:x\n", ["/id"]),
        (["id"], "urn:a\u00a0b", ["/id"]),
        (["id"], "urn:a\u2028b", ["/id"]),
        (["id"], "1urn:x", ["/id"]),
        (["id"], "@foo", ["/id"]),
        (["type"], ["VerifiableCredential", "OpenBadgeCredential", "@foo"], ["/type/2"]),
        (["type"], ["VerifiableCredential", "OpenBadgeCredential", "https://x/{y}"], ["/type/2"]),
        (["issuer", "id"], "issuer", ["/issuer/id"]),
        (["credentialStatus", "statusListCredential"], "status/1", ["/credentialStatus/statusListCredential"]),
        (["credentialStatus", "statusListCredential"], "https://x/<y>", ["/credentialStatus/statusListCredential"]),
        (["credentialStatus", "statusListCredential"], ["urn:ok", "status/1"], ["/credentialStatus/statusListCredential/1"]),
        (["name"], None, ["/name"]),
        (["evidence", 1], None, ["/evidence/1"]),
        (["evidence", 0], [], ["/evidence/0"]),
        (["credentialStatus"], [[CREDENTIAL["credentialStatus"]]], ["/credentialStatus/0"]),
        (["name"], {"@value": None}, ["/name/@value", "/name"]),
        (["name"], {"@language": "en"}, ["/name"]),
        (["name"], {"@value": "x", "@language": None}, ["/name/@language"]),
        (["name"], {"@value": "x", "@language": "e n"}, ["/name/@language"]),
        (["name"], {"@value": "x", "@index": "1"}, ["/name/@index"]),
        (["name"], {"@value": "x", "@type": "xsd"}, ["/name/@type", "/name/@type"]),
        (["name"], {"@list": ["x", None]}, ["/name/@list/1"]),
        (["evidence"], {"@set": []}, ["/evidence/@set"]),
        (["evidence", 0, "type"], "@json", ["/evidence/0/type"]),
        (["@graph"], [], ["/@graph"]),
        (["@included"], [{"id": "urn:y", "type": "urn:t"}], ["/@included"]),
        (["@reverse"], {}, ["/@reverse"]),
        (["@nest"], {"validUntil": "2040-01-01T00:00:00Z"}, ["/@nest"]),
        (["@none"], "x", ["/@none"]),
        (["@foo"], "x", ["/@foo"]),
        (["_:p"], "x", ["/_:p"]),
        ([""], "x", ["/"]),
        (["a/b"], "x", ["/a~1b"]),
        (["https://schema.org/{x}"], "x", ["/https:~1~1schema.org~1{x}"]),
    ],
)
def test_what_would_get_lost_is_refused_with_its_place(steps: list[str | int], value: Any, pointers: list[str]) -> None:
    assert pointers_of(changed(*steps, value=value)) == pointers


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (CREDENTIALS + "validUntil", DATE_TIME["@value"]),
        (CREDENTIALS + "credentialStatus", {"id": "urn:status"}),
        ("https://schema.org/name", "x"),
        ("@type", ["VerifiableCredential"]),
    ],
)
def test_a_member_spelled_so_that_readers_of_json_miss_it_is_refused(key: str, value: Any) -> None:
    assert f"/{key.replace('/', '~1')}" in pointers_of(changed(key, value=value))


def test_an_iri_for_which_the_context_has_no_term_is_a_member() -> None:
    assert statements(changed("https://else.example/x", value="y"))


def test_a_typed_value_is_refused_where_the_context_gives_that_type() -> None:
    spelled = {"type": XSD + "dateTime", "@value": "2020-01-01T00:00:00Z"}

    assert pointers_of(changed("validUntil", value=spelled)) == ["/validUntil"]
    assert pointers_of(changed("validUntil", value=DATE_TIME)) == ["/validUntil/@type", "/validUntil"]
    assert statements(changed("validUntil", value={"type": XSD + "date", "@value": "2020-01-01"}))


def test_types_under_two_names_are_told_apart() -> None:
    document = changed("@type", value=["urn:t", "Nonsense"])

    assert pointers_of({**document, "type": [*CREDENTIAL["type"], "Rubbish"]}) == ["/@type", "/@type/1", "/type/2"]


def test_a_misspelled_type_loses_what_only_its_type_defines() -> None:
    assert {"/type", "/issuer", "/validFrom", "/credentialSubject"} <= set(pointers_of(changed("type", value="VerifiableCredentials")))


def test_the_credential_may_not_be_described_in_another_place_of_it() -> None:
    elsewhere = {"id": CREDENTIAL["id"], "type": "VerifiableCredential", "validUntil": "2040-01-01T00:00:00Z"}

    assert pointers_of(changed("credentialSubject", "source", value={"type": ["Profile"], "parentOrg": elsewhere}))
    faults = faults_of(lambda: statements(changed("relatedResource", value=elsewhere)), DataLoss)
    assert [(fault.pointer, fault.detail[:22]) for fault in faults] == [("/relatedResource", "says of the credential")]


def test_an_unnamed_node_may_not_be_described_in_parts() -> None:
    whole = {"type": ["Alignment"], "targetName": "Art", "targetUrl": "https://a.example/", "targetType": "ext:IsPartOf"}
    part = {name: value for name, value in whole.items() if name != "targetType"}
    place = ("credentialSubject", "achievement", "alignment")

    assert canonical_nquads(changed(*place, value=[{"id": "_:a", **whole}])) == canonical_nquads(changed(*place, value=[whole]))
    faults = faults_of(lambda: statements(changed(*place, value=[{"id": "_:a", **part}, {"id": "_:a", **whole}])), DataLoss)
    assert [fault.pointer for fault in faults] == ["/credentialSubject/achievement/alignment/1"]
    assert statements(changed(*place, value=[{"id": "_:a", **whole}, {"id": "_:a"}, {"id": "_:a"}]))


def test_an_endorsement_may_speak_of_the_credential() -> None:
    endorsement = {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "id": "urn:endorsement",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": "did:web:other.example",
        "validFrom": "2026-01-31T12:00:00Z",
        "credentialSubject": {"id": CREDENTIAL["id"], "type": ["EndorsementSubject"], "endorsementComment": "Good."},
    }

    assert statements(changed("endorsement", value=[endorsement]))


@pytest.mark.parametrize(
    "members",
    [
        {"type": 5},
        {"type": {}},
        {"type": [5]},
        {"type": None},
        {"id": 5},
        {"id": ["urn:x"]},
        {"@id": "urn:y"},
        {"name": {"@value": {}}},
        {"name": {"@value": "x", "name": "y"}},
    ],
)
def test_what_is_no_json_ld_is_refused(members: Document) -> None:
    assert pointers_of({**CREDENTIAL, **members})


@pytest.mark.parametrize("document", [{}, {"@context": []}, {"@context": CREDENTIALS_V2}, {"@context": CREDENTIALS_V2, "id": "urn:x"}])
def test_a_document_that_says_nothing_is_refused(document: Document) -> None:
    assert pointers_of(document) == [""]


def test_an_empty_list_is_no_fault_of_others_but_one_of_ours() -> None:
    document = changed("credentialSubject", "achievement", "tag", value=[])

    assert statements(document)
    assert [fault.pointer for fault in faults_of(lambda: assert_safe(document), DataLoss)] == ["/credentialSubject/achievement/tag"]


def test_only_the_first_faults_are_named() -> None:
    document = {**CREDENTIAL, **{f"foo{number}": 1 for number in range(MAX_FAULTS + 30)}}

    assert len(pointers_of(document)) == MAX_FAULTS


def test_before_anything_was_expanded_the_place_is_the_whole() -> None:
    processor = SafeProcessor(GraphLimits())

    assert processor.place() == ""
    assert processor.faults() == ()
