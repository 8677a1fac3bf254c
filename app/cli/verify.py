"""`proscenium verify`: judges anybody's credential, with or without a network, with or without a database."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path
from typing import Annotated

import typer

from app.adapters.fetch import DocumentsGiven, Fetcher, FetchPurpose, Source
from app.cli.documents import evidence_given, read_documents
from app.cli.files import read_argument
from app.cli.lines import printable
from app.cli.opening import opened_if_there
from app.config import read_settings
from app.edge.reports import report_answer
from app.main import now
from app.main.trusting import read_trusted
from app.model.recipient import RecipientClaim, claim_of
from app.model.report import Outcome, Report
from app.model.seal import Anchors
from app.services.installation import Installation
from app.services.own_evidence import is_own
from app.services.verify import Witness, look_at, verify_url, verify_with, witness_of
from app.verifier.evidence import SealTrust
from app.wording import Wording, wording_for


class Exit(IntEnum):
    """How `verify` ends. 1 and 2 are those of every command: refused, wrong usage."""

    VALID = 0
    VALID_NOT_CURRENT = 3
    NOT_VALID = 4
    CANNOT_TELL = 5


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a credential is judged by: the network or what stands in for it, an installation where there is one, documents at hand.

    `anchors` are the certificates that this environment's settings trust.
    """

    network: Source
    installation: Installation | None
    given: Mapping[str, bytes]
    anchors: Anchors


def verify(  # noqa: PLR0913  # each is an option of the command
    source: Annotated[
        str, typer.Argument(metavar="FILE|URL", help="A credential: JSON, JWT, SD-JWT, COSE, a PDF, a picture; or an address")
    ],
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Fetch nothing")] = False,
    documents: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A JSON map from DID or URL to a document, or to the name of its file")
    ] = None,
    recipient: Annotated[
        str | None, typer.Option(help="Who its holder says to be: an e-mail address, a DID or a name, compared with the credential")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON")] = False,
    language: Annotated[str, typer.Option(help="Language of the sentences")] = "en",
) -> None:
    """Verify a credential. Ends with 0 valid, 3 valid but not current, 4 not valid, 5 cannot tell.

    `--documents` stands in for the network: what is not in the map is not there. Credentials of the installation that this
    environment describes are judged by its own database. Seals count under the certificates that PROSCENIUM_SEAL_ANCHORS and
    PROSCENIUM_TRUSTED_LISTS name, also without a database.
    """
    given = read_documents(documents) if documents is not None else {} if offline else None
    with ExitStack() as stack:
        network = stack.enter_context(_network(given))
        installation = stack.enter_context(opened_if_there(network))
        surroundings = Surroundings(network, installation, given or {}, read_trusted(read_settings(), now()).anchors)
        report = _report(source, surroundings, claim_of(recipient or ""))
    wording = wording_for(language)
    print(report_answer(report, wording).model_dump_json(indent=2, exclude_none=True) if as_json else as_text(report, wording))
    raise typer.Exit(Exit[report.verdict.name])


def as_text(report: Report, wording: Wording) -> str:
    """Return the report as lines for a terminal: the verdict, the checks, and what was signed."""
    title, summary = wording.verdict(report)
    marks = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.UNKNOWN: "?", Outcome.NOT_APPLICABLE: "–"}
    mark = "TEST · " if report.content is not None and report.content.test else ""
    notice = wording.notice(report)
    lines = [f"{mark}{title}: {summary}", *([notice] if notice else []), ""]
    for finding in report.findings:
        sentence = wording.finding(finding)
        lines.append(f"  ({finding.check}) {marks[finding.outcome]} {sentence.title}: {sentence.says}")
        lines += [f"        {sentence.advice}"] if sentence.advice else []
    lines += [f"  {line}" for line in _beside(report, wording)]
    if report.content is not None:
        shown = (report.content.title, report.content.recipient, report.content.issuer_name, report.content.issuer_id)
        lines += ["", *(f"  {line}" for line in shown if line)]
    return "\n".join(printable(line) for line in lines)


def _beside(report: Report, wording: Wording) -> Iterator[str]:
    """Yield what stands beside the verdict: newer version, recipient, endorsements."""
    answer = report_answer(report, wording)
    for said in (answer.refresh, answer.recipient):
        if said is not None:
            yield said.says
    for each in answer.endorsements:
        who = each.endorser_name or each.endorser_id or wording.text("endorsement.unnamed")
        said_of = wording.text(f"endorsement.about.{each.about}" if each.concerns else "endorsement.about.another")
        yield f"{who} – {said_of}: {each.title}. {each.comment or ''}".rstrip()
    if answer.more_endorsements:
        yield wording.text("endorsement.more", count=str(answer.more_endorsements))


@contextmanager
def _network(given: Mapping[str, bytes] | None) -> Iterator[Source]:
    """Open the network, or what stands in for it."""
    if given is not None:
        yield DocumentsGiven(given)
        return
    with closing(Fetcher()) as fetcher:
        yield fetcher


def _report(source: str, around: Surroundings, claim: RecipientClaim | None) -> Report:
    network, installation = around.network, around.installation
    if installation is not None and is_own(installation, source):
        return verify_url(installation, source, claim)
    body, media_type = _read(source, network)
    moment = now()
    witness = witness_of(installation) if installation else _stranger(around)
    return verify_with(replace(witness, known=evidence_given(around.given, moment), claim=claim), body, media_type, moment)


def _stranger(around: Surroundings) -> Witness:
    """Return the witness of nobody's own: no register, but the network, and the certificates that count."""
    return Witness(
        lambda address: look_at(around.network, address), lambda _presented: None, seals=lambda _presented: SealTrust(around.anchors)
    )


def _read(source: str, network: Source) -> tuple[bytes, str | None]:
    if "://" not in source:
        return read_argument(Path(source), "FILE|URL"), None
    answer = network.fetch(source, FetchPurpose.CREDENTIAL)
    if answer.trouble is not None:
        raise answer.trouble
    return answer.body or b"", answer.content_type
