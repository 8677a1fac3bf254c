"""Canonical form: byte for byte what others make, and the same however the document is written."""

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from app.crypto.canonical import canonical_lines, canonical_nquads
from app.errors import DataLoss, TooComplex, UnknownContext
from app.model.secured import Document
from app.schemas.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from app.schemas.strict_json import places
from tests.crypto.documents import CREDENTIAL, EXAMPLES_V2, XSD, changed, clique, linked

VECTORS = [
    ("ob3-linked-data-proof/credential.json", "ob3-linked-data-proof/document-canon.txt"),
    ("eddsa/unsigned.json", "eddsa/eddsa-rdfc-2022/canonDocDataInt.txt"),
    ("eddsa/eddsa-rdfc-2022/proofConfigDataInt.json", "eddsa/eddsa-rdfc-2022/proofCanonDataInt.txt"),
    ("eddsa/unsigned.json", "eddsa/Ed25519Signature2020/canonDocEdSig.txt"),
    ("eddsa/Ed25519Signature2020/proofConfigEdSig.json", "eddsa/Ed25519Signature2020/proofCanonEdSig.txt"),
    ("ecdsa/unsigned.json", "ecdsa/ecdsa-rdfc-2019-p256/canonDocECDSAP256.txt"),
    ("ecdsa/ecdsa-rdfc-2019-p256/proofConfigECDSAP256.json", "ecdsa/ecdsa-rdfc-2019-p256/proofCanonECDSAP256.txt"),
]
KNOWN_CONTEXTS = (
    "docformat-sample",
    "examples-basic",
    "examples-fullopenbadge",
    "examples-endorsement",
    "impl-linked-data-proof-ob-signed",
)


def vcdm(**members: Any) -> Document:
    return {"@context": [CREDENTIALS_V2, EXAMPLES_V2], "id": "urn:x", "type": "Thing", **members}


@pytest.mark.parametrize(("document", "canonical"), VECTORS)
def test_the_published_vectors_come_out_byte_for_byte(document: str, canonical: str, shared: Path) -> None:
    folder = shared / "vectors"

    assert canonical_nquads(json.loads((folder / document).read_bytes())) == (folder / canonical).read_bytes().decode()


@pytest.mark.parametrize("start", KNOWN_CONTEXTS)
def test_the_official_samples_lose_nothing(start: str, shared: Path) -> None:
    (path,) = (shared / "openbadges" / "examples").glob(f"{start}*.json")

    assert canonical_nquads(json.loads(path.read_bytes()))


def test_every_text_of_a_credential_stands_in_its_canonical_form() -> None:
    canonical = canonical_nquads(CREDENTIAL)
    inside = {pointer: value for pointer, value in places(CREDENTIAL) if not pointer.startswith("/@context")}
    texts = [value for pointer, value in inside.items() if isinstance(value, str) and "type" not in pointer]

    assert len(texts) > 30
    assert all(json.dumps(text, ensure_ascii=False)[1:-1] in canonical for text in texts)


def test_every_change_of_a_value_changes_the_canonical_form() -> None:
    canonical = canonical_nquads(CREDENTIAL)
    tried = 0

    for pointer, value in places(CREDENTIAL):
        if isinstance(value, str) and "@context" not in pointer and "type" not in pointer:
            tried += 1
            steps = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
            assert canonical_nquads(changed(*steps, value=value + "x")) != canonical
    assert tried > 30


def test_the_order_of_members_and_values_does_not_matter() -> None:
    def reversed_copy(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: reversed_copy(value[name]) if name != "@context" else value[name] for name in reversed(value)}
        return [reversed_copy(item) for item in reversed(value)] if isinstance(value, list) else value

    assert canonical_nquads(reversed_copy(CREDENTIAL)) == canonical_nquads(CREDENTIAL)


def test_the_names_of_unnamed_nodes_do_not_matter() -> None:
    first = linked({"a": ["b"], "b": ["c"], "c": []})
    second = linked({"x": ["a"], "b": ["x"], "a": []})

    assert canonical_nquads(first) == canonical_nquads(second)


def test_the_document_is_left_as_it_was() -> None:
    document = copy.deepcopy(CREDENTIAL)

    canonical_nquads(document)

    assert document == CREDENTIAL


def test_whole_numbers_are_integers_however_they_are_written() -> None:
    assert canonical_nquads(changed("credentialSubject", "creditsEarned", value=5)) == canonical_nquads(CREDENTIAL)
    assert '"5"^^<https://www.w3.org/2001/XMLSchema#float>' in canonical_nquads(CREDENTIAL)


@pytest.mark.parametrize(
    ("number", "literal"),
    [
        (1, f'"1"^^<{XSD}integer>'),
        (-0.0, f'"0"^^<{XSD}integer>'),
        (2.5, f'"2.5E0"^^<{XSD}double>'),
        (0.1 + 0.2, f'"3.0E-1"^^<{XSD}double>'),
        (1e-7, f'"1.0E-7"^^<{XSD}double>'),
        (1e21, f'"1.0E21"^^<{XSD}double>'),
        (1.5e300, f'"1.5E300"^^<{XSD}double>'),
        (True, f'"true"^^<{XSD}boolean>'),
    ],
)
def test_numbers_are_written_as_json_ld_says(number: float, literal: str) -> None:
    assert literal in canonical_nquads(vcdm(size=number))


def test_the_direction_of_a_text_is_signed() -> None:
    canonical = canonical_nquads(vcdm(name={"@value": "مسرح", "@language": "ar", "@direction": "rtl"}))

    assert '"مسرح"^^<https://www.w3.org/ns/i18n#ar_rtl>' in canonical


def test_the_language_of_a_text_is_signed() -> None:
    assert '"scène"@fr-fr' in canonical_nquads(vcdm(name={"@value": "scène", "@language": "fr-FR"}))


def test_a_json_literal_is_signed_whole_with_its_nulls_and_names() -> None:
    schema = {"type": "JsonSchema", "id": "urn:schema", "jsonSchema": {"b": [None, [], {"@context": None}], "a/b": 1.0}}
    document = vcdm(type=["VerifiableCredential"], credentialSchema=schema)

    assert r'"{\"a/b\":1,\"b\":[null,[],{\"@context\":null}]}"' in canonical_nquads(document)


def test_control_characters_are_escaped_as_rdfc_says() -> None:
    canonical = canonical_nquads(vcdm(name='\x01\b\t\n\f\r"\\\x7f\x85\u2028é😀'))

    assert r'"\u0001\b\t\n\f\r\"\\\u007F' + "\x85\u2028é😀" + '"' in canonical
    assert canonical.count("\n") == 2


def test_lines_are_sorted_by_code_points_and_each_has_its_end() -> None:
    canonical = canonical_nquads(CREDENTIAL)

    assert canonical.split("\n") == [*sorted(canonical.split("\n")[:-1]), ""]


def test_nothing_at_all_has_an_empty_canonical_form() -> None:
    assert canonical_lines([]) == ""


def test_a_statement_said_twice_stands_once() -> None:
    quad = Quad(BlankNode("a"), NamedNode("urn:p"), Literal("x"))

    assert canonical_lines([quad, quad]) == '_:c14n0 <urn:p> "x" .\n'


def test_named_graphs_keep_their_names() -> None:
    proof = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofValue": "z1"}
    canonical = canonical_nquads({**CREDENTIAL, "proof": [proof, {**proof, "id": "urn:proof", "nonce": "n"}]})

    assert '<urn:proof> <https://w3id.org/security#nonce> "n" _:c14n' in canonical


@pytest.mark.parametrize("copies", [2, 3, 20, 100])
def test_the_same_alignment_several_times_is_no_poison(copies: int) -> None:
    alignment = CREDENTIAL["credentialSubject"]["achievement"]["alignment"][0]
    document = changed("credentialSubject", "achievement", "alignment", value=[alignment] * copies)

    assert canonical_nquads(document).count('"Level 5"') == copies


def test_the_same_unnamed_organisation_twice_is_no_poison() -> None:
    theatre = {
        "type": ["Profile"],
        "name": "Theatre",
        "address": {"type": ["Address"], "addressCountryCode": "NO", "geo": {"type": ["GeoCoordinates"], "latitude": 1, "longitude": 2}},
        "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "1", "identifierType": "ext:a"} for _ in range(3)],
    }
    document = changed("credentialSubject", "achievement", "creator", value=theatre)
    document["credentialSubject"]["source"] = theatre

    assert canonical_nquads(document)


@pytest.mark.parametrize("size", [4, 8, 9, 16])
def test_a_clique_of_unnamed_nodes_is_refused(size: int) -> None:
    with pytest.raises(TooComplex, match="steps to tell unnamed nodes apart"):
        canonical_nquads(clique(size))


def test_a_context_that_defines_everything_loses_nothing() -> None:
    canonical = canonical_nquads(vcdm(anything={"at": "all"}))

    assert '<https://www.w3.org/ns/credentials/examples#at> "all"' in canonical


def test_without_such_a_context_an_undefined_term_is_refused() -> None:
    with pytest.raises(DataLoss, match="/anything"):
        canonical_nquads({**CREDENTIAL, "anything": {"at": "all"}})
    with pytest.raises(UnknownContext):
        canonical_nquads({**CREDENTIAL, "@context": ["https://unknown.example/"]})


def test_threads_do_not_disturb_each_other() -> None:
    documents = [CREDENTIAL, vcdm(name="x"), changed("nowhere", value=1)] * 20

    def outcome(document: Document) -> str:
        try:
            return canonical_nquads(document)
        except DataLoss as refused:
            return refused.detail

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(outcome, documents)) == [outcome(document) for document in documents]


def test_contexts_that_contradict_each_other_are_refused() -> None:
    for contexts in ([CREDENTIALS_V2, CREDENTIALS_V1], [CREDENTIALS_V1, CREDENTIALS_V2]):
        with pytest.raises(DataLoss, match="protected term redefinition"):
            canonical_nquads({"@context": contexts, "id": "urn:x", "type": "VerifiableCredential"})
