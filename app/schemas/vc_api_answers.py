"""What the VC-API answers: in the words of its specification.

Spec: VCALM (W3C), https://w3c.github.io/vcalm/; RFC 9457
"""

from typing import Annotated, Any

from pydantic import Field

from app.schemas.responses import Answer


class VcAnswer(Answer):
    """A secured credential: with its proof, or enveloped."""

    verifiableCredential: dict[str, Any]  # noqa: N815  # the specification's word


class VcProblemAnswer(Answer):
    """One reason, as a problem object. `code` is ours, `type` the specifications'."""

    type: str
    title: str
    detail: str
    code: str
    pointer: Annotated[str, Field(description="JSON Pointer into what was presented; empty for the whole")] = ""


class VcVerifiedAnswer(Answer):
    """It verifies. What does not is answered with 400, a problem document with these members too."""

    verified: bool
    problemDetails: tuple[VcProblemAnswer, ...] = ()  # noqa: N815  # the specification's word
    warnings: tuple[VcProblemAnswer, ...] = ()
    errors: tuple[VcProblemAnswer, ...] = ()


class VcStatusEntryAnswer(Answer):
    """Where the status of a credential is told."""

    type: str = "BitstringStatusListEntry"
    statusPurpose: str = "revocation"  # noqa: N815  # the specification's word
    statusListIndex: str  # noqa: N815  # the specification's word
    statusListCredential: str  # noqa: N815  # the specification's word


class VcRecordAnswer(Answer):
    """What is kept of a credential that was issued with a status: never the credential itself."""

    id: str
    issued_at: str
    sha256: Annotated[str, Field(description="Of the signed credential, byte by byte as it was answered")]
    revoked: bool
    credentialStatus: VcStatusEntryAnswer  # noqa: N815  # the specification's word


class VcStatusSetAnswer(Answer):
    """The status is as it was asked for."""

    credentialId: str  # noqa: N815  # the specification's word
    status: bool


class VcStatusListAnswer(Answer):
    """A status list from which an instance's credentials take their entries."""

    id: str


class VcChallengeAnswer(Answer):
    """A challenge for one presentation, good for a quarter of an hour."""

    challenge: str
