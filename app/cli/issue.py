"""`proscenium issue`: issues from the operator's desk, with the same rules as the API."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer

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
    digest = hashlib.sha256(body).hexdigest()
    with opened() as installation:
        client = operator_client(installation, tenant)
        order = IssueOrder(client, read_body(IssueBody, body), digest, idempotency_key or digest)
        print(issue_credential(installation, order).body.decode())
