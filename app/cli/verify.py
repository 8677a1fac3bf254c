"""`proscenium verify`: judges anybody's credential, with or without a network, with or without a database."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from enum import IntEnum
from pathlib import Path
from typing import Annotated

import typer

from app.adapters.fetch import DocumentsGiven, Fetcher, FetchPurpose, Source
from app.cli.opening import opened_if_there
from app.edge.reports import report_answer
from app.errors import Malformed
from app.main import now
from app.model.report import Outcome, Report
from app.schemas.strict_json import JsonLimits, read_object
from app.services.verify import Witness, look_at, verify_url, verify_with, witness_of
from app.wording import Wording, wording_for

MAX_BYTES = 5_242_880


class Exit(IntEnum):
    """How `verify` ends. 1 and 2 are those of every command: refused, wrong usage."""

    VALID = 0
    VALID_NOT_CURRENT = 3
    NOT_VALID = 4
    CANNOT_TELL = 5


def verify(
    source: Annotated[str, typer.Argument(metavar="FILE|URL", help="A credential as JSON or JWT, or the address of one")],
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Fetch nothing")] = False,
    documents: Annotated[
        Path | None, typer.Option(help="A JSON map from DID or URL to a document, or to the name of a file with it")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON")] = False,
    language: Annotated[str, typer.Option(help="Language of the sentences")] = "en",
) -> None:
    """Verify a credential. Ends with 0 valid, 3 valid but not current, 4 not valid, 5 cannot tell.

    `--documents` stands in for the network: what is not in the map is not there. Credentials of the installation that this
    environment describes are judged by its own database.
    """
    given = DocumentsGiven(read_documents(documents)) if documents or offline else Fetcher()
    with ExitStack() as stack:
        installation = stack.enter_context(opened_if_there(given))
        witness = witness_of(installation) if installation else Witness(lambda address: look_at(given, address), lambda _: None)
        if "://" in source and installation:
            report = verify_url(installation, source)
        else:
            body, media_type = _read(source, given)
            report = verify_with(witness, body, media_type, now())
    wording = wording_for(language)
    print(report_answer(report, wording).model_dump_json(indent=2, exclude_none=True) if as_json else as_text(report, wording))
    raise typer.Exit(Exit[report.verdict.name])


def read_documents(file: Path | None) -> Mapping[str, bytes]:
    """Return the documents of a map; a text value names a file beside the map."""
    if file is None:
        return {}
    entries = read_object(file.read_bytes(), JsonLimits(max_bytes=MAX_BYTES))
    return {
        url: (file.parent / entry).read_bytes() if isinstance(entry, str) else json.dumps(entry).encode() for url, entry in entries.items()
    }


def as_text(report: Report, wording: Wording) -> str:
    """Return the report as lines for a terminal: the verdict, the checks, and what was signed."""
    title, summary = wording.verdict(report)
    marks = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.UNKNOWN: "?", Outcome.NOT_APPLICABLE: "–"}
    lines = [f"{title}: {summary}", ""]
    for finding in report.findings:
        sentence = wording.finding(finding)
        lines.append(f"  ({finding.check}) {marks[finding.outcome]} {sentence.title}: {sentence.says}")
    if report.content is not None:
        shown = (report.content.title, report.content.recipient, report.content.issuer_name, report.content.issuer_id)
        lines += ["", *(f"  {line}" for line in shown if line)]
    return "\n".join(lines)


def _read(source: str, given: Source) -> tuple[bytes, str | None]:
    if "://" in source:
        answer = given.fetch(source, FetchPurpose.CREDENTIAL)
        if answer.trouble is not None:
            raise answer.trouble
        return answer.body or b"", answer.content_type
    try:
        return Path(source).read_bytes(), None
    except OSError as error:
        raise Malformed(f"{source}: {error.strerror}") from error
