"""Who the holder of a credential says to be, as somebody who verifies it was told. Personal: never shown, kept or logged.

Spec: Open Badges 3.0 §B.7 IdentityObject, https://www.imsglobal.org/spec/ob/v3p0#identityobject
"""

from dataclasses import dataclass, field
from typing import Final

SUBJECT_ID: Final = "id"
"""The type of a claim that names a DID or another identifier of `credentialSubject`."""
EMAIL: Final = "emailAddress"
NAME: Final = "name"

MAX_IDENTITY: Final = 500
"""Characters of an identity; no address is longer."""


@dataclass(frozen=True, slots=True)
class RecipientClaim:
    """An identity type of Open Badges, or `id`, and the identity, which does not stand in what is printed."""

    identity_type: str
    identity: str = field(repr=False)


def claim_of(words: str) -> RecipientClaim | None:
    """Return the claim in what somebody typed: an identifier where it has a scheme, a mail address where it has an @, else a name.

    None where nothing was typed.
    """
    identity = words.strip()
    if not identity:
        return None
    if identity.startswith(("did:", "urn:", "https://", "http://")):
        return RecipientClaim(SUBJECT_ID, identity)
    return RecipientClaim(EMAIL if "@" in identity else NAME, identity)
