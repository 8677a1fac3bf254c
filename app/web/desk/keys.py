"""Signing keys at the desk: which signs, which did, how much hangs on each; an owner puts a new one in the place of another.

The form bears the name of the key that its reader saw sign: sent twice, it replaces that key once. Seals are listed after the keys
that sign; whoever runs the service brings and ends them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from app.dids.key import is_did_key
from app.edge.problems import status_of
from app.errors import CredentialServiceError, NotFound
from app.model.record import IssuerIdentity, KeyState
from app.model.secured import Algorithm
from app.services.list_keys import ListedKey, keys_of_tenant
from app.services.rotate_keys import Rotated, rotate_key
from app.web.desk.access import AtDesk, Desk
from app.web.desk.frame import page_at_desk, trouble_of
from app.web.desk.table import Cell, Table
from app.web.desk.words import MODES
from app.web.shown import cleaned

router: Final = APIRouter()

_ROTATE: Final = "/admin/keys/{slug}/rotate"
_COLUMNS: Final = (
    "page.desk.column.key",
    "page.desk.column.algorithm",
    "page.desk.column.state",
    "page.desk.column.since",
    "page.desk.column.files",
    "page.desk.column.action",
)
_STATES: Final = {
    KeyState.ACTIVE: "page.desk.signing.active",
    KeyState.RETIRED: "page.desk.signing.retired",
    KeyState.REVOKED: "page.desk.signing.revoked",
}


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer on the page. `fixed`: it is its one key (did:key), so that cannot be replaced."""

    slug: str
    did: str
    document: str
    mode: str
    fixed: bool
    keys: Table


@router.get("/admin/keys")
def keys(desk: AtDesk) -> Response:
    """Return the tenant's issuers with their keys."""
    issuers = tuple(_issuer(identity, listed, desk) for identity, listed in keys_of_tenant(desk.installation, desk.tenant_id))
    return page_at_desk(desk, "keys.html", issuers=issuers)


@router.get(_ROTATE)
def ask(slug: str, desk: AtDesk, algorithm: str = "") -> Response:
    """Return what rotating means, with its button."""
    return _confirm(desk, slug, _algorithm(algorithm))


@router.post(_ROTATE)
def rotate(slug: str, desk: AtDesk) -> Response:
    """Let a new key sign, and show the proof; or the form again, with a sentence why not."""
    algorithm = _algorithm(desk.sent.get("algorithm", ""))
    try:
        rotated = rotate_key(desk.installation, desk.actor, slug, algorithm, desk.sent.get("seen", ""))
    except NotFound:
        raise
    except CredentialServiceError as error:
        return _confirm(desk, slug, algorithm, error)
    return page_at_desk(desk, "rotated.html", slug=cleaned(slug), rotated=_told(rotated, desk))


def _algorithm(text: str) -> Algorithm:
    """Return the algorithm of that name, or raise NotFound."""
    if text not in set(Algorithm):
        raise NotFound("There is no key of that kind.")
    return Algorithm(text)


def _confirm(desk: Desk, slug: str, algorithm: Algorithm, error: CredentialServiceError | None = None) -> Response:
    signing = {each.key.algorithm: each.key for each in _active(_listed(desk, slug))}
    if algorithm not in signing:
        raise NotFound("The issuer signs with no key of that kind.")
    return page_at_desk(
        desk,
        "rotate.html",
        status_of(error) if error else 200,
        problem=trouble_of(error, desk.wording) if error else None,
        slug=slug,
        algorithm=algorithm,
        kid=signing[algorithm].kid,
    )


def _listed(desk: Desk, slug: str) -> tuple[ListedKey, ...]:
    for identity, listed in keys_of_tenant(desk.installation, desk.tenant_id):
        if identity.profile.slug == slug:
            return listed
    raise NotFound("There is no issuer of that name.")


def _active(listed: tuple[ListedKey, ...]) -> Iterator[ListedKey]:
    """Yield the keys that may sign, the one that does last, by algorithm: no seals."""
    return (each for each in listed if each.key.state is KeyState.ACTIVE and each.key.certificate is None)


def _issuer(identity: IssuerIdentity, listed: tuple[ListedKey, ...], desk: Desk) -> Issuer:
    profile, signing = identity.profile, {each.key.algorithm: each.key.id for each in _active(listed)}
    lines = tuple(_key(each, desk, signs=signing.get(each.key.algorithm) == each.key.id) for each in listed)
    table = Table(tuple(map(desk.wording.text, _COLUMNS)), lines)
    document = f"/issuers/{profile.slug}/did.json"
    return Issuer(
        cleaned(profile.slug), cleaned(profile.did), document, desk.wording.text(MODES[profile.mode]), is_did_key(profile.did), table
    )


def _key(listed: ListedKey, desk: Desk, *, signs: bool) -> tuple[Cell, ...]:
    key, slug, text = listed.key, listed.identity.profile.slug, desk.wording.text
    rotatable = signs and not is_did_key(listed.identity.profile.did) and desk.may(f"POST {_ROTATE}")
    action = Cell(text("page.desk.action.rotate"), f"/admin/keys/{slug}/rotate?algorithm={key.algorithm}") if rotatable else Cell("–")
    return (
        Cell(key.kid, f"/issuers/{slug}/seals/{key.kid}") if key.certificate else Cell(key.kid),
        Cell(key.algorithm),
        _state(listed, desk),
        Cell(desk.wording.moment(listed.since)),
        Cell(str(listed.files)),
        action,
    )


def _state(listed: ListedKey, desk: Desk) -> Cell:
    key, text = listed.key, desk.wording.text
    if key.state is not KeyState.ACTIVE:
        return Cell(text(_STATES[key.state]), tone=key.state)
    if listed.idle:
        return Cell(text("page.desk.signing.idle"), tone="retired")
    if key.certificate is None:
        return Cell(text(_STATES[key.state]), tone=key.state)
    until = key.certificate.valid_until
    ended = until < desk.installation.clock()
    code, tone = ("page.desk.signing.ended", "retired") if ended else ("page.desk.signing.seals", key.state)
    return Cell(text(code, until=desk.wording.date(until)), tone=tone)


def _told(rotated: Rotated, desk: Desk) -> dict[str, object]:
    """Return what became of a rotation, in words."""
    text, proved = desk.wording.text, rotated.proved
    columns = ("page.desk.column.credential", "page.desk.column.file", "page.desk.column.key", "page.desk.column.why")
    flaws = tuple(
        (Cell(flaw.credential_id, f"/admin/credentials/{flaw.credential_id}"), Cell(flaw.format), Cell(flaw.kid), Cell(flaw.code))
        for flaw in proved.flaws
    )
    return {
        "signs": text("page.desk.rotated.signs", kid=rotated.new.kid, algorithm=rotated.new.algorithm),
        "retired": [text("page.desk.rotated.retired", kid=key.kid) for key in rotated.retired],
        "proved": text("page.desk.rotated.proved", files=str(proved.files)),
        "flaws": Table(tuple(map(text, columns)), flaws) if flaws else None,
    }
