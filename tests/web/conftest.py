"""The desk's tests run on whole installations."""

from tests.installations import (
    postgres,
    postgres_template,
    quick_stage,
    shared_stage,
    sqlite_template,
    stage,
    stocked_postgres,
    stocked_sqlite,
)

__all__ = [
    "postgres",
    "postgres_template",
    "quick_stage",
    "shared_stage",
    "sqlite_template",
    "stage",
    "stocked_postgres",
    "stocked_sqlite",
]
