"""The list of revoked credentials of 1EdTech: plain JSON that names each of them.

Nobody signs it. It counts because the issuer named its https address in what it signed, and only if it names the same issuer.

Spec: 1EdTech Revocation List Status Method 1.0, https://purl.imsglobal.org/spec/vcrl/v1p0/
"""

from datetime import datetime
from typing import Any

from app.errors import MalformedStatus
from app.model.secured import Document
from app.status.kind import Lookup, StatusAnswer, StatusKind, StatusReference

NAME = "1EdTechRevocationList"

_NOT_REVOKED = StatusAnswer(0)


def read_entry(entry: Document, credential: Document) -> StatusReference:
    """Return where a credential's revocation would be listed.

    Raises:
        MalformedStatus: the entry has no https address, or the credential no id by which it could be listed.
    """
    url, credential_id = entry.get("id"), credential.get("id")
    if not isinstance(url, str) or not url.startswith("https://"):
        raise MalformedStatus(f"credentialStatus: expected the id of a {NAME} to be an https address")
    if not isinstance(credential_id, str) or not credential_id:
        raise MalformedStatus(f"expected a credential with an id, by which a {NAME} knows it")
    return StatusReference(NAME, url, 0, "revocation", credential_id=credential_id)


def open_list(list_document: Document, _reference: StatusReference, issuer: str, _moment: datetime) -> Lookup:
    """Return how a list answers.

    Raises:
        MalformedStatus: another issuer's, or not of the form of such a list; `issuer` is that of the credential.
    """
    if _id_of(list_document.get("issuer")) != issuer:
        raise MalformedStatus(f"status list: expected issuer {issuer}, that of the credential")
    revoked = list_document.get("revokedCredential", [])
    entries = revoked if isinstance(revoked, list) else [revoked]
    answers: dict[str, StatusAnswer] = {}
    for entry in entries:
        identifier, answer = _read(entry)
        if answer.value or identifier not in answers:
            answers[identifier] = answer
    return lambda reference: answers.get(reference.credential_id, _NOT_REVOKED)


def _read(entry: Any) -> tuple[str, StatusAnswer]:
    identifier = entry.get("id") if isinstance(entry, dict) else None
    if not isinstance(identifier, str) or not identifier:
        raise MalformedStatus("revokedCredential: expected objects with an id")
    revoked, reason = entry.get("revoked", True), entry.get("revocationReason")
    if not isinstance(revoked, bool):
        raise MalformedStatus("revokedCredential: expected revoked to be true or false")
    return identifier, StatusAnswer(int(revoked), reason if isinstance(reason, str) else "")


def _id_of(issuer: Any) -> Any:
    return issuer.get("id") if isinstance(issuer, dict) else issuer


REVOCATION_LIST = StatusKind(NAME, signed=False, read=read_entry, open=open_list)
