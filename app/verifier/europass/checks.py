"""The seven checks on a European Digital Credential, in order, with the same numbers and rules as of any credential.

(3) asks whose seal it is, (4) whether it fits, (7) what trusted lists say of the authority behind it. Dates, status and content count
only where (3) and (4) passed. Of the issuer, content tells what the certificate confirms.

Spec: elm.md §6 (what Europass shows) and §7; ETSI TS 119 182-1. Decision: docs/decisions/0035-europass-verification.md
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from app.crypto.certificate_paths import Path
from app.errors import DocumentError, InvalidSignature, ProofError
from app.model.report import Check, Content, Finding, Outcome
from app.model.secured import Document
from app.proofs import suite_for
from app.proofs.jades import read_seal, sealing_key
from app.proofs.suite import PresentedProof
from app.schemas.elm import reading_faults, unknown_profiles
from app.verifier.case import Case
from app.verifier.checks import ExaminedCase, readable
from app.verifier.codes import NOT_JUDGED, found
from app.verifier.europass.content import read_content
from app.verifier.europass.references import did_of
from app.verifier.europass.sealing import ExaminedSeal, SealQuestion, examine_seal, name_of, whose_seal
from app.verifier.evidence import Address, Circumstance, OwnRecord
from app.verifier.examined_proofs import refusal
from app.verifier.judged import Judged
from app.verifier.presented import MOST_STATUS_LISTS, issuer_of
from app.verifier.shown import shown
from app.verifier.standing import standing
from app.verifier.status_lists import list_addresses, statuses
from app.verifier.validity import validity

MOST_ADDRESSES: Final = 1 + MOST_STATUS_LISTS
"""Its lists, and the keys of those who signed them."""

_WORST_FIRST = (Outcome.FAILED, Outcome.UNKNOWN, Outcome.PASSED)


@dataclass(frozen=True, slots=True)
class Examined:
    """A case with every seal examined and tested: what check (3) and what check (4) comes to, for each."""

    case: Case
    seals: tuple[ExaminedSeal, ...]
    key: Finding
    proof: Finding

    @property
    def document(self) -> Document:
        """The credential as presented; it is what was sealed where check 4 passed."""
        return self.case.presented.document

    @property
    def stands(self) -> bool:
        """Whether the issuer's seal stands: then what the document says may be looked at."""
        return self.key.outcome is Outcome.PASSED and self.proof.outcome is Outcome.PASSED

    @property
    def own(self) -> OwnRecord | None:
        """What our register says of it, if one of ours sealed it."""
        own, sealers = self.case.own, {each.own.issuer for each in self.seals if each.own is not None}
        return own if own is not None and sealers == {own.issuer} else None

    @property
    def list_issuer(self) -> str:
        """Who must have signed the lists of its status: of ours the identity that sealed, else the DID or id that the issuer states."""
        ours = next((each.own.issuer for each in self.seals if each.own is not None), None)
        return ours or did_of(self.document) or issuer_of(self.document) or ""


def named_addresses(case: Case) -> Iterator[Address]:
    """Return where the evidence lies: status lists and their keys, once the seal stands; nothing of a seal is fetched."""
    if "credentialStatus" not in case.presented.document:
        return
    examined = _examine(case)
    if examined.stands:
        yield from list_addresses(examined.document, examined.list_issuer, case.evidence)


def findings_of(case: Case) -> Judged:
    """Return what the checks find, and the content where it may be told."""
    examined = _examine(case)
    findings = (
        readable(ExaminedCase(case, None, ())),
        _matches_schema(case),
        examined.key,
        examined.proof,
        _within_validity(examined),
        _not_revoked(examined),
        _issuer_trusted(examined),
    )
    return Judged(findings, _content(examined) if examined.stands else None)


def _examine(case: Case) -> Examined:
    presented = case.presented
    if presented.trouble is not None:
        return Examined(case, (), found(Check.ISSUER_KEY, NOT_JUDGED), found(Check.PROOF, NOT_JUDGED))
    if presented.proof_trouble is not None or not presented.proofs:
        refused = refusal(presented.proof_trouble) if presented.proof_trouble is not None else Circumstance("proof-missing", {})
        return Examined(case, (), found(Check.ISSUER_KEY, NOT_JUDGED), found(Check.PROOF, refused.code, refused.facts))
    question = SealQuestion(case.seals, case.moment, case.own.signed_at if case.own is not None else None)
    pairs = tuple((proof, examine_seal(read_seal(proof.secured.body), question)) for proof in presented.proofs)
    keys = (whose_seal(seal, presented.document, question) for _, seal in pairs)
    proofs = (_seal_holds(proof, seal, presented.document) for proof, seal in pairs)
    return Examined(case, tuple(seal for _, seal in pairs), _worst(Check.ISSUER_KEY, keys), _worst(Check.PROOF, proofs))


def _seal_holds(proof: PresentedProof, examined: ExaminedSeal, document: Document) -> Circumstance:
    try:
        key = sealing_key(examined.seal)
        keys = {key.verification_method: key}
        verified = suite_for(proof, keys).verify(proof.secured, keys)
    except InvalidSignature:
        return Circumstance("seal-invalid", {})
    except (ProofError, DocumentError) as error:
        return refusal(error)
    if verified.document != document:
        return Circumstance("proof-malformed", {"detail": "the seal covers another document than was read"})
    return _genuine(examined)


def _genuine(examined: ExaminedSeal) -> Circumstance:
    said = examined.seal.moment
    facts = {"sealed_at": said.isoformat()} if said is not None else {}
    if examined.stamp is None:
        return Circumstance("seal-genuine", facts)
    stamped = {"authority": shown(examined.stamp.authority or "–"), "stamped_at": examined.stamp.moment.isoformat()}
    return Circumstance("seal-genuine-stamped", {**facts, **stamped})


def _matches_schema(case: Case) -> Finding:
    """(2) Of every form of a European Digital Credential that it says it has; what is odd in it, and may be, is remarked."""
    if case.presented.trouble is not None:
        return found(Check.SCHEMA, NOT_JUDGED)
    faults, remarks = reading_faults(case.presented.document)
    unknown = unknown_profiles(case.presented.document)
    if unknown and not faults:
        return found(Check.SCHEMA, "schema-profile-unknown", {"profile": shown(unknown[0])})
    told = faults or remarks
    if not told:
        return found(Check.SCHEMA, "schema-europass")
    facts = {"pointer": shown(told[0].pointer or "/"), "detail": shown(told[0].detail), "count": str(len(told))}
    return found(Check.SCHEMA, "schema-violation" if faults else "schema-europass-remarks", facts)


def _within_validity(examined: Examined) -> Finding:
    """(5) Begun and not ended, and not sealed in the future."""
    if not examined.stands:
        return found(Check.VALIDITY, NOT_JUDGED)
    return _worst(Check.VALIDITY, validity(examined.document, examined.case.presented.proofs, examined.case.moment))


def _not_revoked(examined: Examined) -> Finding:
    """(6) Not revoked, suspended or replaced, by the lists that it names and by our own register."""
    if not examined.stands:
        return found(Check.STATUS, NOT_JUDGED)
    own, case = examined.own, examined.case
    if own is not None and own.superseded_by is not None:
        return found(Check.STATUS, "superseded", {"superseded_by": shown(own.superseded_by)})
    states = {"revoked": own.revoked, "suspended": own.suspended} if own is not None else {}
    ours = tuple(Circumstance(code, {}) for code, holds in states.items() if holds)
    together = standing((*statuses(examined.document, examined.list_issuer, case.evidence, case.moment), *ours), case.profile)
    return found(Check.STATUS, together.code, together.facts)


def _issuer_trusted(examined: Examined) -> Finding:
    """(7) What trusted lists say of the authority behind the certificate. Qualified is only what claims to be."""
    lists = examined.case.seals.anchors.granted_seals
    if examined.proof.outcome is not Outcome.PASSED:
        return found(Check.ISSUER_TRUST, "no-registry")
    claims = all(each.subject is not None and each.subject.claims_qualified for each in examined.seals)
    if not lists:
        return found(Check.ISSUER_TRUST, "seal-claims-qualified" if claims else "no-registry")
    named = [authority for each in examined.seals if (authority := _granted(each, lists)) is not None]
    if claims and examined.stands and len(named) == len(examined.seals):
        return found(Check.ISSUER_TRUST, "seal-authority-listed", {"authority": shown(name_of(named[0]))})
    return found(Check.ISSUER_TRUST, "seal-authority-unlisted")


def _granted(examined: ExaminedSeal, lists: frozenset[bytes]) -> bytes | None:
    """Return the authority on the way to the anchor that a trusted list names."""
    certificates = examined.path.certificates[1:] if isinstance(examined.path, Path) else ()
    return next((each for each in certificates if each in lists), None)


def _content(examined: Examined) -> Content:
    """Return what is said, the issuer's name and country as the certificate has them: a document may name it in several ways."""
    content = read_content(examined.document)
    subject = next(each.subject for each in examined.seals if each.subject is not None)
    return replace(content, issuer_name=subject.organisation, issuer_country=subject.country or content.issuer_country)


def _worst(check: Check, circumstances: Iterable[Circumstance]) -> Finding:
    """Return the first of the worst."""
    findings = [found(check, each.code, each.facts) for each in circumstances]
    return min(findings, key=lambda finding: _WORST_FIRST.index(finding.outcome))
