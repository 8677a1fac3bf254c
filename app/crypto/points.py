"""Whether the bytes of an Ed25519 key are a point that a key may be; the library for signatures does not ask.

Spec: RFC 8032 §5.1.3 (decoding), §5.1.7 (verifying); "Taming the many EdDSAs", https://eprint.iacr.org/2020/1244 (small order)
"""

from app.errors import MalformedProof

_PRIME = 2**255 - 19
_D = -121665 * pow(121666, -1, _PRIME) % _PRIME
_SMALL_ORDER_Y = frozenset(
    {
        0,
        1,
        _PRIME - 1,
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
    }
)
"""The y of the eight points whose order divides the cofactor: under such a key, signatures hold that nobody made."""


def check_ed25519_point(content: bytes) -> None:
    """Return nothing if the 32 bytes are a point of the curve, spelled canonically and not of small order.

    Raises:
        MalformedProof: they are not.
    """
    y = int.from_bytes(content, "little") & (2**255 - 1)
    if y >= _PRIME or not _on_curve(y):
        raise MalformedProof("expected a point on Ed25519, found none")
    if y in _SMALL_ORDER_Y:
        raise MalformedProof("expected an Ed25519 key, found a point of small order")


def _on_curve(y: int) -> bool:
    """Return whether some x stands with this y on -x² + y² = 1 + d·x²·y²: whether that x² is a square (Euler's criterion)."""
    x_squared = (y * y - 1) * pow(_D * y * y + 1, -1, _PRIME) % _PRIME
    return x_squared == 0 or pow(x_squared, (_PRIME - 1) // 2, _PRIME) == 1
