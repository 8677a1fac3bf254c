"""Each element of Annex I stands in both envelopes of an award, and in neither where the award does not say it.

Spec: Council Recommendation of 16 June 2022 on a European approach to micro-credentials, 2022/C 243/02, Annex I; elm.md §8
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.issuers import europass, open_badges
from app.issuers.micro_credential import ELEMENTS
from app.model.award import Award
from app.model.secured import Document
from app.schemas import conventions as kinds
from app.schemas.conventions import AlignmentKind
from tests.awards import MAXIMAL, NOON, PLAN_JUDGED, SITE, SNB, STAGE
from tests.europass import SEALING, certification

Read = Callable[[Document], Any]


@dataclass(frozen=True, slots=True)
class Element:
    """An element: where each envelope says it, what it says, and an award that does not."""

    number: str
    badge: Read
    said: Any
    credential: Read
    says: Any
    without: Award | None = None


def achievement_of(badge: Document) -> Document:
    return badge["credentialSubject"]["achievement"]  # type: ignore[no-any-return] # parsed JSON


def aligned(kind: AlignmentKind, member: str = "targetUrl") -> Read:
    def read(badge: Document) -> list[str]:
        return [each[member] for each in achievement_of(badge)["alignment"] if each["targetType"] == kind.target_type]

    return read


def assessed(kind: AlignmentKind, member: str = "targetUrl") -> Read:
    def read(badge: Document) -> list[str]:
        described = achievement_of(badge).get("resultDescription", ())
        return [each[member] for one in described for each in one.get("alignment", ()) if each["targetType"] == kind.target_type]

    return read


def claim(credential: Document) -> Document:
    return credential["credentialSubject"]["hasClaim"][0]  # type: ignore[no-any-return] # parsed JSON


def specified(*path: str) -> Read:
    """Return what a claim's specification says at the end of a path, of every node on the way."""
    return lambda credential: along(claim(credential)["specifiedBy"], path)


def claimed(*path: str) -> Read:
    return lambda credential: along(claim(credential), path)


def along(value: Any, path: tuple[str, ...]) -> list[Any]:
    if isinstance(value, list):
        return [found for each in value for found in along(each, path)]
    if not path:
        return [value]
    return along(value[path[0]], path[1:]) if path[0] in value else []


def without(**facts: Any) -> Award:
    return replace(MAXIMAL, achievement=replace(STAGE, **facts))


def in_the_criteria(heading: str) -> Read:
    """Return the lines of the criteria under a heading."""
    start = f"**{heading}:** "
    return lambda badge: [line for line in achievement_of(badge)["criteria"]["narrative"].splitlines() if line.startswith(start)]


TITLES = {"en": "TEST · Sustainable stages", "de": "TEST · Nachhaltige Bühnen", "el": "TEST · Βιώσιμες σκηνές"}
OUTCOMES = [dict(outcome.title) for outcome in STAGE.outcomes]
AGENT = {"en": "Acme Quality"}
KINDS_OF_QUALITY = [f"{SNB}/accreditation/820101cba6", f"{SNB}/accreditation/bb4618238e"]
WATCHED = PLAN_JUDGED.identity_check_uri

MATRIX = (
    Element(
        "1",
        lambda badge: badge["credentialSubject"]["identifier"][0]["identityHash"],
        "Ada Exämple",
        lambda credential: credential["credentialSubject"]["fullName"],
        {"en": "Ada Exämple"},
    ),
    Element(
        "2",
        lambda badge: (badge["name"], achievement_of(badge)["name"]),
        (TITLES["en"], TITLES["en"]),
        lambda credential: (credential["displayParameter"]["title"], claim(credential)["title"], claim(credential)["specifiedBy"]["title"]),
        (TITLES, TITLES, TITLES),
    ),
    Element(
        "3",
        lambda badge: badge["issuer"]["address"]["addressCountryCode"],
        "GR",
        lambda credential: along(credential["issuer"], ("location", "address", "countryCode", "prefLabel", "de")),
        ["Griechenland"],
    ),
    Element(
        "4",
        lambda badge: achievement_of(badge)["creator"]["name"],
        "Stage Academy",
        claimed("awardedBy", "awardingBody", "legalName"),
        [{"en": "Stage Academy", "de": "Bühnenakademie"}],
    ),
    Element(
        "5",
        lambda badge: (badge["validFrom"], badge["awardedDate"]),
        (f"{NOON:%Y-%m-%dT%H:%M:%S}Z",) * 2,
        lambda credential: (credential["issued"], credential["issuanceDate"], *claimed("awardedBy", "awardingDate")(credential)),
        (f"{NOON:%Y-%m-%dT%H:%M:%S}Z",) * 3,
    ),
    Element(
        "6",
        aligned(kinds.LEARNING_OUTCOME, "targetName"),
        [title["en"] for title in OUTCOMES],
        specified("learningOutcome", "title"),
        OUTCOMES,
        without(outcomes=()),
    ),
    Element(
        "7",
        lambda badge: (achievement_of(badge).get("creditsAvailable"), *aligned(kinds.WORKLOAD, "targetCode")(badge)),
        (2.5, "PT60H"),
        lambda credential: (*specified("creditPoint", "point")(credential), *specified("volumeOfLearning")(credential)),
        ("2.5", "PT60H"),
    ),
    Element(
        "8",
        aligned(kinds.EQF_LEVEL),
        [f"{SNB}/eqf/5"],
        specified("eqfLevel", "id"),
        [f"{SNB}/eqf/5"],
        without(eqf_level=None),
    ),
    Element(
        "9",
        assessed(kinds.ASSESSMENT_TYPE),
        [PLAN_JUDGED.type_uri],
        lambda credential: sorted(
            {*claimed("provenBy", "specifiedBy", "dcType", "id")(credential), *specified("provenBy", "dcType", "id")(credential)}
        ),
        [PLAN_JUDGED.type_uri],
        without(assessment=None),
    ),
    Element(
        "10", aligned(kinds.LEARNING_MODE), list(STAGE.mode_uris), specified("mode", "id"), list(STAGE.mode_uris), without(mode_uris=())
    ),
    Element(
        "11",
        aligned(kinds.QUALITY_ASSURANCE, "targetCode"),
        KINDS_OF_QUALITY,
        specified("accreditation", "dcType", "id"),
        KINDS_OF_QUALITY,
        without(quality_assurance=()),
    ),
    Element(
        "o1",
        in_the_criteria("Prerequisites"),
        ["**Prerequisites:** None"],
        specified("entryRequirement", "noteLiteral"),
        [{"en": "None", "de": "Keine"}],
        without(prerequisites=None),
    ),
    Element(
        "o2",
        assessed(kinds.IDENTITY_CHECK),
        [WATCHED],
        claimed("provenBy", "idVerification", "id"),
        [WATCHED],
        without(assessment=replace(PLAN_JUDGED, identity_check_uri=None)),
    ),
    Element(
        "o3",
        lambda badge: [each["value"] for each in badge["credentialSubject"].get("result", ()) if "value" in each],
        ["8.5", "passed"],
        lambda credential: [text for text in claimed("provenBy", "grade", "noteLiteral", "en")(credential) if text in {"8.5", "passed"}],
        ["8.5", "passed"],
        replace(MAXIMAL, results=()),
    ),
    Element(
        "o4",
        lambda badge: (aligned(kinds.HAS_PART)(badge), aligned(kinds.IS_PART_OF)(badge)),
        ([f"{SITE}/achievements/unit-1/v1"], [f"{SITE}/achievements/certificate/v1"]),
        lambda credential: (specified("hasPart", "id")(credential), specified("isPartOf", "id")(credential)),
        ([f"{SITE}/achievements/unit-1/v1"], [f"{SITE}/achievements/certificate/v1"]),
    ),
    Element(
        "o5",
        lambda badge: achievement_of(badge)["criteria"].get("id"),
        STAGE.further_information_url,
        specified("homepage", "contentURL"),
        [STAGE.further_information_url],
        without(further_information_url=None),
    ),
)
REMOVABLE = [element for element in MATRIX if element.without]


def test_the_matrix_has_every_element() -> None:
    assert [element.number for element in MATRIX] == [
        *(str(element.number) for element in ELEMENTS),
        *(f"o{number}" for number in range(1, 6)),
    ]


@pytest.mark.parametrize("element", MATRIX, ids=lambda element: element.number)
def test_the_element_stands_in_the_badge(element: Element) -> None:
    assert element.badge(open_badges.build(MAXIMAL)) == element.said


@pytest.mark.parametrize("element", MATRIX, ids=lambda element: element.number)
def test_the_element_stands_in_the_european_credential(element: Element) -> None:
    assert element.credential(europass.build(MAXIMAL, SEALING)) == element.says


@pytest.mark.parametrize("element", REMOVABLE, ids=lambda element: element.number)
def test_what_the_award_does_not_say_neither_envelope_says(element: Element) -> None:
    assert element.without is not None
    assert not element.badge(open_badges.build(element.without))
    assert not element.credential(europass.build(element.without, SEALING))


def test_every_element_of_every_module_stands_in_the_certification() -> None:
    parts = claim(europass.build(certification(), SEALING))["hasPart"]

    for part in parts:
        specification = part["specifiedBy"]
        assert part["title"]
        assert part["awardedBy"]["awardingBody"]
        assert along(part, ("provenBy", "specifiedBy", "dcType", "id"))
        assert {"learningOutcome", "creditPoint", "volumeOfLearning", "eqfLevel", "mode", "accreditation"} <= specification.keys()


def test_the_grading_scheme_stands_in_both() -> None:
    scheme = dict(PLAN_JUDGED.grading_scheme or {})

    assert assessed(kinds.GRADING_SCHEME, "targetName")(open_badges.build(MAXIMAL)) == [scheme["en"]]
    assert claimed("provenBy", "specifiedBy", "gradingScheme", "title")(europass.build(MAXIMAL, SEALING)) == [scheme]


def test_who_assured_the_quality_stands_in_both() -> None:
    assert aligned(kinds.QUALITY_ASSURANCE, "targetDescription")(open_badges.build(MAXIMAL)) == [AGENT["en"]] * 2
    assert specified("accreditation", "accreditingAgent", "legalName")(europass.build(MAXIMAL, SEALING)) == [AGENT] * 2
