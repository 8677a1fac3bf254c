"""Dates: of the credential and of its proofs, against the moment of judging, with the one leeway for clocks that differ.

Spec: VC Data Model 2.0 §4.9 (validFrom, validUntil); 1.1 §4.6 (issuanceDate, expirationDate); VC Data Integrity 1.0 §2.1 (expires)
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from app.model.secured import Document
from app.proofs.suite import PresentedProof
from app.schemas.moments import read_moment
from app.status.status_list import CLOCK_LEEWAY
from app.verifier.evidence import Circumstance

_BEGINNINGS = ("validFrom", "issuanceDate")
_ENDS = ("validUntil", "expirationDate")


def validity(document: Document, proofs: Sequence[PresentedProof], moment: datetime) -> Iterator[Circumstance]:
    """Yield what the dates come to: each that stands in the way, and until when the credential is in force where none does.

    A proof that says it was made in the future is told apart: nothing signed bears a later date than today's.
    """
    try:
        begins, ends = ([read_moment(document[name]) for name in names if name in document] for names in (_BEGINNINGS, _ENDS))
    except ValueError:
        yield Circumstance("validity-unreadable", {})
        return
    too_early, too_late = moment + CLOCK_LEEWAY, moment - CLOCK_LEEWAY
    obstacles = {
        "not-yet-valid": (
            "valid_from",
            [begin for begin in (*begins, *(proof.not_before for proof in proofs)) if begin and begin > too_early],
        ),
        "expired": ("valid_until", [end for end in ends if end < too_late]),
        "proof-expired": ("expires_at", [proof.expires for proof in proofs if proof.expires is not None and proof.expires < too_late]),
        "signed-in-future": ("signed_at", [proof.moment for proof in proofs if proof.moment is not None and proof.moment > too_early]),
    }
    in_the_way = [Circumstance(code, {fact: moments[0].isoformat()}) for code, (fact, moments) in obstacles.items() if moments]
    yield from in_the_way
    if not in_the_way:
        known = [*ends, *(proof.expires for proof in proofs if proof.expires is not None)]
        yield Circumstance("current-until", {"valid_until": min(known).isoformat()}) if known else Circumstance("current", {})
