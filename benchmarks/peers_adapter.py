"""Ours in the comparison of libraries (`../shared/bench/peers`): `OURS=benchmarks.peers_adapter:factory`.

`OURS_CASE` says what is measured: `known achievement` (the default), `any shape` (every credential of another shape, and nothing is
kept of achievements and issuers, so each is read whole), or a suite's name. Nothing is ever kept of a document: each call signs or
verifies as if it saw it for the first time.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from app.crypto.keys import multikey, public_jwk
from app.crypto.plain_graph import template
from app.crypto.signing import PrivateKeySigner
from app.model.secured import Algorithm, Document
from app.proofs import suite_named
from app.proofs.suite import SecureOptions

MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
KNOWN_ACHIEVEMENT = "known achievement"
ANY_SHAPE = "any shape"
SUITES = {
    "eddsa-rdfc-2022": Algorithm.EDDSA,
    "eddsa-jcs-2022": Algorithm.EDDSA,
    "ecdsa-rdfc-2019": Algorithm.ES256,
    "ecdsa-jcs-2019": Algorithm.ES256,
    "vc+jwt": Algorithm.EDDSA,
}
_OPTIONAL = ("humanCode", "specialization", "version", "inLanguage", "fieldOfStudy", "image", "tag", "creditsAvailable")

Signing = Callable[[int], bytes]
Verifying = Callable[[int], None]


def factory(creds: list[Document], _contexts: dict[str, Document], case: str | None = None) -> tuple[Signing, Verifying]:
    """Return what signs the credential of that number, and what verifies it, or raises."""
    case = case or os.environ.get("OURS_CASE", KNOWN_ACHIEVEMENT)
    name = case if case in SUITES else "eddsa-rdfc-2022"
    signer = signer_for(SUITES[name])
    did = signer.verification_method.partition("#")[0]
    for number, document in enumerate(creds):
        document["issuer"]["id"] = document["credentialSubject"]["achievement"]["creator"]["id"] = did
        if case == ANY_SHAPE:
            _reshape(document["credentialSubject"]["achievement"], number)
    suite, options = suite_named(name, SUITES[name]), SecureOptions(moment=MOMENT)
    keys = {signer.verification_method: signer.public_key(did)}
    forget = template.cache_clear if case == ANY_SHAPE else _keep

    def sign(number: int) -> bytes:
        forget()
        return suite.secure(creds[number], signer, options).body

    signed = [suite.secure(document, signer, options) for document in creds]

    def verify(number: int) -> None:
        forget()
        suite.verify(signed[number], keys)

    return sign, verify


def signer_for(algorithm: Algorithm) -> PrivateKeySigner:
    """Return a signer with the key that the peers use, as its did:key."""
    private = (
        ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        if algorithm is Algorithm.EDDSA
        else ec.derive_private_key(int.from_bytes(bytes(range(32)), "big"), ec.SECP256R1())
    )
    key = multikey(public_jwk(private))
    return PrivateKeySigner(f"did:key:{key}#{key}", private, algorithm)


def _reshape(achievement: Document, number: int) -> None:
    """Take members away, others for each number below 256."""
    for place, name in enumerate(_OPTIONAL):
        if number >> place & 1:
            achievement.pop(name, None)


def _keep() -> None:
    """Forget nothing."""
