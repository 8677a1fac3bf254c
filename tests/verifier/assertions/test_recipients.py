"""Whom an assertion was made out to: a hash that can be held against an address, with and without salt, or an address in plain."""

import hashlib

import pytest

from app.model.recipient import claim_of
from app.model.report import RecipientMatch
from app.model.secured import Document
from app.verifier.verification import verified
from tests.verifier.assertions.world import ASSERTION, changed, hosting, written

ADDRESS = "ada@example.org"


def hashed(algorithm: str, words: str) -> str:
    return f"{algorithm}${hashlib.new(algorithm, words.encode(), usedforsecurity=False).hexdigest()}"


def match(recipient: Document, claim: str) -> RecipientMatch | None:
    there = changed(ASSERTION, recipient=recipient)
    return verified(hosting(there).case(written(there)), claim_of(claim)).recipient


@pytest.mark.parametrize(
    "recipient",
    [
        {"type": "email", "hashed": True, "salt": "deadsea", "identity": hashed("sha256", f"{ADDRESS}deadsea")},
        {"type": "email", "hashed": True, "identity": hashed("sha256", ADDRESS)},
        {"type": "email", "hashed": True, "salt": "x", "identity": hashed("md5", f"{ADDRESS}x")},
        {"type": "email", "hashed": False, "identity": ADDRESS},
        {"type": "email", "identity": ADDRESS},
    ],
)
def test_the_recipient_is_known_by_the_address(recipient: Document) -> None:
    assert match(recipient, ADDRESS) is RecipientMatch.MATCHES
    assert match(recipient, "eve@example.org") is RecipientMatch.DIFFERS


def test_nothing_is_said_of_a_copy_that_its_address_does_not_confirm() -> None:
    recipient = {"type": "email", "identity": ADDRESS}
    copy = changed(ASSERTION, recipient=recipient)

    assert verified(hosting().case(written(copy)), claim_of(ADDRESS)).recipient is RecipientMatch.CANNOT_TELL
