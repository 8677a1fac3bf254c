"""Seals: the certificate behind a key, whom it names, and whose certificates are trusted.

Spec: ETSI TS 119 182-1 (JAdES), ETSI EN 319 412-3 (certificates of legal persons), RFC 5280 (X.509), RFC 3161 (time-stamps)
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SealCertificate:
    """The certificate of a seal's key, as it is stored.

    `chain` is PEM, the key's own certificate first; `sha256` (hexadecimal) and `valid_until` are of that one.
    """

    chain: str
    sha256: str
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class CertificateSubject:
    """Whom a certificate names, and what it claims; an empty text where it says nothing.

    `organisation` is O, `organisation_identifier` 2.5.4.97 (such as `VATGR-123456789`), `country` C, `common_name` CN.
    `claims_qualified`: it says of itself that it is a qualified certificate for seals; only a trusted list can say that it is.
    """

    organisation: str
    organisation_identifier: str
    country: str
    common_name: str
    valid_from: datetime
    valid_until: datetime
    claims_qualified: bool = False


@dataclass(frozen=True, slots=True)
class Anchors:
    """Certificates (DER) that are trusted: those under which seals, and those under which time-stamps are made. None by default.

    `granted_seals` are those among `seals` of which a trusted list says that they issue qualified certificates for seals.
    """

    seals: tuple[bytes, ...] = ()
    time_stamps: tuple[bytes, ...] = ()
    granted_seals: frozenset[bytes] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class OwnSeal:
    """What our own register says of a certificate that is one of ours: whose it is, and since when its key is revoked."""

    issuer: str
    revoked_at: datetime | None = None
