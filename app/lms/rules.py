"""What an event leads to: the first rule that matches, or the reason why it leads nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.lms.trigger import Happened, Trigger
from app.model.inbox import EVERY_COURSE, EventState, IssuingRule

OTHER_EVENT = "other-event"
NOT_PASSED = "not-passed"
CONDITION_NOT_MET = "condition-not-met"
NO_RULE = "no-rule"


@dataclass(frozen=True, slots=True)
class Decision:
    """A rule to follow; or the state in which the event ends, and the code of the reason."""

    rule: IssuingRule | None
    state: EventState = EventState.RECEIVED
    reason: str | None = None


def decide(rules: Sequence[IssuingRule], trigger: Trigger) -> Decision:
    """Return what the rules make of the event. Failing is never awarded, whatever a rule says, and wherever the event says it."""
    if trigger.happened is Happened.OTHER:
        return Decision(None, EventState.IGNORED, OTHER_EVENT)
    if Happened.FAILED in {trigger.happened, (trigger.status or "").casefold()}:
        return Decision(None, EventState.IGNORED, NOT_PASSED)
    rule = matching(rules, trigger)
    if rule is not None:
        return Decision(rule)
    if any(_is_of_course(each, trigger) for each in rules):
        return Decision(None, EventState.IGNORED, CONDITION_NOT_MET)
    return Decision(None, EventState.UNMATCHED, NO_RULE)


def matching(rules: Sequence[IssuingRule], trigger: Trigger) -> IssuingRule | None:
    """Return the first rule, by position, for that course and that result; None where there is none."""
    ordered = sorted(rules, key=lambda rule: (rule.position, rule.id))
    return next((rule for rule in ordered if _is_of_course(rule, trigger) and _result_is_enough(rule, trigger)), None)


def _is_of_course(rule: IssuingRule, trigger: Trigger) -> bool:
    return rule.course in {EVERY_COURSE, trigger.course}


def _result_is_enough(rule: IssuingRule, trigger: Trigger) -> bool:
    """Return whether the result is what the rule wants; what the event does not say is not enough."""
    if rule.statuses and (trigger.status or "").casefold() not in {status.casefold() for status in rule.statuses}:
        return False
    return rule.minimum_score is None or (trigger.score is not None and trigger.score >= rule.minimum_score)
