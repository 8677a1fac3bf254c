"""Somebody at the desk: a browser that came in by a link, reads pages, and sends the forms that stand on them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from app.model.access import Role
from app.services.admin_links import FIRST_OWNER, mint_admin_link
from tests.installations import PUBLIC_URL, Stage, TestClient
from tests.web.reader import Page

BROWSER = {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


@dataclass(frozen=True)
class Visitor:
    """A browser with a session."""

    browser: TestClient

    def get(self, path: str, **query: str) -> httpx.Response:
        """Return a page."""
        answer: httpx.Response = self.browser.get(path, params=query or None)
        return answer

    def read(self, path: str, **query: str) -> Page:
        """Return a page that is there, taken apart."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.text
        page = Page(answer.text)
        assert not page.faults, page.faults
        return page

    def send(self, path: str, form: str = "", **fields: str) -> httpx.Response:
        """Return the answer to the form that stands on the page `form` (else on `path` itself), with these fields filled in."""
        values = fields_of(self.read(form or path), path) | fields
        answer: httpx.Response = self.browser.post(path, data=values)
        return answer

    def leave(self) -> httpx.Response:
        """Return the answer to the way out."""
        return self.send("/admin/leave", form="/admin")


def link_to(stage: Stage, who: str = "lms", **person: Any) -> str:
    """Return the path of a one-time link to the desk of that client's tenant."""
    return urlsplit(mint_admin_link(stage.installation, stage.client(who).tenant_id, **person)).path


def browser_of(stage: Stage) -> TestClient:
    """Return a browser that says where its forms come from."""
    return TestClient(stage.app, base_url=PUBLIC_URL, headers=BROWSER, follow_redirects=False)


def at_desk(stage: Stage, who: str = "lms", role: Role | None = None) -> Visitor:
    """Return somebody who sits at the desk of that client's tenant, in that role; the first owner where none is named."""
    browser = browser_of(stage)
    name = FIRST_OWNER if role is None else f"some {role}"
    assert browser.post(link_to(stage, who, name=name, role=role)).status_code == 303
    return Visitor(browser)


def fields_of(page: Page, action: str) -> dict[str, str]:
    """Return the hidden fields of the page's first form with that action: what a browser sends of itself."""
    assert page.forms[action], f"no form to {action}"
    return dict(page.forms[action][0])
