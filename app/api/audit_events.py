"""`/v1/audit-events`: who did what. For whoever oversees an institution's credentials, with an API key."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.api.openapi import problems
from app.edge.authentication import with_scope
from app.edge.installation import Wired
from app.model.record import Client
from app.schemas.audit_answers import AuditPageAnswer
from app.services.read_audit import AuditFilters, list_audit_events

router = APIRouter(prefix="/v1/audit-events", tags=["audit"])

Auditor = Annotated[Client, Depends(with_scope("audit:read"))]


@router.get("", summary="List audit events", responses=problems(401, 403), response_model_exclude_none=True)
def get_audit_events(installation: Wired, client: Auditor, filters: Annotated[AuditFilters, Query()]) -> AuditPageAnswer:
    """Return what was done in this tenant, newest first, a page at a time: pass `next` as `after` for the page that follows."""
    return list_audit_events(installation, client.tenant_id, filters)
