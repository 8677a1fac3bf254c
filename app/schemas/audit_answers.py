"""What callers get of the audit trail."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.schemas.responses import Answer


class AuditEventAnswer(Answer):
    """Who did what to which thing, and when. Nothing here names a learner."""

    id: str
    at: datetime
    actor_kind: Annotated[str, Field(description="client, person, operator, integration or service")]
    actor: str
    action: Annotated[str, Field(examples=["credential.issued"])]
    object_kind: str
    object: str
    request_id: str | None = None
    before_sha256: str | None = None
    after_sha256: str | None = None


class AuditPageAnswer(Answer):
    """Some events, newest first; `next` is the `after` of the next page, absent on the last."""

    items: tuple[AuditEventAnswer, ...]
    next: str | None = None
