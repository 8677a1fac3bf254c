"""A terminal: words in, exit code and lines out; each in an environment of its own."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from typer.testing import CliRunner

from app.cli import main
from app.config import Settings

CATALOGUE = """\
tenant: {slug: theatre, name: {en: Theatre}}
organisations:
  - {slug: academy, legal_name: {en: Academy}, country: "NO"}
issuers:
  - {slug: academy, organisation: academy, name: {en: Academy}}
achievements:
  - slug: sewing
    issuer: academy
    version: 1
    kind: activity
    title: {en: Sewing}
    description: {en: A costume was sewn.}
    criteria: {en: It fits.}
    awarding_body: academy
"""
ORDER = b'{"achievement": "sewing", "recipient": {"name": "Ada Example", "external_id": "42"}, "source_ref": "course:7"}'
"""What the command `issue` takes."""

PRODUCTION: Mapping[str, str] = {
    "MODE": "production",
    "PUBLIC_URL": "https://credentials.example.org",
    "KEYS_PASSPHRASE": "correct horse battery staple",
}


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it printed on standard output and standard error."""

    code: int
    said: str
    complained: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return orjson.loads(self.said)


@dataclass(frozen=True, slots=True)
class Terminal:
    """Runs `proscenium` in this process, with the data of one folder."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str | Path, given: bytes = b"", **settings: str) -> Ran:
        """Return how `proscenium WORDS` ended; `given` comes on standard input, settings are named without prefix."""
        chosen = {"VAR_DIR": str(self.folder / "var"), "KEYS_DIR": str(self.folder / "keys"), **self.settings, **settings}
        others: dict[str, str | None] = {name: None for name in os.environ if name.startswith("PROSCENIUM_")}
        environment = others | {f"PROSCENIUM_{name}": value for name, value in chosen.items()}
        code = 0
        with CliRunner().isolation(given, environment) as (output, errors, _):
            try:
                main([str(word) for word in words])
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 0
            sys.stdout.flush()
            sys.stderr.flush()
            return Ran(code, output.getvalue().decode(), errors.getvalue().decode())

    @property
    def described(self) -> Settings:
        """The settings of that folder, for what a test does without a command."""
        return Settings(var_dir=self.folder / "var", keys_dir=self.folder / "keys")

    def write(self, name: str, content: Any) -> Path:
        """Return a file in the folder with that content: bytes, text, or a value as JSON."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode() if isinstance(content, str) else orjson.dumps(content))
        return path
