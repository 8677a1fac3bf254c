"""The tables of fields of all entries but achievements: tenant, frameworks, competences, organisations, issuers, profiles."""

from app.model.achievement import Competence
from app.model.issuer import Organisation
from app.model.language import LanguageMap
from app.schemas.catalogue.contents import CatalogueIssuer, CatalogueTenant, Framework, OccupationalProfile
from app.schemas.catalogue.fields import Reader, allowed, list_of, needed, record, texts
from app.schemas.catalogue.references import Shelf
from app.schemas.catalogue.values import email, flag, language, one_of, slug, text, url
from app.schemas.catalogue.words import COUNTRIES, ROLES

read_tenant = record(CatalogueTenant, {"slug": needed(slug), "name": needed(texts)})

read_framework = record(
    Framework,
    {
        "slug": needed(slug),
        "name": needed(text),
        "title": needed(texts),
        "version": needed(text),
        "url": needed(url),
        "sample": allowed(flag),
    },
)

read_organisation = record(
    Organisation,
    {
        "slug": needed(slug),
        "legal_name": needed(texts),
        "country": needed(one_of(COUNTRIES, "a country by its two capital letters (ISO 3166-1)")),
        "roles": allowed(list_of(one_of(ROLES, "a role"))),
        "languages": allowed(list_of(language)),
        "registration": allowed(text),
        "eidas_id": allowed(text),
        "homepage": allowed(url),
        "email": allowed(email),
        "sample": allowed(flag),
    },
)


def issuer_reader(organisations: Shelf[Organisation]) -> Reader[CatalogueIssuer]:
    """Return the reader of an issuer."""
    return record(
        CatalogueIssuer,
        {
            "slug": needed(slug),
            "organisation": needed(organisations.named),
            "name": needed(texts),
            "sample": allowed(flag),
        },
    )


def competence_reader(frameworks: Shelf[Framework], *, shared: bool) -> Reader[Competence]:
    """Return the reader of a competence; without `uri` it shares the address of its framework and differs by `code`.

    Args:
        shared: whether it has a slug, so that others can name it.
    """
    fields = {
        "framework": needed(frameworks.find),
        "code": needed(text),
        "labels": needed(texts),
        "uri": allowed(url),
    }
    return record(_competence, {"slug": needed(slug), **fields} if shared else fields)


def competence_or_slug(shared: Shelf[Competence], frameworks: Shelf[Framework]) -> Reader[Competence]:
    """Return the reader of a competence that is named by its slug, or written out in place."""
    in_place = competence_reader(frameworks, shared=False)
    return lambda place: shared.find(place) if place.is_scalar else in_place(place)


def profile_reader(competence: Reader[Competence]) -> Reader[OccupationalProfile]:
    """Return the reader of an occupational profile."""
    return record(
        OccupationalProfile,
        {
            "slug": needed(slug),
            "occupation": needed(competence),
            "competences": needed(list_of(competence)),
            "note": allowed(texts),
            "sample": allowed(flag),
        },
    )


def _competence(framework: Framework, code: str, labels: LanguageMap, uri: str | None = None, slug: str | None = None) -> Competence:
    del slug  # names the competence within the file only
    return Competence(framework.name, framework.version, uri or framework.url, code, labels)
