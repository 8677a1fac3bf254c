"""Who may do what at the desk and by machine: people, their roles and sessions, one-time links, and the secrets of clients.

Of every secret only its SHA-256 is kept, as hexadecimal text (`sha256`, `digest`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.model.issuer import Mode


class Role(StrEnum):
    """What a person may do: everything; issue and revoke; only look."""

    OWNER = "owner"
    ISSUER = "issuer"
    AUDITOR = "auditor"


_RISING = (Role.AUDITOR, Role.ISSUER, Role.OWNER)
"""Each may do all that those before it may."""


def role_allows(roles: frozenset[Role], least: Role) -> bool:
    """Return whether one of `roles` is `least` or more."""
    return any(_RISING.index(role) >= _RISING.index(least) for role in roles)


class ActorKind(StrEnum):
    """What sort of actor did something: a calling system, a member of staff, the command line, an LMS's event, or the service itself."""

    CLIENT = "client"
    PERSON = "person"
    OPERATOR = "operator"
    INTEGRATION = "integration"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something in a tenant, as audit events name them. `mode`: the only credentials that they may touch; None: all."""

    kind: ActorKind
    id: str
    tenant_id: str
    request_id: str | None = None
    mode: Mode | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff. `name` is what the operator calls the account; learners are recipients, never persons."""

    id: str
    tenant_id: str
    name: str
    roles: frozenset[Role]
    created_at: datetime
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WebSession:
    """A person signed in with a browser, from `created_at` until it expires or is ended; `seen_at`: the last request, to the minute."""

    digest: str
    tenant_id: str
    person_id: str
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    seen_at: datetime | None = None

    @property
    def last_seen_at(self) -> datetime:
        """When the browser last asked for something, or else signed in."""
        return self.seen_at or self.created_at


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """A link that signs a person in, once."""

    digest: str
    tenant_id: str
    person_id: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """One secret of a client. `prefix` is its beginning, shown so that people can tell secrets apart."""

    id: str
    tenant_id: str
    client_id: str
    prefix: str
    sha256: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
