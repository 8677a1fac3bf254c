"""A catalogue file, read whole: all that is wrong with it is told at once, each with file, line and field."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import Fault, SchemaViolation
from app.model.achievement import Competence
from app.model.issuer import Organisation
from app.schemas.catalogue.achievements import Draft, Shelves, achievement_reader
from app.schemas.catalogue.contents import Catalogue, CatalogueIssuer, Framework, OccupationalProfile
from app.schemas.catalogue.fields import allowed, gather, known_entries, needed
from app.schemas.catalogue.parts import part_faults, with_parts
from app.schemas.catalogue.places import Place, root_of
from app.schemas.catalogue.records import (
    competence_or_slug,
    competence_reader,
    issuer_reader,
    profile_reader,
    read_framework,
    read_organisation,
    read_tenant,
)
from app.schemas.catalogue.references import Shelf, declared, shelf

SECTIONS = {
    "tenant": needed(read_tenant),
    "organisations": needed(Place.items),
    "issuers": needed(Place.items),
    "frameworks": allowed(Place.items),
    "competences": allowed(Place.items),
    "profiles": allowed(Place.items),
    "achievements": allowed(Place.items),
}


def read_catalogue(text: str, file: str) -> Catalogue:
    """Return what the file holds.

    Args:
        text: the whole file.
        file: its name, as errors tell it.

    Raises:
        SchemaViolation: with one fault for each thing that is wrong; `pointer` is the field, `detail` begins `file:line: field:`.
    """
    entries, faults = known_entries(root_of(text, file), SECTIONS)
    tenant, tenant_faults = gather((name, read_tenant, place) for name, place in entries.items() if name == "tenant")
    sections = _read_sections(entries)
    _require_no(faults + tenant_faults + sections.faults, file)
    return Catalogue(
        tenant["tenant"],
        tuple(sections.organisations.values.values()),
        tuple(sections.issuers.values.values()),
        tuple(sections.frameworks.values.values()),
        tuple(sections.profiles.values.values()),
        with_parts(sections.drafts.values.values()),
    )


@dataclass(frozen=True, slots=True)
class _Sections:
    frameworks: Shelf[Framework]
    competences: Shelf[Competence]
    organisations: Shelf[Organisation]
    issuers: Shelf[CatalogueIssuer]
    profiles: Shelf[OccupationalProfile]
    drafts: Shelf[Draft]

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (
            self.frameworks.faults
            + self.competences.faults
            + self.organisations.faults
            + self.issuers.faults
            + self.profiles.faults
            + self.drafts.faults
            + part_faults(self.drafts)
        )


def _read_sections(places: Mapping[str, Place]) -> _Sections:
    """Return all sections, each read after those that it names entries of."""
    frameworks = shelf("frameworks", places.get("frameworks"), read_framework)
    competences = shelf("competences", places.get("competences"), competence_reader(frameworks, shared=True))
    competence = competence_or_slug(competences, frameworks)
    organisations = shelf("organisations", places.get("organisations"), read_organisation)
    issuers = shelf("issuers", places.get("issuers"), issuer_reader(organisations))
    profiles = shelf("profiles", places.get("profiles"), profile_reader(competence))
    slugs = declared("achievements", places.get("achievements"))
    read_achievement = achievement_reader(Shelves(organisations, issuers, profiles, slugs, competence))
    drafts = shelf("achievements", places.get("achievements"), read_achievement)
    return _Sections(frameworks, competences, organisations, issuers, profiles, drafts)


def _require_no(faults: tuple[Fault, ...], file: str) -> None:
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise SchemaViolation(f"{file}: {count}. The first: {faults[0].detail}", faults)
