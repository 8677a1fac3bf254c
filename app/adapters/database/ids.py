"""Makes ids: time-ordered ones for rows, unguessable ones for the public.

Spec: RFC 9562 §5.7 (UUIDv7), with §6.2 method 3: the fraction of the millisecond goes before the random bits.
"""

import secrets
from datetime import UTC, datetime, timedelta

RANDOM_BYTES = 8
"""Randomness of an id: 62 bits of it are used."""

_PUBLIC_BYTES = 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MICROSECOND = timedelta(microseconds=1)
_VERSION = 7 << 12
_VARIANT = 0b10 << 62
_RANDOM_BITS = (1 << 62) - 1


def new_id(prefix: str, moment: datetime, randomness: bytes | None = None) -> str:
    """Return an id such as `crd_018f…`: prefix and a UUIDv7 in 32 hexadecimal digits. A later microsecond sorts later.

    Args:
        prefix: three letters or so that say of what.
        moment: when it is made; not before 1970.
        randomness: 8 bytes; fresh ones unless given.
    """
    drawn = secrets.token_bytes(RANDOM_BYTES) if randomness is None else randomness
    milliseconds, rest = divmod(moment - _EPOCH, _MILLISECOND)
    fraction = (rest // _MICROSECOND) * 4096 // 1000
    number = milliseconds << 80 | (_VERSION | fraction) << 64 | _VARIANT | (int.from_bytes(drawn, "big") & _RANDOM_BITS)
    return f"{prefix}_{number:032x}"


def new_public_id() -> str:
    """Return 22 characters (base64url) of 128 random bits: who has it may see the page, and nobody finds it by trying."""
    return secrets.token_urlsafe(_PUBLIC_BYTES)
