"""Further profiles of European credentials: only where somebody states what they ask for."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.issuers.europass import build
from app.model.achievement import QualityAssurance
from app.model.award import Award, Evidence
from tests.awards import MAXIMAL, STAGE
from tests.europass import SEALING
from tests.schemas.edc_shapes import GENERIC, official_verdict

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
"""rdflib warns of its own code."""

ENTRY = "http://data.europa.eu/snb/data/accreditation/e397a1f3-e142-4435-bf33-5b892c8e69cb"
ACCREDITED = replace(
    MAXIMAL,
    achievement=replace(
        STAGE,
        quality_assurance=(
            QualityAssurance("http://data.europa.eu/snb/accreditation/820101cba6", {"en": "Review"}, "acme", {"en": "Acme"}, ENTRY),
        ),
    ),
)
MANDATE = Evidence(name="By-laws", narrative="The Stage Academy has the university seal its credentials.", genre="Mandate")
MANDATED = replace(MAXIMAL, evidence=(MANDATE, *MAXIMAL.evidence))


@pytest.mark.parametrize(
    ("award", "shapes"), [(ACCREDITED, "EDC-accredited"), (MANDATED, "EDC-issuedByMandate")], ids=["accredited", "mandated"]
)
def test_a_further_profile_is_kept_too(shared: Path, award: Award, shapes: str) -> None:
    assert official_verdict(shared, build(award, SEALING), (*GENERIC, shapes))


@pytest.mark.parametrize("shapes", ["EDC-accredited", "EDC-issuedByMandate"])
def test_a_generic_credential_is_of_no_further_profile(shared: Path, shapes: str) -> None:
    assert not official_verdict(shared, build(MAXIMAL, SEALING), (*GENERIC, shapes))


def test_a_mandate_is_told_where_somebody_states_it() -> None:
    document = build(MANDATED, SEALING)

    assert [each["prefLabel"]["en"] for each in document["credentialProfiles"]] == ["Generic", "Issued by mandate"]
    assert [each["id"].rpartition("/")[2] for each in document["credentialSchema"]] == ["edc-generic-full", "edc-issued-by-mandate"]
    (evidence,) = document["evidence"]
    assert evidence["dcType"]["prefLabel"]["en"] == "Mandate"
    assert evidence["evidenceStatement"] == MANDATE.narrative
    claim = document["credentialSubject"]["hasClaim"][0]
    assert claim["supplementaryDocument"] == build(MAXIMAL, SEALING)["credentialSubject"]["hasClaim"][0]["supplementaryDocument"]


@pytest.mark.parametrize(
    "evidence", [Evidence(genre="Mandate"), Evidence(narrative="They mandate us."), Evidence(name="Mandate", narrative="x")]
)
def test_what_only_looks_like_a_mandate_is_none(evidence: Evidence) -> None:
    document = build(replace(MAXIMAL, evidence=(evidence,)), SEALING)

    assert len(document["credentialProfiles"]) == 1
    assert "evidence" not in document


def test_nobody_is_mandated_by_awarding_elsewhere_than_sealing() -> None:
    assert MAXIMAL.achievement.awarding_body != MAXIMAL.issuer.organisation.slug
    assert "mandate" not in str(build(MAXIMAL, SEALING)).lower()


def test_an_accreditation_in_the_europeans_database_makes_an_accredited_credential() -> None:
    document = build(ACCREDITED, SEALING)

    assert [each["prefLabel"]["en"] for each in document["credentialProfiles"]] == ["Generic", "Accredited"]
    (evidence,) = document["evidence"]
    assert evidence["dcType"]["prefLabel"]["en"] == "Accreditation"
    assert evidence["accreditation"] == document["credentialSubject"]["hasClaim"][0]["specifiedBy"]["accreditation"][0]
    assert evidence["accreditation"]["id"] == ENTRY
