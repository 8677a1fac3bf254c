"""Forms of pages that change something: read once, strictly, and only when they come from a page of ours.

Spec: URL Standard §5.1 (application/x-www-form-urlencoded); Fetch Metadata Request Headers §2.3; Fetch Standard §3.2 (Origin).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlsplit

from fastapi import Depends, Request

from app.edge.body import media_type_of, read_capped
from app.edge.installation import Wired
from app.errors import ForeignForm, Malformed, UnsupportedMediaType

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_FORM_BYTES: Final = 262_144
MAX_FIELDS: Final = 400
_ENCODED: Final = "application/x-www-form-urlencoded"

Sent = Mapping[str, str]
"""What a form brought, by field."""


async def sent_form(request: Request, installation: Wired) -> Sent:
    """Return what the form of an unsafe request brought; a safe one brings nothing.

    Raises:
        ForeignForm: the browser says that it comes from another site.
        UnsupportedMediaType, TooLarge, Malformed: not a form, too large, not readable.
    """
    if request.method in SAFE_METHODS:
        return MappingProxyType({})
    require_own_origin(request, installation.public_url)
    media_type = media_type_of(request)
    body = await read_capped(request, MAX_FORM_BYTES)
    if media_type != _ENCODED and body:
        raise UnsupportedMediaType(f"Expected a form ({_ENCODED}), found {media_type[:100] or 'no media type'}.")
    return _read(body)


def require_own_origin(request: Request, public_url: str) -> None:
    """Raise ForeignForm where the browser says that another site sent the request.

    Every browser says so in one of the two headers. A client that says nothing is none, and carries nobody's cookies about.
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is not None and origin != own_origin(public_url):
        raise ForeignForm("The form was sent from a page of another site.")
    if site is not None and site != "same-origin":
        raise ForeignForm("The form was not sent from a page of this site.")


def own_origin(public_url: str) -> str:
    """Return the origin of our pages as browsers write it: without the port that the scheme implies."""
    parts = urlsplit(public_url)
    implied = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port not in {None, implied} else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def _read(body: bytes) -> Sent:
    try:
        fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise Malformed("The form cannot be read.") from error
    if len({name for name, _ in fields}) < len(fields):
        raise Malformed("A field stands in the form twice.")
    return MappingProxyType({name: value.replace("\r\n", "\n") for name, value in fields})


SentForm = Annotated[Sent, Depends(sent_form)]
