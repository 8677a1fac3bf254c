"""Reads credentials for the systems of their tenant; another tenant's are not there."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.adapters.database import achievements, credentials
from app.adapters.database.credentials import NEVER_GIVEN_OUT, CredentialFilter
from app.errors import NotFound
from app.model.record import Client, Credential, CredentialState
from app.schemas.requests import Moment
from app.schemas.responses import CredentialAnswer, CredentialPageAnswer
from app.services.answers import credential_answer
from app.services.installation import Installation
from app.services.recipients import search_digests

GivenOut = Literal[CredentialState.ISSUED, CredentialState.SUSPENDED, CredentialState.REVOKED, CredentialState.SUPERSEDED]
"""The states that callers see: what was only reserved, or voided, is not there for them."""


class Filters(BaseModel):
    """What a list is narrowed to. `q` finds learners by the beginnings of name or e-mail address; one without any word finds nobody."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Annotated[str | None, Field(max_length=200)] = None
    achievement: Annotated[str | None, Field(max_length=200, description="Slug or id")] = None
    state: GivenOut | None = None
    source_ref: Annotated[str | None, Field(max_length=200)] = None
    issued_after: Moment | None = None
    issued_before: Moment | None = None
    after: Annotated[str | None, Field(max_length=100, description="`next` of the page before")] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 25


@dataclass(frozen=True, slots=True)
class Found:
    """One page of credentials, the newest first; `next` is the cursor of the page after it."""

    credentials: tuple[Credential, ...] = ()
    next: str | None = None


def list_credentials(installation: Installation, client: Client, filters: Filters) -> CredentialPageAnswer:
    """Return one page, newest first, with the cursor of the next."""
    found = find_credentials(installation, client.tenant_id, filters)
    return CredentialPageAnswer(items=tuple(credential_answer(installation, each) for each in found.credentials), next=found.next)


def find_credentials(installation: Installation, tenant_id: str, filters: Filters) -> Found:
    """Return one page of the tenant's credentials."""
    digests = search_digests(installation, tenant_id, filters.q) if filters.q is not None else None
    if digests is not None and not digests:
        return Found()
    chosen = CredentialFilter(
        achievement_id=_achievement_id(installation, tenant_id, filters.achievement) if filters.achievement else None,
        state=filters.state,
        source_ref=filters.source_ref,
        issued_after=filters.issued_after,
        issued_before=filters.issued_before,
        search_digests=digests or frozenset(),
    )
    found = installation.database.read(lambda session: credentials.page(session, tenant_id, chosen, filters.after, filters.limit + 1))
    page = found[: filters.limit]
    return Found(page, page[-1].row.id if len(found) > filters.limit else None)


def read_credential(installation: Installation, client: Client, credential_id: str) -> CredentialAnswer:
    """Return one credential, or raise NotFound."""
    return credential_answer(installation, full_credential(installation, client, credential_id))


def full_credential(installation: Installation, client: Client, credential_id: str) -> Credential:
    """Return one credential of the client's tenant with all its rows, or raise NotFound: also for one that was never given out."""
    return credential_of_tenant(installation, client.tenant_id, credential_id)


def credential_of_tenant(installation: Installation, tenant_id: str, credential_id: str) -> Credential:
    """Return one credential of the tenant with all its rows, or raise NotFound: also for one that was never given out."""
    credential = installation.database.read(lambda session: credentials.full(session, tenant_id, credential_id))
    if credential is None or credential.row.state in NEVER_GIVEN_OUT:
        raise NotFound("There is no credential of that id.")
    return credential


def _achievement_id(installation: Installation, tenant_id: str, name: str) -> str:
    """Return the id of the achievement of that slug or id; a name that there is not finds nothing."""
    record = installation.database.read(lambda session: achievements.newest(session, tenant_id, name))
    return record.achievement_id if record else name
