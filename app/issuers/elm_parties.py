"""Who stands in a European credential: the issuer as the seal's certificate names it, the organisations, the learner.

Nobody but the certificate vouches for an issuer, so its name, identifier and country are the certificate's words.

Spec: EDC application profile 1.2.0 (Organisation, LegalIdentifier, Location, Person); elm.md §§2.3–2.4
"""

from collections.abc import Mapping
from typing import Any

from app.issuers.elm_nodes import Nodes, texts
from app.issuers.members import present
from app.model.award import Award, Recipient
from app.model.issuer import IssuerProfile, Organisation
from app.model.language import LanguageMap
from app.model.seal import CertificateSubject
from app.model.secured import Document

_CERTIFIED = "urn:certificateIdentifier:1"
_CERTIFIED_PLACE = "urn:certificateLocation:1"


def issuer_node(nodes: Nodes, issuer: IssuerProfile, subject: CertificateSubject) -> Document:
    """Return the issuer: whom the certificate names. Its DID, homepage and address are ours, for the certificate has none."""
    country = nodes.country(subject.country)
    return nodes.node(
        "Organisation",
        {
            "legalName": nodes.said(subject.organisation),
            "altLabel": nodes.said(subject.common_name),
            "eIDASIdentifier": _legal_identifier(nodes, subject.organisation_identifier, country, _CERTIFIED),
            "location": [_location(nodes, country, _CERTIFIED_PLACE)],
            "identifier": [nodes.identifier("DID", issuer.did)],
            **_contact(nodes, issuer.organisation),
        },
    )


def awarding_body(nodes: Nodes, award: Award, slug: str, name: LanguageMap) -> Document:
    """Return the organisation of that slug as the award's snapshot knows it, else what its name says."""
    known = {each.slug: each for each in (award.issuer.organisation, *award.organisations)}
    return nodes.once(("organisation", slug), lambda: organisation_node(nodes, known.get(slug) or Organisation(slug, name, "")))


def organisation_node(nodes: Nodes, organisation: Organisation) -> Document:
    """Return a legal person with all that is known of it; a country that nobody told is one that is still to be told."""
    country = nodes.country(organisation.country) or nodes.coded("country-unknown", "OP_DATPRO")
    return nodes.node(
        "Organisation",
        {
            "legalName": texts(organisation.legal_name),
            "eIDASIdentifier": _legal_identifier(nodes, organisation.eidas_id, country),
            "registration": _legal_identifier(nodes, organisation.registration, country),
            "location": [_location(nodes, country)],
            **_contact(nodes, organisation),
        },
    )


def person_node(nodes: Nodes, recipient: Recipient, claims: list[Document]) -> Document:
    """Return the learner, by name; by a DID only where there is one. The mail address stays out: it would stand there in clear."""
    return nodes.node("Person", {"fullName": nodes.said(recipient.name), "hasClaim": claims}, recipient.did)


def _contact(nodes: Nodes, organisation: Organisation) -> Mapping[str, Any]:
    mailbox = {"id": f"mailto:{organisation.email}", "type": "Mailbox"}
    return present(
        {
            "homepage": nodes.web_resource(organisation.homepage),
            "contactPoint": nodes.node("ContactPoint", {"emailAddress": mailbox}) if organisation.email else None,
        }
    )


def _location(nodes: Nodes, country: Document | None, named: str | None = None) -> Document:
    return nodes.node("Location", {"address": [nodes.node("Address", {"countryCode": country})]}, named)


def _legal_identifier(nodes: Nodes, notation: str | None, country: Document | None, named: str | None = None) -> Document | None:
    return nodes.node("LegalIdentifier", {"notation": notation, "spatial": country}, named) if notation else None
