"""The seven checks, in order: each looks at an examined case and finds one thing. A new check is a function and its place in CHECKS.

Dates and status are read from the document only once its signature stands (3 and 4 passed): before that they are anybody's words,
and the finding is `not-judged`. The same rule decides whether the report has content.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.errors import Fault, MalformedProof
from app.model.report import Check, Content, Finding, Outcome
from app.model.secured import Document
from app.schemas.contexts import is_pinned
from app.schemas.open_badges import endorsement_faults, foreign_schemas, schema_faults, verifiable_credential_faults
from app.verifier.case import Case
from app.verifier.codes import NOT_JUDGED, found
from app.verifier.content import read_content
from app.verifier.evidence import Circumstance, OwnRecord
from app.verifier.examined_proofs import ExaminedProof, examined_proofs, refusal
from app.verifier.judged import Judged
from app.verifier.presented import ENDORSEMENT, OPEN_BADGES, issuer_of
from app.verifier.shown import shown
from app.verifier.standing import standing
from app.verifier.status_lists import statuses
from app.verifier.validity import validity

_FORMS: Mapping[str, tuple[Callable[[Document], tuple[Fault, ...]], str]] = {
    OPEN_BADGES: (schema_faults, "schema-open-badges"),
    ENDORSEMENT: (endorsement_faults, "schema-endorsement"),
}
"""By which schema a document of that format is judged, and the code where it fits."""

_WORST_FIRST = (Outcome.FAILED, Outcome.UNKNOWN, Outcome.PASSED)


@dataclass(frozen=True, slots=True)
class ExaminedCase:
    """A case whose proofs were tested. `issuer` is as written in the document, None where there is none."""

    case: Case
    issuer: str | None
    proofs: tuple[ExaminedProof, ...]

    @property
    def document(self) -> Document:
        """The credential as presented; it is what was signed where check 4 passed."""
        return self.case.presented.document

    @property
    def own(self) -> OwnRecord | None:
        """What our register says, if it speaks of this issuer."""
        own = self.case.own
        return own if own is not None and own.issuer == self.issuer else None


def examine(case: Case) -> ExaminedCase:
    """Return the case with every proof tested, once."""
    issuer = issuer_of(case.presented.document)
    return ExaminedCase(case, issuer, examined_proofs(case.presented, issuer or "", case.evidence, options=case.profile.asserted))


def readable(examined: ExaminedCase) -> Finding:
    """(1) Strictly readable within limits, and written in contexts that are known here."""
    trouble = examined.case.presented.trouble
    if trouble is not None:
        refused = refusal(trouble)
        return found(Check.READABLE, "jwt-malformed" if isinstance(trouble, MalformedProof) else refused.code, refused.facts)
    contexts = examined.document.get("@context")
    for context in contexts if isinstance(contexts, list) else [contexts]:
        refused_inline = isinstance(context, dict) and not examined.case.profile.inline_contexts
        if refused_inline or (isinstance(context, str) and not is_pinned(context)):
            return found(Check.READABLE, "context-unknown", {"context": shown(context)})
    return found(Check.READABLE, "readable")


def matches_schema(examined: ExaminedCase) -> Finding:
    """(2) Of the form of an Open Badges 3.0 credential or endorsement, or else of the W3C's data model.

    Further schemas that the document asks for are not fetched, and that is said.
    """
    presented = examined.case.presented
    if presented.trouble is not None:
        return found(Check.SCHEMA, NOT_JUDGED)
    faults_of, code = _FORMS.get(presented.format, (verifiable_credential_faults, "schema-verifiable-credential"))
    faults = faults_of(presented.document)
    if faults:
        facts = {"pointer": shown(faults[0].pointer or "/"), "detail": shown(faults[0].detail), "count": str(len(faults))}
        return found(Check.SCHEMA, "schema-violation", facts)
    foreign = foreign_schemas(presented.document) if presented.format in _FORMS else ()
    return found(Check.SCHEMA, f"{code}-foreign", {"schema": shown(foreign[0])}) if foreign else found(Check.SCHEMA, code)


def key_is_the_issuers(examined: ExaminedCase) -> Finding:
    """(3) Every proof names a key that the issuer's own document lists for assertions."""
    if examined.case.presented.trouble is not None:
        return found(Check.ISSUER_KEY, NOT_JUDGED)
    if examined.issuer is None:
        return found(Check.ISSUER_KEY, "issuer-missing")
    return _worst(Check.ISSUER_KEY, (each for proof in examined.proofs for each in _key_circumstances(proof, examined)), examined)


def proof_holds(examined: ExaminedCase) -> Finding:
    """(4) Every proof fits its key and the whole document."""
    presented = examined.case.presented
    if presented.trouble is not None:
        return found(Check.PROOF, NOT_JUDGED)
    if presented.proof_trouble is not None:
        refused = refusal(presented.proof_trouble)
        return found(Check.PROOF, refused.code, refused.facts)
    if not examined.proofs:
        return found(Check.PROOF, "proof-missing")
    return _worst(Check.PROOF, (_proof_circumstance(proof) for proof in examined.proofs), examined)


def within_validity(examined: ExaminedCase) -> Finding:
    """(5) Begun and not ended, the credential and its proofs."""
    if not _stands(examined):
        return found(Check.VALIDITY, NOT_JUDGED)
    circumstances = validity(examined.document, [proof.proof for proof in examined.proofs], examined.case.moment)
    return _worst(Check.VALIDITY, circumstances, examined)


def not_revoked(examined: ExaminedCase) -> Finding:
    """(6) Not revoked, suspended or replaced, by every list that it names and by our own register.

    Revoked outweighs unknown, unknown outweighs suspended; only our register knows of a replacement, which outweighs all.
    """
    if not _stands(examined):
        return found(Check.STATUS, NOT_JUDGED)
    own = examined.own
    if own is not None and own.superseded_by is not None:
        return found(Check.STATUS, "superseded", {"superseded_by": shown(own.superseded_by)})
    case = examined.case
    circumstances = statuses(examined.document, examined.issuer or "", case.evidence, case.moment) + _own_circumstances(own)
    together = standing(circumstances, case.profile)
    return found(Check.STATUS, together.code, together.facts)


def issuer_trusted(_examined: ExaminedCase) -> Finding:
    """(7) In a register of issuers: none can be configured yet."""
    return found(Check.ISSUER_TRUST, "no-registry")


CHECKS: tuple[Callable[[ExaminedCase], Finding], ...] = (
    readable,
    matches_schema,
    key_is_the_issuers,
    proof_holds,
    within_validity,
    not_revoked,
    issuer_trusted,
)


def findings_of(case: Case) -> Judged:
    """Return what the checks find of a W3C credential, and its content where it may be told."""
    examined = examine(case)
    return Judged(tuple(check(examined) for check in CHECKS), content_of(examined))


def content_of(examined: ExaminedCase) -> Content | None:
    """Return the content as read from what was signed; None unless the issuer's key (3) and the proof (4) both passed."""
    stands = all(check(examined).outcome is Outcome.PASSED for check in (key_is_the_issuers, proof_holds))
    return read_content(examined.document) if stands else None


def _stands(examined: ExaminedCase) -> bool:
    """Return whether the signature stands as far as the caller asks: to some, anybody's is one."""
    key, proof = key_is_the_issuers(examined), proof_holds(examined)
    key_stands = key.outcome is Outcome.PASSED or examined.case.profile.tolerates(key.code)
    return key_stands and proof.outcome is Outcome.PASSED


def _worst(check: Check, circumstances: Iterable[Circumstance], examined: ExaminedCase) -> Finding:
    """Return the first of the worst, what is tolerated after all that is not; `not-judged` where there is none at all."""

    def rank(finding: Finding) -> tuple[bool, int]:
        tolerated = examined.case.profile.tolerates(finding.code)
        return tolerated or finding.outcome is Outcome.PASSED, _WORST_FIRST.index(finding.outcome)

    findings = (found(check, each.code, each.facts) for each in circumstances)
    return min(findings, key=rank, default=found(check, NOT_JUDGED))


def _key_circumstances(proof: ExaminedProof, examined: ExaminedCase) -> Iterable[Circumstance]:
    """Yield what stands in the way of a key; where nothing does, that it is the issuer's."""
    recorded_at = examined.own.signed_at if examined.own is not None else None
    troubles = (proof.key.trouble, proof.out_of_time(examined.case.moment, recorded_at))
    found_troubles = [trouble for trouble in troubles if trouble is not None]
    yield from found_troubles
    if not found_troubles:
        code = "key-listed" if proof.key.addresses else "key-is-issuer"
        yield Circumstance(code, {"issuer": shown(examined.issuer), "key": shown(proof.proof.verification_method)})


def _proof_circumstance(proof: ExaminedProof) -> Circumstance:
    if proof.trouble is not None:
        return proof.trouble
    if proof.undefined:
        return Circumstance("signature-genuine-undefined-members", {"members": ", ".join(proof.undefined)})
    return Circumstance("signature-genuine", {})


def _own_circumstances(own: OwnRecord | None) -> tuple[Circumstance, ...]:
    if own is None:
        return ()
    states = {"revoked": own.revoked, "suspended": own.suspended}
    return tuple(Circumstance(code, {}) for code, holds in states.items() if holds)
