"""`proscenium keys`."""

import time
from datetime import UTC, datetime

import orjson
import pytest

from app.adapters.database.session import Session
from app.adapters.database.tables import metadata
from app.cli.opening import opened
from app.schemas.moments import write_moment
from tests.cli.terminal import ORDER, Ran, Terminal


def issued(theatre: Terminal, source_ref: str) -> str:
    """The address of a fresh credential."""
    ran = theatre.run("issue", "-", "--tenant", "theatre", given=orjson.dumps({**orjson.loads(ORDER), "source_ref": source_ref}))
    assert ran.code == 0, ran.complained
    return str(ran.json["links"]["public"])


def test_every_key_is_listed_with_issuer_name_algorithm_state_and_place(shared_theatre: Terminal) -> None:
    lines = shared_theatre.run("keys", "list").said.splitlines()

    assert [line.split()[2:4] for line in lines] == [["EdDSA", "active"], ["RS256", "active"], ["ES256", "active"]]
    assert all(line.startswith("academy  ") and "file:academy/" in line for line in lines)
    assert "did:web:localhost%3A8000:issuers:academy#z6Mk" in lines[0]
    assert "http://localhost:8000/issuers/academy/keys/" in lines[1]


def test_the_keys_of_one_issuer_are_listed(shared_theatre: Terminal) -> None:
    assert shared_theatre.run("keys", "list", "academy").said == shared_theatre.run("keys", "list").said


@pytest.mark.parametrize("words", [("list", "opera"), ("create", "opera")])
def test_an_issuer_that_is_not_there_is_named(shared_theatre: Terminal, words: tuple[str, ...]) -> None:
    ran = shared_theatre.run("keys", *words)

    assert (ran.code, ran.said) == (1, "")
    assert "opera" in ran.complained


def test_a_further_key_signs_from_then_on_and_what_the_older_one_signed_still_verifies(theatre: Terminal) -> None:
    before = issued(theatre, "course:7")
    (older,) = (line.split()[5] for line in theatre.run("keys", "list").said.splitlines() if " EdDSA " in line)

    created = theatre.run("keys", "create", "academy")
    (theatre.folder / "keys" / older.removeprefix("file:")).unlink()
    after = issued(theatre, "course:8")

    assert created.code == 0
    assert created.said.split()[1] == "EdDSA"
    assert len(theatre.run("keys", "list").said.splitlines()) == 4
    assert [theatre.run("verify", link, "--offline").code for link in (before, after)] == [0, 0]


def test_a_key_of_another_algorithm_is_made_by_name(theatre: Terminal) -> None:
    ran = theatre.run("keys", "create", "academy", "--algorithm", "ES256")

    assert ran.code == 0
    assert ran.said.split()[1] == "ES256"


@pytest.mark.parametrize("algorithm", ["HS256", "none", ""])
def test_an_algorithm_that_is_none_is_wrong_usage(shared_theatre: Terminal, algorithm: str) -> None:
    assert shared_theatre.run("keys", "create", "academy", "--algorithm", algorithm).code == 2


def test_the_wrong_passphrase_opens_nothing_and_is_not_repeated(shared_theatre: Terminal) -> None:
    ran = shared_theatre.run("keys", "list", KEYS_PASSPHRASE="not the one that it was")

    assert ran.code == 1
    assert ran.complained.startswith("key-locked: ")
    assert "not the one" not in ran.complained


def test_a_short_passphrase_is_refused_and_not_repeated(shared_theatre: Terminal) -> None:
    ran = shared_theatre.run("keys", "list", KEYS_PASSPHRASE="hunter2")

    assert ran.code == 1
    assert "at least 12 bytes" in ran.complained
    assert "hunter2" not in ran.complained


def test_a_passphrase_that_is_gone_is_told_with_advice(theatre: Terminal) -> None:
    (theatre.folder / "var" / "keys.passphrase").unlink()

    ran = theatre.run("keys", "list")

    assert ran.code == 1
    assert "bring" in ran.complained
    assert "make clean" in ran.complained
    assert not (theatre.folder / "var" / "keys.passphrase").exists()


def test_keys_that_others_can_read_are_refused_with_the_command_that_mends_it(theatre: Terminal) -> None:
    (theatre.folder / "keys" / "data.key").chmod(0o644)

    ran = theatre.run("keys", "list")

    assert ran.code == 1
    assert "chmod 600" in ran.complained


def test_lost_keys_sign_nothing_and_a_new_one_signs_what_comes_next(theatre: Terminal) -> None:
    for file in (theatre.folder / "keys" / "academy").iterdir():
        file.unlink()

    refused = theatre.run("issue", "-", "--tenant", "theatre", given=ORDER)
    created = theatre.run("keys", "create", "academy")
    link = issued(theatre, "course:8")

    assert (refused.code, refused.complained.partition(":")[0]) == (1, "key-store-unavailable")
    assert created.code == 0
    assert theatre.run("verify", link, "--offline").code == 0


def kid_of(theatre: Terminal, algorithm: str = "EdDSA", state: str = "active") -> str:
    """The name of the only key that stands so."""
    (line,) = (line.split() for line in theatre.run("keys", "list").said.splitlines() if line.split()[2:4] == [algorithm, state])
    return line[1]


@pytest.mark.parametrize("algorithm", ["EdDSA", "RS256", "ES256"])
def test_a_rotation_says_which_key_signs_which_is_retired_and_that_old_files_verify(theatre: Terminal, algorithm: str) -> None:
    link, old = issued(theatre, "course:7"), kid_of(theatre, algorithm)

    ran = theatre.run("keys", "rotate", "academy", "--algorithm", algorithm)

    assert ran.code == 0, ran.complained
    new, retired, proved = ran.said.splitlines()
    assert new.split()[0] == kid_of(theatre, algorithm)
    assert retired.split()[0] == old == kid_of(theatre, algorithm, "retired")
    assert proved == "1 files of all keys of academy verify."
    assert theatre.run("verify", link, "--offline").code == 0
    assert theatre.run("doctor").code == 0


def test_a_rotation_after_which_an_old_file_does_not_verify_ends_with_1_and_says_which_and_what_to_do(theatre: Terminal) -> None:
    issued(theatre, "course:7")
    old = kid_of(theatre)
    with opened(theatre.described) as installation:
        installation.database.write(move_keys)

    ran = theatre.run("keys", "rotate", "academy")

    assert ran.code == 1
    assert "0 files of all keys of academy verify." in ran.said
    assert f", signed with {old}: key-not-listed" in ran.said
    assert "http://localhost:8000/issuers/academy/did.json" in ran.said
    assert "proscenium keys list academy" in ran.said


def test_the_number_of_files_is_listed_with_each_key(theatre: Terminal) -> None:
    issued(theatre, "course:7")
    theatre.run("keys", "rotate", "academy")
    issued(theatre, "course:8")
    issued(theatre, "course:9")

    counted = {tuple(line.split()[2:4]): line.split()[6] for line in theatre.run("keys", "list", "academy").said.splitlines()}

    assert counted == {("EdDSA", "retired"): "1", ("EdDSA", "active"): "2", ("RS256", "active"): "0", ("ES256", "active"): "0"}


def test_the_last_key_is_not_retired_and_the_command_that_helps_is_named(theatre: Terminal) -> None:
    ran = theatre.run("keys", "retire", "academy", kid_of(theatre))

    assert (ran.code, ran.said) == (1, "")
    assert ran.complained.startswith("conflict: ")
    assert "`proscenium keys rotate academy --algorithm EdDSA`" in ran.complained


def test_a_key_that_another_one_followed_is_retired(theatre: Terminal) -> None:
    old = kid_of(theatre)
    theatre.run("keys", "create", "academy")

    ran = theatre.run("keys", "retire", "academy", old)

    assert (ran.code, ran.complained) == (0, "")
    assert ran.said.split()[0] == old == kid_of(theatre, state="retired")


def test_a_compromise_says_what_was_revoked_what_stays_good_and_what_cannot_be_undone(theatre: Terminal) -> None:
    link, old = issued(theatre, "course:7"), kid_of(theatre)

    ran = theatre.run("keys", "compromise", "academy", old, "--since", "2026-01-31T12:00:00Z")

    assert ran.code == 0, ran.complained
    assert f"{old}  EdDSA  is revoked since 2026-01-31T12:00:00Z" in ran.said
    assert f"{kid_of(theatre)}  EdDSA  " in ran.said
    assert "1 credentials were revoked (key_compromise)" in ran.said
    assert "0 credentials that it signed before stay good" in ran.said
    assert "What this cannot undo" in ran.said
    assert "up to 300 seconds" in ran.said
    assert "reason `renewal`" in ran.said
    assert theatre.run("verify", link, "--offline").code == 4
    assert "revoked since 2026-01-31T12:00:00Z" in theatre.run("keys", "list").said
    assert theatre.run("verify", issued(theatre, "course:8"), "--offline").code == 0


def test_what_was_signed_before_the_moment_stays_valid(theatre: Terminal) -> None:
    link = issued(theatre, "course:7")
    time.sleep(1)  # moments count in whole seconds
    moment = write_moment(datetime.now(UTC))

    ran = theatre.run("keys", "compromise", "academy", kid_of(theatre), "--since", moment)

    assert "0 credentials were revoked" in ran.said
    assert "1 credentials that it signed before stay good" in ran.said
    assert theatre.run("verify", link, "--offline").code == 0


@pytest.mark.parametrize("since", ["yesterday", "2026-01-31", "2026-01-31T12:00:00", ""])
def test_a_moment_that_is_none_is_wrong_usage(shared_theatre: Terminal, since: str) -> None:
    assert shared_theatre.run("keys", "compromise", "academy", kid_of(shared_theatre), "--since", since).code == 2


def test_a_compromise_without_its_moment_is_wrong_usage(shared_theatre: Terminal) -> None:
    assert shared_theatre.run("keys", "compromise", "academy", kid_of(shared_theatre)).code == 2


def test_a_moment_in_the_future_is_refused(shared_theatre: Terminal) -> None:
    ran = shared_theatre.run("keys", "compromise", "academy", kid_of(shared_theatre), "--since", "2999-01-01T00:00:00Z")

    assert (ran.code, ran.said) == (1, "")
    assert "/since" in ran.complained


@pytest.mark.parametrize(
    "words",
    [("retire", "academy", "nothing"), ("compromise", "academy", "nothing", "--since", "2026-01-31T12:00:00Z"), ("rotate", "nothing")],
)
def test_a_key_or_issuer_that_is_not_there_is_named(shared_theatre: Terminal, words: tuple[str, ...]) -> None:
    ran = shared_theatre.run("keys", *words)

    assert (ran.code, ran.said) == (1, "")
    assert "nothing" in ran.complained


def test_what_a_lost_key_leaves_behind_is_given_up_when_it_is_retired(theatre: Terminal) -> None:
    old = kid_of(theatre)
    refused = lose_and_ask(theatre)

    rotated = theatre.run("keys", "rotate", "academy")
    ran = theatre.run("keys", "retire", "academy", old)

    assert (refused.code, rotated.code, ran.code) == (1, 0, 0)
    assert "1 intents were given up" in ran.said
    issued(theatre, "course:7")


def lose_and_ask(theatre: Terminal) -> Ran:
    """Lose every key file, and ask for a credential all the same."""
    for file in (theatre.folder / "keys" / "academy").iterdir():
        file.unlink()
    return theatre.run("issue", "-", "--tenant", "theatre", given=ORDER)


def move_keys(session: Session) -> None:
    """List every key under another name, behind the service's back."""
    table = metadata.tables["issuer_key"]
    session.execute(table.update().values(verification_method=table.c.controller + "#" + table.c.kid))
