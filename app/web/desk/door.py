"""The way in and the way out of the desk.

The link shows a door with one button, so that a mail scanner or a preview that follows it does not use it up. The session's cookie is
HttpOnly and SameSite=Strict: no other site can send a request with it.
"""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.edge.forms import require_own_origin
from app.edge.installation import Wired
from app.errors import Gone
from app.services.desk import SESSION_LIFETIME, enter_desk, leave_desk
from app.services.installation import Installation
from app.web.desk.access import AtDesk, cookie_name
from app.web.desk.frame import go_to, page_at_door

router: Final = APIRouter()
guarded: Final = APIRouter()


@router.get("/admin/enter/{token}")
def door(token: str, request: Request, installation: Wired) -> Response:
    """Return the door: its button uses the link up."""
    return page_at_door(request, installation, "door.html", action=f"/admin/enter/{token}")


@router.post("/admin/enter/{token}")
def enter(token: str, request: Request, installation: Wired) -> Response:
    """Use the link up and open the desk; a link that opens nothing says how to get another."""
    require_own_origin(request, installation.public_url)
    try:
        session_token = enter_desk(installation, token, replaced=request.cookies.get(cookie_name(installation)))
    except Gone:
        return page_at_door(request, installation, "closed.html", status=410)
    return _to_desk(installation, session_token, int(SESSION_LIFETIME.total_seconds()))


@guarded.post("/admin/leave")
def leave(request: Request, desk: AtDesk) -> Response:
    """End the session."""
    leave_desk(desk.installation, request.cookies.get(cookie_name(desk.installation)))
    return _to_desk(desk.installation, "", 0)


def _to_desk(installation: Installation, session_token: str, seconds: int) -> Response:
    """Return the way to the desk with that session in a cookie; with 0 seconds the browser forgets it."""
    answer = go_to("/admin")
    secure = installation.public_url.startswith("https://")
    answer.set_cookie(cookie_name(installation), session_token, max_age=seconds, secure=secure, httponly=True, samesite="strict")
    return answer
