"""Templates into answers: one frame around every page, and the headers that every page has."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.web.static_files import ICON, STYLE
from app.wording import Wording, wording_for

NO_REFERRER: Final = "no-referrer"
SAME_ORIGIN: Final = "same-origin"
"""For pages whose forms change something: under `no-referrer` browsers send these with `Origin: null`, as if from nowhere."""

SECURITY_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": NO_REFERRER,
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""What a page may do: show itself and our stylesheet, send its form to us, and nothing else."""

ASK_AGAIN: Final = "private, no-cache"
KEEP_NOTHING: Final = "no-store"

SITE_BANNER: Final = "page.banner.site"
CREDENTIAL_BANNER: Final = "page.banner.credential"
SAMPLE_BANNER: Final = "page.banner.sample"

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page: the reader's language, whether all here is a test, and how the answer is kept.

    `banner` overrules the banner of a test installation; `unlisted` keeps the page out of search engines.
    """

    wording: Wording
    demo: bool
    banner: str | None = None
    caching: str = ASK_AGAIN
    unlisted: bool = False
    status: int = 200
    referrer: str = NO_REFERRER


def wording_of(request: Request) -> Wording:
    """Return the words in the language that the reader's browser asks for."""
    return wording_for(request.headers.get("accept-language"))


def respond(frame: Frame, template: str, **facts: object) -> HTMLResponse:
    """Return the page, complete with headers; a character that UTF-8 cannot carry becomes a question mark."""
    language = frame.wording.language
    html = _TEMPLATES.get_template(template).render(
        facts,
        say=frame.wording.text,
        language=language,
        direction=Locale.parse(language).text_direction,
        banner=frame.banner or (SITE_BANNER if frame.demo else None),
        here=template.removesuffix(".html"),
        style_url=STYLE.url,
        icon_url=ICON.url,
    )
    return HTMLResponse(html.encode("utf-8", "replace"), frame.status, _headers(frame))


def _headers(frame: Frame) -> dict[str, str]:
    own = {"Cache-Control": frame.caching, "Content-Language": frame.wording.language, "Vary": "Accept, Accept-Language"}
    own["Referrer-Policy"] = frame.referrer
    return {**SECURITY_HEADERS, **own, **({"X-Robots-Tag": "noindex"} if frame.unlisted else {})}
