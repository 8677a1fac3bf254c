"""Addresses of the pages. Each route asks one use case and hands its answer to one page."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from app.edge.installation import Wired
from app.edge.judging import run_judgement
from app.edge.submission import MAX_URL, Submission, read_submission
from app.errors import CredentialServiceError, NotFound, RequestError
from app.model.recipient import RecipientClaim
from app.model.report import Report
from app.services.installation import Installation
from app.services.show_achievement import AchievementPage, newest_version, show_achievement
from app.services.show_credential import CredentialPage, show_credential
from app.services.verify import verify_bytes, verify_url
from app.web.achievement_page import DOCUMENT_TYPES, achievement_document, achievement_page
from app.web.credential_page import REPORT_TYPE, credential_page, qr_response, report_document
from app.web.negotiation import HTML, preferred
from app.web.problem_pages import explanation_page
from app.web.rendering import Frame, respond, wording_of
from app.web.static_files import static_response
from app.web.verify_page import checked_page, verify_form

router: Final = APIRouter()
page = partial(router.api_route, methods=["GET", "HEAD"], include_in_schema=False)

_VERSION = re.compile(r"v([1-9][0-9]{0,5})", re.ASCII)


@dataclass(frozen=True, slots=True)
class UseCases:
    """What the pages ask of the services."""

    show_credential: Callable[[Installation, str, str], CredentialPage]
    show_achievement: Callable[[Installation, str, int], AchievementPage]
    newest_version: Callable[[Installation, str], int]
    verify_bytes: Callable[[Installation, bytes, str | None, RecipientClaim | None], Report]
    verify_url: Callable[[Installation, str, RecipientClaim | None], Report]


def use_cases() -> UseCases:
    """Return the use cases of this service."""
    return UseCases(show_credential, show_achievement, newest_version, verify_bytes, verify_url)


Asked = Annotated[UseCases, Depends(use_cases)]


def frame_of(request: Request, installation: Wired) -> Frame:
    """Return what stands around every page of this request."""
    return Frame(wording_of(request), installation.demo)


Framed = Annotated[Frame, Depends(frame_of)]


@page("/")
def start(frame: Framed) -> Response:
    """Return the page that says what this is."""
    return respond(frame, "start.html")


@page("/c/{public_id}")
def credential(public_id: str, request: Request, installation: Wired, asked: Asked, frame: Framed) -> Response:
    """Return the page of one credential, what its link and its QR code open; or the same report as JSON, by Accept.

    With the learner's token in the address the page offers the files, too.
    """
    shown = asked.show_credential(installation, public_id, request.query_params.get("token", ""))
    if preferred(request.headers.get("accept"), (HTML, REPORT_TYPE)) == HTML:
        return credential_page(shown, frame)
    return report_document(shown.report, frame.wording)


@page("/c/{public_id}/qr.svg")
def qr(public_id: str, installation: Wired, asked: Asked) -> Response:
    """Return the QR code of a credential's page."""
    return qr_response(asked.show_credential(installation, public_id, "").page_url)


@page("/achievements/{slug}")
def newest_achievement(slug: str, installation: Wired, asked: Asked) -> Response:
    """Lead to the newest version of an achievement: only versions have a page of their own."""
    return RedirectResponse(f"/achievements/{quote(slug, safe='')}/v{asked.newest_version(installation, slug)}", 307)


@page("/achievements/{slug}/{version}")
def achievement(request: Request, installation: Wired, asked: Asked, frame: Framed) -> Response:
    """Return one version of an achievement, as a page or as the document that machines read."""
    version = _VERSION.fullmatch(request.path_params["version"])
    if version is None:
        raise NotFound("A version is written v1, v2, …")
    found = asked.show_achievement(installation, request.path_params["slug"], int(version[1]))
    media_type = preferred(request.headers.get("accept"), (HTML, *DOCUMENT_TYPES))
    if media_type == HTML:
        return achievement_page(found, frame)
    return achievement_document(found.document, media_type)


@page("/problems/{code}")
def explanation(code: str, frame: Framed) -> Response:
    """Return the page that explains a code of our problem documents."""
    return explanation_page(code, frame)


@page("/static/{name}")
def static(name: str, v: str | None = None) -> Response:
    """Return the stylesheet or the icon."""
    return static_response(name, v)


@page("/verify")
def verify(frame: Framed, url: str = "") -> Response:
    """Return the form; a link that stands in the address is filled in, but nothing is fetched before somebody asks."""
    return verify_form(frame, Submission(url=url[:MAX_URL]))


@router.post("/verify", include_in_schema=False)
async def checked(request: Request, installation: Wired, asked: Asked, frame: Framed) -> Response:
    """Return the report on what was sent, or the form again with a sentence why there is none."""
    try:
        submission = await read_submission(request, installation.max_upload_bytes)
    except RequestError as error:
        return verify_form(frame, error=error)
    return await run_judgement(partial(_judged, submission, partial(_report, asked, installation), frame))


def _judged(submission: Submission, report_on: Callable[[Submission], Report], frame: Frame) -> Response:
    try:
        report = report_on(submission)
    except CredentialServiceError as error:
        return verify_form(frame, submission, error)
    return checked_page(report, frame)


def _report(asked: UseCases, installation: Installation, submission: Submission) -> Report:
    if submission.url:
        return asked.verify_url(installation, submission.url, submission.claim)
    return asked.verify_bytes(installation, submission.body, None, submission.claim)
