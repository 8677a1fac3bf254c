"""Files, intents, idempotency, outbox: what makes issuing happen once."""

import hashlib
from dataclasses import replace

import pytest

from app.adapters.database import idempotency, intents, outbox, representations
from app.adapters.database.session import Database, Session
from app.errors import Conflict
from app.model.events import OutboxRow
from app.model.record import CredentialRow, IdempotencyRow, Intent, IntentState, RepresentationRow
from app.model.secured import Secured
from tests.adapters.database.shop import Shop
from tests.adapters.database.stock import NOON, at_once, client, fresh, intent, later, representation

SIGNED = Secured(b'{"signed": true}', "application/vc")


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


@pytest.fixture
def row(shop: Shop) -> CredentialRow:
    return shop.database.write(shop.reserved)


@pytest.fixture
def file(shop: Shop, row: CredentialRow) -> RepresentationRow:
    return shop.database.write(lambda session: shop.file(session, row))


@pytest.fixture
def written(shop: Shop, file: RepresentationRow) -> Intent:
    mine = intent(file, shop.key.id)
    shop.database.write(lambda session: intents.add(session, mine))
    return mine


def test_a_file_is_reserved_and_found(shop: Shop, row: CredentialRow, file: RepresentationRow) -> None:
    other = shop.database.write(lambda session: shop.file(session, row, "edc"))

    assert shop.database.read(lambda session: representations.by_id(session, shop.tenant_id, file.id)) == file
    assert shop.database.read(lambda session: representations.by_format(session, shop.tenant_id, row.id, "ob3-jsonld", "en")) == file
    assert shop.database.read(lambda session: representations.by_format(session, shop.tenant_id, row.id, "ob3-jsonld")) == file
    assert shop.database.read(lambda session: representations.by_format(session, shop.tenant_id, row.id, "ob3-jsonld", "el")) is None
    assert shop.database.read(lambda session: representations.of_credential(session, shop.tenant_id, row.id)) == (other, file)


def test_a_credential_has_one_file_of_each_format_and_language(shop: Shop, row: CredentialRow, file: RepresentationRow) -> None:
    with pytest.raises(Conflict):
        shop.database.write(lambda session: representations.reserve(session, representation(row)))

    shop.database.write(lambda session: representations.reserve(session, replace(representation(row), language="el")))
    assert file.language == "en"


def test_a_file_is_stored_with_its_digest_and_key(shop: Shop, file: RepresentationRow, written: Intent) -> None:
    assert shop.database.write(lambda session: representations.store(session, written, SIGNED, b"box", later(seconds=1)))

    stored = shop.database.read(lambda session: representations.by_id(session, shop.tenant_id, file.id))
    assert stored == replace(
        file,
        media_type="application/vc",
        body_box=b"box",
        sha256=hashlib.sha256(SIGNED.body).hexdigest(),
        key_id=shop.key.id,
        created_at=later(seconds=1),
    )


def test_a_stored_file_is_never_replaced(shop: Shop, file: RepresentationRow, written: Intent) -> None:
    shop.database.write(lambda session: representations.store(session, written, SIGNED, b"first", NOON))

    assert not shop.database.write(lambda session: representations.store(session, written, SIGNED, b"second", NOON))

    stored = shop.database.read(lambda session: representations.by_id(session, shop.tenant_id, file.id))
    assert stored is not None
    assert stored.body_box == b"first"


def test_an_intent_comes_back_as_written(shop: Shop, row: CredentialRow, written: Intent) -> None:
    assert shop.database.read(lambda session: intents.by_credential(session, shop.tenant_id, row.id)) == written
    assert shop.database.read(lambda session: intents.by_representation(session, shop.tenant_id, written.representation_id)) == written
    assert shop.database.read(lambda session: intents.open_before(session, NOON)) == (written,)
    assert shop.database.read(lambda session: intents.open_before(session, later(seconds=-1))) == ()


@pytest.mark.parametrize("state", [IntentState.SIGNED, IntentState.VOIDED])
def test_an_intent_is_finished_once(shop: Shop, written: Intent, state: IntentState) -> None:
    assert shop.database.write(lambda session: intents.finish(session, written.id, state, NOON))

    assert not shop.database.write(lambda session: intents.finish(session, written.id, IntentState.SIGNED, NOON))
    assert not shop.database.write(lambda session: intents.finish(session, written.id, IntentState.VOIDED, NOON))
    assert shop.database.read(lambda session: intents.open_before(session, later(days=1))) == ()
    found = shop.database.read(lambda session: intents.by_credential(session, shop.tenant_id, written.credential_id))
    assert found == replace(written, state=state, unsigned_box=b"")


def test_of_many_that_finish_an_intent_one_wins(shop: Shop, written: Intent) -> None:
    def finish() -> bool:
        return shop.database.write(lambda session: intents.finish(session, written.id, IntentState.SIGNED, NOON))

    assert at_once(16, finish).count(True) == 1


def test_a_file_has_one_open_intent(shop: Shop, file: RepresentationRow, written: Intent) -> None:
    with pytest.raises(Conflict):
        shop.database.write(lambda session: intents.add(session, intent(file, shop.key.id)))

    shop.database.write(lambda session: intents.finish(session, written.id, IntentState.VOIDED, NOON))
    again = intent(file, shop.key.id, later(hours=1))
    shop.database.write(lambda session: intents.add(session, again))
    assert shop.database.read(lambda session: intents.open_before(session, later(hours=1))) == (again,)
    assert shop.database.read(lambda session: intents.by_representation(session, shop.tenant_id, file.id)) == again


def test_a_credential_is_issued_by_its_first_intent(shop: Shop, row: CredentialRow, written: Intent) -> None:
    file = shop.database.write(lambda session: shop.file(session, row, "ob3-jwt"))
    shop.database.write(lambda session: intents.add(session, intent(file, shop.key.id, later(days=1))))

    assert shop.database.read(lambda session: intents.by_credential(session, shop.tenant_id, row.id)) == written


def test_another_tenant_has_neither_file_nor_intent(shop: Shop, row: CredentialRow, file: RepresentationRow, written: Intent) -> None:
    other = Shop(shop.database, "other").tenant_id

    assert shop.database.read(lambda session: representations.by_id(session, other, file.id)) is None
    assert shop.database.read(lambda session: representations.by_format(session, other, row.id, "ob3-jsonld")) is None
    assert shop.database.read(lambda session: representations.of_credential(session, other, row.id)) == ()
    assert shop.database.read(lambda session: intents.by_credential(session, other, row.id)) is None
    assert shop.database.read(lambda session: intents.by_representation(session, other, file.id)) is None
    assert not shop.database.write(lambda session: representations.store(session, replace(written, tenant_id=other), SIGNED, b"x", NOON))


def request(shop: Shop, session: Session, credential_id: str = "crd_1") -> IdempotencyRow:
    """Store a request that runs, under the key `attempt-1`."""
    caller = client(session, shop.tenant_id)
    running = IdempotencyRow(shop.tenant_id, caller.id, "attempt-1", "ab" * 32, credential_id, NOON)
    idempotency.add(session, running)
    return running


def find(shop: Shop, row: IdempotencyRow) -> IdempotencyRow | None:
    return shop.database.read(lambda session: idempotency.find(session, row.tenant_id, row.client_id, row.key))


def test_a_request_is_remembered_while_it_runs_and_afterwards(shop: Shop) -> None:
    running = shop.database.write(lambda session: request(shop, session))
    assert find(shop, running) == running

    assert shop.database.write(lambda session: idempotency.finish(session, shop.tenant_id, "crd_1", 201, b"answer")) == 1

    assert find(shop, running) == replace(running, status=201, response_box=b"answer")


def test_an_answer_that_was_given_stays(shop: Shop) -> None:
    running = shop.database.write(lambda session: request(shop, session))
    shop.database.write(lambda session: idempotency.finish(session, shop.tenant_id, "crd_1", 201, b"answer"))

    assert shop.database.write(lambda session: idempotency.finish(session, shop.tenant_id, "crd_1", 500, b"other")) == 0
    assert shop.database.write(lambda session: idempotency.forget(session, shop.tenant_id, "crd_1")) == 0

    assert find(shop, running) == replace(running, status=201, response_box=b"answer")


def test_a_key_is_the_clients_and_used_once(shop: Shop) -> None:
    running = shop.database.write(lambda session: request(shop, session))

    with pytest.raises(Conflict):
        shop.database.write(lambda session: idempotency.add(session, replace(running, request_sha256="cd" * 32)))

    other = shop.database.write(lambda session: request(shop, session, "crd_2"))
    assert find(shop, other) == other, "another client's key of the same name is another key"
    assert find(shop, replace(running, key="attempt-2")) is None


def test_a_request_that_came_to_nothing_is_forgotten(shop: Shop) -> None:
    running = shop.database.write(lambda session: request(shop, session))
    other = Shop(shop.database, "other").tenant_id

    assert shop.database.write(lambda session: idempotency.forget(session, other, "crd_1")) == 0
    assert shop.database.write(lambda session: idempotency.forget(session, shop.tenant_id, "crd_1")) == 1

    assert find(shop, running) is None


def test_old_keys_are_free_again(shop: Shop) -> None:
    running = shop.database.write(lambda session: request(shop, session))

    assert shop.database.write(lambda session: idempotency.forget_before(session, NOON)) == 0
    assert shop.database.write(lambda session: idempotency.forget_before(session, later(seconds=1))) == 1

    assert find(shop, running) is None


def effect(shop: Shop, key: str, minutes: int = 0) -> OutboxRow:
    due_at = later(minutes=minutes)
    return OutboxRow(fresh("out"), shop.tenant_id, key, "credential.issued", {"credential": "crd_1"}, NOON, due_at)


def due(shop: Shop, minutes: int = 0, limit: int = 10) -> tuple[OutboxRow, ...]:
    return shop.database.read(lambda session: outbox.due(session, later(minutes=minutes), limit))


def test_effects_are_due_in_their_order(shop: Shop) -> None:
    rows = [effect(shop, f"mail:{number}", number) for number in (2, 0, 1)]
    for row in rows:
        assert shop.database.write(lambda session, row=row: outbox.add(session, row))  # type: ignore[misc]  # it binds the loop's row

    assert due(shop, minutes=1) == (rows[1], rows[2])
    assert due(shop, minutes=5, limit=1) == (rows[1],)


def test_an_effect_is_stored_once(shop: Shop) -> None:
    first, again = effect(shop, "mail:1"), effect(shop, "mail:1", minutes=5)

    assert shop.database.write(lambda session: outbox.add(session, first))
    assert not shop.database.write(lambda session: outbox.add(session, again))

    assert due(shop, minutes=60) == (first,)


def test_an_effect_that_was_done_is_not_due_again_nor_stored_again(shop: Shop) -> None:
    row = effect(shop, "mail:1")
    shop.database.write(lambda session: outbox.add(session, row))

    assert shop.database.write(lambda session: outbox.mark(session, row.id, later(minutes=1)))

    assert due(shop, minutes=60) == ()
    assert not shop.database.write(lambda session: outbox.mark(session, row.id, later(minutes=2)))
    assert not shop.database.write(lambda session: outbox.postpone(session, row, "unreachable", later(minutes=3)))
    assert not shop.database.write(lambda session: outbox.add(session, effect(shop, "mail:1")))


def test_an_effect_that_failed_is_due_later(shop: Shop) -> None:
    row = effect(shop, "mail:1")
    shop.database.write(lambda session: outbox.add(session, row))

    assert shop.database.write(lambda session: outbox.postpone(session, row, "unreachable", later(minutes=10)))

    assert due(shop, minutes=9) == ()
    assert due(shop, minutes=10) == (replace(row, due_at=later(minutes=10), trouble="unreachable"),)


def test_many_that_store_the_same_effect_at_once_store_it_once(shop: Shop) -> None:
    assert at_once(16, lambda: shop.database.write(lambda session: outbox.add(session, effect(shop, "mail:1")))).count(True) == 1
