"""What the reader's client asks for: which form of a thing, by the Accept header.

Spec: RFC 9110 §12.5.1.
"""

from collections.abc import Sequence

HTML = "text/html"


def preferred(accept: str | None, offered: Sequence[str]) -> str:
    """Return the offered media type that `accept` likes best, the first of them where it does not care."""
    wishes = _wishes(accept or "*/*")
    return max(offered, key=lambda media_type: _liking(media_type, wishes))


def _wishes(accept: str) -> dict[str, float]:
    wishes = {}
    for part in accept.lower().split(",")[:30]:
        media_type, *parameters = (piece.strip() for piece in part.split(";"))
        weights = [piece.removeprefix("q=") for piece in parameters if piece.startswith("q=")]
        wishes[media_type] = _weight(weights[0]) if weights else 1.0
    return wishes


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0


def _liking(media_type: str, wishes: dict[str, float]) -> float:
    kind = media_type.partition("/")[0]
    return next((wishes[known] for known in (media_type, f"{kind}/*", "*/*") if known in wishes), 0.0)
