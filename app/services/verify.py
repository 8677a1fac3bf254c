"""Verifies anybody's credential: read → while still wanted: fetch → judge. The core says what it lacks; only this fetches.

What lies under our own address is answered from our own store, never by a fetch.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.adapters.database import credentials, identities, representations
from app.adapters.database.session import Session
from app.adapters.fetch import FetchPurpose, Source
from app.crypto.hashes import sha256_hex
from app.model.happening import Happening
from app.model.recipient import RecipientClaim
from app.model.record import CredentialRow, CredentialState
from app.model.report import Report
from app.services.installation import Installation
from app.services.links import credential_url
from app.services.own_evidence import is_own, own_evidence
from app.services.own_file import OwnFile, own_file, public_id_in
from app.services.own_seals import seal_trust
from app.verifier.case import Case, OwnRecord
from app.verifier.europass.references import addresses_named
from app.verifier.evidence import Address, Evidence, Fetched, SealTrust
from app.verifier.forms import read_presented
from app.verifier.presented import Presented
from app.verifier.profile import FOR_PEOPLE, Profile
from app.verifier.verification import evidence_wanted, verified

_REVOKED = frozenset({CredentialState.REVOKED, CredentialState.SUPERSEDED})


def _trusts_nobody(_presented: Presented) -> SealTrust:
    """Return that no seal counts: nobody configured any, and there is no register."""
    return SealTrust()


@dataclass(frozen=True, slots=True)
class Witness:
    """Where a verification gets its evidence: `look` at an address, what our own register says of what was presented, what is known.

    claim: who the holder says to be, where somebody wants that compared. seals: whose count, and which are our own.
    """

    look: Callable[[Address], Fetched]
    recall: Callable[[Presented], OwnRecord | None]
    known: Evidence = field(default_factory=dict)
    claim: RecipientClaim | None = None
    seals: Callable[[Presented], SealTrust] = _trusts_nobody


def verify_bytes(installation: Installation, body: bytes, media_type: str | None, claim: RecipientClaim | None = None) -> Report:
    """Return the report on a credential as it was handed in. Raises NotRecognised when there is none in it."""
    report = verify_with(replace(witness_of(installation), claim=claim), body, media_type, installation.clock())
    installation.count(Happening.VERIFIED, report.verdict)
    return report


def verify_url(installation: Installation, url: str, claim: RecipientClaim | None = None) -> Report:
    """Return the report on what lies at an address: the page of a credential of ours, or anybody's file.

    Raises EvidenceError when it cannot be had, NotRecognised when there is no credential.
    """
    if is_own(installation, url):
        return verify_own(installation, own_file(installation, public_id_in(installation, url)), claim)
    answer = installation.source.fetch(url, FetchPurpose.CREDENTIAL)
    if answer.trouble is not None:
        raise answer.trouble
    return verify_bytes(installation, answer.body or b"", answer.content_type, claim)


def verify_own(installation: Installation, file: OwnFile, claim: RecipientClaim | None = None) -> Report:
    """Return the report on a credential of ours as its link shows it: without results and evidence, which are the learner's to show."""
    report = verify_bytes(installation, file.body, file.media_type, claim)
    return replace(report, content=replace(report.content, results=(), evidence=())) if report.content else report


def verify_with(witness: Witness, body: bytes, media_type: str | None, moment: datetime, profile: Profile = FOR_PEOPLE) -> Report:
    """Return the report on a credential, with evidence from that witness, as a caller with that profile asks for it."""
    presented = read_presented(body, media_type)
    case = Case(presented, moment, witness.known, witness.recall(presented), profile, witness.seals(presented))
    while wanted := evidence_wanted(case):
        # Lists before keys: keys are only ever added to a document, so whichever key signed the list stands in the one read after it.
        found = {address.url: witness.look(address) for address in reversed(wanted)}
        case = replace(case, evidence={**case.evidence, **found})
    return verified(case, witness.claim)


def witness_of(installation: Installation) -> Witness:
    """Return the witness of a running installation: its own store first, then the network."""

    def look(address: Address) -> Fetched:
        if is_own(installation, address.url):
            return own_evidence(installation, address.url)
        return look_at(installation.source, address)

    return Witness(look, lambda presented: own_record(installation, presented), seals=lambda presented: seal_trust(installation, presented))


def look_at(source: Source, address: Address) -> Fetched:
    """Return what a source says at an address."""
    answer = source.fetch(address.url, FetchPurpose(address.purpose))
    return Fetched(address.url, answer.body, answer.trouble, answer.fetched_at, answer.origin)


def own_record(installation: Installation, presented: Presented) -> OwnRecord | None:
    """Return what our register says of the credential that was presented; None when it is not one of ours."""
    prefix = credential_url(installation.public_url, "")
    identifier = next((each for each in addresses_named(presented.document) if each.startswith(prefix)), None)
    if identifier is None:
        return None

    def work(session: Session) -> OwnRecord | None:
        row = credentials.by_public_id(session, identifier.removeprefix(prefix))
        identity = identities.by_id(session, row.tenant_id, row.identity_id) if row else None
        if row is None or identity is None:
            return None
        successor = credentials.successor_of(session, row.tenant_id, row.id)
        superseded = row.state is CredentialState.SUPERSEDED
        return OwnRecord(
            issuer=identity.profile.did,
            revoked=row.state in _REVOKED,
            suspended=row.state is CredentialState.SUSPENDED,
            superseded_by=credential_url(installation.public_url, successor.public_id) if superseded and successor else None,
            signed_at=_signed_at(session, row, sha256_hex(presented.secured.body)),
        )

    return installation.database.read(work)


def _signed_at(session: Session, row: CredentialRow, sha256: str) -> datetime | None:
    files = representations.of_credential(session, row.tenant_id, row.id)
    return next((file.created_at for file in files if file.sha256 == sha256), None)
