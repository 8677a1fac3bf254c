"""One line and one count for each request: its route's template, never its path, which holds tokens and ids."""

import time
from http import HTTPStatus
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.logs import logger_named, trouble_of
from app.edge.metrics import Metrics
from app.edge.route_templates import template_of

_LOG = logger_named("requests")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestLog:
    """ASGI middleware: says how each request ended, and knows how many are under way (`request.state.under_way`)."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and tell of it once it is over."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = _Watched(scope, self._metrics)
        self._count(1)
        scope.setdefault("state", {})["under_way"] = self._under_way
        try:
            await self._app(scope, receive, request.watching(send))
        finally:
            self._count(-1)
            request.over()

    def _count(self, step: int) -> None:
        self._under_way += step
        self._metrics.under_way.set(self._under_way)


class _Watched:
    """One request while it is served."""

    def __init__(self, scope: Scope, metrics: Metrics) -> None:
        self._scope = scope
        self._metrics = metrics
        self._begun = time.perf_counter()
        self._status = HTTPStatus.INTERNAL_SERVER_ERROR.value

    def watching(self, send: Send) -> Send:
        """Return what sends the answer, and notes its status."""

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._status = int(message["status"])  # a member of HTTPStatus would be logged by its name
            await send(message)

        return send_noted

    def over(self) -> None:
        """Count and log."""
        seconds = time.perf_counter() - self._begun
        method = self._scope["method"] if self._scope["method"] in _METHODS else "other"
        route, state = template_of(self._scope), self._scope["state"]
        self._metrics.count_request(route, method, self._status, seconds)
        facts: dict[str, Any] = {"method": method, "route": route, "status": self._status, "milliseconds": round(seconds * 1000, 1)}
        facts |= {name: state[name] for name in ("request_id", "client_id") if name in state}
        _LOG.info("request", **facts)


def log_failure(request_id: str | None, error: Exception) -> None:
    """Log a mistake of ours: its type and where in our code it happened."""
    _LOG.error("request failed", request_id=request_id, **trouble_of(error))
