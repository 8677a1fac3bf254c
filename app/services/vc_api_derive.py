"""Derives a credential that discloses less from one that its issuer made for that (selective disclosure). No key of ours is in it.

Spec: VCALM §3.5 (derive), https://w3c.github.io/vcalm/; Data Integrity ECDSA Cryptosuites 1.0 §3.6
"""

from app.errors import UnsupportedSuite
from app.model.secured import Document, Secured
from app.proofs import presented_proofs, suites_named
from app.proofs.suite import Derive, PresentedProof, VerifyOptions, write_json

_AS_A_PROGRAM_ASKS = VerifyOptions(inline_contexts=True)


def derive_vc(credential: Document, pointers: tuple[str, ...]) -> bytes:
    """Return the credential with what `pointers` lead to and what its issuer made mandatory, in JSON.

    Raises UnsupportedSuite where no proof can be derived from; MalformedProof, DocumentError where it, or a pointer, cannot be read.
    """
    for proof in presented_proofs(Secured(write_json(credential), "application/vc")):
        derive = _derive_of(proof)
        if derive is not None:
            return derive(proof.secured, pointers, _AS_A_PROGRAM_ASKS).body
    raise UnsupportedSuite("expected a proof from which less can be derived (ecdsa-sd-2023), found none")


def _derive_of(proof: PresentedProof) -> Derive | None:
    return next((suite.derive for suite in suites_named(proof.suite) if suite.derive is not None), None)
