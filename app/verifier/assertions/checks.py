"""The seven checks on an assertion of Open Badges 2.0, in order, with the same numbers and rules as of any credential.

Of a hosted assertion (3) asks whether its web address is the issuer's, and (4) whether what lies there says the same; of a signed one
they ask for key and signature. Dates, status and content count only where both passed; but an address that says "revoked" is heard.

Spec: Open Badges 2.0, Verification, https://www.imsglobal.org/spec/ob/v2p0#implementation-verification
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from app.errors import Fault
from app.model.report import Check, Content, Outcome
from app.model.secured import Document
from app.schemas.assertion_members import assertion_faults, badge_class_faults, profile_faults
from app.schemas.assertions import HOSTED, SIGNED, foreign_contexts, read_timestamp
from app.status.status_list import CLOCK_LEEWAY
from app.verifier.assertions.content import read_content
from app.verifier.assertions.keys import MOST_KEYS, SignedBy, candidates, signed_by
from app.verifier.assertions.linked import Linked, is_web, linked
from app.verifier.assertions.status import circumstances, list_address
from app.verifier.assertions.vouching import address_is_the_issuers, copy_is_confirmed, links_trouble
from app.verifier.case import Case
from app.verifier.codes import CODES, NOT_JUDGED, found
from app.verifier.evidence import Address, Circumstance
from app.verifier.examined_proofs import refusal
from app.verifier.judged import Judged
from app.verifier.liberal import identifier
from app.verifier.shown import shown

MOST_ADDRESSES: Final = 3 + MOST_KEYS
"""A hosted assertion, its badge class, profile and list; or a signed one's badge class, profile, list and keys."""

_WORST_FIRST = (Outcome.FAILED, Outcome.UNKNOWN, Outcome.PASSED)
_NOT_JUDGED = Circumstance(NOT_JUDGED, {})


@dataclass(frozen=True, slots=True)
class Examined:
    """A case, what it leads to, and the key that signed it: None where it is hosted or that cannot be told yet."""

    case: Case
    linked: Linked
    signed_by: SignedBy | None


def named_addresses(case: Case) -> Iterator[Address]:
    """Return where the evidence lies: assertion, badge class, issuer, keys and list, each once what names it is at hand."""
    found_so_far = linked(case.presented.document, case.evidence)
    yield from found_so_far.addresses
    if found_so_far.issuer.document is None:
        return
    if found_so_far.method == SIGNED and _is_jws(case):
        for key in candidates(found_so_far, case.presented.secured.body, case.evidence):
            yield from key.addresses
    address = list_address(found_so_far)
    if address is not None:
        yield address


def findings_of(case: Case) -> Judged:
    """Return what the checks find of an assertion, and its content where it may be told."""
    examined = _examine(case)
    looked = ((check, look(examined)) for check, look in CHECKS)
    findings = tuple(found(check, circumstance.code, circumstance.facts) for check, circumstance in looked)
    return Judged(findings, _content(examined))


def _examine(case: Case) -> Examined:
    chain = linked(case.presented.document, case.evidence)
    is_testable = chain.method == SIGNED and _is_jws(case) and chain.issuer.document is not None
    return Examined(case, chain, signed_by(chain, case.presented.secured.body, case.evidence) if is_testable else None)


def _is_jws(case: Case) -> bool:
    return case.presented.securing.startswith("jws ")


def _readable(examined: Examined) -> Circumstance:
    """(1) Strictly readable within limits, and no context that may give its members another meaning."""
    trouble = examined.case.presented.trouble
    if trouble is not None:
        return refusal(trouble)
    for document in (examined.linked.given, examined.linked.assertion):
        for context in foreign_contexts(document):
            return Circumstance("context-unknown", {"context": shown(context)})
    return Circumstance("readable", {})


def _matches_schema(examined: Examined) -> Circumstance:
    """(2) Of the form of Open Badges 2.0: as handed in, as it lies at its address, and what it leads to."""
    if examined.case.presented.trouble is not None:
        return _NOT_JUDGED
    faults = tuple(_faults(examined.linked))
    if not faults:
        return Circumstance("schema-open-badges-2", {})
    pointer, detail = shown(faults[0].pointer or "/"), shown(faults[0].detail)
    return Circumstance("schema-violation", {"pointer": pointer, "detail": detail, "count": str(len(faults))})


def _faults(chain: Linked) -> Iterator[Fault]:
    yield from assertion_faults(chain.given)
    if chain.method == HOSTED and not is_web(identifier(chain.given)):
        yield Fault("/id", "expected the web address of a hosted assertion as its id; found another identifier")
    for looked, name, faults in (
        (chain.hosted, "the hosted assertion", assertion_faults),
        (chain.badge, "the badge class", badge_class_faults),
        (chain.issuer, "the issuer's profile", profile_faults),
    ):
        if looked.document is not None:
            yield from (Fault(each.pointer, f"{name}: {each.detail}") for each in faults(looked.document))


def _issuer_stands_behind(examined: Examined) -> Circumstance:
    """(3) The web address is the issuer's, or the key that signed."""
    chain = examined.linked
    if examined.case.presented.trouble is not None or chain.method is None:
        return _NOT_JUDGED
    if "badge" not in chain.assertion and chain.withdrawn:
        return _NOT_JUDGED
    trouble = links_trouble(chain)
    if trouble is not None:
        return trouble
    return address_is_the_issuers(chain) if chain.method == HOSTED else _key_is_the_issuers(examined)


def _key_is_the_issuers(examined: Examined) -> Circumstance:
    key = examined.signed_by
    if key is None:
        return _NOT_JUDGED
    return key.trouble or Circumstance("key-listed", {"issuer": shown(examined.linked.issuer.name), "key": shown(key.name)})


def _proof_holds(examined: Examined) -> Circumstance:
    """(4) What lies at its address says the same, or the signature fits."""
    chain = examined.linked
    if examined.case.presented.trouble is not None or chain.method is None:
        return _NOT_JUDGED
    if chain.method == HOSTED:
        return copy_is_confirmed(chain)
    if not _is_jws(examined.case):
        return Circumstance("proof-missing", {})
    return examined.signed_by.signature if examined.signed_by is not None else Circumstance("key-unavailable", {})


def _within_validity(examined: Examined) -> Circumstance:
    """(5) Issued, and not expired."""
    if not _stands(examined):
        return _NOT_JUDGED
    assertion, moment = examined.linked.assertion, examined.case.moment
    try:
        issued = read_timestamp(assertion.get("issuedOn"))
        expires = read_timestamp(assertion["expires"]) if "expires" in assertion else None
    except ValueError:
        return Circumstance("validity-unreadable", {})
    if issued > moment + CLOCK_LEEWAY:
        return Circumstance("not-yet-valid", {"valid_from": issued.isoformat()})
    if expires is None:
        return Circumstance("current", {})
    return Circumstance("expired" if expires < moment - CLOCK_LEEWAY else "current-until", {"valid_until": expires.isoformat()})


def _not_revoked(examined: Examined) -> Circumstance:
    """(6) Not revoked, by its address and by the issuer's list."""
    if not _stands(examined):
        withdrawn = examined.linked.withdrawn and examined.linked.method == HOSTED
        return Circumstance("revoked", {"address": shown(examined.linked.hosted.name)}) if withdrawn else _NOT_JUDGED
    all_found = circumstances(examined.linked, examined.case.evidence)
    return min(all_found, key=_status_rank, default=Circumstance("no-status", {}))


def _status_rank(circumstance: Circumstance) -> int:
    return _WORST_FIRST.index(CODES[Check.STATUS][circumstance.code])


def _issuer_trusted(_examined: Examined) -> Circumstance:
    """(7) In a register of issuers: there is none for a legacy format."""
    return Circumstance("no-registry", {})


CHECKS: tuple[tuple[Check, Callable[[Examined], Circumstance]], ...] = (
    (Check.READABLE, _readable),
    (Check.SCHEMA, _matches_schema),
    (Check.ISSUER_KEY, _issuer_stands_behind),
    (Check.PROOF, _proof_holds),
    (Check.VALIDITY, _within_validity),
    (Check.STATUS, _not_revoked),
    (Check.ISSUER_TRUST, _issuer_trusted),
)


def _stands(examined: Examined) -> bool:
    both = ((Check.ISSUER_KEY, _issuer_stands_behind(examined)), (Check.PROOF, _proof_holds(examined)))
    return all(CODES[check][circumstance.code] is Outcome.PASSED for check, circumstance in both)


def _content(examined: Examined) -> Content | None:
    """Return what may be told: of a signed assertion the badge class as it was signed, where it is embedded."""
    if not _stands(examined):
        return None
    chain = examined.linked
    badge: Document = chain.badge.document or {}
    if chain.method == SIGNED and chain.embedded is not None:
        badge = chain.embedded
    return read_content(chain.assertion, badge, chain.issuer.document or {})
