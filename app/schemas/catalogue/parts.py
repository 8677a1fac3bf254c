"""Which achievement is a part of which: read from `has_part`, and written into both."""

from collections.abc import Iterable
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from app.errors import Fault
from app.model.achievement import Achievement, Part
from app.schemas.catalogue.achievements import Draft
from app.schemas.catalogue.contents import CatalogueAchievement
from app.schemas.catalogue.references import Shelf


def part_faults(drafts: Shelf[Draft]) -> tuple[Fault, ...]:
    """Return the fault of an achievement that is, by whatever way, a part of itself; one at most."""
    try:
        TopologicalSorter({slug: draft.parts for slug, draft in drafts.values.items()}).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return (drafts.places[circle[0]].field("has_part").fault(f"makes it a part of itself: {' → '.join(circle)}"),)
    return ()


def with_parts(drafts: Iterable[Draft]) -> tuple[CatalogueAchievement, ...]:
    """Return the achievements with their parts and with what they are a part of, in the file's order."""
    by_slug = {draft.achievement.slug: draft for draft in drafts}
    return tuple(
        CatalogueAchievement(
            draft.issuer,
            replace(
                draft.achievement,
                has_part=tuple(_part(by_slug[name].achievement) for name in draft.parts),
                is_part_of=tuple(_part(whole.achievement) for whole in by_slug.values() if slug in whole.parts),
            ),
        )
        for slug, draft in by_slug.items()
    )


def _part(achievement: Achievement) -> Part:
    return Part(achievement.slug, f"/achievements/{achievement.slug}", achievement.title)
