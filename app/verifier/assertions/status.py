"""Whether an assertion was revoked: its own web address says so, or the list that the issuer's profile names.

Lists are meant for signed assertions; an issuer who lists a hosted one means it too.

Spec: Open Badges 2.0, RevocationList, https://www.imsglobal.org/spec/ob/v2p0#RevocationList; Revoking Hosted Assertions
"""

from collections.abc import Iterator
from typing import Any

from app.model.secured import Document
from app.schemas.assertion_members import revocation_list_faults
from app.schemas.assertions import HOSTED
from app.verifier.assertions.linked import Linked, fetched_object, is_web
from app.verifier.evidence import Address, Circumstance, Evidence, Purpose
from app.verifier.shown import shown


def list_address(linked: Linked) -> Address | None:
    """Return where the issuer's revocation list is, once its profile is at hand."""
    url = (linked.issuer.document or {}).get("revocationList")
    return Address(url, Purpose.BADGE_OBJECT) if isinstance(url, str) and is_web(url) else None


def circumstances(linked: Linked, evidence: Evidence) -> Iterator[Circumstance]:
    """Yield what the assertion that counts, its address and the list say; nothing where none says anything."""
    if linked.assertion.get("revoked") is True:
        yield Circumstance("revoked", {})
    if linked.method == HOSTED:
        yield Circumstance("hosted-still-there", {"address": shown(linked.hosted.name)})
    if (linked.issuer.document or {}).get("revocationList") is not None:
        yield _listed(linked, evidence)


def _listed(linked: Linked, evidence: Evidence) -> Circumstance:
    address = list_address(linked)
    fetched = evidence.get(address.url) if address is not None else None
    url = shown((linked.issuer.document or {}).get("revocationList"))
    if fetched is None:
        return Circumstance("status-unreachable", {"url": url, "detail": "nobody asked there"})
    document, detail, _ = fetched_object(fetched)
    if document is None:
        return Circumstance("status-unreachable" if fetched.body is None else "status-list-refused", {"url": url, "detail": shown(detail)})
    trouble = _trouble(document, linked)
    if trouble is not None:
        return Circumstance("status-list-refused", {"url": url, "detail": shown(trouble)})
    return Circumstance("revoked" if _is_on(document["revokedAssertions"], linked.assertion) else "not-revoked", {"url": url})


def _trouble(document: Document, linked: Linked) -> str | None:
    faults = revocation_list_faults(document)
    if faults:
        return f"{faults[0].pointer}: {faults[0].detail}"
    issuer = document.get("issuer", linked.issuer.name)
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    return None if named == linked.issuer.name else "the list names another issuer"


def _is_on(entries: Any, assertion: Document) -> bool:
    return any(_names(entry, assertion) for entry in (entries if isinstance(entries, list) else [entries]))


def _names(entry: Any, assertion: Document) -> bool:
    """Return whether an entry of a list names the assertion, by its id or, as before 1.1, by its uid; and does not take that back."""
    if isinstance(entry, str):
        return bool(entry == assertion["id"])
    named = entry.get("id") == assertion["id"] or ("uid" in entry and entry["uid"] == assertion.get("uid"))
    return named and entry.get("revoked") is not False
