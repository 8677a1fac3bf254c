"""The house keeps its rules: sizes, names, and what no line may say."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = sorted((ROOT / "app").rglob("*.py"))
MAX_FILE, MAX_FUNCTION = 250, 50
FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "manager", "handler", "processor", "common", "misc", "base", "info"}


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", APP, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_longer_than_a_reader_can_hold(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_FILE


@pytest.mark.parametrize("path", APP, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    long = [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno + 1 > MAX_FUNCTION]

    assert not long


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [path for path in APP if path.stem in FORBIDDEN_NAMES]


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in APP
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert not inside


def test_only_the_database_floor_commits() -> None:
    committing = {path.parent.name for path in APP if re.search(r"\.commit\(\)", path.read_text())}

    assert committing <= {"database"}


def test_no_tracked_file_names_a_registry_or_a_path_of_one_machine() -> None:
    names = ["py" + "pi.org", "pythonh" + "osted", "registry.np" + "mjs", "/work" + "/main"]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()  # noqa: S607
    found = [
        (file, name)
        for file in listed
        if (ROOT / file).is_file()
        for name in names
        if name in (ROOT / file).read_text(encoding="utf-8", errors="replace")
    ]

    assert not found


def test_every_decision_names_what_keeps_it() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert len(pages) >= 10
    for page in pages:
        kept = re.search(r"\*\*Kept by\*\*(.+)", page.read_text(), re.DOTALL)
        assert kept, page.name
        for path in re.findall(r"`((?:tests|requirements|\.importlinter)[^`*]*)`", kept[1]):
            assert (ROOT / path).exists(), f"{page.name} names {path}"
