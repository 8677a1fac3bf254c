"""A COSE_Sign1 whose payload is the credential: bytes, which no text begins with.

Spec: VC-JOSE-COSE 1.0 §3.3; RFC 9052 §4.2
"""

from app.crypto.cose import is_sign1
from app.errors import DocumentError, ProofError
from app.model.secured import Secured
from app.proofs.cose import read_cose
from app.verifier.forms.form import Form
from app.verifier.presented import UNKNOWN, Presented, check_recognised, excess_in, format_of
from app.verifier.shown import shown

MEDIA_TYPE = "application/vc+cose"

_SECURING = "cose"


def _read(body: bytes) -> Presented:
    secured = Secured(body, MEDIA_TYPE)
    try:
        read = read_cose(secured)
    except (ProofError, DocumentError) as error:
        return Presented(secured, UNKNOWN, _SECURING, {}, trouble=error)
    document = read.document
    check_recognised(document)
    securing = f"{_SECURING} {shown(read.sign1.algorithm.value)}"
    excess = excess_in(document, 0)
    if excess is not None:
        return Presented(secured, format_of(document), securing, {}, trouble=excess)
    return Presented(secured, format_of(document), securing, document, (read.proof,))


COSE = Form(frozenset({MEDIA_TYPE}), is_sign1, _read)
