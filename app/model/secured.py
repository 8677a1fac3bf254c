"""Documents, what secures them, and the keys for it.

Spec: VC Data Model 2.0 §4.12 (securing mechanisms), https://www.w3.org/TR/vc-data-model-2.0/#securing-mechanisms
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

Document = dict[str, Any]
"""A parsed JSON object, unsecured."""

Jwk = Mapping[str, str]
"""A public key as JSON Web Key (RFC 7517): the one form in which keys travel between our modules. Never with a private part."""


class Algorithm(StrEnum):
    """Signature algorithms by their JOSE names (RFC 7518, RFC 8037). There is no symmetric one, and no `none`."""

    EDDSA = "EdDSA"
    ES256 = "ES256"
    ES384 = "ES384"
    ES512 = "ES512"
    RS256 = "RS256"
    PS256 = "PS256"


class ProofPurpose(StrEnum):
    """What a key may be used for (Controlled Identifiers 1.0 §2.3)."""

    ASSERTION = "assertionMethod"
    AUTHENTICATION = "authentication"


@dataclass(frozen=True, slots=True)
class Secured:
    """A secured document as it travels: bytes and media type."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A verification method: where it is said, who controls it, and the key itself.

    `revoked_at` and `expires_at` are the controller's words (Controlled Identifiers 1.0 §2.2).
    """

    verification_method: str
    controller: str
    jwk: Jwk
    revoked_at: datetime | None = None
    expires_at: datetime | None = None


class Signer(Protocol):
    """Holds a private key, wherever it lies, and signs with it."""

    @property
    def verification_method(self) -> str:
        """The URL under which the public key is said."""
        ...

    @property
    def algorithm(self) -> Algorithm:
        """The one algorithm that this key is used with."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the signature over `message`, as JOSE has it: ECDSA as r‖s. Raises SigningError."""
        ...
