"""A derived proof: the holder passes on the mandatory statements and those that were asked for, each with its signature.

Spec: Data Integrity ECDSA Cryptosuites 1.0 §3.5.4 (createDisclosureData), §3.6.6 (add derived proof),
https://www.w3.org/TR/vc-di-ecdsa/#add-derived-proof-ecdsa-sd-2023
"""

from collections.abc import Mapping

from app.crypto.canonical import nquads_as_read
from app.crypto.disclosures import LabelledForm, labelled_form
from app.crypto.labels import relabelled, written_label
from app.crypto.pointers import select
from app.errors import MalformedProof
from app.model.secured import Secured
from app.proofs.data_integrity.presenting import with_proofs
from app.proofs.data_integrity.securing import limits_for
from app.proofs.ecdsa_sd.presented import read_presented
from app.proofs.ecdsa_sd.proof_value import BaseProof, DerivedProof, read_base, write_derived
from app.proofs.suite import ASSERTED, VerifyOptions


def derive(secured: Secured, pointers: tuple[str, ...], options: VerifyOptions = ASSERTED) -> Secured:
    """Return what the issuer made mandatory and what `pointers` lead to, with a proof of that.

    The signatures are not tested: whoever verifies the result does that.

    Raises:
        UnsupportedSuite: a proof of another suite.
        MalformedProof: no base proof, one that is not of this document, a pointer that leads nowhere, or nothing left to show.
        DocumentError: the document cannot be read as it was signed.
    """
    presented = read_presented(secured)
    base = read_base(presented.proof["proofValue"])
    limits = limits_for(options)
    form = labelled_form(presented.document, base.hmac_key, limits)
    shown = (*base.pointers, *pointers)
    disclosed = form.part(shown)
    if not disclosed.places:
        raise MalformedProof("expected pointers to something that is shown, found none")
    document = select(presented.document, shown)
    lines = relabelled(nquads_as_read(document, limits).decode(), {name: written_label(label) for name, label in disclosed.labels.items()})
    proof = _proof_of(base, form, lines, disclosed.labels)
    return with_proofs(document, [{**presented.proof, "proofValue": write_derived(proof)}], secured.media_type)


def _proof_of(base: BaseProof, form: LabelledForm, lines: tuple[str, ...], labels: Mapping[str, bytes]) -> DerivedProof:
    """Return the base proof's signatures of the lines that are shown, and which of these are mandatory."""
    mandatory = {form.lines[place] for place in form.part(base.pointers).places}
    left_to_holder = [line for line in form.lines if line not in mandatory]
    if len(left_to_holder) != len(base.signatures):
        raise MalformedProof(f"expected {len(left_to_holder)} signatures, one for each statement, found {len(base.signatures)}")
    signature_of = dict(zip(left_to_holder, base.signatures, strict=True))
    return DerivedProof(
        base_signature=base.base_signature,
        public_key=base.public_key,
        signatures=tuple(signature_of[line] for line in lines if line in signature_of),
        labels=labels,
        mandatory=tuple(place for place, line in enumerate(lines) if line in mandatory),
    )
