"""Baked pictures in a real browser: they look as before, and nothing of a stranger's picture ever runs."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.baking import pictures
from tests.browser.test_pages import browser, demo

__all__ = ["browser", "demo"]
pytestmark = pytest.mark.browser

BLUE = [0x20, 0x60, 0xA0, 255]
DRAWN = """async source => {
  const image = new Image(); image.src = source; await image.decode();
  const canvas = document.createElement("canvas"); canvas.width = canvas.height = 8;
  const drawing = canvas.getContext("2d"); drawing.drawImage(image, 0, 0, 8, 8);
  return [...drawing.getImageData(4, 4, 1, 1).data];
}"""
HOSTILE = pictures.svg(
    b'<script>alert(1)</script><openbadges:credential verify="a.b.c"/><image href="https://stranger.example/pixel.png"/>',
    b'onload="alert(2)"',
)


@pytest.fixture
def watched(browser: Browser) -> Iterator[Page]:
    """A page with JavaScript; a dialog, or a request to somebody else, fails the test."""
    page = browser.new_page()
    noticed: list[str] = []
    page.on("dialog", lambda dialog: noticed.append(dialog.message))
    page.on("request", lambda request: noticed.append(request.url) if "stranger.example" in request.url else None)
    yield page
    page.close()
    assert not noticed


@pytest.mark.parametrize(("picture", "media_type"), [(pictures.png(), "image/png"), (pictures.SVG, "image/svg+xml")], ids=["png", "svg"])
def test_a_baked_picture_looks_as_before(watched: Page, demo: dict[str, Any], picture: bytes, media_type: str) -> None:
    address = f"{demo['base_url']}/v1/credentials/{demo['answer']['id']}/baked"
    headers = {"Authorization": f"Bearer {demo['api_key']}", "Content-Type": media_type}

    baked = httpx.post(address, content=picture, headers=headers)

    assert baked.status_code == 200, baked.text
    shown = f"data:{media_type};base64,{b64encode(baked.content).decode()}"
    watched.goto("about:blank")
    assert watched.evaluate(DRAWN, shown) == BLUE
    watched.goto(f"{demo['base_url']}/verify")
    watched.locator("#file").set_input_files({"name": "badge", "mimeType": media_type, "buffer": baked.content})
    watched.get_by_role("button", name="Check the file").click()
    expect(watched.locator("h1#verdict")).to_contain_text("Valid")


@pytest.mark.parametrize("name", ["file", "text"])
def test_a_strangers_picture_is_never_shown_and_never_runs(watched: Page, demo: dict[str, Any], name: str) -> None:
    watched.goto(f"{demo['base_url']}/verify")
    if name == "file":
        watched.locator("#file").set_input_files({"name": "x.svg", "mimeType": "image/svg+xml", "buffer": HOSTILE})
    else:
        watched.locator("#text").fill(HOSTILE.decode())
    watched.get_by_role("button", name=f"Check the {name}").click()

    expect(watched.locator("#problem")).to_contain_text("We find no credential in this")
    assert watched.locator("main script, main image").count() == 0
