"""What the tests of enveloping proofs share: a presentation with a credential in an envelope."""

from app.model.secured import Document, ProofPurpose
from app.proofs.suite import SecureOptions, VerifyOptions
from tests.proofs.examples import ISSUER, NOON

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
TO_PRESENT = SecureOptions(NOON, ProofPurpose.AUTHENTICATION)
TO_ANSWER = SecureOptions(NOON, ProofPurpose.AUTHENTICATION, challenge="n-0S6_WzA2Mj", domain="verifier.example")
PRESENTED = VerifyOptions(ProofPurpose.AUTHENTICATION)

ENVELOPED: Document = {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,eyJ.eyJ.AAAA"}
PRESENTATION: Document = {
    "@context": [V2],
    "id": "urn:uuid:0198c0de-0000-7000-8000-000000000002",
    "type": ["VerifiablePresentation"],
    "holder": ISSUER,
    "verifiableCredential": [ENVELOPED],
}
OLD_PRESENTATION: Document = {
    "@context": [V1],
    "id": "urn:uuid:0198c0de-0000-7000-8000-000000000003",
    "type": ["VerifiablePresentation"],
    "holder": ISSUER,
    "verifiableCredential": ["eyJ.eyJ.AAAA"],
}
OLD_DIPLOMA: Document = {
    "@context": [V1],
    "id": "urn:uuid:0198c0de-0000-7000-8000-000000000004",
    "type": ["VerifiableCredential"],
    "issuer": ISSUER,
    "issuanceDate": "2026-01-01T00:00:00Z",
    "expirationDate": "2099-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:learner"},
}
