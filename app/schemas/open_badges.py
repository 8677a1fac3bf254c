"""Judges the shape of a credential: Open Badges 3.0 by our schema, any other by the rules of the VC Data Model.

Whoever issues or verifies asks here. Beside the schema two rules hold that it cannot say: the subject is identified, and the
validity does not end before it begins.

Spec: Open Badges 3.0 §9.1 step 1, https://www.imsglobal.org/spec/ob/v3p0#verification
"""

from collections.abc import Iterator

from app.errors import Fault
from app.model.secured import Document
from app.schemas.open_badges_schema import ACHIEVEMENT_CREDENTIAL_SCHEMA, ACHIEVEMENT_CREDENTIAL_SCHEMA_1_1
from app.schemas.schema_faults import compiled
from app.schemas.verifiable_credentials import is_data_model_1, validity_faults, verifiable_credential_faults

__all__ = ["ACHIEVEMENT_CREDENTIAL_SCHEMA", "CREDENTIAL_TYPES", "is_open_badge", "schema_faults", "verifiable_credential_faults"]

CREDENTIAL_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})

_V2 = compiled(ACHIEVEMENT_CREDENTIAL_SCHEMA)
_V1_1 = compiled(ACHIEVEMENT_CREDENTIAL_SCHEMA_1_1)


def is_open_badge(document: Document) -> bool:
    """Return whether the document says of itself that it is an Open Badges 3.0 credential."""
    types = document.get("type")
    named = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and name in CREDENTIAL_TYPES for name in named)


def schema_faults(document: Document) -> tuple[Fault, ...]:
    """Return what keeps a document from being an Open Badges 3.0 credential, each with its place; nothing where it is one."""
    schema = _V1_1 if is_data_model_1(document) else _V2
    return schema.faults(document) or (*_identification_faults(document), *validity_faults(document))


def _identification_faults(document: Document) -> Iterator[Fault]:
    subject = document["credentialSubject"]
    if not subject.get("id") and not subject.get("identifier"):
        yield Fault("/credentialSubject/identifier", "expected the subject to have an id or an identifier; both are missing")
