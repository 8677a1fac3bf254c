"""Contexts: only pinned ones unless asked for, and none that hides a loss."""

from typing import Any

import pytest

from app.crypto.bounds import GraphLimits
from app.crypto.json_ld import statements
from app.errors import DataLoss, DocumentError, TooComplex, UnknownContext
from app.model.secured import Document
from app.schemas.contexts import CREDENTIALS_V1, CREDENTIALS_V2, OPEN_BADGES_V3
from tests.crypto.documents import CREDENTIAL, EXAMPLES_V2, changed, faults_of

INLINE = GraphLimits(allow_inline_contexts=True)


def inline(context: Any, **members: Any) -> Document:
    return {"@context": context, "@id": "urn:x", "@type": "urn:t", **members}


def test_a_prefixed_name_is_refused_where_the_context_has_a_term() -> None:
    context = {"ex": "urn:ex:", "until": "ex:until"}

    faults = faults_of(lambda: statements(inline(context, **{"ex:until": "x"}), INLINE), DataLoss)

    assert [(fault.pointer, fault.detail) for fault in faults] == [("/ex:until", "spelled out, though the context has a term for it")]


def test_a_term_that_looks_like_a_prefixed_name_is_a_term() -> None:
    context = {"ex": "urn:ex:", "ex:until": {"@id": "ex:until"}}

    assert len(statements(inline(context, **{"ex:until": "x"}), INLINE)) == 2


@pytest.mark.parametrize(
    "context", [None, {}, {"x": "urn:x"}, 5, False, [None], [CREDENTIALS_V2, {"@vocab": "urn:"}], ["relative"], [[CREDENTIALS_V2]]]
)
def test_contexts_that_are_no_pinned_urls_are_refused(context: Any) -> None:
    faults = faults_of(lambda: statements({**CREDENTIAL, "@context": context}), UnknownContext)

    assert [fault.pointer for fault in faults] == ["/@context"]


def test_an_unknown_context_inside_is_refused_with_its_place() -> None:
    faults = faults_of(lambda: statements(changed("evidence", 1, "@context", value="https://evil.example/")), UnknownContext)

    assert [fault.pointer for fault in faults] == ["/evidence/1/@context"]


def test_null_does_not_unprotect_what_the_context_protects_even_where_contexts_may_be_inline() -> None:
    faults = faults_of(lambda: statements(changed("evidence", 0, "@context", value=None), INLINE), UnknownContext)

    assert [fault.pointer for fault in faults] == ["/evidence/0/@context"]


def test_a_protected_term_cannot_be_redefined() -> None:
    context = [CREDENTIALS_V2, {"name": "urn:else"}]

    with pytest.raises(DataLoss, match="protected term redefinition"):
        statements({**CREDENTIAL, "@context": context}, INLINE)
    with pytest.raises(DataLoss, match="protected term redefinition"):
        statements({**CREDENTIAL, "@context": [CREDENTIALS_V2, CREDENTIALS_V1]})


@pytest.mark.parametrize(
    "context", [{"@base": "https://x/"}, {"@import": CREDENTIALS_V2}, {"t": {"@id": "urn:t", "@context": {"@base": "https://x/"}}}]
)
def test_an_inline_context_gives_no_base(context: Any) -> None:
    with pytest.raises(UnknownContext, match="without @base and @import"):
        statements(inline(context), INLINE)


def test_an_inline_context_brings_in_no_unknown_one() -> None:
    with pytest.raises(UnknownContext, match=r"evil\.example"):
        statements(inline({"t": {"@id": "urn:t", "@context": "https://evil.example/"}}, t={"@id": "urn:y"}), INLINE)


def test_an_inline_context_does_not_outlive_its_document() -> None:
    assert len(statements(inline({"p": "urn:p"}, p="x"), INLINE)) == 2

    with pytest.raises(DataLoss, match="no such term"):
        statements(inline({"q": "urn:q"}, p="x"), INLINE)


@pytest.mark.parametrize(
    ("context", "members", "pointer"),
    [
        ({"p": {"@id": "urn:p", "@container": "@index"}}, {"p": {"a": "x"}}, "/p"),
        ({"p": {"@id": "urn:p", "@container": "@id"}}, {"p": {"urn:a": {"@type": "urn:t"}}}, "/p"),
        ({"p": {"@id": "urn:p", "@container": "@type"}}, {"p": {"urn:a": {"@id": "urn:y"}}}, "/p"),
        ({"p": {"@id": "urn:p", "@container": "@language"}}, {"p": {"en": None}}, "/p/en"),
        ({"p": {"@id": "urn:p", "@container": "@language"}}, {"p": {"en": ["x", None]}}, "/p/en"),
        ({"p": {"@id": "urn:p", "@container": "@language"}}, {"p": {"en": []}}, "/p/en"),
        ({"p": {"@id": "urn:p", "@container": "@language"}}, {"p": {"e n": "x"}}, "/p/e n"),
        ({"p": {"@id": "urn:p", "@type": "@id", "@container": "@index"}}, {"p": {"a": "relative"}}, "/p"),
        ({"p": None}, {"p": "x"}, "/p"),
        ({"p": "relative"}, {"p": "x"}, None),
        ({"@vocab": ""}, {"p": "x"}, "/p"),
        ({"@vocab": None}, {}, ""),
        ({"@language": "e n", "p": "urn:p"}, {"p": "x"}, ""),
        ({"p": {"@id": "urn:p", "@type": "@id"}}, {"p": {"@list": ["relative"]}}, "/p"),
        ({"p": {"@id": "urn:p"}}, {"p": {"@type": "@json", "@value": {}}, "q": 1}, "/q"),
        ({"n": "@nest"}, {"n": {"@id": "urn:y"}}, "/n"),
        ({"g": "@graph"}, {"g": [{"@id": "urn:y", "urn:p": 1}]}, "/g"),
    ],
)
def test_what_inline_contexts_could_hide_is_refused(context: Any, members: Document, pointer: str | None) -> None:
    faults = faults_of(lambda: statements(inline(context, **members), INLINE), DocumentError)

    assert pointer is None or pointer in [fault.pointer for fault in faults]


@pytest.mark.parametrize(
    ("context", "members"),
    [
        ({"p": {"@id": "urn:p", "@container": "@language"}}, {"p": {"en": "x", "de": ["y", "z"], "@none": "w"}}),
        ({"p": {"@id": "urn:p", "@container": "@list"}}, {"p": ["x", "x"]}),
        ({"p": {"@id": "urn:p", "@container": "@set"}}, {"p": "x"}),
        ({"p": {"@id": "urn:p"}}, {"p": {"@type": "@json", "@value": None}}),
        ({"p": {"@id": "urn:p"}}, {"p": {"@type": "@json", "@value": [[]]}}),
        ({"p": {"@id": "urn:p"}}, {"p": {"@list": []}}),
        ({"p": {"@id": "urn:p", "@type": "@json"}}, {"p": None}),
        ({"p": {"@id": "urn:p", "@type": "@vocab"}, "q": "urn:q"}, {"p": ["q", "_:b"]}),
    ],
)
def test_what_reaches_the_statements_is_accepted(context: Any, members: Document) -> None:
    assert len(statements(inline(context, **members), INLINE)) >= 2


def test_a_vocabulary_that_defines_everything_leaves_nothing_undefined() -> None:
    assert statements({**CREDENTIAL, "@context": [CREDENTIALS_V2, OPEN_BADGES_V3, EXAMPLES_V2], "foo": {"type": "Bar"}})


def test_the_number_of_contexts_is_bounded() -> None:
    credential = {"@context": [CREDENTIALS_V2] * 16, "id": "urn:y", "type": ["Evidence"]}

    with pytest.raises(TooComplex, match="at most 32 contexts, found 34"):
        statements({**CREDENTIAL, "evidence": [credential, credential]})


@pytest.mark.parametrize(
    "definition",
    [
        {"until": "https://www.w3.org/2018/credentials#validUntil"},
        {"until": {"@id": "https://www.w3.org/2018/credentials#validUntil", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}},
        {"cr": "https://www.w3.org/2018/credentials#", "until": "cr:validUntil"},
        {"until": "https://www.w3.org/ns/credentials/status#statusPurpose"},
        {"until": "https://w3id.org/vc/status-list#statusPurpose"},
    ],
)
def test_what_is_judged_has_no_second_name_from_a_context_in_the_document(definition: Any) -> None:
    faults = faults_of(
        lambda: statements({**CREDENTIAL, "@context": [CREDENTIALS_V2, EXAMPLES_V2, definition], "until": "x"}, INLINE), DataLoss
    )

    assert [fault.pointer for fault in faults if "only by that name" in fault.detail] == ["/until"]


def test_what_is_judged_has_no_name_from_a_vocabulary_cut_in_two() -> None:
    vocabulary = {"@vocab": "https://www.w3.org/2018/credentials#creden"}
    document = {"@context": [CREDENTIALS_V2, vocabulary], "type": "VerifiableCredential", "tialStatus": {"id": "urn:x"}}

    assert [fault.pointer for fault in faults_of(lambda: statements(document, INLINE), DataLoss)] == ["/tialStatus"]


@pytest.mark.parametrize("kind", ["Entry", "https://www.w3.org/ns/credentials/status#BitstringStatusListEntry"])
def test_a_status_entry_has_no_second_name_for_its_type(kind: str) -> None:
    definition = {"Entry": "https://www.w3.org/ns/credentials/status#BitstringStatusListEntry"}
    document = {
        "@context": [CREDENTIALS_V2, definition],
        "type": "VerifiableCredential",
        "credentialStatus": {"id": "urn:x", "type": [kind]},
    }

    assert [fault.pointer for fault in faults_of(lambda: statements(document, INLINE), DataLoss)] == ["/credentialStatus/type/0"]
