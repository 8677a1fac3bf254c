"""Verifies a presentation for a program (VC-API): its own proof, and each credential in it alone, all by the profile of the VC-API.

Never for a person: a key that is not an issuer's is a warning here. docs/decisions/0029-presentations.md

Spec: VCALM (W3C), verifying presentations, https://w3c.github.io/vcalm/#verify-presentation
"""

from dataclasses import replace
from typing import Any

from app.errors import DocumentError, NotRecognised, ProofError
from app.model.happening import Happening
from app.model.report import Report
from app.proofs.suite import write_json
from app.services.api_outcomes import NOT_RECOGNISED, ApiOutcome, outcome_of, problem, refused, reported
from app.services.installation import Installation
from app.services.verify import Witness, witness_of
from app.verifier.evidence import Circumstance
from app.verifier.presentations.judging import JudgedCredential, PresentationCase, PresentationReport, addresses_wanted, judge_presentation
from app.verifier.presentations.reading import read_presentation
from app.verifier.presented import Presented
from app.verifier.profile import VC_API


def verify_presentation(installation: Installation, presentation: Any, challenge: str | None, domain: str | None) -> ApiOutcome:
    """Return whether a presentation verifies, with all credentials in it, and every reason why not; nothing presented raises.

    Args:
        installation: where evidence is looked for, and who counts.
        presentation: the member `verifiablePresentation`, any JSON value as it was read; only an object can verify.
        challenge: what the verifier asked to be signed; without one nothing verifies, for anybody could present it again.
        domain: for whom the verifier asked it to be signed; the proof must say the same.
    """
    if not isinstance(presentation, dict):
        return refused("presentation-no-object", "expected verifiablePresentation as an object, found another value or none")
    try:
        presented = read_presentation(write_json(presentation))
    except (NotRecognised, DocumentError, ProofError) as error:
        return refused(error.code, error.detail)
    case = PresentationCase(presented, installation.clock(), VC_API, challenge, domain)
    report = _judged(witness_of(installation), case)
    for judged in report.credentials:
        if isinstance(judged.report, Report):
            installation.count(Happening.VERIFIED, judged.report.verdict)
    return _outcome(report)


def _judged(witness: Witness, case: PresentationCase) -> PresentationReport:
    inner = {each.pointer: each.presented for each in case.presented.credentials if isinstance(each.presented, Presented)}
    own = {pointer: witness.recall(presented) for pointer, presented in inner.items()}
    seals = {pointer: witness.seals(presented) for pointer, presented in inner.items()}
    case = replace(case, evidence=witness.known, own=own, seals=seals)
    while wanted := addresses_wanted(case):
        # Lists before keys, as for one credential.
        found = {address.url: witness.look(address) for address in reversed(wanted)}
        case = replace(case, evidence={**case.evidence, **found})
    return judge_presentation(case)


def _outcome(report: PresentationReport) -> ApiOutcome:
    inner = [_credential_outcome(judged) for judged in report.credentials]
    errors = [problem(each.code, _told(each)) for each in report.troubles]
    warnings = [problem(each.code, _told(each)) for each in report.warnings]
    return outcome_of(
        (*errors, *(each for outcome in inner for each in outcome.errors)),
        (*warnings, *(each for outcome in inner for each in outcome.warnings)),
    )


def _credential_outcome(judged: JudgedCredential) -> ApiOutcome:
    if isinstance(judged.report, Report):
        return reported(judged.report, VC_API, judged.pointer)
    return outcome_of((problem(NOT_RECOGNISED, judged.report.detail, judged.pointer),))


def _told(circumstance: Circumstance) -> str:
    """Return a circumstance of a presentation in words, which only programs read: its detail, or else its facts."""
    detail = circumstance.facts.get("detail")
    return detail or "; ".join((circumstance.code.replace("-", " "), *circumstance.facts.values()))
