"""What forms of the desk bring, beyond what callers send too."""

from typing import Annotated

from pydantic import Field

from app.model.issuer import Mode
from app.schemas.requests import MAX_LIST, Body, Line


class ClientBody(Body):
    """A calling system to be made, with what it may do."""

    name: Annotated[Line, Field(max_length=100)]
    mode: Mode
    scopes: Annotated[tuple[str, ...], Field(min_length=1, max_length=MAX_LIST)]
