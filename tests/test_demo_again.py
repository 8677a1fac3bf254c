"""The second start of a demo: it changes nothing but the admin link, and what it made is served nowhere else."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from tests.demo_process import Place, files, get, typed
from tests.processes import PATIENCE_SECONDS, free_port, until

MADE_ANEW = {"one_time_link", "audit_event"}
"""Tables to which a second start may add: the admin link, and that it was minted."""


def rows(place: Place) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(place.folder / "var" / "proscenium.sqlite3")) as connection:
        names = [str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}  # noqa: S608


def wait_for_what_follows(place: Place) -> None:
    """Return when the work beside the requests is done: files are made, lists are published."""
    waiting = "SELECT (SELECT count(*) FROM outbox WHERE done_at IS NULL) + (SELECT count(*) FROM status_list WHERE version = 0)"
    for _ in until("nothing is left to do"):
        with closing(sqlite3.connect(place.folder / "var" / "proscenium.sqlite3")) as connection:
            if connection.execute(waiting).fetchone() == (0,):
                return


def test_a_demo_is_stopped_and_started_again_and_only_the_admin_link_is_new(tmp_path: Path) -> None:
    place = Place(tmp_path, free_port())
    with place.started():
        first = place.demo
        answer = typed(first["curl"])
        badge = get(answer["links"]["ob3_jsonld"]).content
        wait_for_what_follows(place)
    stored, keys = rows(place), files(place.folder / "keys")

    with place.started():
        second = place.demo
        replayed = typed(second["curl"])
        same_badge = get(answer["links"]["ob3_jsonld"]).content
        old_link = httpx.post(first["admin_url"], timeout=PATIENCE_SECONDS)

    assert {name for name in first if first[name] != second[name]} == {"admin_url"}
    assert (replayed, same_badge) == (answer, badge)
    assert {name for name, found in rows(place).items() if found != stored[name]} <= MADE_ANEW
    assert files(place.folder / "keys") == keys
    assert old_link.is_client_error
    assert_refused_elsewhere(place)


def assert_refused_elsewhere(place: Place) -> None:
    """Another port, and production, refuse what this demo made, and say what to do."""
    stored, keys, demo = rows(place), files(place.folder / "keys"), place.demo
    other_port = place.run("demo", PORT=str(free_port()))
    as_production = place.run("serve", MODE="production", PUBLIC_URL="https://credentials.example.org", KEYS_PASSPHRASE="long enough it is")
    http_production = place.run("serve", MODE="production")

    assert (other_port.returncode, as_production.returncode, http_production.returncode) == (1, 1, 1)
    assert f"belongs to {place.url}" in other_port.stderr
    assert "PORT" in other_port.stderr
    assert "PROSCENIUM_VAR_DIR" in other_port.stderr
    assert "PROSCENIUM_KEYS_DIR" in as_production.stderr
    assert {"PROSCENIUM_PUBLIC_URL", "PROSCENIUM_KEYS_DIR", "PROSCENIUM_KEYS_PASSPHRASE_FILE"} <= set(
        re.findall(r"PROSCENIUM_\w+", http_production.stderr)
    )
    for ended in (other_port, as_production, http_production):
        assert "Traceback" not in ended.stderr
        assert demo["api_key"] not in ended.stderr
    assert (rows(place), files(place.folder / "keys"), place.demo) == (stored, keys, demo)
