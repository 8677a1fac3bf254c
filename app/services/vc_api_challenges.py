"""Challenges that we make for presentations: each is answered once, and in time. Only its digest is stored.

A challenge bears our mark, so that one that was answered, or is too old, is known to have been ours and refused. What a verifier made
for itself has no mark: that verifier looks after its being fresh.

Spec: VCALM §3.6 (challenges), https://w3c.github.io/vcalm/; docs/decisions/0024-vc-api.md
"""

import hmac
import secrets
from datetime import timedelta

from app.adapters.database import vc_api
from app.adapters.database.session import Session
from app.crypto.ciphers import derive_key
from app.crypto.hashes import keyed_digest, sha256_hex
from app.services.installation import Installation

LIVES = timedelta(minutes=15)
_BYTES = 24
_MARK_LENGTH = 32


def make_challenge(installation: Installation) -> str:
    """Return a challenge that one presentation may answer within a quarter of an hour."""
    moment, drawn = installation.clock(), secrets.token_urlsafe(_BYTES)
    challenge = f"{drawn}.{_mark(installation, drawn)}"
    digest = sha256_hex(challenge.encode())
    installation.database.write(lambda session: vc_api.add_challenge(session, digest, moment + LIVES, moment))
    return challenge


def is_ours(installation: Installation, challenge: str) -> bool:
    """Return whether we made that challenge, whatever became of it."""
    drawn, _, mark = challenge.partition(".")
    return hmac.compare_digest(mark.encode(), _mark(installation, drawn).encode())


def take_challenge(installation: Installation, challenge: str) -> bool:
    """Take a challenge of ours as answered; return whether it was still to be answered. Of any number that try, one succeeds."""

    def work(session: Session) -> bool:
        return vc_api.take_challenge(session, sha256_hex(challenge.encode()), installation.clock())

    return installation.database.write(work)


def _mark(installation: Installation, drawn: str) -> str:
    return keyed_digest(derive_key(installation.data_keys.secret, "vc-api/challenge"), drawn)[:_MARK_LENGTH]
