"""Signatures as X.509, OCSP and CMS have them: told by object identifier, and none that is weak.

Spec: RFC 4055 and RFC 5754 (RSA), RFC 5758 §3.2 (ECDSA); ETSI TS 119 312 (which are strong enough)
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature as CryptographyInvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from app.crypto.certificate_contents import X509_TROUBLE, CertificateContents, read_certificate
from app.crypto.keys import MAX_RSA_BITS, MIN_RSA_BITS
from app.errors import InvalidSignature, MalformedCertificate, ProofError

MIN_CURVE_BITS = 256

_MOST_PAIRS = 512

_DIGESTS: Final[Mapping[str, hashes.HashAlgorithm]] = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
_RSA: Final = "1.2.840.113549.1.1.1"
_PSS: Final = "1.2.840.113549.1.1.10"
_RSA_WITH: Final = {"1.2.840.113549.1.1.11": "sha256", "1.2.840.113549.1.1.12": "sha384", "1.2.840.113549.1.1.13": "sha512"}
_ECDSA_WITH: Final = {"1.2.840.10045.4.3.2": "sha256", "1.2.840.10045.4.3.3": "sha384", "1.2.840.10045.4.3.4": "sha512"}


def strong_key(certificate: CertificateContents) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    """Return the key that a certificate certifies. Raises MalformedCertificate: it cannot be read, or is of a kind or size not used."""
    try:
        key = certificate.certificate.public_key()
    except X509_TROUBLE as error:
        raise MalformedCertificate("expected a certificate with a key that can be read, found another") from error
    if isinstance(key, rsa.RSAPublicKey) and MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= MIN_CURVE_BITS:
        return key
    raise MalformedCertificate(f"expected a certificate with RSA from {MIN_RSA_BITS} bits or ECDSA from {MIN_CURVE_BITS}, found another")


def check_signature(
    signer: CertificateContents, scheme: str, digest: hashes.HashAlgorithm | str | None, message: bytes, signature: bytes
) -> None:
    """Return nothing if the signature is that of the certificate's key.

    Args:
        signer: whose key it is to be.
        scheme: the object identifier of the signature's algorithm.
        digest: the digest that is named beside it, which must agree where the identifier names one, and serves where it does not.
        message: what is signed.
        signature: ECDSA as DER.

    Raises:
        InvalidSignature: it is not, or it is made by an algorithm that is weak or unknown here.
        MalformedCertificate: the certificate holds no key that is used here.
    """
    key = strong_key(signer)
    named = digest.name if isinstance(digest, hashes.HashAlgorithm) else digest
    fixed = _RSA_WITH.get(scheme) or _ECDSA_WITH.get(scheme)
    algorithm = _DIGESTS.get(fixed or named or "")
    if algorithm is None or (fixed is not None and named not in {None, fixed}):
        raise InvalidSignature(f"expected a signature over SHA-256, SHA-384 or SHA-512, found another, {scheme}")
    try:
        if isinstance(key, rsa.RSAPublicKey) and (scheme == _RSA or scheme in _RSA_WITH):
            return key.verify(signature, message, padding.PKCS1v15(), algorithm)
        if isinstance(key, rsa.RSAPublicKey) and scheme == _PSS:
            return key.verify(signature, message, padding.PSS(padding.MGF1(algorithm), padding.PSS.AUTO), algorithm)
        if isinstance(key, ec.EllipticCurvePublicKey) and scheme in _ECDSA_WITH:
            return key.verify(signature, message, ec.ECDSA(algorithm))
    except CryptographyInvalidSignature as error:
        raise InvalidSignature("the signature does not fit its certificate's key") from error
    raise InvalidSignature(f"expected a signature by an algorithm for the certificate's key, found {scheme}")


@lru_cache(maxsize=_MOST_PAIRS)
def is_issued_by(certificate: bytes, issuer: bytes) -> bool:
    """Return whether one certificate (DER) names the other as its issuer and is signed by its key; the last pairs are remembered.

    Raises:
        MalformedCertificate: one of them cannot be read.
    """
    issued, authority = read_certificate(certificate), read_certificate(issuer)
    if issued.issuer != authority.subject:
        return False
    signed = issued.certificate
    try:
        digest = signed.signature_hash_algorithm
        scheme = signed.signature_algorithm_oid.dotted_string
        check_signature(authority, scheme, digest, signed.tbs_certificate_bytes, signed.signature)
    except (*X509_TROUBLE, ProofError):
        return False
    return True
