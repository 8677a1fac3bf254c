"""Who may do what at the desk: one table from route to the least role that it asks for. What does not stand in it is for nobody.

A request is let in when it has a running session, its person one of the roles, and, where it changes something, when it comes from
a page of ours and bears the session's form token.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Final

from fastapi import Depends, Request

from app.edge.authentication import request_id_of
from app.edge.forms import SAFE_METHODS, Sent, SentForm
from app.edge.installation import Wired
from app.errors import ForeignForm, NotPermitted
from app.model.access import Actor, Role, role_allows
from app.services.desk import Visit, visit_of
from app.services.installation import Installation
from app.web.rendering import wording_of
from app.wording import Wording

FORM_FIELD: Final = "form_token"
ONE_CREDENTIAL: Final = "/admin/credentials/{credential_id}"
ONE_EVENT: Final = "/admin/inbox/{event_id}"
ONE_CLIENT: Final = "/admin/clients/{client_id}"
ONE_PERSON: Final = "/admin/people/{person_id}"

LEAST_ROLE: Final[Mapping[str, Role]] = MappingProxyType(
    {
        "GET /admin": Role.AUDITOR,
        "POST /admin/leave": Role.AUDITOR,
        f"GET {ONE_CREDENTIAL}": Role.AUDITOR,
        f"GET {ONE_CREDENTIAL}/revoke": Role.ISSUER,
        f"POST {ONE_CREDENTIAL}/revoke": Role.ISSUER,
        f"GET {ONE_CREDENTIAL}/suspend": Role.ISSUER,
        f"POST {ONE_CREDENTIAL}/suspend": Role.ISSUER,
        f"GET {ONE_CREDENTIAL}/reinstate": Role.ISSUER,
        f"POST {ONE_CREDENTIAL}/reinstate": Role.ISSUER,
        f"GET {ONE_CREDENTIAL}/reissue": Role.ISSUER,
        f"POST {ONE_CREDENTIAL}/reissue": Role.ISSUER,
        "GET /admin/inbox": Role.AUDITOR,
        "GET /admin/inbox/integrations": Role.AUDITOR,
        f"GET {ONE_EVENT}": Role.AUDITOR,
        f"POST {ONE_EVENT}/replay": Role.ISSUER,
        "GET /admin/clients": Role.AUDITOR,
        "GET /admin/clients/new": Role.OWNER,
        "POST /admin/clients/new": Role.OWNER,
        f"GET {ONE_CLIENT}": Role.AUDITOR,
        f"POST {ONE_CLIENT}/keys": Role.OWNER,
        f"GET {ONE_CLIENT}/keys/{{key_id}}/revoke": Role.OWNER,
        f"POST {ONE_CLIENT}/keys/{{key_id}}/revoke": Role.OWNER,
        "GET /admin/keys": Role.AUDITOR,
        "GET /admin/keys/{slug}/rotate": Role.OWNER,
        "POST /admin/keys/{slug}/rotate": Role.OWNER,
        "GET /admin/audit": Role.AUDITOR,
        "GET /admin/people": Role.OWNER,
        "POST /admin/people": Role.OWNER,
        f"GET {ONE_PERSON}": Role.OWNER,
        f"POST {ONE_PERSON}/role": Role.OWNER,
        f"POST {ONE_PERSON}/link": Role.OWNER,
        f"POST {ONE_PERSON}/disable": Role.OWNER,
        f"POST {ONE_PERSON}/enable": Role.OWNER,
    }
)


@dataclass(frozen=True, slots=True)
class Desk:
    """One request that was let in: the installation, who asks in which language, and what their form brought."""

    installation: Installation
    visit: Visit
    sent: Sent
    wording: Wording
    path: str
    request_id: str | None

    @property
    def tenant_id(self) -> str:
        """The tenant whose desk it is."""
        return self.visit.tenant_id

    @property
    def actor(self) -> Actor:
        """Whoever asks, as audit events name them."""
        return self.visit.actor(self.request_id)

    def may(self, route: str) -> bool:
        """Return whether this person's roles allow that route: what they may not send is not shown to them."""
        return permits(self.visit.person.roles, route)


def permits(roles: frozenset[Role], route: str) -> bool:
    """Return whether one of `roles` may use the route, e.g. `GET /admin`. A route without a line in the table is for nobody."""
    least = LEAST_ROLE.get(route)
    return least is not None and role_allows(roles, least)


def admitted(request: Request, installation: Wired, sent: SentForm) -> Desk:
    """Return the request as one at the desk.

    Raises:
        DeskClosed: there is no running session.
        NotPermitted: the person's roles do not allow this route.
        ForeignForm: what would change something does not come from a form of this session.
    """
    visit = visit_of(installation, request.cookies.get(cookie_name(installation)))
    desk = Desk(installation, visit, sent, wording_of(request), request.url.path, request_id_of(request))
    if not desk.may(f"{request.method} {request.scope['route'].path}"):
        raise NotPermitted("Your role at the desk does not include this.")
    if request.method not in SAFE_METHODS and not hmac.compare_digest(sent.get(FORM_FIELD, "").encode(), visit.form_token.encode()):
        raise ForeignForm("The form does not belong to this session at the desk.")
    return desk


def cookie_name(installation: Installation) -> str:
    """Return the cookie's name: with `__Host-`, browsers keep it to this host and to TLS; the demo has no TLS."""
    return "__Host-desk" if installation.public_url.startswith("https://") else "desk"


AtDesk = Annotated[Desk, Depends(admitted)]
