"""European credentials that tests build: a sealing, and what its certificate names."""

from datetime import UTC, datetime

from app.issuers.credential_format import Sealing
from app.model.seal import CertificateSubject
from tests.awards import NOON

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
