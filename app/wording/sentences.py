"""Codes in, sentences out, in one language: verdicts, findings, texts of pages, dates.

A finding's sentence is `finding.<code>.says`, what to do about it `finding.<code>.advice`, its title `check.<number>.title`, or its own
`finding.<code>.title` where a format knows no signature. `notice.<format>.<means>` says what to know of a format, and
`carrier.<carrier>.says` of what a credential was taken out of.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from babel.dates import format_date, format_datetime

from app.model.report import Finding, Report, Verdict
from app.wording.catalogues import CATALOGUES, ENGLISH
from app.wording.languages import best_language

LANGUAGES: tuple[str, ...] = tuple(CATALOGUES)

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_UNSAID = "–"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finding in words. `advice` is empty where there is nothing to do; `technical` is for specialists, in English or empty."""

    title: str
    says: str
    advice: str
    technical: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The service's words in one language: one of `LANGUAGES`."""

    language: str

    def __post_init__(self) -> None:
        if self.language not in CATALOGUES:
            raise ValueError(f"no catalogue for {self.language!r}: expected one of {', '.join(LANGUAGES)}")

    def text(self, msgid: str, **facts: str) -> str:
        """Return the text under `msgid`, with `{name}` replaced by the fact of that name, or by a dash. Raises KeyError."""
        return _filled(CATALOGUES[self.language].texts[msgid], facts)

    def verdict(self, report: Report) -> tuple[str, str]:
        """Return the verdict's title, and a sentence that says why."""
        texts = CATALOGUES[self.language].texts
        plain = f"verdict.{report.verdict}"
        special = f"{plain}.{report.reason}.title"
        says = next(msgid for msgid in (f"{plain}.{_means(report)}.says", f"{plain}.says") if msgid in texts)
        return texts.get(special, texts[f"{plain}.title"]), self.text(says, reason=self._reason(report))

    def notice(self, report: Report) -> str | None:
        """Return what a reader should know of the format of this credential and of what it came in; None: there is nothing to be said."""
        texts = CATALOGUES[self.language].texts
        said = (texts.get(f"carrier.{report.carrier}.says"), texts.get(f"notice.{_means(report)}"))
        return " ".join(filter(None, said)) or None

    def endorsement(self, report: Report) -> tuple[str, str]:
        """Return the title of the verdict on an endorsement, and a sentence that says why."""
        title, _ = self.verdict(report)
        return title, self.text(f"endorsement.{report.verdict}.says", reason=self._reason(report))

    def finding(self, finding: Finding) -> Sentence:
        """Return the finding's title, sentence, advice and technical detail."""
        texts = CATALOGUES[self.language].texts
        return Sentence(
            title=texts.get(f"finding.{finding.code}.title", texts[f"check.{finding.check:d}.title"]),
            says=self._says(finding),
            advice=_filled(texts.get(f"finding.{finding.code}.advice", ""), self._facts(finding)),
            technical=finding.facts.get("detail", ""),
        )

    def date(self, moment: datetime) -> str:
        """Return the day of `moment` in UTC, e.g. “31 January 2026”."""
        return format_date(moment.astimezone(UTC), format="long", locale=CATALOGUES[self.language].locale)

    def moment(self, moment: datetime) -> str:
        """Return day and time of `moment` in UTC, e.g. “31 January 2026 at 12:00:00 UTC”."""
        return format_datetime(moment.astimezone(UTC), format="long", tzinfo=UTC, locale=CATALOGUES[self.language].locale)

    def _reason(self, report: Report) -> str:
        if report.verdict is Verdict.VALID:
            return ""
        return next(self._says(finding) for finding in report.findings if finding.code == report.reason)

    def _says(self, finding: Finding) -> str:
        return self.text(f"finding.{finding.code}.says", **self._facts(finding))

    def _facts(self, finding: Finding) -> dict[str, str]:
        return {name: self._fact(name, text) for name, text in finding.facts.items()}

    def _fact(self, name: str, text: str) -> str:
        """Facts that are moments travel as ISO 8601 texts under names in `_at`, `_from` or `_until`."""
        if not name.endswith(("_at", "_from", "_until")):
            return text
        try:
            moment = datetime.fromisoformat(text)
            return self.date(moment) if moment.tzinfo is not None else text
        except (ValueError, OverflowError):
            return text


def _means(report: Report) -> str:
    """Return format and means of securing as they stand in message ids, such as `open-badges-2.hosted`."""
    return f"{report.credential_format}.{report.securing.partition(' ')[0]}"


def wording_for(accept_language: str | None) -> Wording:
    """Return the words in the language that an Accept-Language header likes best, English where it likes none of ours."""
    return Wording(best_language(accept_language, LANGUAGES, ENGLISH))


def _filled(text: str, facts: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: facts.get(match[1], _UNSAID), text)
