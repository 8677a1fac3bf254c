"""While nothing can be written, whoever verifies is served: lists, DID documents, keys, pages, verdicts."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson
import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from tests.installations import Stage
from tests.props import Storage
from tests.theatre import SLUG
from tests.visitor import visit

WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")
"""Root may write whatever the file says, unless it gives that right up."""


def addresses(stage: Stage) -> dict[str, str]:
    """What others ask for, by name; the list is so old that a new one is due."""
    credential = stage.issued()
    public = stage.http(None)
    assert public.get(credential["status"]["list"]).status_code == 200
    named = public.get("/issuers/academy/did.json").json()["assertionMethod"]
    key = next(name for name in named if isinstance(name, str) and "/keys/" in name)
    stage.clock.move(days=6)
    return {
        "list": credential["status"]["list"],
        "host": "/.well-known/did.json",
        "document": "/issuers/academy/did.json",
        "key": key,
        "page": credential["links"]["public"],
        "achievement": f"/achievements/{SLUG}/v1",
        "file": credential["links"]["ob3_jsonld"],
    }


def visited(stage: Stage, gets: dict[str, str]) -> dict[str, Any]:
    """What a process finds that may not write, though it is the owner of everything."""
    asked = {
        "database": stage.storage.url,
        "journal": str(stage.installation.journal.folder),
        "moment": stage.clock().isoformat(),
        "gets": gets,
        "verify": "file",
    }
    words = [sys.executable, "-m", "tests.visitor", orjson.dumps(asked).decode()]
    if os.geteuid() == 0:
        words = [str(shutil.which(WITHOUT_RIGHTS[0])), *WITHOUT_RIGHTS[1:], *words]
    ran = subprocess.run(words, capture_output=True, check=False, timeout=120)  # noqa: S603
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    return dict(orjson.loads(ran.stdout))


@contextmanager
def read_only_files(folder: Path) -> Iterator[None]:
    """Take the right to write from a folder and all files in it."""
    paths = [folder, *(path for path in folder.iterdir() if path.is_file())]
    modes = {path: path.stat().st_mode for path in paths}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@contextmanager
def read_only_server(url: str) -> Iterator[None]:
    """Let the server begin every transaction on that database as one that only reads."""
    name = Identifier(str(make_url(url).database))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name))
        try:
            yield
        finally:
            connection.execute(SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(name))


def everything_answered(found: dict[str, Any]) -> bool:
    verification = found.pop("verification")
    return bool(verification == [200, "valid"] and found and all(answer == [200, True] for answer in found.values()))


def test_the_public_side_answers_while_the_database_is_read_only(stage: Stage) -> None:
    gets = addresses(stage)
    if stage.storage.url.startswith("sqlite"):
        with read_only_files(Path(str(make_url(stage.storage.url).database)).parent):
            found = visited(stage, gets)
    else:
        with read_only_server(stage.storage.url), closing(Storage(stage.storage.url)) as storage:
            found = visit(stage.again(database=storage), gets, "file")

    assert everything_answered(found)
    assert stage.row_counts()["status_publication"] == 1


def test_the_public_side_answers_while_keys_are_locked(stage: Stage) -> None:
    gets = addresses(stage)
    stage.keys.locked = True

    assert everything_answered(visit(stage, gets, "file"))


def test_writing_is_refused_with_a_hint_to_come_back(stage: Stage) -> None:
    if stage.storage.url.startswith("sqlite"):
        stage.storage.refused = {1}
        refused = stage.issue()
    else:
        with read_only_server(stage.storage.url), closing(Storage(stage.storage.url)) as storage:
            refused = stage.again(database=storage).issue()

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
