"""Fixtures that all tests share: the folder of official files, whole installations."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

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

settings.register_profile("house", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of official third-party files; tests that need it skip where it is absent, but never under CI."""
    folder = Path(os.environ.get("PROSCENIUM_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"PROSCENIUM_SHARED: no folder of official files at {folder}")
        pytest.skip(f"no folder of official files at {folder}: set PROSCENIUM_SHARED")
    return folder
