"""Awards that tests issue: one that says everything in three languages, one that says the least."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from app.model.achievement import (
    Achievement,
    AchievementKind,
    Assessment,
    Competence,
    LearningOutcome,
    Part,
    QualityAssurance,
)
from app.model.award import Award, AwardResult, Evidence, Recipient, ResultStatus, StatusEntry
from app.model.issuer import IssuerProfile, Mode, Organisation

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
SITE = "https://badges.example.org"
SNB = "http://data.europa.eu/snb"
ESCO = "http://data.europa.eu/esco"

UNIVERSITY = Organisation(
    slug="uop",
    legal_name={"en": "University of the Peninsula", "el": "Πανεπιστήμιο της Χερσονήσου", "de": "Universität der Halbinsel"},
    country="GR",
    roles=("awarding-body",),
    registration="GEMI 123456789000",
    eidas_id="VATEL-123456789",
    homepage="https://university.example.org/",
    email="badges@university.example.org",
)
LIVE = IssuerProfile("did:web:badges.example.org:issuers:uop", "uop", Mode.LIVE, UNIVERSITY)
TEST = replace(LIVE, did="did:web:badges.example.org:issuers:uop-test", slug="uop-test", mode=Mode.TEST)

CIRCULAR_ECONOMY = Competence(
    "ESCO",
    "1.2.0",
    f"{ESCO}/skill/22c45bf7-e52b-475f-847b-c32a87f65a5d",
    "22c45bf7-e52b-475f-847b-c32a87f65a5d",
    {"en": "circular economy", "de": "Kreislaufwirtschaft", "el": "κυκλική οικονομία"},
)
SYSTEMS_THINKING = Competence("GreenComp", "2022", "https://doi.org/10.2760/13286", "2.1", {"en": "Systems thinking"})
FUTURES_LITERACY = Competence("GreenComp", "2022", "https://doi.org/10.2760/13286", "3.1", {"en": "Futures literacy"})
SET_DESIGNER = Competence(
    "ESCO", "1.2.0", f"{ESCO}/occupation/874a2080-a9b6-46a9-8662-c9b7d4208f73", "3432.5", {"en": "set designer", "de": "Bühnenbildner/in"}
)

PLAN_JUDGED = Assessment(
    f"{SNB}/assessment/795dac4096",
    {"en": "A plan, judged by two assessors.", "de": "Ein Plan, von zwei Prüfenden beurteilt."},
    f"{SNB}/supervision-verification/70be69aaf9",
    {"en": "0 to 10; 6 is a pass", "de": "0 bis 10; bestanden ab 6"},
)

STAGE = Achievement(
    slug="green-stage",
    version=3,
    kind=AchievementKind.MICRO_CREDENTIAL,
    title={"en": "Sustainable stages", "de": "Nachhaltige Bühnen", "el": "Βιώσιμες σκηνές"},
    description={"en": "Energy, materials and water on stage.", "de": "Energie, Material und Wasser auf der Bühne.", "el": "Ενέργεια."},
    criteria={"en": "Hand in a plan for one production.", "de": "Einen Plan für eine Produktion abgeben.", "el": "Παραδώστε ένα σχέδιο."},
    awarding_body="academy",
    awarding_body_name={"en": "Stage Academy", "de": "Bühnenakademie"},
    outcomes=(
        LearningOutcome({"en": "Explains material cycles", "de": "Erklärt Kreisläufe"}, "knowledge", (CIRCULAR_ECONOMY, SYSTEMS_THINKING)),
        LearningOutcome({"en": "Plans a low-energy set", "de": "Plant ein sparsames Bühnenbild"}, "skill", (CIRCULAR_ECONOMY,)),
        LearningOutcome({"en": "Imagines other futures"}, "skill", (FUTURES_LITERACY,)),
    ),
    ects=Decimal("2.5"),
    hours=60,
    eqf_level=5,
    isced_f="0215",
    mode_uris=(f"{SNB}/learning-assessment/920fbb3cbe", f"{SNB}/learning-assessment/e92d221e4d"),
    learning_setting_uri=f"{SNB}/learning-setting/e207a81fc7",
    assessment=PLAN_JUDGED,
    quality_assurance=(
        QualityAssurance(
            f"{SNB}/accreditation/820101cba6",
            {"en": "Programme review 2025"},
            "acme",
            {"en": "Acme Quality"},
            "https://acme.example.org/r/7",
        ),
        QualityAssurance(f"{SNB}/accreditation/bb4618238e", {"en": "Institutional review"}, "acme", {"en": "Acme Quality"}),
    ),
    prerequisites={"en": "None", "de": "Keine"},
    has_part=(Part("unit-1", f"{SITE}/achievements/unit-1/v1", {"en": "Unit one", "de": "Einheit eins"}),),
    is_part_of=(Part("certificate", f"{SITE}/achievements/certificate/v1", {"en": "The whole certificate"}),),
    occupations=(SET_DESIGNER,),
    languages=("en", "el"),
    further_information_url="https://university.example.org/green-stage",
    valid_for_days=365,
    sample=True,
)

PLAIN = Achievement(
    slug="visit",
    version=1,
    kind=AchievementKind.ACTIVITY,
    title={"en": "A visit"},
    description={"en": "Came along."},
    criteria={},
    awarding_body="uop",
    awarding_body_name=UNIVERSITY.legal_name,
)

MAXIMAL = Award(
    credential_url=f"{SITE}/c/9fKq2",
    achievement_url=f"{SITE}/achievements/green-stage/v3",
    achievement=STAGE,
    issuer=TEST,
    recipient=Recipient("Ada Exämple", "Ada@Example.org ", "42", "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "en"),
    awarded_at=NOON,
    valid_from=NOON,
    status=StatusEntry(f"{SITE}/status/s1", 4711),
    identity_salt="b2f1c3",
    valid_until=datetime(2027, 1, 31, 12, 0, tzinfo=UTC),
    results=(
        AwardResult("8.5", ResultStatus.COMPLETED, "Final plan", datetime(2026, 1, 30, 9, 30, tzinfo=UTC)),
        AwardResult("passed"),
        AwardResult(status=ResultStatus.PROVISIONAL, name="Portfolio"),
    ),
    evidence=(
        Evidence("https://evidence.example.org/plan", "The plan", "A plan for one production.", "Project"),
        Evidence(narrative="Two interviews."),
        Evidence("https://evidence.example.org/film"),
    ),
    credits_earned=Decimal(2),
    activity_started_at=datetime(2026, 1, 5, 8, 0, tzinfo=UTC),
    activity_ended_at=datetime(2026, 1, 30, 17, 0, tzinfo=UTC),
)

MINIMAL = Award(
    credential_url=f"{SITE}/c/m1n",
    achievement_url=f"{SITE}/achievements/visit/v1",
    achievement=PLAIN,
    issuer=replace(LIVE, organisation=Organisation("uop", {"en": "University of the Peninsula"}, "GR")),
    recipient=Recipient("Bo"),
    awarded_at=NOON,
    valid_from=NOON,
    status=StatusEntry(f"{SITE}/status/s1", 0),
    identity_salt="",
)


def in_language_of(award: Award, language: str) -> Award:
    """Return the same award for a recipient of another language."""
    return replace(award, recipient=replace(award.recipient, language=language))
