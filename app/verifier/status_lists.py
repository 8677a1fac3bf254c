"""What the lists say that a credential names: each entry is looked up, each list is itself a credential and is verified first.

A list counts only if the issuer of the credential signed it; one level deep: a list's own status is not asked. Whatever is
wrong with an entry or a list leaves the status unknown: it is never taken for good, nor for revoked.

Spec: Bitstring Status List 1.0 §3.2, https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from app.errors import MalformedStatus, NotRecognised, StatusIndexOutOfRange
from app.model.secured import Document
from app.status.bitstring import status_at
from app.status.status_list import StatusReference, UnknownStatus, list_bits, status_references
from app.verifier.evidence import Address, Circumstance, Evidence, Purpose
from app.verifier.examined_proofs import ExaminedProof, examined_proofs
from app.verifier.forms import read_presented
from app.verifier.issuer_keys import issuer_key
from app.verifier.presented import Presented
from app.verifier.shown import shown

MEANINGS: Mapping[str, str] = {"revocation": "revoked", "suspension": "suspended"}
"""What a set bit means, by the purpose of its list: the code of the finding."""

NOT_REVOKED = "not-revoked"

_ListKey = tuple[str, str, str]


def list_addresses(document: Document, issuer: str, evidence: Evidence) -> tuple[Address, ...]:
    """Return where the lists of a credential are, and the keys of those that are already at hand."""
    lists = tuple(Address(url, Purpose.STATUS_LIST) for url in dict.fromkeys(each.list_url for each in _readable(document)))
    presented = (_presented(address.url, evidence) for address in lists)
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
    documents = {url: _verified_list(url, issuer, evidence, moment) for url in dict.fromkeys(url for url, _, _ in readable)}
    bits = {key: _bits(documents[key[0]], each, issuer, moment) for key, each in readable.items()}
    return tuple(_status(each, bits) for each in references)


def _known(references: Iterable[StatusReference | UnknownStatus]) -> tuple[StatusReference, ...]:
    return tuple(each for each in references if isinstance(each, StatusReference) and each.purpose in MEANINGS)


def _readable(document: Document) -> tuple[StatusReference, ...]:
    try:
        return _known(status_references(document))
    except (MalformedStatus, StatusIndexOutOfRange):
        return ()


def _key(reference: StatusReference) -> _ListKey:
    """Return what `list_bits` depends on: entries that share it share one unpacked list."""
    return reference.list_url, reference.type, reference.purpose


def _status(reference: StatusReference | UnknownStatus, bits: Mapping[_ListKey, bytes | Circumstance]) -> Circumstance:
    if isinstance(reference, UnknownStatus):
        return Circumstance("status-type-unknown", {"type": shown(reference.type)})
    if reference.purpose not in MEANINGS:
        return Circumstance("status-purpose-unknown", {"purpose": shown(reference.purpose)})
    found = bits[_key(reference)]
    if isinstance(found, Circumstance):
        return found
    try:
        is_set = status_at(found, reference.index)
    except StatusIndexOutOfRange as error:
        return Circumstance(error.code, {"detail": shown(error.detail)})
    return Circumstance(MEANINGS[reference.purpose] if is_set else NOT_REVOKED, {"url": shown(reference.list_url)})


def _bits(document: Document | Circumstance, reference: StatusReference, issuer: str, moment: datetime) -> bytes | Circumstance:
    if isinstance(document, Circumstance):
        return document
    try:
        return list_bits(document, reference, issuer, moment)
    except MalformedStatus as error:
        return _refused(reference.list_url, error.detail)


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


def _presented(url: str, evidence: Evidence) -> Presented | Circumstance:
    fetched = evidence.get(url)
    if fetched is None or fetched.body is None:
        trouble = fetched.trouble if fetched is not None else None
        return Circumstance("status-unreachable", {"url": shown(url), "detail": shown(trouble.detail if trouble else "nobody asked there")})
    try:
        return read_presented(fetched.body)
    except NotRecognised as error:
        return _refused(url, error.detail)


def _refused(url: str, detail: str) -> Circumstance:
    return Circumstance("status-list-refused", {"url": shown(url), "detail": shown(detail)})
