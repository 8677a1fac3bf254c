"""What the VC-API keeps: its issuer instances, what they signed with a status, and challenges that wait for an answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.model.secured import Algorithm


@dataclass(frozen=True, slots=True)
class VcApiInstance:
    """One issuer instance: a name in our addresses, the identity that signs, and how.

    `with_status`: each credential gets a slot of a status list. `records`: what it issues are awards of the tenant's own achievements.
    `open`: anybody may ask it to issue; only ever in a demo.
    """

    id: str
    tenant_id: str
    name: str
    identity_id: str
    suite: str
    algorithm: Algorithm
    with_status: bool
    records: bool
    open: bool
    created_at: datetime


class IssuanceState(StrEnum):
    """Where an issuance stands. `voided`: it was never given out, its bit is set."""

    RESERVED = "reserved"
    SIGNED = "signed"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Issuance:
    """A credential that an instance signed, written down before the key was touched: its slot, and by what it is known again.

    Nothing of the credential itself: `name_digest` is the keyed digest of its id, `sha256` that of the signed bytes, once they
    are there. Both are gone once the record was deleted; the slot stays taken.
    """

    id: str
    tenant_id: str
    instance_id: str
    key_id: str
    list_id: str
    index: int
    state: IssuanceState
    created_at: datetime
    name_digest: str | None = None
    sha256: str | None = None
