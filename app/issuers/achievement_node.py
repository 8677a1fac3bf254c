"""The Achievement inside a credential; also what the achievement's own address answers with.

Spec: Open Badges 3.0 §B.1 Achievement, https://www.imsglobal.org/spec/ob/v3p0#achievement
"""

from collections.abc import Iterator

from app.issuers.alignments import achievement_alignments
from app.issuers.members import number, present
from app.issuers.narrative import narrative
from app.issuers.profiles import awarding_body
from app.issuers.results import assessment_descriptions
from app.issuers.speech import Speech, language_code, speech, spoken_language
from app.model.achievement import Achievement, AchievementKind
from app.model.issuer import IssuerProfile, Mode
from app.model.secured import Document
from app.schemas.conventions import TEST_MARK
from app.schemas.vocabularies import concepts

CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")

ACHIEVEMENT_TYPES = {
    AchievementKind.MICRO_CREDENTIAL: "MicroCredential",
    AchievementKind.CERTIFICATION: "Certification",
    AchievementKind.MODULE: "ext:Module",
    AchievementKind.COURSE: "Course",
    AchievementKind.ACTIVITY: "ext:Activity",
}


def achievement_document(achievement: Achievement, issuer: IssuerProfile, url: str, language: str = "en") -> Document:
    """Return the Achievement as a document of its own, with its contexts."""
    return {"@context": list(CONTEXTS), **achievement_node(achievement, issuer, url, language)}


def achievement_node(achievement: Achievement, issuer: IssuerProfile, url: str, language: str = "en") -> Document:
    """Return the Achievement at the address `url`, in `language` or the next best that its title has."""
    spoken = spoken_language(achievement.title, language)
    say = speech(spoken)
    field = concepts("isced-f").get(achievement.isced_f or "")
    return present(
        {
            "id": url,
            "type": ["Achievement"],
            "achievementType": ACHIEVEMENT_TYPES[achievement.kind],
            "name": marked_title(achievement, issuer, say),
            "description": say(achievement.description),
            "criteria": present({"id": achievement.further_information_url, "narrative": narrative(achievement, say)}),
            "creator": awarding_body(achievement, issuer, url, say),
            "creditsAvailable": number(achievement.ects),
            "fieldOfStudy": say(field.label) if field else None,
            "inLanguage": language_code(spoken),
            "humanCode": achievement.slug,
            "version": str(achievement.version),
            "alignment": achievement_alignments(achievement, url, say),
            "related": list(_related(achievement)),
            "resultDescription": list(assessment_descriptions(achievement, url, say)),
            "tag": ["sample"] if achievement.sample else [],
        }
    )


def marked_title(achievement: Achievement, issuer: IssuerProfile, say: Speech) -> str:
    """Return the title, marked as a test where a test identity issues: most displays show only this text."""
    title = say(achievement.title)
    return TEST_MARK + title if issuer.mode is Mode.TEST else title


def _related(achievement: Achievement) -> Iterator[Document]:
    addresses = dict.fromkeys(part.url for part in (*achievement.has_part, *achievement.is_part_of))
    return ({"id": address, "type": ["Related"]} for address in addresses)
