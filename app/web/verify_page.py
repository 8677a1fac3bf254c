"""The page where anybody checks anybody's credential: paste, upload or link; and the page with the answer."""

from dataclasses import dataclass, replace
from typing import Final

from starlette.responses import HTMLResponse

from app.edge.problems import status_of
from app.edge.submission import Submission
from app.errors import CredentialServiceError
from app.model.report import Report
from app.web.credential_page import banner_of, report_view
from app.web.problem_pages import advice_of, title_of
from app.web.rendering import KEEP_NOTHING, Frame, respond
from app.web.shown import cleaned
from app.wording import Wording

_MAX_ECHO: Final = 262_144
"""A pasted text longer than this is not shown again: no credential is that long, and the answer would be as large as the request."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no report: in the reader's words, and what was found, for specialists."""

    title: str
    advice: str
    detail: str


def verify_form(frame: Frame, sent: Submission | None = None, error: CredentialServiceError | None = None) -> HTMLResponse:
    """Return the form, with what was sent before and why there is no report on it. A file never comes back."""
    kept = sent or Submission()
    text = kept.text if len(kept.text) <= _MAX_ECHO else ""
    page = replace(frame, status=status_of(error), caching=KEEP_NOTHING) if error else frame
    return respond(page, "verify.html", problem=error and _problem(error, frame.wording), text=text, url=kept.url)


def _problem(error: CredentialServiceError, wording: Wording) -> Problem:
    return Problem(title_of(error.code, wording), advice_of(error.code, wording), cleaned(error.detail))


def checked_page(report: Report, frame: Frame) -> HTMLResponse:
    """Return what the signature of somebody's credential covers, and the verdict. Nobody is to keep this answer."""
    page = replace(frame, banner=banner_of(report), caching=KEEP_NOTHING, unlisted=True)
    return respond(page, "checked.html", view=report_view(report, frame.wording))
