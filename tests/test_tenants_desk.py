"""Two tenants, every route of the desk: what one has is not there at the other's. A new route fails until its names are known here."""

import re
from collections.abc import Iterator, Mapping

import httpx
import pytest

from app.model.access import Role
from app.web.desk.access import LEAST_ROLE
from tests.installations import Stage, shared_stage, sqlite_template, stocked_sqlite
from tests.tenancy import NOTHING, Theirs, everything_of_theirs, theirs, told
from tests.web.at_desk import Visitor, at_desk

__all__ = ["shared_stage", "sqlite_template", "stocked_sqlite", "theirs"]

NAMED: Mapping[str, str] = {
    "credential_id": "credential_id",
    "event_id": "event_id",
    "client_id": "client_id",
    "key_id": "key_id",
    "person_id": "person_id",
    "slug": "issuer",
}
"""What stands in the addresses of the desk, and which of the tenant's names it is."""

LISTS: Mapping[str, tuple[str, ...]] = {
    "/admin": (
        "q={learner}",
        "achievement={slug}",
        "achievement={achievement_id}",
        "state=issued",
        "after={after}",
        "after={credential_id}",
    ),
    "/admin/inbox": ("integration={integration}", "after={event_id}", "state=ignored"),
    "/admin/inbox/integrations": (),
    "/admin/clients": (),
    "/admin/clients/new": (),
    "/admin/keys": (),
    "/admin/audit": ("object={credential_id}", "object={key_id}", "actor={client_id}", "actor={person_id}", "after={audit_id}"),
    "/admin/people": (),
}
"""The pages that name nothing in their address, and what can be asked of them."""

MAKES_ONES_OWN = {"POST /admin/leave", "POST /admin/clients/new", "POST /admin/people"}
"""They are sent no name of anything."""

FIELDS: Mapping[str, str] = {
    "revision": "0",
    "reason": "other",
    "note": "mine",
    "step": "issue",
    "name": "Mallory",
    "email": "mallory@example.org",
    "authority": "mine",
    "role": Role.OWNER,
    "algorithm": "EdDSA",
    "new_id": "sec_019c13ec9e007000a983474008f17143",
}
"""What the forms of all pages may be sent with."""

QUERY = "?algorithm=EdDSA"
"""Without it, there is no page to rotate a key; the other pages pay no regard to it."""

ROUTES = sorted(LEAST_ROLE)
OF_ONE_THING = [route for route in ROUTES if "{" in route]
FORM_ID = re.compile(r'name="new_id" value="[^"]*"')
PLACES = re.compile(r"{(\w+)}")


@pytest.fixture(scope="module")
def stranger(shared_stage: Stage) -> Visitor:
    """The owner of the other tenant's desk."""
    return at_desk(shared_stage, "orchestra")


def queries() -> Iterator[str]:
    """Yield every list, as it is and as it can be asked for."""
    for path, asked in LISTS.items():
        yield path
        yield from (f"{path}?{query}" for query in asked)


def addresses(route: str, names: Mapping[str, str], own: Mapping[str, str]) -> Iterator[str]:
    """Yield the address of a route with those names; where it has two, also with one's own in place of the first."""
    path = route.partition(" ")[2]
    places = PLACES.findall(path)
    given = {place: names[NAMED[place]] for place in places}
    yield f"{path.format_map(given)}{QUERY}"
    if len(places) > 1:
        yield f"{path.format_map(given | {places[0]: own[NAMED[places[0]]]})}{QUERY}"


def ask(stranger: Visitor, route: str, path: str) -> httpx.Response:
    """Return what the stranger is told; what they send bears their own session's token."""
    if route.startswith("GET"):
        return stranger.get(path)
    (token,) = {form["form_token"] for forms in stranger.read("/admin").forms.values() for form in forms if "form_token" in form}
    answer: httpx.Response = stranger.browser.post(path, data={**FIELDS, "form_token": token})
    return answer


def test_every_route_of_the_desk_is_tried_here() -> None:
    listed = {f"GET {path}" for path in LISTS}

    assert set(LEAST_ROLE) - set(OF_ONE_THING) == listed | MAKES_ONES_OWN
    assert {place for route in OF_ONE_THING for place in PLACES.findall(route)} <= NAMED.keys()


@pytest.mark.parametrize("route", OF_ONE_THING)
def test_what_one_tenant_has_is_not_there_at_the_desk_of_another(
    shared_stage: Stage, theirs: Theirs, stranger: Visitor, route: str
) -> None:
    own = {"client_id": shared_stage.client("orchestra").id}
    before = shared_stage.row_counts(), everything_of_theirs(shared_stage)

    for path, nowhere in zip(addresses(route, theirs.names, own), addresses(route, NOTHING, own), strict=True):
        answer, nothing = ask(stranger, route, path), ask(stranger, route, nowhere)

        assert answer.status_code == nothing.status_code == 404, path
        assert not {secret for secret in theirs.secrets if secret in answer.text} - set(re.split(r"[/?]", path)), path
        assert told(answer, theirs.names) == told(nothing, NOTHING), path
    assert (shared_stage.row_counts(), everything_of_theirs(shared_stage)) == before


@pytest.mark.parametrize("route", [route for route in OF_ONE_THING if route.startswith("GET")])
def test_who_has_it_finds_it_there(shared_stage: Stage, theirs: Theirs, route: str) -> None:
    owner = at_desk(shared_stage)

    (path, *_) = addresses(route, theirs.names, theirs.names)

    assert owner.get(path).status_code == 200


@pytest.mark.parametrize("query", tuple(queries()))
def test_a_list_at_the_desk_has_nothing_of_another_tenant(shared_stage: Stage, theirs: Theirs, stranger: Visitor, query: str) -> None:
    before = shared_stage.row_counts(), everything_of_theirs(shared_stage)

    answer, nothing = stranger.get(query.format_map(theirs.names)), stranger.get(query.format_map(NOTHING))

    assert answer.status_code == nothing.status_code == 200
    sent = {value for value in theirs.names.values() if value in query.format_map(theirs.names)}
    assert not {secret for secret in theirs.secrets if secret in answer.text} - sent
    if "after=" not in query:  # a cursor is a position among one's own, and no name
        assert FORM_ID.sub("", told(answer, theirs.names)) == FORM_ID.sub("", told(nothing, NOTHING))
    assert (shared_stage.row_counts(), everything_of_theirs(shared_stage)) == before


@pytest.mark.parametrize("route", ROUTES)
def test_nobody_is_let_in_without_a_session(shared_stage: Stage, theirs: Theirs, route: str) -> None:
    method, _, path = route.partition(" ")
    given = {place: theirs.names[NAMED[place]] for place in PLACES.findall(path)}

    answer = shared_stage.http(None).request(method, path.format_map(given), headers={"Accept": "text/html"})

    assert answer.status_code in {401, 403}
    assert not {secret for secret in theirs.secrets if secret in answer.text} - set(path.format_map(given).split("/"))
