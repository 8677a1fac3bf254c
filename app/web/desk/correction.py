"""What is typed to correct a credential: from what it says into a form, and from the form into an order.

The form has a line for each result and an empty one; a line that is emptied takes its result away. What is left as it was is not
part of the order.
"""

from dataclasses import dataclass
from typing import Any, Final, Self

import orjson

from app.edge.forms import Sent
from app.model.award import Award, AwardResult
from app.schemas.lifecycle_bodies import ReissueBody
from app.schemas.moments import write_moment
from app.schemas.requests import MAX_LIST, read_body

_PARTS: Final = ("name", "value", "status", "achieved_at")


@dataclass(frozen=True, slots=True)
class TypedResult:
    """One result as it stands in the form: texts, empty where nothing is said."""

    name: str = ""
    value: str = ""
    status: str = ""
    achieved_at: str = ""

    @classmethod
    def of(cls, result: AwardResult) -> Self:
        """Return a result as the form writes it."""
        moment = write_moment(result.achieved_at) if result.achieved_at else ""
        return cls(result.name or "", result.value or "", result.status or "", moment)

    @property
    def says_something(self) -> bool:
        """Whether there is a result in this line: a name or a date alone is none."""
        return bool(self.value or self.status)


@dataclass(frozen=True, slots=True)
class Correction:
    """The form's fields."""

    name: str = ""
    email: str = ""
    results: tuple[TypedResult, ...] = ()
    reason: str = ""
    authority: str = ""

    @property
    def lines(self) -> tuple[TypedResult, ...]:
        """The lines of results that the form shows: those that there are, and an empty one."""
        return (*self.results, TypedResult())[:MAX_LIST]

    @property
    def fields(self) -> dict[str, str]:
        """All of it as hidden fields, as `read_correction` reads them."""
        results = {
            f"result-{index}-{part}": getattr(result, part)
            for index, result in enumerate(self.results)
            for part in _PARTS
            if getattr(result, part)
        }
        return {"name": self.name, "email": self.email, "reason": self.reason, "authority": self.authority, **results}


def correction_of(award: Award) -> Correction:
    """Return the form for a credential that says this: nothing is corrected yet."""
    return Correction(award.recipient.name, award.recipient.email or "", tuple(map(TypedResult.of, award.results)))


def read_correction(sent: Sent) -> Correction:
    """Return what was typed; lines of results without a result are dropped."""
    typed = (TypedResult(*(sent.get(f"result-{index}-{part}", "").strip() for part in _PARTS)) for index in range(MAX_LIST))
    results = tuple(result for result in typed if result.says_something)
    name, email, reason, authority = (sent.get(field, "").strip() for field in ("name", "email", "reason", "authority"))
    return Correction(name, email, results, reason, authority)


def written_correction(typed: Correction, award: Award | None) -> ReissueBody:
    """Return the order's body: what differs from the award. Raises SchemaViolation for what does not fit."""
    before = correction_of(award) if award else Correction()
    recipient = {part: getattr(typed, part) for part in ("name", "email") if getattr(typed, part) != getattr(before, part)}
    given: dict[str, Any] = {"reason": typed.reason, "authority": typed.authority}
    if recipient:
        given["recipient"] = recipient
    if typed.results != before.results:
        given["results"] = [{part: getattr(result, part) for part in _PARTS if getattr(result, part)} for result in typed.results]
    return read_body(ReissueBody, orjson.dumps(given))
