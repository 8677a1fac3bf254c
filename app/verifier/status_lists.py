"""What the lists say that a credential names: each entry is looked up, each list that is itself a credential is verified first.

A list counts only if the issuer of the credential signed it or, where lists of its kind are not signed, if it names that issuer
and lies where the signed credential says. One level deep: a list's own status is not asked. Whatever is wrong with an entry or
a list leaves the status unknown: it is never taken for good, nor for revoked.

Spec: Bitstring Status List 1.0 §3.2, https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm; Open Badges 3.0 §9.1 step 4
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from app.errors import DocumentError, MalformedStatus, NotRecognised, StatusIndexOutOfRange, StatusListTooShort
from app.model.secured import Document
from app.schemas.strict_json import JsonLimits, read_object
from app.status import StatusAnswer, StatusReference, UnknownStatus, kind_named, status_references
from app.status.kind import Lookup
from app.status.status_list import CLOCK_LEEWAY
from app.verifier.evidence import Address, Circumstance, Evidence, Purpose
from app.verifier.examined_proofs import ExaminedProof, examined_proofs
from app.verifier.forms import read_presented
from app.verifier.issuer_keys import issuer_key
from app.verifier.presented import Presented
from app.verifier.shown import shown

NOT_REVOKED = "not-revoked"
UNOBJECTED = "status-unobjected"

LIST_LIMITS = JsonLimits(max_bytes=1_048_576, max_nodes=50_000)
"""A list of names has one object for each credential that was ever revoked."""

_ListKey = tuple[str, str, str, int]


def _revocation(reference: StatusReference, answer: StatusAnswer) -> Circumstance:
    signed = kind_named(reference.type).signed
    if not answer.value:
        return Circumstance(NOT_REVOKED if signed else "not-on-revocation-list", {"url": shown(reference.list_url)})
    facts = {"url": shown(reference.list_url)} | ({} if signed else {"detail": "the list is not signed; the issuer names its address"})
    if answer.message:
        return Circumstance("revoked-with-reason", {**facts, "reason": shown(answer.message)})
    return Circumstance("revoked", facts)


def _suspension(reference: StatusReference, answer: StatusAnswer) -> Circumstance:
    facts = {"url": shown(reference.list_url)} | ({"detail": shown(answer.message)} if answer.message else {})
    return Circumstance("suspended" if answer.value else UNOBJECTED, facts)


def _refresh(reference: StatusReference, answer: StatusAnswer) -> Circumstance:
    return Circumstance("status-refresh" if answer.value else UNOBJECTED, {"url": shown(reference.list_url)})


def _message(reference: StatusReference, answer: StatusAnswer) -> Circumstance:
    """A value without a text may mean anything, but for 0 where the credential explains no value at all."""
    facts = {"url": shown(reference.list_url)}
    if answer.message:
        return Circumstance("status-message", {**facts, "message": shown(answer.message)})
    silent = not answer.value and not reference.messages
    return Circumstance(UNOBJECTED, facts) if silent else Circumstance("status-message-unknown", {**facts, "value": hex(answer.value)})


MEANINGS: Mapping[str, Callable[[StatusReference, StatusAnswer], Circumstance]] = {
    "revocation": _revocation,
    "suspension": _suspension,
    "refresh": _refresh,
    "message": _message,
}
"""What a value means, by the purpose of its list."""


def list_addresses(document: Document, issuer: str, evidence: Evidence) -> tuple[Address, ...]:
    """Return where the lists of a credential are, and the keys of those that are already at hand."""
    lists = tuple(Address(url, Purpose.STATUS_LIST) for url in dict.fromkeys(each.list_url for each in _readable(document)))
    presented = (_presented(url, evidence) for url in dict.fromkeys(each.list_url for each in _readable(document) if _is_signed(each)))
    keys = (
        address
        for each in presented
        if isinstance(each, Presented)
        for proof in each.proofs
        for address in issuer_key(proof, issuer, evidence).addresses
    )
    return (*lists, *keys)


def statuses(document: Document, issuer: str, evidence: Evidence, moment: datetime) -> tuple[Circumstance, ...]:
    """Return what each status entry of a credential comes to; nothing where it has none."""
    try:
        references = status_references(document)
    except (MalformedStatus, StatusIndexOutOfRange) as error:
        return (Circumstance(error.code, {"detail": shown(error.detail)}),)
    readable = {_key(each): each for each in _known(references)}
    signed = dict.fromkeys(each.list_url for each in readable.values() if _is_signed(each))
    credentials = {url: _verified_list(url, issuer, evidence, moment) for url in signed}
    documents = {
        key: credentials[each.list_url] if _is_signed(each) else _plain_list(each.list_url, evidence) for key, each in readable.items()
    }
    lookups = {key: _opened(documents[key], each, issuer, moment) for key, each in readable.items()}
    return tuple(_status(each, lookups) for each in references)


def _is_signed(reference: StatusReference) -> bool:
    return kind_named(reference.type).signed


def _known(references: Iterable[StatusReference | UnknownStatus]) -> tuple[StatusReference, ...]:
    return tuple(each for each in references if isinstance(each, StatusReference) and each.purpose in MEANINGS)


def _readable(document: Document) -> tuple[StatusReference, ...]:
    try:
        return _known(status_references(document))
    except (MalformedStatus, StatusIndexOutOfRange):
        return ()


def _key(reference: StatusReference) -> _ListKey:
    """Return what opening a list depends on: entries that share it share one unpacked list."""
    return reference.list_url, reference.type, reference.purpose, reference.size


def _status(reference: StatusReference | UnknownStatus, lookups: Mapping[_ListKey, Lookup | Circumstance]) -> Circumstance:
    if isinstance(reference, UnknownStatus):
        return Circumstance("status-type-unknown", {"type": shown(reference.type)})
    if reference.purpose not in MEANINGS:
        return Circumstance("status-purpose-unknown", {"purpose": shown(reference.purpose)})
    lookup = lookups[_key(reference)]
    if isinstance(lookup, Circumstance):
        return lookup
    try:
        return MEANINGS[reference.purpose](reference, lookup(reference))
    except StatusIndexOutOfRange as error:
        return Circumstance(error.code, {"detail": shown(error.detail)})


def _opened(document: Document | Circumstance, reference: StatusReference, issuer: str, moment: datetime) -> Lookup | Circumstance:
    if isinstance(document, Circumstance):
        return document
    try:
        return kind_named(reference.type).open(document, reference, issuer, moment)
    except StatusListTooShort as error:
        return Circumstance(error.code, {"detail": shown(error.detail)})
    except MalformedStatus as error:
        return _refused(reference.list_url, error.detail)


def _plain_list(url: str, evidence: Evidence) -> Document | Circumstance:
    body = _body(url, evidence)
    if isinstance(body, Circumstance):
        return body
    try:
        return read_object(body, LIST_LIMITS)
    except DocumentError as error:
        return _refused(url, error.detail)


def _verified_list(url: str, issuer: str, evidence: Evidence, moment: datetime) -> Document | Circumstance:
    presented = _presented(url, evidence)
    if isinstance(presented, Circumstance):
        return presented
    proofs = examined_proofs(presented, issuer, evidence)
    reasons = [reason for proof in proofs for reason in _reasons(proof, moment)]
    if reasons or not proofs:
        return _refused(url, reasons[0] if reasons else "no proof that can be read")
    return presented.document


def _reasons(proof: ExaminedProof, moment: datetime) -> Iterable[str]:
    circumstances = (proof.key.trouble, proof.trouble, proof.out_of_time(moment, None))
    yield from (f"its proof: {each.code} {each.facts.get('detail', '')}" for each in circumstances if each is not None)
    if proof.proof.expires is not None and proof.proof.expires < moment:
        yield "its proof has expired"
    if proof.proof.not_before is not None and proof.proof.not_before > moment + CLOCK_LEEWAY:
        yield "its proof is not yet in force"


def _presented(url: str, evidence: Evidence) -> Presented | Circumstance:
    body = _body(url, evidence)
    if isinstance(body, Circumstance):
        return body
    try:
        return read_presented(body)
    except NotRecognised as error:
        return _refused(url, error.detail)


def _body(url: str, evidence: Evidence) -> bytes | Circumstance:
    fetched = evidence.get(url)
    if fetched is not None and fetched.body is not None:
        return fetched.body
    trouble = fetched.trouble if fetched is not None else None
    return Circumstance("status-unreachable", {"url": shown(url), "detail": shown(trouble.detail if trouble else "nobody asked there")})


def _refused(url: str, detail: str) -> Circumstance:
    return Circumstance("status-list-refused", {"url": shown(url), "detail": shown(detail)})
