"""Authorities that certify, revoke and stamp, made for tests: each key follows from its owner's name."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.crypto.keys import PrivateKeyObject

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
DAY = timedelta(days=1)

Digest = hashes.SHA224 | hashes.SHA256 | hashes.SHA384 | hashes.SHA512

SIGNING = frozenset({"digital_signature", "content_commitment"})
CERTIFYING = frozenset({"key_cert_sign", "crl_sign"})
_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
    "encipher_only", "decipher_only",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Authority:
    """A key and its certificate."""

    key: PrivateKeyObject
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a certificate is to say; usages, is_authority and purposes may be None: then it does not say."""

    begin: datetime = NOON - YEAR
    end: datetime = NOON + YEAR
    usages: frozenset[str] | None = SIGNING
    is_authority: bool | None = False
    path_length: int | None = None
    purposes: tuple[x509.ObjectIdentifier, ...] | None = None
    purposes_are_critical: bool = True
    extensions: tuple[tuple[x509.ExtensionType, bool], ...] = ()
    digest: Digest | None = None
    serial: int | None = None
    names: tuple[tuple[x509.ObjectIdentifier, str], ...] = ()


LEAF = Wish()
CA = Wish(usages=CERTIFYING, is_authority=True)
TSA = Wish(usages=frozenset({"digital_signature"}), purposes=(ExtendedKeyUsageOID.TIME_STAMPING,))
RESPONDER = Wish(purposes=(ExtendedKeyUsageOID.OCSP_SIGNING,), purposes_are_critical=False)


def key_of(name: str) -> ec.EllipticCurvePrivateKey:
    """Return the key on P-256 that belongs to a name."""
    return ec.derive_private_key(int.from_bytes(hashlib.sha256(name.encode()).digest(), "big"), ec.SECP256R1())


def certified(name: str, by: Authority | None = None, wish: Wish = LEAF, key: PrivateKeyObject | None = None) -> Authority:
    """Return a key with a certificate that `by` signed; without, one that vouches for itself."""
    own = key or key_of(name)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name), *(x509.NameAttribute(*each) for each in wish.names)])
    serial = wish.serial or int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") + 1
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(own.public_key())
        .serial_number(serial)
        .not_valid_before(wish.begin)
        .not_valid_after(wish.end)
    )
    for extension, is_critical in _extensions(wish):
        builder = builder.add_extension(extension, is_critical)
    return Authority(own, builder.sign(by.key if by else own, wish.digest or hashes.SHA256()))


def _extensions(wish: Wish) -> Iterable[tuple[x509.ExtensionType, bool]]:
    if wish.is_authority is not None:
        yield x509.BasicConstraints(ca=wish.is_authority, path_length=wish.path_length), True
    if wish.usages is not None:
        yield x509.KeyUsage(**{usage: usage in wish.usages for usage in _USAGES}), True
    if wish.purposes is not None:
        yield x509.ExtendedKeyUsage(wish.purposes), wish.purposes_are_critical
    yield from wish.extensions


def listed(
    by: Authority,
    *revoked: tuple[Authority, datetime],
    made_at: datetime = NOON,
    until: datetime = NOON + DAY,
    extensions: tuple[tuple[x509.ExtensionType, bool], ...] = (),
    signed_by: Authority | None = None,
    digest: Digest | None = None,
    reason: x509.ReasonFlags | None = None,
) -> bytes:
    """Return a list (DER) of what `by` revoked, and when."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(by.certificate.subject).last_update(made_at).next_update(until)
    for each, moment in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(each.certificate.serial_number).revocation_date(moment)
        told = entry.add_extension(x509.CRLReason(reason), critical=False) if reason else entry
        builder = builder.add_revoked_certificate(told.build())
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, is_critical)
    return builder.sign((signed_by or by).key, digest or hashes.SHA256()).public_bytes(Encoding.DER)


def answered(
    leaf: Authority,
    by: Authority,
    *,
    revoked_at: datetime | None = None,
    reason: x509.ReasonFlags | None = None,
    status: ocsp.OCSPCertStatus | None = None,
    made_at: datetime = NOON,
    until: datetime | None = NOON + DAY,
    responder: Authority | None = None,
    is_brought: bool = True,
    named_by: hashes.HashAlgorithm | None = None,
) -> bytes:
    """Return an OCSP response (DER) about `leaf`, which `by` certified; `responder` signs it, and may bring its certificate."""
    state = status or (ocsp.OCSPCertStatus.REVOKED if revoked_at else ocsp.OCSPCertStatus.GOOD)
    signer = responder or by
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=leaf.certificate,
            issuer=by.certificate,
            algorithm=named_by or hashes.SHA1(),  # noqa: S303 - as responders name issuers
            cert_status=state,
            this_update=made_at,
            next_update=until,
            revocation_time=revoked_at,
            revocation_reason=reason,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
    )
    if responder is not None and is_brought:
        builder = builder.certificates([responder.certificate])
    return builder.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER)


@dataclass(frozen=True, slots=True)
class Stamping:
    """How a token is made, and what is wrong with it."""

    moment: datetime = NOON
    digest: str = "sha256"
    imprint: bytes | None = None
    certificates: tuple[bytes, ...] | None = None
    names_its_signer: str | None = "signing_certificate_v2"
    content_type: str = "tst_info"
    message_digest: bytes | None = None
    signature: bytes | None = None
    signs_with: PrivateKeyObject | None = None
    scheme: str | None = None
    exchanged: tuple[bytes, bytes] = (b"", b"")


STAMPING = Stamping()


def stamped(covered: bytes, by: Authority, how: Stamping = STAMPING) -> bytes:
    """Return a time-stamp token (DER) over `covered`, by an authority whose key is on P-256 (RFC 3161, RFC 5652)."""
    imprint = how.imprint or hashlib.new(how.digest, covered).digest()
    content = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.3.4",
            "message_imprint": {"hash_algorithm": {"algorithm": how.digest}, "hashed_message": imprint},
            "serial_number": 7,
            "gen_time": how.moment,
        }
    ).dump()
    if how.exchanged[0]:
        content = content.replace(*how.exchanged)
    attributes = cms.CMSAttributes(list(_attributes(content, by, how)))
    key = how.signs_with or by.key
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    signature = how.signature or key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
    certificate = asn1.Certificate.load(by.der)
    signer_info = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}},
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": attributes,
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": how.scheme or "sha256_ecdsa"}),
        "signature": signature,
    }
    brought = (by.der,) if how.certificates is None else how.certificates
    signed = {
        "version": "v3",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(content)},
        "certificates": [asn1.Certificate.load(each) for each in brought],
        "signer_infos": [signer_info],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)}).dump())


def _attributes(content: bytes, by: Authority, how: Stamping) -> Iterable[cms.CMSAttribute]:
    yield cms.CMSAttribute({"type": "content_type", "values": [how.content_type]})
    yield cms.CMSAttribute({"type": "message_digest", "values": [how.message_digest or hashlib.sha256(content).digest()]})
    if how.names_its_signer == "signing_certificate_v2":
        named = {"hash_algorithm": {"algorithm": "sha256"}, "cert_hash": hashlib.sha256(by.der).digest()}
        yield cms.CMSAttribute({"type": how.names_its_signer, "values": [tsp.SigningCertificateV2({"certs": [named]})]})
    elif how.names_its_signer:
        old = {"cert_hash": hashlib.sha1(by.der).digest()}  # noqa: S324 - as the older form names it
        yield cms.CMSAttribute({"type": how.names_its_signer, "values": [tsp.SigningCertificate({"certs": [old]})]})
