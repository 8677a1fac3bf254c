"""Proves that what an issuer's keys signed still verifies: a sample of the files of every key, put before the real verifier."""

from dataclasses import dataclass

from app.adapters.database import credentials, identities, recipients, signed_files
from app.adapters.database.session import Session
from app.errors import Gone, NotFound, NotRecognised, SecretUnreadable
from app.model.record import IssuerIdentity, IssuerKey, KeyState, RecipientRow, RepresentationRow
from app.model.report import Check, Outcome
from app.services.installation import Installation
from app.services.person_key import person_key_of
from app.services.verify import verify_with, witness_of

NEWEST, OLDEST = 3, 2
"""How many files of each key are verified, from both ends of its life."""

_BY_KEY = (Check.READABLE, Check.ISSUER_KEY, Check.PROOF)
"""The checks that a change of keys could break. What is expired or revoked is so by checks 5 and 6: that is no fault of a key."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A file that does not verify: the key that signed it, what it is, and the verifier's code for what is wrong."""

    kid: str
    credential_id: str
    format: str
    code: str


@dataclass(frozen=True, slots=True)
class Proof:
    """How many files verified, and those that did not."""

    files: int
    flaws: tuple[Flaw, ...] = ()


def prove_keys(installation: Installation, identity: IssuerIdentity) -> Proof:
    """Return what became of a sample of the files of every key of the issuer that is not revoked. Erased learners' files cannot be read."""
    samples = installation.database.read(lambda session: _samples(session, identity))
    results = [_flaw(installation, key, file, learner) for key, file, learner in samples]
    flaws = tuple(flaw for flaw in results if flaw is not None)
    return Proof(len(results) - len(flaws), flaws)


def _samples(session: Session, identity: IssuerIdentity) -> list[tuple[IssuerKey, RepresentationRow, RecipientRow]]:
    trusted = (key for key in identities.keys_of(session, identity.id) if key.state is not KeyState.REVOKED)
    return [(key, file, _learner(session, file)) for key in trusted for file in signed_files.sample(session, key, NEWEST, OLDEST)]


def _learner(session: Session, file: RepresentationRow) -> RecipientRow:
    credential = credentials.by_id(session, file.tenant_id, file.credential_id)
    learner = recipients.by_id(session, file.tenant_id, credential.recipient_id) if credential else None
    if learner is None:
        raise NotFound(f"The file {file.id} belongs to nobody.")
    return learner


def _flaw(installation: Installation, key: IssuerKey, file: RepresentationRow, learner: RecipientRow) -> Flaw | None:
    try:
        body = person_key_of(installation.data_keys, learner).open(f"file/{file.id}", file.body_box or b"")
        report = verify_with(witness_of(installation), body, file.media_type, installation.clock())
    except (Gone, NotRecognised, SecretUnreadable) as error:
        return Flaw(key.kid, file.credential_id, file.format, error.code)
    failed = [report.finding(check) for check in _BY_KEY if report.finding(check).outcome is not Outcome.PASSED]
    return Flaw(key.kid, file.credential_id, file.format, failed[0].code) if failed else None
