"""What a European credential says, read as a tree: anybody's, in whatever shape."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.report import ContentItem
from app.schemas.conventions import BADGE_SCHEME, europass_id
from app.verifier.europass.content import read_content
from app.verifier.europass.nodes import hours_in, nodes_of
from app.verifier.europass.references import addresses_named, did_of
from tests.verifier.europass.seals import CREDENTIAL, ISSUER, SUBJECT, credential

SNB = "http://data.europa.eu/snb/"


def claimed(claim: dict[str, Any] | None = None, **members: Any) -> Any:
    """The content of a credential with that claim."""
    base = {"type": "LearningAchievement", "title": {"en": "Stage"}}
    return read_content(credential(credentialSubject={**SUBJECT, "hasClaim": {**base, **(claim or {})}}, **members))


def specified(**members: Any) -> Any:
    """The content of a credential whose claim has a specification with those members."""
    return claimed({"specifiedBy": {"id": "urn:epass:qualification:1", "type": "Qualification", **members}})


def test_everything_has_its_place() -> None:
    mode = {"id": f"{SNB}learning-assessment/e92d221e4d", "prefLabel": {"en": "Blended"}}
    content = claimed(
        {
            "description": {"en": "About it."},
            "awardedBy": {"awardingDate": "2026-06-01T00:00:00Z", "awardingBody": [{"legalName": {"en": "University"}}]},
            "creditReceived": {"framework": {"id": f"{SNB}education-credit/6fcec5c5af"}, "point": "2"},
            "specifiedBy": {
                "id": "urn:epass:qualification:1",
                "dcType": {"id": f"{SNB}learning-opportunity/0f7dac46ca", "prefLabel": {"en": "Programme module"}},
                "eqfLevel": {"id": f"{SNB}eqf/5", "prefLabel": {"en": "Level 5"}},
                "creditPoint": [
                    {"framework": {"id": "urn:other"}, "point": "9"},
                    {"framework": {"id": f"{SNB}education-credit/6fcec5c5af"}, "point": "2.5"},
                ],
                "thematicArea": [{"id": f"{SNB}isced-f/0215", "prefLabel": {"en": "Music"}}],
                "volumeOfLearning": "PT50H",
                "learningSetting": {"id": f"{SNB}learning-setting/e207a81fc7", "prefLabel": {"en": "non-formal learning"}},
                "mode": [mode, mode],
                "learningOutcomeSummary": {"noteLiteral": {"en": "Can do it."}},
                "isPartOf": {"id": "https://a.example/whole", "title": {"en": "The whole"}},
                "learningOutcome": [
                    {
                        "title": {"en": "Plans"},
                        "dcType": {"id": f"{SNB}skill-type/skill"},
                        "additionalNote": {"noteLiteral": "With others."},
                        "relatedESCOSkill": {"id": "http://data.europa.eu/esco/skill/1", "prefLabel": {"en": "plan"}},
                        "relatedSkill": {
                            "id": f"{SNB}dcf/1",
                            "prefLabel": {"en": "create"},
                            "inScheme": {"id": f"{SNB}dcf/25831c2", "prefLabel": {"en": "DigComp"}},
                        },
                    }
                ],
                "accreditation": {
                    "title": {"en": "Reviewed"},
                    "dcType": {"id": f"{SNB}accreditation/820101cba6", "prefLabel": {"en": "Programme"}},
                    "accreditingAgent": {"legalName": {"en": "Agency"}},
                    "report": {"contentURL": "https://agency.example/report"},
                },
            },
            "provenBy": {
                "title": {"en": "Portfolio"},
                "grade": {"noteLiteral": {"en": "Pass"}},
                "dateIssued": "2026-05-30T10:00:00Z",
                "idVerification": {"id": f"{SNB}supervision-verification/70be69aaf9", "prefLabel": {"en": "Supervised"}},
                "specifiedBy": {
                    "dcType": {"id": f"{SNB}assessment/4f03b91c0e", "prefLabel": {"en": "portfolio"}},
                    "gradingScheme": {"title": {"en": "Pass or fail"}},
                },
            },
            "entitlesTo": {
                "specifiedBy": {"limitOccupation": {"id": "http://data.europa.eu/esco/occupation/1", "prefLabel": {"en": "actor"}}}
            },
            "hasPart": [{"title": {"en": "Module"}, "identifier": {"notation": "https://a.example/c/1"}}],
        },
        validUntil="2030-01-01T00:00:00Z",
        evidence=[
            {
                "dcType": {"id": f"{SNB}evidence-type/c_18016257", "prefLabel": {"en": "Mandate"}},
                "evidenceStatement": "For somebody else.",
                "evidenceTarget": {"contentURL": "https://a.example/mandate"},
            }
        ],
    )

    assert (content.title, content.description, content.criteria) == ("Sustainable stage production", "About it.", "Can do it.")
    assert (content.recipient, content.recipient_id, content.test) == ("Ada Example", None, False)
    assert (content.issuer_id, content.issuer_country) == ("VATIT-01234567890", "IT")
    assert (content.awarding_body, content.achievement_type) == ("University", "Programme module")
    assert content.achievement_id == "urn:epass:qualification:1"
    assert (content.credits, content.credits_earned, content.hours) == (Decimal("2.5"), Decimal(2), 50)
    assert content.level == ContentItem("Level 5", f"{SNB}eqf/5", "5", "European Qualifications Framework")
    assert content.field_of_study == ContentItem("Music", f"{SNB}isced-f/0215", "0215", "ISCED-F 2013")
    assert content.learning_setting.name == "non-formal learning"
    assert [each.name for each in content.modes] == ["Blended"]
    assert [each.name for each in content.assessment] == ["portfolio", "Pass or fail"]
    assert content.identity_check.name == "Supervised"
    assert content.outcomes == (ContentItem("Plans", code="skill", text="With others."),)
    assert [(each.name, each.framework) for each in content.competences] == [("plan", "ESCO"), ("create", "DigComp")]
    assert [each.name for each in content.occupations] == ["actor"]
    assert content.parts == (ContentItem("Module", "https://a.example/c/1"),)
    assert content.part_of == (ContentItem("The whole", "https://a.example/whole"),)
    assert content.results == (ContentItem("Portfolio", text="Pass", moment=datetime(2026, 5, 30, 10, tzinfo=UTC)),)
    assert content.quality_assurance == (
        ContentItem(
            "Reviewed", "https://agency.example/report", f"{SNB}accreditation/820101cba6", "European list of accreditation types", "Agency"
        ),
    )
    assert content.evidence == (
        ContentItem("Mandate", "https://a.example/mandate", f"{SNB}evidence-type/c_18016257", text="For somebody else."),
    )
    assert content.awarded_at == datetime(2026, 6, 1, tzinfo=UTC)
    assert content.valid_until == datetime(2030, 1, 1, tzinfo=UTC)


def test_an_activity_tells_its_own_hours_and_modes() -> None:
    content = claimed(
        {
            "type": "LearningActivity",
            "workload": "PT2H",
            "specifiedBy": {"volumeOfLearning": "P2M", "mode": {"id": f"{SNB}learning-assessment/920fbb3cbe"}},
        }
    )

    assert content.hours == 2
    assert [each.name for each in content.modes] == ["Online"]


def test_an_achievement_without_hours_tells_those_of_what_led_to_it() -> None:
    assert claimed({"influencedBy": [{"workload": "PT40H"}, {"workload": "PT2H"}]}).hours == 40
    assert [each.name for each in claimed({"influencedBy": {"specifiedBy": {"mode": {"prefLabel": "online"}}}}).modes] == ["online"]


@pytest.mark.parametrize(
    ("duration", "hours"),
    [("PT50H", 50), ("PT90M", 1), ("PT1H30M", 1), ("PT30M", None), ("P60M", None), ("P1D", None), ("PT", None), (50, None), (None, None)],
)
def test_only_hours_and_minutes_are_hours(duration: Any, hours: int | None) -> None:
    assert hours_in(duration) == hours


def test_the_first_achievement_is_the_claim_and_others_are_parts() -> None:
    claims = [
        {"type": "LearningActivity", "title": {"en": "Came along"}},
        {"type": ["LearningAchievement"], "title": {"en": "Achieved"}, "description": {"en": "It."}},
        {"type": "LearningEntitlement", "specifiedBy": {"title": {"en": "May act"}}},
        {"type": "LearningActivity"},
    ]
    content = read_content(credential(credentialSubject={**SUBJECT, "hasClaim": claims}, displayParameter={}))

    assert (content.title, content.description) == ("Achieved", "It.")
    assert [each.name for each in content.parts] == ["Came along", "May act"]


def test_a_description_may_stand_in_three_places() -> None:
    display = {"title": {"en": "Stage"}, "description": {"en": "has done it"}}

    assert claimed(displayParameter=display).description == "has done it"
    assert specified(description={"en": "By specification."}).description == "By specification."


def test_the_mark_of_a_test_is_seen_in_either_title() -> None:
    assert claimed({"title": {"en": "TEST · Stage"}}).test
    assert claimed(displayParameter={"title": {"en": "TEST · Stage"}}).test


def test_a_national_level_stands_in_for_a_european_one() -> None:
    assert specified(nqfLevel={"id": f"{SNB}qdr/c_1", "prefLabel": {"en": "RQF 6"}}).level == ContentItem("RQF 6", f"{SNB}qdr/c_1")


def test_accreditation_may_be_the_awarding_bodys_or_evidence() -> None:
    assert [each.name for each in claimed({"awardedBy": {"awardingBody": {"accreditation": {"title": "Licence"}}}}).quality_assurance] == [
        "Licence"
    ]
    assert [each.name for each in claimed(evidence={"accreditation": {"title": "Licence"}}).quality_assurance] == ["Licence"]
    assert claimed({"awardedBy": {"awardingBody": {"accreditation": {"dcType": {}}}}}).quality_assurance == ()
    kind = {"dcType": {"id": f"{SNB}accreditation/820101cba6", "prefLabel": {"en": "Programme"}}}
    assert claimed({"awardedBy": {"awardingBody": {"accreditation": kind}}}).quality_assurance[0].url == f"{SNB}accreditation/820101cba6"


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"givenName": {"en": "Ada"}, "familyName": {"en": "Example"}}, "Ada Example"),
        ({"givenName": "Ada", "patronymicName": "Maria", "familyName": ["Example"]}, "Ada Maria Example"),
        ({"fullName": {"el": "Άντα"}}, "Άντα"),
        ({"fullName": 7}, None),
        ({}, None),
    ],
)
def test_the_learners_name_is_the_full_one_or_its_parts(person: dict[str, Any], name: str | None) -> None:
    assert read_content(credential(credentialSubject=person)).recipient == name


def test_an_identifier_of_the_file_alone_is_none_of_the_learner() -> None:
    assert read_content(credential(credentialSubject={"id": "urn:epass:person:1"})).recipient_id is None
    assert read_content(credential(credentialSubject={"id": "did:example:ada"})).recipient_id == "did:example:ada"


def test_a_concept_without_label_is_called_by_our_vocabulary_its_notation_or_its_id() -> None:
    assert specified(eqfLevel={"id": f"{SNB}eqf/5"}).level.name == "Level 5"
    assert specified(eqfLevel={"id": "urn:level", "notation": "Five"}).level.name == "Five"
    assert specified(eqfLevel={"id": "urn:level"}).level == ContentItem("urn:level", framework="European Qualifications Framework")
    assert specified(eqfLevel={}).level is None


def test_an_issuer_without_legal_identifier_is_known_by_its_place() -> None:
    places = [{"address": [{"countryCode": {"id": "urn:atlantis", "prefLabel": {"en": "Atlantis"}}}]}]
    content = read_content(
        credential(
            issuer={"id": "did:web:a.example", "altLabel": {"en": "AEA"}, "location": places, "homepage": {"contentURL": "javascript:x"}}
        )
    )

    assert (content.issuer_id, content.issuer_name, content.issuer_country) == ("did:web:a.example", "AEA", "Atlantis")
    assert content.issuer_url is None


def test_a_node_that_is_only_named_is_the_one_that_is_described() -> None:
    claim = {"awardedBy": {"awardingBody": "urn:epass:org:1"}}

    assert claimed(claim).awarding_body == "Example Performing Arts Academy"
    assert claimed({"awardedBy": {"awardingBody": ["urn:nobody"]}}).awarding_body is None


def test_of_several_nodes_of_one_name_the_first_that_says_most_counts() -> None:
    nodes = nodes_of({"a": {"id": "urn:1"}, "b": {"id": "urn:1", "title": "B"}, "c": {"id": "urn:1", "title": "C"}})

    assert nodes.one({"id": "urn:1"}) == {"id": "urn:1", "title": "B"}
    assert nodes.one({"id": ["urn:1"]}) == {"id": ["urn:1"]}


def test_occupations_may_stand_in_a_note_and_frameworks_in_a_definition() -> None:
    occupation = {
        "id": "http://data.europa.eu/esco/occupation/1",
        "prefLabel": {"en": "actor"},
        "notation": "2655",
        "definition": {"en": "ESCO 1.2.0"},
    }
    content = specified(additionalNote=[{"noteLiteral": "Sample"}, {"noteLiteral": "actor", "subject": occupation}])

    assert content.occupations == (ContentItem("actor", "http://data.europa.eu/esco/occupation/1", "2655", "ESCO 1.2.0"),)


def test_the_name_of_a_list_is_no_code() -> None:
    skill = {"id": "http://data.europa.eu/esco/skill/1", "prefLabel": {"en": "plan"}, "notation": "Skill"}

    assert specified(learningOutcome={"title": "Plans", "relatedESCOSkill": skill}).competences[0].code is None


def test_a_specification_tells_how_is_assessed_and_what_it_is_made_of_where_the_claim_does_not() -> None:
    planned = {"dcType": {"prefLabel": {"en": "project work"}}, "description": {"en": "A plan."}}
    content = specified(provenBy=planned, hasPart=[{"id": "https://a.example/1", "title": {"en": "Unit one"}}])

    assert [(each.name, each.text) for each in content.assessment] == [("project work", "A plan.")]
    assert content.parts == (ContentItem("Unit one", "https://a.example/1"),)


def test_a_grade_that_only_repeats_the_status_is_none() -> None:
    given = {"title": "Portfolio", "grade": {"noteLiteral": "Provisional"}, "gradeStatus": {"prefLabel": {"en": "Provisional"}}}

    assert claimed({"provenBy": given}).results == (ContentItem("Portfolio", code="Provisional"),)


def test_results_without_grade_or_status_are_none() -> None:
    assert claimed({"provenBy": [{"title": "Exam"}]}).results == ()
    assert claimed({"provenBy": [{"gradeStatus": {"prefLabel": {"en": "passed"}}, "specifiedBy": {"title": "Exam"}}]}).results == (
        ContentItem("Exam", code="passed"),
    )


def test_what_says_nothing_is_left_out() -> None:
    content = claimed(
        {"specifiedBy": {"learningOutcome": [{}, {"title": {}}]}, "hasPart": [{}], "provenBy": 7},
        evidence=[{}, {"title": "Letter"}, {"evidenceStatement": "Word."}],
    )

    assert (content.outcomes, content.parts, content.results) == ((), (), ())
    assert [(each.name, each.text) for each in content.evidence] == [("Letter", None), ("", "Word.")]


def test_without_a_claim_there_is_a_title_at_most() -> None:
    assert read_content({}).title == ""
    assert read_content(credential(credentialSubject={})).title == "Sustainable stage production"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["urn:epass:org:1", "PT5H", f"{SNB}eqf/5"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "en", "title", "prefLabel", "noteLiteral", "point", "notation"]), inner, max_size=3
        )
    ),
    max_leaves=10,
)
MEMBERS = sorted({"hasClaim", "specifiedBy", "provenBy", "awardedBy", "hasPart", *CREDENTIAL, *ISSUER})


@given(st.dictionaries(st.sampled_from(MEMBERS), VALUES, max_size=8), st.dictionaries(st.sampled_from(MEMBERS), VALUES, max_size=8))
def test_nothing_in_a_document_raises(members: dict[str, Any], claim: dict[str, Any]) -> None:
    read_content({**members, "credentialSubject": {"hasClaim": [claim, members]}})
    list(addresses_named(members))
    did_of(members)


# which credential it is

URL = "https://academy.example/c/abc"


def test_a_european_credential_names_the_badge_of_which_its_id_was_made() -> None:
    named = {"schemeName": BADGE_SCHEME, "notation": URL}
    document = credential(id=europass_id(URL), identifier=[{"schemeName": "Certificate", "notation": "7"}, named])

    assert list(addresses_named(document)) == [europass_id(URL), URL]
    assert list(addresses_named(credential(identifier=[named]))) == [CREDENTIAL["id"]]
    assert list(addresses_named(credential(id=europass_id(URL), identifier={**named, "schemeName": "Other"}))) == [europass_id(URL)]


def test_any_other_credential_names_itself() -> None:
    assert list(addresses_named({"id": URL})) == [URL]
    assert list(addresses_named({"id": 7})) == []


def test_only_a_did_among_the_issuers_identifiers_is_one() -> None:
    assert did_of(credential(issuer={**ISSUER, "identifier": [{"notation": 7}, {"notation": "did:web:a.example"}]})) == "did:web:a.example"
    assert did_of(credential()) is None
