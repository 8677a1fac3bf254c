"""Certificates in the order in which they vouch, whatever order they come in."""

from itertools import permutations

import pytest

from app.crypto.chain_order import in_order
from app.errors import MalformedCertificate
from tests.brought_seals import issuing, root, sealed
from tests.crypto.authorities import CA, certified

STRANGER = certified("A stranger", wish=CA).der
NAMESAKE = certified("Test issuing authority", wish=CA, key=certified("Another key").key).der
CHAIN = (sealed().der, issuing().der, root().der)


@pytest.mark.parametrize("others", list(permutations([issuing().der, root().der, STRANGER, NAMESAKE])), ids=lambda _: "")
def test_a_chain_is_put_in_order_and_what_does_not_belong_to_it_is_left_out(others: tuple[bytes, ...]) -> None:
    assert in_order(sealed().der, others) == CHAIN


def test_a_chain_ends_where_nobody_is_there_who_vouches() -> None:
    assert in_order(sealed().der, ()) == CHAIN[:1]
    assert in_order(sealed().der, (issuing().der,)) == CHAIN[:2]
    assert in_order(sealed().der, (root().der, NAMESAKE)) == CHAIN[:1]


def test_a_certificate_that_vouches_for_itself_stands_alone() -> None:
    assert in_order(root().der, (issuing().der, sealed().der, root().der)) == (root().der,)


def test_the_same_certificate_twice_counts_once() -> None:
    assert in_order(sealed().der, (issuing().der, issuing().der, sealed().der)) == CHAIN[:2]


@pytest.mark.parametrize(("own", "others"), [(b"", ()), (sealed().der, (b"nothing",))], ids=["own", "other"])
def test_what_is_no_certificate_is_refused(own: bytes, others: tuple[bytes, ...]) -> None:
    with pytest.raises(MalformedCertificate):
        in_order(own, others)
