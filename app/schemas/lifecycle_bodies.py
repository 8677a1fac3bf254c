"""What callers send to change a credential: why, on whose authority, and what is to be corrected."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.model.award import AwardResult
from app.model.lifecycle import Reason, ReissueReason
from app.schemas.requests import MAX_LIST, Body, Did, Email, LanguageTag, Line, ResultBody, Text, in_utc

MAX_NOTE = 2_000
Note = Annotated[Text, Field(max_length=MAX_NOTE)]


class ChangeBody(Body):
    """`POST /v1/credentials/{id}/revoke`, `…/suspend`, `…/reinstate`: the reason is public, the note is not."""

    reason: Annotated[
        Literal[
            Reason.ISSUED_IN_ERROR,
            Reason.ACADEMIC_MISCONDUCT,
            Reason.HOLDER_REQUEST,
            Reason.HOLDER_REJECTED,
            Reason.KEY_COMPROMISE,
            Reason.SUPERSEDED,
            Reason.OTHER,
        ],
        Field(description="Shown to whoever opens the credential's page", examples=["issued_in_error"]),
    ]
    note: Annotated[Note | None, Field(description="For the institution alone; erased with the learner's data")] = None


class CorrectionBody(Body):
    """What was wrong about the learner; what is left out stays as it was."""

    name: Annotated[Line | None, Field(examples=["Ada Correct"])] = None
    email: Email | None = None
    did: Did | None = None
    language: LanguageTag | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "CorrectionBody":
        if not self.model_dump(exclude_none=True):
            raise ValueError("expected at least one of `name`, `email`, `did`, `language`")
        return self


class ReissueBody(Body):
    """`POST /v1/credentials/{id}/reissue`: a further credential of the same award, in place of this one."""

    recipient: CorrectionBody | None = None
    results: Annotated[
        tuple[ResultBody, ...] | None, Field(max_length=MAX_LIST, description="All of them, in place of those that were there")
    ] = None
    reason: Annotated[ReissueReason, Field(examples=["name_correction"])]
    authority: Annotated[
        Note, Field(description="Who allowed it, on what evidence; kept, never shown", examples=["Registrar's office; passport seen"])
    ]

    @model_validator(mode="after")
    def _corrects_what_it_says(self) -> "ReissueBody":
        if self.reason is ReissueReason.NAME_CORRECTION and (self.recipient is None or self.recipient.name is None):
            raise ValueError("expected `recipient.name`: a correction of the name needs the right one")
        if self.reason is ReissueReason.DATA_CORRECTION and self.recipient is None and self.results is None:
            raise ValueError("expected `recipient` or `results`: a correction needs what is right")
        return self

    def corrected_results(self) -> tuple[AwardResult, ...] | None:
        """Return the results as nouns of the model, or None where they stay."""
        if self.results is None:
            return None
        return tuple(AwardResult(value=r.value, status=r.status, name=r.name, achieved_at=in_utc(r.achieved_at)) for r in self.results)
