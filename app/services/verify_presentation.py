"""Verifies a presentation for a program (VC-API): its own proof, and each credential in it alone.

Spec: VCALM (W3C), verifying presentations, https://w3c.github.io/vcalm/#verify-presentation
"""

from typing import Any

from app.services.api_outcomes import ApiOutcome, refused
from app.services.installation import Installation


def verify_presentation(_installation: Installation, _presentation: Any, _challenge: str | None, _domain: str | None) -> ApiOutcome:
    """Return whether a presentation verifies, with all credentials in it, and every reason why not; nothing presented raises.

    Args:
        _installation: where evidence is looked for.
        _presentation: the member `verifiablePresentation`, any JSON value as it was read; only an object can verify.
        _challenge: what the verifier asked to be signed; without one nothing verifies, for anybody could present it again.
        _domain: for whom the verifier asked it to be signed; the proof must say the same.
    """
    return refused("not-recognised", "presentations are not read yet")
