"""The two Profiles of a credential: who issues (the DID, and the organisation behind it) and who awards.

Spec: Open Badges 3.0 §B.1 Profile, Address, IdentifierEntry.
"""

from collections.abc import Iterator

from app.issuers.members import present
from app.issuers.speech import Speech
from app.model.achievement import Achievement
from app.model.issuer import IssuerProfile, Organisation
from app.model.secured import Document
from app.schemas.vocabularies import concepts


def issuer_profile(issuer: IssuerProfile, say: Speech) -> Document:
    """Return the issuer's Profile."""
    organisation = issuer.organisation
    return present(
        {
            "id": issuer.did,
            "type": ["Profile"],
            "name": say(organisation.legal_name),
            "url": organisation.homepage,
            "email": organisation.email,
            "address": _address(organisation.country, say),
            "otherIdentifier": list(_identifiers(organisation)),
        }
    )


def awarding_body(achievement: Achievement, issuer: IssuerProfile, url: str, say: Speech) -> Document:
    """Return the Profile of the awarding body: the issuer itself, or a node under the achievement's address `url`."""
    same = achievement.awarding_body == issuer.organisation.slug
    return {
        "id": issuer.did if same else f"{url}#awarding-body",
        "type": ["Profile"],
        "name": say(issuer.organisation.legal_name if same else achievement.awarding_body_name),
    }


def _address(country: str, say: Speech) -> Document:
    known = concepts("country").get(country)
    return present({"type": ["Address"], "addressCountry": say(known.label) if known else None, "addressCountryCode": country})


def _identifiers(organisation: Organisation) -> Iterator[Document]:
    legal = {"ext:eIDASIdentifier": organisation.eidas_id, "ext:RegistrationNumber": organisation.registration}
    for kind, identifier in legal.items():
        if identifier:
            yield {"type": "IdentifierEntry", "identifier": identifier, "identifierType": kind}
