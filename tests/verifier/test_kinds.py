"""The table of kinds: one more row is judged like the others, and what no row has is an error of ours."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.model.report import Check, Content, Verdict
from app.verifier.case import Case
from app.verifier.codes import CODES, found
from app.verifier.evidence import Address, Purpose
from app.verifier.judge import judge
from app.verifier.judged import Judged
from app.verifier.kinds import KINDS, Kind, consulted, still_wanted
from tests.verifier.world import answered, signed, world

PLACES = tuple(Address(f"https://lists.example/{number}", Purpose.STATUS_LIST) for number in range(3))


def _addresses(_case: Case) -> Iterator[Address]:
    yield from (*PLACES, *PLACES)


def _findings(_case: Case) -> Judged:
    return Judged(tuple(found(check, next(iter(CODES[check]))) for check in Check), Content(None, "A stamp"))


STAMPS = Kind(frozenset({"stamp"}), _addresses, _findings, most_addresses=2)
WITH_STAMPS = (*KINDS, STAMPS)


def a_stamp() -> Case:
    case = world().case(signed())
    return replace(case, presented=replace(case.presented, format="stamp"), evidence={})


def test_one_more_row_is_judged_like_the_others() -> None:
    report = judge(a_stamp(), WITH_STAMPS)

    assert (report.verdict, report.credential_format) == (Verdict.VALID, "stamp")
    assert report.content == Content(None, "A stamp")


def test_no_case_wants_more_than_its_kind_allows() -> None:
    assert still_wanted(a_stamp(), WITH_STAMPS) == PLACES[:2]


def test_what_is_at_hand_counts_among_what_a_kind_allows() -> None:
    case = replace(a_stamp(), evidence={place.url: answered(place.url, b"{}") for place in PLACES[:2]})

    assert still_wanted(case, WITH_STAMPS) == ()
    assert [fetched.url for fetched in consulted(case, WITH_STAMPS)] == [place.url for place in PLACES[:2]]


def test_a_format_without_a_kind_is_never_judged_by_chance() -> None:
    with pytest.raises(LookupError, match="stamp"):
        judge(a_stamp())


def test_no_format_has_two_kinds() -> None:
    formats = [each for kind in KINDS for each in kind.formats]

    assert len(formats) == len(set(formats))
