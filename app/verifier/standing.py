"""What all that is said of a credential's status comes to: one circumstance for check (6).

Revoked outweighs unknown, unknown outweighs suspended. Where nothing of these was found, what the issuer says beside it is told:
a message before the offer of a newer version. A list that is not one of revocations cannot say that a credential is not revoked.

Spec: Bitstring Status List 1.0 §2.1 (statusPurpose)
"""

from collections.abc import Sequence

from app.model.report import Check, Outcome
from app.verifier.codes import CODES, REVOKED
from app.verifier.evidence import Circumstance
from app.verifier.profile import FOR_PEOPLE, Profile

NO_STATUS = Circumstance("no-status", {})

_NOTED = {"status-message": "not-revoked-message", "status-refresh": "not-revoked-refresh"}
"""What an issuer says beside a list, and the code where a list of revocations was looked at too."""


def standing(circumstances: Sequence[Circumstance], profile: Profile = FOR_PEOPLE) -> Circumstance:
    """Return what the entries of a credential and our own register come to together; `no-status` where there is none.

    What the profile tolerates comes after all that it does not.
    """
    worst = min(circumstances, key=lambda each: _rank(each, profile), default=NO_STATUS)
    if _outcome(worst) in {Outcome.FAILED, Outcome.UNKNOWN}:
        return worst
    cleared = next((each for each in circumstances if _outcome(each) is Outcome.PASSED), None)
    noted = next((each for code in _NOTED for each in circumstances if each.code == code), None)
    if noted is None:
        return cleared or worst
    return Circumstance(_NOTED[noted.code], noted.facts) if cleared else noted


def _rank(circumstance: Circumstance, profile: Profile) -> tuple[bool, bool, bool, bool]:
    outcome = _outcome(circumstance)
    tolerated = profile.tolerates(circumstance.code)
    return tolerated, circumstance.code not in REVOKED, outcome is not Outcome.UNKNOWN, outcome is not Outcome.FAILED


def _outcome(circumstance: Circumstance) -> Outcome:
    return CODES[Check.STATUS][circumstance.code]
