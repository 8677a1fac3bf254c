"""What an assertion leads to, each at its own address: itself, its badge class, and the profile of the issuer.

What is embedded is a copy: where it has a web address, what lies there says who the issuer is. The profile is believed only at the
address that is its id.

Spec: Open Badges 2.0, Open Badges in Linked Data; Verification, https://www.imsglobal.org/spec/ob/v2p0#implementation-verification
"""

from dataclasses import dataclass

from app.errors import AddressForbidden, DocumentError, EvidenceError, Unreachable
from app.model.secured import Document
from app.schemas.assertions import HOSTED, LIMITS, method_of
from app.schemas.strict_json import read_object
from app.verifier.evidence import Address, Circumstance, Evidence, Fetched, Purpose
from app.verifier.liberal import identifier
from app.verifier.shown import shown

GONE, NOT_FOUND = 410, 404
_WEB = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found at an address, or embedded without one.

    detail: why there is no document. status: the HTTP status, where there was an answer without one.
    address: where it was looked for; None where it has no web address. pending: nobody asked there yet.
    """

    name: str
    document: Document | None
    detail: str = ""
    status: int | None = None
    address: Address | None = None
    pending: bool = False

    def circumstance(self, code: str) -> Circumstance:
        """Return that it could not be had, under that code."""
        return Circumstance(code, {"address": shown(self.name), "detail": shown(self.detail)})


NOTHING = Looked("", None, "nothing is named there")


@dataclass(frozen=True, slots=True)
class Linked:
    """An assertion and what it leads to.

    given: as it was handed in. hosted: what lies at its address; NOTHING where it is signed.
    assertion: the one that counts: hosted, what lies there, unless all that is left says that it is revoked; else as given.
    """

    given: Document
    method: str | None
    hosted: Looked
    assertion: Document
    badge: Looked
    issuer: Looked

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Where evidence is wanted so far; what follows from an answer that is still out is not asked for."""
        found: list[Address] = []
        for looked in (self.hosted, self.badge, self.issuer):
            if looked.address is not None:
                found.append(looked.address)
            if looked.pending:
                break
        return tuple(found)

    @property
    def embedded(self) -> Document | None:
        """The badge class as the assertion embeds it, if it does."""
        badge = self.assertion.get("badge")
        return badge if isinstance(badge, dict) else None

    @property
    def issuer_id(self) -> str | None:
        """The issuer that the badge class names."""
        return identifier((self.badge.document or {}).get("issuer"))

    @property
    def withdrawn(self) -> bool:
        """Whether the web address of a hosted assertion says that it is revoked."""
        return self.hosted.status == GONE or (self.hosted.document or {}).get("revoked") is True


def linked(given: Document, evidence: Evidence) -> Linked:
    """Return an assertion with what it leads to, as far as the evidence tells; never raises."""
    method = method_of(given)
    hosted = _at(identifier(given), Purpose.HOSTED_ASSERTION, evidence) if method == HOSTED else NOTHING
    assertion = hosted.document if hosted.document is not None and "badge" in hosted.document else given
    badge = _reference(assertion.get("badge"), evidence)
    issuer = _at(identifier((badge.document or {}).get("issuer")), Purpose.BADGE_OBJECT, evidence)
    return Linked(given, method, hosted, assertion, badge, issuer)


def is_web(address: str | None) -> bool:
    """Return whether there may be something to ask at that address."""
    return address is not None and address.startswith(_WEB)


def object_at(address: str, evidence: Evidence) -> Looked:
    """Return the badge object at a web address: one whose id is that address."""
    return _at(address, Purpose.BADGE_OBJECT, evidence)


def fetched_object(fetched: Fetched) -> tuple[Document | None, str, int | None]:
    """Return the object that an address answered with; else why there is none, and the HTTP status where it is known."""
    if fetched.body is None:
        return None, *_absence(fetched.trouble)
    try:
        return read_object(fetched.body, LIMITS), "", None
    except DocumentError as error:
        return None, error.detail, None


def _absence(trouble: EvidenceError | None) -> tuple[str, int | None]:
    detail = trouble.detail if trouble is not None else "nobody answered there"
    prefix = "an address that we do not open: " if isinstance(trouble, AddressForbidden) else ""
    return f"{prefix}{detail}", trouble.status if isinstance(trouble, Unreachable) else None


def _reference(value: object, evidence: Evidence) -> Looked:
    """Return what a reference leads to; what has no web address is what stands there."""
    name = identifier(value)
    if isinstance(value, dict) and name is not None and not is_web(name):
        return Looked(name, value)
    return _at(name, Purpose.BADGE_OBJECT, evidence)


def _at(name: str | None, purpose: Purpose, evidence: Evidence) -> Looked:
    if name is None or not is_web(name):
        return NOTHING if name is None else Looked(name, None, "expected a web address, found another identifier")
    address = Address(name, purpose)
    fetched = evidence.get(name)
    if fetched is None:
        return Looked(name, None, "nobody asked there", address=address, pending=True)
    document, detail, status = fetched_object(fetched)
    if document is not None and document.get("id") != name:
        document, detail = None, "the document there has another id"
    return Looked(name, document, detail, status, address)
