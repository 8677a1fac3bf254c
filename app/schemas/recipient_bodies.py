"""What callers send and get about a person as a whole: their erasure. What is held about them is as their documents have it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.schemas.requests import Body
from app.schemas.responses import Answer


class EraseBody(Body):
    """`POST /v1/recipients/{id}/erase`: a code and no sentence, for a sentence could name the person."""

    reason: Annotated[Literal["holder_request", "retention_ended", "other"], Field(description="Kept in the audit trail")] = (
        "holder_request"
    )


class ErasureAnswer(Answer):
    """That a person was erased, and when. `credentials` of theirs stay in the register, with their status and without a name."""

    recipient: str
    erased_at: datetime
    credentials: int
