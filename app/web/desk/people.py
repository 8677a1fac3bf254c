"""Members of staff at the desk, for owners: added, given another role or another link, disabled and enabled.

A link is shown once, on the answer to the form that asks for it. Asked for again, there is another, and the one before opens nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from app.edge.problems import status_of
from app.errors import Conflict, CredentialServiceError, Malformed, NotFound
from app.model.access import Person, Role
from app.services.admin_links import LINK_LIFETIME, MAX_NAME
from app.services.staff import Invited, add_person, change_role, disable_person, enable_person, person_of, renew_link, staff_of
from app.web.desk.access import ONE_PERSON, AtDesk, Desk
from app.web.desk.frame import Trouble, go_to, page_at_desk, role_words, trouble_of
from app.web.desk.table import Cell, Line, Table
from app.web.shown import cleaned

router: Final = APIRouter()

_COLUMNS: Final = ("page.desk.column.person", "page.desk.column.role", "page.desk.column.state", "page.desk.column.since")
_DONE: Final[Mapping[str, str]] = MappingProxyType(
    {"role": "page.desk.done.role", "disable": "page.desk.done.disable", "enable": "page.desk.done.enable"}
)

_CONFLICTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "taken": ("page.desk.people.taken", "page.desk.people.taken.advice"),
        "stuck": ("page.desk.people.stuck", "page.desk.people.stuck.advice"),
    }
)


@router.get("/admin/people")
def people(desk: AtDesk) -> Response:
    """Return the tenant's members of staff, and the form for another one."""
    return _people(desk)


@router.post("/admin/people")
def add(desk: AtDesk) -> Response:
    """Add somebody and show their link once; or the form again, with a sentence why not."""
    try:
        invited = add_person(desk.installation, desk.actor, desk.sent.get("name", "").strip(), _role(desk))
    except CredentialServiceError as error:
        return _people(desk, error)
    return _shown_once(desk, invited)


@router.get(ONE_PERSON)
def person(person_id: str, desk: AtDesk, done: str = "") -> Response:
    """Return one member of staff, and what can be done."""
    return _person(desk, person_of(desk.installation, desk.tenant_id, person_id), done=done)


@router.post(f"{ONE_PERSON}/link")
def renew(person_id: str, desk: AtDesk) -> Response:
    """Make another link and show it once."""
    try:
        return _shown_once(desk, renew_link(desk.installation, desk.actor, person_id))
    except NotFound:
        raise
    except CredentialServiceError as error:
        return _person(desk, person_of(desk.installation, desk.tenant_id, person_id), error)


@router.post(f"{ONE_PERSON}/role")
def give_role(person_id: str, desk: AtDesk) -> Response:
    """Give somebody another role."""
    return _changed(desk, person_id, "role", lambda: change_role(desk.installation, desk.actor, person_id, _role(desk)))


@router.post(f"{ONE_PERSON}/disable")
def disable(person_id: str, desk: AtDesk) -> Response:
    """Keep somebody out from now on."""
    return _changed(desk, person_id, "disable", lambda: disable_person(desk.installation, desk.actor, person_id))


@router.post(f"{ONE_PERSON}/enable")
def enable(person_id: str, desk: AtDesk) -> Response:
    """Let somebody in again."""
    return _changed(desk, person_id, "enable", lambda: enable_person(desk.installation, desk.actor, person_id))


def _changed(desk: Desk, person_id: str, done: str, change: Callable[[], Person]) -> Response:
    """Carry a change out and lead back to the person; or their page again, with a sentence why not."""
    known = person_of(desk.installation, desk.tenant_id, person_id)
    try:
        change()
    except CredentialServiceError as error:
        return _person(desk, known, error)
    return go_to(f"/admin/people/{person_id}?done={done}")


def _role(desk: Desk) -> Role:
    """Return the role that the form names, or raise Malformed."""
    text = desk.sent.get("role", "")
    if text not in set(Role):
        raise Malformed("Expected one of the roles.")
    return Role(text)


def _people(desk: Desk, error: CredentialServiceError | None = None) -> Response:
    staff = staff_of(desk.installation, desk.tenant_id)
    return page_at_desk(
        desk,
        "people.html",
        status_of(error) if error else 200,
        problem=_trouble(error, "taken", desk) if error else None,
        people=Table(tuple(map(desk.wording.text, _COLUMNS)), tuple(_line(each, desk) for each in staff)),
        roles=_roles(desk),
        name=desk.sent.get("name", ""),
        role=desk.sent.get("role", ""),
        most=MAX_NAME,
    )


def _person(desk: Desk, row: Person, error: CredentialServiceError | None = None, done: str = "") -> Response:
    return page_at_desk(
        desk,
        "person.html",
        status_of(error) if error else 200,
        problem=_trouble(error, "stuck", desk) if error else None,
        done=desk.wording.text(_DONE[done]) if done in _DONE else None,
        name=cleaned(row.name),
        path=f"/admin/people/{row.id}",
        state=_state(row, desk),
        disabled=row.disabled_at is not None,
        lines=tuple(_lines(row, desk)),
        roles=_roles(desk),
        role=next(iter(sorted(row.roles)), ""),
    )


def _trouble(error: CredentialServiceError, conflict: str, desk: Desk) -> Trouble:
    """Return a refusal in words; what does not fit the people who are there, in words of its own."""
    if not isinstance(error, Conflict):
        return trouble_of(error, desk.wording)
    title, advice = _CONFLICTS[conflict]
    return Trouble(desk.wording.text(title), desk.wording.text(advice), "")


def _shown_once(desk: Desk, invited: Invited) -> Response:
    back, hours = f"/admin/people/{invited.person.id}", str(LINK_LIFETIME // timedelta(hours=1))
    return page_at_desk(desk, "once.html", kind="link", name=cleaned(invited.person.name), secret=invited.link, back=back, hours=hours)


def _roles(desk: Desk) -> list[tuple[str, str]]:
    return [(role.value, role_words(frozenset({role}), desk.wording)) for role in Role]


def _state(row: Person, desk: Desk) -> Cell:
    if row.disabled_at:
        return Cell(desk.wording.text("page.desk.person.disabled"), tone="disabled", asides=(desk.wording.moment(row.disabled_at),))
    return Cell(desk.wording.text("page.desk.person.active"), tone="active")


def _line(row: Person, desk: Desk) -> tuple[Cell, ...]:
    return (
        Cell.of(row.name, f"/admin/people/{row.id}"),
        Cell(role_words(row.roles, desk.wording)),
        _state(row, desk),
        Cell(desk.wording.date(row.created_at)),
    )


def _lines(row: Person, desk: Desk) -> Iterator[Line]:
    text = desk.wording.text
    yield Line(text("page.desk.column.role"), (Cell(role_words(row.roles, desk.wording)),))
    yield Line(text("page.desk.column.since"), (Cell(desk.wording.moment(row.created_at)),))
    yield Line(text("page.desk.line.deeds"), (Cell(text("page.desk.nav.audit"), f"/admin/audit?actor={row.id}"),))
    yield Line(text("page.desk.line.number"), (Cell(row.id),))
