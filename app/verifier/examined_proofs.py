"""Proofs, each tested with the key that it names: of a credential, and of the lists that tell its status."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.crypto.bounds import DEFAULT_LIMITS
from app.crypto.canonical import assert_safe
from app.errors import CredentialServiceError, DataLoss, DocumentError, ProofError, UnknownContext
from app.model.secured import Document
from app.proofs import SUITES, suite_for
from app.proofs.suite import ASSERTED, PresentedProof, ProofSuite, VerifyOptions
from app.verifier.evidence import Circumstance, Evidence
from app.verifier.issuer_keys import KeyAnswer, issuer_key, out_of_time
from app.verifier.presented import Presented
from app.verifier.shown import shown

_MOST_POINTERS = 5


@dataclass(frozen=True, slots=True)
class ExaminedProof:
    """One proof: what it says, whose key it names, and why it does not hold or cannot be tested; `trouble` is None where it holds.

    `undefined`: where bytes were signed (JWT, JCS) that say what none of their contexts defines: no standard says what they mean.
    Where a graph was signed, nothing can be undefined; what is too large to look through is not warned of.
    """

    proof: PresentedProof
    key: KeyAnswer
    trouble: Circumstance | None = None
    undefined: tuple[str, ...] = ()

    def out_of_time(self, moment: datetime, recorded_at: datetime | None) -> Circumstance | None:
        """Return why the dates of the key stand in the way, if they do."""
        found = (out_of_time(key, self.proof.moment, moment, recorded_at) for key in self.key.keys.values())
        return next((each for each in found if each is not None), None)


def examined_proofs(
    presented: Presented,
    issuer: str,
    evidence: Evidence,
    suites: tuple[ProofSuite, ...] = SUITES,
    options: VerifyOptions = ASSERTED,
) -> tuple[ExaminedProof, ...]:
    """Return every proof of what was presented, tested; `issuer` is who must have made them, `options` say what for."""
    keys = ((proof, issuer_key(proof, issuer, evidence, options.purpose)) for proof in presented.proofs)
    return tuple(_examined(_Test(proof, key, options), presented.document, suites) for proof, key in keys)


def refusal(error: CredentialServiceError) -> Circumstance:
    """Return what an error of reading or testing means for a check: its code is a finding's."""
    pointers = [shown(fault.pointer or "/") for fault in error.faults[:_MOST_POINTERS]]
    facts = {"detail": shown(error.detail), "members": ", ".join(pointers) or "/"}
    if isinstance(error, UnknownContext):
        facts["context"] = pointers[0] if pointers else "@context"
    return Circumstance(error.code, facts)


@dataclass(frozen=True, slots=True)
class _Test:
    proof: PresentedProof
    key: KeyAnswer
    options: VerifyOptions


def _examined(test: _Test, document: Document, suites: tuple[ProofSuite, ...]) -> ExaminedProof:
    proof, key = test.proof, test.key
    try:
        suite = suite_for(proof, key.keys, suites)
    except ProofError as error:
        return ExaminedProof(proof, key, refusal(error))
    if not key.keys:
        return ExaminedProof(proof, key, Circumstance("key-unavailable", {}))
    try:
        verified = suite.verify(proof.secured, key.keys, test.options)
    except (ProofError, DocumentError) as error:
        return ExaminedProof(proof, key, refusal(error))
    if verified.document != document:
        return ExaminedProof(proof, key, Circumstance("proof-malformed", {"detail": "the proof covers another document than was read"}))
    return ExaminedProof(proof, key, undefined=_undefined(document, test.options) if suite.signs_bytes else ())


def _undefined(document: Document, options: VerifyOptions) -> tuple[str, ...]:
    try:
        assert_safe(document, replace(DEFAULT_LIMITS, allow_inline_contexts=options.inline_contexts))
    except DataLoss as error:
        return tuple(shown(fault.pointer or "/") for fault in error.faults[:_MOST_POINTERS])
    except DocumentError:
        return ()
    return ()
