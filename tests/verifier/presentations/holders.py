"""Holders who show their credentials: presentations, secured in each way, and what is made of them."""

from dataclasses import replace
from typing import Any

import orjson

from app.crypto.keys import multikey
from app.model.secured import Algorithm, Document, ProofPurpose
from app.proofs import suite_named
from app.proofs.suite import SecureOptions
from app.verifier.evidence import Address, Evidence
from app.verifier.presentations.judging import PresentationCase, PresentationReport, addresses_wanted, judge_presentation
from app.verifier.presentations.reading import read_presentation
from app.verifier.profile import VC_API, Profile
from tests.fakes import SignerInMemory
from tests.verifier.world import NOON

V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
CHALLENGE, DOMAIN = "u-ask-once", "verifier.example"


def keyed(seed: bytes, algorithm: Algorithm = Algorithm.EDDSA) -> SignerInMemory:
    """Somebody whose DID is a key."""
    key = multikey(SignerInMemory("did:key:x", seed, algorithm).jwk)
    return SignerInMemory(f"did:key:{key}#{key}", seed, algorithm)


def did_of(signer: SignerInMemory) -> str:
    """The DID of somebody whose DID is a key."""
    return signer.verification_method.partition("#")[0]


HOLDER, ISSUER, STRANGER = keyed(b"\x01" * 32), keyed(b"\x02" * 32), keyed(b"\x03" * 32)
P256_HOLDER = keyed(b"\x04" * 32, Algorithm.ES256)
ANSWER = SecureOptions(NOON, ProofPurpose.AUTHENTICATION, challenge=CHALLENGE, domain=DOMAIN)

CREDENTIAL: Document = {
    "@context": [V2],
    "id": "urn:uuid:0198c0de-0000-7000-8000-000000000021",
    "type": ["VerifiableCredential"],
    "issuer": did_of(ISSUER),
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": did_of(HOLDER)},
}
OLD_CREDENTIAL: Document = {
    "@context": [V1, DATA_INTEGRITY],
    "type": ["VerifiableCredential"],
    "issuer": did_of(ISSUER),
    "issuanceDate": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": did_of(HOLDER)},
}


def changed(document: Document, **members: Any) -> Document:
    """The document with other members; `...` takes one out."""
    return {name: value for name, value in {**document, **members}.items() if value is not ...}


def issued(signer: SignerInMemory = ISSUER, document: Document = CREDENTIAL, **members: Any) -> Document:
    """A credential with an embedded proof."""
    found: Document = orjson.loads(
        suite_named("eddsa-rdfc-2022").secure(changed(document, **members), signer, SecureOptions(NOON, inline_contexts=True)).body
    )
    return found


def enveloped(text: str | bytes, kind: str = "vc+jwt") -> Document:
    """The envelope of a secured credential or presentation."""
    what = "EnvelopedVerifiablePresentation" if kind.startswith("vp") else "EnvelopedVerifiableCredential"
    return {"@context": V2, "type": what, "id": f"data:application/{kind},{text if isinstance(text, str) else text.decode()}"}


def issued_jwt(signer: SignerInMemory = ISSUER, **members: Any) -> Document:
    """A credential in an envelope."""
    secured = suite_named("vc+jwt", signer.algorithm).secure(changed(CREDENTIAL, **members), signer, SecureOptions(NOON))
    return enveloped(secured.body)


def presentation(*credentials: Any, **members: Any) -> Document:
    """An unsigned presentation of the second data model."""
    usual: Document = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": did_of(HOLDER)}
    return changed(usual | ({"verifiableCredential": list(credentials)} if credentials else {}), **members)


def shown(document: Document, signer: SignerInMemory = HOLDER, options: SecureOptions = ANSWER) -> Document:
    """A presentation with an embedded proof."""
    secured = suite_named("eddsa-rdfc-2022").secure(document, signer, replace(options, inline_contexts=True))
    found: Document = orjson.loads(secured.body)
    return found


def shown_jwt(document: Document, signer: SignerInMemory = P256_HOLDER, options: SecureOptions = ANSWER) -> Document:
    """A presentation in an envelope, as JWT."""
    return enveloped(suite_named("vp+jwt", signer.algorithm).secure(document, signer, options).body, "vp+jwt")


def case_of(document: Document, evidence: Evidence | None = None, **changes: Any) -> PresentationCase:
    """The case of a presentation that answers what was asked, at noon."""
    case = PresentationCase(read_presentation(orjson.dumps(document)), NOON, VC_API, CHALLENGE, DOMAIN, evidence or {})
    return replace(case, **changes)


def report_of(document: Document, evidence: Evidence | None = None, **changes: Any) -> PresentationReport:
    """What comes of a presentation."""
    return judge_presentation(case_of(document, evidence, **changes))


def wanted(document: Document, evidence: Evidence | None = None, **changes: Any) -> tuple[Address, ...]:
    """What a presentation wants."""
    return addresses_wanted(case_of(document, evidence, **changes))


def obstacles(report: PresentationReport, profile: Profile = VC_API) -> list[str]:
    """All codes that stand in the way, of the presentation and then of each credential with its pointer."""
    found = [each.code for each in report.troubles]
    for judged in report.credentials:
        codes = [judged.report.code] if isinstance(judged.report, Exception) else [each.code for each in profile.obstacles(judged.report)]
        found += [f"{judged.pointer} {code}" for code in codes]
    return found
