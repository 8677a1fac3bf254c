"""Certificates that vouch for themselves: for test seals alone. Any signer signs one, wherever its key lies.

Such a certificate proves nothing of whom it names, and none made here says that it is qualified.

Spec: RFC 5280 §4 (X.509 v3), RFC 3279 §2.2.3 and RFC 5758 §3.2 (ECDSA), ETSI EN 319 412-3 §4.2 (whom a seal's certificate names)
"""

from collections.abc import Mapping
from types import MappingProxyType

from asn1crypto import algos, keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.crypto.keys import public_key_of
from app.errors import SigningError
from app.model.seal import CertificateSubject
from app.model.secured import Algorithm, Jwk, Signer

_ALGORITHMS: Mapping[Algorithm, str] = MappingProxyType(
    {Algorithm.ES256: "sha256_ecdsa", Algorithm.ES384: "sha384_ecdsa", Algorithm.RS256: "sha256_rsa"}
)
_USAGE = {"digital_signature", "non_repudiation"}


def self_signed(signer: Signer, jwk: Jwk, subject: CertificateSubject, serial: int) -> bytes:
    """Return a certificate (DER) in which the key vouches for itself: a seal's, never an authority's.

    Args:
        signer: holds the private half of `jwk`.
        jwk: the public half.
        subject: whom it names and from when until when; moments finer than a second are cut off.
        serial: a positive number of at most 20 bytes that no other certificate of that name has.

    Raises:
        SigningError: the key cannot be used, or signs by an algorithm that no seal has.
        MalformedProof: no public key.
    """
    if signer.algorithm not in _ALGORITHMS:
        raise SigningError(f"expected a key for one of {', '.join(_ALGORITHMS)}, found one for {signer.algorithm}")
    algorithm = {"algorithm": _ALGORITHMS[signer.algorithm]}
    to_be_signed = _to_be_signed(jwk, subject, serial, algorithm)
    signature = signer.sign(to_be_signed.dump())
    if signer.algorithm is not Algorithm.RS256:
        signature = algos.DSASignature.from_p1363(signature).dump()
    certificate = {"tbs_certificate": to_be_signed, "signature_algorithm": algorithm, "signature_value": signature}
    return bytes(x509.Certificate(certificate).dump())


def _to_be_signed(jwk: Jwk, subject: CertificateSubject, serial: int, algorithm: Mapping[str, str]) -> x509.TbsCertificate:
    name = _name(subject)
    key = keys.PublicKeyInfo.load(public_key_of(jwk).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    valid_from, valid_until = (moment.replace(microsecond=0) for moment in (subject.valid_from, subject.valid_until))
    return x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": serial,
            "signature": algorithm,
            "issuer": name,
            "validity": {"not_before": x509.Time({"utc_time": valid_from}), "not_after": x509.Time({"utc_time": valid_until})},
            "subject": name,
            "subject_public_key_info": key,
            "extensions": [
                {"extn_id": "basic_constraints", "critical": True, "extn_value": {"ca": False}},
                {"extn_id": "key_usage", "critical": True, "extn_value": _USAGE},
                {"extn_id": "key_identifier", "critical": False, "extn_value": key.sha1},
            ],
        }
    )


def _name(subject: CertificateSubject) -> x509.Name:
    said = {
        "country_name": subject.country,
        "organization_name": subject.organisation,
        "organization_identifier": subject.organisation_identifier,
        "common_name": subject.common_name,
    }
    return x509.Name.build({what: text for what, text in said.items() if text})
