"""Installation → application: what uvicorn serves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException

from app.api import (
    achievements,
    audit_events,
    credentials,
    discovery,
    files,
    health,
    inbox,
    inbox_events,
    integrations,
    lifecycle,
    recipients,
    rules,
    vc_api,
    vc_api_status,
    verifications,
)
from app.api.openapi import complete_openapi
from app.edge.admission import admit
from app.edge.answer_headers import AnswerHeaders
from app.edge.body_time import BodyTime
from app.edge.metrics import Metrics
from app.edge.rate_limits import RateLimits
from app.edge.request_ids import RequestIds
from app.edge.request_log import RequestLog
from app.edge.rules import RequestRules
from app.errors import CredentialServiceError
from app.main.refusals import failed, misshapen, not_served, refused
from app.services.installation import Installation
from app.services.measure import measure
from app.web import desk
from app.web import routes as pages

VERSION = "0.1.0"
DESCRIPTION = """\
Issues, stores and verifies micro-credentials as Open Badges 3.0 and European Digital Credentials, tagged with EQF, ECTS, ISCED-F and ESCO.

Machines authenticate with `Authorization: Bearer sk_…`. Verifying needs no key. Every refusal is a problem document (RFC 9457)
with a stable `type`.
"""
ROUTERS = (
    credentials.router,
    lifecycle.router,
    achievements.router,
    verifications.router,
    vc_api.router,
    vc_api_status.router,
    audit_events.router,
    recipients.router,
    inbox.router,
    integrations.router,
    rules.router,
    inbox_events.router,
    discovery.router,
    files.router,
    health.router,
    desk.router,
    pages.router,
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
    app.add_exception_handler(CredentialServiceError, refused)
    app.add_exception_handler(RequestValidationError, misshapen)
    app.add_exception_handler(HTTPException, not_served)
    app.add_exception_handler(Exception, failed)
    app.openapi_schema = complete_openapi(app.openapi())
    return app
