"""A locked key store, an authority that is down, a certificate that has ended: clear errors, nothing half-issued, and a retry goes on."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import select

from app.adapters.database.tables import metadata
from app.adapters.fetch import TIME_STAMP, Caller, HttpsTransport
from app.adapters.fetch.policy import DEFAULT_POLICY
from app.adapters.time_stamping import TimeStampAuthority
from app.crypto.time_stamps import time_stamp_of
from app.model.record import IntentState, IssuerKey
from app.model.seal import Anchors
from app.proofs.jades import read_seal
from app.services.audited import operator_actor
from app.services.installation import Seals
from app.services.recover import recover
from app.services.retire_key import retire_key
from app.services.seals import TEST_SEAL_DAYS, create_test_seal
from tests.adapters.fetch.peers import MovedClock, ResolverInMemory
from tests.installations import Stage
from tests.time_stamping import LocalAuthority, refused, root_certificate, running_authority, stamped

INTENTS = metadata.tables["intent"]
SEALED = "edc"


@pytest.fixture(scope="module")
def authority() -> Iterator[LocalAuthority]:
    with running_authority() as running:
        yield running


@pytest.fixture
def stamping(quick_stage: Stage, authority: LocalAuthority) -> Iterator[Stage]:
    """An installation whose seals are time-stamped by the local authority."""
    authority.answer, authority.status = stamped, 200
    local = HttpsTransport(connect=authority.connect)
    caller = Caller(frozenset(), replace(DEFAULT_POLICY, failures_to_open=100), ResolverInMemory(), local, MovedClock())
    asked = TimeStampAuthority("http://stamps.example/", lambda url, body: caller.post(url, body, TIME_STAMP), (root_certificate(),))
    seals = Seals(time_stamp=asked.time_stamp, anchors=Anchors(time_stamps=(root_certificate(),)))
    yield replace(quick_stage, installation=replace(quick_stage.installation, seals=seals), clients={})
    caller.close()


def give_seal(stage: Stage) -> IssuerKey:
    return create_test_seal(stage.installation, operator_actor(stage.client().tenant_id), "academy")


def asked(stage: Stage, credential: str, name: str = SEALED) -> httpx.Response:
    answer: httpx.Response = stage.http().get(f"/v1/credentials/{credential}/representations/{name}")
    return answer


def open_intents(stage: Stage) -> int:
    return len(stage.select(select(INTENTS.c.id).where(INTENTS.c.state == IntentState.RESERVED)))


def assert_unavailable(answer: httpx.Response, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (503, code)
    assert int(answer.headers["retry-after"]) > 0


def nothing_was_made(stage: Stage, credential: str) -> bool:
    table = metadata.tables["representation"]
    mine = select(table.c.body_box, table.c.sha256).where(table.c.credential_id == credential, table.c.format == SEALED)
    return stage.select(mine) == [(None, None)]


def test_a_seal_is_time_stamped_by_the_authority(stamping: Stage) -> None:
    give_seal(stamping)

    answer = asked(stamping, stamping.issued()["id"])

    assert answer.status_code == 200, answer.text
    seal = read_seal(answer.content)
    (token,) = seal.time_stamps
    assert time_stamp_of(token, seal.signature_text.encode(), (root_certificate(),)).trusted


def answers_nothing(authority: LocalAuthority) -> None:
    authority.status = 503


def refuses(authority: LocalAuthority) -> None:
    authority.answer = refused


def answers_garbage(authority: LocalAuthority) -> None:
    authority.answer = lambda _: b"<html>"


@pytest.mark.parametrize("down", [answers_nothing, refuses, answers_garbage])
def test_while_the_authority_is_down_nothing_is_sealed_and_asked_for_again_it_is(
    stamping: Stage, authority: LocalAuthority, down: Callable[[LocalAuthority], None]
) -> None:
    give_seal(stamping)
    credential = stamping.issued()["id"]
    down(authority)

    for _ in range(2):
        assert_unavailable(asked(stamping, credential), "time-stamp-unavailable")
    assert nothing_was_made(stamping, credential)
    assert open_intents(stamping) == 1
    authority.answer, authority.status = stamped, 200
    first, again = asked(stamping, credential), asked(stamping, credential)

    assert (first.status_code, open_intents(stamping)) == (200, 0)
    assert first.content == again.content


def test_badges_are_issued_and_given_out_while_the_authority_is_down(stamping: Stage, authority: LocalAuthority) -> None:
    give_seal(stamping)
    answers_nothing(authority)

    credential = stamping.issued()["id"]

    assert asked(stamping, credential, "ob3-jsonld").status_code == 200
    assert asked(stamping, credential, "ob3-jwt").status_code == 200


def test_recovery_waits_for_the_authority_and_then_seals(stamping: Stage, authority: LocalAuthority) -> None:
    give_seal(stamping)
    credential = stamping.issued()["id"]
    answers_nothing(authority)
    asked(stamping, credential)

    assert recover(stamping.installation).waiting == 1
    authority.status = 200
    assert recover(stamping.installation).finished == 1
    assert asked(stamping, credential).status_code == 200


def test_while_the_key_store_is_locked_nothing_is_sealed_and_asked_for_again_it_is(quick_stage: Stage) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued()["id"]
    quick_stage.keys.locked = True

    assert_unavailable(asked(quick_stage, credential), "key-locked")
    assert nothing_was_made(quick_stage, credential)
    quick_stage.keys.locked = False

    assert asked(quick_stage, credential).status_code == 200
    assert open_intents(quick_stage) == 0


def test_a_certificate_that_has_ended_seals_nothing_and_nothing_is_left_open(quick_stage: Stage) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued()["id"]
    quick_stage.clock.move(days=TEST_SEAL_DAYS, seconds=1)

    refusal = asked(quick_stage, credential)

    assert_unavailable(refusal, "seal-expired")
    assert "import-seal" in refusal.json()["detail"]
    assert (nothing_was_made(quick_stage, credential), open_intents(quick_stage)) == (True, 0)
    give_seal(quick_stage)
    assert asked(quick_stage, credential).status_code == 200


def test_what_waits_for_a_certificate_that_has_ended_is_given_up_when_its_seal_is_retired(quick_stage: Stage) -> None:
    old = give_seal(quick_stage)
    credential = quick_stage.issued()["id"]
    quick_stage.keys.locked = True
    asked(quick_stage, credential)
    quick_stage.keys.locked = False
    quick_stage.clock.move(days=TEST_SEAL_DAYS, seconds=1)
    give_seal(quick_stage)

    retired = retire_key(quick_stage.installation, operator_actor(quick_stage.client().tenant_id), "academy", old.kid)

    assert (retired.voided, open_intents(quick_stage)) == (1, 0)
    assert asked(quick_stage, credential).status_code == 200


def test_what_waits_for_a_certificate_that_has_ended_is_given_up_when_asked_for_and_then_sealed_by_the_next(
    quick_stage: Stage,
) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued()["id"]
    quick_stage.keys.locked = True
    asked(quick_stage, credential)
    quick_stage.keys.locked = False
    quick_stage.clock.move(days=TEST_SEAL_DAYS, seconds=1)
    give_seal(quick_stage)

    assert_unavailable(asked(quick_stage, credential), "seal-expired")
    assert open_intents(quick_stage) == 0
    assert asked(quick_stage, credential).status_code == 200
