"""What somebody sends to be checked: a pasted text, a file or a link, read in memory and written nowhere.

Spec: RFC 7578 (multipart/form-data).
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from app.edge.body import media_type_of, read_capped
from app.errors import Malformed, TooLarge, UnsupportedMediaType
from app.model.recipient import MAX_IDENTITY, RecipientClaim, claim_of

MAX_URL = 2_000
_ENVELOPE = 64 * 1024
_MAX_FIELDS = 10
_ENCODED = "application/x-www-form-urlencoded"
_MOST_ENCODED = 524_288
"""Decoding such a form costs many times what a multipart form does, and everybody waits meanwhile."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One thing to check: the bytes of a file or a text, or a URL. `text` and `url` are what the form shows again.

    claim: who its holder says to be, where somebody wants that compared; personal, and never shown again.
    """

    body: bytes = b""
    text: str = ""
    url: str = ""
    claim: RecipientClaim | None = None


class _InMemory(MultiPartParser):
    """Never lets a file grow out of memory onto a disk: the body was capped before it came here."""

    spool_max_size = 0  # to a SpooledTemporaryFile this means: no limit


_PARSERS: Mapping[str, Callable[..., FormParser | MultiPartParser]] = MappingProxyType(
    {"multipart/form-data": partial(_InMemory, max_files=1), _ENCODED: FormParser}
)


async def read_submission(request: Request, limit: int) -> Submission:
    """Return what the form brought.

    Raises:
        TooLarge: more than `limit` bytes.
        UnsupportedMediaType: not a form.
        Malformed: a form that cannot be read, or that holds nothing or several things to check.
    """
    media_type = media_type_of(request)
    body = await read_capped(request, _MOST_ENCODED if media_type == _ENCODED else limit + _ENVELOPE)
    form = await _form(media_type, request.headers.get("content-type", ""), body)
    try:
        return await _submission(form, limit)
    finally:
        await form.close()


async def _form(media_type: str, content_type: str, body: bytes) -> FormData:
    parser_of = _PARSERS.get(media_type)
    if parser_of is None:
        raise UnsupportedMediaType(f"Expected a form (multipart/form-data), found {media_type[:100] or 'no media type'}.")
    headers = Headers({"content-type": _without_charset(content_type)})
    try:
        return await parser_of(headers, _chunks(body), max_fields=_MAX_FIELDS, max_part_size=len(body) + 1).parse()
    except MultiPartException as error:
        raise Malformed(f"The form cannot be read: {error.message}") from error


def _without_charset(content_type: str) -> str:
    """Return the header without a charset: texts of a form are UTF-8, whatever it claims."""
    return ";".join(part for part in content_type.split(";") if not part.strip().lower().startswith("charset"))


async def _chunks(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
    yield b""


async def _submission(form: FormData, limit: int) -> Submission:
    url, text, file = (form.get(name) for name in ("url", "text", "file"))
    body = await file.read() if isinstance(file, UploadFile) else b""
    words = [value.strip() if isinstance(value, str) else "" for value in (url, text)]
    if sum(map(bool, (*words, body))) != 1:
        raise Malformed("Expected one file, one text or one link.")
    found = replace(Submission(body=body) if body else _worded(*words), claim=_claim(form))
    if len(found.body) > limit:
        raise TooLarge(f"Expected at most {limit} bytes, found {len(found.body)}.")
    return found


def _claim(form: FormData) -> RecipientClaim | None:
    words = form.get("recipient")
    if not isinstance(words, str):
        return None
    if len(words) > MAX_IDENTITY:
        raise Malformed(f"Expected a recipient of at most {MAX_IDENTITY} characters, found {len(words)}.")
    return claim_of(words)


def _worded(url: str, text: str) -> Submission:
    """Return a link or a text; a link pasted as text is a link."""
    link = url or (text if text.startswith(("http://", "https://")) and len(text.split()) == 1 else "")
    if len(link) > MAX_URL:
        raise Malformed(f"Expected a link of at most {MAX_URL} characters, found {len(link)}.")
    return Submission(url=link) if link else Submission(body=text.encode("utf-8", "replace"), text=text)
