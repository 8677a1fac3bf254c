"""Reads raw bodies: capped while they come in, so that nobody fills our memory."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.types import Message

from app.edge.installation import Wired
from app.errors import Malformed, TooLarge, UnsupportedMediaType

JSON_TYPES = frozenset({"application/json", "application/vc", "application/ld+json", "application/vc+ld+json"})
FORM_OVERHEAD = 16_384
"""What a form may add to the file in it: boundaries, headers, other fields."""


async def read_capped(request: Request, limit: int) -> bytes:
    """Return the body, or raise TooLarge as soon as it is larger than `limit` bytes."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise TooLarge(f"The body has {declared} bytes; at most {limit} are read here.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge(f"The body has more than {limit} bytes, the most that is read here.")
    return bytes(body)


def media_type_of(request: Request) -> str:
    """Return the body's media type without parameters, in lower case."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def json_body(request: Request, installation: Wired) -> bytes:
    """Return a body that says it is JSON, or raise UnsupportedMediaType or TooLarge."""
    _require_json(request)
    return await read_capped(request, installation.max_request_bytes)


def _require_json(request: Request) -> None:
    media_type = media_type_of(request)
    if media_type not in JSON_TYPES:
        raise UnsupportedMediaType(f"Send the body as application/json, not as {media_type or 'nothing'}.")


JsonBody = Annotated[bytes, Depends(json_body)]


async def form_of(request: Request, limit: int) -> FormData:
    """Return a form, or raise TooLarge or Malformed. Its files lie in memory: the whole body is no larger than `limit`."""
    body = await read_capped(request, limit + FORM_OVERHEAD)

    async def replay() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    try:
        return await Request(request.scope, replay).form(max_files=1, max_fields=5, max_part_size=limit)
    except HTTPException as error:
        raise Malformed("The form cannot be read: send one file of an allowed size as multipart/form-data.") from error
