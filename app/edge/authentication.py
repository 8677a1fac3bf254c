"""Who calls: API keys of clients, and what they may."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.edge.admission import count_address, count_client
from app.edge.installation import Wired
from app.errors import NotAuthenticated, NotPermitted
from app.model.record import Client
from app.services.api_keys import client_of

_BEARER = HTTPBearer(auto_error=False, scheme_name="apiKey", description="The API key of a client: `sk_test_…` or `sk_live_…`")
Authorization = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


def authenticated(request: Request, installation: Wired, authorization: Authorization = None) -> Client:
    """Return the client whose key was sent, and count its request; raise NotAuthenticated or TooManyRequests."""
    if authorization is None:
        raise NotAuthenticated("Send your API key as `Authorization: Bearer sk_…`.")
    client = client_of(installation, authorization.credentials)
    count_client(request, client.id)
    return client


def authenticated_or_nobody(request: Request, installation: Wired, authorization: Authorization = None) -> Client | None:
    """Return the client whose key was sent; None where none was, and then the address counts. Raises as `authenticated`."""
    if authorization is None:
        count_address(request)
        return None
    return authenticated(request, installation, authorization)


def with_scope(scope: str) -> Callable[[Client], Client]:
    """Return a dependency that gives the client, or raises NotPermitted when its key lacks the scope."""

    def check(client: Annotated[Client, Depends(authenticated)]) -> Client:
        if scope not in client.scopes:
            raise NotPermitted(f"This API key lacks the scope {scope}.")
        return client

    return check


def request_id_of(request: Request) -> str | None:
    """Return the id of this request, as answers and audit events name it."""
    return getattr(request.state, "request_id", None)
