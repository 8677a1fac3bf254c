"""Whose key signed an assertion: the issuer's profile lists it, and it names the issuer as its owner. Nothing in the JWS decides.

An assertion may name one of the keys; else each that the profile lists is tried, up to MOST_KEYS.

Spec: Open Badges 2.0, SignedBadge Verification, https://www.imsglobal.org/spec/ob/v2p0#SignedBadge; CryptographicKey
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.crypto.jws import CompactJws, read_compact, verify_compact
from app.crypto.pem import PemKey, key_of_pem
from app.errors import InvalidSignature, MalformedProof
from app.model.secured import Algorithm, Document
from app.schemas.assertion_members import key_faults
from app.schemas.assertions import verification_of
from app.verifier.assertions.linked import Linked, object_at
from app.verifier.evidence import Address, Circumstance, Evidence
from app.verifier.liberal import identifier, things
from app.verifier.shown import shown

MOST_KEYS: Final = 3

_GENUINE = Circumstance("signature-genuine", {})
_UNAVAILABLE = Circumstance("key-unavailable", {})
_UNSUPPORTED = frozenset({"RS384", "RS512", "PS384", "PS512", "ES256K", "Ed448"})
"""Algorithms that the standards know and we do not; any other that we do not know is no signature at all, as `none` and `HS256`."""


@dataclass(frozen=True, slots=True)
class SignedBy:
    """One key that may have signed: why it is not, or cannot be said to be, the issuer's (`trouble`), and how the signature fits it."""

    name: str
    trouble: Circumstance | None
    signature: Circumstance = _UNAVAILABLE
    addresses: tuple[Address, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the key is the issuer's, and the signature the key's."""
        return self.trouble is None and self.signature is _GENUINE


def signed_by(linked: Linked, body: bytes, evidence: Evidence) -> SignedBy:
    """Return the key that signed; where none did, the first that is the issuer's, else the first that is named.

    `body` is the compact JWS. The profile must be at hand.
    """
    tried = candidates(linked, body, evidence)
    by_rank = sorted(tried, key=lambda key: (not key.holds, key.trouble is not None))
    return by_rank[0] if by_rank else SignedBy("", _not_listed(linked, "–"))


def candidates(linked: Linked, body: bytes, evidence: Evidence) -> tuple[SignedBy, ...]:
    """Return the keys that may have signed, each tested as far as the evidence tells."""
    profile = linked.issuer.document or {}
    listed = tuple(_names(profile.get("publicKey")))
    creator = identifier(verification_of(linked.assertion).get("creator"))
    if creator is not None and creator not in listed:
        return (SignedBy(creator, _not_listed(linked, creator)),)
    named = (creator,) if creator is not None else listed[:MOST_KEYS]
    return tuple(_tested(name, profile, linked, body, evidence) for name in named)


def _names(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        name = identifier(each)
        if name is not None:
            yield name


def _not_listed(linked: Linked, key: str) -> Circumstance:
    return Circumstance("key-not-listed", {"issuer": shown(linked.issuer.name), "key": shown(key)})


def _tested(name: str, profile: Document, linked: Linked, body: bytes, evidence: Evidence) -> SignedBy:
    embedded = next((each for each in things(profile.get("publicKey")) if each.get("id") == name and "publicKeyPem" in each), None)
    if embedded is not None:
        return _with_document(name, {"owner": linked.issuer.name, "type": "CryptographicKey", **embedded}, linked, body)
    looked = object_at(name, evidence)
    addresses = (looked.address,) if looked.address is not None else ()
    if looked.document is None:
        return SignedBy(name, looked.circumstance("key-document-unavailable"), addresses=addresses)
    return _with_document(name, looked.document, linked, body, addresses)


def _with_document(name: str, key: Document, linked: Linked, body: bytes, addresses: tuple[Address, ...] = ()) -> SignedBy:
    faults = key_faults(key)
    if faults:
        return SignedBy(name, _unusable(name, f"{faults[0].pointer}: {faults[0].detail}"), addresses=addresses)
    try:
        pem = key_of_pem(key["publicKeyPem"])
    except MalformedProof as error:
        return SignedBy(name, _unusable(name, error.detail), addresses=addresses)
    signature = _signature(read_compact(body.decode("ascii")), pem)
    if key["owner"] != linked.issuer.name:
        facts = {"issuer": shown(linked.issuer.name), "key": shown(name)}
        return SignedBy(name, Circumstance("key-of-another", facts), signature, addresses)
    return SignedBy(name, None, signature, addresses)


def _unusable(name: str, detail: str) -> Circumstance:
    return Circumstance("key-document-unavailable", {"address": shown(name), "detail": shown(detail)})


def _signature(jws: CompactJws, key: PemKey) -> Circumstance:
    """Return how the signature fits the key. A weak key is not even tried: who can forge with it proves nothing by it."""
    if key.weak_bits is not None:
        return Circumstance("key-too-weak", {"bits": str(key.weak_bits)})
    stated = jws.header["alg"]
    if stated in _UNSUPPORTED and stated not in set(Algorithm):
        return Circumstance("suite-unsupported", {"detail": shown(stated)})
    try:
        verify_compact(jws, key.jwk)
    except InvalidSignature as error:
        return Circumstance("signature-invalid", {"detail": shown(error.detail)})
    return _GENUINE
