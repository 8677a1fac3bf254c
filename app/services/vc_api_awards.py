"""Issues the awards of an instance that makes records: an Open Badge that the caller wrote becomes an award of ours, and our signed file.

The award goes the way of all awards (`issue`): the same badge twice is one award. What our badge would not say is refused with its
place, before anything is written; so is another content under the id of an award that is there.

Spec: docs/decisions/0024-vc-api.md; docs/decisions/0004-issuing-once.md
"""

import secrets
from dataclasses import replace

import orjson

from app.crypto.hashes import sha256_hex
from app.errors import Conflict, Fault, KeyReused, SchemaViolation
from app.issuers.open_badges import identities
from app.model.award import Recipient, StatusEntry
from app.model.record import Client
from app.model.secured import Document
from app.schemas.open_badges import is_open_badge
from app.schemas.requests import IssueBody, read_body
from app.schemas.strict_json import read_object
from app.services.envelopes import AT_ISSUE
from app.services.installation import Installation
from app.services.issue import issue
from app.services.orders import IssueOrder
from app.services.plan_award import compose_award, plan_award
from app.services.represent import representation_for_client
from app.services.vc_api_access import Caller, Door, require_scope
from app.services.vc_api_award_body import award_body, identity_faults, place_of, unsaid
from app.services.vc_api_document import INSIDE

SCOPE = "credentials:issue"

_ANOTHER = "An award of that id is there, and says something else: send it under another id, or reissue the credential."


def issue_award(installation: Installation, door: Door, caller: Caller, badge: Document) -> bytes:
    """Return the signed badge of the award that the caller's badge asks for.

    Raises SchemaViolation for what cannot be an award of this instance, Conflict where the award is there and says something else;
    NotPermitted without the right to issue awards; whatever `issue` raises.
    """
    client = require_scope(caller.client, SCOPE)
    order = _order(installation, client, caller.request_id, badge)
    _refuse_unsaid(_planned(installation, door, order), badge)
    try:
        issued = issue(installation, order)
    except KeyReused as error:  # the badge's id was the key: nobody sent one
        raise Conflict(_ANOTHER) from error
    file = representation_for_client(installation, client, issued.credential_id, AT_ISSUE.name)
    if issued.replayed and _differs(read_object(file.body), badge, order.recipient):
        raise Conflict(_ANOTHER)
    return file.body


def _differs(said: Document, badge: Document, recipient: Recipient) -> bool:
    """Return whether the badge asks for what the award does not say, or for somebody else; names are compared as they are signed."""
    kept = said["credentialSubject"]["identifier"]
    salt = next((each["salt"] for each in kept if "salt" in each), "")
    return bool(list(unsaid(badge, said))) or any(each not in kept for each in identities(recipient, salt))


def _order(installation: Installation, client: Client, request_id: str | None, badge: Document) -> IssueOrder:
    faults = [] if is_open_badge(badge) else [Fault("/type", "expected an OpenBadgeCredential")]
    faults += identity_faults(badge)
    if faults:
        raise _refusal(tuple(faults))
    body = orjson.dumps(award_body(badge, installation.public_url))
    try:
        request = read_body(IssueBody, body)
    except SchemaViolation as error:
        raise _refusal(tuple(Fault(place_of(fault.pointer), fault.detail) for fault in error.faults)) from error
    key = None if request.recipient.email or request.recipient.external_id else f"vc-api:{request.source_ref or secrets.token_hex(16)}"
    return IssueOrder(client, request, sha256_hex(body), key, request_id)


def _planned(installation: Installation, door: Door, order: IssueOrder) -> Document:
    """Return the badge as it would be signed now, without its slot. Raises SchemaViolation for an achievement of another issuer."""
    try:
        plan = installation.database.read(lambda session: plan_award(session, installation, order))
    except SchemaViolation as error:
        raise _refusal(tuple(Fault(place_of(fault.pointer), fault.detail) for fault in error.faults)) from error
    if plan.identity.id != door.instance.identity_id:
        raise _refusal((Fault(place_of("/achievement"), "expected an achievement of the issuer as which this instance signs"),))
    award = compose_award(installation, order, plan, f"{installation.public_url}/c/reserved", StatusEntry("", 0))
    document = AT_ISSUE.credential_format.build(replace(award, identity_salt=""))
    return {name: value for name, value in document.items() if name != "credentialStatus"}


def _refuse_unsaid(planned: Document, badge: Document) -> None:
    faults = tuple(unsaid(badge, planned))
    if faults:
        raise _refusal(faults)


def _refusal(faults: tuple[Fault, ...]) -> SchemaViolation:
    told = tuple(Fault(INSIDE + fault.pointer, fault.detail) for fault in faults)
    return SchemaViolation("This badge cannot be issued as an award of ours.", told)
