"""A small world of Open Badges 2.0: an issuer with profile, badge class, keys and list, a hosted and a signed assertion."""

from collections.abc import Mapping
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.crypto.encodings import encode_base64url
from app.crypto.jws import write_compact
from app.errors import Unreachable
from app.model.report import Report
from app.model.secured import Algorithm, Document
from app.verifier.evidence import Fetched
from tests.fakes import SEED, SignerInMemory, private_key_of
from tests.verifier.world import NOON, World, answered, silent

V2 = "https://w3id.org/openbadges/v2"
HOST = "https://badges.example"
ID, BADGE_ID, ISSUER_ID, KEY_ID, LIST_ID = (f"{HOST}/{name}" for name in ("assertions/1", "classes/wine", "issuer", "key", "revoked"))
SIGNED_ID = "urn:uuid:0198c0de-0000-7000-8000-000000000002"
EVIL = "https://evil.example"

SIGNER = SignerInMemory(KEY_ID, algorithm=Algorithm.RS256)
STRANGER = SignerInMemory(f"{EVIL}/key", seed=b"\x08" * 32, algorithm=Algorithm.RS256)

ASSERTION: Document = {
    "@context": V2,
    "id": ID,
    "type": "Assertion",
    "recipient": {"type": "email", "hashed": True, "salt": "deadsea", "identity": f"sha256${'a' * 64}"},
    "badge": BADGE_ID,
    "verification": {"type": "HostedBadge"},
    "issuedOn": "2026-01-01T00:00:00+00:00",
    "expires": "2031-01-01T00:00:00+00:00",
    "evidence": "https://learner.example/portfolio",
}
SIGNED_ASSERTION: Document = {**ASSERTION, "id": SIGNED_ID, "verification": {"type": "SignedBadge", "creator": KEY_ID}}
BADGE_CLASS: Document = {
    "@context": V2,
    "id": BADGE_ID,
    "type": "BadgeClass",
    "name": "Wine tasting",
    "description": "Tells Riesling from Silvaner.",
    "image": f"{HOST}/wine.png",
    "criteria": {"narrative": "Blind tasting of ten wines."},
    "issuer": ISSUER_ID,
    "alignment": [{"targetName": "Sensory analysis", "targetUrl": "https://skills.example/42"}],
}
PROFILE: Document = {
    "@context": V2,
    "id": ISSUER_ID,
    "type": "Issuer",
    "name": "Example Vineyard School",
    "url": "https://school.example",
    "email": "badges@school.example",
}


def pem(algorithm: Algorithm = Algorithm.RS256, seed: bytes = SEED) -> str:
    """The public key of a signer in memory, in PEM."""
    return pem_of(private_key_of(seed, algorithm).public_key())


def pem_of(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey) -> str:
    """A public key in PEM."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


KEY: Document = {"@context": V2, "id": KEY_ID, "type": "CryptographicKey", "owner": ISSUER_ID, "publicKeyPem": pem()}
LIST: Document = {"@context": V2, "id": LIST_ID, "type": "RevocationList", "issuer": ISSUER_ID, "revokedAssertions": []}
SIGNING_PROFILE: Document = {**PROFILE, "publicKey": KEY_ID, "revocationList": LIST_ID}


def changed(document: Document, **members: Any) -> Document:
    """The document with other members; `...` takes one out."""
    return {name: value for name, value in {**document, **members}.items() if value is not ...}


def written(document: Document) -> bytes:
    """The document as JSON."""
    return orjson.dumps(document)


def signed(document: Document = SIGNED_ASSERTION, signer: SignerInMemory = SIGNER) -> bytes:
    """The assertion as payload of a JWS."""
    return write_compact({}, written(document), signer).encode()


def unsigned(header: Document, document: Document = SIGNED_ASSERTION) -> bytes:
    """A JWS with that header and a signature that is none."""
    parts = (orjson.dumps(header), written(document), b"no signature")
    return ".".join(encode_base64url(part) for part in parts).encode()


def hosting(*others: Document | Fetched, assertion: Document = ASSERTION, profile: Document = PROFILE) -> World:
    """A world where the hosted assertion and what it leads to lie at their addresses, but for `others`."""
    return _world((assertion, BADGE_CLASS, profile), others)


def signing(*others: Document | Fetched, profile: Document = SIGNING_PROFILE) -> World:
    """A world where what the signed assertion leads to lies at its addresses, but for `others`."""
    return _world((BADGE_CLASS, profile, KEY, LIST), others)


def withdrawn(url: str = ID, status: int = 410) -> Fetched:
    """Evidence: an address that answered with a status instead of a document."""
    return silent(url, Unreachable(f"expected the document, found HTTP status {status}", status))


def outcome(report: Report) -> tuple[str, str]:
    """The verdict and the code that decided it."""
    return report.verdict, report.reason


def _world(documents: tuple[Document, ...], others: tuple[Document | Fetched, ...]) -> World:
    fetched = [each if isinstance(each, Fetched) else answered(each["id"], each) for each in (*documents, *others)]
    found: Mapping[str, Fetched] = {each.url: each for each in fetched}
    return World(found, NOON)
