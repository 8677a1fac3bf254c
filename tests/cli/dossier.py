"""A credential of a stranger and the documents that it needs, valid for centuries: what `proscenium verify` is given."""

from datetime import UTC, datetime
from typing import Any

import orjson

from app.model.secured import Document
from tests.verifier.world import ISSUER, ISSUER_URL, LIST_URL, RSA_SIGNER, SIGNER, a_list, badge, keys_document, signed, signed_jwt

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
END = datetime(2999, 1, 1, tzinfo=UTC)
CURRENT = {"validFrom": "2020-01-01T00:00:00Z", "validUntil": "2999-01-01T00:00:00Z"}

__all__ = ["BEGIN", "END", "ISSUER", "ISSUER_URL", "LIST_URL", "RSA_SIGNER", "SIGNER", "documents", "long_badge", "status_list"]


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
