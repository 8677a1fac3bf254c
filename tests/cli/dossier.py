"""A credential of a stranger and the documents that it needs, valid for centuries: what `proscenium verify` is given."""

from datetime import UTC, datetime
from typing import Any

import orjson

from app.model.secured import Document
from tests.cli.terminal import Ran, Terminal
from tests.verifier.world import ISSUER, LIST_URL, SIGNER, a_list, badge, keys_document, signed, signed_jwt

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
END = datetime(2999, 1, 1, tzinfo=UTC)
CURRENT = {"validFrom": "2020-01-01T00:00:00Z", "validUntil": "2999-01-01T00:00:00Z"}
PAGE = "https://issuer.example/badge.json"
"""An address at which a test may put the badge."""


def long_badge(signer: Any = SIGNER, **members: Any) -> bytes:
    """The badge, signed in 2020."""
    return signed(badge(**{**CURRENT, **members}), signer, BEGIN)


def long_jwt(**members: Any) -> bytes:
    """The badge as JWT."""
    return signed_jwt(badge(**{**CURRENT, **members}))


def status_list(*set_indexes: int) -> Document:
    """The status list of the badge's issuer."""
    read: Document = orjson.loads(signed(a_list(set_indexes, valid_from=BEGIN, valid_until=END), SIGNER, BEGIN))
    return read


def documents(**changes: Any) -> dict[str, Any]:
    """The map that makes the badge valid: its issuer's keys by DID, its list by address; `...` takes one out."""
    usual = {"issuer": (ISSUER, keys_document()), "status": (LIST_URL, status_list())}
    return {place: document for place, document in {**usual, **changes}.values() if document is not ...}


def verify(terminal: Terminal, body: bytes, given: Any = None, *more: str) -> Ran:
    """Judge the body with these documents, by default all that it needs."""
    chart = terminal.write("documents.json", documents() if given is None else given)
    return terminal.run("verify", terminal.write("badge.json", body), "--documents", chart, *more)


def codes(ran: Ran) -> dict[int, str]:
    """The codes of all checks in a report that was printed as JSON."""
    return {check["number"]: check["code"] for check in ran.json["checks"]}
