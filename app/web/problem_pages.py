"""Pages for what went wrong: the answer to a request, and the page that explains a code of our problem documents.

Spec: RFC 9457 §3.1.1: the type of a problem is an address that a person can read.
"""

from collections.abc import Iterator
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.edge.installation import installation_of
from app.errors import CredentialServiceError, DeskClosed, NotFound
from app.web.rendering import KEEP_NOTHING, Frame, respond, wording_of
from app.web.shown import cleaned
from app.wording import Wording

_OF_HTTP: Final = frozenset({"method-not-allowed"})


def _codes(kind: type[CredentialServiceError]) -> Iterator[str]:
    yield kind.code
    for narrower in kind.__subclasses__():
        yield from _codes(narrower)


CODES: Final = frozenset(_codes(CredentialServiceError)) | _OF_HTTP
"""Every code that a problem document of ours can bear."""


def title_of(code: str, wording: Wording) -> str:
    """Return what the problem is called."""
    return wording.text(f"page.problem.{_known(code)}.title")


def advice_of(code: str, wording: Wording) -> str:
    """Return what the reader can do about it."""
    return wording.text(f"page.problem.{_known(code)}.advice")


def _known(code: str) -> str:
    return code if code in CODES else CredentialServiceError.code


def explanation_page(code: str, frame: Frame) -> HTMLResponse:
    """Return the page that explains one code, or raise NotFound."""
    if code not in CODES:
        raise NotFound("There is no problem of that name.")
    facts = {"status": None, "title": title_of(code, frame.wording), "advice": advice_of(code, frame.wording)}
    return respond(frame, "problem.html", **facts, at_desk=False, detail=frame.wording.text("page.problem.explained"), code=code)


def problem_page(request: Request, status: int, code: str, title: str, detail: str) -> HTMLResponse:
    """Return a problem as a page: for clients that prefer HTML.

    `title` stands where we have no words of our own for `code`; `detail` is English, for specialists.
    """
    wording = wording_of(request)
    frame = Frame(wording, installation_of(request).demo, caching=KEEP_NOTHING, unlisted=True, status=status)
    heading = title_of(code, wording) if code in CODES else cleaned(title)
    told = {"title": heading, "advice": advice_of(code, wording), "detail": cleaned(detail), "code": cleaned(code)}
    return respond(frame, "problem.html", status=status, at_desk=is_at_desk(request) and code != DeskClosed.code, **told)


def is_at_desk(request: Request) -> bool:
    """Return whether somebody at the desk asks: there, every answer is a page."""
    return request.url.path.startswith("/admin")
