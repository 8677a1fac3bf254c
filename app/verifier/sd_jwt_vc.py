"""Judges an SD-JWT VC: claims of a type (`vct`) that we know nothing of. What was not tested is said, never passed over.

Its form is what every SD-JWT VC has, no more: what its type demands is not looked up. Its key is the issuer's by the same rules as
any other; its status (`status`) is of a kind that is not read here.

Spec: draft-ietf-oauth-sd-jwt-vc §2 (data format) and §3 (issuer), https://datatracker.ietf.org/doc/draft-ietf-oauth-sd-jwt-vc/
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.model.report import Check, Content, Finding
from app.model.secured import Document
from app.verifier.case import Case
from app.verifier.checks import (
    ExaminedCase,
    content_of,
    issuer_trusted,
    key_is_the_issuers,
    not_revoked,
    proof_holds,
    readable,
    within_validity,
)
from app.verifier.codes import found
from app.verifier.evidence import Address
from app.verifier.examined_proofs import examined_proofs
from app.verifier.issuer_keys import issuer_key
from app.verifier.judged import Judged
from app.verifier.liberal import text, thing
from app.verifier.shown import shown
from app.verifier.standing import NO_STATUS

MOST_ADDRESSES = 2


def named_addresses(case: Case) -> Iterator[Address]:
    """Return where the evidence lies: the issuer's keys."""
    for proof in case.presented.proofs:
        yield from issuer_key(proof, _issuer(case.presented.document), case.evidence).addresses


def findings_of(case: Case) -> Judged:
    """Return what the checks find, and its content where it may be told."""
    issuer = _issuer(case.presented.document)
    proofs = examined_proofs(case.presented, issuer, case.evidence, options=case.profile.asserted)
    examined = ExaminedCase(case, issuer, tuple(replace(proof, undefined=()) for proof in proofs))  # no context defines any of it
    findings = (
        readable(examined),
        _has_its_form(examined),
        key_is_the_issuers(examined),
        proof_holds(examined),
        within_validity(examined),
        _not_revoked(examined),
        issuer_trusted(examined),
    )
    return Judged(findings, _content(examined) if content_of(examined) is not None else None)


def _has_its_form(examined: ExaminedCase) -> Finding:
    """(2) What every SD-JWT VC has, which reading it has shown; and of which type it is."""
    return found(Check.SCHEMA, "schema-sd-jwt-vc", {"type": shown(examined.document["vct"])})


def _not_revoked(examined: ExaminedCase) -> Finding:
    """(6) By our own register; what the credential itself names is unknown here."""
    finding = not_revoked(examined)
    status = examined.document.get("status")
    if finding.code != NO_STATUS.code or status is None:
        return finding
    kind = next(iter(thing(status)), "status")
    return found(Check.STATUS, "status-type-unknown", {"type": shown(kind)})


def _content(examined: ExaminedCase) -> Content:
    """Return what is said in the registered names; claims of the type's own are not understood, and so not told."""
    claims, (proof,) = examined.document, examined.proofs
    names = (text(claims.get("given_name")), text(claims.get("family_name")))
    return Content(
        credential_id=text(claims.get("jti")),
        title=text(claims["vct"]) or "",
        recipient=text(claims.get("name")) or " ".join(filter(None, names)) or None,
        recipient_id=text(claims.get("sub")),
        issuer_id=examined.issuer,
        valid_from=proof.proof.not_before,
        valid_until=proof.proof.expires,
    )


def _issuer(claims: Document) -> str:
    issuer: Any = claims.get("iss")
    return issuer if isinstance(issuer, str) else ""
