"""Judges a presentation: its form, its proofs, what they answer and to whom; then each credential in it alone, by the same profile.

Whoever has seen a presentation can show it again: it counts only as the answer to what this verifier asked (`challenge`), said to
this verifier (`domain`), by the key of the holder that it names. All credentials must be good: one that is not spoils the whole.

Spec: VC Data Integrity 1.0 §4.4 (verify proof: purpose, domain, challenge); VC Data Model 2.0 §7.2, §4.13
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.errors import NotRecognised
from app.model.report import Report
from app.proofs import data_integrity
from app.schemas.contexts import is_pinned
from app.schemas.verifiable_presentations import holder_of, presentation_faults
from app.verifier.case import Case, OwnRecord
from app.verifier.evidence import Address, Circumstance, Evidence, SealTrust
from app.verifier.examined_proofs import ExaminedProof, examined_proofs
from app.verifier.issuer_keys import issuer_key
from app.verifier.judge import judge
from app.verifier.kinds import still_wanted
from app.verifier.liberal import names
from app.verifier.presentations.reading import PresentedPresentation
from app.verifier.presented import Presented
from app.verifier.profile import KEY_OF_ANOTHER, Profile
from app.verifier.shown import shown
from app.verifier.validity import validity

MOST_ADDRESSES = 16
"""Of all credentials together: those of one issuer share theirs."""

_MOST_FAULTS = 5
_IN_FORCE = frozenset({"current", "current-until"})


@dataclass(frozen=True, slots=True)
class PresentationCase:
    """Everything the judgement of a presentation rests on.

    challenge, domain: what the verifier asked to be answered, and as whom; None where it asked nothing.
    own: what our register says of the credentials in it, by their pointers; `seals` whose seals count for each.
    """

    presented: PresentedPresentation
    moment: datetime
    profile: Profile
    challenge: str | None
    domain: str | None
    evidence: Evidence = field(default_factory=dict)
    own: dict[str, OwnRecord | None] = field(default_factory=dict)
    seals: dict[str, SealTrust] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JudgedCredential:
    """What one credential of a presentation came to: a report, or why there is none."""

    pointer: str
    report: Report | NotRecognised


@dataclass(frozen=True, slots=True)
class PresentationReport:
    """What a presentation came to: what stands in its own way, what a caller should know, and each credential.

    It is good where nothing stands in its way, nor in that of any credential.
    """

    troubles: tuple[Circumstance, ...]
    warnings: tuple[Circumstance, ...]
    credentials: tuple[JudgedCredential, ...]


def addresses_wanted(case: PresentationCase) -> tuple[Address, ...]:
    """Return the addresses whose evidence is lacking, of the holder's keys first, then of each credential; never beyond MOST_ADDRESSES."""
    lacking = {address.url: address for address in _named(case) if address.url not in case.evidence}
    return tuple(lacking.values())[: max(0, MOST_ADDRESSES - len(case.evidence))]


def judge_presentation(case: PresentationCase) -> PresentationReport:
    """Return the report on a presentation, on the evidence that is there."""
    proofs = tuple(_examined_proofs(case))
    troubles = (*_form_troubles(case), *_proof_troubles(case, proofs), *_answer_troubles(case))
    return PresentationReport(troubles, tuple(_answer_warnings(case)), tuple(_judged_credentials(case)))


def _named(case: PresentationCase) -> Iterator[Address]:
    purpose = case.profile.authenticated.purpose
    for proof in case.presented.whole.proofs:
        yield from issuer_key(proof, _holder(case, proof.verification_method), case.evidence, purpose).addresses
    for inner in _cases(case).values():
        yield from still_wanted(inner)


def _holder(case: PresentationCase, verification_method: str) -> str:
    """Return who must control the key: the holder where one is named, else whoever the key's own name says."""
    return holder_of(case.presented.document) or verification_method.partition("#")[0]


def _examined_proofs(case: PresentationCase) -> Iterator[ExaminedProof]:
    whole, options = case.presented.whole, case.profile.authenticated
    for proof in whole.proofs:
        holder = _holder(case, proof.verification_method)
        yield from examined_proofs(replace(whole, proofs=(proof,)), holder, case.evidence, options=options)


def _form_troubles(case: PresentationCase) -> Iterator[Circumstance]:
    document = case.presented.document
    for fault in presentation_faults(document)[:_MOST_FAULTS]:
        yield Circumstance("schema-violation", {"detail": f"{fault.pointer or '/'}: {fault.detail}"})
    for context in names(document.get("@context")):
        if not is_pinned(context):
            yield Circumstance("context-unknown", {"detail": f"the context {shown(context)} is not known here, and none is fetched"})
    if not case.profile.inline_contexts and not _has_only_names(document.get("@context")):
        yield Circumstance("context-unknown", {"detail": "the presentation defines terms itself"})


def _has_only_names(contexts: object) -> bool:
    return all(isinstance(each, str) for each in (contexts if isinstance(contexts, list) else [contexts]))


def _proof_troubles(case: PresentationCase, proofs: tuple[ExaminedProof, ...]) -> Iterator[Circumstance]:
    if not proofs:
        yield Circumstance("proof-missing", {"detail": "a presentation without a proof says nothing of who presents it"})
    for proof in proofs:
        for trouble in (proof.key.trouble, proof.trouble, proof.out_of_time(case.moment, None)):
            if trouble is not None:
                yield _of_the_holder(trouble)
    yield from (each for each in validity({}, [proof.proof for proof in proofs], case.moment) if each.code not in _IN_FORCE)


def _of_the_holder(trouble: Circumstance) -> Circumstance:
    if trouble.code != KEY_OF_ANOTHER:
        return trouble
    holder, key = trouble.facts.get("issuer", ""), trouble.facts.get("key", "")
    return Circumstance("holder-mismatch", {"detail": f"expected a key of the holder {holder}, found {key}"})


def _answer_troubles(case: PresentationCase) -> Iterator[Circumstance]:
    for proof in case.presented.whole.proofs:
        if case.challenge is None:
            yield Circumstance("challenge-mismatch", {"detail": "expected the challenge that was asked, found none to compare with"})
        elif proof.challenge != case.challenge:
            yield Circumstance("challenge-mismatch", {"detail": _unlike("challenge", case.challenge, proof.challenge)})
        if case.domain is not None and proof.domain != case.domain:
            yield Circumstance("domain-mismatch", {"detail": _unlike("domain", case.domain, proof.domain)})
        elif _names_unasked_domain(case, proof.domain) and _is_embedded(case.presented.whole):
            yield Circumstance("domain-not-asked", {"detail": f"the proof is for {shown(proof.domain)}, no domain was asked"})


def _answer_warnings(case: PresentationCase) -> Iterator[Circumstance]:
    """A JWT's `aud` that nobody asked for is a warning: the W3C's suite has one, and no other place to say for whom a JWT is."""
    for proof in case.presented.whole.proofs:
        if _names_unasked_domain(case, proof.domain) and not _is_embedded(case.presented.whole):
            yield Circumstance("domain-not-asked", {"detail": f"the JWT is for {shown(proof.domain)}, no domain was asked"})


def _names_unasked_domain(case: PresentationCase, domain: str | None) -> bool:
    return case.domain is None and domain is not None


def _is_embedded(whole: Presented) -> bool:
    return whole.secured.media_type == data_integrity.MEDIA_TYPE


def _unlike(what: str, asked: str, found: str | None) -> str:
    return f"expected the {what} {shown(asked)}, found {shown(found) if found is not None else 'none'}"


def _judged_credentials(case: PresentationCase) -> Iterator[JudgedCredential]:
    cases = _cases(case)
    for inner in case.presented.credentials:
        if isinstance(inner.presented, NotRecognised):
            yield JudgedCredential(inner.pointer, inner.presented)
        else:
            yield JudgedCredential(inner.pointer, judge(cases[inner.pointer]))


def _cases(case: PresentationCase) -> dict[str, Case]:
    return {
        inner.pointer: Case(
            inner.presented,
            case.moment,
            case.evidence,
            case.own.get(inner.pointer),
            case.profile,
            case.seals.get(inner.pointer, SealTrust()),
        )
        for inner in case.presented.credentials
        if isinstance(inner.presented, Presented)
    }
