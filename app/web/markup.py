"""Markdown of credentials as safe HTML: what Open Badges lets an issuer write as criteria.

Two walls: markdown-it-py with raw HTML off and our rule for links, then nh3 with a list of what may stay. Headings and pictures
become text: no credential may look like a part of the page, and none may call another server.

Spec: Open Badges 3.0 §B.1.6 (Criteria.narrative is Markdown), CommonMark 0.31.
"""

from collections.abc import Iterator
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from app.web.shown import MAX_PROSE, cleaned, host_of, safe_link

_TAGS: Final = {"p", "br", "ul", "ol", "li", "em", "strong", "code", "pre", "blockquote", "a"}
_LINK_RELATION: Final = "noopener noreferrer nofollow"


class _Reader(MarkdownIt):
    """CommonMark without raw HTML and pictures, and with links only where ours may stand."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "maxNesting": 10})
        self.disable(["image", "html_block", "html_inline"])

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Return whether `url` may become a link; others stay the text they were written as."""
        return safe_link(url) is not None


_READER: Final = _Reader()


def prose(text: str) -> Markup:
    """Return Markdown as HTML that is safe within a page, at most MAX_PROSE characters of it."""
    tokens = [_without_heading(token) for token in _READER.parse(cleaned(text, MAX_PROSE))]
    for token in tokens:
        if token.children:
            token.children = list(_with_hosts(token.children))
    html = str(_READER.renderer.render(tokens, _READER.options, {}))
    return Markup(nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https"}, link_rel=_LINK_RELATION))  # noqa: S704 - cleaned by nh3 in this very line


def _without_heading(token: Token) -> Token:
    return token.copy(tag="p") if token.type in {"heading_open", "heading_close"} else token


def _with_hosts(tokens: list[Token]) -> Iterator[Token]:
    """Yield the tokens, and behind each link the host that it leads to: its text may say anything."""
    host = None
    for token in tokens:
        if token.type == "link_open":
            host = host_of(safe_link(str(token.attrGet("href"))))
        if host or token.type not in {"link_open", "link_close"}:
            yield token
        if host and token.type == "link_close":
            yield Token("text", "", 0, content=f" ({host.name})")
