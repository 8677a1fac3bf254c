"""Reads raw bodies: capped while they come in, so that nobody fills our memory."""

from typing import Annotated

from fastapi import Depends, Request

from app.edge.installation import Wired
from app.errors import TooLarge, UnsupportedMediaType

JSON_TYPES = frozenset({"application/json", "application/vc", "application/ld+json", "application/vc+ld+json", "application/jose+json"})
"""Media types of credentials as JSON."""

PDF_TYPE = "application/pdf"
"""Media type of paper that may hold a credential."""

PICTURE_TYPES = frozenset({"image/png", "image/svg+xml"})
"""Media types of pictures that may hold a credential."""

_JSON = "application/json"
_MOST_DIGITS = 18


async def read_capped(request: Request, limit: int) -> bytes:
    """Return the body, or raise TooLarge as soon as it is larger than `limit` bytes."""
    declared = request.headers.get("content-length", "").lstrip("0")
    if declared.isdecimal() and (len(declared) > _MOST_DIGITS or int(declared) > limit):
        raise TooLarge(f"The body has {declared[:_MOST_DIGITS]} bytes; at most {limit} are read here.")
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


async def json_body_or_nothing(request: Request, installation: Wired) -> bytes:
    """Return a body that says it is JSON, or an empty one whatever it says; raises as `json_body`."""
    body = await read_capped(request, installation.max_request_bytes)
    if body:
        _require_json(request)
    return body


def _require_json(request: Request) -> None:
    media_type = media_type_of(request)
    if media_type != _JSON:
        raise UnsupportedMediaType(f"Send the body as {_JSON}, not as {media_type[:100] or 'nothing'}.")


JsonBody = Annotated[bytes, Depends(json_body)]
