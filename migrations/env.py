"""Runs migrations, in one transaction on both databases: a migration that fails leaves the database as it was.

The database is `config.attributes["url"]`, as `app.adapters.database.migrate` sets it, else `PROSCENIUM_DATABASE_URL`.
"""

import os

from alembic import context
from sqlalchemy import Connection, text

from app.adapters.database.engines import open_migrating
from app.adapters.database.tables import metadata
from app.errors import ConfigurationError

LOCK = 7_268_370_001
"""Two processes that start at once migrate one after the other. Any number will do, as long as it stays."""


def database_address() -> str:
    address = context.config.attributes.get("url") or os.environ.get("PROSCENIUM_DATABASE_URL")
    if not address:
        raise ConfigurationError("PROSCENIUM_DATABASE_URL is not set: expected the address of the database to migrate")
    return str(address)


def migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    context.configure(connection=connection, target_metadata=metadata)
    context.run_migrations()
    if connection.dialect.name == "sqlite" and (lost := connection.execute(text("PRAGMA foreign_key_check")).all()):
        raise ConfigurationError(f"After the migration {len(lost)} rows refer to rows that are not there, first in {lost[0][0]}")


engine = open_migrating(database_address())
with engine.connect() as connection, connection.begin():
    migrate(connection)
engine.dispose()
