"""What the tests of JWT share: claims, and JWTs signed by hand."""

import base64
import json
from typing import Any

from app.model.secured import Algorithm, Document, Secured
from app.proofs import suite_named
from tests.fakes import SignerInMemory
from tests.proofs.examples import DIPLOMA, ISSUER, METHOD

RS256 = suite_named("vc-jwt", Algorithm.RS256)
EDDSA = suite_named("vc-jwt", Algorithm.EDDSA)
CLAIMS: Document = {
    **DIPLOMA,
    "iss": ISSUER,
    "jti": DIPLOMA["id"],
    "nbf": 1_767_225_600,
    "sub": "did:example:learner",
    "exp": 4_070_908_800,
}
SIGNER = SignerInMemory(METHOD)
STRANGER = SignerInMemory(METHOD, seed=b"\x08" * 32)


def encode(value: Any) -> str:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def signed(claims: Any = CLAIMS, signer: SignerInMemory = SIGNER, **header: Any) -> Secured:
    """A JWT with these claims; members of the header by name, None takes one out."""
    whole = {"alg": "EdDSA", "typ": "JWT", "kid": METHOD, **header}
    protected = {name: value for name, value in whole.items() if value is not None}
    signing_input = f"{encode(protected)}.{encode(claims)}"
    return Secured(f"{signing_input}.{encode(signer.sign(signing_input.encode()))}".encode(), "text/plain")


def claims(**changes: Any) -> Document:
    """The claims with other members; `...` takes one out."""
    return {name: value for name, value in {**CLAIMS, **changes}.items() if value is not ...}
