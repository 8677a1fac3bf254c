"""Every text of the pages stands in every catalogue, and none stands there for nothing."""

import re
from pathlib import Path

import pytest

from app.model.achievement import AchievementKind
from app.web.problem_pages import CODES
from app.wording.catalogues import CATALOGUES

_WEB = Path(__file__).resolve().parents[2] / "app" / "web"
_WRITTEN = re.compile(r"\"(page\.[a-z0-9.-]+)\"")
_MADE = (
    {f"page.problem.{code}.{part}" for code in CODES for part in ("title", "advice")}
    | {f"page.level.{level}" for level in range(1, 9)}
    | {f"page.kind.{kind}" for kind in AchievementKind}
    | {f"page.standing.{state}" for state in ("revoked", "suspended", "superseded")}
    | {f"page.workload.{unit}.one" for unit in ("ects", "hours")}
)


def used() -> set[str]:
    sources = [*_WEB.rglob("*.py"), *_WEB.glob("templates/**/*.html")]
    return {msgid for source in sources for msgid in _WRITTEN.findall(source.read_text("utf-8"))} - {"page.html"} | _MADE


@pytest.mark.parametrize("language", CATALOGUES)
def test_the_catalogue_has_the_texts_of_the_pages_and_no_others(language: str) -> None:
    assert {msgid for msgid in CATALOGUES[language].texts if msgid.startswith("page.")} == used()
