"""Which position of a status list the n-th credential gets: all of them once, in an order that only the key knows.

A list's slots are handed out by counting; the permutation hides from readers of the list how many there are and which are
neighbours. Four rounds of a balanced Feistel network over an even number of bits, and cycle walking for sizes between.

Spec: Bitstring Status List 1.0 §5.3 (indexes at random, for herd privacy); Black and Rogaway, Ciphers with Arbitrary Finite Domains.
"""

import hmac

from app.errors import StatusIndexOutOfRange

_ROUNDS = 4


def permuted(seq: int, size: int, key: bytes) -> int:
    """Return the position of the slot number `seq`: bijective over 0 … size - 1, the same for the same key for ever.

    Args:
        seq: how many slots of this list were handed out before.
        size: number of entries of the list.
        key: secret of the list; 16 bytes or more.

    Raises:
        StatusIndexOutOfRange: `seq` is negative or not below `size`.
    """
    if not 0 <= seq < size:
        raise StatusIndexOutOfRange(f"slot {seq} of a list of {size}")
    half_bits = max(1, ((size - 1).bit_length() + 1) // 2)
    position = _shuffled(seq, half_bits, key)
    while position >= size:  # ends: walking a cycle of a permutation comes back to `seq`, which is below `size`
        position = _shuffled(position, half_bits, key)
    return position


def _shuffled(value: int, half_bits: int, key: bytes) -> int:
    mask = (1 << half_bits) - 1
    left, right = value >> half_bits, value & mask
    for turn in range(_ROUNDS):
        left, right = right, left ^ (_round(key, turn, right) & mask)
    return left << half_bits | right


def _round(key: bytes, turn: int, half: int) -> int:
    return int.from_bytes(hmac.digest(key, turn.to_bytes(1, "big") + half.to_bytes(8, "big"), "sha256")[:8], "big")
