"""Tenants, organisations, issuer identities and their keys."""

from sqlalchemy import Boolean, Index, Table, UniqueConstraint

from app.adapters.database.tables.columns import (
    Code,
    Json,
    Moment,
    PlainText,
    metadata,
    of_tenant,
    optional,
    referable,
    required,
    whose,
)
from app.model.issuer import Mode
from app.model.record import KeyState
from app.model.secured import Algorithm

tenant = Table(
    "tenant",
    metadata,
    required("id", PlainText, key=True),
    required("slug", PlainText),
    required("created_at", Moment),
    UniqueConstraint("slug"),
)

organisation = Table(
    "organisation",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("slug", PlainText),
    required("legal_name", Json),
    required("country", PlainText),
    required("roles", Json),
    required("languages", Json),
    optional("registration", PlainText),
    optional("eidas_id", PlainText),
    optional("homepage", PlainText),
    optional("email", PlainText),
    required("sample", Boolean),
    required("created_at", Moment),
    referable(),
    UniqueConstraint("tenant_id", "slug"),
    whose(),
)

issuer_identity = Table(
    "issuer_identity",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("organisation_id", PlainText),
    required("slug", PlainText),
    required("did", PlainText),
    required("mode", Code(Mode)),
    required("created_at", Moment),
    referable(),
    UniqueConstraint("slug"),
    UniqueConstraint("did"),
    of_tenant("organisation", "organisation_id"),
)

issuer_key = Table(
    "issuer_key",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("identity_id", PlainText),
    required("kid", PlainText),
    required("algorithm", Code(Algorithm)),
    required("uri", PlainText),
    required("verification_method", PlainText),
    required("controller", PlainText),
    required("jwk", Json),
    required("state", Code(KeyState)),
    required("created_at", Moment),
    optional("revoked_at", Moment),
    optional("expires_at", Moment),
    optional("certificate_chain", PlainText),
    optional("certificate_sha256", PlainText),
    optional("certificate_valid_until", Moment),
    referable(),
    UniqueConstraint("identity_id", "kid"),
    UniqueConstraint("verification_method"),
    of_tenant("issuer_identity", "identity_id"),
    Index(None, "identity_id", "algorithm", "state"),
    Index(None, "certificate_sha256", unique=True),
)
