"""Judges the shape of a credential: Open Badges 3.0 by our schema, any other by the rules of the VC Data Model.

Whoever issues or verifies asks here. Beside the schema two rules hold that it cannot say: the subject is identified, and the
validity does not end before it begins.

Spec: Open Badges 3.0 §9.1 step 1, https://www.imsglobal.org/spec/ob/v3p0#verification
"""

import re
from collections.abc import Iterator

from app.errors import Fault
from app.model.secured import Document
from app.schemas.open_badges_schema import (
    ACHIEVEMENT_CREDENTIAL_SCHEMA,
    ACHIEVEMENT_CREDENTIAL_SCHEMA_1_1,
    ENDORSEMENT_CREDENTIAL_SCHEMA,
    ENDORSEMENT_CREDENTIAL_SCHEMA_1_1,
)
from app.schemas.schema_faults import compiled
from app.schemas.verifiable_credentials import is_data_model_1, validity_faults, verifiable_credential_faults

__all__ = [
    "ACHIEVEMENT_CREDENTIAL_SCHEMA",
    "CREDENTIAL_TYPES",
    "endorsement_faults",
    "foreign_schemas",
    "is_endorsement",
    "is_open_badge",
    "schema_faults",
    "verifiable_credential_faults",
]

CREDENTIAL_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
ENDORSEMENT_TYPE = "EndorsementCredential"

_V2 = compiled(ACHIEVEMENT_CREDENTIAL_SCHEMA)
_V1_1 = compiled(ACHIEVEMENT_CREDENTIAL_SCHEMA_1_1)
_ENDORSEMENT_V2 = compiled(ENDORSEMENT_CREDENTIAL_SCHEMA)
_ENDORSEMENT_V1_1 = compiled(ENDORSEMENT_CREDENTIAL_SCHEMA_1_1)

_VALIDATOR = "1EdTechJsonSchemaValidator2019"
_OFFICIAL_SCHEMA = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/schema/json(-ld)?/ob_v3p0_[a-z]+_schema\.json")


def is_open_badge(document: Document) -> bool:
    """Return whether the document says of itself that it is an Open Badges 3.0 credential."""
    return not CREDENTIAL_TYPES.isdisjoint(_types(document))


def is_endorsement(document: Document) -> bool:
    """Return whether the document says of itself that it is an endorsement in the form of Open Badges 3.0."""
    return ENDORSEMENT_TYPE in _types(document)


def schema_faults(document: Document) -> tuple[Fault, ...]:
    """Return what keeps a document from being an Open Badges 3.0 credential, each with its place; nothing where it is one."""
    schema = _V1_1 if is_data_model_1(document) else _V2
    return schema.faults(document) or (*_identification_faults(document), *validity_faults(document))


def _identification_faults(document: Document) -> Iterator[Fault]:
    subject = document["credentialSubject"]
    if not subject.get("id") and not subject.get("identifier"):
        yield Fault("/credentialSubject/identifier", "expected the subject to have an id or an identifier; both are missing")


def endorsement_faults(document: Document) -> tuple[Fault, ...]:
    """Return what keeps a document from being an EndorsementCredential, each with its place; nothing where it is one."""
    schema = _ENDORSEMENT_V1_1 if is_data_model_1(document) else _ENDORSEMENT_V2
    return schema.faults(document) or tuple(validity_faults(document))


def foreign_schemas(document: Document) -> tuple[str, ...]:
    """Return the further schemas that a document asks to be held against: all but 1EdTech's own, which ours stands for."""
    schemas = document.get("credentialSchema", [])
    named = (each for each in (schemas if isinstance(schemas, list) else [schemas]) if isinstance(each, dict))
    asked = (each.get("id") for each in named if _VALIDATOR in _types(each))
    return tuple(url for url in asked if isinstance(url, str) and not _OFFICIAL_SCHEMA.fullmatch(url))


def _types(thing: Document) -> tuple[str, ...]:
    types = thing.get("type")
    return tuple(name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str))
