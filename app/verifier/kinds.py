"""Kinds of credentials: where the evidence for each lies, and how it comes to seven findings. A further kind is one row of KINDS.

The core names addresses and never opens one. `still_wanted` is asked again with what came back, until it wants nothing more;
no case ever wants more than its kind's `most_addresses` in all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.verifier import sd_jwt_vc
from app.verifier.assertions import checks as assertion_checks
from app.verifier.case import MOST_ADDRESSES, Case, named_addresses
from app.verifier.checks import findings_of
from app.verifier.europass import checks as europass_checks
from app.verifier.evidence import Address, Fetched
from app.verifier.judged import Judged
from app.verifier.presented import ENDORSEMENT, EUROPASS, OPEN_BADGES, OPEN_BADGES_2, SD_JWT_VC, UNKNOWN, VERIFIABLE_CREDENTIAL


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of credentials, by the formats that `Presented.format` names.

    addresses: where evidence lies as far as the evidence at hand tells, the strictest purpose of each address first; never raises.
    findings: what the seven checks find, in their order, and the content where it may be told; never raises.
    most_addresses: how many addresses one case may want in all.
    """

    formats: frozenset[str]
    addresses: Callable[[Case], Iterable[Address]]
    findings: Callable[[Case], Judged]
    most_addresses: int


_CREDENTIALS = frozenset({OPEN_BADGES, ENDORSEMENT, VERIFIABLE_CREDENTIAL, UNKNOWN})
_ASSERTIONS = frozenset({OPEN_BADGES_2})

KINDS: tuple[Kind, ...] = (
    Kind(_CREDENTIALS, named_addresses, findings_of, MOST_ADDRESSES),
    Kind(_ASSERTIONS, assertion_checks.named_addresses, assertion_checks.findings_of, assertion_checks.MOST_ADDRESSES),
    Kind(frozenset({SD_JWT_VC}), sd_jwt_vc.named_addresses, sd_jwt_vc.findings_of, sd_jwt_vc.MOST_ADDRESSES),
    Kind(frozenset({EUROPASS}), europass_checks.named_addresses, europass_checks.findings_of, europass_checks.MOST_ADDRESSES),
)


def kind_of(case: Case, kinds: tuple[Kind, ...] = KINDS) -> Kind:
    """Return the kind of the credential that was presented. Raises LookupError: a form reads a format that no kind has."""
    found = next((kind for kind in kinds if case.presented.format in kind.formats), None)
    if found is None:
        raise LookupError(case.presented.format)
    return found


def still_wanted(case: Case, kinds: tuple[Kind, ...] = KINDS) -> tuple[Address, ...]:
    """Return the addresses whose evidence is lacking, in the order of their kind, never beyond what it allows in all."""
    kind = kind_of(case, kinds)
    addresses = _addresses(case, kind)
    lacking = [address for address in addresses if address.url not in case.evidence]
    room = kind.most_addresses - (len(addresses) - len(lacking))
    return tuple(lacking[: max(0, room)])


def consulted(case: Case, kinds: tuple[Kind, ...] = KINDS) -> tuple[Fetched, ...]:
    """Return the evidence that the judgement rests on, in the order in which it was wanted."""
    addresses = _addresses(case, kind_of(case, kinds))
    return tuple(case.evidence[address.url] for address in addresses if address.url in case.evidence)


def _addresses(case: Case, kind: Kind) -> tuple[Address, ...]:
    """Return each address once, under the first purpose that names it: the strictest, for keys are named before lists."""
    first: dict[str, Address] = {}
    for address in kind.addresses(case):
        first.setdefault(address.url, address)
    return tuple(first.values())
