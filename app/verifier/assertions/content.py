"""What an assertion says, together with its badge class and the profile of its issuer. Call it only where key and proof stand.

Who received it is told only where it is written in plain: mostly it is a hash, which can be held against an address, not read.

Spec: Open Badges 2.0, Open Badges Vocabulary, https://www.imsglobal.org/spec/ob/v2p0#open-badges-vocabulary
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from app.model.report import Content, ContentItem
from app.model.secured import Document
from app.schemas.assertions import HOSTED, method_of, read_timestamp
from app.verifier.achievements import achievement_content
from app.verifier.liberal import identifier, link, names, text, thing
from app.verifier.results import read_evidence


def read_content(assertion: Document, badge: Document, issuer: Document) -> Content:
    """Return what the three say; only what is there, texts as they stand."""
    recipient = thing(assertion.get("recipient"))
    members = achievement_content(badge)
    return Content(
        credential_id=text(assertion.get("id")),
        title=text(badge.get("name")) or "",
        description=text(badge.get("description")),
        recipient_id=text(recipient.get("identity")) if recipient.get("hashed") is not True else None,
        recipient_hashed=recipient.get("hashed") is True,
        hosted=method_of(assertion) == HOSTED,
        issuer_id=identifier(issuer),
        issuer_name=text(issuer.get("name")),
        issuer_url=link(issuer.get("url")),
        awarded_at=_moment(assertion.get("issuedOn")),
        valid_until=_moment(assertion.get("expires")),
        evidence=(*read_evidence(assertion, {}), *_addresses(assertion.get("evidence"))),
        **{**members, "criteria": members["criteria"] or identifier(badge.get("criteria")) or text(badge.get("criteria"))},
    )


def _moment(value: Any) -> datetime | None:
    """Return a moment; one that UTC has no year for is left out, for nobody could write it."""
    try:
        moment = read_timestamp(value)
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment


def _addresses(value: Any) -> Iterator[ContentItem]:
    for name in names(value):
        yield ContentItem(name=name, url=link(name))
