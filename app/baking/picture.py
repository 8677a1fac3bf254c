"""The shape of a kind of picture that holds credentials, and what all kinds have in common.

Spec: Open Badges 3.0 §5.3; Open Badges 2.0 Baking Specification
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.errors import Malformed, PictureRefused
from app.schemas.strict_json import JsonLimits, read_object

MOST_BYTES: Final = 5 * 1024 * 1024
_LIMITS: Final = JsonLimits(max_bytes=MOST_BYTES, max_nodes=100_000)
_COMPACT_JWS: Final = re.compile(r"[\w-]++\.[\w-]++\.[\w-]++", re.ASCII)
_ADDRESS: Final = re.compile(r"https?://[!-~]{1,2000}")


class BadgeKind(StrEnum):
    """Which Open Badges a picture holds: they stand in different places of it."""

    OPEN_BADGES_2 = "ob2"
    OPEN_BADGES_3 = "ob3"


@dataclass(frozen=True, slots=True)
class Baked:
    """What a picture holds: a credential as JSON or as compact JWS, in Open Badges 2 also the address of one."""

    text: str
    kind: BadgeKind


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """One kind of picture.

    suffix: of its files, with the dot.
    recognises: whether something begins like it; cheap, and never raises.
    bake: the picture with the credential in it, in place of any that was there; raises PictureRefused, and Malformed or
        DocumentError where the text is no credential.
    take_out: the one credential in it; raises PictureRefused.
    """

    media_type: str
    suffix: str
    recognises: Callable[[bytes], bool]
    bake: Callable[[bytes, str, BadgeKind], bytes]
    take_out: Callable[[bytes], Baked]


def is_jws(text: str) -> bool:
    """Return whether the text looks like a compact JWS (RFC 7515 §7.1)."""
    return _COMPACT_JWS.fullmatch(text) is not None


def is_address(text: str) -> bool:
    """Return whether the text is the address of a hosted assertion, as Open Badges 2 has it."""
    return _ADDRESS.fullmatch(text) is not None


def check_credential(text: str, kind: BadgeKind) -> None:
    """Return if the text can be baked as that kind. Raises Malformed, or DocumentError for broken JSON."""
    if is_jws(text) or (kind is BadgeKind.OPEN_BADGES_2 and is_address(text)):
        return
    if not text.startswith("{"):
        raise Malformed("expected a credential as a JSON object or as compact JWS, found another text")
    read_object(text.encode("utf-8", "surrogatepass"), _LIMITS)


def check_size(picture: bytes) -> None:
    """Return if a picture is as small as is read here. Raises PictureRefused."""
    if len(picture) > MOST_BYTES:
        raise PictureRefused(f"expected a picture of at most {MOST_BYTES} bytes, found {len(picture)}")


def only_one(found: int) -> None:
    """Return if exactly one credential was found. Raises PictureRefused: which of several is shown would depend on the reader."""
    if found != 1:
        raise PictureRefused(f"expected a picture with exactly one badge in it, found {found or 'none'}")
