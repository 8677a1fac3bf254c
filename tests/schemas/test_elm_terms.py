"""The context of Europass in words of ours: term by term, and by what samples expand to, the official one."""

from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

from app.model.secured import Document
from app.schemas.contexts import CREDENTIALS_V1, EDC_AP, context_document, pinned_content
from app.schemas.elm_terms import CLASSES, CONTEXTS, KNOWN_TYPES, PREFIXES, STATUS_MEMBERS, TERMS, TERMS_OF_CREDENTIAL
from tests.schemas.edc_samples import CONFORMING, example, sample
from tests.schemas.edc_shapes import contexts


def expanded(document: Document, known: dict[str, Document]) -> Any:
    def load(url: str, _: object) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": known[url]}

    return jsonld.expand(document, {"documentLoader": load})


def test_every_term_means_what_the_official_context_says(shared: Path) -> None:
    ours, official = context_document(EDC_AP)["@context"], contexts(shared)[EDC_AP]["@context"]

    assert ours.keys() == official.keys()
    assert [term for term in official if ours[term] != official[term]] == []


def test_its_text_is_ours(shared: Path) -> None:
    official = (shared / "elm" / "context" / "edc-ap-context-3.2.jsonld").read_bytes()

    assert pinned_content(EDC_AP) != official


@pytest.mark.parametrize("name", [*CONFORMING, "elm-rich-stackable", "x-unknown_term"])
def test_samples_expand_to_the_same_under_ours(name: str, shared: Path) -> None:
    document = sample(shared, name) if "/" in name else example(shared, name)
    ours = {url: context_document(url) for url in CONTEXTS}

    assert expanded(document, ours) == expanded(document, dict(contexts(shared)))


def test_every_term_expands_to_the_same_under_ours(shared: Path) -> None:
    document: Document = {"@context": CONTEXTS, "type": [*CLASSES], **{term: "urn:x" for term in TERMS if TERMS[term] != "text"}}
    document |= {term: {"en": "x"} for term in TERMS if TERMS[term] == "text"}
    ours = {url: context_document(url) for url in CONTEXTS}

    assert expanded(document, ours) == expanded(document, dict(contexts(shared)))
    assert len(expanded(document, ours)[0]) == len(TERMS) + 1


def test_terms_are_read_by_their_kind() -> None:
    assert (TERMS["title"], TERMS["point"]) == ("text", "string")
    assert "issuer" not in TERMS
    assert TERMS_OF_CREDENTIAL["issuer"] == "node"
    assert TERMS_OF_CREDENTIAL["issued"] == "moment"
    assert TERMS["notation"] == "literal"
    assert {"elm", "dc", "skos"} <= PREFIXES
    assert PREFIXES.isdisjoint(CLASSES)
    assert {"statusListIndex", "statusListCredential"} <= STATUS_MEMBERS
    assert {"VerifiableCredential", "BitstringStatusListEntry"} == KNOWN_TYPES - CLASSES


def test_the_contexts_stand_in_the_order_that_europass_asks() -> None:
    assert CONTEXTS == [CREDENTIALS_V1, EDC_AP]
