"""Writes an award as a European Digital Credential: ELM 3.2 in the generic profile, to be sealed; the badge's other envelope.

Every text is there in every language that it has, every label as the European vocabulary has it. The parties stand in
`elm_parties`, what was achieved in `elm_specifications` and `elm_outcomes`, what is claimed in `elm_claims`, its picture in
`elm_display`; nodes are made by `elm_nodes`. Decision: docs/decisions/0031-europass-credentials.md.

Spec: EDC application profile 1.2.0 `edc-generic-full`, http://data.europa.eu/snb/model/ap/edc-generic-full; VC Data Model 1.1;
Council Recommendation 2022/C 243/02 Annex I; Bitstring Status List 1.0 §2.1
"""

from collections.abc import Iterator
from typing import Final

from app.issuers.credential_format import CredentialFormat, Sealing
from app.issuers.elm_claims import claims, is_mandate, title_of
from app.issuers.elm_display import display_node
from app.issuers.elm_nodes import Nodes
from app.issuers.elm_parties import issuer_node, person_node
from app.issuers.elm_specifications import ACCREDITATIONS
from app.issuers.members import present
from app.issuers.speech import normal, spoken_language
from app.model.award import Award, StatusEntry
from app.model.secured import Document
from app.schemas.conventions import BADGE_SCHEME, europass_id
from app.schemas.elm import faults
from app.schemas.moments import write_moment

CONTEXTS: Final = ("https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap")
TYPES: Final = ("VerifiableCredential", "EuropeanDigitalCredential")
PROFILES: Final = "http://data.europa.eu/snb/model/ap/"

_GENERIC = ("e34929035b", "edc-generic-full")
_ACCREDITED = ("6cf8e68c43", "edc-accredited")
_MANDATED = ("c_9a31f32a", "edc-issued-by-mandate")
"""Profiles: the concept, and the shapes that it asks for."""

_OF_ACCREDITATION = "c_991b06c6"
_OF_MANDATE = "c_18016257"


def build(award: Award, sealing: Sealing | None = None) -> Document:
    """Return the unsealed credential that says everything in the award, issued at the sealing's moment by whom its certificate names.

    Raises:
        ValueError: without a sealing.
        TooComplex: a picture is larger than one may be.
    """
    if sealing is None:
        raise ValueError("a European Digital Credential is made for a seal")
    nodes = Nodes(languages_of(award))
    claimed = claims(nodes, award)
    evidence = list(_evidence(nodes, award, claimed))
    profiles = [_GENERIC, *(profile for profile, _ in evidence)]
    achievement = award.achievement
    issued = write_moment(sealing.moment)
    until = write_moment(award.valid_until) if award.valid_until else None
    return present(
        {
            "@context": list(CONTEXTS),
            "id": europass_id(award.credential_url),
            "type": list(TYPES),
            "credentialSchema": [{"id": PROFILES + shapes, "type": "ShaclValidator2017"} for _, shapes in profiles],
            "credentialProfiles": [nodes.coded("credential", concept) for concept, _ in profiles],
            "identifier": [nodes.identifier(BADGE_SCHEME, award.credential_url)],
            "issuer": issuer_node(nodes, award.issuer, sealing.subject),
            "issuanceDate": issued,
            "issued": issued,
            "validFrom": write_moment(award.valid_from),
            "expirationDate": until,
            "validUntil": until,
            "credentialStatus": _status(award.status),
            "displayParameter": display_node(nodes, title_of(award), achievement.description, sealing.pictures),
            "evidence": [node for _, node in evidence],
            "credentialSubject": person_node(nodes, award.recipient, claimed),
        }
    )


def languages_of(award: Award) -> tuple[str, ...]:
    """Return the languages that the titles of an award are in: the learner's first, or the next best, then by tag."""
    titles = award.achievement.title
    main = spoken_language(titles, award.recipient.language)
    return (main, *sorted(titles.keys() - {main}))


def _evidence(nodes: Nodes, award: Award, claimed: list[Document]) -> Iterator[tuple[tuple[str, str], Document]]:
    """Yield each profile beyond the generic one that the award asks for, with the evidence that it demands."""
    for each in filter(is_mandate, award.evidence):
        statement = {"dcType": nodes.coded("evidence-type", _OF_MANDATE), "evidenceStatement": normal(each.narrative or "")}
        yield _MANDATED, nodes.node("Evidence", statement)
    for accreditation in claimed[0]["specifiedBy"].get("accreditation", ()):
        if accreditation["id"].startswith(ACCREDITATIONS):
            members = {"dcType": nodes.coded("evidence-type", _OF_ACCREDITATION), "accreditation": accreditation}
            yield _ACCREDITED, nodes.node("Evidence", members)


def _status(status: StatusEntry) -> Document:
    """Return the badge's own status entry, in the one form that the profile has a place for."""
    return {
        "id": f"{status.list_url}#{status.index}",
        "type": ["CredentialStatus", "BitstringStatusListEntry"],
        "statusPurpose": status.purpose,
        "statusListIndex": str(status.index),
        "statusListCredential": status.list_url,
    }


EUROPASS = CredentialFormat("europass-3.2", build, faults)
