"""What the checks of a kind of credentials found: the seven findings, and the content where it may be told."""

from dataclasses import dataclass

from app.model.report import Content, Finding


@dataclass(frozen=True, slots=True)
class Judged:
    """`findings` has exactly one finding per check, in order; `content` is None unless (3) key and (4) proof both stand."""

    findings: tuple[Finding, ...]
    content: Content | None
