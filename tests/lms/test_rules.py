"""Which rule an event follows: the first that matches, by position; failing is never awarded."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lms.rules import CONDITION_NOT_MET, NO_RULE, NOT_PASSED, OTHER_EVENT, decide, matching
from app.lms.trigger import Happened, Trigger
from app.model.inbox import EventState, IssuingRule
from tests.props import NOON

RULE = IssuingRule("rul_1", "ten_1", "itg_1", 1, "7", "stitching", NOON)
EVERY = replace(RULE, id="rul_2", position=2, course="*", achievement="rehearsal")
DONE = Trigger("k", Happened.COMPLETED, "7")


def test_a_course_leads_to_the_achievement_of_its_rule() -> None:
    assert decide([RULE], DONE).rule is RULE
    assert decide([RULE], replace(DONE, happened=Happened.PASSED)).rule is RULE


@given(st.permutations([RULE, EVERY, replace(EVERY, id="rul_0"), replace(RULE, id="rul_9", position=9)]))
def test_the_first_rule_by_position_counts_however_they_are_given(rules: list[IssuingRule]) -> None:
    assert matching(rules, DONE) is RULE
    other = matching(rules, replace(DONE, course="8"))
    assert other is not None
    assert other.id == "rul_0"


@pytest.mark.parametrize("course", ["8", "70", "", "*7"])
def test_another_course_is_kept_for_a_rule_to_come(course: str) -> None:
    decision = decide([RULE], replace(DONE, course=course))

    assert (decision.rule, decision.state, decision.reason) == (None, EventState.UNMATCHED, NO_RULE)


@pytest.mark.parametrize(("happened", "reason"), [(Happened.FAILED, NOT_PASSED), (Happened.OTHER, OTHER_EVENT)])
def test_failing_and_other_events_are_not_awarded_whatever_a_rule_says(happened: Happened, reason: str) -> None:
    decision = decide([EVERY], replace(DONE, happened=happened))

    assert (decision.rule, decision.state, decision.reason) == (None, EventState.IGNORED, reason)


@pytest.mark.parametrize("status", ["failed", "Failed", "FAILED"])
def test_a_status_that_says_failed_is_failing_whatever_a_rule_wants_and_the_mapping_takes_for_completion(status: str) -> None:
    decision = decide([EVERY, replace(EVERY, statuses=("failed",))], replace(DONE, status=status))

    assert (decision.rule, decision.state, decision.reason) == (None, EventState.IGNORED, NOT_PASSED)


@pytest.mark.parametrize(("status", "met"), [("passed", True), ("PASSED", True), ("merit", True), ("resit", False), (None, False)])
def test_a_status_must_be_one_of_those_that_are_wanted(status: str | None, met: bool) -> None:  # noqa: FBT001
    rule = replace(RULE, statuses=("Passed", "Merit"))

    decision = decide([rule], replace(DONE, status=status))

    assert (decision.rule is rule) is met
    assert decision.reason == (None if met else CONDITION_NOT_MET)


@pytest.mark.parametrize(("score", "met"), [("60", True), ("60.0", True), ("59.99", False), (None, False), ("1e3", True)])
def test_a_score_must_reach_the_least_that_is_wanted(score: str | None, met: bool) -> None:  # noqa: FBT001
    rule = replace(RULE, minimum_score=Decimal(60))

    decision = decide([rule], replace(DONE, score=None if score is None else Decimal(score)))

    assert (decision.rule is rule) is met


def test_a_result_that_is_not_enough_for_one_rule_may_be_enough_for_the_next() -> None:
    strict = replace(RULE, minimum_score=Decimal(90))

    assert decide([strict, EVERY], replace(DONE, score=Decimal(70))).rule is EVERY
