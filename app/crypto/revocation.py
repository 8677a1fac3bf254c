"""Whether a certificate was revoked, as lists (CRL) and answers (OCSP) say that its authority signed. None is fetched here.

What cannot be read, is signed by somebody else, or says nothing of the moment is no evidence, and refuses nothing.
A certificate once revoked stays so. That one was not, says a list or an answer made while the certificate was valid (expired ones
fall out of lists), for every moment before its `nextUpdate`.

Spec: RFC 5280 §5 and §6.3 (CRL); RFC 6960 §3.2 and §4.2 (OCSP)
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from asn1crypto import crl as asn1_crl
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from app.crypto.certificate_contents import ASN1_TROUBLE, X509_TROUBLE, CertificateContents, addresses_in, read_certificate
from app.crypto.signed_der import check_signature, is_issued_by
from app.errors import InvalidSignature, ProofError

MOST_RESPONDERS = 8

_OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"
_DIGESTS: Final[Mapping[str, Callable[[bytes], Any]]] = {
    "sha1": hashlib.sha1,  # it only names the issuer; nobody's signature rests on it
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}
_HARMLESS: Final = frozenset(
    {
        x509.ReasonFlags.unspecified,
        x509.ReasonFlags.affiliation_changed,
        x509.ReasonFlags.superseded,
        x509.ReasonFlags.cessation_of_operation,
    }
)
_PLACE = "issuing_distribution_point"
_PARTIAL = ("only_some_reasons", "indirect_crl", "only_contains_attribute_certs")


class Standing(StrEnum):
    """What the evidence says of a certificate at a moment."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Revocations:
    """Evidence of what was revoked, all of it DER. certificates: among them those that answer in an authority's name."""

    crls: tuple[bytes, ...] = ()
    ocsp_responses: tuple[bytes, ...] = ()
    certificates: tuple[bytes, ...] = ()


NO_REVOCATIONS: Final = Revocations()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one list or response says of the certificate. made_at, good_until: thisUpdate and nextUpdate; reason: where one is said."""

    made_at: datetime
    good_until: datetime | None
    revoked_at: datetime | None
    reason: x509.ReasonFlags | None


def standing_at(certificate: CertificateContents, issuer: CertificateContents, revocations: Revocations, moment: datetime) -> Standing:
    """Return whether `certificate`, which `issuer` signed, was revoked at that moment; never raises."""
    answers = _answers(certificate, issuer, revocations)
    if any(answer.revoked_at is not None and answer.revoked_at <= moment for answer in answers):
        return Standing.REVOKED
    if any(_tells_good(answer, certificate, moment) for answer in answers):
        return Standing.GOOD
    return Standing.UNKNOWN


def is_compromised(certificate: CertificateContents, issuer: CertificateContents, revocations: Revocations) -> bool:
    """Return whether `certificate` was revoked, ever, for a reason that makes what its key said before worthless too; never raises.

    Spec: RFC 3161 §4 no. 1: all reasons but those that say that nobody else has the key.
    """
    answers = _answers(certificate, issuer, revocations)
    return any(answer.revoked_at is not None and answer.reason not in _HARMLESS for answer in answers)


def _answers(certificate: CertificateContents, issuer: CertificateContents, revocations: Revocations) -> tuple[_Answer, ...]:
    return (*_answers_of_lists(certificate, issuer, revocations), *_answers_of_responders(certificate, issuer, revocations))


def _tells_good(answer: _Answer, certificate: CertificateContents, moment: datetime) -> bool:
    """An answer tells of what was before it; without `nextUpdate`, of nothing after it."""
    return certificate.valid_from <= answer.made_at <= certificate.valid_until and moment <= (answer.good_until or answer.made_at)


def _answers_of_lists(certificate: CertificateContents, issuer: CertificateContents, revocations: Revocations) -> Iterator[_Answer]:
    for der in revocations.crls:
        try:
            answer = _answer_of_list(x509.load_der_x509_crl(der), certificate, issuer)
        except (*ASN1_TROUBLE, *X509_TROUBLE, ProofError):
            continue
        if answer is not None:
            yield answer


def _answer_of_list(crl: x509.CertificateRevocationList, certificate: CertificateContents, issuer: CertificateContents) -> _Answer | None:
    signed = asn1_crl.TbsCertList.load(crl.tbs_certlist_bytes)
    if signed["issuer"].dump() != certificate.issuer or not issuer.may("crl_sign") or not _is_about(signed, certificate):
        return None
    digest = crl.signature_hash_algorithm
    check_signature(issuer, crl.signature_algorithm_oid.dotted_string, digest, crl.tbs_certlist_bytes, crl.signature)
    entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if entry is None:
        return _Answer(crl.last_update_utc, crl.next_update_utc, None, None)
    return _Answer(crl.last_update_utc, crl.next_update_utc, entry.revocation_date_utc, _reason_of(entry))


def _reason_of(entry: x509.RevokedCertificate) -> x509.ReasonFlags | None:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return None


def _is_about(signed: Any, certificate: CertificateContents) -> bool:
    """Return whether a list is a whole one, and one in which this certificate would stand."""
    for extension in signed["crl_extensions"]:
        if extension["extn_id"].native == _PLACE:
            if not _covers(extension["extn_value"].parsed, certificate):
                return False
        elif extension["critical"].native:
            return False
    return True


def _covers(place: Any, certificate: CertificateContents) -> bool:
    if any(place[each].native for each in _PARTIAL):
        return False
    if place["only_contains_ca_certs" if not certificate.is_authority else "only_contains_user_certs"].native:
        return False
    if place["distribution_point"].native is None:
        return True
    return bool(certificate.list_addresses.intersection(addresses_in(place["distribution_point"])))


def _answers_of_responders(certificate: CertificateContents, issuer: CertificateContents, revocations: Revocations) -> Iterator[_Answer]:
    for der in revocations.ocsp_responses:
        try:
            response = ocsp.load_der_ocsp_response(der)
            found = tuple(each for each in _single_answers(response) if _is_named(each, certificate, issuer))
            if found:
                _check_responder(response, tuple(_responders(response, issuer, revocations, found[0].this_update_utc)))
            answers = tuple(_answer_in(each) for each in found if each.certificate_status is not ocsp.OCSPCertStatus.UNKNOWN)
        except (*ASN1_TROUBLE, *X509_TROUBLE, ProofError):
            continue
        yield from answers


def _single_answers(response: ocsp.OCSPResponse) -> Iterator[ocsp.OCSPSingleResponse]:
    return iter(response.responses) if response.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL else iter(())


def _answer_in(single: ocsp.OCSPSingleResponse) -> _Answer:
    return _Answer(single.this_update_utc, single.next_update_utc, single.revocation_time_utc, single.revocation_reason)


def _is_named(single: ocsp.OCSPSingleResponse, certificate: CertificateContents, issuer: CertificateContents) -> bool:
    digest = _DIGESTS.get(single.hash_algorithm.name)
    if digest is None or single.serial_number != certificate.serial_number:
        return False
    return (single.issuer_name_hash, single.issuer_key_hash) == (digest(certificate.issuer).digest(), digest(issuer.subject_key).digest())


def _check_responder(response: ocsp.OCSPResponse, responders: tuple[CertificateContents, ...]) -> None:
    """Return nothing if one of them signed the response. Raises ProofError."""
    digest = response.signature_hash_algorithm
    scheme = response.signature_algorithm_oid.dotted_string
    for each in responders:
        try:
            return check_signature(each, scheme, digest, response.tbs_response_bytes, response.signature)
        except ProofError:
            continue
    raise InvalidSignature("expected an OCSP response by the authority or by whom it certified for that, found another")


def _responders(
    response: ocsp.OCSPResponse, issuer: CertificateContents, revocations: Revocations, moment: datetime
) -> Iterator[CertificateContents]:
    """Yield the authority itself, and whom it certified to answer for it."""
    yield issuer
    brought = [each.public_bytes(Encoding.DER) for each in response.certificates[:MOST_RESPONDERS]]
    for der in dict.fromkeys((*brought, *revocations.certificates)):
        contents = _read_or_none(der)
        if contents is not None and _answers_for(contents, issuer, moment):
            yield contents


def _read_or_none(der: bytes) -> CertificateContents | None:
    try:
        return read_certificate(der)
    except ProofError:
        return None


def _answers_for(responder: CertificateContents, issuer: CertificateContents, moment: datetime) -> bool:
    """Return whether `issuer` itself certified that one to answer for it (RFC 6960 §4.2.2.2)."""
    named = responder.issuer == issuer.subject and _OCSP_SIGNING in (responder.purposes or ())
    if not named or responder.obstacle or not responder.may("digital_signature") or not responder.is_valid_at(moment):
        return False
    return is_issued_by(responder.der, issuer.der)
