"""A newer version of a badge, where its issuer said that one may lie: looked for once, and judged in place of the older one.

It counts only if it is sound itself (checks 1 to 4) and the same credential: same id, issuer, recipient and achievement, and not
of an earlier date. Else the one that was handed in is judged, and the report says why. What was refreshed is never refreshed again.

Spec: Open Badges 3.0 §9.1 step 3, §9.4 (equality of credentials), https://www.imsglobal.org/spec/ob/v3p0#verification
"""

from dataclasses import replace
from datetime import datetime

from app.errors import NotRecognised
from app.model.report import Outcome, Refresh, Report
from app.model.secured import Document
from app.verifier.case import Case
from app.verifier.evidence import Address, Purpose
from app.verifier.forms import read_presented
from app.verifier.liberal import identifier, moment, names, text, thing, things
from app.verifier.presented import OPEN_BADGES, Presented, issuer_of
from app.verifier.shown import shown

TYPE = "1EdTechCredentialRefresh"
MOST_REFRESH_ADDRESSES = 4
"""Its own address, and what of its evidence is not that of the older version."""

_GENUINE = 4
"""Checks (1) to (4) say whether a credential is one."""

_MEMBERS = ("id", "issuer", "credentialSubject/id", "credentialSubject/achievement/id")


def refresh_address(case: Case) -> Address | None:
    """Return where a newer version may lie; None where the credential is no badge, or names no such place on the web."""
    if case.presented.format != OPEN_BADGES or not case.profile.binds_issuer:
        return None
    services = (each for each in things(case.presented.document.get("refreshService")) if TYPE in names(each.get("type")))
    url = next((text(each.get("id")) for each in services), None)
    return Address(url, Purpose.CREDENTIAL) if url is not None and url.startswith(("https://", "http://")) else None


def refreshed_case(case: Case, address: Address) -> Case | Refresh:
    """Return the case of the newer version, or why there is none; `own` says of it only what holds for every version."""
    fetched = case.evidence.get(address.url)
    if fetched is None or fetched.body is None:
        trouble = fetched.trouble if fetched is not None else None
        return _failure("unreachable", address, trouble.detail if trouble is not None else "nobody asked there")
    try:
        presented = read_presented(fetched.body)
    except NotRecognised as error:
        return _failure("not-accepted", address, error.detail)
    difference = _difference(case.presented, presented)
    if difference is not None:
        return _failure("not-accepted", address, difference)
    newer = replace(presented, carrier=case.presented.carrier)
    return replace(case, presented=newer, own=replace(case.own, signed_at=None) if case.own is not None else None)


def is_genuine(report: Report) -> bool:
    """Return whether a credential is sound: readable, of the right form, and signed with its issuer's key."""
    return all(finding.outcome is Outcome.PASSED for finding in report.findings[:_GENUINE])


def refreshed(report: Report, address: Address) -> Report:
    """Return the report on a newer version as the one on the credential, or what it found against it."""
    return replace(report, refresh=Refresh("refreshed", {"url": shown(address.url)}))


def not_refreshed(original: Report, newer: Report, address: Address) -> Report:
    """Return the report on the credential as it was handed in: the newer version is not sound."""
    against = [finding.code for finding in newer.findings[:_GENUINE] if finding.outcome is not Outcome.PASSED]
    return replace(original, refresh=_failure("not-accepted", address, f"it is not sound: {', '.join(against)}"))


def _difference(older: Presented, newer: Presented) -> str | None:
    """Return what keeps the newer version from being the same credential."""
    if newer.format != OPEN_BADGES:
        return f"expected a badge, found {newer.format}"
    pairs = zip(_MEMBERS, _identity(older.document), _identity(newer.document), strict=True)
    differing = [member for member, before, after in pairs if before != after]
    if differing:
        return f"expected the same {differing[0]} as before"
    begins, began = _beginning(newer.document), _beginning(older.document)
    return "expected a version that is not older" if begins is not None and began is not None and begins < began else None


def _identity(document: Document) -> tuple[str | None, ...]:
    subject = thing(document.get("credentialSubject"))
    return text(document.get("id")), issuer_of(document), text(subject.get("id")), identifier(subject.get("achievement"))


def _beginning(document: Document) -> datetime | None:
    return moment(document.get("validFrom")) or moment(document.get("issuanceDate"))


def _failure(code: str, address: Address, detail: str) -> Refresh:
    return Refresh(code, {"url": shown(address.url), "detail": shown(detail)})
