import pytest

from app.web.markup import prose
from app.web.shown import MAX_PROSE, safe_link
from tests.web.hostile import ADDRESSES, TEXTS
from tests.web.reader import Page

_FRAME = '<html lang="en" dir="ltr"><header></header><nav></nav><main><h1>x</h1>{}</main><footer></footer></html>'
ALLOWED = {"p", "br", "ul", "ol", "li", "em", "strong", "code", "pre", "blockquote", "a"}


def read(markdown: str) -> Page:
    return Page(_FRAME.format(prose(markdown)))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "form", ["{}", "# {}", "- {}", "`{}`", "**{}**", "[{0}]({0})", '[a](https://a.example "{}")', "> {}", "![{0}]({0})", "<{}>"]
)
def test_markdown_brings_in_nothing_but_plain_prose(text: str, form: str) -> None:
    page = read(form.format(text))

    assert page.faults == []
    assert set(page.skeleton) <= ALLOWED | {"html", "header", "nav", "main", "h1", "footer"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_markdown_links_only_to_addresses_of_the_web(address: str) -> None:
    links = read(f"[x]({address}) [y](https://a.example/)").links

    assert all(safe_link(link) for link in links)
    assert not any("evil" in link or "user" in link for link in links)


def test_a_link_is_followed_by_its_host_and_tells_nothing_about_the_reader() -> None:
    html = str(prose("[europa.eu](https://evil.example/login)"))

    assert html == '<p><a href="https://evil.example/login" rel="noopener noreferrer nofollow">europa.eu</a> (evil.example)</p>\n'


def test_a_heading_becomes_a_paragraph_so_that_it_cannot_pose_as_ours() -> None:
    assert str(prose("# Valid\n\nVerified\n===")) == "<p>Valid</p>\n<p>Verified</p>\n"


def test_emphasis_and_lists_stay() -> None:
    assert str(prose("**a**\n\n1. b\n2. *c*")) == "<p><strong>a</strong></p>\n<ol>\n<li>b</li>\n<li><em>c</em></li>\n</ol>\n"


def test_prose_without_end_is_cut() -> None:
    assert len(prose("word " * 100_000)) < MAX_PROSE + 100


def test_quotes_in_quotes_in_quotes_do_not_exhaust_us() -> None:
    assert read("> " * 3_000 + "x").faults == []
    assert read("[" * 3_000 + "](" * 1_000).faults == []
