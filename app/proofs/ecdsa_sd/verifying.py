"""A derived proof tested: the issuer's signature over what is mandatory, and one for each statement besides.

Spec: Data Integrity ECDSA Cryptosuites 1.0 §3.5.9 (createVerifyData), §3.6.7 (verify derived proof),
https://www.w3.org/TR/vc-di-ecdsa/#verify-derived-proof-ecdsa-sd-2023
"""

from collections.abc import Mapping

from app.crypto.canonical import nquads_as_read
from app.crypto.encodings import encode_multibase
from app.crypto.keys import jwk_of_multikey, verify_signature
from app.crypto.labels import relabelled, written_label
from app.errors import MalformedProof
from app.model.secured import Algorithm, PublicKey, Secured
from app.proofs.data_integrity.securing import check_purpose, limits_for
from app.proofs.ecdsa_sd.presented import read_presented, sign_data
from app.proofs.ecdsa_sd.proof_value import NAME, read_derived
from app.proofs.suite import ASSERTED, Verified, VerifyOptions, known_key


def verify(secured: Secured, keys: Mapping[str, PublicKey], options: VerifyOptions = ASSERTED) -> Verified:
    """Return what the proof covers: all that is shown, which need not be all that was issued.

    Raises:
        InvalidSignature: an unknown key, or a signature that does not fit.
        MalformedProof: no derived proof of this document (a base proof is for its holder alone), or one for another purpose.
        UnsupportedSuite: a proof of another suite.
        DocumentError: the document cannot be read as it was signed.
    """
    presented = read_presented(secured)
    check_purpose(presented.stated, options)
    derived = read_derived(presented.proof["proofValue"])
    key = known_key(keys, presented.stated.verification_method)
    limits = limits_for(options)
    canonical = nquads_as_read(presented.document, limits).decode()
    lines = relabelled(canonical, {name: written_label(label) for name, label in derived.labels.items()})
    if derived.mandatory and derived.mandatory[-1] >= len(lines):
        raise MalformedProof(f"expected places of mandatory lines below {len(lines)}, found {derived.mandatory[-1]}")
    mandatory = frozenset(derived.mandatory)
    others = [line for place, line in enumerate(lines) if place not in mandatory]
    if len(others) != len(derived.signatures):
        raise MalformedProof(f"expected {len(others)} signatures, one for each statement, found {len(derived.signatures)}")
    data = sign_data(presented.document, presented.proof, limits, derived.public_key, (lines[place] for place in derived.mandatory))
    verify_signature(key.jwk, Algorithm.ES256, data, derived.base_signature)
    own_key = jwk_of_multikey(encode_multibase(derived.public_key))
    for line, signature in zip(others, derived.signatures, strict=True):
        verify_signature(own_key, Algorithm.ES256, line.encode(), signature)
    return Verified(presented.document, NAME, key.verification_method, presented.stated.purpose, presented.stated.moment)
