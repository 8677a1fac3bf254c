"""Living processes have different numbers; one that is left is had again."""

from pathlib import Path

import pytest

from app.adapters.seat import MOST_SEATS, take_seat
from app.errors import ConfigurationError


def test_those_who_live_have_different_numbers(tmp_path: Path) -> None:
    held = [take_seat(tmp_path, "jobs") for _ in range(3)]

    assert [seat.number for seat in held] == [1, 2, 3]


def test_the_next_one_gets_the_lowest_that_was_left(tmp_path: Path) -> None:
    first, second, third = (take_seat(tmp_path, "jobs") for _ in range(3))
    third.leave()
    first.leave()

    assert second.number == 2
    assert take_seat(tmp_path, "jobs").number == 1


def test_folders_and_names_have_numbers_of_their_own(tmp_path: Path) -> None:
    held = [take_seat(tmp_path / "a", "jobs"), take_seat(tmp_path / "b", "jobs"), take_seat(tmp_path / "a", "other")]

    assert [seat.number for seat in held] == [1, 1, 1]


def test_where_all_are_taken_nobody_else_sits_down(tmp_path: Path) -> None:
    held = [take_seat(tmp_path, "jobs") for _ in range(MOST_SEATS)]

    with pytest.raises(ConfigurationError, match=str(MOST_SEATS)):
        take_seat(tmp_path, "jobs")
    held[7].leave()
    assert take_seat(tmp_path, "jobs").number == 8


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigurationError, match="file"):
        take_seat(tmp_path / "file", "jobs")
