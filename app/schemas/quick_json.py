"""JSON that is beyond doubt, read by orjson: the first try of the strict reader, which reads everything else itself.

Beyond doubt is a text that orjson reads as the strict reader would: no key twice, no number that it would turn into another, no
escape that may hide something. Doubt costs a little time and refuses nothing.
"""

import re
from typing import Any, Final

import orjson

DOUBTFUL: Final = object()

_LARGEST_EXACT: Final = 2**63
"""Beyond, orjson makes floats of integers; so a float of that size may have been one."""
_HIDING_ESCAPE = re.compile(rb"\\u(?:0000|003[aA]|[dD][89a-fA-F])")
"""NUL, a colon, half of a surrogate pair."""


def read_quickly(body: bytes, max_depth: int, max_nodes: int) -> Any:
    """Return the JSON value in `body`, or DOUBTFUL: also where it may be too large, which is judged before anything is built.

    Keys that stand there twice show in the colons: written again, the value has fewer, for only an escape could make up for one.
    """
    if 1 + sum(body.count(mark) for mark in (b",", b"[", b"{")) > max_nodes or (b"\\" in body and _HIDING_ESCAPE.search(body)):
        return DOUBTFUL
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return DOUBTFUL
    if not _is_plain(value, max_depth) or orjson.dumps(value).count(b":") != body.count(b":"):
        return DOUBTFUL
    return value


def _is_plain(value: Any, max_depth: int) -> bool:
    """Return whether `value` is no deeper than allowed, and has no number that may have been another in the text."""
    level, depth = [value], 0
    while level:
        inner: list[Any] = []
        nested = False
        for each in level:
            kind = type(each)
            if kind is dict:
                nested = True
                inner += each.values()
            elif kind is list:
                nested = True
                inner += each
            elif kind is float and not abs(each) < _LARGEST_EXACT:
                return False
        depth += nested
        if depth > max_depth:
            return False
        level = inner
    return True
