"""The pages in a real browser, on a phone: what an employer and a newcomer at the desk do. No page asks anybody else for anything."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.processes import PATIENCE_SECONDS, free_port, until

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 360, "height": 740}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A demo of its own, with one credential issued by the command that it prints."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PROSCENIUM_")} | {
        "PROSCENIUM_PORT": str(port),
        "PROSCENIUM_VAR_DIR": str(folder / "var"),
        "PROSCENIUM_KEYS_DIR": str(folder / "keys"),
    }
    command = [str(Path(sys.executable).with_name("proscenium")), "demo"]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as process:  # noqa: S603
        try:
            _wait(f"http://localhost:{port}/readyz", process)
            shown = json.loads((folder / "var" / "demo.json").read_bytes())
            answer = subprocess.run(["bash", "-c", shown["curl"]], capture_output=True, check=True).stdout  # noqa: S603, S607
            yield shown | {"answer": json.loads(answer)}
        finally:
            process.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no browser at {CHROMIUM}")
        pytest.skip(f"no browser at {CHROMIUM}: install Debian's package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, demo: dict[str, Any]) -> Iterator[Page]:
    """A page on a phone, without JavaScript; whatever it asks of other hosts is remembered and fails the test."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    strangers: list[str] = []
    home = urlsplit(demo["base_url"]).netloc
    page.on("request", lambda request: None if urlsplit(request.url).netloc in {home, ""} else strangers.append(request.url))
    yield page
    context.close()
    assert not strangers


def verdict(page: Page) -> Locator:
    return page.locator("h1#verdict")


def test_the_link_shows_verdict_and_content_on_a_phone(page: Page, demo: dict[str, Any]) -> None:
    page.goto(demo["answer"]["links"]["public"])

    for text in (
        "Valid",
        "TEST",
        "Ada Example",
        "EQF level 5",
        "2 ECTS",
        "Greece",
        "Learning outcomes",
        "Quality assurance",
        "marked assignment",
    ):
        expect(page.locator("main, aside").get_by_text(text, exact=False).first).to_be_visible()


def test_the_verdict_stands_before_everything_else(page: Page, demo: dict[str, Any]) -> None:
    page.goto(demo["answer"]["links"]["public"])

    box = verdict(page).bounding_box()
    assert box is not None
    assert box["y"] < PHONE["height"]


@pytest.mark.parametrize("path", ["/", "/verify", "/problems/not-found", "/achievements/inspire-m1/v1", "/admin", "/nowhere"])
def test_no_page_is_wider_than_the_phone(browser: Browser, demo: dict[str, Any], path: str) -> None:
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(demo["base_url"] + path)

    width = page.locator("html").evaluate("page => page.scrollWidth")

    context.close()
    assert width <= PHONE["width"]


def test_an_employer_drops_the_file_and_reads_the_verdict(page: Page, demo: dict[str, Any], tmp_path: Path) -> None:
    badge = tmp_path / "badge.json"
    badge.write_bytes(httpx.get(demo["answer"]["links"]["ob3_jsonld"]).content)
    page.goto(demo["base_url"] + "/verify")

    page.get_by_label("Upload a file").set_input_files(badge)
    page.get_by_role("button", name="Check the file").click()

    expect(verdict(page)).to_have_text(re.compile("^Valid"))


def test_an_employer_drops_a_changed_file_and_no_claim_is_shown(page: Page, demo: dict[str, Any], tmp_path: Path) -> None:
    badge = tmp_path / "badge.json"
    badge.write_bytes(httpx.get(demo["answer"]["links"]["ob3_jsonld"]).content.replace(b"Ada Example", b"Eve Example"))
    page.goto(demo["base_url"] + "/verify")

    page.get_by_label("Upload a file").set_input_files(badge)
    page.get_by_role("button", name="Check the file").click()

    expect(verdict(page)).to_have_text(re.compile("^Not valid"))
    assert "Eve Example" not in page.content()


def test_the_verify_link_fills_the_form_and_the_button_judges(page: Page, demo: dict[str, Any]) -> None:
    page.goto(demo["answer"]["links"]["verify"])

    page.get_by_role("button", name="Check the link").click()

    expect(verdict(page)).to_have_text(re.compile("^Valid"))


def test_the_printed_link_opens_the_desk_once(page: Page, demo: dict[str, Any]) -> None:
    page.goto(demo["admin_url"])
    page.get_by_role("button", name="Open the desk").click()
    expect(page.get_by_role("link", name="Ada Example").first).to_be_visible()

    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_text("The desk is closed")).to_be_visible()

    page.goto(demo["admin_url"])
    page.get_by_role("button", name="Open the desk").click()
    expect(page.get_by_text("The desk is closed")).to_be_visible()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in until("the demo is ready"):
        assert process.poll() is None, "the demo ended"
        try:
            if httpx.get(address, timeout=PATIENCE_SECONDS).is_success:
                return
        except httpx.TransportError:
            continue
