"""The stylesheet and the icon: read once, named by their content, so that browsers may keep them for a year."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

from starlette.responses import Response

from app.errors import NotFound

_FOLDER = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it is served. `digest` is the start of its SHA-256, in hex."""

    name: str
    media_type: str
    body: bytes
    digest: str

    @property
    def url(self) -> str:
        """The address that changes whenever the file does."""
        return f"/static/{self.name}?v={self.digest}"


def _read(name: str, media_type: str) -> StaticFile:
    body = (_FOLDER / name).read_bytes()
    return StaticFile(name, media_type, body, sha256(body).hexdigest()[:16])


STYLE: Final = _read("style.css", "text/css")
ICON: Final = _read("icon.svg", "image/svg+xml")
_BY_NAME: Final = MappingProxyType({file.name: file for file in (STYLE, ICON)})


def static_response(name: str, version: str | None) -> Response:
    """Return a file of ours: for a year where the address names these very bytes, else to be asked for again."""
    file = _BY_NAME.get(name)
    if file is None:
        raise NotFound("There is no such file.")
    caching = "public, max-age=31536000, immutable" if version == file.digest else "no-cache"
    return Response(
        file.body,
        media_type=file.media_type,
        headers={
            "Cache-Control": caching,
            "Content-Security-Policy": "default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
