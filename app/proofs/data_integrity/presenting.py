"""What a document says of its proofs, before anything is checked."""

from app.errors import MalformedProof
from app.model.secured import Document, Secured
from app.proofs.data_integrity.chains import check_order, named_proofs, proofs_in
from app.proofs.suite import PresentedProof, moment_member, text_member, write_json
from app.schemas.strict_json import read_object

PROOF_TYPE = "DataIntegrityProof"
ED25519_2020 = "Ed25519Signature2020"
JWS_2020 = "JsonWebSignature2020"

_COMMON = frozenset(("id", "type", "created", "expires", "verificationMethod", "proofPurpose", "domain", "challenge", "nonce", "@context"))
_MEMBERS = {
    PROOF_TYPE: _COMMON | {"cryptosuite", "proofValue", "previousProof"},
    ED25519_2020: _COMMON | {"proofValue"},
    JWS_2020: _COMMON | {"jws"},
}
"""Others are refused: some contexts have a second term for what is judged here (`expiration`)."""


def proofs_of(secured: Secured) -> tuple[PresentedProof, ...]:
    """Return what the document says of each of its proofs.

    Each has a copy of the document with no more proofs than it needs: itself, last, after those that it builds on. A proof of a
    type other than DataIntegrityProof has its type as `suite`.

    Raises:
        MalformedProof: no proof, too many, one that lacks or garbles a member, or a chain that does not hang together.
        DocumentError: the document cannot be read.
    """
    document = read_object(secured.body)
    proofs = proofs_in(document)
    check_order(proofs)
    if not isinstance(document["proof"], list):
        return (presented(proofs[0], secured),)
    return tuple(presented(proof, _alone(document, proof, secured.media_type)) for proof in proofs)


def presented(proof: Document, secured: Secured) -> PresentedProof:
    """Return what `proof` says of itself; `secured` holds it. Raises MalformedProof."""
    kind = text_member(proof, "type", "proof")
    suite = text_member(proof, "cryptosuite", "proof") if kind == PROOF_TYPE else kind
    _check_members(proof, kind)
    return PresentedProof(
        suite=suite,
        algorithm_hint=None,
        verification_method=text_member(proof, "verificationMethod", "proof"),
        purpose=text_member(proof, "proofPurpose", "proof"),
        moment=moment_member(proof, "created", "proof"),
        expires=moment_member(proof, "expires", "proof"),
        secured=secured,
        challenge=_optional_text(proof, "challenge"),
        domain=_optional_text(proof, "domain"),
    )


def with_proofs(document: Document, proofs: list[Document], media_type: str) -> Secured:
    """Return the document with `proofs` as its only ones, last among its members."""
    unsecured = {name: member for name, member in document.items() if name != "proof"} if "proof" in document else document
    return Secured(write_json({**unsecured, "proof": proofs if len(proofs) > 1 else proofs[0]}), media_type)


def _alone(document: Document, proof: Document, media_type: str) -> Secured:
    return with_proofs(document, [*named_proofs(proof, proofs_in(document)), proof], media_type)


def _optional_text(proof: Document, member: str) -> str | None:
    return text_member(proof, member, "proof") if member in proof else None


def _check_members(proof: Document, kind: str) -> None:
    if kind not in _MEMBERS:
        return
    strange = sorted(proof.keys() - _MEMBERS[kind])
    if strange:
        raise MalformedProof(f"proof: {strange[0][:100]!r} is no member of a proof")
    text_member(proof, "jws" if kind == JWS_2020 else "proofValue", "proof")
