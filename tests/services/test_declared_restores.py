"""What a signed checkpoint says of a restore reads back as it was written; what says nothing of one is an ordinary checkpoint."""

from dataclasses import replace

import pytest

from app.crypto.chains import START, ChainHead
from app.services.restored_trails import Declaration, declared_by, declaring, epoch_of, origin_of_epoch
from tests.props import NOON

TRAIL = "credentials.example.org/audit"
HEAD = ChainHead(f"{TRAIL}/epoch-2", 120, "ab" * 32)
DECLARATION = Declaration(HEAD, NOON, "bkp_1", NOON, 0, ChainHead(f"{TRAIL}/epoch-1", 180, "cd" * 32))


def test_a_declaration_reads_back_as_it_was_written() -> None:
    assert declared_by(declaring(DECLARATION)) == DECLARATION
    assert declared_by(declaring(replace(DECLARATION, before=None))) == replace(DECLARATION, before=None)


@pytest.mark.parametrize(
    "lines", [(), ("restored",), ("restored x from y of z in epoch 1",), ("restored 2026 from b of 2026 in epoch -1",)]
)
def test_what_declares_no_restore_is_an_ordinary_checkpoint(lines: tuple[str, ...]) -> None:
    assert declared_by(replace(HEAD, extensions=lines)) is None


@pytest.mark.parametrize(("origin", "number"), [(TRAIL, 0), (f"{TRAIL}/epoch-1", 1), (f"{TRAIL}/epoch-12", 12)])
def test_an_origin_tells_the_epoch(origin: str, number: int) -> None:
    assert epoch_of(TRAIL, ChainHead(origin, 0, START)) == number
    assert origin_of_epoch(TRAIL, number) == origin


@pytest.mark.parametrize(
    "origin", ["elsewhere.example.org/audit", f"{TRAIL}/epoch-0", f"{TRAIL}/epoch-01", f"{TRAIL}/epoch-", f"{TRAIL}2", "/epoch-1"]
)
def test_the_origin_of_another_trail_tells_none(origin: str) -> None:
    assert epoch_of(TRAIL, ChainHead(origin, 0, START)) is None
