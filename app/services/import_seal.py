"""Gives an issuer a seal that was bought or made elsewhere: its key stays where it is, or is copied into our own store.

The certificates come with the key or in a file beside it. Nothing is stored before the key has signed something that its certificate
verifies, and the certificate says all that a credential will say of its issuer.

Spec: docs/decisions/0034-seal-keys.md; ETSI EN 319 412-3 §4.2.1 (what a seal's certificate names)
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from app.adapters.database.ids import new_id
from app.crypto.certificates import certified_jwk, read_chain, seal_certificate, subject_of, unfit_to_seal
from app.crypto.chain_order import in_order
from app.crypto.keys import allowed_algorithms
from app.errors import Fault, MalformedProof, SchemaViolation
from app.model.access import Actor
from app.model.record import IssuerKey
from app.model.seal import CertificateSubject
from app.model.secured import Algorithm, Jwk
from app.schemas.moments import write_moment
from app.services.installation import Installation
from app.services.seals import SEAL_ALGORITHMS, KeyPair, draft_key, seal_key, sealing_issuer, store_seal


@dataclass(frozen=True, slots=True)
class SealOrder:
    """Which seal to bring: the URI of its key, its certificates in PEM where they do not lie beside the key.

    copied: whether the key is to lie in our own store from now on; `passphrase` opens it for that, unless settings or URI say another.
    """

    uri: str
    chain: str | None = None
    copied: bool = False
    passphrase: bytes | None = field(default=None, repr=False)


def import_seal(installation: Installation, actor: Actor, slug: str, order: SealOrder) -> IssuerKey:
    """Return the seal, with which the issuer seals from now on; older ones stay active.

    Raises:
        NotFound: no such issuer of the actor's tenant. Conflict: it is its one key, or somebody has that seal already.
        SchemaViolation: no certificate, or one that is not fit for seals; every fault is named.
        MalformedCertificate: what should be certificates is something else.
        SigningError: the key cannot be reached, or is not the one that is certified; then nothing is stored.
    """
    identity = installation.database.read(lambda session: sealing_issuer(session, actor, slug))
    chain = _chain(installation, order)
    jwk = _fit(chain[0], installation.clock())
    key_id = new_id("key", installation.clock())
    uri = order.uri
    if order.copied:
        uri = f"file:{slug}/{key_id}.pem"
        installation.seals.copy_key(order.uri, uri, order.passphrase)
    draft = draft_key(installation, identity, KeyPair(key_id, uri, _algorithm(jwk), jwk))
    key = seal_key(installation, identity, draft, seal_certificate(chain))
    installation.database.write(lambda session: store_seal(session, installation, actor, key, "seal.imported"))
    return key


def _chain(installation: Installation, order: SealOrder) -> tuple[bytes, ...]:
    if order.chain is not None:
        own, *others = read_chain(order.chain)
        return in_order(own, tuple(others))
    found = installation.seals.certificates_at(order.uri, order.passphrase)
    if not found:
        raise SchemaViolation("No certificate lies beside the key: give its chain in PEM.", (Fault("/chain", "expected certificates"),))
    return in_order(found[0], found[1:])


def _fit(certificate: bytes, moment: datetime) -> Jwk:
    """Return the key of a certificate that is fit for seals. Raises SchemaViolation that names every fault, MalformedCertificate."""
    faults = [*_faults(certificate, moment)]
    try:
        jwk = certified_jwk(certificate)
        if not _algorithms(jwk):
            faults.append(Fault("/chain/0/key", "expected a key of RSA, P-256 or P-384, found another kind"))
    except MalformedProof as error:
        jwk = {}
        faults.append(Fault("/chain/0/key", error.detail))
    if faults:
        raise SchemaViolation("The certificate is not fit for sealing credentials.", tuple(faults))
    return jwk


def _faults(certificate: bytes, moment: datetime) -> Iterator[Fault]:
    subject = subject_of(certificate)
    if moment > subject.valid_until:
        yield Fault("/chain/0/valid_until", f"expected a certificate that has not ended, found {write_moment(subject.valid_until)}")
    if moment < subject.valid_from:
        yield Fault("/chain/0/valid_from", f"expected a certificate that has begun, found {write_moment(subject.valid_from)}")
    yield from (Fault(f"/chain/0/{member}", reason) for member, reason in unfit_to_seal(certificate).items())
    for name in _missing(subject):
        yield Fault(f"/chain/0/subject/{name}", "expected it in the certificate: the credential says of its issuer what stands there")


def _missing(subject: CertificateSubject) -> list[str]:
    """Return which of the names are not there that a European Digital Credential takes from its seal."""
    said = {
        "organizationName": subject.organisation,
        "organizationIdentifier": subject.organisation_identifier,
        "countryName": subject.country,
        "commonName": subject.common_name,
    }
    return [name for name, text in said.items() if not text]


def _algorithms(jwk: Jwk) -> list[Algorithm]:
    return [algorithm for algorithm in allowed_algorithms(jwk) if algorithm in SEAL_ALGORITHMS]


def _algorithm(jwk: Jwk) -> Algorithm:
    return _algorithms(jwk)[0]
