"""Composes the files of a credential from the award as it was granted: documents to be signed, paper that carries them, pictures.

It takes long, so it is done outside of transactions. What no font of ours covers is never shown as boxes: paper goes to another language
of the award, and leaves the learner's name to the signed credential, which it says; the picture inside a sealed credential leaves out
whatever cannot be printed, for that credential says all of it in words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from types import MappingProxyType
from typing import Final

import orjson

from app.baking import BadgeKind, PictureFormat
from app.crypto.canonical import assert_safe
from app.crypto.certificates import read_chain, subject_of
from app.errors import SigningError
from app.issuers import validate
from app.issuers.credential_format import Sealing
from app.issuers.elm_display import MAX_PICTURES
from app.issuers.europass import languages_of
from app.model.award import Award
from app.model.record import IssuerKey
from app.render import Attachment, Certificate, abridged, certificate_of, render_pdf, render_png, uncovered, unnamed
from app.render.pictures import MOST_BYTES
from app.services.envelopes import AS_JWT, AT_ISSUE, EUROPASS

_DESCRIPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        AT_ISSUE.name: "Open Badge 3.0, signed: what counts",
        AS_JWT.name: "Open Badge 3.0 as a signed JWT",
        EUROPASS.name: "European Digital Credential, sealed",
    }
)
"""What a PDF says of the files that it carries."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is given out."""

    body: bytes
    media_type: str
    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Materials:
    """What a file is made from.

    award: as it was granted, not as catalogue or learner are today. key: which signs it; None where nobody does.
    files: those that go into it, by name.
    """

    award: Award
    key: IssuerKey | None
    moment: datetime
    files: Mapping[str, File]


def compose_badge(materials: Materials) -> bytes:
    """Return the Open Badge; nothing in it is decoration. Raises SchemaViolation, DocumentError."""
    document = AT_ISSUE.credential_format.build(materials.award)
    validate(AT_ISSUE.credential_format, document)
    assert_safe(document)
    return orjson.dumps(document)


def compose_europass(materials: Materials) -> bytes:
    """Return the European Digital Credential, issued by whom the seal's certificate names. Raises SchemaViolation, DocumentError."""
    award, key = materials.award, materials.key
    if key is None or key.certificate is None:
        raise SigningError("expected a seal with a certificate, found a key without one")
    languages = languages_of(award)
    most = min(MOST_BYTES, MAX_PICTURES // len(languages))
    pictures = {language: render_png(_display(award, language, materials.moment), most_bytes=most) for language in languages}
    sealing = Sealing(materials.moment, subject_of(read_chain(key.certificate.chain)[0]), pictures)
    document = EUROPASS.credential_format.build(award, sealing)
    validate(EUROPASS.credential_format, document)
    return orjson.dumps(document)


def compose_paper(materials: Materials) -> bytes:
    """Return the certificate as PDF, with the signed credentials that there are. Raises DocumentError."""
    attached = tuple(
        Attachment(_file_name(name), file.media_type, file.body, _DESCRIPTIONS[name]) for name, file in materials.files.items()
    )
    return render_pdf(_paper(materials.award, materials.moment), attached)


def compose_picture(kind: PictureFormat, draw: Callable[[Certificate], bytes], materials: Materials) -> bytes:
    """Return the certificate as a picture with the signed badge in it. Raises DocumentError."""
    picture = draw(_paper(materials.award, materials.moment))
    return kind.bake(picture, materials.files[AT_ISSUE.name].body.decode(), BadgeKind.OPEN_BADGES_3)


def _paper(award: Award, moment: datetime) -> Certificate:
    """Return what is printed: in the learner's language, or in the first of the award's others that can be; else it is told why not."""
    languages = ("en", *sorted(award.achievement.title))
    wanted = _certificate(award, award.recipient.language, moment)
    others = (_certificate(award, language, moment) for language in languages)
    return next((each for each in chain((wanted,), others) if not uncovered(each)), wanted)


def _display(award: Award, language: str, moment: datetime) -> Certificate:
    certificate = _certificate(award, language, moment)
    return abridged(certificate) if uncovered(certificate) else certificate


def _certificate(award: Award, language: str, moment: datetime) -> Certificate:
    certificate = certificate_of(award, language, verify_url=award.credential_url, moment=moment)
    return unnamed(certificate) if uncovered(certificate) else certificate


def _file_name(name: str) -> str:
    return next(envelope.file for envelope in (AT_ISSUE, AS_JWT, EUROPASS) if envelope.name == name)
