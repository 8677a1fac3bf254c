"""Reads what an operator names on the command line; what cannot be read is refused with a sentence."""

import sys
from pathlib import Path
from typing import BinaryIO

import typer

from app.errors import Malformed, TooLarge

MAX_BYTES = 5_242_880
STANDARD_INPUT = Path("-")


def read_file(file: Path) -> bytes:
    """Return the content of a file, or of standard input for `-`.

    Raises:
        Malformed: it cannot be read.
        TooLarge: more than 5 MiB.
    """
    try:
        if file == STANDARD_INPUT:
            return _at_most(sys.stdin.buffer, file)
        with file.open("rb") as content:
            return _at_most(content, file)
    except OSError as error:
        raise Malformed(f"{file} cannot be read: {error.strerror}") from error


def read_argument(file: Path, argument: str) -> bytes:
    """Return the content of the file that an argument names; one that cannot be read is wrong usage (typer.BadParameter)."""
    try:
        return read_file(file)
    except Malformed as error:
        raise typer.BadParameter(error.detail, param_hint=argument) from error


def read_text(file: Path) -> str:
    """Return the content of a text file; raises as `read_file` does, and Malformed where it is not UTF-8."""
    content = read_file(file)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Malformed(f"{file}:{line}: expected UTF-8, found the byte 0x{content[error.start]:02x}") from error


def _at_most(content: BinaryIO, file: Path) -> bytes:
    found = content.read(MAX_BYTES + 1)
    if len(found) > MAX_BYTES:
        raise TooLarge(f"{file}: expected at most {MAX_BYTES} bytes, found more")
    return found
