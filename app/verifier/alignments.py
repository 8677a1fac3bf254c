"""What the alignments of an achievement say, sorted by what kind of thing they align to.

Ours are written by the table in `schemas/conventions`; alignments that nobody announced are competences.

Spec: Open Badges 3.0 §B.2 Alignment, https://www.imsglobal.org/spec/ob/v3p0#alignment
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

from app.model.report import ContentItem
from app.model.secured import Document
from app.schemas.conventions import COMPETENCE, RESULT_DATE, WORKLOAD, AlignmentKind, kind_of
from app.verifier.liberal import link, text, things

_HOURS = re.compile(r"PT(\d{1,6})H", re.ASCII)

Sorted = Mapping[AlignmentKind, tuple[ContentItem, ...]]


def sorted_alignments(achievement: Document) -> Sorted:
    """Return what an achievement and its result descriptions are aligned to, by kind, in the document's order, each once."""
    found: defaultdict[AlignmentKind, dict[ContentItem, None]] = defaultdict(dict)
    for kind, item in _read(achievement):
        found[kind][item] = None
    return {kind: tuple(items) for kind, items in found.items()}


def hours_of(found: Sorted) -> int | None:
    """Return the notional workload in hours."""
    for item in found.get(WORKLOAD, ()):
        duration = _HOURS.fullmatch(item.code or "")
        if duration:
            return int(duration[1])
    return None


def result_date(result: Document) -> str | None:
    """Return when a result was achieved, as it is written."""
    dates = (each for each in things(result.get("alignment")) if text(each.get("targetType")) == RESULT_DATE.target_type)
    return next((text(each.get("targetCode")) for each in dates), None)


def _read(achievement: Document) -> Iterator[tuple[AlignmentKind, ContentItem]]:
    descriptions = things(achievement.get("resultDescription"))
    for alignment in chain.from_iterable(things(holder.get("alignment")) for holder in (achievement, *descriptions)):
        item = _item(alignment)
        if item:
            yield kind_of(text(alignment.get("targetType")), text(alignment.get("targetUrl"))) or COMPETENCE, item


def _item(alignment: Document) -> ContentItem | None:
    name = text(alignment.get("targetName")) or text(alignment.get("targetCode")) or text(alignment.get("targetUrl"))
    if name is None:
        return None
    return ContentItem(
        name=name,
        url=link(alignment.get("targetUrl")),
        code=text(alignment.get("targetCode")),
        framework=text(alignment.get("targetFramework")),
        text=text(alignment.get("targetDescription")),
    )
