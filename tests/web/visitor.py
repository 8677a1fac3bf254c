"""Somebody who visits the pages over HTTP, with use cases that answer at once."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import httpx
from fastapi import FastAPI, Request
from starlette.responses import Response

from app.edge.problems import status_of
from app.errors import CredentialServiceError, Gone, NotFound, NotRecognised, StorageUnavailable, Unreachable
from app.model.recipient import RecipientClaim
from app.model.report import Report
from app.services.installation import Installation
from app.services.show_achievement import AchievementPage
from app.services.show_credential import CredentialPage
from app.web.problem_pages import problem_page
from app.web.routes import UseCases, router, use_cases
from tests.web.samples import ACHIEVEMENT, ISSUER, PAGE_URL, VALID

DOCUMENT = b'{"type":"Achievement"}'


@dataclass(frozen=True, slots=True)
class SmallInstallation:
    """As much of an installation as pages look at."""

    demo: bool = False
    max_upload_bytes: int = 100_000
    public_url: str = "https://credentials.example.org"


@dataclass(slots=True)
class Visitor:
    """Asks for pages; `handed_in` is what reached the verifier, `claims` whose it is said to be."""

    installation: SmallInstallation = field(default_factory=SmallInstallation)
    handed_in: list[object] = field(default_factory=list)
    claims: list[RecipientClaim | None] = field(default_factory=list)

    def get(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> httpx.Response:
        """Return the answer to a browser that prefers pages."""
        return self._ask(
            httpx.Request(method, f"https://credentials.example.org{path}", headers={"accept": "text/html", **(headers or {})})
        )

    def submit(self, fields: Mapping[str, tuple[str | None, bytes]], headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Return the answer to a form, as a browser sends it: (file name or None, content) by field."""
        return self._ask(httpx.Request("POST", "https://credentials.example.org/verify", files=list(fields.items()), headers=headers))

    def post(self, body: bytes, content_type: str | None) -> httpx.Response:
        """Return the answer to any body at all."""
        headers = {"content-type": content_type} if content_type else {}
        return self._ask(httpx.Request("POST", "https://credentials.example.org/verify", content=body, headers=headers))

    def _ask(self, request: httpx.Request) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self._application())) as client:
                return await client.send(request)

        return asyncio.run(ask())

    def _application(self) -> FastAPI:
        app = FastAPI()
        app.state.installation = self.installation
        app.include_router(router)
        app.dependency_overrides[use_cases] = lambda: UseCases(_credential, _achievement, _newest, self._verify, self._verify_url)
        app.add_exception_handler(CredentialServiceError, _refused)
        return app

    def _verify(self, _: Installation, body: bytes, media_type: str | None, claim: RecipientClaim | None) -> Report:
        self.handed_in.append((body, media_type))
        self.claims.append(claim)
        if body == b"asleep":
            raise StorageUnavailable("The database does not answer.")
        if not body.startswith(b"{"):
            raise NotRecognised("Expected a JSON object.")
        return VALID

    def _verify_url(self, _: Installation, url: str, claim: RecipientClaim | None) -> Report:
        self.handed_in.append(url)
        self.claims.append(claim)
        if "down" in url:
            raise Unreachable("No answer within five seconds.")
        return VALID


def _credential(_: Installation, public_id: str, token: str) -> CredentialPage:
    if public_id == "erased":
        raise Gone("The personal data was erased.")
    if public_id != "known":
        raise NotFound("There is no such credential.")
    files = {"pdf": f"{PAGE_URL}/certificate.pdf?token={token}"} if token == "right" else {}
    return CredentialPage(VALID, public_id, PAGE_URL, demo=False, replaced_by_url=None, files=files)


def _achievement(_: Installation, slug: str, version: int) -> AchievementPage:
    if (slug, version) != (ACHIEVEMENT.slug, 1):
        raise NotFound("There is no such achievement.")
    return AchievementPage(ACHIEVEMENT, DOCUMENT, ISSUER, "https://credentials.example.org/achievements/inspire-m1/v1")


def _newest(_: Installation, slug: str) -> int:
    if slug != ACHIEVEMENT.slug:
        raise NotFound("There is no such achievement.")
    return 1


def _refused(request: Request, error: Exception) -> Response:
    ours = cast("CredentialServiceError", error)
    return problem_page(request, status_of(ours), ours.code, "A title", ours.detail)
