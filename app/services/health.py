"""Says whether this installation can do its work, part by part, in stable codes: for who restarts or routes, so without any detail."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from app.adapters.database import identities, watermarks
from app.adapters.database.session import Session
from app.errors import SigningError, StorageUnavailable
from app.model.record import IssuerKey, KeyState
from app.services.background import relay_is_alive
from app.services.installation import Installation

MOST_BEHIND = timedelta(seconds=60)
"""How far our clock may be behind what is stored: what we sign would seem older than what came before it."""
LEAST_FREE_BYTES = 64 * 1024 * 1024
"""How much room a SQLite database needs beside it, for its log and for work in progress."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an installation. `code` says how it is; for ever the same words."""

    name: str
    code: str
    holds: bool = True


def is_ready(installation: Installation) -> bool:
    """Return whether all parts hold."""
    return all(part.holds for part in readiness(installation))


def readiness(installation: Installation) -> tuple[Part, ...]:
    """Return how each part is. Behind a database that does not answer nothing more is looked at.

    A database that is `read_only` holds: the public side goes on, and who wants to write is told to come back.
    """
    database = _database(installation)
    return (database, *_others(installation)) if database.holds else (database,)


def _others(installation: Installation) -> Iterator[Part]:
    try:
        yield _keys(installation)
        yield _clock(installation)
    except StorageUnavailable:
        yield Part("database", "unavailable", holds=False)
    alive = relay_is_alive(installation)
    yield Part("background", "alive" if alive else "silent", alive)
    yield _disk(installation)


def _database(installation: Installation) -> Part:
    try:
        return Part("database", "writes" if installation.database.writes() else "read_only")
    except StorageUnavailable:
        return Part("database", "unavailable", holds=False)


def _keys(installation: Installation) -> Part:
    def work(session: Session) -> list[IssuerKey]:
        found = (identities.keys_of(session, identity.id) for identity in identities.all_of_them(session))
        return [key for keys in found for key in keys if key.state is KeyState.ACTIVE]

    try:
        for key in installation.database.read(work):
            installation.signer_for(key)
    except SigningError:
        return Part("keys", "locked", holds=False)
    return Part("keys", "open")


def _clock(installation: Installation) -> Part:
    newest = installation.database.read(watermarks.newest_moment)
    behind = newest is not None and installation.clock() + MOST_BEHIND < newest
    return Part("clock", "behind" if behind else "right", not behind)


def _disk(installation: Installation) -> Part:
    if installation.database_folder is None:
        return Part("disk", "elsewhere")
    has_room = shutil.disk_usage(installation.database_folder).free >= LEAST_FREE_BYTES
    return Part("disk", "room" if has_room else "full", has_room)
