"""Ed25519 points: under a key of small order anybody's signature holds, so none such is a key."""

import pytest

from app.crypto.points import check_ed25519_point
from app.errors import MalformedProof

PRIME = 2**255 - 19
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]


def test_an_honest_key_is_a_point() -> None:
    check_ed25519_point(bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))


@pytest.mark.parametrize("content", SMALL_ORDER)
def test_a_point_of_small_order_is_refused(content: str) -> None:
    with pytest.raises(MalformedProof, match="small order"):
        check_ed25519_point(bytes.fromhex(content))


@pytest.mark.parametrize("y", [PRIME, PRIME + 1, 2**255 - 1, 2, 7])
def test_what_is_no_point_or_not_spelled_canonically_is_refused(y: int) -> None:
    with pytest.raises(MalformedProof, match="found none"):
        check_ed25519_point(y.to_bytes(32, "little"))
