"""Verifies a credential for a program (VC-API): the same evidence as for people, judged by the profile of the VC-API.

Never for a person: a key that is not the issuer's is a warning here. docs/decisions/0029-presentations.md

Spec: VCALM (W3C), verifying credentials, https://w3c.github.io/vcalm/#verify-credential
"""

from dataclasses import dataclass
from typing import Any

from app.errors import MalformedProof, NotRecognised
from app.model.happening import Happening
from app.proofs.suite import write_json
from app.services.api_outcomes import NOT_RECOGNISED, ApiOutcome, refused, reported
from app.services.installation import Installation
from app.services.verify import verify_with, witness_of
from app.verifier.presented import OPEN_BADGES_2
from app.verifier.profile import VC_API, VC_API_EXPIRED_TOO


@dataclass(frozen=True, slots=True)
class ApiOptions:
    """What a program asked for beside: `expired_too`, to take expired credentials for verified, with a warning."""

    expired_too: bool = False


def verify_credential(installation: Installation, credential: Any, options: ApiOptions = ApiOptions()) -> ApiOutcome:
    """Return whether a credential verifies, and every reason why not; nothing that is presented raises.

    Args:
        installation: where evidence is looked for, and who counts.
        credential: the member `verifiableCredential`, any JSON value as it was read; only an object can verify. An enveloped
            credential is an object too, a bare JWT is none.
        options: what was asked for beside.
    """
    if not isinstance(credential, dict):
        return refused("credential-no-object", "expected verifiableCredential as an object, found another value or none")
    profile = VC_API_EXPIRED_TOO if options.expired_too else VC_API
    try:
        report = verify_with(witness_of(installation), write_json(credential), None, installation.clock(), profile)
    except MalformedProof as error:
        return refused("json-malformed", error.detail)
    except NotRecognised as error:
        return refused(error.code, error.detail)
    installation.count(Happening.VERIFIED, report.verdict)
    if report.credential_format == OPEN_BADGES_2:
        return refused(NOT_RECOGNISED, "expected a verifiable credential, found an assertion of Open Badges 2.0")
    return reported(report, profile)
