"""Reads a tenant's audit trail: who did what to which thing, the newest first."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.adapters.database import audit
from app.adapters.database.audit import AuditFilter
from app.model.record import AuditEvent
from app.schemas.audit_answers import AuditEventAnswer, AuditPageAnswer
from app.schemas.requests import Moment
from app.services.installation import Installation

Name = Annotated[str | None, Field(max_length=100)]


class AuditFilters(BaseModel):
    """What a list is narrowed to. `since` is included, `until` is not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    object_kind: Annotated[Name, Field(description="credential, recipient, key, client, …")] = None
    object: Annotated[Name, Field(description="Id of the thing")] = None
    actor: Annotated[Name, Field(description="Id of who did it")] = None
    action: Annotated[Name, Field(description="What was done, e.g. `credential.issued`")] = None
    since: Moment | None = None
    until: Moment | None = None
    after: Annotated[Name, Field(description="`next` of the page before")] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 25


def list_audit_events(installation: Installation, tenant_id: str, filters: AuditFilters) -> AuditPageAnswer:
    """Return one page, newest first, with the cursor of the next."""
    wanted = AuditFilter(filters.object_kind, filters.object, filters.actor, filters.action, filters.since, filters.until)
    found = installation.database.read(lambda session: audit.page(session, tenant_id, wanted, filters.after, filters.limit + 1))
    events = found[: filters.limit]
    more = events[-1].id if len(found) > filters.limit else None
    return AuditPageAnswer(items=tuple(audit_event_answer(event) for event in events), next=more)


def audit_event_answer(event: AuditEvent) -> AuditEventAnswer:
    """Return what is told of an event: ids, codes and digests, which are all that it has."""
    return AuditEventAnswer(
        id=event.id,
        at=event.at,
        actor_kind=event.actor_kind,
        actor=event.actor_id,
        action=event.action,
        object_kind=event.object_kind,
        object=event.object_id,
        request_id=event.request_id,
        before_sha256=event.before_sha256,
        after_sha256=event.after_sha256,
    )
