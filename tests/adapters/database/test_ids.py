"""Ids: time-ordered ones and unguessable ones."""

import re
import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.database.ids import RANDOM_BYTES, new_id, new_public_id

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
LEAST, MOST = b"\x00" * RANDOM_BYTES, b"\xff" * RANDOM_BYTES

moments = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2900, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds


def test_an_id_is_its_prefix_and_a_uuid_of_version_7() -> None:
    prefix, _, number = new_id("crd", NOON, MOST).partition("_")

    assert prefix == "crd"
    assert uuid.UUID(number).version == 7
    assert uuid.UUID(number).variant == uuid.RFC_4122
    assert int(number[:12], 16) == int(NOON.timestamp() * 1000)


def test_the_published_example_of_the_rfc_comes_out() -> None:
    moment = datetime(2022, 2, 22, 14, 22, 22, tzinfo=timezone(timedelta(hours=-5)))

    assert new_id("x", moment, bytes.fromhex("18c4dc0c0c07398f"))[:14] == "x_017f22e279b0"


@given(moment=moments, step=st.integers(min_value=1, max_value=10**12))
def test_a_later_microsecond_sorts_later_whatever_the_random_bits(moment: datetime, step: int) -> None:
    assert new_id("crd", moment, MOST) < new_id("crd", moment + timedelta(microseconds=step), LEAST)


def test_the_same_arguments_give_the_same_id() -> None:
    assert new_id("crd", NOON, LEAST) == new_id("crd", NOON, LEAST)


def test_without_given_randomness_no_two_are_alike() -> None:
    assert len({new_id("crd", NOON) for _ in range(1000)}) == 1000


def test_a_public_id_has_128_random_bits_in_the_alphabet_of_addresses() -> None:
    drawn = [new_public_id() for _ in range(1000)]

    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", one) for one in drawn)
    assert len(set(drawn)) == 1000


@pytest.mark.parametrize("prefix", ["crd", "ach"])
def test_ids_are_short_enough_for_an_address(prefix: str) -> None:
    assert len(new_id(prefix, NOON)) == 36
