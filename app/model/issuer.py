"""Who awards and who signs. The organisation is a legal person; the issuer identity is a DID with keys, test or live."""

from dataclasses import dataclass
from enum import StrEnum

from app.model.language import LanguageMap


class Mode(StrEnum):
    """Whether an identity's credentials count. Test ones say so in name, page and file."""

    TEST = "test"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A legal person.

    `country` is ISO 3166-1 alpha-2; `roles` among awarding-body, assessor, quality-assurer, endorser, host, platform,
    content-partner; `registration` and `eidas_id` are the legal identifiers where known.
    """

    slug: str
    legal_name: LanguageMap
    country: str
    roles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    registration: str | None = None
    eidas_id: str | None = None
    homepage: str | None = None
    email: str | None = None
    sample: bool = False


@dataclass(frozen=True, slots=True)
class IssuerProfile:
    """An issuer identity as a credential states it: the DID, and the organisation behind it."""

    did: str
    slug: str
    mode: Mode
    organisation: Organisation
