"""An SD-JWT: a credential of the W3C's data model, or an SD-JWT VC, each as far as it is disclosed.

Spec: RFC 9901 (SD-JWT); VC-JOSE-COSE 1.0 §3.2; draft-ietf-oauth-sd-jwt-vc §2
"""

from app.errors import DocumentError, ProofError
from app.model.secured import Secured
from app.proofs.sd_jwt import SEPARATOR, read_sd_jwt
from app.proofs.sd_jwt_kinds import DC_SD_JWT, VC_SD_JWT
from app.verifier.forms.form import Form
from app.verifier.forms.jwt import JWT
from app.verifier.presented import SD_JWT_VC, UNKNOWN, Presented, check_recognised, excess_in, format_of, proofs_in
from app.verifier.shown import shown

_SECURING = "sd-jwt"


def _is_sd_jwt(text: bytes) -> bool:
    signed, separator, _ = text.partition(SEPARATOR.encode())
    return bool(separator) and JWT.recognises(signed)


def _read(text: bytes) -> Presented:
    secured = Secured(b"".join(text.split()), f"application/{VC_SD_JWT}")  # what says nothing of its kind is VC-JOSE's
    try:
        read = read_sd_jwt(secured)
    except (ProofError, DocumentError) as error:
        return Presented(secured, UNKNOWN, _SECURING, {}, trouble=error)
    document = read.document
    securing = f"{_SECURING} {shown(read.jws.header['alg'])}"
    proofs, trouble = proofs_in(secured)
    if read.kind.name == DC_SD_JWT:
        return Presented(secured, SD_JWT_VC, securing, document, proofs, proof_trouble=trouble)
    check_recognised(document)
    excess = excess_in(document, 0)
    if excess is not None:
        return Presented(secured, format_of(document), securing, {}, trouble=excess)
    return Presented(secured, format_of(document), securing, document, proofs, proof_trouble=trouble)


SD_JWT = Form(frozenset({"application/vc+sd-jwt", "application/dc+sd-jwt", "application/sd-jwt"}), _is_sd_jwt, _read)
