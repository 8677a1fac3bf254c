"""Plain terms: what is judged of a document stands where it is read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from app.crypto.plain_terms import check_plain_terms
from app.errors import DataLoss
from app.model.secured import Document
from app.schemas.contexts import PINNED, context_document
from tests.proofs.examples import DIPLOMA

CREDENTIALS = "https://www.w3.org/2018/credentials#"
STATUS = "https://www.w3.org/ns/credentials/status#"
STATUS_2021 = "https://w3id.org/vc/status-list#"
JUDGED = {
    *(CREDENTIALS + name for name in ("issuer", "validFrom", "validUntil", "issuanceDate", "expirationDate", "credentialStatus")),
    *(CREDENTIALS + name for name in ("credentialSubject", "credentialSchema", "VerifiableCredential")),
    *(STATUS + name for name in ("BitstringStatusListEntry", "BitstringStatusListCredential", "BitstringStatusList")),
    *(STATUS + name for name in ("statusListCredential", "statusListIndex", "statusPurpose", "statusSize", "encodedList", "ttl")),
    *(STATUS_2021 + name for name in ("statusListCredential", "statusListIndex", "statusPurpose", "encodedList")),
    *(f"https://w3id.org/security#{name}" for name in ("proof", "proofPurpose", "proofValue", "verificationMethod", "cryptosuite")),
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#awardedDate",
}


def terms(context: Any, prefixes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every IRI that a context gives a term, at every depth."""
    if isinstance(context, list):
        for part in context:
            yield from terms(part, prefixes)
    if not isinstance(context, dict):
        return
    known = {**prefixes, **{name: value for name, value in context.items() if isinstance(value, str)}}
    for term, definition in context.items():
        iri = definition.get("@id", term) if isinstance(definition, dict) else definition
        if isinstance(iri, str) and not term.startswith("@"):
            prefix, colon, rest = iri.partition(":")
            yield (known[prefix] + rest if colon and prefix in known else iri), term
        if isinstance(definition, dict):
            yield from terms(definition.get("@context"), known)


def test_no_pinned_context_has_two_terms_for_one_thing_that_is_judged() -> None:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for pinned in PINNED:
        for iri, term in terms(context_document(pinned.url)["@context"], {}):
            found[iri].add(term)

    assert {iri: names for iri, names in found.items() if iri in JUDGED and len(names) > 1} == {}
    assert JUDGED - found.keys() == set()


def test_a_document_in_plain_terms_passes() -> None:
    check_plain_terms(DIPLOMA)


@pytest.mark.parametrize(
    "value",
    [
        {"@value": "Wein", "@language": "de"},
        {"@value": "x", "@language": "ar", "@direction": "rtl"},
        {"@value": "x"},
        {"en": "Wine", "de": "Wein"},
        {"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "urn:x"},
    ],
)
def test_texts_with_their_language_and_nested_documents_pass(value: Any) -> None:
    check_plain_terms({"name": value})


def test_a_context_in_the_document_is_no_part_of_what_it_says() -> None:
    context = {"@vocab": "urn:v#", "grade": {"@id": "urn:grade", "@context": {"sum": {"@id": "urn:sum"}}}}

    check_plain_terms({"@context": ["https://www.w3.org/ns/credentials/v2", context], "subject": {"@context": context, "grade": 1}})


@pytest.mark.parametrize(
    ("document", "pointers"),
    [
        ({CREDENTIALS + "validUntil": "x"}, ["/https:~1~1www.w3.org~12018~1credentials#validUntil"]),
        ({"cred:validUntil": "x"}, ["/cred:validUntil"]),
        ({"a": [{"b": {"@id": "urn:x"}}]}, ["/a/0/b/@id"]),
        ({"@type": ["x"]}, ["/@type"]),
        ({"@graph": []}, ["/@graph"]),
        ({"@included": []}, ["/@included"]),
        ({"@reverse": {}}, ["/@reverse"]),
        ({"@nest": {}}, ["/@nest"]),
        ({"name": {"@value": "x", "@type": "y"}}, ["/name/@value", "/name/@type"]),
        ({"name": {"@value": "x", "type": "y"}}, ["/name/@value"]),
        ({"name": {"@language": "de"}}, ["/name/@language"]),
        ({"@unknown": 1}, ["/@unknown"]),
        ({"@contexts": {"@id": "urn:x"}}, ["/@contexts", "/@contexts/@id"]),
        ({"x/@context": {"@id": "urn:x"}}, ["/x~1@context/@id"]),
    ],
)
def test_anything_else_is_refused_with_its_place(document: Document, pointers: list[str]) -> None:
    with pytest.raises(DataLoss) as refusal:
        check_plain_terms(document)

    assert [fault.pointer for fault in refusal.value.faults] == pointers


def test_only_so_many_faults_are_told() -> None:
    with pytest.raises(DataLoss) as refusal:
        check_plain_terms({f"x:{number}": 1 for number in range(1_000)})

    assert len(refusal.value.faults) == 20
