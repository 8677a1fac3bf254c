"""Whose seal it is, and since when it is there: the certificate, those who vouch for it, and time-stamps that are trusted.

Anybody can make a certificate in any name. It counts where a chain leads to a configured anchor, or where it is one that our own
register keeps; and only at a moment at which all of the chain was in force: today, or when a trusted time-stamp shows that the seal
was there. What is embedded about revocation is read; nothing is fetched.

Spec: ETSI TS 119 102-1 §5.2 (validation at signing time); RFC 5280 §6; elm.md §5.4 and §5.5. Decision: docs/decisions/0035
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.crypto.certificate_paths import Path, PathTrouble, build_path
from app.crypto.certificates import may_certify_seals, subject_of, unfit_to_seal
from app.crypto.hashes import sha256_hex
from app.crypto.revocation import Revocations
from app.crypto.time_stamps import TimeStamp, time_stamp_of
from app.errors import MalformedCertificate, ProofError
from app.model.seal import CertificateSubject, OwnSeal
from app.model.secured import Document
from app.proofs.jades import Seal
from app.status.status_list import CLOCK_LEEWAY
from app.verifier.europass.naming import differences
from app.verifier.europass.nodes import nodes_of
from app.verifier.evidence import Circumstance, SealTrust
from app.verifier.shown import shown

MOST_STAMPS = 3
"""Looked at, of each kind: for each the whole evidence is gone through."""

_UNPROVEN = "nothing embedded says whether its certificates were revoked, and nobody was asked"
_Facts = dict[str, str]


@dataclass(frozen=True, slots=True)
class SealQuestion:
    """How a seal is to be judged: whose count, when, and when we made it ourselves, by our own register."""

    trust: SealTrust
    moment: datetime
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExaminedSeal:
    """A seal and what vouches for it.

    subject: whom its certificate names; None where that cannot be read. path: to an anchor, at the moment that counts; else why not.
    stamp: the earliest trusted time-stamp over it. in_time: whether the path held then, and holds no longer.
    not_before: before when it was not made: by a trusted time-stamp in what it covers, else by its maker's own word.
    own: what our register says of its certificate.
    """

    seal: Seal
    subject: CertificateSubject | None
    path: Path | PathTrouble
    stamp: TimeStamp | None
    in_time: bool
    not_before: datetime | None
    own: OwnSeal | None


def examine_seal(seal: Seal, question: SealQuestion) -> ExaminedSeal:
    """Return a seal with all that vouches for it; never raises."""
    trust = question.trust
    stamps = tuple(_trusted(seal.time_stamps, seal.signature_text.encode("ascii"), seal, question))
    older = tuple(_trusted(seal.header.content_time_stamps, seal.payload.encode(), seal, question))
    stamp = min(stamps, key=_moment, default=None)
    today = _path(seal, trust, question.moment)
    then = _path(seal, trust, stamp.moment) if stamp is not None and isinstance(today, PathTrouble) else today
    return ExaminedSeal(
        seal=seal,
        subject=_subject(seal.chain[0]),
        path=then if isinstance(then, Path) else today,
        stamp=stamp,
        in_time=isinstance(then, Path) and isinstance(today, PathTrouble),
        not_before=max((*map(_moment, older), *([seal.moment] if seal.moment else [])), default=None),
        own=trust.own.get(sha256_hex(seal.chain[0])),
    )


def whose_seal(examined: ExaminedSeal, document: Document, question: SealQuestion) -> Circumstance:
    """Return what comes of asking whose seal it is (check 3); the issuer in the document must be the one whom the certificate names."""
    subject = examined.subject
    if subject is None:
        return Circumstance("certificate-malformed", {})
    named = shown(subject.organisation or subject.common_name or "–")
    facts = {"organisation": named, "identifier": shown(subject.organisation_identifier or "–")}
    nodes = nodes_of(document)
    for difference in differences(nodes, nodes.one(document.get("issuer")), subject):
        return Circumstance("seal-of-another", {**facts, **{name: shown(fact) for name, fact in difference.items()}})
    unfit = unfit_to_seal(examined.seal.chain[0])
    if unfit:
        return Circumstance("seal-certificate-unfit", {**facts, "detail": "; ".join(unfit.values())})
    if examined.own is not None:
        return _recorded(examined, examined.own, facts, question)
    if isinstance(examined.path, Path):
        return _anchored(examined, examined.path, facts)
    return _unanchored(examined, subject.valid_until, facts, question)


def name_of(certificate: bytes) -> str:
    """Return what a certificate (DER) calls itself."""
    subject = _subject(certificate)
    return (subject.common_name or subject.organisation if subject is not None else "") or sha256_hex(certificate)


def _recorded(examined: ExaminedSeal, own: OwnSeal, facts: _Facts, question: SealQuestion) -> Circumstance:
    """A key of ours that is revoked may be in strange hands: then only our own register shows that a seal is older."""
    if own.revoked_at is None or question.moment < own.revoked_at:
        return _withdrawn(examined, facts, question) or Circumstance("seal-recorded", facts)
    told = {"issuer": facts["organisation"], "revoked_at": own.revoked_at.isoformat()}
    if question.recorded_at is not None and question.recorded_at < own.revoked_at:
        return Circumstance("key-revoked-later", told)
    later = examined.not_before is not None and examined.not_before >= own.revoked_at
    return Circumstance("key-revoked" if later else "key-revoked-since", told)


def _withdrawn(examined: ExaminedSeal, facts: _Facts, question: SealQuestion) -> Circumstance | None:
    """Return what speaks against a certificate of ours, where our register does not show that the seal was made in time."""
    if question.recorded_at is not None or examined.subject is None:
        return None
    ended = examined.subject.valid_until
    if examined.path is PathTrouble.REVOKED:
        return _unanchored(examined, ended, facts, question)
    if examined.not_before is not None and examined.not_before > ended:
        return Circumstance("seal-certificate-expired", {**facts, "ended_at": ended.isoformat()})
    return None


def _anchored(examined: ExaminedSeal, path: Path, facts: _Facts) -> Circumstance:
    detail = {} if path.is_unrevoked else {"detail": _UNPROVEN}
    told = {**facts, "anchor": shown(name_of(path.anchor)), **detail}
    if examined.in_time and examined.stamp is not None:
        return Circumstance("seal-anchored-in-time", {**told, "stamped_at": examined.stamp.moment.isoformat()})
    return Circumstance("seal-anchored", told)


def _unanchored(examined: ExaminedSeal, ended: datetime, facts: _Facts, question: SealQuestion) -> Circumstance:
    """Return why no chain counts. That a seal is too late is certain by a trusted stamp in what it covers, or its maker's own word."""
    not_before = examined.not_before
    if examined.path is PathTrouble.REVOKED:
        late = not_before is not None and _path(examined.seal, question.trust, not_before) is PathTrouble.REVOKED
        return Circumstance("seal-certificate-revoked" if late else "seal-certificate-revoked-since", facts)
    if examined.path is PathTrouble.EXPIRED and question.moment > ended:
        late = not_before is not None and not_before > ended
        code = "seal-certificate-expired" if late else "seal-certificate-expired-since"
        return Circumstance(code, {**facts, "ended_at": ended.isoformat()})
    return Circumstance("seal-unanchored", {**facts, "detail": f"no chain to an authority that is trusted here: {examined.path}"})


def _path(seal: Seal, trust: SealTrust, moment: datetime) -> Path | PathTrouble:
    intermediates = (*seal.chain[1:], *seal.evidence.certificates)
    try:
        found = build_path(seal.chain[0], intermediates, trust.anchors.seals, moment, _revocations(seal))
    except MalformedCertificate:
        return PathTrouble.NO_ANCHOR
    between = found.certificates[1:-1] if isinstance(found, Path) else ()
    return found if all(map(may_certify_seals, between)) else PathTrouble.UNFIT


def _trusted(tokens: tuple[bytes, ...], covered: bytes, seal: Seal, question: SealQuestion) -> Iterator[TimeStamp]:
    """Yield the time-stamps that hold, are trusted and not of the future; anything else there proves and refuses nothing."""
    for token in tokens[:MOST_STAMPS]:
        try:
            stamp = time_stamp_of(token, covered, question.trust.anchors.time_stamps, _revocations(seal))
        except ProofError:
            continue
        if stamp.trusted and stamp.moment <= question.moment + CLOCK_LEEWAY:
            yield stamp


def _revocations(seal: Seal) -> Revocations:
    evidence = seal.evidence
    return Revocations(evidence.crls, evidence.ocsp_responses, evidence.certificates)


def _subject(certificate: bytes) -> CertificateSubject | None:
    try:
        return subject_of(certificate)
    except MalformedCertificate:
        return None


def _moment(stamp: TimeStamp) -> datetime:
    return stamp.moment
