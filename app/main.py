"""Wires the parts: settings → installation → application.

`application(settings)` is what uvicorn serves; nothing else in the service knows all the parts.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import cast

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from app.adapters.database import migrate, tenants
from app.adapters.database.session import Database
from app.adapters.fetch import Caller, Fetcher, FetchPolicy
from app.adapters.journal import Journal
from app.adapters.keystores import KeyAccess
from app.adapters.keystores.data_key import DataKeys, open_data_key, settle_data_key
from app.adapters.keystores.key_ring import KeyRing
from app.adapters.keystores.passphrase import read_passphrase
from app.adapters.queue import Queue
from app.api import (
    achievements,
    audit_events,
    credentials,
    discovery,
    health,
    inbox,
    inbox_events,
    integrations,
    lifecycle,
    recipients,
    rules,
    verifications,
)
from app.api.openapi import complete_openapi
from app.config import Settings
from app.dids.web import did_of_url
from app.edge.admission import admit, count_failure
from app.edge.answer_headers import AnswerHeaders, safe_headers
from app.edge.authentication import request_id_of
from app.edge.body_time import BodyTime
from app.edge.metrics import Metrics
from app.edge.problems import MEDIA_TYPE as PROBLEM_TYPE
from app.edge.problems import problem_headers, problem_of, problem_of_shape, problem_of_status, problem_response
from app.edge.rate_limits import RateLimits
from app.edge.request_ids import HEADER, RequestIds
from app.edge.request_log import RequestLog, log_failure
from app.edge.rules import RequestRules
from app.errors import CredentialServiceError, TooManyRequests
from app.jobs import in_background
from app.schemas.contexts import check_contexts
from app.schemas.responses import ProblemAnswer
from app.services.installation import Installation
from app.services.measure import measure
from app.services.settle_installation import settle_installation
from app.web import desk
from app.web import routes as pages
from app.web.negotiation import HTML, preferred
from app.web.problem_pages import is_at_desk, problem_page

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
    recipients.router,
    inbox.router,
    integrations.router,
    rules.router,
    inbox_events.router,
    discovery.router,
    health.router,
    desk.router,
    pages.router,
)


def now() -> datetime:
    """Return the moment: the one clock of the service."""
    return datetime.now(UTC)


def open_installation(
    settings: Settings, clock: Callable[[], datetime] = now, settle: Callable[[Installation], None] = settle_installation
) -> Installation:
    """Open database and key store, and check what is pinned; `settle` checks that all of it belongs together.

    Raises ConfigurationError when something does not fit, SigningError when a key cannot be opened.
    """
    check_contexts()
    did_of_url(settings.public_url)  # an address that no DID can name ends here, before it stands in a database
    migrate.upgrade(settings.database)
    given = settings.keys_passphrase.get_secret_value() if settings.keys_passphrase else None
    passphrase = read_passphrase(given, settings.keys_passphrase_file)
    ring = KeyRing(KeyAccess(settings.keys_dir, passphrase))
    database = Database(settings.database)
    policy = FetchPolicy(contact_url=settings.public_url)
    fetcher, caller = Fetcher(policy), Caller(settings.private_peers, policy)
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
        database_folder=settings.database_file.parent if settings.database_file else None,
        audit_checkpoints=settings.audit_checkpoints,
        peers=caller,
        inbox_days=settings.inbox_days,
        closing=(fetcher.close, caller.close, database.close),
    )
    settle(installation)
    return in_background(installation, Queue(settings.database, settings.var_dir)) if settings.jobs else installation


def _data_keys(settings: Settings, database: Database, passphrase: bytes) -> DataKeys:
    """Open the secret that protects data at rest; make it for an empty database, and never silently for one that needs another."""
    if database.read(tenants.all_of_them):
        return open_data_key(settings.keys_dir, passphrase)
    return settle_data_key(settings.keys_dir, passphrase)


def request_rules(settings: Settings) -> RequestRules:
    """Return what the settings say of requests. In a demo, this machine is not counted and the metrics are open."""
    return RequestRules(
        client_rate=settings.client_rate,
        address_rate=settings.address_rate,
        spare_loopback=settings.demo,
        trusted_proxies=settings.trusted_proxies,
        body_seconds=settings.body_seconds,
        metrics_token=settings.metrics_token.get_secret_value() if settings.metrics_token else None,
        metrics_open=settings.demo and settings.metrics_token is None,
    )


def application(installation: Installation, rules: RequestRules = RequestRules()) -> FastAPI:  # noqa: B008  # it is frozen
    """Return the web application on an open installation; it closes the installation when it stops."""
    metrics = Metrics(lambda: measure(installation))
    counted = replace(installation, count=metrics.count)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        installation.close()

    app = FastAPIOffline(
        title="Proscenium",
        version=VERSION,
        description=DESCRIPTION,
        lifespan=lifespan,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(admit)],
    )
    app.state.installation, app.state.metrics = counted, metrics
    app.state.rules, app.state.rate_limits = rules, RateLimits(rules)
    for router in ROUTERS:
        app.include_router(router)
    app.add_middleware(BodyTime, seconds=rules.body_seconds)
    app.add_middleware(AnswerHeaders, public_url=installation.public_url)
    app.add_middleware(RequestLog, metrics=metrics)
    app.add_middleware(RequestIds)
    app.add_exception_handler(CredentialServiceError, _refused)
    app.add_exception_handler(RequestValidationError, _misshapen)
    app.add_exception_handler(HTTPException, _not_served)
    app.add_exception_handler(Exception, _failed)
    app.openapi_schema = complete_openapi(app.openapi())
    return app


def _refused(request: Request, error: Exception) -> Response:
    problem = problem_of(request, cast("CredentialServiceError", error))
    if problem.status == HTTPStatus.UNAUTHORIZED:
        count_failure(request)
    answer = _problem_answer(request, problem)
    if isinstance(error, TooManyRequests):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


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
    known = {method for methods in found for method in methods} or {"GET"}
    return sorted(known | {"HEAD"} if "GET" in known else known)


def _failed(request: Request, error: Exception) -> Response:
    """Answer for a mistake of ours; this answer alone passes no middleware."""
    log_failure(request_id_of(request), error)
    answer = _problem_answer(request, problem_of_status(request, HTTPStatus.INTERNAL_SERVER_ERROR))
    answer.headers.update(safe_headers(request.scope["path"], request.app.state.installation.public_url))
    answer.headers[HEADER] = request_id_of(request) or ""
    return answer


def _problem_answer(request: Request, answer: ProblemAnswer) -> Response:
    """Return a refusal as a page to who reads pages, else as a problem document."""
    offered = (HTML, PROBLEM_TYPE) if is_at_desk(request) else (PROBLEM_TYPE, HTML)
    as_page = preferred(request.headers.get("accept"), offered) == HTML
    response = problem_page(request, answer.status, answer.code, answer.title, answer.detail) if as_page else problem_response(answer)
    response.headers.update(problem_headers(answer))
    return response
