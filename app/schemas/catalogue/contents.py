"""What a catalogue file holds, once it is read: a tenant with its organisations, issuers, frameworks, profiles and achievements."""

from dataclasses import dataclass

from app.model.achievement import Achievement, Competence
from app.model.issuer import Organisation
from app.model.language import LanguageMap


@dataclass(frozen=True, slots=True)
class CatalogueTenant:
    """Whose catalogue it is."""

    slug: str
    name: LanguageMap


@dataclass(frozen=True, slots=True)
class Framework:
    """One release of a framework of competences. `name` is its proper name, as credentials write it."""

    slug: str
    name: str
    title: LanguageMap
    version: str
    url: str
    sample: bool = False


@dataclass(frozen=True, slots=True)
class CatalogueIssuer:
    """An issuer identity to be made: its DID and keys are no part of a catalogue. `organisation` is a slug."""

    slug: str
    organisation: str
    name: LanguageMap
    sample: bool = False


@dataclass(frozen=True, slots=True)
class OccupationalProfile:
    """An occupation and the competences that the programme adds to it. `note` is for editors and says what to know about it."""

    slug: str
    occupation: Competence
    competences: tuple[Competence, ...]
    note: LanguageMap | None = None
    sample: bool = False


@dataclass(frozen=True, slots=True)
class CatalogueAchievement:
    """An achievement, and the slug of the issuer that signs its credentials."""

    issuer: str
    achievement: Achievement


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A whole file, checked.

    Parts of achievements have addresses below the public URL, `/achievements/{slug}`: without a version they open the newest, so
    that a new version of one achievement makes no new version of another.
    """

    tenant: CatalogueTenant
    organisations: tuple[Organisation, ...]
    issuers: tuple[CatalogueIssuer, ...]
    frameworks: tuple[Framework, ...] = ()
    profiles: tuple[OccupationalProfile, ...] = ()
    achievements: tuple[CatalogueAchievement, ...] = ()
