"""Events of learning systems: taken in once, whatever they say; a wrong token is refused and audited."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from sqlalchemy import select, update

from app.adapters.database.tables import metadata
from app.errors import CredentialServiceError, MalformedJson, NotAuthenticated, NotFound, TooComplex
from app.model.inbox import EventState
from app.services.audited import client_actor
from app.services.inbox import Posted, receive_event
from app.services.inbox_payloads import open_payload
from app.services.integrations import end_integration, rotate_token
from tests.installations import Stage
from tests.lms.moodle_events import VIEWED, posted, wrapped
from tests.services.inboxes import GENERIC, Inbox, inbox_on, told


def raw(inbox: Inbox, body: bytes, token: str | None = None) -> Any:
    return receive_event(inbox.installation, Posted(inbox.opened.integration.slug, body, token))


def test_an_event_is_kept_with_its_effect_and_its_audit_event_in_one(stage: Stage) -> None:
    inbox = inbox_on(stage)

    received = inbox.post(posted())

    assert (received.event.state, received.replayed, received.credential) == (EventState.RECEIVED, False, None)
    assert [row.payload for row in inbox.effects()] == [{"event": received.event.id}]
    assert stage.audited().count("inbox.received") == 1


def test_where_it_cannot_be_stored_nothing_of_it_is(stage: Stage) -> None:
    inbox = inbox_on(stage)
    before = stage.row_counts()
    stage.storage.refused = {1}

    with pytest.raises(CredentialServiceError):
        inbox.post(posted())

    assert stage.row_counts() == before
    assert not inbox.post(posted()).replayed


@pytest.mark.parametrize("again", [posted(), posted(extra="x"), wrapped(), posted(courseid=7)])
def test_the_same_event_again_changes_nothing_and_is_told_how_it_stands(quick_stage: Stage, again: dict[str, Any]) -> None:
    inbox = inbox_on(quick_stage)
    first = inbox.post(posted())
    before = quick_stage.row_counts()

    received = inbox.post(again)

    assert (received.event.id, received.replayed) == (first.event.id, True)
    assert quick_stage.row_counts() == before


def test_once_it_led_to_a_credential_a_replay_is_told_which(stage: Stage) -> None:
    inbox = inbox_on(stage)
    event = inbox.came_to(posted())

    received = inbox.post(posted())

    assert received.credential is not None
    assert (received.event.state, received.credential.id) == (EventState.ISSUED, event.credential_id)


def test_twenty_posts_of_one_event_at_once_are_one_event(stage: Stage) -> None:
    inbox = inbox_on(stage)

    with ThreadPoolExecutor(20) as pool:
        received = list(pool.map(lambda _: inbox.post(posted()), range(20)))

    assert len({each.event.id for each in received}) == 1
    assert [each.replayed for each in received].count(False) == 1
    assert len(inbox.effects()) == 1
    assert stage.audited().count("inbox.received") == 1


@pytest.mark.parametrize("token", ["", "wrong", "inbox_", "inbox_" + "a" * 32, "a" * 200, "ä", "null"])
def test_a_wrong_token_is_refused_audited_and_not_written_down(stage: Stage, token: str) -> None:
    inbox = inbox_on(stage)
    before = stage.row_counts()

    with pytest.raises(NotAuthenticated):
        inbox.post(posted(), token)

    after = stage.row_counts()
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {"audit_event": 1}
    events = stage.select(select(metadata.tables["audit_event"]).where(metadata.tables["audit_event"].c.action == "inbox.refused"))
    assert [event.object_id for event in events] == [inbox.opened.integration.id]
    assert token == "" or not any(value == token or token in str(value) for event in events for value in event if len(token) > 10)


@pytest.mark.parametrize("token", [None, 7, "", "wrong", ["x"]])
def test_a_wrong_token_in_moodles_body_is_refused_and_audited_too(quick_stage: Stage, token: Any) -> None:
    inbox = inbox_on(quick_stage)

    with pytest.raises(NotAuthenticated):
        raw(inbox, orjson.dumps({**posted(), "token": token}))

    assert quick_stage.audited().count("inbox.refused") == 1


def test_moodles_token_in_the_body_opens_and_is_not_stored(stage: Stage) -> None:
    inbox = inbox_on(stage)

    received = raw(inbox, orjson.dumps(posted(inbox.opened.token)))

    event = inbox.event(received.event.id)
    document = stage.installation.database.read(lambda session: open_payload(session, inbox.installation, event))
    assert document == posted()


def test_a_token_in_the_body_does_not_open_where_the_system_has_headers(quick_stage: Stage) -> None:
    inbox = inbox_on(quick_stage, "generic")

    with pytest.raises(NotAuthenticated):
        raw(inbox, orjson.dumps({**told(), "token": inbox.opened.token}))


def test_another_integrations_token_does_not_open(quick_stage: Stage) -> None:
    mine, theirs = inbox_on(quick_stage), inbox_on(quick_stage, who="orchestra", rule={"achievement": "tuning"})

    with pytest.raises(NotAuthenticated):
        mine.post(posted(), theirs.opened.token)


def test_an_inbox_that_there_is_not_says_the_same_as_a_wrong_token_and_leaves_no_trace(quick_stage: Stage) -> None:
    inbox = inbox_on(quick_stage)
    before = quick_stage.row_counts()

    with pytest.raises(NotAuthenticated) as nowhere:
        receive_event(inbox.installation, Posted("nowhere", b"{", inbox.opened.token))
    assert quick_stage.row_counts() == before
    with pytest.raises(NotAuthenticated) as wrong:
        inbox.post(posted(), "wrong")

    assert nowhere.value.detail == wrong.value.detail


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", MalformedJson),
        (b"[]", MalformedJson),
        (b"null", MalformedJson),
        (b'{"a": 1, "a": 2}', MalformedJson),
        (b'{"a": NaN}', MalformedJson),
        (b"\xff", MalformedJson),
        (b'{"a":' * 40 + b"1" + b"}" * 40, TooComplex),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_and_nothing_stored(quick_stage: Stage, body: bytes, error: type[Exception]) -> None:
    inbox = inbox_on(quick_stage)
    before = quick_stage.row_counts()

    for token in (inbox.opened.token, None):
        with pytest.raises(error):
            raw(inbox, body, token)

    assert quick_stage.row_counts() == before


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"eventname": 7},
        {"a": 10**60},
        {"a": "\ufffe"},
        {"event": []},
        posted(relateduserid=None),
        posted(timecreated="soon"),
        {"x": [[]]},
    ],
)
def test_an_odd_event_is_kept_and_shown_never_lost(quick_stage: Stage, body: dict[str, Any]) -> None:
    inbox = inbox_on(quick_stage)
    content = str(body).replace("'", '"').encode() if body == {"a": 10**60} else orjson.dumps(body)

    received = raw(inbox, content, inbox.opened.token)

    assert (received.event.state, received.event.trouble) == (EventState.REFUSED, "schema-violation")
    assert inbox.effects() == ()
    assert raw(inbox, content, inbox.opened.token).replayed


def test_an_event_about_something_else_is_kept_as_ignored(quick_stage: Stage) -> None:
    received = inbox_on(quick_stage).post(VIEWED)

    assert (received.event.state, received.event.trouble) == (EventState.IGNORED, "other-event")


def test_a_rotated_token_opens_at_once_and_the_former_one_for_as_long_as_was_said(stage: Stage) -> None:
    inbox = inbox_on(stage)
    actor, slug = client_actor(stage.client()), inbox.opened.integration.slug

    fresh = rotate_token(inbox.installation, actor, slug, former_valid_hours=2)

    assert inbox.post(posted(), fresh.token).replayed is False
    assert inbox.post(posted()).replayed
    stage.clock.move(hours=2)
    with pytest.raises(NotAuthenticated):
        inbox.post(posted())
    last = rotate_token(inbox.installation, actor, slug)
    with pytest.raises(NotAuthenticated):
        inbox.post(posted(), fresh.token)
    assert inbox.post(posted(), last.token).replayed
    assert stage.audited().count("integration.token_rotated") == 2


def test_an_ended_integration_takes_nothing_any_more(stage: Stage) -> None:
    inbox = inbox_on(stage)
    actor = client_actor(stage.client())

    end_integration(inbox.installation, actor, inbox.opened.integration.slug)

    with pytest.raises(NotAuthenticated):
        inbox.post(posted())
    with pytest.raises(NotFound):
        end_integration(inbox.installation, actor, inbox.opened.integration.slug)


def test_one_key_at_two_integrations_is_two_events(quick_stage: Stage) -> None:
    first = inbox_on(quick_stage, "generic")
    second = inbox_on(quick_stage, "generic", "second")

    assert not first.post(told()).replayed
    assert not second.post(told()).replayed


def test_a_generic_event_without_its_key_in_the_mapping_is_the_same_when_its_body_is(quick_stage: Stage) -> None:
    inbox = inbox_on(quick_stage, "generic")
    mapping = {name: place for name, place in GENERIC.items() if name != "event_key"}
    quick_stage.execute(update(metadata.tables["integration"]).values(mapping=mapping))

    assert not inbox.post(told()).replayed
    assert inbox.post(told()).replayed
    assert not inbox.post(told(id="e-2")).replayed
