"""Nobody does at the desk what their role does not include, and nothing is done by a form that is not the session's own."""

from collections.abc import Iterator

import pytest
from fastapi.routing import iter_route_contexts

from app.model.access import Role
from app.web.desk.access import LEAST_ROLE, permits
from tests.installations import Stage
from tests.web.at_desk import Visitor, at_desk, browser_of

OPEN = {"GET /admin/enter/{token}", "POST /admin/enter/{token}"}
UNSAFE = sorted(route for route in LEAST_ROLE if not route.startswith("GET "))
RISING = (Role.AUDITOR, Role.ISSUER, Role.OWNER)


def desk_routes(stage: Stage) -> Iterator[str]:
    for route in iter_route_contexts(stage.app.routes):
        if str(route.path).startswith("/admin"):
            yield from (f"{method} {route.path}" for method in route.methods or ())


def address(route: str) -> str:
    """The address of a route, with an id of nothing."""
    return route.partition(" ")[2].replace("{", "no-").replace("}", "")


def form_token(visitor: Visitor) -> str:
    return visitor.read("/admin").forms["/admin/leave"][0]["form_token"]


def ask(visitor: Visitor, route: str) -> int:
    """Return the status of the answer to a request by that route, with all that the session's own forms have."""
    method = route.partition(" ")[0]
    data = {"form_token": form_token(visitor)} if method != "GET" else None
    return int(visitor.browser.request(method, address(route), data=data).status_code)


def test_every_route_of_the_desk_has_its_line_in_the_table(shared_stage: Stage) -> None:
    assert set(desk_routes(shared_stage)) == set(LEAST_ROLE) | OPEN


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", sorted(LEAST_ROLE))
def test_a_role_opens_what_is_its_own_and_nothing_else(shared_stage: Stage, route: str, role: Role) -> None:
    allowed = RISING.index(role) >= RISING.index(LEAST_ROLE[route])

    status = ask(at_desk(shared_stage, role=role), route)

    assert (status != 403) is allowed
    assert status < 500


@pytest.mark.parametrize("route", sorted(LEAST_ROLE))
def test_without_a_session_nothing_opens(shared_stage: Stage, route: str) -> None:
    method = route.partition(" ")[0]

    assert browser_of(shared_stage).request(method, address(route), data={"form_token": "x"}).status_code == 401


def test_what_has_no_line_in_the_table_is_for_nobody() -> None:
    assert not permits(frozenset(Role), "GET /admin/nowhere")
    assert not permits(frozenset(), "GET /admin")


@pytest.mark.parametrize("route", UNSAFE)
@pytest.mark.parametrize("token", [None, "", "guessed", "é", "{other}"], ids=["none", "empty", "guessed", "not ascii", "another session's"])
def test_a_form_without_the_sessions_token_is_refused(shared_stage: Stage, route: str, token: str | None) -> None:
    other = form_token(at_desk(shared_stage, "orchestra"))
    data = {} if token is None else {"form_token": token.replace("{other}", other)}

    answer = at_desk(shared_stage).browser.post(address(route), data=data)

    assert answer.status_code == 403
    assert "This form is not taken" in answer.text


@pytest.mark.parametrize("route", UNSAFE)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://credentials.example.org"},
        {"Origin": "https://credentials.example.org.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_a_form_from_another_site_is_refused_even_with_the_token(shared_stage: Stage, route: str, headers: dict[str, str]) -> None:
    visitor = at_desk(shared_stage)

    answer = visitor.browser.post(address(route), data={"form_token": form_token(visitor)}, headers=headers)

    assert answer.status_code == 403
    assert "This form is not taken" in answer.text
    assert visitor.get("/admin").status_code == 200


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b'{"form_token": "x"}', "application/json", 415),
        (b"form_token=x", "text/plain", 415),
        (b"form_token=%ff", "application/x-www-form-urlencoded", 400),
        (b"form_token=\xff", "application/x-www-form-urlencoded", 400),
        (b"form_token=x&form_token=y", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"f%d=" % number for number in range(401)), "application/x-www-form-urlencoded", 400),
        (b"form_token=" + b"x" * 262_144, "application/x-www-form-urlencoded", 413),
    ],
    ids=["json", "text", "not UTF-8", "not ASCII", "twice", "too many fields", "too large"],
)
def test_a_body_that_is_no_form_is_refused(shared_stage: Stage, body: bytes, media_type: str, status: int) -> None:
    visitor = at_desk(shared_stage)

    answer = visitor.browser.post("/admin/leave", content=body, headers={"Content-Type": media_type})

    assert answer.status_code == status
    assert visitor.get("/admin").status_code == 200


def test_a_refusal_at_the_desk_is_a_page_with_a_way_back(shared_stage: Stage) -> None:
    answer = at_desk(shared_stage).browser.get("/admin/credentials/crd_0", headers={"Accept": "*/*"})

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert 'href="/admin"' in answer.text


@pytest.mark.parametrize("page", ["", "/revoke", "/suspend", "/reinstate", "/reissue"])
def test_another_tenants_credential_is_not_there(stage: Stage, page: str) -> None:
    theirs = stage.issued()
    stranger = at_desk(stage, "orchestra")
    path = f"/admin/credentials/{theirs['id']}{page}"
    fields = {"form_token": form_token(stranger), "revision": "0", "reason": "other", "name": "Eve", "authority": "nobody", "step": "issue"}

    seen = stranger.get(path)
    sent = stranger.browser.post(path, data=fields)

    assert seen.status_code == 404
    assert sent.status_code in ({405} if page == "" else {404})
    assert "Ada" not in seen.text + sent.text
    assert stage.credential(theirs["id"]).row.state == "issued"


def test_another_tenants_learner_is_not_found(stage: Stage) -> None:
    stage.issued()

    page = at_desk(stage, "orchestra").read("/admin", q="Ada")

    assert "Nothing fits" in page.text
    assert "Tuning" in page.text
    assert "Stitching" not in page.text


@pytest.mark.parametrize(("role", "sees"), [(Role.AUDITOR, False), (Role.ISSUER, True), (Role.OWNER, True)])
def test_what_a_role_may_not_send_is_not_shown_to_it(shared_stage: Stage, role: Role, *, sees: bool) -> None:
    issued = shared_stage.issued(source_ref=f"course:{role}")

    page = at_desk(shared_stage, role=role).read(f"/admin/credentials/{issued['id']}")

    offered = {link.rpartition("/")[2] for link in page.links if link.startswith(f"/admin/credentials/{issued['id']}/")}
    assert offered == ({"reissue", "suspend", "revoke"} if sees else set())
