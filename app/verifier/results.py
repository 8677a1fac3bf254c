"""What a document says of results and evidence.

Spec: Open Badges 3.0 §B.1 Result, ResultDescription, Evidence.
"""

from collections.abc import Iterable, Mapping

from app.model.report import ContentItem
from app.model.secured import Document
from app.schemas.conventions import EUROPASS_EVIDENCE, EUROPASS_ID
from app.verifier.alignments import result_date
from app.verifier.liberal import identifier, link, moment, text, things


def read_results(subject: Document, achievement: Document) -> tuple[ContentItem, ...]:
    """Return each result: what was assessed as name, the value or the level reached as text, the status as code, and when."""
    described = things(achievement.get("resultDescription"))
    levels = [level for each in described for level in things(each.get("rubricCriterionLevel"))]
    known = _by_id(described) | _by_id(levels)
    found = (_result(each, known) for each in things(subject.get("result")))
    return tuple(item for item in found if item)


def read_evidence(document: Document, subject: Document) -> tuple[ContentItem, ...]:
    """Return the evidence: its narrative as text, its genre as code. The same award in its other envelope supports nothing."""
    found = (_evidence(each) for holder in (document, subject) for each in things(holder.get("evidence")))
    return tuple(item for item in found if item)


def _by_id(objects: Iterable[Document]) -> dict[str, Document]:
    found = ((text(each.get("id")), each) for each in objects)
    return {name: each for name, each in found if name}


def _result(result: Document, known: Mapping[str, Document]) -> ContentItem | None:
    """Return a result; what it names, a description or a level of a rubric, is looked up by id."""
    description, level = (known.get(identifier(result.get(name)) or "", {}) for name in ("resultDescription", "achievedLevel"))
    item = ContentItem(
        name=text(description.get("name")) or "",
        text=text(result.get("value")) or text(level.get("name")),
        code=text(result.get("status")),
        moment=moment(result_date(result)),
    )
    return item if item.text or item.code else None


def _evidence(evidence: Document) -> ContentItem | None:
    if evidence.get("name") == EUROPASS_EVIDENCE and (text(evidence.get("id")) or "").startswith(EUROPASS_ID):
        return None
    url = link(evidence.get("id"))
    narrative = text(evidence.get("narrative")) or text(evidence.get("description"))
    name = text(evidence.get("name")) or url or ""
    return ContentItem(name=name, url=url, code=text(evidence.get("genre")), text=narrative) if name or narrative else None
