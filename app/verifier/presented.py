"""What somebody handed in: recognised, taken apart, and nothing of it believed yet. `forms` reads it.

Spec: VC Data Model 2.0 §4.12–4.13 (securing, enveloped credentials); Open Badges 3.0 §8
"""

from dataclasses import dataclass
from typing import Final

from app.errors import CredentialServiceError, DocumentError, NotRecognised, ProofError, TooComplex
from app.model.secured import Document, Secured
from app.proofs import presented_proofs
from app.proofs.suite import PresentedProof
from app.schemas.assertions import CONTEXT
from app.schemas.open_badges import CREDENTIAL_TYPES, is_endorsement, is_open_badge
from app.schemas.strict_json import DEFAULT_LIMITS
from app.verifier.liberal import names, thing, things

OPEN_BADGES: Final = "open-badges"
OPEN_BADGES_2: Final = "open-badges-2"
ENDORSEMENT: Final = "endorsement"
VERIFIABLE_CREDENTIAL: Final = "verifiable-credential"
SD_JWT_VC: Final = "sd-jwt-vc"
EUROPASS: Final = "europass"
UNKNOWN: Final = "unknown"

MOST_PROOFS = 8
MOST_STATUS_ENTRIES = 16
MOST_STATUS_LISTS = 3
"""With the issuer's keys that makes four addresses, which is what one verification may ask for."""

MOST_CANONICALISED = DEFAULT_LIMITS.max_bytes
"""For each proof the whole document is canonicalised: several proofs leave room for a smaller one."""

_RECOGNISED_TYPES = CREDENTIAL_TYPES | {"EndorsementCredential", "VerifiableCredential"}


@dataclass(frozen=True, slots=True)
class Presented:
    """A credential as handed in, unverified.

    document: without what secures it; empty where it could not be read.
    format: `open-badges`, `open-badges-2`, `endorsement`, `verifiable-credential`, `sd-jwt-vc`, `europass`, or `unknown` where it could not
        be read.
    securing: names what secures it, e.g. `eddsa-rdfc-2022`, `jwt RS256` or `hosted` (Open Badges 2.0); `none` where nothing does,
        `unknown` where that cannot be read.
    trouble: why it could not be read; then there is no document and no proof.
    proof_trouble: why its proofs could not be read.
    carrier: what it was taken out of, and what a person sees of that: `pdf`, `picture`.
    """

    secured: Secured
    format: str
    securing: str
    document: Document
    proofs: tuple[PresentedProof, ...] = ()
    trouble: CredentialServiceError | None = None
    proof_trouble: CredentialServiceError | None = None
    carrier: str | None = None


def issuer_of(document: Document) -> str | None:
    """Return the issuer's identifier, as written; None where there is none."""
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    return identifier if isinstance(identifier, str) and identifier else None


def check_recognised(document: Document) -> None:
    """Return nothing if the document is a credential, whatever is wrong with it. Raises NotRecognised that says what it is instead."""
    kinds = {*names(document.get("type")), *names(document.get("@type"))}
    if "VerifiablePresentation" in kinds or "vp" in document:
        raise NotRecognised("expected a credential, found a presentation: send the credential that is in it")
    if kinds & _RECOGNISED_TYPES or "credentialSubject" in document:
        return
    if CONTEXT in names(document.get("@context")):
        raise NotRecognised("expected an awarded badge, found another object of Open Badges 2.0: send the Assertion")
    if "Assertion" in kinds or {"recipient", "badge"} <= document.keys():
        raise NotRecognised("expected an assertion of Open Badges 2.0, found one of another version of Open Badges, which is not read here")
    if "payload" in document and ("signatures" in document or "signature" in document):
        raise NotRecognised("expected a credential, found a signed JSON text in another order of members than Europass writes")
    if thing(document.get("credential")):
        raise NotRecognised("expected a credential, found an order for a tool that issues them: send what it issued")
    raise NotRecognised("expected a credential, found a JSON object without the type VerifiableCredential and without a credentialSubject")


def excess_in(document: Document, size: int) -> TooComplex | None:
    """Return what makes the document more than we verify: each proof costs a canonicalisation of all of it, each list a fetch."""
    entries = things(document.get("credentialStatus"))
    lists = {address for entry in entries for address in names(entry.get("statusListCredential", entry.get("id")))}
    proofs = document.get("proof")
    proofs_number = len(proofs) if isinstance(proofs, list) else 1
    amounts = {
        "proofs": (proofs_number, MOST_PROOFS),
        "bytes to canonicalise": (proofs_number * size, MOST_CANONICALISED),
        "status entries": (len(entries), MOST_STATUS_ENTRIES),
        "status lists": (len(lists), MOST_STATUS_LISTS),
    }
    too_many = [f"at most {most} {what}, found {amount}" for what, (amount, most) in amounts.items() if amount > most]
    return TooComplex(f"expected {'; '.join(too_many)}") if too_many else None


def proofs_in(secured: Secured) -> tuple[tuple[PresentedProof, ...], CredentialServiceError | None]:
    """Return what the document says of its proofs, or why that cannot be read."""
    try:
        return presented_proofs(secured), None
    except (ProofError, DocumentError) as error:
        return (), error


def format_of(document: Document) -> str:
    """Return the format that the document says it has."""
    if is_open_badge(document):
        return OPEN_BADGES
    return ENDORSEMENT if is_endorsement(document) else VERIFIABLE_CREDENTIAL
