"""The criteria of an achievement in Markdown: what its authors wrote, then every fact in words.

The same facts stand in alignments, for machines; here they are for whoever shows only the criteria.

Spec: Open Badges 3.0 §B.1 Criteria; Council Recommendation 2022/C 243/02 Annex I.
"""

from collections.abc import Iterable, Iterator

from app.issuers.alignments import label_of
from app.issuers.speech import Speech, word
from app.model.achievement import Achievement, Assessment
from app.schemas.vocabularies import concepts


def narrative(achievement: Achievement, say: Speech) -> str:
    """Return the criteria: paragraphs, lists and lines `**Heading:** fact`, in one language."""
    authored = say(achievement.criteria).strip()
    paragraphs = [authored] if authored else []
    paragraphs += _facts(achievement, say)
    return "\n\n".join(paragraphs) or say(achievement.description) or say(achievement.title)


def _facts(achievement: Achievement, say: Speech) -> Iterator[str]:
    yield from _list("outcomes", (say(outcome.title) for outcome in achievement.outcomes), say)
    yield from _scope(achievement, say)
    if achievement.assessment:
        yield from _assessment(achievement.assessment, say)
    yield from _list("quality-assurance", (f"{say(e.title)} ({say(e.agent_name)})" for e in achievement.quality_assurance), say)
    yield from _list("parts", (say(part.title) for part in achievement.has_part), say)
    yield from _list("part-of", (say(part.title) for part in achievement.is_part_of), say)
    yield from _line("further-information", achievement.further_information_url, say)
    if achievement.sample:
        yield f"*{word(say, 'sample')}*"


def _scope(achievement: Achievement, say: Speech) -> Iterator[str]:
    """Yield how much, how high, of what, how and for whom."""
    yield from _line("workload", ", ".join(_workload(achievement, say)), say)
    yield from _line("level", _level(achievement, say), say)
    field = concepts("isced-f").get(achievement.isced_f or "")
    yield from _line("field-of-study", say(field.label) if field else None, say)
    yield from _line("mode", ", ".join(label_of(uri, say) for uri in achievement.mode_uris), say)
    setting = achievement.learning_setting_uri
    yield from _line("learning-setting", label_of(setting, say) if setting else None, say)
    yield from _line("languages", ", ".join(achievement.languages), say)
    yield from _line("prerequisites", say(achievement.prerequisites) if achievement.prerequisites else None, say)


def _assessment(assessment: Assessment, say: Speech) -> Iterator[str]:
    described = (label_of(assessment.type_uri, say), say(assessment.description))
    yield from _line("assessment", ". ".join(filter(None, described)), say)
    yield from _line("grading-scheme", say(assessment.grading_scheme) if assessment.grading_scheme else None, say)
    check = assessment.identity_check_uri
    yield from _line("identity-check", label_of(check, say) if check else None, say)


def _workload(achievement: Achievement, say: Speech) -> Iterator[str]:
    if achievement.ects is not None:
        yield f"{achievement.ects.normalize():f} ECTS"
    if achievement.hours is not None:
        yield f"{achievement.hours} {word(say, 'hours')}"


def _level(achievement: Achievement, say: Speech) -> str | None:
    if achievement.eqf_level is not None:
        return str(achievement.eqf_level)
    return say(achievement.no_level_reason) if achievement.no_level_reason else None


def _line(heading: str, fact: str | None, say: Speech) -> Iterator[str]:
    if fact:
        yield f"**{word(say, heading)}:** {_in_one_line(fact)}"


def _list(heading: str, facts: Iterable[str], say: Speech) -> Iterator[str]:
    items = "\n".join(f"- {_in_one_line(fact)}" for fact in facts)
    if items:
        yield f"**{word(say, heading)}**\n\n{items}"


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
