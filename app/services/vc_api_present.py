"""Verifies a presentation for a program, and takes the challenge that it answers where we made that.

Spec: VCALM §3.3.2 (verify presentation), https://w3c.github.io/vcalm/
"""

from typing import Any

from app.services.api_outcomes import ApiOutcome, refused
from app.services.installation import Installation
from app.services.vc_api_challenges import is_ours, take_challenge
from app.services.verify_presentation import verify_presentation

_USED = "expected a challenge that nobody answered yet and whose time is not over, found one of ours that is spent"


def verify_answer(installation: Installation, presentation: Any, challenge: str | None, domain: str | None) -> ApiOutcome:
    """Return what `verify_presentation` says; a challenge of ours is good for one presentation that verifies."""
    outcome = verify_presentation(installation, presentation, challenge, domain)
    if outcome.verified and challenge is not None and is_ours(installation, challenge) and not take_challenge(installation, challenge):
        return refused("challenge-mismatch", _USED)
    return outcome
