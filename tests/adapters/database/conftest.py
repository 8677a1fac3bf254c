"""Storage tests run on both databases."""

from tests.databases import (
    database,
    database_url,
    empty_database_url,
    postgres,
    postgres_template,
    postgres_url,
    sqlite_template,
    sqlite_url,
)

__all__ = [
    "database",
    "database_url",
    "empty_database_url",
    "postgres",
    "postgres_template",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
]
