"""Finds what makes an SVG picture act rather than only be seen: its holder shows a badge anywhere, and where it is opened it may act.

Code in any form acts, and whatever is fetched from elsewhere: it tells others who looks at the badge.

Spec: SVG 2 §15 (scripting and interactivity), §16 (linking), https://www.w3.org/TR/SVG2/; CSS Cascade 4 §2 (@import)
"""

import re
from collections.abc import Mapping
from typing import Final

_ACTIVE: Final = frozenset({"script", "foreignobject", "iframe", "embed", "object", "handler", "listener"})
_ADDRESSES: Final = frozenset({"href", "src"})
_LINK: Final = "a"
"""The one element whose address is only opened by a click."""
_WITHOUT_BLANKS: Final = dict.fromkeys(range(0x21))
"""Browsers ignore white space and control characters in the scheme of an address."""
_CODE: Final = re.compile(r"(?:java|vb)script:|data:(?!image/(?:png|jpeg|gif|webp)[;,])")
_ELSEWHERE: Final = re.compile(r"[\\/]{2}|(?!data:)[a-z][a-z0-9+.-]{0,20}:")
_STYLE_FETCHES: Final = re.compile(r"@import|\\|(?:url|image|image-set|src)\([\"']?+(?!#|[\"']?data:image/(?:png|jpeg|gif|webp)[;,])")
"""An escape (`\\75rl`) may spell anything, so none is allowed where an address may stand."""

_SHOWS: Final = re.compile(r"[A-Za-z0-9 .,#%_-]*+|(?:(?:matrix|translate|scale|rotate)\([0-9 .,e-]*+\) ?)++")
"""What most values are: paths, colours, numbers, names. Nothing in it is an address, or fetches."""


def action_in(name: str, attributes: Mapping[str, str]) -> str | None:
    """Return what of an element acts, in words: itself or one of its attributes; None where it only shows."""
    if name.lower() in _ACTIVE:
        return f"the element {name}"
    for attribute, value in attributes.items():
        local = attribute.rpartition("}")[2].lower()
        if local.startswith("on") or (not _SHOWS.fullmatch(value) and _acts(name, local, value.lower())):
            return f"the attribute {local} of {name}"
    return None


def style_acts(text: str) -> bool:
    """Return whether a style sheet fetches something."""
    return _STYLE_FETCHES.search(text.lower().translate(_WITHOUT_BLANKS)) is not None


def _acts(name: str, attribute: str, value: str) -> bool:
    if attribute in _ADDRESSES and name != _LINK and _ELSEWHERE.match(value.translate(_WITHOUT_BLANKS)):
        return True
    if "(" in value and style_acts(value):
        return True
    return ":" in value and _CODE.search(value.translate(_WITHOUT_BLANKS)) is not None
