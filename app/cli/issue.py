"""`proscenium issue`: issues from the operator's desk, with the same rules as the API."""

from pathlib import Path
from typing import Annotated

import typer

from app.api.credentials import body_digest
from app.cli.files import read_argument
from app.cli.opening import opened
from app.schemas.requests import IssueBody, read_body
from app.services.api_keys import operator_client
from app.services.issue import issue as issue_credential
from app.services.orders import IssueOrder


def issue(
    file: Annotated[Path, typer.Argument(help="A request as POST /v1/credentials takes it; - reads standard input")],
    tenant: Annotated[str, typer.Option(help="The tenant's slug")],
    idempotency_key: Annotated[str | None, typer.Option(help="Yours, one per request; default: the digest of the request")] = None,
) -> None:
    """Issue one credential and print the answer as JSON. The same request again prints the same answer."""
    body = read_argument(file, "FILE")
    request = read_body(IssueBody, body)
    digest = body_digest(body)
    with opened() as installation:
        order = IssueOrder(operator_client(installation, tenant), request, digest, idempotency_key or digest)
        print(issue_credential(installation, order).body.decode())
