"""What a European Digital Credential says, read from its JSON as a tree: anybody's, and the inverse of `issuers/europass` for ours.

Untrusted input: what is missing or of another form is left out, and nothing raises. Call it only with what a seal covers. Its claim
is the first achievement, else the first of another kind; further claims are told as parts.

Spec: ELM 3.2, EDC application profile 1.2.0 (EuropeanDigitalCredential, Person, Organisation), http://data.europa.eu/snb/model/elm
"""

from typing import Any

from app.model.report import Content, ContentItem
from app.model.secured import Document
from app.schemas.conventions import TEST_MARK
from app.schemas.countries import alpha2_of
from app.verifier.europass.claims import claim_content, claims_of
from app.verifier.europass.nodes import Nodes, nodes_of
from app.verifier.liberal import link, moment, text

_IDENTIFIER = ("did:", "https://", "http://")


def read_content(document: Document) -> Content:
    """Return what the document says; only what is there, texts as they stand, addresses only where they are web addresses."""
    nodes = nodes_of(document)
    display = nodes.one(document.get("displayParameter"))
    subject = nodes.one(document.get("credentialSubject"))
    claim, *others = claims_of(nodes, subject) or [{}]
    members = claim_content(nodes, claim, others)
    titles = [title for title in (text(display.get("title")), text(claim.get("title"))) if title]
    return Content(
        credential_id=text(document.get("id")),
        title=next(iter(titles), ""),
        test=any(title.startswith(TEST_MARK) for title in titles),
        recipient=name_of(subject),
        recipient_id=_recipient_id(subject),
        valid_from=moment(document.get("validFrom")) or moment(document.get("issuanceDate")),
        valid_until=moment(document.get("validUntil")) or moment(document.get("expirationDate")),
        evidence=_evidence(nodes, document),
        **_issuer(nodes, nodes.one(document.get("issuer"))),
        **{
            **members,
            "description": text(claim.get("description")) or members["description"] or text(display.get("description")),
            "quality_assurance": members["quality_assurance"] or _accreditations(nodes, document),
        },
    )


def name_of(person: Document) -> str | None:
    """Return the learner's name, as Europass shows it: the full name, else its parts."""
    parts = (text(person.get(part)) for part in ("givenName", "patronymicName", "familyName"))
    return text(person.get("fullName")) or " ".join(filter(None, parts)) or None


def _recipient_id(subject: Document) -> str | None:
    """Return an identifier that means something beyond the file: `urn:epass:person:1` does not."""
    name = text(subject.get("id"))
    return name if name is not None and name.startswith(_IDENTIFIER) else None


def _issuer(nodes: Nodes, issuer: Document) -> dict[str, Any]:
    homepage = nodes.one(issuer.get("homepage"))
    return {
        "issuer_id": text(nodes.one(issuer.get("eIDASIdentifier")).get("notation")) or text(issuer.get("id")),
        "issuer_name": text(issuer.get("legalName")) or text(issuer.get("altLabel")),
        "issuer_url": link(homepage.get("contentURL")),
        "issuer_country": country_of(nodes, issuer),
    }


def country_of(nodes: Nodes, organisation: Document) -> str | None:
    """Return the country (ISO 3166-1 alpha-2 where it is one) of an organisation's legal identifier, else of its first place."""
    identified = nodes.one(nodes.one(organisation.get("eIDASIdentifier")).get("spatial"))
    address = nodes.one(nodes.one(organisation.get("location")).get("address"))
    country = identified or nodes.one(address.get("countryCode"))
    return alpha2_of(text(country.get("id")) or "") or text(country.get("prefLabel"))


def _accreditations(nodes: Nodes, document: Document) -> tuple[ContentItem, ...]:
    named = (each.get("accreditation") for each in nodes.all_of(document.get("evidence")))
    return tuple(item for each in named for item in nodes.items(each))


def _evidence(nodes: Nodes, document: Document) -> tuple[ContentItem, ...]:
    """Return the evidence: its kind as name, its statement as text."""
    found = []
    for each in nodes.all_of(document.get("evidence")):
        kind = nodes.item(each.get("dcType"))
        statement = text(each.get("evidenceStatement"))
        name = text(each.get("title")) or (kind.name if kind else None)
        if name or statement:
            url = link(nodes.one(each.get("evidenceTarget")).get("contentURL")) or link(each.get("id"))
            found.append(ContentItem(name or "", url, kind.url if kind else None, text=statement))
    return tuple(found)
