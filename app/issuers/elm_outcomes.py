"""Learning outcomes of a European credential, and the competences that they relate to.

A competence's concept is named by its own address. Frameworks that have one address for all their competences are told apart by
`#code`; the framework and its release, which no scheme says, stand in the definition.

Spec: EDC application profile 1.2.0 (LearningOutcome); ESCO; elm.md §2.5
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from app.issuers.elm_nodes import Nodes, concept_node, texts
from app.model.achievement import Competence, LearningOutcome
from app.model.secured import Document
from app.schemas.conventions import SNB

ESCO_SKILL: Final = "http://data.europa.eu/esco/skill/"
ESCO_SKILLS: Final = "http://data.europa.eu/esco/concept-scheme/skills"
ESCO_OCCUPATION: Final = "http://data.europa.eu/esco/occupation/"
ESCO_OCCUPATIONS: Final = "http://data.europa.eu/esco/concept-scheme/occupations"
_DIGCOMP = SNB + "dcf/"
_FRAMEWORK = "urn:proscenium:framework:"
_SCHEMES = {ESCO_SKILL: ESCO_SKILLS, ESCO_OCCUPATION: ESCO_OCCUPATIONS, _DIGCOMP: f"{_DIGCOMP}25831c2"}


def outcome_node(nodes: Nodes, outcome: LearningOutcome, named: str) -> Document:
    """Return a learning outcome, named as in the badge: what the learner knows or is able to do."""
    esco = [each for each in outcome.competences if each.uri.startswith(ESCO_SKILL)]
    return nodes.node(
        "LearningOutcome",
        {
            "title": texts(outcome.title),
            "dcType": nodes.coded("skill-type", outcome.kind),
            "relatedESCOSkill": _competences(nodes, esco),
            "relatedSkill": _competences(nodes, (each for each in outcome.competences if each not in esco)),
        },
        named,
    )


def competence_node(nodes: Nodes, competence: Competence) -> Document:
    """Return a competence, or an occupation, as a concept of its framework."""
    known = next((scheme for start, scheme in _SCHEMES.items() if competence.uri.startswith(start)), None)
    if known or competence.code in competence.uri:
        named, scheme = competence.uri, known or _FRAMEWORK + quote(competence.framework, safe="")
    else:
        named, scheme = f"{competence.uri}#{competence.code}", competence.uri
    return nodes.once(named, lambda: concept_node(named, scheme, _labelled(nodes, competence)))


def _labelled(nodes: Nodes, competence: Competence) -> Mapping[str, Any]:
    release = " ".join(filter(None, (competence.framework, competence.version)))
    return {
        "prefLabel": texts(competence.labels) or nodes.said(competence.code),
        "notation": competence.code,
        "definition": texts({"en": release}),
    }


def _competences(nodes: Nodes, competences: Iterable[Competence]) -> list[Document]:
    return list({each["id"]: each for each in (competence_node(nodes, competence) for competence in competences)}.values())
