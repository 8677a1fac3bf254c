"""Calling systems at the desk, and their API keys: made, shown once, revoked.

The form bears the id of what it makes: sent twice, it makes one thing, and the second answer says so instead of showing another key.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from app.edge.problems import status_of
from app.errors import Conflict, CredentialServiceError, NotFound
from app.model.access import ClientSecret
from app.model.issuer import Mode
from app.model.record import Client
from app.schemas.desk_bodies import ClientBody
from app.schemas.requests import read_body
from app.services.api_keys import SCOPES, NewClient, add_api_key, client_named, clients_of, create_client, revoke_key
from app.services.form_ids import form_id, read_form_id
from app.web.desk.access import ONE_CLIENT, AtDesk, Desk
from app.web.desk.frame import go_to, page_at_desk, trouble_of
from app.web.desk.table import Cell, Line, Table
from app.web.desk.words import MODES, scope_words
from app.web.shown import cleaned

router: Final = APIRouter()

_CLIENTS: Final = ("page.desk.column.system", "page.desk.column.mode", "page.desk.column.keys", "page.desk.column.scopes")
_KEYS: Final = ("page.desk.column.key", "page.desk.column.made", "page.desk.column.state", "page.desk.column.action")
_ONE_KEY: Final = f"{ONE_CLIENT}/keys/{{key_id}}/revoke"
_DONE: Final[Mapping[str, str]] = MappingProxyType({"before": "page.desk.done.before", "revoke": "page.desk.done.revoke-key"})


@router.get("/admin/clients")
def clients(desk: AtDesk) -> Response:
    """Return the tenant's calling systems."""
    found = clients_of(desk.installation, desk.tenant_id)
    table = Table(tuple(map(desk.wording.text, _CLIENTS)), tuple(_client(client, keys, desk) for client, keys in found))
    return page_at_desk(desk, "clients.html", clients=table, may_add=desk.may("POST /admin/clients/new"))


@router.get("/admin/clients/new")
def ask(desk: AtDesk) -> Response:
    """Return the form for a new calling system."""
    return _form(desk)


@router.post("/admin/clients/new")
def add(desk: AtDesk) -> Response:
    """Make a calling system and show its key once; or the form again, with a sentence why not."""
    client_id = read_form_id(desk.sent.get("new_id", ""), "cli")
    try:
        body = read_body(ClientBody, orjson.dumps({**_typed(desk), "scopes": _ticked(desk)}))
        new = NewClient(body.name, body.mode, frozenset(body.scopes), client_id)
        client, key = create_client(desk.installation, desk.actor, new)
    except Conflict:
        return go_to(f"/admin/clients/{client_id}?done=before")
    except CredentialServiceError as error:
        return _form(desk, error)
    return _shown_once(desk, client, key)


@router.get(ONE_CLIENT)
def client(client_id: str, desk: AtDesk, done: str = "") -> Response:
    """Return one calling system with its keys."""
    found, keys = client_named(desk.installation, desk.tenant_id, client_id)
    wording = desk.wording
    return page_at_desk(
        desk,
        "client.html",
        name=cleaned(found.name),
        path=f"/admin/clients/{found.id}",
        done=wording.text(_DONE[done]) if done in _DONE else None,
        lines=tuple(_lines(found, desk)),
        keys=Table(tuple(map(wording.text, _KEYS)), tuple(_key(key, desk) for key in keys)),
        new_id=form_id(desk.installation, "sec") if desk.may(f"POST {ONE_CLIENT}/keys") else None,
    )


@router.post(f"{ONE_CLIENT}/keys")
def add_key(client_id: str, desk: AtDesk) -> Response:
    """Make a further key and show it once; the others go on."""
    found, _ = client_named(desk.installation, desk.tenant_id, client_id)
    key_id = read_form_id(desk.sent.get("new_id", ""), "sec")
    try:
        _, key = add_api_key(desk.installation, desk.actor, found.id, key_id)
    except Conflict:
        return go_to(f"/admin/clients/{found.id}?done=before")
    return _shown_once(desk, found, key)


@router.get(_ONE_KEY)
def ask_to_revoke(client_id: str, key_id: str, desk: AtDesk) -> Response:
    """Return what revoking a key means, with its button."""
    found, key = _valid_key(desk, client_id, key_id)
    path = f"/admin/clients/{found.id}"
    return page_at_desk(desk, "revoke_key.html", name=cleaned(found.name), path=path, key=key)


@router.post(_ONE_KEY)
def revoke(client_id: str, key_id: str, desk: AtDesk) -> Response:
    """Revoke a key; one that is revoked already stays so."""
    found, keys = client_named(desk.installation, desk.tenant_id, client_id)
    known = {key.id: key for key in keys}
    if key_id not in known:
        raise NotFound("This calling system has no key of that id.")
    if known[key_id].revoked_at is None:
        revoke_key(desk.installation, desk.actor, key_id)
    return go_to(f"/admin/clients/{found.id}?done=revoke")


def _valid_key(desk: Desk, client_id: str, key_id: str) -> tuple[Client, ClientSecret]:
    found, keys = client_named(desk.installation, desk.tenant_id, client_id)
    for key in keys:
        if key.id == key_id and key.revoked_at is None:
            return found, key
    raise NotFound("This calling system has no valid key of that id.")


def _shown_once(desk: Desk, client: Client, key: str) -> Response:
    return page_at_desk(
        desk, "once.html", kind="key", name=cleaned(client.name), secret=key, back=f"/admin/clients/{client.id}", hours=None
    )


def _form(desk: Desk, error: CredentialServiceError | None = None) -> Response:
    ticked = set(_ticked(desk)) if error else set()
    return page_at_desk(
        desk,
        "new_client.html",
        status_of(error) if error else 200,
        problem=trouble_of(error, desk.wording) if error else None,
        new_id=form_id(desk.installation, "cli"),
        modes=[(mode.value, desk.wording.text(words)) for mode, words in MODES.items()],
        mode=desk.sent.get("mode", Mode.TEST if desk.installation.demo else Mode.LIVE),
        name=desk.sent.get("name", ""),
        scopes=[(f"scope:{scope}", scope_words(scope, desk.wording), scope, scope in ticked) for scope in SCOPES],
    )


def _typed(desk: Desk) -> dict[str, str]:
    return {name: desk.sent.get(name, "") for name in ("name", "mode")}


def _ticked(desk: Desk) -> list[str]:
    return [scope for scope in SCOPES if f"scope:{scope}" in desk.sent]


def _client(client: Client, keys: tuple[ClientSecret, ...], desk: Desk) -> tuple[Cell, ...]:
    valid = sum(1 for key in keys if key.revoked_at is None)
    return (
        Cell.of(client.name, f"/admin/clients/{client.id}"),
        Cell(desk.wording.text(MODES[client.mode])),
        Cell(desk.wording.text("page.desk.keys.valid", valid=str(valid), all=str(len(keys)))),
        Cell(", ".join(scope_words(scope, desk.wording) for scope in SCOPES if scope in client.scopes) or "–"),
    )


def _lines(client: Client, desk: Desk) -> Iterator[Line]:
    text = desk.wording.text
    yield Line(text("page.desk.column.mode"), (Cell(text(MODES[client.mode])),))
    scopes = tuple(Cell(scope_words(scope, desk.wording), asides=(scope,)) for scope in SCOPES if scope in client.scopes)
    yield Line(text("page.desk.column.scopes"), scopes or (Cell(text("page.desk.nothing")),))
    yield Line(text("page.desk.line.number"), (Cell(client.id),))


def _key(key: ClientSecret, desk: Desk) -> tuple[Cell, ...]:
    wording, address = desk.wording, f"/admin/clients/{key.client_id}/keys/{key.id}/revoke"
    state = (
        Cell(wording.text("page.desk.key.revoked"), tone="revoked", asides=(wording.moment(key.revoked_at),))
        if key.revoked_at
        else Cell(wording.text("page.desk.key.valid"), tone="active")
    )
    revocable = key.revoked_at is None and desk.may(f"POST {_ONE_KEY}")
    action = Cell(wording.text("page.desk.action.revoke"), address) if revocable else Cell("–")
    return Cell(f"{key.prefix}…"), Cell(wording.moment(key.created_at)), state, action
