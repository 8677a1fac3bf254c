"""Our schema of Open Badges 3.0, held against the official one."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest

from app.model.secured import Document
from app.schemas.open_badges import endorsement_faults, schema_faults
from tests.schemas.badges import BUILT, as_data_model_1, badge
from tests.schemas.mutants import mutants

Accepts = Callable[[Document], bool]


def without_identity() -> Document:
    document = badge()
    del document["credentialSubject"]["identifier"]
    return document


DELIBERATE = {
    "an issuer is an id or a Profile": (
        badge(issuer={"en": "did:web:badges.example.org"}),
        "/issuer/id",
        "texts by language are allowed there by the official schema's mechanical rule; as JSON-LD it names nobody",
    ),
    "a subject is identified": (
        without_identity(),
        "/credentialSubject/identifier",
        "verification step 1 of Open Badges 3.0 §9.1 demands an id or an identifier; the official schema does not say it",
    ),
    "a validity does not end before it begins": (
        badge(validFrom="2026-01-31T12:00:01Z", validUntil="2026-01-31T12:00:00Z"),
        "/validUntil",
        "VC Data Model 2.0 §4.9 demands it; a schema cannot compare",
    ),
    "a moment is written in capitals": (
        badge(validFrom="2026-01-31t12:00:00z"),
        "/validFrom",
        "VC Data Model 2.0 takes xsd:dateTimeStamp, which is stricter than RFC 3339",
    ),
    "a moment has no leap second": (badge(validFrom="2016-12-31T23:59:60Z"), "/validFrom", "xsd:dateTimeStamp has none"),
}


@pytest.fixture(scope="module")
def official(shared: Path) -> Accepts:
    schema = json.loads((shared / "openbadges/schemas/ob_v3p0_achievementcredential_schema.json").read_text(encoding="utf-8"))
    return jsonschema_rs.Draft201909Validator(schema, validate_formats=True).is_valid


@pytest.fixture(scope="module")
def official_1_1(shared: Path) -> Accepts:
    schema = json.loads((shared / "openbadges/schemas/ob_v3p0_anyachievementcredential_schema.json").read_text(encoding="utf-8"))
    (branch,) = (each for each in schema["anyOf"] if "issuanceDate" in each["properties"])
    return jsonschema_rs.Draft201909Validator({**branch, "$defs": schema["$defs"]}, validate_formats=True).is_valid


@pytest.fixture(scope="module")
def examples(shared: Path) -> dict[str, Document]:
    files = sorted((shared / "openbadges/examples").glob("*.json"))
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}


@pytest.mark.parametrize("document", BUILT, ids=["maximal", "minimal"])
def test_what_we_build_is_valid_by_both(official: Accepts, document: Document) -> None:
    assert official(document)
    assert schema_faults(document) == ()


def test_both_agree_over_all_official_examples(official: Accepts, examples: dict[str, Document]) -> None:
    ours = {name: not schema_faults(document) for name, document in examples.items()}

    assert ours == {name: official(document) for name, document in examples.items()}
    assert 10 <= sum(ours.values()) < len(ours)


def test_both_agree_over_hundreds_of_mutants(official: Accepts, examples: dict[str, Document]) -> None:
    sources = [*BUILT, *(document for document in examples.values() if official(document))]
    tried = [each for number, document in enumerate(sources) for each in mutants(document, 29 + number)]
    refused = [what for what, document in tried if not official(document)]

    disagreed = [(what, document) for what, document in tried if official(document) == bool(schema_faults(document))]

    assert len(tried) >= 600
    assert 300 <= len(refused) < len(tried) - 100
    assert [what for what, document in disagreed if not is_deliberate(document, official)] == []


def is_deliberate(document: Document, official: Accepts) -> bool:
    """Return whether we refuse what the official schema accepts, and for reasons with a name."""
    places = {fault.pointer for fault in schema_faults(document)}
    return official(document) and places in ({"/issuer/id", "/issuer/type"}, {"/credentialSubject/identifier"})


@pytest.mark.parametrize("name", DELIBERATE)
def test_where_we_differ_it_is_on_purpose(official: Accepts, name: str) -> None:
    document, pointer, _ = DELIBERATE[name]

    assert official(document)
    assert pointer in [fault.pointer for fault in schema_faults(document)]


def test_credentials_of_the_older_data_model_agree_too(official_1_1: Accepts, examples: dict[str, Document]) -> None:
    sources = [as_data_model_1(document) for document in (*BUILT, *examples.values())]
    tried = [each for document in sources if official_1_1(document) for each in mutants(document, 83)]

    disagreed = [what for what, document in tried if official_1_1(document) == bool(schema_faults(document))]

    assert len(tried) >= 100
    assert all(what.startswith("/credentialSubject/id") for what in disagreed)


def test_endorsements_agree_with_the_official_schema_over_mutants(shared: Path, examples: dict[str, Document]) -> None:
    schema = json.loads((shared / "openbadges/schemas/ob_v3p0_endorsementcredential_schema.json").read_text(encoding="utf-8"))
    official = jsonschema_rs.Draft201909Validator(schema, validate_formats=True).is_valid
    example = examples["examples-endorsement-sample-endorsementcredential"]
    tried = [("as it is", example), *mutants(example, 2)]

    disagreed = [(what, document) for what, document in tried if official(document) == bool(endorsement_faults(document))]

    assert official(example)
    assert endorsement_faults(example) == ()
    assert len(tried) >= 200
    assert {what.split()[0] for what, document in disagreed if official(document)} <= {"/issuer/id", "/issuer"}
    assert [what for what, document in disagreed if not official(document)] == []


def test_endorsements_of_the_older_data_model_agree_too(shared: Path, examples: dict[str, Document]) -> None:
    schema = json.loads((shared / "openbadges/schemas/ob_v3p0_anyachievementcredential_schema.json").read_text(encoding="utf-8"))
    (name,) = (
        name for name, each in schema["$defs"].items() if name.startswith("Endorsement") and "issuanceDate" in each.get("properties", {})
    )
    official = jsonschema_rs.Draft201909Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]}, validate_formats=True).is_valid
    example = as_data_model_1(examples["examples-endorsement-sample-endorsementcredential"])

    assert official(example)
    assert [what for what, document in mutants(example, 7) if not official(document) and not endorsement_faults(document)] == []
