"""A whole verification in the order of Open Badges: form, proof, newer version, status and dates, recipient, endorsements.

What one credential comes to by itself is judged by `judge`. Here stands what goes beyond: the version that a badge's refresh
service offers is judged in its place, once; recipient and endorsements stand beside the verdict and never change it.

Spec: Open Badges 3.0 §9.1, https://www.imsglobal.org/spec/ob/v3p0#verification. Decision: docs/decisions/0025-open-badges-verification.md
"""

from collections.abc import Iterable
from dataclasses import replace

from app.model.recipient import RecipientClaim
from app.model.report import Endorsement, Refresh, Report, Source
from app.verifier.case import Case
from app.verifier.endorsements import MOST_ENDORSEMENT_ADDRESSES, Endorsing, endorsing_cases
from app.verifier.evidence import Address, source_of
from app.verifier.judge import judge
from app.verifier.kinds import consulted, still_wanted
from app.verifier.recipient import recipient_match
from app.verifier.refresh import MOST_REFRESH_ADDRESSES, is_genuine, not_refreshed, refresh_address, refreshed, refreshed_case


def evidence_wanted(case: Case) -> tuple[Address, ...]:
    """Return the addresses whose evidence is lacking: first the credential's own, then its newer version's, then its endorsements'.

    Asked again with what came back, until it wants nothing more. Only of what is sound is more asked for: what a forger writes leads
    nowhere.
    """
    own = still_wanted(case)
    if own or not _names_more(case):
        return own
    report = judge(case)
    if not is_genuine(report):
        return ()
    return _newer_wanted(case) or _endorsers_wanted(case, _refreshed(case, report)[1])


def verified(case: Case, claim: RecipientClaim | None = None) -> Report:
    """Return the report on a case, on the evidence that is there. `claim` is who its holder says to be."""
    report, current = _refreshed(case, judge(case))
    stands = is_genuine(report)
    endorsing, more = endorsing_cases(current) if stands else ((), 0)
    return replace(
        report,
        recipient=recipient_match(current.presented.document if stands else {}, claim) if claim is not None else None,
        endorsements=tuple(Endorsement(each.about, each.concerns, judge(each.case)) for each in endorsing),
        more_endorsements=more,
        sources=_sources(case, current, endorsing),
    )


def _names_more(case: Case) -> bool:
    """Return whether a credential names more than itself."""
    return refresh_address(case) is not None or endorsing_cases(case)[0] != ()


def _newer_wanted(case: Case) -> tuple[Address, ...]:
    address = refresh_address(case)
    if address is None:
        return ()
    if address.url not in case.evidence:
        return (address,)
    newer = refreshed_case(case, address)
    if isinstance(newer, Refresh):
        return ()
    spent = case.evidence.keys() - _places(case)
    return still_wanted(newer)[: max(0, MOST_REFRESH_ADDRESSES - len(spent))]


def _endorsers_wanted(case: Case, current: Case) -> tuple[Address, ...]:
    """Return what endorsements lack; whatever was asked for beyond the credential's own evidence was asked for them."""
    endorsing, _ = endorsing_cases(current)
    spent = case.evidence.keys() - _places(case) - _places(current)
    lacking = {address.url: address for each in endorsing for address in still_wanted(each.case)}
    return tuple(lacking.values())[: max(0, MOST_ENDORSEMENT_ADDRESSES - len(spent))]


def _places(case: Case) -> frozenset[str]:
    return frozenset(fetched.url for fetched in consulted(case))


def _refreshed(case: Case, report: Report) -> tuple[Report, Case]:
    """Return the report on a credential, or on the newer version that stands in its place, and the case that was judged."""
    address = refresh_address(case)
    if address is None or not is_genuine(report):
        return report, case
    newer = refreshed_case(case, address)
    if isinstance(newer, Refresh):
        return replace(report, refresh=newer), case
    judged = judge(newer)
    return (refreshed(judged, address), newer) if is_genuine(judged) else (not_refreshed(report, judged, address), case)


def _sources(case: Case, current: Case, endorsing: Iterable[Endorsing]) -> tuple[Source, ...]:
    """Return all that was consulted, each once, in the order in which it was wanted."""
    address = refresh_address(case)
    newer = [case.evidence[address.url]] if address is not None and address.url in case.evidence else []
    replaced = consulted(current) if current is not case else ()
    every = (*consulted(case), *newer, *replaced, *(fetched for each in endorsing for fetched in consulted(each.case)))
    return tuple({each.url: source_of(each) for each in every}.values())
