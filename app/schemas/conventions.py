"""How we say in Open Badges what it has no member for: kinds of alignment, result, and the mark of a test.

Issuers write by this table and the verifier reads by it. `targetType` is open by design: `ext:` and a name. What another
issuer writes for the same is named in `also`; `prefix` is where the targets of a kind live.

Spec: Open Badges 3.0 §B.2 Alignment, AlignmentTargetType, https://www.imsglobal.org/spec/ob/v3p0#alignment
"""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

SNB = "http://data.europa.eu/snb/"
ECTS_URL = "http://data.europa.eu/snb/education-credit/6fcec5c5af"
ELM = "http://data.europa.eu/snb/model/elm/"

TEST_MARK = "TEST · "
"""Stands before the name of what a test identity issues."""

EUROPASS_ID = "urn:credential:"
EUROPASS_EVIDENCE = "European Digital Credential of the same award"
"""Names, in a badge, the evidence that is the same award in its other envelope; `id` is that one's."""

BADGE_SCHEME = "Open Badges 3.0"
"""Names, in a European Digital Credential, the identifier that is the same award's badge, and its page."""
CREDENTIAL_SCHEME = "Credential"
"""Names there the identifier of a credential that was awarded before, as a part of this one."""


def europass_id(credential_url: str) -> str:
    """Return the id of the European Digital Credential that stands beside the badge of that address; the same at every time."""
    return f"{EUROPASS_ID}{uuid5(NAMESPACE_URL, credential_url)}"


def beside_activity(url: str) -> str:
    """Return the id of the qualification that says of the activity at that address what an activity's class has no place for."""
    return f"{url}#qualification"


@dataclass(frozen=True, slots=True)
class AlignmentKind:
    """One thing that an alignment can say.

    `framework` is written as targetFramework, where one is fixed; `also` are further targetTypes that mean the same.
    """

    target_type: str
    framework: str | None = None
    prefix: str | None = None
    also: tuple[str, ...] = ()


EQF_LEVEL = AlignmentKind(
    "ext:QualificationFrameworkLevel", "European Qualifications Framework", SNB + "eqf/", ("ext:EQF", "ext:EQFAlignment")
)
NO_LEVEL = AlignmentKind("ext:NoQualificationFrameworkLevel", "European Qualifications Framework")
FIELD_OF_STUDY = AlignmentKind("ext:FieldOfStudy", "ISCED-F 2013", SNB + "isced-f/", ("ext:ISCEDFAlignment",))
LEARNING_MODE = AlignmentKind("ext:LearningMode", "European list of learning modes", SNB + "learning-assessment/")
LEARNING_SETTING = AlignmentKind("ext:LearningSetting", "European list of learning settings", SNB + "learning-setting/")
ASSESSMENT_TYPE = AlignmentKind("ext:AssessmentType", "European list of assessment types", SNB + "assessment/")
GRADING_SCHEME = AlignmentKind("ext:GradingScheme")
IDENTITY_CHECK = AlignmentKind(
    "ext:IdentityCheck", "European list of supervision and identity verification", SNB + "supervision-verification/"
)
QUALITY_ASSURANCE = AlignmentKind("ext:QualityAssurance", "European list of accreditation types", SNB + "accreditation/")
CREDIT_FRAMEWORK = AlignmentKind("ext:CreditFramework", "European list of credit systems", SNB + "education-credit/")
WORKLOAD = AlignmentKind("ext:NotionalWorkload")
LEARNING_OUTCOME = AlignmentKind("ext:LearningOutcome", also=("ext:LearningOutcomeAlignment",))
COMPETENCE = AlignmentKind("ceasn:Competency", also=("ext:ESCOAlignment",))
OCCUPATION = AlignmentKind("ext:Occupation", prefix="http://data.europa.eu/esco/occupation/")
HAS_PART = AlignmentKind("ext:HasPart")
IS_PART_OF = AlignmentKind("ext:IsPartOf")
RESULT_DATE = AlignmentKind("ext:ResultDate")

KINDS = (
    EQF_LEVEL,
    NO_LEVEL,
    FIELD_OF_STUDY,
    LEARNING_MODE,
    LEARNING_SETTING,
    ASSESSMENT_TYPE,
    GRADING_SCHEME,
    IDENTITY_CHECK,
    QUALITY_ASSURANCE,
    CREDIT_FRAMEWORK,
    WORKLOAD,
    LEARNING_OUTCOME,
    COMPETENCE,
    OCCUPATION,
    HAS_PART,
    IS_PART_OF,
    RESULT_DATE,
)

VOLUME_OF_LEARNING_URL = ELM + "volumeOfLearning"
GRADING_SCHEME_URL = ELM + "gradingScheme"
RESULT_DATE_URL = "http://purl.org/dc/terms/date"
"""Targets of those kinds whose fact is in the code or the text: a targetUrl is compulsory."""


def kind_of(target_type: str | None, target_url: str | None) -> AlignmentKind | None:
    """Return the kind of an alignment by its targetType, else by where its target lives; None where neither tells."""
    for kind in KINDS:
        if target_type in {kind.target_type, *kind.also}:
            return kind
    for kind in KINDS:
        if kind.prefix and target_url and target_url.startswith(kind.prefix):
            return kind
    return None
