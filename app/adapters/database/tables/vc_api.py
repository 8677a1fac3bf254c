"""Issuer instances of the VC-API, what they signed with a status, and challenges that wait for an answer."""

from sqlalchemy import Boolean, Index, Table, UniqueConstraint

from app.adapters.database.tables.columns import Code, Moment, PlainText, WholeNumber, metadata, of_tenant, optional, referable, required
from app.model.secured import Algorithm
from app.model.vc_api import IssuanceState

vc_api_instance = Table(
    "vc_api_instance",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("name", PlainText),
    required("identity_id", PlainText),
    required("suite", PlainText),
    required("algorithm", Code(Algorithm)),
    required("with_status", Boolean),
    required("records", Boolean),
    required("open", Boolean),
    required("created_at", Moment),
    referable(),
    UniqueConstraint("name"),
    of_tenant("issuer_identity", "identity_id"),
)

vc_api_issuance = Table(
    "vc_api_issuance",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("instance_id", PlainText),
    required("key_id", PlainText),
    required("list_id", PlainText),
    required("idx", WholeNumber),
    required("state", Code(IssuanceState)),
    required("created_at", Moment),
    optional("name_digest", PlainText),
    optional("sha256", PlainText),
    of_tenant("issuer_key", "key_id"),
    of_tenant("status_list", "list_id"),
    Index(None, "tenant_id", "name_digest"),
    Index(None, "state", "created_at"),
)
"""The instance may be removed; what it signed stays."""

vc_api_challenge = Table(
    "vc_api_challenge",
    metadata,
    required("sha256", PlainText, key=True),
    required("until", Moment),
    Index(None, "until"),
)
