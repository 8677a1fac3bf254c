"""A case: what was presented, when it is judged, and the evidence at hand; and what evidence it still wants.

The core names addresses and never opens one. `still_wanted` is asked again with what came back, until it wants nothing more;
no case ever wants more than `MOST_ADDRESSES` in all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from app.verifier.evidence import Address, Evidence, Fetched, OwnRecord, Purpose
from app.verifier.issuer_keys import KeyAnswer, issuer_key
from app.verifier.presented import MOST_STATUS_LISTS, Presented, issuer_of
from app.verifier.status_lists import list_addresses

__all__ = ["MOST_ADDRESSES", "Address", "Case", "Fetched", "OwnRecord", "Purpose", "consulted", "still_wanted"]

MOST_ADDRESSES = 1 + MOST_STATUS_LISTS


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a judgement rests on. `own` is what our own register says, where the credential is one of ours."""

    presented: Presented
    moment: datetime
    evidence: Evidence = field(default_factory=dict)
    own: OwnRecord | None = None


def still_wanted(case: Case) -> tuple[Address, ...]:
    """Return the addresses whose evidence is lacking: the issuer's keys and the status lists, in that order.

    Nothing is wanted for a key that is not the issuer's whatever its document says, nor beyond MOST_ADDRESSES in all.
    """
    addresses = _addresses(case)
    lacking = [address for address in addresses if address.url not in case.evidence]
    room = MOST_ADDRESSES - (len(addresses) - len(lacking))
    return tuple(lacking[: max(0, room)])


def consulted(case: Case) -> tuple[Fetched, ...]:
    """Return the evidence that the judgement rests on, in the order in which it was wanted."""
    return tuple(case.evidence[address.url] for address in _addresses(case) if address.url in case.evidence)


def _addresses(case: Case) -> tuple[Address, ...]:
    """Return each address once, under the first purpose that names it: the strictest, for keys are named before lists."""
    first: dict[str, Address] = {}
    for address in _named(case):
        first.setdefault(address.url, address)
    return tuple(first.values())


def _named(case: Case) -> Iterator[Address]:
    document = case.presented.document
    issuer = issuer_of(document)
    if issuer is None or not case.presented.proofs:
        return
    answers = [issuer_key(proof, issuer, case.evidence) for proof in case.presented.proofs]
    for answer in answers:
        yield from answer.addresses
    if all(answer.trouble is None or _is_open(answer, case.evidence) for answer in answers):
        yield from list_addresses(document, issuer, case.evidence)


def _is_open(answer: KeyAnswer, evidence: Evidence) -> bool:
    """Return whether the answer may yet change: then the lists are asked for in the same round."""
    return any(address.url not in evidence for address in answer.addresses)
