"""Reports, credentials and achievements as pages get them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from app.model.achievement import Achievement, AchievementKind, Assessment, Competence, LearningOutcome, Part, QualityAssurance
from app.model.issuer import IssuerProfile, Mode, Organisation
from app.model.report import Check, Content, ContentItem, Finding, Outcome, Report, Source, Verdict

MOMENT = datetime(2026, 11, 21, 10, 2, 33, tzinfo=UTC)
PAGE_URL = "https://credentials.example.org/c/9fKq3vXo2TzLrW0uYb5mNA"
ISSUER_DID = "did:web:credentials.example.org:issuers:uop"
ESCO = "http://data.europa.eu/esco/skill/1565b401-1754-4b07-8f1a-eb5869e64d95"

CONTENT = Content(
    credential_id=PAGE_URL,
    title="Sustainability foundations for the performing arts",
    description="An online module for people who plan, build or run performances.",
    recipient="Ada Lovelace",
    recipient_id="did:key:z6MkfriendOfAda",
    issuer_id=ISSUER_DID,
    issuer_name="University of Peloponnese",
    issuer_country="GR",
    issuer_url="https://www.uop.example/",
    awarding_body="School of Fine Arts",
    achievement_id="https://credentials.example.org/achievements/inspire-m1/v1",
    achievement_type="MicroCredential",
    criteria="Complete **four units** and the [project](https://inspire.example/project).",
    awarded_at=datetime(2026, 6, 30, tzinfo=UTC),
    valid_from=datetime(2026, 6, 30, tzinfo=UTC),
    valid_until=datetime(2031, 6, 30, tzinfo=UTC),
    level=ContentItem("EQF level 5", "http://data.europa.eu/snb/eqf/5", "5", "European Qualifications Framework"),
    credits=Decimal(2),
    credits_earned=Decimal(2),
    hours=50,
    field_of_study=ContentItem("Environmental sciences", "http://data.europa.eu/snb/isced-f/0521", "0521", "ISCED-F 2013"),
    learning_setting=ContentItem("Non-formal learning"),
    identity_check=ContentItem("Supervised online with identity verification"),
    modes=(ContentItem("Online"),),
    assessment=(ContentItem("Project work"),),
    quality_assurance=(ContentItem("ACQUIN", "https://www.acquin.example/", None, "Programme accreditation"),),
    outcomes=(ContentItem("Explain how a performance causes emissions"), ContentItem("Read an energy bill of a theatre")),
    competences=(
        ContentItem("climate change impact", ESCO, None, "ESCO 1.2.0"),
        ContentItem("Systems thinking", "https://doi.org/10.2760/1", "2.1"),
    ),
    occupations=(ContentItem("stage technician", "http://data.europa.eu/esco/occupation/acb6b99a", "3435.25.5"),),
    part_of=(ContentItem("International Certification"),),
    parts=(ContentItem("Unit one", "https://credentials.example.org/achievements/unit-1/v1"),),
    results=(ContentItem("Final grade", text="1.3 of 5", code="Completed", moment=datetime(2026, 6, 28, tzinfo=UTC)),),
    evidence=(ContentItem("Portfolio of Ada", "https://portfolio.example/ada"),),
)

_PASSED = (
    Finding(Check.READABLE, Outcome.PASSED, "readable"),
    Finding(Check.SCHEMA, Outcome.PASSED, "schema-open-badges"),
    Finding(Check.ISSUER_KEY, Outcome.PASSED, "key-listed", {"issuer": ISSUER_DID}),
    Finding(Check.PROOF, Outcome.PASSED, "signature-genuine"),
    Finding(Check.VALIDITY, Outcome.PASSED, "current-until", {"valid_until": "2031-06-30T00:00:00+00:00"}),
    Finding(Check.STATUS, Outcome.PASSED, "not-revoked"),
    Finding(Check.ISSUER_TRUST, Outcome.NOT_APPLICABLE, "no-registry"),
)
_SOURCES = (
    Source("https://credentials.example.org/issuers/uop/did.json", MOMENT, "own"),
    Source("https://credentials.example.org/status/lst_1", MOMENT - timedelta(minutes=4), "cache"),
)


def report(verdict: Verdict, reason: str, *found: Finding, content: Content | None = CONTENT) -> Report:
    """Return a report whose checks passed, but for what was found."""
    other = {finding.check: finding for finding in found}
    findings = tuple(other.get(finding.check, finding) for finding in _PASSED)
    return Report(verdict, reason, findings, MOMENT, "open-badges", "eddsa-rdfc-2022", _SOURCES, content)


VALID = report(Verdict.VALID, "valid")
EXPIRED = report(
    Verdict.VALID_NOT_CURRENT, "expired", Finding(Check.VALIDITY, Outcome.FAILED, "expired", {"valid_until": "2026-06-30T00:00:00+00:00"})
)
SUPERSEDED = report(Verdict.VALID_NOT_CURRENT, "superseded", Finding(Check.STATUS, Outcome.FAILED, "superseded"))
REVOKED = report(Verdict.NOT_VALID, "revoked", Finding(Check.STATUS, Outcome.FAILED, "revoked"))
TAMPERED = report(
    Verdict.NOT_VALID,
    "signature-invalid",
    Finding(Check.PROOF, Outcome.FAILED, "signature-invalid"),
    Finding(Check.VALIDITY, Outcome.NOT_APPLICABLE, "not-judged"),
    Finding(Check.STATUS, Outcome.NOT_APPLICABLE, "not-judged"),
    content=None,
)
UNREACHABLE = report(
    Verdict.CANNOT_TELL, "status-unreachable", Finding(Check.STATUS, Outcome.UNKNOWN, "status-unreachable", {"url": "https://x.example/s"})
)
MISSHAPEN = report(
    Verdict.NOT_VALID,
    "schema-violation",
    Finding(Check.SCHEMA, Outcome.FAILED, "schema-violation", {"pointer": "/issuer", "detail": "expected an object"}),
    content=None,
)
TEST = report(Verdict.VALID, "valid", content=replace(CONTENT, test=True))
BARE = report(Verdict.VALID, "valid", content=Content(None, "Certificate of attendance"))


def saying(**claims: object) -> Report:
    """Return a valid report on a credential that says something else."""
    return replace(VALID, content=replace(CONTENT, **claims))  # type: ignore[arg-type]  # the fields are the caller's business


_CLIMATE = Competence("ESCO", "1.2.0", ESCO, "", {"en": "climate change impact", "de": "Auswirkungen des Klimawandels"})

ACHIEVEMENT = Achievement(
    slug="inspire-m1",
    version=1,
    kind=AchievementKind.MICRO_CREDENTIAL,
    title={"en": "Sustainability foundations", "el": "Βάσεις βιωσιμότητας"},
    description={"en": "An online module."},
    criteria={"en": "Complete *four* units.", "de": "Vier Einheiten *abschließen*."},
    awarding_body="uop",
    awarding_body_name={"en": "University of Peloponnese"},
    outcomes=(
        LearningOutcome({"en": "Explain emissions", "de": "Emissionen erklären"}, "knowledge", (_CLIMATE,)),
        LearningOutcome({"en": "Read an energy bill"}, "skill", (_CLIMATE,)),
    ),
    ects=Decimal("2.5"),
    hours=1,
    eqf_level=5,
    isced_f="0521",
    mode_uris=("http://data.europa.eu/snb/learning-assessment/unknown",),
    assessment=Assessment(
        "http://data.europa.eu/snb/unknown", {"en": "A project"}, "http://data.europa.eu/snb/id", {"en": "Passed or not"}
    ),
    quality_assurance=(
        QualityAssurance("http://data.europa.eu/snb/unknown", {"en": "-"}, "acquin", {"en": "ACQUIN"}, "https://acquin.example/"),
    ),
    prerequisites={"en": "None at all"},
    is_part_of=(Part("inspire", "https://credentials.example.org/achievements/inspire/v1", {"en": "International Certification"}),),
    occupations=(_CLIMATE,),
    further_information_url="https://inspire.example/m1",
)
ORGANISATION = Organisation("uop", {"en": "University of Peloponnese"}, "GR")
ISSUER = IssuerProfile(ISSUER_DID, "uop", Mode.LIVE, ORGANISATION)
