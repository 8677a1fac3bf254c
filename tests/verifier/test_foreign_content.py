"""What others write is read as far as it goes, and nothing ever raises."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest

from app.issuers.open_badges import build
from app.model.report import ContentItem
from app.model.secured import Document
from app.verifier.content import read_content
from tests.awards import MAXIMAL, MINIMAL
from tests.schemas.mutants import mutants


def badge(achievement: Any = None, subject: Any = None, **members: Any) -> Document:
    """Return a badge of somebody else, who writes as little as possible."""
    subject = {"type": "AchievementSubject", "achievement": achievement or {}} | (subject or {})
    return {"type": ["VerifiableCredential", "OpenBadgeCredential"], "credentialSubject": subject} | members


def test_an_achievement_that_says_it_is_a_test_is_believed() -> None:
    assert read_content(badge({"name": "TEST · X"}, name="X")).test


def test_the_most_complete_official_badge_is_read(shared: Path) -> None:
    file = shared / "openbadges/examples/examples-fullopenbadge-complete-openbadgecredential.json"

    content = read_content(json.loads(file.read_text(encoding="utf-8")))

    assert content.title == "1EdTech University Degree for Example Student"
    assert content.recipient_id == "did:example:ebfeb1f712ebc6f1c276e12ec21"
    assert content.issuer_name == "1EdTech University"
    assert content.issuer_country == "US"
    assert content.awarding_body == "1EdTech University"
    assert (content.credits, content.credits_earned) == (Decimal("36.0"), Decimal("42.0"))
    assert content.field_of_study == ContentItem("Research")
    assert content.valid_until == datetime(2030, 1, 1, tzinfo=UTC)
    assert [(item.name, item.text, item.code) for item in content.results] == [
        ("Final Project Grade", "A", None),
        ("Final Project Grade", "Mastery", None),
        ("Final Project Grade", None, "Completed"),
    ]
    assert [item.name for item in content.evidence] == ["Final Project Report", "Final Project Code"]
    assert content.competences


DUTCH: Document = {
    "id": "https://example.com/achievements/ach-33LML",
    "type": ["Achievement", "EducredentialAchievement"],
    "name": "Dueling",
    "ECTS": 2.5,
    "timeInvestment": 13,
    "participationType": "onsite or blended",
    "assessmentType": "application of a skill",
    "supervisionType": "onsite with identity verification",
    "alignment": [
        {
            "type": ["Alignment"],
            "targetType": "ext:QualityAssurance",
            "targetName": "M Sport",
            "targetCode": "AV-1",
            "targetUrl": "https://x.example/1",
        },
        {
            "type": ["Alignment"],
            "targetType": "ext:EQF",
            "targetName": "EQF level 3",
            "targetCode": "3",
            "targetUrl": "https://x.example/eqf",
        },
        {"type": ["Alignment"], "targetType": "ext:ESCOAlignment", "targetName": "medicine", "targetUrl": "https://x.example/esco"},
    ],
}


def test_what_dutch_issuers_write_is_read() -> None:
    content = read_content(badge(DUTCH))

    assert (content.credits, content.hours) == (Decimal("2.5"), 13)
    assert content.level == ContentItem("EQF level 3", "https://x.example/eqf", "3")
    assert content.modes == (ContentItem("onsite or blended"),)
    assert content.assessment == (ContentItem("application of a skill"),)
    assert content.identity_check == ContentItem("onsite with identity verification")
    assert [item.name for item in content.quality_assurance] == ["M Sport"]
    assert [item.name for item in content.competences] == ["medicine"]


def test_single_values_do_for_lists() -> None:
    achievement = {
        "criteria": [{"narrative": "Do it"}],
        "alignment": {"targetName": ["X"], "targetUrl": "https://x.example/"},
        "resultDescription": {"id": "urn:r", "name": "Exam", "rubricCriterionLevel": {"id": "urn:l", "name": "Mastery"}},
    }
    subject = {
        "result": {"resultDescription": "urn:r", "achievedLevel": "urn:l"},
        "identifier": {"identityType": "name", "identityHash": "Bo"},
    }

    content = read_content(badge(achievement, subject, evidence={"id": "https://x.example/e"}))

    assert content.criteria == "Do it"
    assert content.competences == (ContentItem("X", "https://x.example/"),)
    assert content.results == (ContentItem("Exam", text="Mastery"),)
    assert content.recipient == "Bo"
    assert [item.url for item in content.evidence] == ["https://x.example/e"]


def test_a_text_in_several_languages_is_read_in_english_or_the_first() -> None:
    content = read_content(badge({"name": {"fr": "Scène", "en": "Stage"}, "description": {"de": "Bühne", "el": "Σκηνή", "x y": "!"}}))

    assert (content.title, content.description) == ("Stage", "Bühne")


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [
        ("did:web:a.example", ("did:web:a.example", None)),
        ({"id": "did:web:a.example", "name": {"@value": "A", "@language": "en"}}, ("did:web:a.example", "A")),
        ([{"id": "did:web:a.example"}], ("did:web:a.example", None)),
        ({"name": "A"}, (None, "A")),
        (None, (None, None)),
        (7, (None, None)),
    ],
)
def test_an_issuer_is_read_however_it_is_written(issuer: object, expected: tuple[str | None, str | None]) -> None:
    content = read_content(badge(issuer=issuer))

    assert (content.issuer_id, content.issuer_name) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ({"identifier": [{"identityType": "name", "hashed": True, "identityHash": "sha256$00"}]}, None),
        ({"identifier": [{"identityType": "emailAddress", "identityHash": "a@b.example"}]}, None),
        ({"name": "Ada Example"}, "Ada Example"),
        ({"givenName": "Ada", "familyName": "Example"}, "Ada Example"),
        ({"familyName": "Example"}, "Example"),
        ({}, None),
    ],
)
def test_the_learner_is_named_only_where_a_name_stands(subject: Document, expected: str | None) -> None:
    assert read_content(badge(subject=subject)).recipient == expected


def test_of_several_subjects_the_one_with_an_achievement_is_read() -> None:
    document = {"credentialSubject": [{"id": "urn:a"}, {"id": "urn:b", "achievement": {"name": "X"}}]}

    assert (read_content(document).recipient_id, read_content(document).title) == ("urn:b", "X")
    assert read_content({"credentialSubject": [{"id": "urn:a"}, {"id": "urn:b"}]}).recipient_id == "urn:a"


@pytest.mark.parametrize(
    ("document", "title"),
    [
        ({"name": "Own name", "type": ["VerifiableCredential"]}, "Own name"),
        ({"type": ["VerifiableCredential", "NameCredential"]}, "NameCredential"),
        ({"type": "VerifiableCredential"}, "VerifiableCredential"),
        ({"type": 7}, ""),
        ({}, ""),
    ],
)
def test_a_credential_of_another_kind_has_a_title_too(document: Document, title: str) -> None:
    assert read_content(document).title == title


def test_the_older_data_model_is_read() -> None:
    content = read_content(badge(issuanceDate="2020-01-01T00:00:00Z", expirationDate="2030-01-01T00:00:00Z", description="Old"))

    assert content.valid_from == datetime(2020, 1, 1, tzinfo=UTC)
    assert content.valid_until == datetime(2030, 1, 1, tzinfo=UTC)
    assert content.description == "Old"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "did:web:a.example", "https://a b", "//a.example", 7, None])
def test_only_web_addresses_become_addresses(url: object) -> None:
    content = read_content(
        badge({"alignment": [{"targetName": "X", "targetUrl": url}]}, issuer={"url": url}, evidence=[{"id": url, "name": "E"}])
    )

    assert content.competences == (ContentItem("X"),)
    assert content.issuer_url is None
    assert content.evidence == (ContentItem("E"),)


@pytest.mark.parametrize("hours", ["PT50H", "PT0H"])
def test_hours_are_read_from_a_duration(hours: str) -> None:
    assert read_content(badge({"alignment": {"targetType": "ext:NotionalWorkload", "targetCode": hours}})).hours == int(hours[2:-1])


@pytest.mark.parametrize("hours", ["P60M", "PT50M", "50", "PT9999999H", "PT-5H", None, 50])
def test_what_is_no_number_of_hours_is_left_out(hours: object) -> None:
    alignment = {"targetType": "ext:NotionalWorkload", "targetName": "work", "targetCode": hours}

    assert read_content(badge({"alignment": alignment})).hours is None


def test_a_result_finds_only_the_description_that_it_names() -> None:
    achievement = {"resultDescription": [{"name": "Nameless"}, {"id": "urn:r", "name": "Exam"}]}
    results = [{"value": "1"}, {"value": "2", "resultDescription": "urn:other"}, {"value": "3", "resultDescription": {"id": "urn:r"}}, {}]

    content = read_content(badge(achievement, {"result": results}))

    assert [(item.name, item.text) for item in content.results] == [("", "1"), ("", "2"), ("Exam", "3")]


def test_an_alignment_or_evidence_that_says_nothing_new_is_left_out() -> None:
    content = read_content(
        badge({"alignment": [{}, {"targetCode": "C"}, {"targetName": " "}, {"targetCode": "C"}]}, evidence=[{}, {"genre": "X"}])
    )

    assert content.competences == (ContentItem("C", code="C"),)
    assert content.evidence == ()


class CountedText(str):
    """A text that counts how often it is compared with another."""

    __slots__ = ()
    comparisons: ClassVar[list[None]] = []

    def __eq__(self, other: object) -> bool:
        self.comparisons.append(None)
        return super().__eq__(other)

    __hash__ = str.__hash__


def test_many_alignments_are_not_compared_with_each_other() -> None:
    alignments = [{"targetName": CountedText(f"skill {number}")} for number in range(500)]
    content = read_content(badge({"alignment": alignments}))
    assert len(content.competences) == 500
    assert len(CountedText.comparisons) < 50, "the cost grows with the square of the number"


@pytest.mark.parametrize("award", [MAXIMAL, MINIMAL], ids=["maximal", "minimal"])
def test_no_mutant_of_a_credential_makes_the_reader_fall(award: Any) -> None:
    read = [read_content(document) for _, document in mutants(build(award), 3)]

    assert len(read) > 100
    assert all(isinstance(content.title, str) for content in read)


@pytest.mark.parametrize(
    "value", [None, 7, 1.5, True, "x", "", [], {}, [[]], [None], {"@value": {}}, {"@value": []}, [{"en": 7}], {"id": []}]
)
def test_every_member_may_be_anything(value: Any) -> None:
    names = [*build(MAXIMAL), "issuanceDate", "expirationDate", "description"]
    for name in names:
        read_content(build(MAXIMAL) | {name: value})
    for name in build(MAXIMAL)["credentialSubject"]["achievement"]:
        read_content(badge({name: value}))
    read_content(dict.fromkeys(names, value))
