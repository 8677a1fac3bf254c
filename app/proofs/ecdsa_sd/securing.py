"""A base proof: every statement that the issuer leaves to the holder is signed by itself, with a key made for this proof alone.

Spec: Data Integrity ECDSA Cryptosuites 1.0 §3.6.1–3.6.5, https://www.w3.org/TR/vc-di-ecdsa/#create-base-proof-ecdsa-sd-2023
"""

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric import ec

from app.crypto.canonical import WHEN_ISSUING
from app.crypto.disclosures import labelled_form
from app.crypto.encodings import decode_multibase
from app.crypto.keys import multikey
from app.crypto.labels import KEY_BYTES
from app.crypto.signing import PrivateKeySigner
from app.errors import MalformedProof, SigningError
from app.model.secured import Algorithm, Document, Secured, Signer
from app.proofs.data_integrity.presenting import PROOF_TYPE, with_proofs
from app.proofs.data_integrity.securing import MEDIA_TYPE
from app.proofs.ecdsa_sd.presented import sign_data
from app.proofs.ecdsa_sd.proof_value import MOST_SIGNATURES, NAME, BaseProof, write_base
from app.proofs.suite import SecureOptions
from app.schemas.moments import write_moment

_OF_THIS_PROOF = "the proof's own key"


def secure(document: Document, signer: Signer, options: SecureOptions) -> Secured:
    """Return the document with a base proof: what `options.pointers` lead to is in every derived proof.

    Raises:
        SigningError: a key of another kind, or nothing to draw the labels' key from.
        MalformedProof: a proof is there already, a pointer leads nowhere, or more statements than can be signed one by one.
        DocumentError: something would not be signed as it is read, or costs too much.
    """
    if signer.algorithm is not Algorithm.ES256 or options.draw is None:
        raise SigningError(f"{NAME} needs a key for ES256 and random bytes for its labels")
    if "proof" in document or options.previous is not None:
        raise MalformedProof(f"expected a document without a proof, for {NAME} builds on none")
    limits = replace(WHEN_ISSUING, allow_inline_contexts=options.inline_contexts)
    key = options.draw(KEY_BYTES)
    form = labelled_form(document, key, limits)
    mandatory = form.part(options.pointers).places
    left_to_holder = [line for place, line in enumerate(form.lines) if place not in mandatory]
    if len(left_to_holder) > MOST_SIGNATURES:
        raise MalformedProof(f"expected at most {MOST_SIGNATURES} statements that are not mandatory, found {len(left_to_holder)}")
    own = PrivateKeySigner(_OF_THIS_PROOF, ec.generate_private_key(ec.SECP256R1()), Algorithm.ES256)
    public_key = decode_multibase(multikey(own.jwk))
    proof = _options(signer, options)
    data = sign_data(document, proof, limits, public_key, (form.lines[place] for place in sorted(mandatory)))
    signatures = tuple(own.sign(line.encode()) for line in left_to_holder)
    value = write_base(BaseProof(signer.sign(data), public_key, key, signatures, options.pointers))
    return with_proofs(document, [{**proof, "proofValue": value}], MEDIA_TYPE)


def _options(signer: Signer, options: SecureOptions) -> Document:
    further = {"id": options.proof_id, "challenge": options.challenge, "domain": options.domain}
    return {
        "type": PROOF_TYPE,
        "cryptosuite": NAME,
        "created": write_moment(options.moment),
        "verificationMethod": signer.verification_method,
        "proofPurpose": options.purpose.value,
        **{name: value for name, value in further.items() if value is not None},
    }
