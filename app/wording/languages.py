"""Which language a reader wants, by the Accept-Language header.

Spec: RFC 9110 §12.5.4 (header), RFC 4647 §3.4 (lookup)
"""

import re
from collections.abc import Sequence

_MOST_CHARACTERS = 1_000
_MOST_RANGES = 20
_RANGE = re.compile(r"\s*(?P<tag>\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*(?P<weight>[01](?:\.\d{0,3})?)\s*)?", re.ASCII)


def best_language(accept_language: str | None, offered: Sequence[str], default: str) -> str:
    """Return the offered language that the header likes best, `default` where it likes none or does not care.

    `de-AT` also finds `de`. Ranges that are malformed, and what lies beyond 1000 characters or 20 ranges, are not read.
    """
    by_tag = {tag.lower(): tag for tag in offered} | {"*": default}
    liked = (by_tag[tag] for wanted in _by_liking(accept_language or "") for tag in _shortened(wanted) if tag in by_tag)
    return next(liked, default)


def _by_liking(header: str) -> list[str]:
    """Return the tags of the header, most liked first; what is not wanted at all (q=0) is left out."""
    ranges = [_RANGE.fullmatch(part) for part in header[:_MOST_CHARACTERS].split(",")[:_MOST_RANGES]]
    weighed = [(float(found["weight"] or 1), found["tag"].lower()) for found in ranges if found]
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]


def _shortened(tag: str) -> list[str]:
    """Return the tag and what is left of it as its last parts are dropped: `de-at-1996`, `de-at`, `de`."""
    parts = tag.split("-")
    return ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
