"""What a claim of a European credential says: what was achieved, by which specification, proven how, awarded by whom.

Spec: ELM 3.2 (LearningAchievement, Qualification, LearningAssessment, LearningActivity); Council Recommendation 2022/C 243/02, Annex I
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.model.report import ContentItem
from app.model.secured import Document
from app.schemas import conventions as kinds
from app.schemas.vocabularies import concepts, scheme_uri
from app.verifier.europass.nodes import Nodes, hours_in
from app.verifier.liberal import link, moment, names, number, text

_ACHIEVEMENT = "LearningAchievement"
_ASSESSMENT = "LearningAssessment"
_ESCO = "ESCO"


def claims_of(nodes: Nodes, subject: Document) -> list[Document]:
    """Return the claims about a learner, achievements first."""
    return sorted(nodes.all_of(subject.get("hasClaim")), key=lambda claim: _ACHIEVEMENT not in names(claim.get("type")))


def claim_content(nodes: Nodes, claim: Document, others: Sequence[Document]) -> dict[str, Any]:
    """Return the members of `Content` that a claim fills; `others` are further claims of the same credential."""
    awarded = nodes.one(claim.get("awardedBy"))
    body = nodes.one(awarded.get("awardingBody"))
    specified = _specification(nodes, claim)
    assessed, further = _parted(others)
    outcomes = nodes.all_of(specified.get("learningOutcome"))
    return {
        "awarded_at": moment(awarded.get("awardingDate")),
        "awarding_body": text(body.get("legalName")),
        "achievement_id": text(specified.get("id")),
        "achievement_type": _label(nodes, specified.get("dcType")),
        "description": text(specified.get("description")),
        "criteria": nodes.note(specified.get("learningOutcomeSummary")),
        "level": _level(nodes, specified),
        "credits": _points(nodes, specified.get("creditPoint")),
        "credits_earned": _points(nodes, claim.get("creditReceived")),
        "field_of_study": nodes.item(specified.get("thematicArea"), kinds.FIELD_OF_STUDY),
        "learning_setting": nodes.item(specified.get("learningSetting"), kinds.LEARNING_SETTING),
        "outcomes": tuple(item for each in outcomes if (item := _outcome(nodes, each)) is not None),
        "competences": _each_once(item for each in outcomes for item in _competences(nodes, each)),
        "occupations": _occupations(nodes, claim, specified),
        "quality_assurance": _quality(nodes, specified) or _quality(nodes, body),
        "parts": (*_parts(nodes, nodes.all_of(claim.get("hasPart") or specified.get("hasPart"))), *_parts(nodes, further)),
        "part_of": _parts(nodes, nodes.all_of(specified.get("isPartOf"))),
        **_learning(nodes, claim, specified),
        **_assessing(nodes, (*nodes.all_of(claim.get("provenBy")), *assessed), specified),
    }


def _specification(nodes: Nodes, claim: Document) -> Document:
    """Return the specification of a claim; of an activity of ours with what stands beside it because its class has no place for it."""
    specified = nodes.one(claim.get("specifiedBy"))
    beside = kinds.beside_activity(text(specified.get("id")) or "")
    return next(({**each, **specified} for each in nodes.all_of(specified.get("influences")) if each.get("id") == beside), specified)


def _parted(claims: Sequence[Document]) -> tuple[list[Document], list[Document]]:
    """Return the assessments among claims, and the others."""
    sorted_out: tuple[list[Document], list[Document]] = ([], [])
    for claim in claims:
        sorted_out[_ASSESSMENT not in names(claim.get("type"))].append(claim)
    return sorted_out


def _level(nodes: Nodes, specified: Document) -> ContentItem | None:
    """Return the level, else the reason why there is none, where a note of ours says one."""
    level = nodes.item(specified.get("eqfLevel"), kinds.EQF_LEVEL) or nodes.item(specified.get("nqfLevel"))
    if level is not None:
        return level
    reason = next((each for each in nodes.all_of(specified.get("additionalNote")) if _is_about(nodes, each, "no-level")), {})
    said = text(reason.get("noteLiteral"))
    return ContentItem(said, scheme_uri("eqf"), None, kinds.NO_LEVEL.framework) if said else None


def _is_about(nodes: Nodes, note: Document, code: str) -> bool:
    """Return whether a note is about what our vocabulary of notes has under that code."""
    return nodes.one(note.get("subject")).get("id") == concepts("note")[code].uri


def _learning(nodes: Nodes, claim: Document, specified: Document) -> dict[str, Any]:
    """Return how it was learned: by the specification, else by what the learner did."""
    done = (claim, *nodes.all_of(claim.get("influencedBy")))
    described = (specified, *(nodes.one(each.get("specifiedBy")) for each in done))
    lengths = (*(each.get("volumeOfLearning") for each in described), *(each.get("workload") for each in done))
    modes = (nodes.items(each.get("mode"), kinds.LEARNING_MODE) for each in described)
    return {
        "hours": next((hours for hours in map(hours_in, lengths) if hours is not None), None),
        "modes": next((found for found in modes if found), ()),
    }


def _assessing(nodes: Nodes, assessments: Sequence[Document], specified: Document) -> dict[str, Any]:
    """Return how it was assessed, or is to be, and what came of it; of a whole made of parts, only its own assessments."""
    described = [nodes.one(each.get("specifiedBy")) for each in assessments] or list(nodes.all_of(specified.get("provenBy")))
    types = (
        replace(item, text=text(each.get("description")))
        for each in described
        for item in nodes.items(each.get("dcType"), kinds.ASSESSMENT_TYPE)
    )
    schemes = (item for each in described for item in nodes.items(each.get("gradingScheme"), kinds.GRADING_SCHEME))
    checked = (nodes.item(each.get("idVerification"), kinds.IDENTITY_CHECK) for each in assessments)
    return {
        "assessment": _each_once((*types, *schemes)),
        "identity_check": next(filter(None, checked), None),
        "results": tuple(item for each in assessments if (item := _result(nodes, each)) is not None),
    }


def _label(nodes: Nodes, value: Any) -> str | None:
    item = nodes.item(value)
    return item.name if item else None


def _points(nodes: Nodes, value: Any) -> Decimal | None:
    """Return ECTS points; of several frameworks that one, else the first."""
    found = nodes.all_of(value)
    ects = next((each for each in found if nodes.one(each.get("framework")).get("id") == kinds.ECTS_URL), None)
    return number((ects or next(iter(found), {})).get("point"))


def _outcome(nodes: Nodes, outcome: Document) -> ContentItem | None:
    """Return a learning outcome: its kind (knowledge, skill) as code."""
    title = text(outcome.get("title"))
    kind = text(nodes.one(outcome.get("dcType")).get("id"))
    if title is None:
        return None
    return ContentItem(
        name=title,
        url=link(outcome.get("id")),
        code=kind.rpartition("/")[2] if kind else None,
        text=nodes.note(outcome.get("additionalNote")),
    )


def _competences(nodes: Nodes, outcome: Document) -> Iterable[ContentItem]:
    for skill in nodes.all_of(outcome.get("relatedESCOSkill")):
        yield from _of_framework(nodes, skill, _ESCO)
    for skill in nodes.all_of(outcome.get("relatedSkill")):
        yield from _of_framework(nodes, skill, _label(nodes, skill.get("inScheme")))


def _occupations(nodes: Nodes, claim: Document, specified: Document) -> tuple[ContentItem, ...]:
    """Return the occupations that a claim entitles to, and those that a note of its specification is about."""
    entitled = (nodes.one(each.get("specifiedBy")) for each in nodes.all_of(claim.get("entitlesTo")))
    subjects = (nodes.one(each.get("subject")) for each in nodes.all_of(specified.get("additionalNote")))
    noted = (each for each in subjects if (text(each.get("id")) or "").startswith(str(kinds.OCCUPATION.prefix)))
    named = (*(each for holder in entitled for each in nodes.all_of(holder.get("limitOccupation"))), *noted)
    return _each_once(item for each in named for item in _of_framework(nodes, each, _ESCO))


def _of_framework(nodes: Nodes, concept: Document, framework: str | None) -> Iterable[ContentItem]:
    """Yield a concept of a framework; one that says which version of which defines it has a notation that is a code, and no list's name."""
    defined = text(concept.get("definition"))
    for item in nodes.items(concept, framework=defined or framework):
        yield replace(item, code=text(concept.get("notation"))) if defined else item


def _quality(nodes: Nodes, holder: Document) -> tuple[ContentItem, ...]:
    """Return who assures the quality, and what: the kind as code, the agent's name as text."""
    found = []
    for each in nodes.all_of(holder.get("accreditation")):
        kind = nodes.item(each.get("dcType"))
        name = text(each.get("title")) or (kind.name if kind else None)
        if name:
            report = link(nodes.one(each.get("report")).get("contentURL"))
            agent = text(nodes.one(each.get("accreditingAgent")).get("legalName"))
            url = report or (kind.url if kind else None)
            found.append(ContentItem(name, url, kind.url if kind else None, kinds.QUALITY_ASSURANCE.framework, agent))
    return tuple(found)


def _parts(nodes: Nodes, parts: Iterable[Document]) -> tuple[ContentItem, ...]:
    """Return what something is made of, or part of, by its title: with the address that identifies it, where it has one."""
    found = []
    for each in parts:
        title = text(each.get("title")) or text(nodes.one(each.get("specifiedBy")).get("title"))
        if title:
            named = (link(identifier.get("notation")) for identifier in nodes.all_of(each.get("identifier")))
            found.append(ContentItem(title, next(filter(None, named), None) or link(each.get("id"))))
    return tuple(found)


def _result(nodes: Nodes, assessment: Document) -> ContentItem | None:
    """Return a result: what was assessed as name, the grade as text, its status as code, and when; none where a note says that none is."""
    grade, status = nodes.note(assessment.get("grade")), _label(nodes, assessment.get("gradeStatus"))
    is_unsaid = _is_about(nodes, nodes.one(assessment.get("grade")), "no-grade")
    if status is None and (grade is None or is_unsaid):
        return None
    described = nodes.one(assessment.get("specifiedBy"))
    name = text(assessment.get("title")) or text(described.get("title")) or ""
    when = moment(assessment.get("dateIssued"))
    return ContentItem(name, code=_status(nodes, assessment) or status, text=grade if grade != status else None, moment=when)


def _status(nodes: Nodes, assessment: Document) -> str | None:
    """Return the status of a result as Open Badges calls it, where it is one of these."""
    name = nodes.one(assessment.get("gradeStatus")).get("id")
    return next((code for code, status in concepts("result-status").items() if status.uri == name), None)


def _each_once(items: Iterable[ContentItem]) -> tuple[ContentItem, ...]:
    return tuple(dict.fromkeys(items))
