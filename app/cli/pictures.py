"""`proscenium bake`, `proscenium take-out`: credentials into pictures and out of them; without a database, whoever issued them."""

from pathlib import Path
from typing import Annotated

import typer

from app.baking import BadgeKind, format_of
from app.cli.files import read_argument
from app.errors import Malformed

Picture = Annotated[Path, typer.Argument(metavar="PICTURE", help="A PNG or an SVG; - reads standard input")]
New = typer.Option("--output", "-o", metavar="OUT", help="The file to write; it must not be there yet")


def bake(
    picture: Picture,
    credential: Annotated[Path, typer.Argument(metavar="CREDENTIAL", help="A signed credential as JSON or JWT; - reads standard input")],
    output: Annotated[Path, New],
    kind: Annotated[BadgeKind, typer.Option(help="Open Badges 3, or 2")] = BadgeKind.OPEN_BADGES_3,
) -> None:
    """Bake a credential into a picture, in place of any that it holds. The picture stays as it is otherwise."""
    given = read_argument(picture, "PICTURE")
    _write(output, format_of(given).bake(given, _text(read_argument(credential, "CREDENTIAL")), kind))


def take_out(picture: Picture, output: Annotated[Path | None, New] = None) -> None:
    """Print the credential that a picture holds, or write it to a file. It is not verified: `proscenium verify PICTURE` does that."""
    given = read_argument(picture, "PICTURE")
    text = format_of(given).take_out(given).text
    if output is not None:
        _write(output, text.encode())
        return
    if not text.translate(dict.fromkeys(map(ord, "\n\r\t"))).isprintable():
        raise Malformed("the credential holds characters that a terminal would obey or hide: write it to a file with --output")
    print(text)


def _text(credential: bytes) -> str:
    try:
        return credential.decode().strip()
    except UnicodeDecodeError as error:
        raise Malformed(f"expected a credential in UTF-8, found the byte 0x{credential[error.start]:02x}") from error


def _write(file: Path, content: bytes) -> None:
    try:
        with file.open("xb") as new:
            new.write(content)
    except OSError as error:
        raise Malformed(f"{file} cannot be written: {error.strerror}") from error
