"""What stands around every page of the desk: where one can go from there, who is signed in, and the way out."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from app.errors import CredentialServiceError
from app.model.access import Role
from app.services.installation import Installation
from app.web.desk.access import FORM_FIELD, Desk
from app.web.problem_pages import advice_of, title_of
from app.web.rendering import KEEP_NOTHING, SAME_ORIGIN, Frame, respond, wording_of
from app.web.shown import cleaned
from app.wording import Wording

NAVIGATION: Final[tuple[tuple[str, str], ...]] = (
    ("/admin", "page.desk.nav.credentials"),
    ("/admin/inbox", "page.desk.nav.inbox"),
    ("/admin/clients", "page.desk.nav.clients"),
    ("/admin/keys", "page.desk.nav.keys"),
    ("/admin/audit", "page.desk.nav.audit"),
    ("/admin/people", "page.desk.nav.people"),
)
"""What is reached from every page: address and words, in the order in which they stand; each only for those who may open it."""

_ROLES: Final = {Role.OWNER: "page.desk.role.owner", Role.ISSUER: "page.desk.role.issuer", Role.AUDITOR: "page.desk.role.auditor"}


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the navigation; `current`: the reader is there, or below it."""

    path: str
    words: str
    current: bool


@dataclass(frozen=True, slots=True)
class DeskView:
    """What the templates know of the desk."""

    form_token_name: str
    form_token: str
    person: str
    role: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A refusal in words, for the page that was refused."""

    title: str
    advice: str
    detail: str


def page_at_desk(desk: Desk, template: str, status: int = 200, **facts: object) -> HTMLResponse:
    """Return a page of the desk. `template` stands in `templates/desk/` and extends `desk/frame.html`."""
    frame = Frame(desk.wording, desk.installation.demo, None, KEEP_NOTHING, unlisted=True, status=status, referrer=SAME_ORIGIN)
    return respond(frame, f"desk/{template}", desk=_view(desk), **facts)


def page_at_door(request: Request, installation: Installation, template: str, status: int = 200, **facts: object) -> HTMLResponse:
    """Return a page that is shown to somebody who is not at the desk."""
    frame = Frame(wording_of(request), installation.demo, None, KEEP_NOTHING, unlisted=True, status=status, referrer=SAME_ORIGIN)
    return respond(frame, f"desk/{template}", **facts)


def go_to(path: str) -> RedirectResponse:
    """Return the way to another page of the desk, after something was done."""
    return RedirectResponse(path, status_code=303, headers={"Cache-Control": KEEP_NOTHING, "Referrer-Policy": SAME_ORIGIN})


def trouble_of(error: CredentialServiceError, wording: Wording) -> Trouble:
    """Return a refusal in words; its faults are told, for they say which field does not fit."""
    told = " ".join((error.detail, *(f"{fault.pointer}: {fault.detail}." for fault in error.faults)))
    return Trouble(title_of(error.code, wording), advice_of(error.code, wording), cleaned(told))


def role_words(roles: frozenset[Role], wording: Wording) -> str:
    """Return the roles in words."""
    return ", ".join(wording.text(_ROLES[role]) for role in Role if role in roles)


def _view(desk: Desk) -> DeskView:
    places = tuple(
        Place(path, desk.wording.text(words), _stands_at(desk.path, path)) for path, words in NAVIGATION if desk.may(f"GET {path}")
    )
    person = desk.visit.person
    return DeskView(FORM_FIELD, desk.visit.form_token, cleaned(person.name), role_words(person.roles, desk.wording), places)


def _stands_at(here: str, path: str) -> bool:
    """Return whether the page `here` belongs to that place; what no other place claims belongs to the first one."""
    first, *others = (place for place, _ in NAVIGATION)
    below = [place for place in others if f"{here}/".startswith(f"{place}/")]
    return path in (below or [first])
