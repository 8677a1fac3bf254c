"""A case: what was presented, when it is judged, and the evidence at hand; and where a W3C credential's evidence lies.

The core names addresses and never opens one. `kinds.still_wanted` says which are lacking, for each kind of credentials.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from app.verifier.evidence import Address, Evidence, Fetched, OwnRecord, Purpose, SealTrust
from app.verifier.issuer_keys import KeyAnswer, issuer_key
from app.verifier.presented import MOST_STATUS_LISTS, Presented, issuer_of
from app.verifier.profile import FOR_PEOPLE, Profile
from app.verifier.status_lists import list_addresses

__all__ = ["MOST_ADDRESSES", "Address", "Case", "Fetched", "OwnRecord", "Purpose", "named_addresses"]

MOST_ADDRESSES = 1 + MOST_STATUS_LISTS


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a judgement rests on, and what its caller asks of it.

    `own` is what our own register says, where the credential is one of ours; `seals` whose seals count.
    """

    presented: Presented
    moment: datetime
    evidence: Evidence = field(default_factory=dict)
    own: OwnRecord | None = None
    profile: Profile = FOR_PEOPLE
    seals: SealTrust = field(default_factory=SealTrust)


def named_addresses(case: Case) -> Iterator[Address]:
    """Return where the evidence of a W3C credential lies: the issuer's keys and the status lists, in that order.

    Nothing is wanted for a key that is not the issuer's whatever its document says.
    """
    document = case.presented.document
    issuer = issuer_of(document)
    if issuer is None or not case.presented.proofs:
        return
    answers = [issuer_key(proof, issuer, case.evidence) for proof in case.presented.proofs]
    for answer in answers:
        yield from answer.addresses
    if all(_is_accepted(answer, case.profile) or _is_open(answer, case.evidence) for answer in answers):
        yield from list_addresses(document, issuer, case.evidence)


def _is_accepted(answer: KeyAnswer, profile: Profile) -> bool:
    return answer.trouble is None or (profile.tolerates(answer.trouble.code) and bool(answer.keys))


def _is_open(answer: KeyAnswer, evidence: Evidence) -> bool:
    """Return whether the answer may yet change: then the lists are asked for in the same round."""
    return any(address.url not in evidence for address in answer.addresses)
