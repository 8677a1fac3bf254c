"""Members that a context defines by name."""

from typing import Any

import pytest

from app.errors import UnknownContext
from app.schemas.defined_terms import undefined_members
from tests.proofs.examples import DIPLOMA
from tests.proofs.presentation_examples import OLD_DIPLOMA, PRESENTATION, V2

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"


@pytest.mark.parametrize("document", [DIPLOMA, OLD_DIPLOMA, PRESENTATION], ids=["badge", "1.1", "presentation"])
def test_members_that_contexts_define_are_known(document: dict[str, Any]) -> None:
    assert undefined_members(document) == ()


def test_a_vocabulary_defines_no_member_by_name() -> None:
    document = {"@context": [V2, EXAMPLES], "type": "VerifiableCredential", "issuer": "x", "badExtension": 1, "@id": "y", "another": 2}

    assert undefined_members(document) == ("badExtension", "another")


def test_a_context_in_the_document_counts() -> None:
    inline = {
        "@vocab": "https://example.org/",
        "here": "https://example.org/here",
        "Kind": {"@context": {"there": "https://example.org/there"}},
    }

    assert undefined_members({"@context": [V2, inline], "type": ["VerifiableCredential", "Kind"], "here": 1, "there": 2}) == ()
    assert undefined_members({"@context": [V2, inline], "type": ["VerifiableCredential"], "here": 1, "there": 2}) == ("there",)


@pytest.mark.parametrize("context", [None, 7, [], [[]], {}])
def test_without_a_context_nothing_is_defined(context: Any) -> None:
    assert undefined_members({"@context": context, "type": [7, {}, "VerifiableCredential"]}) == ("type",)


def test_a_context_that_is_not_pinned_is_unknown() -> None:
    with pytest.raises(UnknownContext):
        undefined_members({"@context": [V2, "https://unknown.example/context"]})
