"""RFC 3161 time-stamps: what one covers, when it was made, and whether an authority that we trust made it.

Read and tested only; `adapters/time_stamping` asks for one.

Spec: RFC 3161 §2.4.2 (TimeStampToken), §2.3 (the authority's certificate); RFC 5652 §5 (SignedData); RFC 5035 §5.4 (signing certificate)
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

from asn1crypto import cms, tsp

from app.crypto.certificate_contents import ASN1_TROUBLE, CertificateContents, read_certificate
from app.crypto.certificate_paths import PathTrouble, build_path
from app.crypto.revocation import NO_REVOCATIONS, Revocations, is_compromised
from app.crypto.signed_der import check_signature
from app.errors import InvalidSignature, MalformedCertificate

MAX_TOKEN_BYTES = 65_536
MOST_CERTIFICATES = 16

_DIGESTS: Final[Mapping[str, Callable[[bytes], Any]]] = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
_NAMING_DIGESTS: Final = {**_DIGESTS, "sha1": hashlib.sha1}
"""The older form names its certificate by SHA-1; the signature must be that certificate's key's all the same."""
_TIME_STAMPING: Final = frozenset({"1.3.6.1.5.5.7.3.8"})
_COMMON_NAME: Final = "2.5.4.3"


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """A time-stamp whose signature holds.

    moment: when it was made, by the authority's clock. trusted: whether a chain leads from it to one of the anchors, at that moment.
    authority: its common name, as its certificate has it. trouble: why it is not trusted; else empty.
    """

    moment: datetime
    trusted: bool
    authority: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _Token:
    """A token taken apart; nothing of it is tested.

    content: TSTInfo (DER). imprint, named: a digest's name and value, of what is covered, and of the signer's certificate.
    signed: the attributes (DER), which say `content_digest` and `content_type` of the content; `digest` and `scheme` tell how.
    """

    content: bytes
    imprint: tuple[str, bytes]
    moment: datetime
    certificates: tuple[bytes, ...]
    named: tuple[str, bytes]
    content_digest: bytes
    content_type: str
    signed: bytes
    digest: str
    scheme: str
    signature: bytes


def time_stamp_of(token: bytes, covered: bytes, anchors: tuple[bytes, ...], revocations: Revocations = NO_REVOCATIONS) -> TimeStamp:
    """Return what a token (DER) says of `covered`; its signature is tested, and whether an anchor (DER) leads to its authority.

    `revocations` may bring further certificates, and tells which were revoked.

    Raises:
        MalformedCertificate: no time-stamp token, or one with a part that cannot be read.
        InvalidSignature: it covers something else, or its signature does not hold.
    """
    read = _read(token)
    _check_imprint(read, covered)
    signer = _signer_of(read)
    _check_signed(read, signer)
    return _judged(read, signer, anchors, revocations)


def check_covered(token: bytes, covered: bytes) -> None:
    """Return nothing if the token (DER) is one over `covered`; whose it is and whether it is signed, is not looked at.

    Raises:
        MalformedCertificate: no time-stamp token. InvalidSignature: it covers something else.
    """
    _check_imprint(_read(token), covered)


def _judged(token: _Token, signer: CertificateContents, anchors: tuple[bytes, ...], revocations: Revocations) -> TimeStamp:
    authority = signer.subject_names.get(_COMMON_NAME, "")
    if signer.purposes != _TIME_STAMPING or not signer.purposes_are_critical or not signer.may("digital_signature", "non_repudiation"):
        return TimeStamp(token.moment, trusted=False, authority=authority, trouble=PathTrouble.UNFIT.value)
    path = build_path(signer.der, (*token.certificates, *revocations.certificates), anchors, token.moment, revocations)
    if isinstance(path, PathTrouble):
        return TimeStamp(token.moment, trusted=False, authority=authority, trouble=path.value)
    if any(is_compromised(read_certificate(each), read_certificate(by), revocations) for each, by in pairwise(path.certificates)):
        return TimeStamp(token.moment, trusted=False, authority=authority, trouble=PathTrouble.REVOKED.value)
    return TimeStamp(token.moment, trusted=True, authority=authority)


def _read(token: bytes) -> _Token:
    if len(token) > MAX_TOKEN_BYTES:
        raise MalformedCertificate(f"expected a time-stamp of at most {MAX_TOKEN_BYTES} bytes, found {len(token)}")
    try:
        return _taken_apart(cms.ContentInfo.load(token, strict=True))
    except ASN1_TROUBLE as error:
        raise MalformedCertificate("expected a time-stamp token of RFC 3161, found something else") from error


def _taken_apart(message: Any) -> _Token:
    """Return what is in a CMS message; asn1crypto reads late, so that all that may be wrong with it shows here."""
    signed = message["content"]
    content = signed["encap_content_info"]
    (signer,) = signed["signer_infos"]
    if message["content_type"].native != "signed_data" or content["content_type"].native != "tst_info":
        raise ValueError("another kind of message")
    info = tsp.TSTInfo.load(bytes(content["content"]), strict=True)
    attributes = _attributes_of(signer["signed_attrs"])
    return _Token(
        content=bytes(content["content"]),
        imprint=_digest_in(info["message_imprint"], "hashed_message"),
        moment=info["gen_time"].native.astimezone(UTC),
        certificates=_certificates_of(signed["certificates"]),
        named=_signing_certificate(attributes),
        content_digest=attributes["message_digest"].native,
        content_type=attributes["content_type"].native,
        signed=signer["signed_attrs"].untag().dump(),
        digest=signer["digest_algorithm"]["algorithm"].native,
        scheme=signer["signature_algorithm"]["algorithm"].dotted,
        signature=signer["signature"].native,
    )


def _certificates_of(listed: Any) -> tuple[bytes, ...]:
    found = tuple(each.chosen.dump() for each in listed if each.name == "certificate")
    if len(found) > MOST_CERTIFICATES:
        raise ValueError("too many certificates")
    return found


def _attributes_of(listed: Any) -> dict[str, Any]:
    """Return the signed attributes by name, each with its one value."""
    found: dict[str, Any] = {}
    for attribute in listed:
        (value,) = attribute["values"]
        if attribute["type"].native in found:
            raise ValueError("an attribute twice")
        found[attribute["type"].native] = value
    return found


def _signing_certificate(attributes: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return how the signer's certificate is named (RFC 5035 §5.4); the older form names it by SHA-1."""
    if "signing_certificate_v2" in attributes:
        return _digest_in(attributes["signing_certificate_v2"]["certs"][0], "cert_hash")
    return "sha1", attributes["signing_certificate"]["certs"][0]["cert_hash"].native


def _digest_in(holder: Any, member: str) -> tuple[str, bytes]:
    return holder["hash_algorithm"]["algorithm"].native, holder[member].native


def _check_imprint(token: _Token, covered: bytes) -> None:
    name, said = token.imprint
    if name not in _DIGESTS or _DIGESTS[name](covered).digest() != said:
        raise InvalidSignature("expected a time-stamp that covers what it stands beside, found one over something else")


def _signer_of(token: _Token) -> CertificateContents:
    """Return the certificate that signed: among those that the token brings, the one whose digest it signed."""
    name, said = token.named
    for der in token.certificates:
        if name in _NAMING_DIGESTS and _NAMING_DIGESTS[name](der).digest() == said:
            return read_certificate(der)
    raise MalformedCertificate("expected a time-stamp with its signer's certificate in it, found none")


def _check_signed(token: _Token, signer: CertificateContents) -> None:
    """Return nothing if the signer signed the attributes, and these name the content (RFC 5652 §5.4). Raises InvalidSignature."""
    digest = _DIGESTS.get(token.digest)
    if digest is None or (token.content_digest, token.content_type) != (digest(token.content).digest(), "tst_info"):
        raise InvalidSignature("expected a time-stamp whose signature covers its content, found another")
    check_signature(signer, token.scheme, token.digest, token.signed, token.signature)
