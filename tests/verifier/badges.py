"""Badges that name more than themselves: endorsements and newer versions, with who signs them."""

from typing import Any

from app.dids.verification_methods import did_document
from app.model.secured import Document
from app.verifier.case import Fetched
from tests.fakes import SignerInMemory
from tests.verifier.world import BADGE, answered, badge, signed

NEWER_URL = "https://issuer.example/newer"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CONTEXTS = [*BADGE["@context"], EXTENSIONS]
ACHIEVEMENT_ID: str = BADGE["credentialSubject"]["achievement"]["id"]

ENDORSER = "did:web:endorser.example"
ENDORSER_URL = "https://endorser.example/.well-known/did.json"
ENDORSER_SIGNER = SignerInMemory(f"{ENDORSER}#key-1", seed=b"\x09" * 32)
ENDORSER_KEYS: Fetched = answered(ENDORSER_URL, did_document(ENDORSER, (ENDORSER_SIGNER.public_key,)))

ENDORSEMENT: Document = {
    "@context": BADGE["@context"],
    "id": "urn:uuid:0198c0de-0000-7000-8000-00000000000e",
    "type": ["VerifiableCredential", "EndorsementCredential"],
    "name": "Endorsement of a badge",
    "issuer": {"id": ENDORSER, "type": ["Profile"], "name": "Wine Guild"},
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": BADGE["id"], "type": ["EndorsementSubject"], "endorsementComment": "Their noses are good."},
}


def endorsement(about: str = BADGE["id"], **members: Any) -> Document:
    """An endorsement of that thing, unsigned; `...` takes a member out."""
    subject = {**ENDORSEMENT["credentialSubject"], "id": about}
    return {name: value for name, value in {**ENDORSEMENT, "credentialSubject": subject, **members}.items() if value is not ...}


def refreshable(url: str = NEWER_URL, **members: Any) -> Document:
    """A badge of which a newer version lies at that address."""
    return badge(**{"@context": CONTEXTS, "refreshService": {"id": url, "type": "1EdTechCredentialRefresh"}, **members})


def newer(**members: Any) -> bytes:
    """The newer version, signed."""
    return signed(badge(**{"name": "Wine tasting, revised", "validFrom": "2026-01-15T00:00:00Z", **members}))


def subject(**members: Any) -> Document:
    """The badge's subject with other members; `...` takes one out."""
    return {name: value for name, value in {**BADGE["credentialSubject"], **members}.items() if value is not ...}
