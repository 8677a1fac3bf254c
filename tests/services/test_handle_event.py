"""What events come to: one credential, however often, late, repeated, in whatever order; what may pass is tried again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from app.adapters.database import outbox, recipients
from app.adapters.database.tables import metadata
from app.errors import AddressForbidden, PersonNotResolved, StorageUnavailable, Unreachable
from app.model.events import OutboxRow
from app.model.inbox import EventState
from app.schemas.inbox_bodies import RuleBody
from app.services.audited import client_actor
from app.services.handle_event import MOST_ATTEMPTS, handle_event
from app.services.inbox_events import replay_event
from app.services.inbox_payloads import drop_old_payloads, open_payload
from app.services.issuing_rules import add_rule
from app.services.take_effects import pause_after
from tests.installations import Stage
from tests.lms.moodle_events import VIEWED, posted, wrapped
from tests.services.inboxes import MOODLE_URL, SECRET, inbox_on, told


def test_a_completion_issues_one_credential_to_the_learner_whom_moodle_names(stage: Stage) -> None:
    inbox = inbox_on(stage)

    event = inbox.came_to(posted())

    assert event.state is EventState.ISSUED
    credential = stage.credential(str(event.credential_id))
    assert credential.award.source_ref == "moodle:course:7:user:42"
    assert credential.award.awarded_at.isoformat() == "2026-01-01T00:00:00+00:00"
    assert stage.http().get("/v1/credentials", params={"q": "Ada"}).json()["items"][0]["id"] == event.credential_id
    assert inbox.moodle.asked == [
        (
            f"{MOODLE_URL}/webservice/rest/server.php",
            {
                "wstoken": SECRET,
                "wsfunction": "core_user_get_users_by_field",
                "moodlewsrestformat": "json",
                "field": "id",
                "values[0]": "42",
            },
        )
    ]
    assert stage.audited().count("inbox.issued") == 1


def test_a_generic_event_issues_to_the_learner_whom_it_names(stage: Stage) -> None:
    inbox = inbox_on(stage, "generic")

    event = inbox.came_to(told(score=70, grade="B"))

    credential = stage.credential(str(event.credential_id))
    assert credential.award.source_ref == "lms-generic:course:7"
    assert inbox.moodle.asked == []


def test_an_effect_that_is_carried_out_again_and_at_once_issues_once(stage: Stage) -> None:
    inbox = inbox_on(stage)
    inbox.post(posted())
    (row,) = inbox.effects()

    def attempt(_: int) -> None:
        try:
            handle_event(inbox.installation, row)
        except Exception as error:  # noqa: BLE001  # whoever comes too early comes again
            assert getattr(error, "code", "") == "idempotency-key-in-progress", error  # noqa: PT017

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(attempt, range(8)))
    handle_event(inbox.installation, row)

    assert len(inbox.credentials()) == 1
    assert stage.audited().count("inbox.issued") == 1


def test_twenty_parallel_posts_of_one_event_lead_to_one_credential(stage: Stage) -> None:
    inbox = inbox_on(stage)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: inbox.post(posted()), range(20)))
    inbox.work_out()

    assert len(inbox.credentials()) == 1


def test_a_later_completion_of_the_same_course_is_the_same_award(stage: Stage) -> None:
    inbox = inbox_on(stage)

    first = inbox.came_to(posted())
    second = inbox.came_to(posted(timecreated=1767300000, objectid="29"))

    assert first.id != second.id
    assert first.credential_id == second.credential_id
    assert len(inbox.credentials()) == 1


EVENTS = (
    told(id="fail", type="failed"),
    told(id="pass", type="passed"),
    told(id="again", type="passed"),
    told(id="viewed", type="course.viewed"),
    told(id="other course", course="8"),
    told(id="pass", type="passed"),
)


@given(order=st.permutations(EVENTS))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_whatever_order_they_come_they_come_to_the_same(quick_stage: Stage, order: list[dict[str, Any]]) -> None:
    for table in ("inbox_event", "issuing_rule", "integration"):
        quick_stage.execute(delete(metadata.tables[table]))
    inbox = inbox_on(quick_stage, "generic")
    before = len(inbox.credentials())

    ids = {event["id"]: inbox.post(event).event.id for event in order}
    inbox.work_out()

    states = {name: inbox.event(event_id).state for name, event_id in ids.items()}
    assert states == {
        "fail": EventState.IGNORED,
        "pass": EventState.ISSUED,
        "again": EventState.ISSUED,
        "viewed": EventState.IGNORED,
        "other course": EventState.UNMATCHED,
    }
    assert len(inbox.credentials()) == before + 1


@pytest.mark.parametrize(
    ("event", "rule", "state", "trouble"),
    [
        (told(type="failed"), {}, EventState.IGNORED, "not-passed"),
        (told(grade="F"), {"condition": {"statuses": ["P"]}}, EventState.IGNORED, "condition-not-met"),
        (told(score=59), {"condition": {"minimum_score": 60}}, EventState.IGNORED, "condition-not-met"),
        (told(course="8"), {}, EventState.UNMATCHED, "no-rule"),
        (told(), {"achievement": None}, EventState.UNMATCHED, "no-rule"),
        (told(), {"achievement": "lighting"}, EventState.REFUSED, "schema-violation"),
        (told(user={"id": "42", "name": "A\nB"}), {}, EventState.REFUSED, "schema-violation"),
    ],
)
def test_what_is_not_to_be_awarded_ends_with_its_reason(
    quick_stage: Stage, event: dict[str, Any], rule: dict[str, Any], state: EventState, trouble: str
) -> None:
    inbox = inbox_on(quick_stage, "generic", rule=rule)

    came = inbox.came_to(event)

    assert (came.state, came.trouble, came.credential_id) == (state, trouble, None)
    assert came.finished_at is not None
    assert inbox.credentials() == []
    assert f"inbox.{state}" in quick_stage.audited()


def test_a_moodle_that_is_down_is_tried_again_and_then_answers(stage: Stage) -> None:
    inbox = inbox_on(stage)
    inbox.moodle.trouble = Unreachable("down")
    event_id = inbox.post(posted()).event.id

    assert inbox.work_out() == ["unreachable"]
    waiting = inbox.event(event_id)
    assert (waiting.state, waiting.trouble, waiting.attempts) == (EventState.WAITING, "unreachable", 1)
    inbox.moodle.trouble = None
    assert inbox.work_out() == []

    assert inbox.event(event_id).state is EventState.ISSUED


def test_an_outage_of_three_days_is_survived() -> None:
    pauses = [pause_after(attempt) for attempt in range(1, MOST_ATTEMPTS)]

    assert timedelta(days=3) <= sum(pauses, timedelta()) < timedelta(days=3, hours=1)
    assert pauses[-1] == timedelta(hours=1)


def test_a_learner_whom_moodle_does_not_know_is_asked_for_until_the_end_and_can_be_replayed(quick_stage: Stage) -> None:
    inbox = inbox_on(quick_stage)
    inbox.moodle.users = {}
    event_id = inbox.post(posted()).event.id

    for _ in range(MOST_ATTEMPTS - 1):
        assert inbox.work_out() == ["person-not-resolved"]
    assert inbox.work_out() == []
    refused = inbox.event(event_id)
    assert (refused.state, refused.trouble, refused.attempts) == (EventState.REFUSED, "person-not-resolved", MOST_ATTEMPTS)

    inbox.moodle.users = {"42": "Ada Example"}
    replay_event(inbox.installation, client_actor(quick_stage.client()), event_id)
    inbox.work_out()

    assert inbox.event(event_id).state is EventState.ISSUED


@pytest.mark.parametrize("trouble", [AddressForbidden("inside")])
def test_what_no_retry_mends_ends_at_once(quick_stage: Stage, trouble: AddressForbidden) -> None:
    inbox = inbox_on(quick_stage)
    inbox.moodle.trouble = trouble

    came = inbox.came_to(posted())

    assert (came.state, came.trouble) == (EventState.REFUSED, "address-forbidden")


def test_without_a_name_and_without_a_call_back_an_event_is_refused(quick_stage: Stage) -> None:
    inbox = inbox_on(quick_stage, calls=False)

    came = inbox.came_to(posted())

    assert (came.state, came.trouble) == (EventState.REFUSED, "schema-violation")


def test_a_locked_key_is_waited_for(stage: Stage) -> None:
    inbox = inbox_on(stage)
    stage.keys.locked = True
    event_id = inbox.post(posted()).event.id

    assert inbox.work_out() == ["key-locked"]
    assert inbox.event(event_id).state is EventState.WAITING
    stage.keys.locked = False
    stage.clock.move(minutes=1)
    assert inbox.work_out() == []

    assert inbox.event(event_id).state is EventState.ISSUED
    assert len(inbox.credentials()) == 1


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_wherever_it_stops_it_goes_on_to_the_same_outcome(stage: Stage, turn: int) -> None:
    inbox = inbox_on(stage)
    event_id = inbox.post(posted()).event.id
    (row,) = inbox.effects()
    stage.storage.refused = {turn}

    with pytest.raises(StorageUnavailable):
        handle_event(inbox.installation, row)
    assert inbox.event(event_id).state is EventState.RECEIVED
    stage.clock.move(minutes=1)
    inbox.moodle.users = {"42": "Ada Corrected"}
    handle_event(inbox.installation, row)

    assert inbox.event(event_id).state is EventState.ISSUED
    assert len(inbox.credentials()) == 1
    assert stage.audited().count("inbox.issued") == 1


def test_an_effect_without_its_event_is_done(quick_stage: Stage) -> None:
    inbox = inbox_on(quick_stage)
    tenant_id, noon = quick_stage.client().tenant_id, quick_stage.clock()

    handle_event(inbox.installation, OutboxRow("out_1", tenant_id, "k", "inbox.received", {"event": "ine_0"}, noon, noon))

    assert inbox.credentials() == []


def test_another_tenants_effect_does_not_reach_an_event(quick_stage: Stage) -> None:
    inbox = inbox_on(quick_stage)
    event_id = inbox.post(posted()).event.id
    noon = quick_stage.clock()

    handle_event(
        inbox.installation, OutboxRow("out_1", quick_stage.client("orchestra").tenant_id, "k", "x", {"event": event_id}, noon, noon)
    )

    assert inbox.event(event_id).state is EventState.RECEIVED


def test_an_unmatched_event_follows_a_rule_that_is_added_later(stage: Stage) -> None:
    inbox = inbox_on(stage, rule={"achievement": None})
    event = inbox.came_to(posted())
    assert event.state is EventState.UNMATCHED
    actor = client_actor(stage.client())
    add_rule(inbox.installation, actor, RuleBody(integration=inbox.opened.integration.slug, course="*", achievement="stitching"))

    replay_event(inbox.installation, actor, event.id)
    inbox.work_out()

    came = inbox.event(event.id)
    assert (came.state, came.replays) == (EventState.ISSUED, 1)


def test_replaying_what_was_issued_changes_nothing(stage: Stage) -> None:
    inbox = inbox_on(stage)
    event = inbox.came_to(posted())

    answer = replay_event(inbox.installation, client_actor(stage.client()), event.id)

    assert (answer.state, answer.credential, answer.replays) == ("issued", event.credential_id, 0)
    assert inbox.effects() == ()
    assert len(inbox.credentials()) == 1
    assert stage.audited().count("inbox.replayed") == 1


def test_a_moment_in_the_future_is_taken_as_now(quick_stage: Stage) -> None:
    inbox = inbox_on(quick_stage)

    event = inbox.came_to(posted(timecreated=1_900_000_000))

    assert quick_stage.credential(str(event.credential_id)).award.awarded_at == quick_stage.clock()


def test_two_moodles_of_one_tenant_do_not_take_each_others_learners_for_their_own(quick_stage: Stage) -> None:
    first, second = inbox_on(quick_stage), inbox_on(quick_stage, who="second")
    second.moodle.users = {"42": "Somebody Else"}

    one, other = first.came_to(posted()), second.came_to(posted())

    assert one.credential_id != other.credential_id
    assert one.recipient_id != other.recipient_id


def test_before_the_learner_is_known_the_body_lies_under_its_own_key_and_then_under_theirs(stage: Stage) -> None:
    inbox = inbox_on(stage)
    before = inbox.event(inbox.post(posted()).event.id)
    inbox.work_out()
    after = inbox.event(before.id)

    assert (before.wrapped_key is None, before.recipient_id, before.subject_digest is None) == (False, None, False)
    assert (after.wrapped_key, after.subject_digest, after.recipient_id is None) == (None, None, False)
    assert stage.installation.database.read(lambda session: open_payload(session, inbox.installation, after)) == posted()


def test_erasing_the_learner_makes_the_event_unreadable_and_a_late_one_too(stage: Stage) -> None:
    inbox = inbox_on(stage)
    event = inbox.came_to(posted())
    tenant_id = inbox.opened.integration.tenant_id
    stage.installation.database.write(lambda session: recipients.erase(session, tenant_id, str(event.recipient_id), stage.clock()))

    late = inbox.came_to(posted(timecreated=1767300000))

    for each in (event, late):
        with pytest.raises(Exception, match=r"dropped|erased"):
            stage.installation.database.read(lambda session, each=each: open_payload(session, inbox.installation, each))  # type: ignore[misc]
    assert len(inbox.credentials()) == 1


def test_the_subject_of_an_event_is_found_by_the_digest_of_the_recipient(stage: Stage) -> None:
    inbox = inbox_on(stage)
    inbox.came_to(posted())
    later = inbox.post(posted(courseid="8"))
    table = metadata.tables["recipient_identifier"]

    digests = {row[0] for row in stage.select(select(table.c.digest))}

    assert inbox.event(later.event.id).subject_digest in digests


def test_what_never_found_its_learner_is_emptied_after_some_days_and_the_row_stays(stage: Stage) -> None:
    inbox = inbox_on(stage)
    issued = inbox.came_to(posted())
    unmatched, ignored = inbox.came_to(posted(courseid="8")), inbox.came_to(VIEWED)
    waiting = inbox.post(posted(courseid="7", relateduserid="99")).event
    stage.clock.move(days=30, seconds=-1)
    assert drop_old_payloads(inbox.installation) == 0
    stage.clock.move(seconds=2)

    assert drop_old_payloads(inbox.installation) == 3

    for event in (unmatched, ignored, waiting):
        kept = inbox.event(event.id)
        assert (kept.payload_box, kept.wrapped_key, kept.subject_digest) == (None, None, None)
    assert inbox.event(issued.id).payload_box is not None
    inbox.work_out()
    assert inbox.event(waiting.id).trouble == "gone"


def test_no_table_tells_what_an_event_said(stage: Stage) -> None:
    inbox = inbox_on(stage, "generic")
    mark = "Zinnober"
    inbox.came_to(told(id=f"{mark}-1", user={"id": f"{mark}-42", "name": f"Ada {mark}"}))
    inbox.came_to(told(id=f"{mark}-2", course=f"{mark}", user={"id": f"{mark}-43", "name": f"Bob {mark}"}))

    values = [value for table in metadata.sorted_tables for row in stage.select(select(table)) for value in row]

    assert len(values) > 100
    assert not [value for value in values if mark.lower() in str(value).lower() or (isinstance(value, bytes) and mark.encode() in value)]


def test_the_secret_of_a_call_back_stands_nowhere_in_plain(stage: Stage) -> None:
    inbox = inbox_on(stage)
    inbox.moodle.trouble = PersonNotResolved("no")
    inbox.post(posted())
    inbox.work_out()

    tokens = (SECRET, inbox.opened.token)
    for table in metadata.sorted_tables:
        for row in stage.select(select(table)):
            assert not [value for value in row if any(token in str(value) for token in tokens)]


def test_an_event_of_an_integration_that_was_ended_is_worked_out_all_the_same(quick_stage: Stage) -> None:
    inbox = inbox_on(quick_stage)
    event_id = inbox.post(wrapped()).event.id
    quick_stage.execute(update(metadata.tables["integration"]).values(disabled_at=quick_stage.clock()))

    inbox.work_out()

    assert inbox.event(event_id).state is EventState.ISSUED
    assert inbox.installation.database.read(lambda session: outbox.due(session, quick_stage.clock(), 100, ("inbox.received",))) == ()
