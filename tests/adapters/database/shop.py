"""A tenant with all that it takes to issue, where credentials are easily had."""

from dataclasses import replace
from datetime import datetime
from itertools import count

from app.adapters.database import awards, credentials, identities, representations, status_lists
from app.adapters.database.session import Database, Session
from app.model.record import AchievementRecord, Credential, CredentialRow, CredentialState, RepresentationRow
from tests.adapters.database.stock import NOON, award, credential, identity, key, published, recipient, representation, status_list, tenant


class Shop:
    """A tenant with an issuer, a published achievement, a list and a key, where credentials are easily had."""

    def __init__(self, database: Database, slug: str = "inspire") -> None:
        self.database = database
        self._indexes = count()
        self.tenant_id = database.write(lambda session: tenant(session, slug))
        self.identity = database.write(lambda session: identity(session, self.tenant_id, f"{slug}-university"))
        self.key = key(self.identity, f"{slug}-key")
        self.list = status_list(self.identity)
        self.record = database.write(self._stock)

    def _stock(self, session: Session) -> AchievementRecord:
        identities.add_key(session, self.key)
        status_lists.add(session, self.list)
        return published(session, self.identity, f"{self.identity.profile.slug}-module")

    def issued(self, session: Session, moment: datetime = NOON, **of_award: object) -> CredentialRow:
        """Store an issued credential for a new learner."""
        row = self.reserved(session, moment, **of_award)
        credentials.set_issued(session, row.tenant_id, row.id, moment)
        return replace(row, state=CredentialState.ISSUED, issued_at=moment)

    def reserved(self, session: Session, moment: datetime = NOON, **of_award: object) -> CredentialRow:
        """Store a reserved credential for a new learner."""
        granted = award(self.record, recipient(session, self.tenant_id), **of_award)
        awards.add(session, granted)
        row = credential(granted, self.list.id, next(self._indexes), moment)
        credentials.add(session, row)
        return row

    def file(self, session: Session, row: CredentialRow, name: str = "ob3-jsonld") -> RepresentationRow:
        """Store a reserved file of a credential."""
        file = representation(row, name)
        representations.reserve(session, file)
        return file

    def full(self, row: CredentialRow) -> Credential | None:
        """Return the credential with all that belongs to it."""
        return self.database.read(lambda session: credentials.full(session, row.tenant_id, row.id))
