"""Looks for what must be nowhere: in every file of a site, and in every byte that its PostgreSQL has of it, its log included."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from tests.sites import Site

TABLES = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN {}"
OURS = TABLES.format("('pg_catalog', 'information_schema')")
FOLDER = "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"


def spellings_of(word: str) -> Iterator[bytes]:
    """Yield a word as it may stand in any file: in plain, in base64 whatever stands before it, in hexadecimal."""
    for text in {word, word.lower(), word.upper()}:
        raw = text.encode()
        yield from (raw, raw.hex().encode(), text.encode("utf-16-le"), text.encode("utf-16-be"))
        for encoded in (raw, text.encode("utf-16-le")):
            for before in range(3):
                inner = base64.b64encode(b"x" * before + encoded)[4:-4]
                yield from (inner, inner.translate(bytes.maketrans(b"+/", b"-_")))


def traces_in(contents: Mapping[str, bytes], words: Iterable[str]) -> set[tuple[str, str]]:
    """Return which word stands in which of the contents."""
    spelled = {word: tuple(spellings_of(word)) for word in words}
    return {(where, word) for where, content in contents.items() for word, ways in spelled.items() if any(way in content for way in ways)}


def everything_of(site: Site) -> dict[str, bytes]:
    """Return all that is stored of a site, by where it lies: every file in its folder; of PostgreSQL every table and every page."""
    found = files_in(site.folder)
    if site.settings.database.startswith("sqlite"):
        return found
    with psycopg.connect(site.settings.database, autocommit=True) as connection:
        found |= {f"{schema}.{table}": _told(connection, schema, table) for schema, table in connection.execute(OURS).fetchall()}
        connection.execute("CHECKPOINT")  # so that the pages lie in their files
        ((folder, database),) = connection.execute(FOLDER).fetchall()
    return found | files_in(Path(folder) / "base" / str(database)) | files_in(Path(folder) / "pg_wal")


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the content of every file in a folder and in those below it."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _told(connection: psycopg.Connection, schema: str, table: str) -> bytes:
    rows = connection.execute(SQL("SELECT * FROM {}.{}").format(Identifier(schema), Identifier(table))).fetchall()
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
