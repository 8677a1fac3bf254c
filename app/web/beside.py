"""What stands beside a verdict and never changes it: a newer version, the recipient whom somebody named, the words of others."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.model.report import Content, Endorsement, Outcome, RecipientMatch, Report, Verdict
from app.web.shown import MAX_PROSE, Shown, cleaned, foreign
from app.wording import Wording

_RECIPIENTS: Final = MappingProxyType(
    {
        RecipientMatch.MATCHES: Outcome.PASSED,
        RecipientMatch.DIFFERS: Outcome.FAILED,
        RecipientMatch.CANNOT_TELL: Outcome.UNKNOWN,
    }
)
_ENDORSEMENTS: Final = MappingProxyType({Verdict.VALID: Outcome.PASSED, Verdict.NOT_VALID: Outcome.FAILED})
"""Every other verdict leaves an endorsement open."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence with the mark of an outcome before it."""

    outcome: Outcome
    says: str


@dataclass(frozen=True, slots=True)
class EndorsementLine:
    """One endorsement as a reader sees it. Who and what only where its signature stands."""

    outcome: Outcome
    who: Shown
    about: str
    comment: Shown | None
    title: str
    says: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the verdict, ready for the template: `remarks` right below it, endorsements by themselves.

    more: how many further endorsements were not looked at; empty where all were.
    """

    remarks: tuple[Remark, ...]
    endorsements: tuple[EndorsementLine, ...]
    more: str


def beside(report: Report, wording: Wording) -> Beside:
    """Return what stands beside a verdict, in the words of one language."""
    more = report.more_endorsements
    return Beside(
        remarks=tuple(_remarks(report, wording)),
        endorsements=tuple(_line(each, wording) for each in report.endorsements),
        more=wording.text("endorsement.more", count=str(more)) if more else "",
    )


def _remarks(report: Report, wording: Wording) -> Iterator[Remark]:
    if report.refresh is not None:
        outcome = Outcome.PASSED if report.refresh.code == "refreshed" else Outcome.UNKNOWN
        yield Remark(outcome, cleaned(wording.text(f"refresh.{report.refresh.code}.says", **report.refresh.facts)))
    if report.recipient is not None:
        yield Remark(_RECIPIENTS[report.recipient], wording.text(f"recipient.{report.recipient}.says"))


def _line(endorsement: Endorsement, wording: Wording) -> EndorsementLine:
    title, says = wording.endorsement(endorsement.report)
    content = endorsement.report.content
    outcome = _ENDORSEMENTS.get(endorsement.report.verdict, Outcome.UNKNOWN)
    about = endorsement.about if endorsement.concerns else "another"
    return EndorsementLine(
        outcome=Outcome.UNKNOWN if outcome is Outcome.PASSED and not endorsement.concerns else outcome,
        who=_who(content, wording),
        about=wording.text(f"endorsement.about.{about}"),
        comment=Shown(cleaned(content.comment, MAX_PROSE), "") if content and content.comment else None,
        title=title,
        says=cleaned(says),
    )


def _who(content: Content | None, wording: Wording) -> Shown:
    named = (content.issuer_name or content.issuer_id) if content else None
    return foreign(named, content.issuer_url if content else None) if named else Shown(wording.text("endorsement.unnamed"))
