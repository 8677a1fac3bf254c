"""How everything lies in the database: SQLAlchemy Core tables, by what they are about.

Every row has its tenant, and refers to others by (tenant_id, id): what belongs to two tenants cannot be linked. Ids are
time-ordered text. The migrations make these tables; a test holds the two together.
"""

from app.adapters.database.tables.access import client, client_secret, one_time_link, person, person_role, web_session
from app.adapters.database.tables.awards import (
    award,
    credential,
    credential_change,
    recipient,
    recipient_identifier,
    recipient_search,
    representation,
)
from app.adapters.database.tables.columns import metadata
from app.adapters.database.tables.inbox import inbox_event, integration, issuing_rule
from app.adapters.database.tables.issuers import issuer_identity, issuer_key, organisation, tenant
from app.adapters.database.tables.issuing import audit_event, idempotency, instance_fact, intent, outbox
from app.adapters.database.tables.learning import achievement, achievement_version, framework, occupational_profile
from app.adapters.database.tables.status import restored_bit, status_event, status_list, status_publication, status_slot
from app.adapters.database.tables.vc_api import vc_api_challenge, vc_api_instance, vc_api_issuance

__all__ = [
    "achievement",
    "achievement_version",
    "audit_event",
    "award",
    "client",
    "client_secret",
    "credential",
    "credential_change",
    "framework",
    "idempotency",
    "inbox_event",
    "instance_fact",
    "integration",
    "intent",
    "issuer_identity",
    "issuer_key",
    "issuing_rule",
    "metadata",
    "occupational_profile",
    "one_time_link",
    "organisation",
    "outbox",
    "person",
    "person_role",
    "recipient",
    "recipient_identifier",
    "recipient_search",
    "representation",
    "restored_bit",
    "status_event",
    "status_list",
    "status_publication",
    "status_slot",
    "tenant",
    "vc_api_challenge",
    "vc_api_instance",
    "vc_api_issuance",
    "web_session",
]
