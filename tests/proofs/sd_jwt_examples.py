"""What the tests of SD-JWT share: salts that are always the same, and SD-JWTs put together by hand."""

import hashlib
from collections.abc import Callable
from typing import Any

from app.model.secured import Algorithm, Document, Secured
from app.proofs import suite_named
from app.proofs.suite import SecureOptions
from tests.fakes import SignerInMemory
from tests.proofs.examples import DIPLOMA, ISSUER, METHOD, NOON
from tests.proofs.jwt_examples import SIGNER, encode

VC = suite_named("vc+sd-jwt", Algorithm.EDDSA)
VP = suite_named("vp+sd-jwt", Algorithm.EDDSA)
DC = suite_named("dc+sd-jwt", Algorithm.EDDSA)

HOLDER = SignerInMemory("did:example:learner#key-1", seed=b"\x09" * 32)
CLAIMS: Document = {
    "vct": "https://issuer.example/types/diploma",
    "iss": ISSUER,
    "iat": 1_767_225_600,
    "given_name": "Ada",
    "family_name": "Lovelace",
    "nationalities": ["GB", "FR"],
    "address": {"street": "St James's Square", "country": "GB"},
    "cnf": {"jwk": dict(HOLDER.jwk)},
}
BOUND_DIPLOMA: Document = {**DIPLOMA, "cnf": {"jwk": dict(HOLDER.jwk)}}


def drawing() -> Callable[[int], bytes]:
    """A source of salts that gives others each time, but the same in each run."""
    drawn = iter(range(10_000))
    return lambda size: hashlib.sha256(str(next(drawn)).encode()).digest()[:size]


def disclosing(*pointers: str) -> SecureOptions:
    return SecureOptions(NOON, pointers=pointers, draw=drawing())


def disclosure(*parts: Any) -> str:
    """A disclosure of these parts: salt, name and value, or salt and value."""
    return encode(list(parts))


def digest(text: str, algorithm: str = "sha256") -> str:
    return encode(hashlib.new(algorithm, text.encode()).digest())


def issued(payload: Any, *disclosures: str, binding: str = "", signer: SignerInMemory = SIGNER, **header: Any) -> Secured:
    """An SD-JWT of this payload and these disclosures; members of the header by name, None takes one out."""
    whole = {"alg": "EdDSA", "typ": "vc+sd-jwt", "kid": METHOD, **header}
    protected = {name: value for name, value in whole.items() if value is not None}
    signing_input = f"{encode(protected)}.{encode(payload)}"
    token = f"{signing_input}.{encode(signer.sign(signing_input.encode()))}"
    return Secured("~".join((token, *disclosures, binding)).encode(), "application/sd-jwt")


def bound(secured: Secured, signer: SignerInMemory = HOLDER, header: Document | None = None, **changes: Any) -> Secured:
    """The SD-JWT with a key binding; members of its header and its claims by name, `...` takes one out."""
    text = secured.body.decode()
    claims = {"iat": 1_767_225_600, "aud": "verifier.example", "nonce": "n-0S6", "sd_hash": digest(text), **changes}
    whole = {"alg": "EdDSA", "typ": "kb+jwt", **(header or {})}
    signing_input = ".".join(encode({name: value for name, value in each.items() if value is not ...}) for each in (whole, claims))
    return Secured(f"{text}{signing_input}.{encode(signer.sign(signing_input.encode()))}".encode(), secured.media_type)
