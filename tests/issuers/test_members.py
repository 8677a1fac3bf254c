"""Members as they are signed: nothing empty, nothing twice, numbers in one form."""

from decimal import Decimal

import pytest

from app.issuers.members import number, present, unique
from app.model.secured import Document


def test_what_is_empty_is_left_out_and_what_is_zero_stays() -> None:
    members: Document = {"a": None, "b": "", "c": [], "d": {}, "e": 0, "f": False, "g": " "}

    assert present(members) == {"e": 0, "f": False, "g": " "}


def test_what_is_equal_stands_once_in_its_first_place() -> None:
    assert unique([{"a": 1}, {"b": 2}, {"a": 1}]) == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(("value", "written"), [("2.00", 2), ("2.5", 2.5), ("0.1", 0.1), ("1E+2", 100)])
def test_a_number_without_a_fraction_is_an_integer(value: str, written: float) -> None:
    assert (number(Decimal(value)), type(number(Decimal(value)))) == (written, type(written))


def test_no_number_is_none() -> None:
    assert number(None) is None
