"""Chains of certificates: from a leaf to one that is trusted, each signed by the next, and all fit for it at one moment.

Small on purpose: no policies, no constraints of names (a certificate that has some is refused), names equal byte for byte.

Spec: RFC 5280 §6.1 (basic path validation), §4.2.1.3 (key usage), §4.2.1.9 (basic constraints)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

from app.crypto.certificate_contents import CertificateContents, read_certificate, subject_in
from app.crypto.revocation import NO_REVOCATIONS, Revocations, Standing, standing_at
from app.crypto.signed_der import is_issued_by, strong_key
from app.errors import ProofError

MOST_INTERMEDIATES = 64
LONGEST_PATH = 8
MOST_SIGNATURES = 64
"""How many signatures one search may test: certificates of one name could be crossed to make the ways through them endless."""

_MOST_SETS = 8


class PathTrouble(StrEnum):
    """Why no chain can be relied on."""

    NO_ANCHOR = "no-anchor"
    NOT_YET_VALID = "not-yet-valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNFIT = "unfit"
    """A chain is there, but one in it may not do what it does there: not an authority, too many below it, too weak a key."""


@dataclass(frozen=True, slots=True)
class Path:
    """A chain that holds.

    certificates: DER, the leaf first, an anchor last; the leaf alone where it is an anchor itself.
    standings: what is known of the revocation of each but the anchor: good or unknown, in the same order.
    """

    certificates: tuple[bytes, ...]
    standings: tuple[Standing, ...]

    @property
    def anchor(self) -> bytes:
        """The trusted certificate (DER) in which it ends."""
        return self.certificates[-1]

    @property
    def is_unrevoked(self) -> bool:
        """Whether the evidence says of each certificate but the anchor that it was not revoked."""
        return all(standing is Standing.GOOD for standing in self.standings)


def build_path(
    leaf: bytes,
    intermediates: Sequence[bytes],
    anchors: tuple[bytes, ...],
    moment: datetime,
    revocations: Revocations = NO_REVOCATIONS,
) -> Path | PathTrouble:
    """Return a chain from `leaf` to one of `anchors` that holds at `moment`; else why there is none, of the first that leads there.

    Args:
        leaf: DER. What its own key may be used for, is not judged here.
        intermediates: DER; what of it cannot be read, or is beyond the first 64, is passed over.
        anchors: DER; they too must be valid at the moment.
        moment: at which all of them must be valid.
        revocations: what lists and answers say; where they say nothing, standings are unknown.

    Raises:
        MalformedCertificate: the leaf cannot be read.
    """
    search = _Search(_by_subject(intermediates[:MOST_INTERMEDIATES]), _anchors(anchors))
    trouble = PathTrouble.NO_ANCHOR
    for chain in search.chains((read_certificate(leaf),)):
        found = _trouble_of(chain, moment)
        if found is None:
            standings = tuple(standing_at(each, issuer, revocations, moment) for each, issuer in pairwise(chain))
            if Standing.REVOKED not in standings:
                return Path(tuple(each.der for each in chain), standings)
            found = PathTrouble.REVOKED
        if trouble is PathTrouble.NO_ANCHOR:
            trouble = found
    return trouble


@dataclass(frozen=True, slots=True)
class _Anchors:
    """Trusted certificates, ordered once: of a trusted list there are thousands."""

    certificates: frozenset[bytes]
    by_subject: Mapping[bytes, tuple[bytes, ...]]


@dataclass(slots=True)
class _Search:
    """Looks for chains, depth first; it tests only so many signatures."""

    intermediates: Mapping[bytes, tuple[bytes, ...]]
    anchors: _Anchors
    tested: int = 0

    def chains(self, begun: tuple[CertificateContents, ...]) -> Iterator[tuple[CertificateContents, ...]]:
        """Yield every chain that begins so and ends in an anchor, the leaf first."""
        last = begun[-1]
        if last.der in self.anchors.certificates:
            yield begun
            return
        if len(begun) == LONGEST_PATH:
            return
        for der in (*self.anchors.by_subject.get(last.issuer, ()), *self.intermediates.get(last.issuer, ())):
            if self.tested < MOST_SIGNATURES and all(der != each.der for each in begun) and self._signed(last.der, der):
                yield from self.chains((*begun, read_certificate(der)))

    def _signed(self, certificate: bytes, issuer: bytes) -> bool:
        self.tested += 1
        try:
            return is_issued_by(certificate, issuer)
        except ProofError:
            return False


def _trouble_of(chain: tuple[CertificateContents, ...], moment: datetime) -> PathTrouble | None:
    if any(moment < each.valid_from for each in chain):
        return PathTrouble.NOT_YET_VALID
    if any(moment > each.valid_until for each in chain):
        return PathTrouble.EXPIRED
    below = 0
    for position, each in enumerate(chain):
        if each.obstacle or not _is_strong(each) or (position and not _may_issue(each, below)):
            return PathTrouble.UNFIT
        below += bool(position) and each.issuer != each.subject
    return None


def _may_issue(authority: CertificateContents, below: int) -> bool:
    """Return whether it may vouch for others, with so many authorities between it and the leaf (those for themselves apart)."""
    fits = authority.path_length is None or below <= authority.path_length
    return authority.is_authority and authority.may("key_cert_sign") and fits


def _is_strong(certificate: CertificateContents) -> bool:
    try:
        strong_key(certificate)
    except ProofError:
        return False
    return True


def _by_subject(certificates: Sequence[bytes]) -> Mapping[bytes, tuple[bytes, ...]]:
    """Return certificates by the name of their subject; what cannot be read is left out."""
    found: dict[bytes, tuple[bytes, ...]] = {}
    for der in dict.fromkeys(certificates):
        subject = subject_in(der)
        if subject is not None:
            found[subject] = (*found.get(subject, ()), der)
    return found


@lru_cache(maxsize=_MOST_SETS)
def _anchors(certificates: tuple[bytes, ...]) -> _Anchors:
    return _Anchors(frozenset(certificates), MappingProxyType(_by_subject(certificates)))
