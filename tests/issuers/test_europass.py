"""An award as a European Digital Credential: the envelope, member by member, as the official shapes and our own rules have it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.errors import SchemaViolation
from app.issuers import FORMATS, format_named, open_badges, validate
from app.issuers.europass import EUROPASS, build, languages_of
from app.model.award import Award
from app.model.seal import CertificateSubject
from app.model.secured import Document
from app.schemas.conventions import europass_id
from tests.awards import LIVE, MAXIMAL, MINIMAL, NOON, SITE, TEST, in_language_of
from tests.europass import PICTURE, SEALING, SUBJECT, certification, module
from tests.issuers.test_europass_profiles import ACCREDITED, MANDATED
from tests.schemas.edc_shapes import official_verdict

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
"""rdflib warns of its own code."""

AWARDS = {
    "maximal": MAXIMAL,
    "minimal": MINIMAL,
    "german": in_language_of(MAXIMAL, "de"),
    "live": replace(MAXIMAL, issuer=LIVE),
    "certification": certification(),
    "module": module(),
    "accredited": ACCREDITED,
    "mandated": MANDATED,
}


def values(value: Any) -> Iterator[Any]:
    yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from values(member)


def nodes(document: Document) -> list[Document]:
    return [each for each in values(document) if isinstance(each, dict) and "id" in each]


def test_europass_is_a_format() -> None:
    assert format_named("europass-3.2") is EUROPASS
    assert EUROPASS in FORMATS


@pytest.mark.parametrize("award", AWARDS.values(), ids=AWARDS)
def test_what_is_built_conforms_to_the_official_shapes(shared: Path, award: Award) -> None:
    assert official_verdict(shared, build(award, SEALING))


@pytest.mark.parametrize("award", AWARDS.values(), ids=AWARDS)
def test_what_is_built_passes_our_own_rules(award: Award) -> None:
    validate(EUROPASS, build(award, SEALING))


@pytest.mark.parametrize("award", AWARDS.values(), ids=AWARDS)
def test_equal_ids_mean_equal_content(award: Award) -> None:
    found: dict[tuple[str, str], Document] = {}
    for node in nodes(build(award, SEALING)):
        assert found.setdefault((node["id"], str(node.get("type"))), node) == node
    names = [name for name, _ in found]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("award", AWARDS.values(), ids=AWARDS)
def test_every_node_is_there_in_full(award: Award) -> None:
    bare = [each for each in nodes(build(award, SEALING)) if each.keys() <= {"id", "type"}]

    assert {each["type"] for each in bare} <= {"ConceptScheme", "ShaclValidator2017", "Mailbox"}


@pytest.mark.parametrize("award", AWARDS.values(), ids=AWARDS)
def test_nothing_empty_is_written(award: Award) -> None:
    assert not [value for value in values(build(award, SEALING)) if value in (None, "", [], {})]


def test_the_same_award_and_sealing_give_the_same_document() -> None:
    assert build(MAXIMAL, SEALING) == build(MAXIMAL, SEALING)


def test_without_a_sealing_there_is_none() -> None:
    with pytest.raises(ValueError, match="for a seal"):
        build(MAXIMAL)


def test_without_a_picture_it_is_refused() -> None:
    with pytest.raises(SchemaViolation, match=r"europass-3\.2"):
        validate(EUROPASS, build(MAXIMAL, replace(SEALING, pictures={})))


@pytest.mark.parametrize("country", ["QQ", "", "GRC"])
def test_a_certificate_of_no_country_is_refused(country: str) -> None:
    sealing = replace(SEALING, subject=replace(SUBJECT, country=country))

    with pytest.raises(SchemaViolation):
        validate(EUROPASS, build(MAXIMAL, sealing))


def test_the_country_is_known_by_the_letters_that_the_union_writes() -> None:
    issuer = build(MAXIMAL, replace(SEALING, subject=replace(SUBJECT, country="EL")))["issuer"]

    assert issuer["eIDASIdentifier"]["spatial"]["prefLabel"]["en"] == "Greece"


@pytest.mark.parametrize("subject", [replace(SUBJECT, organisation=""), replace(SUBJECT, organisation_identifier="")])
def test_a_certificate_that_does_not_say_who_it_is_is_refused(subject: CertificateSubject) -> None:
    with pytest.raises(SchemaViolation):
        validate(EUROPASS, build(MAXIMAL, replace(SEALING, subject=subject)))


def test_contexts_types_and_profile_are_exactly_these() -> None:
    document = build(MAXIMAL, SEALING)

    assert document["@context"] == ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"]
    assert document["type"] == ["VerifiableCredential", "EuropeanDigitalCredential"]
    assert document["credentialSchema"] == [{"id": "http://data.europa.eu/snb/model/ap/edc-generic-full", "type": "ShaclValidator2017"}]
    assert [each["prefLabel"]["en"] for each in document["credentialProfiles"]] == ["Generic"]
    assert "evidence" not in document


def test_it_is_issued_when_it_is_sealed() -> None:
    sealing = replace(SEALING, moment=datetime(2026, 2, 3, 4, 5, 6, 700, tzinfo=UTC))

    document = build(MAXIMAL, sealing)

    assert (document["issued"], document["issuanceDate"]) == ("2026-02-03T04:05:06Z", "2026-02-03T04:05:06Z")
    assert document["validFrom"] == "2026-01-31T12:00:00Z"


def test_an_end_is_told_to_readers_of_both_data_models() -> None:
    document = build(MAXIMAL, SEALING)

    assert document["validUntil"] == document["expirationDate"] == "2027-01-31T12:00:00Z"


def test_what_does_not_end_says_no_end() -> None:
    assert not {"validUntil", "expirationDate"} & build(MINIMAL, SEALING).keys()


def test_what_ends_before_it_begins_is_refused() -> None:
    award = replace(MAXIMAL, valid_until=NOON - timedelta(days=1))

    with pytest.raises(SchemaViolation):
        validate(EUROPASS, build(award, SEALING))


def test_the_status_is_the_badges_own() -> None:
    badge, credential = open_badges.build(MAXIMAL)["credentialStatus"], build(MAXIMAL, SEALING)["credentialStatus"]

    assert credential.pop("type") == ["CredentialStatus", badge.pop("type")]
    assert credential == badge


def test_each_envelope_names_the_other() -> None:
    badge, credential = open_badges.build(replace(MAXIMAL, europass=True)), build(MAXIMAL, SEALING)

    assert credential["id"] == europass_id(MAXIMAL.credential_url)
    assert credential["id"] in [each.get("id") for each in badge["evidence"]]
    assert [(each["schemeName"], each["notation"]) for each in credential["identifier"]] == [("Open Badges 3.0", badge["id"])]


def test_the_issuer_is_whom_the_certificate_names() -> None:
    issuer = build(replace(MAXIMAL, issuer=TEST), SEALING)["issuer"]

    assert issuer["legalName"] == {"en": SUBJECT.organisation}
    assert issuer["altLabel"] == {"en": SUBJECT.common_name}
    assert issuer["eIDASIdentifier"]["notation"] == SUBJECT.organisation_identifier
    assert issuer["eIDASIdentifier"]["spatial"]["id"].endswith("/country/GRC")
    assert issuer["location"][0]["address"][0]["countryCode"]["id"].endswith("/country/GRC")


def test_neither_name_nor_identifier_of_the_issuer_is_ours() -> None:
    sealing = replace(SEALING, subject=replace(SUBJECT, organisation="Somebody else", organisation_identifier="VATIT-1", country="IT"))

    issuer = build(MAXIMAL, sealing)["issuer"]

    assert issuer["legalName"] == {"en": "Somebody else"}
    assert "123456789" not in str(issuer)
    assert {each["id"] for each in values(issuer) if isinstance(each, dict) and "/country/" in str(each.get("id"))} == {
        "http://publications.europa.eu/resource/authority/country/ITA"
    }


def test_the_learner_is_named_and_told_of_no_more_than_needed() -> None:
    person = build(MAXIMAL, SEALING)["credentialSubject"]

    assert person["fullName"] == {"en": "Ada Exämple"}
    assert person["id"] == MAXIMAL.recipient.did
    assert "@" not in str(person).replace("@context", "")


def test_a_learner_without_a_did_has_a_name_that_means_nothing_elsewhere() -> None:
    assert build(MINIMAL, SEALING)["credentialSubject"]["id"] == "urn:epass:person:1"


@pytest.mark.parametrize(("wanted", "languages"), [("de", ("de", "el", "en")), ("de-AT", ("de", "el", "en")), ("fr", ("en", "de", "el"))])
def test_the_learners_language_comes_first(wanted: str, languages: tuple[str, ...]) -> None:
    assert languages_of(in_language_of(MAXIMAL, wanted)) == languages


def test_a_test_identity_marks_every_title_in_every_language() -> None:
    document = build(certification(), SEALING)

    titles = [document["displayParameter"]["title"]]
    for claim in (document["credentialSubject"]["hasClaim"][0], *document["credentialSubject"]["hasClaim"][0]["hasPart"]):
        titles += [claim["title"], claim["specifiedBy"]["title"]]
    assert len(titles) == 13
    assert all(text.startswith("TEST · ") for title in titles for text in title.values())


def test_a_live_identity_marks_none() -> None:
    assert "TEST ·" not in str(build(replace(MAXIMAL, issuer=LIVE), SEALING))


def test_a_picture_is_shown_in_each_language() -> None:
    display = build(MAXIMAL, replace(SEALING, pictures={"el": PICTURE}))["displayParameter"]

    assert [each["language"]["id"].rpartition("/")[2] for each in display["individualDisplay"]] == ["ELL"]
    assert [each["id"].rpartition("/")[2] for each in display["language"]] == ["ENG", "DEU", "ELL"]
    assert display["primaryLanguage"]["id"].endswith("/ENG")


SITE_ADDRESSES = (f"{SITE}/achievements/green-stage/v3", f"{SITE}/achievements/unit-1/v1", f"{SITE}/achievements/certificate/v1")


def test_specifications_have_the_addresses_that_badges_name() -> None:
    specification = build(MAXIMAL, SEALING)["credentialSubject"]["hasClaim"][0]["specifiedBy"]

    named = (specification["id"], specification["hasPart"][0]["id"], specification["isPartOf"][0]["id"])
    assert named == SITE_ADDRESSES
