"""The README says what is so: its commands, settings, exit codes and links exist, and what exists stands in it."""

import json
import re
import shlex
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup

from app.cli.commands import app
from app.cli.verify import Exit
from app.config import PREFIX, Settings
from app.services.prepare_demo import curl_command
from app.services.prepare_demo_inbox import event_command

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
PAGES = sorted(path for path in ROOT.rglob("*.md") if not {".venv", "var", ".hypothesis"} & set(path.relative_to(ROOT).parts))


def section(title: str) -> str:
    """The part of the README under that heading."""
    return re.split(r"^## ", README.partition(f"## {title}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def commands() -> set[str]:
    """Every command of `proscenium`, those of groups with their group."""
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    names = set()
    for name, command in root.commands.items():
        names |= {f"{name} {each}" for each in command.commands} if isinstance(command, TyperGroup) else {name}
    return names


def settings_rows() -> list[list[str]]:
    """The cells of the table of settings."""
    lines = [line for line in section("Settings").splitlines() if line.startswith("| `")][1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def spans(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def test_every_make_target_of_the_readme_exists_and_every_one_that_help_lists_stands_in_it() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    listed = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))
    named = {word for page in PAGES for word in re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(), re.MULTILINE)}
    in_readme = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))

    assert named <= targets
    assert listed <= in_readme


def test_every_command_of_the_readme_exists_and_every_one_that_exists_stands_in_it() -> None:
    table = section("The command line")
    typed = {line.removeprefix("proscenium ") for line in spans(table) if line.startswith(("proscenium ", "keys "))}
    named = {name for name in commands() if any(line.startswith(name) for line in typed)}

    assert named == commands()
    for line in typed:
        assert any(line.startswith(name) for name in commands()), line


def test_every_command_that_any_page_names_exists() -> None:
    for page in PAGES:
        for line in spans(page.read_text()):
            if line.startswith("proscenium "):
                words = [word for word in line.split()[1:] if re.fullmatch(r"[a-z]+(-[a-z]+)*", word)]
                assert any(" ".join(words).startswith(name) for name in commands()) or words[0] in {"keys", "catalogue", "clients"}, (
                    page.name,
                    line,
                )


def test_every_option_that_the_readme_names_exists() -> None:
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    groups = [
        *root.commands.values(),
        *(each for group in root.commands.values() if isinstance(group, TyperGroup) for each in group.commands.values()),
    ]
    known = {option for command in groups for parameter in command.params for option in parameter.opts}

    assert {word for line in spans(README) if "curl" not in line for word in re.findall(r"--[a-z-]+", line)} <= known


def test_the_table_of_settings_has_every_setting_and_no_other() -> None:
    named = {name for cells in settings_rows() for name in spans(cells[0])}

    assert named == {name.upper() for name in Settings.model_fields}


def test_every_setting_that_any_page_or_file_names_exists() -> None:
    files = [*PAGES, ROOT / "Makefile", ROOT / "Dockerfile", ROOT / "compose.yaml"]
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {f"{PREFIX}SHARED"}

    for file in files:
        assert set(re.findall(rf"{PREFIX}[A-Z0-9_]*[A-Z0-9]", file.read_text())) <= known, file.name


def test_the_defaults_in_the_table_are_the_defaults() -> None:
    defaults = {name.upper(): field.default for name, field in Settings.model_fields.items()}
    table = {name: value for cells in settings_rows() for name, value in zip(spans(cells[0]), re.split(r", ", cells[1]), strict=False)}

    assert table["PORT"] == f"`{defaults['PORT']}`"
    assert table["HOST"] == f"`{defaults['HOST']}`"
    assert table["MODE"] == f"`{defaults['MODE']}`"
    assert (table["VAR_DIR"], table["KEYS_DIR"]) == (f"`{defaults['VAR_DIR']}`", f"`{defaults['KEYS_DIR']}`")
    assert table["DATABASE_URL"] == "`sqlite:///var/proscenium.sqlite3`"
    assert (table["MAX_REQUEST_BYTES"], table["MAX_UPLOAD_BYTES"]) == ("1 MiB", "5 MiB")
    assert (defaults["MAX_REQUEST_BYTES"], defaults["MAX_UPLOAD_BYTES"]) == (1 << 20, 5 << 20)
    assert (table["STATUS_LIST_DAYS"], table["STATUS_TTL_SECONDS"]) == (
        str(defaults["STATUS_LIST_DAYS"]),
        str(defaults["STATUS_TTL_SECONDS"]),
    )


def test_the_exit_codes_of_verifying_are_those_of_the_readme() -> None:
    said = {
        words.replace(" but ", " ").replace(" ", "_").upper(): int(code)
        for code, words in re.findall(r"(\d) ([a-z ]+?)[,.]", section("Verifying").partition("It ends with")[2].replace("\n", " "))
    }

    assert said == {each.name: each.value for each in Exit} | {"REFUSED": 1, "WRONG_USAGE": 2}


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("/v1/credentials", curl_command("http://localhost:8000", "sk_test_…")),
        ("/v1/inbox/demo-lms", event_command("http://localhost:8000", "inbox_…")),
    ],
)
def test_each_command_of_the_readme_is_the_one_that_the_demo_prints(path: str, command: str) -> None:
    block = re.search(rf"^ *(curl -sS -X POST http://localhost:8000{path} .+?)```", README, re.DOTALL | re.MULTILINE)
    assert block is not None
    written, printed = shlex.split(block[1].replace("\\\n", " ")), shlex.split(command)

    assert written[:-1] == printed[:-1]
    assert json.loads(written[-1]) == json.loads(printed[-1])


def test_every_address_of_the_service_that_the_readme_names_is_on_the_usual_port() -> None:
    assert set(re.findall(r"http://localhost:(\d+)", README)) == {"8000"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if not link.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / link.partition("#")[0]).exists(), link
