"""European credentials that tests build: a sealing, what its certificate names, a certification of five modules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.issuers.credential_format import Sealing
from app.model.achievement import Achievement
from app.model.award import Award, AwardedPart, AwardResult, Recipient, ResultStatus
from app.model.issuer import IssuerProfile, Mode
from app.model.seal import CertificateSubject
from app.schemas.catalogue import read_catalogue
from tests.awards import MAXIMAL, NOON, SITE

ROOT = Path(__file__).resolve().parent.parent

SUBJECT = CertificateSubject(
    organisation="University of the Peninsula",
    organisation_identifier="VATEL-123456789",
    country="GR",
    common_name="TEST seal of the University of the Peninsula, not a qualified seal",
    valid_from=datetime(2026, 1, 1, tzinfo=UTC),
    valid_until=datetime(2028, 1, 1, tzinfo=UTC),
)
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
"""The smallest PNG: one pixel."""
SEALING = Sealing(NOON, SUBJECT, {"en": PICTURE, "de": PICTURE, "el": PICTURE})


def certification() -> Award:
    """Return the sample catalogue's certification, awarded to somebody who holds all five of its modules."""
    catalogue = read_catalogue((ROOT / "catalogue" / "inspire.yaml").read_text(encoding="utf-8"), "inspire.yaml")
    found = {each.achievement.slug: _addressed(each.achievement) for each in catalogue.achievements}
    whole = found["inspire-certification"]
    organisations = {each.slug: each for each in catalogue.organisations}
    return replace(
        MAXIMAL,
        credential_url=f"{SITE}/c/wh0le",
        achievement_url=f"{SITE}/achievements/{whole.slug}/v{whole.version}",
        achievement=whole,
        issuer=IssuerProfile("did:web:badges.example.org:issuers:inspire-demo", "inspire-demo", Mode.TEST, organisations["inspire-demo"]),
        recipient=Recipient("Ada Exämple", language="el"),
        results=(AwardResult("Passed with distinction"),),
        evidence=(),
        credits_earned=whole.ects,
        organisations=(organisations["uop"], organisations["acquin"]),
        parts=tuple(_awarded(found[part.slug], number) for number, part in enumerate(whole.has_part, 1)),
        europass=True,
    )


def module() -> Award:
    """Return the first of those modules, awarded alone."""
    whole = certification()
    first = whole.parts[0]
    return replace(
        whole,
        credential_url=first.credential_url,
        achievement_url=f"{SITE}/achievements/{first.achievement.slug}/v{first.achievement.version}",
        achievement=first.achievement,
        awarded_at=first.awarded_at,
        results=first.results,
        credits_earned=first.credits_earned,
        parts=(),
    )


def _awarded(achievement: Achievement, number: int) -> AwardedPart:
    result = AwardResult(f"{70 + number} of 100 points", ResultStatus.COMPLETED, achieved_at=NOON - timedelta(days=40 - number))
    return AwardedPart(achievement, NOON - timedelta(days=30 - number), f"{SITE}/c/m0dule{number}", (result,), achievement.ects)


def _addressed(achievement: Achievement) -> Achievement:
    parts, wholes = (
        tuple(replace(each, url=f"{SITE}{each.url}") for each in group) for group in (achievement.has_part, achievement.is_part_of)
    )
    return replace(achievement, has_part=parts, is_part_of=wholes)
