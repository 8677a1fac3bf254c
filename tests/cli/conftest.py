"""Terminals: one where nothing is yet, one where a catalogue was brought in."""

import shutil
from pathlib import Path

import pytest

from tests.cli.terminal import CATALOGUE, Terminal
from tests.databases import sqlite_template

__all__ = ["sqlite_template"]


@pytest.fixture
def bare(tmp_path: Path) -> Terminal:
    """A terminal where nothing is yet."""
    return Terminal(tmp_path)


@pytest.fixture(scope="session")
def theatre_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which a catalogue was brought, to be copied."""
    folder = tmp_path_factory.mktemp("theatre")
    (folder / "var").mkdir()
    shutil.copyfile(sqlite_template, folder / "var" / "proscenium.sqlite3")
    terminal = Terminal(folder)
    ran = terminal.run("catalogue", "import", terminal.write("theatre.yaml", CATALOGUE))
    assert ran.code == 0, ran.complained
    return folder


@pytest.fixture
def theatre(theatre_template: Path, tmp_path: Path) -> Terminal:
    """A terminal where a catalogue was brought in; everything is the test's own."""
    return Terminal(Path(shutil.copytree(theatre_template, tmp_path / "theatre")))


@pytest.fixture(scope="session")
def shared_theatre(theatre_template: Path) -> Terminal:
    """The same for tests that change nothing."""
    return Terminal(theatre_template)
