"""A small world: an issuer with a key document and a status list, a badge, and cases to judge."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from app.dids.verification_methods import did_document
from app.errors import EvidenceError, Unreachable
from app.model.report import Check, Finding, Report
from app.model.secured import Algorithm, Document, PublicKey
from app.proofs import suite_named
from app.proofs.suite import SecureOptions
from app.status.status_list import ListContent, list_document
from app.verifier.case import Case, Fetched, OwnRecord
from app.verifier.forms import read_presented
from app.verifier.judge import judge
from tests.fakes import SignerInMemory

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
ISSUER = "did:web:issuer.example"
ISSUER_URL = "https://issuer.example/.well-known/did.json"
LIST_URL = "https://issuer.example/status/stl_1"
SUSPENSIONS_URL = "https://issuer.example/status/stl_2"
INDEX = 5
SIZE = 131_072

SIGNER = SignerInMemory(f"{ISSUER}#key-1")
RSA_SIGNER = SignerInMemory(f"{ISSUER}#key-2", algorithm=Algorithm.RS256)
STRANGER = SignerInMemory(f"{ISSUER}#stranger", seed=b"\x08" * 32)

STATUS: Document = {
    "id": f"{LIST_URL}#{INDEX}",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": str(INDEX),
    "statusListCredential": LIST_URL,
}

BADGE: Document = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "urn:uuid:0198c0de-0000-7000-8000-000000000001",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Example University"},
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2031-01-01T00:00:00Z",
    "name": "Wine tasting",
    "credentialSubject": {
        "id": "did:example:learner",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://issuer.example/achievements/wine/v1",
            "type": ["Achievement"],
            "name": "Wine tasting",
            "description": "Tells Riesling from Silvaner.",
            "criteria": {"narrative": "Blind tasting of ten wines."},
        },
    },
    "credentialStatus": STATUS,
}


def badge(**members: Any) -> Document:
    """The badge with other members; `...` takes one out."""
    return {name: value for name, value in {**BADGE, **members}.items() if value is not ...}


def signed(document: Document = BADGE, signer: SignerInMemory = SIGNER, at: datetime = NOON) -> bytes:
    """The document with a Data Integrity proof."""
    return suite_named("eddsa-rdfc-2022").secure(document, signer, SecureOptions(at)).body


def signed_jwt(document: Document = BADGE, signer: SignerInMemory = RSA_SIGNER) -> bytes:
    """The document as JWT."""
    return suite_named("vc-jwt", signer.algorithm).secure(document, signer, SecureOptions(NOON)).body


def answered(url: str, body: Document | bytes) -> Fetched:
    """Evidence: what an address said."""
    return Fetched(url, body if isinstance(body, bytes) else orjson.dumps(body), None, NOON - timedelta(minutes=5), "network")


def silent(url: str, trouble: EvidenceError | None = None) -> Fetched:
    """Evidence: an address that did not answer."""
    return Fetched(url, None, trouble or Unreachable(f"{url} did not answer"), NOON, "network")


def keys_document(*keys: PublicKey) -> Document:
    """The issuer's document with these keys, by default its two."""
    return did_document(ISSUER, keys or (SIGNER.public_key, RSA_SIGNER.public_key))


def a_list(set_indexes: Collection[int] = (), **changes: Any) -> Document:
    """A status list of the issuer, unsigned."""
    content = ListContent(
        LIST_URL, ISSUER, set_indexes, SIZE, "revocation", NOON - timedelta(days=1), NOON + timedelta(days=6), ttl_milliseconds=300_000
    )
    return list_document(replace(content, **changes))


def suspensions(set_indexes: Collection[int] = ()) -> Document:
    """A list of suspensions, unsigned."""
    return a_list(set_indexes, list_url=SUSPENSIONS_URL, purpose="suspension")


USUAL = (answered(ISSUER_URL, keys_document()), answered(LIST_URL, signed(a_list())))


def evidence(*others: Fetched) -> dict[str, Fetched]:
    """All that the badge needs, all well; `others` replace or add."""
    return {fetched.url: fetched for fetched in (*USUAL, *others)}


@dataclass(frozen=True)
class World:
    """What surrounds a case: evidence, moment, our own register's word."""

    evidence: Mapping[str, Fetched]
    moment: datetime = NOON
    own: OwnRecord | None = None

    def case(self, body: bytes) -> Case:
        """The case of that body in this world."""
        return Case(read_presented(body), self.moment, self.evidence, self.own)

    def report(self, body: bytes) -> Report:
        """The judgement on that body in this world."""
        return judge(self.case(body))


def world(*others: Fetched, moment: datetime = NOON, own: OwnRecord | None = None) -> World:
    """A world in which all is well but for `others`."""
    return World(evidence(*others), moment, own)


def codes(report: Report) -> dict[int, str]:
    """The codes of all findings by the number of the check."""
    return {int(finding.check): finding.code for finding in report.findings}


def finding(report: Report, number: int) -> Finding:
    """The finding of the check with that number."""
    return report.finding(Check(number))


def with_proof(secured: bytes, **members: Any) -> bytes:
    """A secured document whose proof has other members; `...` takes one out."""
    document = orjson.loads(secured)
    document["proof"] = {name: value for name, value in {**document["proof"], **members}.items() if value is not ...}
    return orjson.dumps(document)


def tampered(secured: bytes, **members: Any) -> bytes:
    """A secured document with other members, its proof as it was."""
    return orjson.dumps({name: value for name, value in {**orjson.loads(secured), **members}.items() if value is not ...})
