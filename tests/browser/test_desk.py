"""The desk in a real browser, as a new admin would use it: from the printed link to a corrected name, on a phone and on a desktop.

`PROSCENIUM_SCREENSHOTS` names a folder in which each page is kept as a picture, to be looked at.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.browser.test_pages import PHONE, browser
from tests.demo_process import Place
from tests.processes import free_port

__all__ = ["browser"]

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A demo of its own, running, with one credential issued by the command that it prints."""
    place = Place(tmp_path, free_port())
    with place.started():
        yield place


@pytest.fixture
def issued(place: Place) -> dict[str, Any]:
    answer = subprocess.run(["bash", "-c", place.demo["curl"]], capture_output=True, check=True).stdout  # noqa: S603, S607
    return dict(json.loads(answer))


class Visit:
    """A browser window at the desk that complains of whatever goes wrong in it."""

    def __init__(self, browser: Browser, place: Place, size: dict[str, int]) -> None:
        self.context = browser.new_context(viewport=size, locale="en-GB")  # type: ignore[arg-type]
        self.page = self.context.new_page()
        self.size, self._pictures = size, 0
        self.complaints: list[str] = []
        self._home = urlsplit(place.url).netloc
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._watch)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _watch(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self._home:
            self.complaints.append(request.url)

    def look(self, name: str) -> None:
        """See that the page fits the window, and keep a picture of it where somebody wants to see them."""
        width = self.page.locator("html").evaluate("page => page.scrollWidth")
        assert width <= self.size["width"], f"{name} is {width} wide"
        if folder := os.environ.get("PROSCENIUM_SCREENSHOTS"):
            self._pictures += 1
            path = Path(folder) / f"{self.size['width']}-{self._pictures:02}-{name}.png"
            self.page.screenshot(path=path, full_page=True)


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def visit(browser: Browser, place: Place, request: pytest.FixtureRequest) -> Iterator[Visit]:
    visit = Visit(browser, place, request.param)
    yield visit
    visit.context.close()
    assert not visit.complaints


def enter(visit: Visit, place: Place) -> Page:
    visit.page.goto(place.demo["admin_url"])
    visit.look("door")
    visit.page.get_by_role("button", name="Open the desk").click()
    return visit.page


def test_a_new_admin_finds_a_person_and_corrects_the_name(visit: Visit, place: Place, issued: dict[str, Any]) -> None:
    page = enter(visit, place)
    visit.look("latest")
    page.get_by_label("Name or e-mail address").fill("exam")
    page.get_by_role("button", name="Find").click()
    visit.look("found")
    page.get_by_role("link", name="Ada Example").click()
    visit.look("credential")

    page.get_by_role("link", name="Correct or renew").click()
    page.get_by_label("Name of the learner").fill("Ada Correct")
    page.get_by_label("Reason").select_option(label="the name was wrong")
    page.get_by_label("Who allowed it").fill("Registrar's office; passport seen.")
    visit.look("correct")
    page.get_by_role("button", name="Show old and new").click()
    expect(page.get_by_role("cell", name="Ada Example")).to_be_visible()
    expect(page.get_by_role("cell", name="Ada Correct")).to_be_visible()
    visit.look("preview")
    page.get_by_role("button", name="Issue the new credential").click()
    expect(page.get_by_role("status")).to_contain_text("This is the new credential")
    visit.look("corrected")

    page.get_by_role("link", name="Public page").click()
    expect(page.locator("h1#verdict")).to_have_text(re.compile("^Valid"))
    expect(page.locator(".recipient")).to_contain_text("Ada Correct")
    visit.look("new-page")
    page.goto(issued["links"]["public"])
    expect(page.locator("h1#verdict")).to_have_text(re.compile("^Genuine but no longer current"))
    expect(page.locator(".sentence")).to_contain_text("replaced it by a newer version")
    visit.look("old-page")
    page.get_by_role("link", name="Open the version that replaced it").click()
    expect(page.locator(".recipient")).to_contain_text("Ada Correct")


def test_an_admin_suspends_reinstates_and_revokes(visit: Visit, place: Place, issued: dict[str, Any]) -> None:
    page = enter(visit, place)
    page.goto(f"{place.url}/admin/credentials/{issued['id']}")
    for link, button, state in (
        ("Suspend", "Suspend", "suspended"),
        ("Reinstate", "Reinstate", "in force"),
        ("Revoke", "Revoke for good", "revoked"),
    ):
        page.get_by_role("link", name=link).click()
        page.get_by_label("Reason").select_option(label="another reason")
        page.get_by_label("Private note").fill(f"Note on {state}.")
        visit.look(link.lower())
        page.get_by_role("button", name=button).click()
        expect(page.locator(".about .state")).to_have_text(state)
        expect(page.get_by_role("status")).to_be_visible()
        visit.look(state.replace(" ", "-"))

    expect(page.get_by_text("Note on revoked.")).to_be_visible()
    page.goto(issued["links"]["public"])
    expect(page.locator("h1#verdict")).to_have_text(re.compile("^Not valid"))


def test_a_window_that_was_left_open_does_nothing_any_more(browser: Browser, place: Place, issued: dict[str, Any]) -> None:
    visit = Visit(browser, place, DESKTOP)
    page = enter(visit, place)
    page.goto(f"{place.url}/admin/credentials/{issued['id']}/revoke")
    page.get_by_label("Reason").select_option(label="another reason")
    left = visit.context.new_page()
    left.goto(f"{place.url}/admin")
    left.get_by_role("button", name="Leave").click()
    expect(left.get_by_role("heading", name="The desk is closed")).to_be_visible()

    page.get_by_role("button", name="Revoke for good").click()

    expect(page.get_by_role("heading", name="The desk is closed")).to_be_visible()
    visit.look("closed")
    page.goto(issued["links"]["public"])
    expect(page.locator("h1#verdict")).to_have_text(re.compile("^Valid"))
    visit.context.close()


def test_a_page_of_another_site_cannot_send_our_forms(browser: Browser, place: Place, issued: dict[str, Any], tmp_path: Path) -> None:
    visit = Visit(browser, place, DESKTOP)
    page = enter(visit, place)
    action = f"{place.url}/admin/credentials/{issued['id']}/revoke"
    page.goto(action)
    token = page.locator("input[name=form_token]").first.get_attribute("value")
    foreign = tmp_path / "foreign.html"
    fields = {"form_token": token, "revision": "0", "reason": "other"}
    inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields.items())
    foreign.write_text(f'<form method="post" action="{action}">{inputs}<button>Win</button></form>')

    page.goto(foreign.as_uri())
    page.get_by_role("button", name="Win").click()

    expect(page.get_by_role("heading", name="This form is not taken")).to_be_visible()
    page.goto(issued["links"]["public"])
    expect(page.locator("h1#verdict")).to_have_text(re.compile("^Valid"))
    visit.context.close()
