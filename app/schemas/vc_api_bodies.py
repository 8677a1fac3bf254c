"""What callers of the VC-API send. Members that we do not know are let pass: clients of that API are older and younger than we are.

Spec: VCALM (W3C), https://w3c.github.io/vcalm/
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

MAX_POINTERS = 200
MAX_TEXT = 2_000

Pointer = Annotated[str, Field(max_length=MAX_TEXT, pattern=r"^(/([^~/]|~[01])*)*$")]
"""A JSON Pointer (RFC 6901)."""
ShortText = Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
Credential = Annotated[dict[str, Any], Field(description="A credential of the VC Data Model, 2.0 or 1.1")]


class LenientBody(BaseModel):
    """A body, or a part of one, in which unknown members say nothing."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class VcIssueOptions(LenientBody):
    """How to issue: what must be disclosed (ecdsa-sd-2023), and under which id the credential is known if it has none."""

    mandatory_pointers: Annotated[tuple[Pointer, ...], Field(alias="mandatoryPointers", max_length=MAX_POINTERS)] = ()
    credential_id: Annotated[ShortText | None, Field(alias="credentialId")] = None


class VcIssueBody(LenientBody):
    """`POST /vc-api/issuers/{instance}/credentials/issue`: an unsigned credential."""

    credential: Credential
    options: VcIssueOptions | None = None


class VcDeriveOptions(LenientBody):
    """What is to be disclosed, beside what the issuer made mandatory."""

    selective_pointers: Annotated[tuple[Pointer, ...], Field(alias="selectivePointers", max_length=MAX_POINTERS)] = ()


class VcDeriveBody(LenientBody):
    """`POST /vc-api/credentials/derive`: a credential with a base proof."""

    credential: Annotated[Credential, Field(alias="verifiableCredential")]
    options: VcDeriveOptions | None = None


class VcVerifyBody(LenientBody):
    """`POST /vc-api/credentials/verify`: a credential that somebody signed."""

    credential: Annotated[Credential, Field(alias="verifiableCredential")]
    options: Annotated[dict[str, Any] | None, Field(description="No option makes less of the checks")] = None


class VpVerifyOptions(LenientBody):
    """What the presentation must answer, and for whom it must be."""

    challenge: ShortText | None = None
    domain: ShortText | None = None


class VpVerifyBody(LenientBody):
    """`POST /vc-api/presentations/verify`: a presentation that somebody signed for you."""

    presentation: Annotated[dict[str, Any], Field(alias="verifiablePresentation")]
    options: VpVerifyOptions | None = None


class VcStatusEntryBody(LenientBody):
    """Which status: of this type and purpose; index and list, if named, must be ours."""

    type: ShortText
    purpose: Annotated[ShortText, Field(alias="statusPurpose")] = "revocation"
    index: Annotated[str | int | None, Field(alias="statusListIndex")] = None
    list: Annotated[ShortText | None, Field(alias="statusListCredential")] = None


class VcStatusBody(LenientBody):
    """`POST /vc-api/credentials/status`: set the status of a credential that was issued here."""

    credential_id: Annotated[ShortText, Field(alias="credentialId")]
    entry: Annotated[VcStatusEntryBody, Field(alias="credentialStatus")]
    status: bool


class VcStatusListBody(LenientBody):
    """`POST /vc-api/status-lists`: open a list for an instance's issuer."""

    instance: ShortText
    purpose: Annotated[ShortText, Field(alias="statusPurpose")] = "revocation"
