"""The desk's pages: the door, the overview, the way out. Server-rendered, no JavaScript.

The link shows a door with one button, so that a mail scanner or a preview that follows it does not use it up. The session's cookie is
HttpOnly and SameSite=Strict: no other site can send a request with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.edge.installation import Wired
from app.errors import Gone, NotAuthenticated
from app.model.language import in_language
from app.model.record import Credential
from app.services.desk import SESSION_LIFETIME, Overview, enter_desk, leave_desk, overview, session_of
from app.services.installation import Installation
from app.services.links import credential_url
from app.web.rendering import KEEP_NOTHING, Frame, respond, wording_of
from app.web.shown import cleaned
from app.wording import Wording

router: Final = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table at the desk."""

    name: str
    detail: str
    state: str = ""
    url: str | None = None


@router.get("/admin/enter/{token}")
def door(token: str, request: Request, installation: Wired) -> Response:
    """Return the door: its button uses the link up."""
    return respond(_frame(request, installation), "desk_door.html", action=f"/admin/enter/{token}")


@router.post("/admin/enter/{token}")
def enter(token: str, request: Request, installation: Wired) -> Response:
    """Use the link up and open the desk; a link that opens nothing says how to get another."""
    try:
        session_token = enter_desk(installation, token)
    except Gone:
        return respond(_frame(request, installation, status=410), "desk_closed.html")
    return _to_desk(installation, session_token, int(SESSION_LIFETIME.total_seconds()))


@router.get("/admin")
def desk(request: Request, installation: Wired) -> Response:
    """Return the overview, or the way in."""
    frame = _frame(request, installation)
    try:
        session = session_of(installation, request.cookies.get(_name(installation)))
    except NotAuthenticated:
        return respond(_frame(request, installation, status=401), "desk_closed.html")
    return respond(frame, "desk.html", **tables(overview(installation, session), installation.public_url, frame.wording))


@router.post("/admin/leave")
def leave(request: Request, installation: Wired) -> Response:
    """End the session."""
    leave_desk(installation, request.cookies.get(_name(installation)))
    return _to_desk(installation, "", 0)


def tables(shown: Overview, public_url: str, wording: Wording) -> Mapping[str, list[Line]]:
    """Return the overview's tables."""
    return {
        "credentials": [_credential(credential, public_url, wording) for credential in shown.latest],
        "issuers": [
            Line(cleaned(in_language(issuer.profile.organisation.legal_name, wording.language)), issuer.profile.did, issuer.profile.mode)
            for issuer in shown.issuers
        ],
        "achievements": [
            Line(
                cleaned(in_language(record.achievement.title, wording.language)),
                f"{record.achievement.slug} v{record.achievement.version}",
                "published" if record.published_at else "draft",
                f"/achievements/{record.achievement.slug}/v{record.achievement.version}" if record.published_at else None,
            )
            for record in shown.achievements
        ],
    }


def _credential(credential: Credential, public_url: str, wording: Wording) -> Line:
    row = credential.row
    title = cleaned(in_language(credential.achievement.achievement.title, wording.language))
    return Line(title, f"{row.id}, {wording.date(credential.award.awarded_at)}", row.state, credential_url(public_url, row.public_id))


def _frame(request: Request, installation: Installation, status: int = 200) -> Frame:
    return Frame(wording_of(request), installation.demo, caching=KEEP_NOTHING, unlisted=True, status=status)


def _name(installation: Installation) -> str:
    """Return the cookie's name: with `__Host-`, browsers keep it to this host and to TLS; the demo has no TLS."""
    return "__Host-desk" if installation.public_url.startswith("https://") else "desk"


def _to_desk(installation: Installation, session_token: str, seconds: int) -> Response:
    """Return the way to the desk with that session in a cookie; with 0 seconds the browser forgets it."""
    answer = RedirectResponse("/admin", status_code=303, headers={"Cache-Control": KEEP_NOTHING, "Referrer-Policy": "no-referrer"})
    secure = installation.public_url.startswith("https://")
    answer.set_cookie(_name(installation), session_token, max_age=seconds, secure=secure, httponly=True, samesite="strict")
    return answer
