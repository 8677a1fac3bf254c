"""What becomes of credentials that instances of the VC-API signed with a status: read, revoked, forgotten. And their status lists.

A record says no more than was written down. Revoking is for good, as everywhere here. Deleting forgets by what a credential would be
known again; its slot stays taken and its bit as it is.

Spec: VCALM §3.2.2 (update status), §3.4 (status lists), https://w3c.github.io/vcalm/; docs/decisions/0024-vc-api.md
"""

from dataclasses import dataclass

from app.adapters.database import identities, status_lists, vc_api
from app.adapters.database.session import Session
from app.errors import Conflict, Fault, NotFound, SchemaViolation
from app.model.record import Client
from app.model.status_list import StatusListRow
from app.model.vc_api import Issuance, VcApiInstance
from app.schemas.vc_api_bodies import VcStatusBody, VcStatusEntryBody, VcStatusListBody
from app.services.audited import Deed, client_actor, write_down
from app.services.installation import Installation
from app.services.links import status_list_url
from app.services.status_slots import open_list
from app.services.vc_api_issuances import OBJECT, name_digest, revoke_issuance

REVOCATION = "revocation"
_ENTRY = "BitstringStatusListEntry"
_NO_CREDENTIAL = "No credential of that id was issued here with a status."


@dataclass(frozen=True, slots=True)
class KnownIssuance:
    """An issuance, where its status is told, and whether it is revoked."""

    row: Issuance
    list_url: str
    revoked: bool


@dataclass(frozen=True, slots=True)
class SettledList:
    """A status list, and whether it was just opened."""

    list_id: str
    opened: bool


def known_issuance(installation: Installation, client: Client, credential_id: str) -> KnownIssuance:
    """Return what is known of the client's tenant's credential of that id, or of that issuance; the latest. Raises NotFound."""

    def work(session: Session) -> KnownIssuance:
        row = _named(session, installation, client, credential_id)[0]
        is_set = row.index in status_lists.set_indexes(session, row.list_id)
        return KnownIssuance(row, status_list_url(installation.public_url, row.list_id), is_set)

    return installation.database.read(work)


def revoke_issued(installation: Installation, client: Client, body: VcStatusBody, request_id: str | None = None) -> None:
    """Revoke the credential: every copy of that id that was issued. Done twice, it is done once.

    Raises SchemaViolation for a status that we do not keep, NotFound, and Conflict where a revoked credential shall be good again.
    """
    _refuse_other_status(body.entry)

    def work(session: Session) -> None:
        rows = _of_entry(installation, _named(session, installation, client, body.credential_id), body.entry)
        for row in rows:
            is_set = row.index in status_lists.set_indexes(session, row.list_id)
            if is_set and not body.status:
                raise Conflict("The credential is revoked, and that is for good: issue it again.")
            if body.status and not is_set:
                revoke_issuance(session, installation, client_actor(client, request_id), row)

    installation.database.write(work)


def forget_issued(installation: Installation, client: Client, credential_id: str, request_id: str | None = None) -> None:
    """Forget by what the credential would be known again. Raises NotFound."""

    def work(session: Session) -> None:
        for row in _named(session, installation, client, credential_id):
            vc_api.forget(session, row.tenant_id, row.id)
            write_down(session, client_actor(client, request_id), Deed("vc_api.forgotten", OBJECT, row.id), installation.clock())

    installation.database.write(work)


def settle_list(installation: Installation, client: Client, body: VcStatusListBody, request_id: str | None = None) -> SettledList:
    """Return the list from which the instance's next credential takes its slot: opened where there is none.

    Raises NotFound for an instance of another tenant, SchemaViolation for a purpose that we do not keep.
    """
    if body.purpose != REVOCATION:
        raise SchemaViolation("Lists are kept for one purpose.", (Fault("/statusPurpose", f"expected {REVOCATION}"),))

    def work(session: Session) -> SettledList:
        instance = _instance_of(session, client, body.instance)
        identity = identities.by_id(session, instance.tenant_id, instance.identity_id)
        if identity is None or not instance.with_status:
            raise SchemaViolation("This instance gives no status.", (Fault("/instance", "expected an instance that gives a status"),))
        before = status_lists.open_for(session, identity.id, REVOCATION)
        row: StatusListRow = before or open_list(session, installation, identity, REVOCATION)
        if before is None:
            write_down(session, client_actor(client, request_id), Deed("status_list.opened", "status_list", row.id), installation.clock())
        return SettledList(row.id, before is None)

    return installation.database.write(work)


def _refuse_other_status(entry: VcStatusEntryBody) -> None:
    faults = []
    if entry.type != _ENTRY:
        faults.append(Fault("/credentialStatus/type", f"expected {_ENTRY}"))
    if entry.purpose != REVOCATION:
        faults.append(Fault("/credentialStatus/statusPurpose", f"expected {REVOCATION}"))
    if faults:
        raise SchemaViolation("This is not a status that is kept here.", tuple(faults))


def _named(session: Session, installation: Installation, client: Client, credential_id: str) -> tuple[Issuance, ...]:
    """Return the issuances of that credential by the client's tenant, in the client's own mode, the latest first. Raises NotFound."""
    found = vc_api.named(session, client.tenant_id, credential_id, name_digest(installation, client.tenant_id, credential_id))
    rows = tuple(row for row in found if _is_of_mode(session, row, client))
    if not rows:
        raise NotFound(_NO_CREDENTIAL)
    return rows


def _is_of_mode(session: Session, row: Issuance, client: Client) -> bool:
    key = identities.key_by_id(session, row.tenant_id, row.key_id)
    identity = identities.by_id(session, row.tenant_id, key.identity_id) if key else None
    return identity is not None and identity.profile.mode is client.mode


def _of_entry(installation: Installation, rows: tuple[Issuance, ...], entry: VcStatusEntryBody) -> tuple[Issuance, ...]:
    """Return those whose entry it is: of all copies, where none is named. Raises NotFound where it is none of theirs."""
    mine = tuple(
        row
        for row in rows
        if entry.index in {None, row.index, str(row.index)} and entry.list in {None, status_list_url(installation.public_url, row.list_id)}
    )
    if not mine:
        raise NotFound("The credential of that id has another status entry.")
    return mine


def _instance_of(session: Session, client: Client, name: str) -> VcApiInstance:
    instance = vc_api.by_name(session, name)
    if instance is None or instance.tenant_id != client.tenant_id:
        raise NotFound("There is no instance of that name.")
    return instance
