"""Results of an award, and the descriptions that they point to: the achievement's assessment, or a result with its own name.

Spec: Open Badges 3.0 §B.1 Result, ResultDescription.
"""

from collections.abc import Iterator

from app.issuers.alignments import Target, alignment, assessment_alignments, label_of
from app.issuers.members import present, unique
from app.issuers.speech import Speech, normal, word
from app.model.achievement import Achievement
from app.model.award import Award, AwardResult
from app.model.secured import Document
from app.schemas.conventions import RESULT_DATE, RESULT_DATE_URL
from app.schemas.moments import write_moment


def assessment_descriptions(achievement: Achievement, url: str, say: Speech) -> Iterator[Document]:
    """Yield the description of the assessment, if there is one, as `{url}#assessment`: `url` is the achievement's address."""
    assessment = achievement.assessment
    if assessment:
        yield {
            "id": _assessment_id(url),
            "type": ["ResultDescription"],
            "name": label_of(assessment.type_uri, say),
            "resultType": "Result",
            "alignment": assessment_alignments(assessment, say),
        }


def named_descriptions(award: Award) -> Iterator[Document]:
    """Yield a description for each result that has a name of its own; they belong to this credential, not to the achievement."""
    for number, result in enumerate(award.results, 1):
        if result.name:
            kind = "Result" if result.value else "Status"
            yield {"id": _result_id(award, number), "type": ["ResultDescription"], "name": normal(result.name), "resultType": kind}


def results(award: Award, say: Speech) -> list[Document]:
    """Return the results that say something, none twice."""
    said = ((number, result) for number, result in enumerate(award.results, 1) if result.value or result.status)
    return unique(_result(award, number, result, say) for number, result in said)


def _result(award: Award, number: int, result: AwardResult, say: Speech) -> Document:
    described = _result_id(award, number) if result.name else _assessment_id(award.achievement_url)
    return present(
        {
            "type": ["Result"],
            "resultDescription": described if result.name or award.achievement.assessment else None,
            "value": normal(result.value or ""),
            "status": result.status.value if result.status else None,
            "alignment": _date(result, say),
        }
    )


def _date(result: AwardResult, say: Speech) -> list[Document]:
    if result.achieved_at is None:
        return []
    return [alignment(RESULT_DATE, Target(word(say, "achieved-at"), RESULT_DATE_URL, write_moment(result.achieved_at)))]


def _assessment_id(achievement_url: str) -> str:
    return f"{achievement_url}#assessment"


def _result_id(award: Award, number: int) -> str:
    return f"{award.credential_url}#result-{number}"
