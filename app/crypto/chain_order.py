"""Puts certificates in the order in which they vouch: a seal's own first, then who issued it, and so on. Files have them in any.

Spec: RFC 7515 §4.1.6 (x5c: each certifies the one before it); RFC 5280 §6.1
"""

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import Certificate

from app.crypto.certificate_contents import load_certificate


def in_order(own: bytes, others: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Return the chain (DER) that begins with `own`, as far as `others` reach; what does not belong to it is left out.

    Raises MalformedCertificate.
    """
    chain = [load_certificate(own)]
    left = [load_certificate(each) for each in others]
    while not _vouches_for(chain[-1], chain[-1]):
        issuer = next((each for each in left if _vouches_for(each, chain[-1])), None)
        if issuer is None:
            break
        left.remove(issuer)
        chain.append(issuer)
    ders = {each: der for der in (own, *others) for each in (load_certificate(der),)}
    return tuple(ders[each] for each in chain)


def _vouches_for(issuer: Certificate, certificate: Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
