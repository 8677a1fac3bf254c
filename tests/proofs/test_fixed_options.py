"""The statements of a proof's options that are written without the canonicaliser: the same, or none."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.crypto.canonical import canonical_nquads
from app.model.secured import Document
from app.proofs.data_integrity.fixed_options import fixed_nquads
from app.schemas.contexts import PINNED

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
DID = "did:web:issuer.example%3A8000:a_b#key-1.2"
USUAL: Document = {
    "@context": [V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2026-01-31T12:00:00Z",
    "verificationMethod": DID,
    "proofPurpose": "assertionMethod",
}
WITH_TERMS = [V2, DATA_INTEGRITY, [V2], [V1, DATA_INTEGRITY], USUAL["@context"]]
HOSTILE = [*'"\\<> \n\t{}é%[]|^`\x7f\u202e\U0001f600', "%zz", "_:c14n0", "@id"]
WHOLE = st.sampled_from([DID, "https://a.example/k", "https://a.example:80/k#k", "urn:uuid:1", "a", "", "did:", "https://", "_:b", "sec:x"])
BEGINNINGS = st.sampled_from(["did:web:a", "https://a.example/", "schema:", "xsd:"])
METHODS = WHOLE | st.tuples(BEGINNINGS, st.text(max_size=5) | st.sampled_from(HOSTILE)).map("".join)
WORDS = ["", "x", "Z", "2026", "authentication", "assertionMethod", "keyAgreement", "bbs-2023"]
VALUES = st.sampled_from(HOSTILE + WORDS) | st.text(max_size=6)
OTHERS = st.fixed_dictionaries({}, optional={"created": VALUES, "cryptosuite": VALUES, "proofPurpose": VALUES})


@pytest.mark.parametrize("contexts", WITH_TERMS)
@pytest.mark.parametrize("method", [DID, "https://issuer.example:8443/keys/1", "did:key:z6Mk#z6Mk"])
def test_the_usual_options_are_written_at_once_and_alike(contexts: Any, method: str) -> None:
    for purpose in ("assertionMethod", "authentication"):
        options = {**USUAL, "@context": contexts, "verificationMethod": method, "proofPurpose": purpose}

        assert fixed_nquads(options) == canonical_nquads(options)


@settings(max_examples=300)
@given(st.sampled_from(WITH_TERMS), METHODS, OTHERS)
@example(V2, "did:web:a%", {})
@example(V2, "https://a.example:/k", {})
@example([V2, V1], DID, {})
def test_whatever_the_values_are_the_statements_are_the_canonicalisers_or_none(contexts: Any, method: str, others: Document) -> None:
    options = {**USUAL, "@context": contexts, "verificationMethod": method, **others}

    written = fixed_nquads(options)

    assert written is None or written == canonical_nquads(options)


@pytest.mark.parametrize("first", [each.url for each in PINNED])
@pytest.mark.parametrize("second", [each.url for each in PINNED])
def test_whatever_the_contexts_are_the_statements_are_the_canonicalisers_or_none(first: str, second: str) -> None:
    for method in (DID, "https://issuer.example/keys/1"):
        options = {**USUAL, "@context": [first, second], "verificationMethod": method}

        written = fixed_nquads(options)

        assert written is None or written == canonical_nquads(options)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "Ed25519Signature2020"},
        {"type": ["DataIntegrityProof"]},
        {"id": "urn:uuid:1"},
        {"created": 7},
        {"created": None},
        {"proofPurpose": ["assertionMethod"]},
        {"proofPurpose": "invalidPurpose"},
        {"@context": [V2, {"@vocab": "https://a.example/"}]},
        {"@context": {"@vocab": "https://a.example/"}},
        {"@context": [V2, None]},
        {"@context": None},
        {"@context": [V1]},
        {"@context": [V1, "https://w3id.org/security/data-integrity/v1"]},
        {"@context": ["https://unknown.example/"]},
        {"@context": []},
    ],
)
def test_options_of_another_shape_are_left_to_the_canonicaliser(changes: Document) -> None:
    assert fixed_nquads({**USUAL, **changes}) is None


def test_options_that_lack_a_member_are_left_to_the_canonicaliser() -> None:
    for member in USUAL:
        assert fixed_nquads({name: value for name, value in USUAL.items() if name != member}) is None
