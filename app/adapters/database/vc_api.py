"""The VC-API's instances, issuances and challenges. An instance's name is one in all tenants: it stands in its address."""

from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update

from app.adapters.database.records import all_records, changed, record, rows, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import vc_api_challenge as challenges
from app.adapters.database.tables import vc_api_instance as instances
from app.adapters.database.tables import vc_api_issuance as issuances
from app.model.record import IssuerKey
from app.model.vc_api import Issuance, IssuanceState, VcApiInstance

_INSTANCES = select(*(instances.c[name] for name in VcApiInstance.__slots__))
_ISSUANCES = select(*((issuances.c.idx.label("index") if name == "index" else issuances.c[name]) for name in Issuance.__slots__))

_KNOWN = (issuances.c.state == IssuanceState.SIGNED, issuances.c.sha256.is_not(None))


def add(session: Session, row: VcApiInstance) -> None:
    """Store an instance. Raises Conflict when the name is taken."""
    write(session, insert(instances).values(**values_of(row)))


def by_name(session: Session, name: str) -> VcApiInstance | None:
    """Return the instance of that name, whosever it is."""
    return record(session, VcApiInstance, _INSTANCES.where(instances.c.name == name))


def all_of_tenant(session: Session, tenant_id: str) -> tuple[VcApiInstance, ...]:
    """Return the tenant's instances, by name."""
    return all_records(session, VcApiInstance, _INSTANCES.where(instances.c.tenant_id == tenant_id).order_by(instances.c.name))


def signing_identities(session: Session) -> frozenset[str]:
    """Return the ids of all issuers, whosever they are, as which some instance signs."""
    return frozenset(row["identity_id"] for row in rows(session, select(instances.c.identity_id).distinct()))


def remove(session: Session, tenant_id: str, instance_id: str) -> bool:
    """Remove an instance; return whether it was there. What it signed keeps its id."""
    return changed(session, delete(instances).where(instances.c.tenant_id == tenant_id, instances.c.id == instance_id)) == 1


def add_issuance(session: Session, row: Issuance) -> None:
    """Store what is about to be signed."""
    write(session, insert(issuances).values(**values_of(row, "index"), idx=row.index))


def finish_issuance(session: Session, issuance_id: str, state: IssuanceState, sha256: str | None = None) -> bool:
    """Move an open issuance to that state, with the digest of what was signed; return whether it was open."""
    mine = update(issuances).where(issuances.c.id == issuance_id, issuances.c.state == IssuanceState.RESERVED)
    return changed(session, mine.values(state=state, sha256=sha256)) == 1


def named(session: Session, tenant_id: str, issuance_id: str, name_digest: str) -> tuple[Issuance, ...]:
    """Return the tenant's issuances of that id, or of the credential of that name, that were given out and not forgotten, newest first."""
    known = or_(issuances.c.id == issuance_id, issuances.c.name_digest == name_digest)
    mine = _ISSUANCES.where(issuances.c.tenant_id == tenant_id, known, *_KNOWN)
    return all_records(session, Issuance, mine.order_by(issuances.c.id.desc()))


def open_before(session: Session, moment: datetime) -> tuple[Issuance, ...]:
    """Return every open issuance, of all tenants, that was written down at that moment or before it."""
    mine = _ISSUANCES.where(issuances.c.state == IssuanceState.RESERVED, issuances.c.created_at <= moment)
    return all_records(session, Issuance, mine.order_by(issuances.c.id))


def signed_since(session: Session, key: IssuerKey, moment: datetime) -> tuple[Issuance, ...]:
    """Return what the key signed, or was about to sign, and was written down at that moment or later; also what was forgotten."""
    mine = _ISSUANCES.where(issuances.c.tenant_id == key.tenant_id, issuances.c.key_id == key.id, issuances.c.created_at >= moment)
    return all_records(session, Issuance, mine.where(issuances.c.state != IssuanceState.VOIDED).order_by(issuances.c.id))


def forget(session: Session, tenant_id: str, issuance_id: str) -> None:
    """Delete by what a credential would be known again. Its slot stays taken for ever."""
    mine = update(issuances).where(issuances.c.tenant_id == tenant_id, issuances.c.id == issuance_id)
    write(session, mine.values(name_digest=None, sha256=None))


def add_challenge(session: Session, sha256: str, until: datetime, moment: datetime) -> None:
    """Store a challenge that can be answered until then; those that nobody answered in time are forgotten."""
    write(session, delete(challenges).where(challenges.c.until < moment))
    write(session, insert(challenges).values(sha256=sha256, until=until))


def knows_challenge(session: Session, sha256: str) -> bool:
    """Return whether we made that challenge, and nobody answered it yet."""
    return session.connection().execute(select(challenges.c.sha256).where(challenges.c.sha256 == sha256)).first() is not None


def take_challenge(session: Session, sha256: str, moment: datetime) -> bool:
    """Take a challenge away; return whether it was there and its time not over. Of any number that try, one succeeds."""
    return changed(session, delete(challenges).where(challenges.c.sha256 == sha256, challenges.c.until >= moment)) == 1
