"""The short words that a catalogue file may say, and the European concepts (URIs) or nouns that they stand for.

Labels of the concepts are in `schemas/vocabularies`. A word is a row; adding one is adding a row.

Spec: ELM 3.2 controlled vocabularies, http://data.europa.eu/snb/
"""

from collections.abc import Mapping

from app.model.achievement import AchievementKind
from app.schemas.vocabularies import concepts

SNB = "http://data.europa.eu/snb"

KINDS: Mapping[str, AchievementKind] = {kind.value: kind for kind in AchievementKind}

OUTCOME_KINDS: Mapping[str, str] = {word: word for word in ("knowledge", "skill")}

ROLES: Mapping[str, str] = {
    word: word
    for word in ("awarding-body", "assessor", "quality-assurer", "endorser", "host", "platform", "content-partner")
}  # fmt: skip

MODES: Mapping[str, str] = {
    "presential": f"{SNB}/learning-assessment/9191af2ed9",
    "online": f"{SNB}/learning-assessment/920fbb3cbe",
    "blended": f"{SNB}/learning-assessment/e92d221e4d",
    "work-based": f"{SNB}/learning-assessment/729f3bed4b",
    "project-based": f"{SNB}/learning-assessment/7813801c77",
    "research-lab-based": f"{SNB}/learning-assessment/ed4c557045",
}

LEARNING_SETTINGS: Mapping[str, str] = {
    "formal": f"{SNB}/learning-setting/6fd4685715",
    "non-formal": f"{SNB}/learning-setting/e207a81fc7",
}

ASSESSMENTS: Mapping[str, str] = {
    "portfolio": f"{SNB}/assessment/4f03b91c0e",
    "practical-assessment": f"{SNB}/assessment/6a4db9f11d",
    "project-work": f"{SNB}/assessment/795dac4096",
    "group-performance": f"{SNB}/assessment/56539a6507",
    "artefact-assessment": f"{SNB}/assessment/de4d165a6c",
    "marked-assignment": f"{SNB}/assessment/2939dae15f",
    "continuous-evaluation": f"{SNB}/assessment/3484bd7e51",
    "written-examination": f"{SNB}/assessment/6e6cb2cc78",
    "oral-examination": f"{SNB}/assessment/d30284d7df",
    "quiz": f"{SNB}/assessment/b1b68f6735",
    "peer-assessment": f"{SNB}/assessment/19a2e5e671",
    "peer-review": f"{SNB}/assessment/812e3b0ae1",
    "problem-based-learning": f"{SNB}/assessment/c4256a2726",
    "level-of-attendance": f"{SNB}/assessment/7331eb4762",
}

IDENTITY_CHECKS: Mapping[str, str] = {
    "supervised-with-id": f"{SNB}/supervision-verification/70be69aaf9",
    "unsupervised-with-id": f"{SNB}/supervision-verification/df2880c5cb",
    "unsupervised-without-id": f"{SNB}/supervision-verification/c598449d64",
}

QUALITY_ASSURANCE_TYPES: Mapping[str, str] = {
    "program": f"{SNB}/accreditation/820101cba6",
    "institutional": f"{SNB}/accreditation/bb4618238e",
    "program-license": f"{SNB}/accreditation/e57dddfcf3",
    "institutional-license": f"{SNB}/accreditation/003293d2ce",
    "eqar-institutional": f"{SNB}/accreditation/c_1f1a469a",
}

WORDS_OF_SCHEMES: Mapping[str, Mapping[str, str]] = {
    "learning-mode": MODES,
    "learning-setting": LEARNING_SETTINGS,
    "assessment": ASSESSMENTS,
    "supervision": IDENTITY_CHECKS,
    "accreditation": QUALITY_ASSURANCE_TYPES,
}
"""All tables of concepts, by the vocabulary that they name."""

COUNTRIES: Mapping[str, str] = {code: code for code in concepts("country")}

FIELDS_OF_STUDY: Mapping[str, str] = {code: code for code in concepts("isced-f")}
