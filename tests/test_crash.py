"""kill -9 in the middle of issuing, then a start on the same data: nothing acknowledged is lost, nothing issued twice.

Spec: docs/decisions/0004-issuing-once.md; the promises are those of a certificate authority.
"""

import base64
import json
import random
import signal
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from app.adapters.database.session import Database
from app.crypto.encodings import decode_base58
from app.crypto.hashes import sha256_hex
from tests.callers import Answer, Caller, Diary, Order
from tests.mortal import POINTS
from tests.processes import Service, served
from tests.sites import Site, database_url, postgres, postgres_template, postgres_url, site, sqlite_template, sqlite_url

__all__ = ["database_url", "postgres", "postgres_template", "postgres_url", "site", "sqlite_template", "sqlite_url"]

SEED = 20260131
KILLS = 5
CALLERS = 8
ORDERS_BETWEEN_KILLS = 6


def mortal(journal: Path, point: str = "") -> tuple[str, ...]:
    """Return the command that starts the service with a journal of its signatures, and where it dies."""
    return (sys.executable, "-m", "tests.mortal", str(journal), *([point] if point else []))


def test_what_was_acknowledged_outlives_any_number_of_kills_and_nothing_is_issued_twice(site: Site, tmp_path: Path) -> None:
    journal, diary = tmp_path / "signatures", Diary(tmp_path / "diary")
    orders = [Order(number, with_jwt=number % 8 == 0) for number in range(KILLS * CALLERS * ORDERS_BETWEEN_KILLS)]
    with served(site, program=mortal(journal)) as (service,):
        issue_under_fire(service, site, orders, diary)
        caller = Caller(service, site.api_key)

        replays = [caller.issue(answer.order) for answer in diary.answers]

        assert [(again.status, again.body) for again in replays] == [(answer.status, answer.body) for answer in diary.answers]
        assert all(again.replayed for again in replays)
        assert_promises_kept(site, caller, diary.answers, journal)


def test_an_award_is_issued_once_wherever_the_process_died(site: Site, tmp_path: Path) -> None:
    journal = tmp_path / "signatures"
    orders = [Order(number) for number in range(len(POINTS))]
    with served(site, program=mortal(journal)) as (service,):
        for order, point in zip(orders, POINTS, strict=True):
            restart(service, mortal(journal, point))
            with pytest.raises(httpx.TransportError):
                Caller(service, site.api_key).send(order)
            assert service.ends() == -signal.SIGKILL
        restart(service, mortal(journal))
        open_intents = rows(site, "SELECT id FROM intent WHERE state = 'reserved'")
        caller = Caller(service, site.api_key)

        answers = [caller.issue(order) for order in orders]

        assert not open_intents
        assert {answer.status for answer in answers} == {201}
        assert [answer.replayed for answer in answers] == [point not in {"before-intent", "within-intent"} for point in POINTS]
        assert_promises_kept(site, caller, answers, journal)


def test_a_further_file_is_signed_once_wherever_the_process_died(site: Site, tmp_path: Path) -> None:
    journal = tmp_path / "signatures"
    with served(site, program=mortal(journal)) as (service,):
        answers = [Caller(service, site.api_key).issue(Order(number, with_jwt=True)) for number in range(len(POINTS))]
        for answer, point in zip(answers, POINTS, strict=True):
            restart(service, mortal(journal, point))
            with pytest.raises(httpx.TransportError):
                Caller(service, site.api_key).ask_for(answer.credential_id, "ob3-jwt")
            assert service.ends() == -signal.SIGKILL
        restart(service, mortal(journal))
        open_intents = rows(site, "SELECT id FROM intent WHERE state = 'reserved'")

        assert not open_intents
        assert_promises_kept(site, Caller(service, site.api_key), answers, journal)


def issue_under_fire(service: Service, site: Site, orders: list[Order], diary: Diary) -> None:
    """Have the orders issued by many callers at once, while the service is killed again and again at moments drawn from the seed."""
    moments = random.Random(SEED)  # noqa: S311  # the same moments each time
    share = CALLERS * ORDERS_BETWEEN_KILLS
    with ThreadPoolExecutor(CALLERS) as pool:
        for start in range(0, len(orders), share):
            batches = [orders[start + caller : start + share : CALLERS] for caller in range(CALLERS)]
            calls = [pool.submit(Caller(service, site.api_key).issue_all, batch, diary) for batch in batches]
            diary.wait_for(start + moments.randrange(share - CALLERS))
            time.sleep(moments.random() / 100)
            service.kill()
            service.start()
            for call in calls:
                call.result()


def restart(service: Service, program: tuple[str, ...]) -> None:
    """Kill the service if it lives, and start it so."""
    service.kill()
    service.start(program)


def assert_promises_kept(site: Site, caller: Caller, answers: Iterable[Answer], journal: Path) -> None:
    """Assert the invariants that hold after every start."""
    by_id = {answer.credential_id: answer for answer in answers}
    jwts = [credential_id for credential_id, answer in by_id.items() if answer.order.with_jwt]
    files = {(credential_id, "ob3-jsonld"): caller.file(credential_id) for credential_id in by_id}
    files |= {(credential_id, "ob3-jwt"): caller.file(credential_id, "ob3-jwt") for credential_id in jwts}

    assert_rows_agree(site, by_id, files)
    assert signatures(files.values()) == set(journal.read_text(encoding="ascii").split())
    assert {caller.verdict(file, media_type_of(name)) for (_, name), file in files.items()} == {"valid"}


def assert_rows_agree(site: Site, answers: dict[str, Answer], files: dict[tuple[str, str], bytes]) -> None:
    """Assert that the database has what was told, once, and nothing else."""
    slots = rows(site, "SELECT credential_id, list_id, idx FROM status_slot")
    made = rows(site, "SELECT credential_id, format, sha256 FROM representation WHERE body_box IS NOT NULL")
    signed = rows(site, "SELECT r.credential_id, r.format FROM intent i JOIN representation r ON r.id = i.representation_id")

    assert sorted(rows(site, "SELECT credential_id FROM idempotency WHERE status = 201")) == sorted((one,) for one in answers)
    assert set(rows(site, "SELECT id, state FROM credential")) == {(credential_id, "issued") for credential_id in answers}
    assert rows(site, "SELECT count(*), count(DISTINCT source_ref) FROM award WHERE state = 'issued'") == [(len(answers), len(answers))]
    assert not rows(site, "SELECT id FROM intent WHERE state <> 'signed'")
    assert sorted(signed) == sorted(files)
    assert {(credential_id, name): sha256 for credential_id, name, sha256 in made} == {
        which: sha256_hex(file) for which, file in files.items()
    }
    assert rows(site, "SELECT sum(next_seq) FROM status_list") == [(len(slots),)]
    assert len({(list_id, index) for _, list_id, index in slots}) == len(slots) == len(answers)
    assert {credential_id: slot_in(file) for (credential_id, name), file in files.items() if name == "ob3-jsonld"} == {
        credential_id: (list_id, str(index)) for credential_id, list_id, index in slots
    }
    assert {answer.slot[1] for answer in answers.values()} == {index for _, _, index in slots}
    for action in ("credential.reserved", "credential.issued"):
        assert sorted(rows(site, f"SELECT object_id FROM audit_event WHERE action = '{action}'")) == sorted((one,) for one in answers)  # noqa: S608
    assert sorted(rows(site, "SELECT effect_key FROM outbox")) == sorted((f"credential.issued:{one}",) for one in answers)


def rows(site: Site, statement: str) -> list[tuple[object, ...]]:
    """Return what a statement gives."""
    with closing(Database(site.settings.database)) as database:
        return database.read(lambda session: [tuple(row) for row in session.execute(text(statement))])


def media_type_of(name: str) -> str:
    """Return under which media type a file is sent to be verified."""
    return "application/vc" if name == "ob3-jsonld" else "text/plain"


def slot_in(file: bytes) -> tuple[str, str]:
    """Return the status list's id and the index that a file says under its signature."""
    entry = json.loads(file)["credentialStatus"]
    return str(entry["statusListCredential"]).rpartition("/")[2], str(entry["statusListIndex"])


def signatures(files: Iterable[bytes]) -> set[str]:
    """Return the signatures in the files, in hexadecimal."""
    return {signature_in(file).hex() for file in files}


def signature_in(file: bytes) -> bytes:
    """Return the signature in a file: the proof value of JSON, the last part of a JWT."""
    if file.startswith(b"{"):
        return decode_base58(json.loads(file)["proof"]["proofValue"].removeprefix("z"), max_chars=200)
    encoded = file.rpartition(b".")[2]
    return base64.urlsafe_b64decode(encoded + b"=" * (-len(encoded) % 4))
