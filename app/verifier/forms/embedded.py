"""A JSON document with its proofs inside.

Spec: VC Data Model 2.0 §4.12; VC Data Integrity 1.0 §2.1
"""

from app.errors import DocumentError, NotRecognised
from app.model.secured import Secured
from app.proofs import data_integrity
from app.schemas.strict_json import read_object
from app.verifier.forms.form import Form
from app.verifier.presented import UNKNOWN, Presented, check_recognised, excess_in, format_of, proofs_in
from app.verifier.shown import shown

_MARKS = (b'"VerifiableCredential"', b'"OpenBadgeCredential"', b'"AchievementCredential"', b'"credentialSubject"')
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def _is_object(text: bytes) -> bool:
    return text.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"{")


def _read(text: bytes) -> Presented:
    secured = Secured(text, data_integrity.MEDIA_TYPE)
    try:
        document = read_object(text)
    except DocumentError as error:
        if not any(mark in text for mark in _MARKS):
            raise NotRecognised(f"expected a credential, found a text that cannot be read as JSON: {error.detail}") from error
        return Presented(secured, UNKNOWN, "none", {}, trouble=error)
    check_recognised(document)
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    excess = excess_in(document, len(text))
    if excess is not None:
        return Presented(secured, format_of(document), "none", {}, trouble=excess)
    if "proof" not in document:
        return Presented(secured, format_of(document), "none", unsecured)
    proofs, trouble = proofs_in(secured)
    securing = ", ".join(dict.fromkeys(shown(proof.suite) for proof in proofs)) or UNKNOWN
    return Presented(secured, format_of(document), securing, unsecured, proofs, proof_trouble=trouble)


EMBEDDED = Form(frozenset({"application/vc", "application/ld+json", "application/json"}), _is_object, _read)
