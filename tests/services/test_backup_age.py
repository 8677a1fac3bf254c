"""Who answers for an installation is told when nobody backs it up."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.services.examine import examine
from app.services.examined import Examined
from tests.installations import Stage
from tests.restoring import backed_up, postgres_programs

__all__ = ["postgres_programs"]

DAY = 86_400


def told(stage: Stage) -> list[Examined]:
    """Return what production is told of backups."""
    return [found for found in examine(replace(stage.installation, demo=False)) if "backup was made" in found.says]


def test_without_any_backup_one_is_advised(quick_stage: Stage) -> None:
    (found,) = told(quick_stage)

    assert (found.holds, found.warns) == (True, True)
    assert found.says.startswith("No backup was made yet")


@pytest.mark.usefixtures("postgres_programs")
@pytest.mark.parametrize(("days", "warns"), [(0, False), (2, False), (3, True), (8, True)])
def test_a_backup_that_is_too_old_is_told_with_its_moment(stage: Stage, tmp_path: Path, days: int, warns: bool) -> None:  # noqa: FBT001
    backed_up(stage, tmp_path / "backup.tar")
    stage.clock.move(seconds=days * DAY)

    (found,) = told(stage)

    assert (found.holds, found.warns) == (True, warns)
    assert "2026-01-31 12:00 UTC" in found.says


def test_a_demo_is_not_told(quick_stage: Stage) -> None:
    assert not [found for found in examine(quick_stage.installation) if "backup" in found.says]
