"""Wires the parts: settings → installation → application.

`application(settings)` is what uvicorn serves; nothing else in the service knows all the parts.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from app.adapters.database import migrate, tenants
from app.adapters.database.session import Database
from app.adapters.fetch import Fetcher, FetchPolicy
from app.adapters.journal import Journal
from app.adapters.keystores import KeyAccess
from app.adapters.keystores.data_key import DataKeys, open_data_key, settle_data_key
from app.adapters.keystores.key_ring import KeyRing
from app.adapters.keystores.passphrase import read_passphrase
from app.api import achievements, audit_events, credentials, discovery, health, lifecycle, verifications
from app.api.openapi import complete_openapi
from app.config import Settings
from app.dids.web import did_of_url
from app.edge.authentication import request_id_of
from app.edge.problems import MEDIA_TYPE as PROBLEM_TYPE
from app.edge.problems import problem_headers, problem_of, problem_of_shape, problem_of_status, problem_response
from app.edge.request_ids import HEADER, RequestIds
from app.errors import CredentialServiceError
from app.schemas.contexts import check_contexts
from app.schemas.responses import ProblemAnswer
from app.services.installation import Installation
from app.services.settle_installation import settle_installation
from app.web import desk
from app.web import routes as pages
from app.web.negotiation import HTML, preferred
from app.web.problem_pages import problem_page

VERSION = "0.1.0"
DESCRIPTION = """\
Issues, stores and verifies Open Badges 3.0 micro-credentials tagged with EQF, ECTS, ISCED-F and ESCO.

Machines authenticate with `Authorization: Bearer sk_…`. Verifying needs no key. Every refusal is a problem document (RFC 9457)
with a stable `type`.
"""
ROUTERS = (
    credentials.router,
    lifecycle.router,
    achievements.router,
    verifications.router,
    audit_events.router,
    discovery.router,
    health.router,
    desk.router,
    pages.router,
)


def now() -> datetime:
    """Return the moment: the one clock of the service."""
    return datetime.now(UTC)


def open_installation(settings: Settings, clock: Callable[[], datetime] = now) -> Installation:
    """Open database and key store, and check what is pinned.

    Raises ConfigurationError when something does not fit, SigningError when a key cannot be opened.
    """
    check_contexts()
    did_of_url(settings.public_url)  # an address that no DID can name ends here, before it stands in a database
    migrate.upgrade(settings.database)
    given = settings.keys_passphrase.get_secret_value() if settings.keys_passphrase else None
    passphrase = read_passphrase(given, settings.keys_passphrase_file)
    ring = KeyRing(KeyAccess(settings.keys_dir, passphrase))
    database = Database(settings.database)
    fetcher = Fetcher(FetchPolicy(contact_url=settings.public_url))
    installation = Installation(
        public_url=settings.public_url,
        demo=settings.demo,
        database=database,
        data_keys=_data_keys(settings, database, passphrase),
        source=fetcher,
        create_key=ring.create,
        signer_for=ring.signer_for,
        clock=clock,
        status_list_days=settings.status_list_days,
        status_ttl_seconds=settings.status_ttl_seconds,
        status_delay_seconds=settings.status_delay,
        journal=Journal(settings.journal_folder),
        max_request_bytes=settings.max_request_bytes,
        max_upload_bytes=settings.max_upload_bytes,
        audit_checkpoints=settings.audit_checkpoints,
        closing=(fetcher.close, database.close),
    )
    settle_installation(installation)
    return installation


def _data_keys(settings: Settings, database: Database, passphrase: bytes) -> DataKeys:
    """Open the secret that protects data at rest; make it for an empty database, and never silently for one that needs another."""
    if database.read(tenants.all_of_them):
        return open_data_key(settings.keys_dir, passphrase)
    return settle_data_key(settings.keys_dir, passphrase)


def application(installation: Installation) -> FastAPI:
    """Return the web application on an open installation; it closes the installation when it stops."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        installation.close()

    app = FastAPIOffline(
        title="Proscenium", version=VERSION, description=DESCRIPTION, lifespan=lifespan, redoc_url=None, redirect_slashes=False
    )
    app.state.installation = installation
    for router in ROUTERS:
        app.include_router(router)
    app.add_middleware(RequestIds)
    app.add_exception_handler(CredentialServiceError, _refused)
    app.add_exception_handler(RequestValidationError, _misshapen)
    app.add_exception_handler(HTTPException, _not_served)
    app.add_exception_handler(Exception, _failed)
    app.openapi_schema = complete_openapi(app.openapi())
    return app


def _refused(request: Request, error: Exception) -> Response:
    return _problem_answer(request, problem_of(request, cast("CredentialServiceError", error)))


def _misshapen(request: Request, error: Exception) -> Response:
    return _problem_answer(request, problem_of_shape(request, cast("RequestValidationError", error)))


def _not_served(request: Request, error: Exception) -> Response:
    exception = cast("HTTPException", error)
    answer = _problem_answer(request, problem_of_status(request, exception.status_code))
    answer.headers.update(exception.headers or {})
    if exception.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["Allow"] = ", ".join(_methods_at(request))
    return answer


def _methods_at(request: Request) -> list[str]:
    """Return all methods that an address knows: the router's own list has those of one of its routes. Files are only read."""
    routes = (route for route in iter_route_contexts(request.app.routes) if isinstance(route.original_route, Route))
    found = (route.methods or set() for route in routes if route.path_regex.match(request.scope["path"]))
    return sorted({method for methods in found for method in methods} or {"GET", "HEAD"})


def _failed(request: Request, _: Exception) -> Response:
    """Answer for a mistake of ours; this answer alone does not pass `RequestIds`."""
    answer = _problem_answer(request, problem_of_status(request, HTTPStatus.INTERNAL_SERVER_ERROR))
    answer.headers[HEADER] = request_id_of(request) or ""
    return answer


def _problem_answer(request: Request, answer: ProblemAnswer) -> Response:
    """Return a refusal as a page to who reads pages, else as a problem document."""
    as_page = preferred(request.headers.get("accept"), (PROBLEM_TYPE, HTML)) == HTML
    response = problem_page(request, answer.status, answer.code, answer.title, answer.detail) if as_page else problem_response(answer)
    response.headers.update(problem_headers(answer))
    return response
