"""Proofs of a cryptosuite, made and tested.

Spec: Verifiable Credential Data Integrity 1.0 §4, https://www.w3.org/TR/vc-data-integrity/#algorithms
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.crypto.bounds import DEFAULT_LIMITS, GraphLimits
from app.crypto.canonical import WHEN_ISSUING
from app.crypto.encodings import decode_base58, encode_multibase
from app.crypto.keys import verify_signature
from app.errors import MalformedProof, SigningError, UnsupportedSuite
from app.model.secured import Document, PublicKey, Secured, Signer
from app.proofs.data_integrity.chains import check_order, named_proofs, proofs_in
from app.proofs.data_integrity.cryptosuites import Cryptosuite
from app.proofs.data_integrity.presenting import PROOF_TYPE, presented, with_proofs
from app.proofs.data_integrity.transformations import Transformation
from app.proofs.suite import ASSERTED, PresentedProof, SecureOptions, Verified, VerifyOptions, known_key
from app.schemas.moments import write_moment
from app.schemas.strict_json import read_object

MEDIA_TYPE = "application/vc"

_MOST_PROOF_CHARACTERS = 256


def secure(row: Cryptosuite, document: Document, signer: Signer, options: SecureOptions) -> Secured:
    """Return the document with a proof by `row`, after the proofs that it has where `options.previous` allows for them.

    What a jcs suite signs may have members that no context defines: the issuer sees to that (`canonical.assert_safe`).
    """
    if signer.algorithm is not row.algorithm:
        raise SigningError(f"{row.name} needs a key for {row.algorithm}, found one for {signer.algorithm}")
    standing = _standing(document, options)
    proof = _options(row, signer, options)
    if standing or options.previous:
        check_order([*standing, proof])
    unsecured = _without_proof(document, named_proofs(proof, standing))
    proof = row.transformation.written(proof, document)
    limits = replace(WHEN_ISSUING, allow_inline_contexts=True) if options.inline_contexts else WHEN_ISSUING
    data, _ = hash_data(row.transformation, row.digest, (proof, unsecured), limits)
    return with_proofs(document, [*standing, {**proof, "proofValue": encode_multibase(signer.sign(data))}], MEDIA_TYPE)


def verify(row: Cryptosuite, secured: Secured, keys: Mapping[str, PublicKey], options: VerifyOptions = ASSERTED) -> Verified:
    """Return what the last proof of `secured` covers; those before it must be the ones that it builds on, which are not tested here."""
    document, proof, found = read_proof(secured)
    if proof["type"] != PROOF_TYPE or found.suite != row.name:
        raise UnsupportedSuite(f"a proof of the suite {found.suite[:100]!r}, expected {row.name}")
    check_purpose(found, options)
    signature = read_signature(proof["proofValue"], row.signature_bytes)
    key = known_key(keys, found.verification_method)
    stated = {name: value for name, value in proof.items() if name != "proofValue"}
    data, covered = hash_data(row.transformation, row.digest, (stated, document), limits_for(options))
    verify_signature(key.jwk, row.algorithm, data, signature)
    return Verified(_without_proof(covered), row.name, key.verification_method, found.purpose, found.moment)


def read_proof(secured: Secured) -> tuple[Document, Document, PresentedProof]:
    """Return the document as its last proof is to cover it, that proof, and what it says. Raises MalformedProof, DocumentError."""
    document = read_object(secured.body)
    *previous, proof = proofs_in(document)
    check_order([*previous, proof])
    if len(named_proofs(proof, previous)) < len(previous):
        raise MalformedProof(f"{len(previous) + 1} proofs: expected one, after those that it builds on")
    return _without_proof(document, previous), proof, presented(proof, secured)


def check_purpose(proof: PresentedProof, options: VerifyOptions) -> None:
    """Return nothing if the proof is for what it must be for. Raises MalformedProof."""
    if proof.purpose != options.purpose:
        raise MalformedProof(f"proofPurpose is {proof.purpose[:100]!r}, expected {options.purpose.value}")


def read_signature(text: str, size: int) -> bytes:
    """Return the `size` bytes that a `proofValue` says in base58btc. Raises MalformedProof."""
    if not text.startswith("z"):
        raise MalformedProof("proofValue: expected multibase base58btc, which begins with z")
    signature = decode_base58(text[1:], max_chars=_MOST_PROOF_CHARACTERS)
    if len(signature) != size:
        raise MalformedProof(f"proofValue: {len(signature)} bytes, expected {size}")
    return signature


def limits_for(options: VerifyOptions) -> GraphLimits:
    """Return what a document may cost, and do, when it is verified."""
    return replace(DEFAULT_LIMITS, allow_inline_contexts=True) if options.inline_contexts else DEFAULT_LIMITS


def hash_data(
    transformation: Transformation, digest: Callable[[bytes], bytes], stated: tuple[Document, Document], limits: GraphLimits
) -> tuple[bytes, Document]:
    """Return what is signed, the hash of the proof's options and then that of the document, and the document that this covers.

    Args:
        transformation: how both become bytes.
        digest: the hash.
        stated: the proof's options, and the document without this proof, as they stand.
        limits: what they may cost.
    """
    options, document = transformation.covered(*stated)
    data = digest(transformation.options_form(options, limits)) + digest(transformation.document_form(document, limits))
    return data, document


def _standing(document: Document, options: SecureOptions) -> list[Document]:
    if "proof" not in document:
        return []
    if options.previous is None:
        raise MalformedProof("the document has a proof already")
    return proofs_in(document)


def _options(row: Cryptosuite, signer: Signer, options: SecureOptions) -> Document:
    names = options.previous or ()
    further = {
        "id": options.proof_id,
        "challenge": options.challenge,
        "domain": options.domain,
        "previousProof": names[0] if len(names) == 1 else list(names) or None,
    }
    return {
        "type": PROOF_TYPE,
        "cryptosuite": row.name,
        "created": write_moment(options.moment),
        "verificationMethod": signer.verification_method,
        "proofPurpose": options.purpose.value,
        **{name: value for name, value in further.items() if value is not None},
    }


def _without_proof(document: Document, previous: list[Document] | None = None) -> Document:
    """Return the document with no proofs but `previous`, which stand in an array."""
    if "proof" not in document:
        return {**document, "proof": previous} if previous else document
    unsecured = {name: member for name, member in document.items() if name != "proof"}
    return {**unsecured, "proof": previous} if previous else unsecured
