"""The headers that every answer has, whoever made it: one table, one middleware.

What an answer says itself stays (pages allow themselves a stylesheet and a form). Other origins may read what is public, without
cookies, and ask for verifications; nothing else.

Spec: CSP 3; RFC 6797 (HSTS); Fetch, https://fetch.spec.whatwg.org/#http-cors-protocol; RFC 9110 §9.3.2 (HEAD), §10.2.2 (Location)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE: Final = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    }
)
DOCS: Final = MappingProxyType(
    {
        **SAFE,
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
    }
)
"""Swagger UI starts itself by a script in its page. It shows our own OpenAPI document and nothing of anybody's."""
HSTS: Final = "max-age=63072000"
ANY_ORIGIN: Final = "Access-Control-Allow-Origin"
EXPOSED: Final = "Access-Control-Expose-Headers"
_EXPOSED_NAMES: Final = "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy"

_PUBLIC: Final = re.compile(r"/(?:\.well-known|issuers|status|achievements|problems|contexts|c)/.+|/openapi\.json")
_VERIFICATIONS: Final = "/v1/verifications"
_READING: Final = frozenset({"GET", "HEAD"})


def safe_headers(path: str, public_url: str) -> Mapping[str, str]:
    """Return the headers of an answer at that path that says nothing of them itself."""
    table = DOCS if path == "/docs" or path.startswith("/docs/") else SAFE
    return {**table, "Strict-Transport-Security": HSTS} if public_url.startswith("https://") else table


def is_open(method: str, path: str) -> bool:
    """Return whether pages of any origin may read what is answered there."""
    return path == _VERIFICATIONS or (method in _READING and _PUBLIC.fullmatch(path) is not None)


@dataclass(frozen=True, slots=True)
class AnswerHeaders:
    """ASGI middleware: completes the headers of every answer, and answers HEAD as GET without the body."""

    app: ASGIApp
    public_url: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer with all its headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method = scope["method"]
        if method == "HEAD":
            scope["method"] = "GET"  # no route need know of it

        async def send_completed(message: Message) -> None:
            scope["method"] = method
            if message["type"] == "http.response.start":
                self.complete(scope, MutableHeaders(scope=message))
            elif method == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        await self.app(scope, receive, send_completed)

    def complete(self, scope: Scope, headers: MutableHeaders) -> None:
        """Write into the headers what they lack, and take away what does not belong there."""
        path = scope["path"]
        for name, value in safe_headers(path, self.public_url).items():
            headers.setdefault(name, value)
        if is_open(scope["method"], path):
            headers[ANY_ORIGIN] = "*"
            headers[EXPOSED] = _EXPOSED_NAMES
        elif ANY_ORIGIN in headers:
            del headers[ANY_ORIGIN]
        location = headers.get("Location", "")
        if location.startswith("/") and path.startswith("/v1/"):
            headers["Location"] = self.public_url + location
        quota = scope.get("state", {}).get("quota")
        if quota is not None:
            headers.update(quota.headers)
