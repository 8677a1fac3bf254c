"""What is signed into credentials resolves: DID documents, keys, achievements, for everybody and from any origin."""

from typing import Any

import pytest
from sqlalchemy import select, update

from app.adapters.database.tables import metadata
from app.crypto.keys import multikey, thumbprint
from app.dids.verification_methods import keys_in
from app.model.record import KeyState
from app.model.secured import Algorithm, ProofPurpose
from app.services.create_issuer import add_key
from tests.installations import PUBLIC_URL, Stage

ACADEMY = f"{PUBLIC_URL}/issuers/academy/did.json"
KEYS = metadata.tables["issuer_key"]


def document(stage: Stage, url: str = ACADEMY) -> dict[str, Any]:
    answer = stage.http(None).get(url)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/did+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "public, max-age=300"
    return dict(answer.json())


def test_an_issuers_document_lists_its_keys_for_assertions(stage: Stage) -> None:
    found = document(stage)

    assert found["id"] == "did:web:credentials.example.org:issuers:academy"
    assert len(found["assertionMethod"]) == 3
    keys = keys_in(found, ProofPurpose.ASSERTION)
    assert all(method == f"{found['id']}#{multikey(key.jwk)}" for method, key in keys.items() if key.jwk["kty"] != "RSA")


def test_a_keys_own_address_gives_it_bare(stage: Stage) -> None:
    rsa, kid = stage.select(select(KEYS.c.verification_method, KEYS.c.kid).where(KEYS.c.algorithm == Algorithm.RS256))[0]
    answer = stage.http(None).get(rsa)

    assert answer.headers["content-type"] == "application/jwk+json"
    jwk = answer.json()
    assert thumbprint(jwk).startswith(kid)
    assert set(jwk) == {"kty", "n", "e"}
    assert rsa in document(stage, rsa.partition("/keys/")[0] + "/did.json")["assertionMethod"]


def test_every_key_has_an_address_that_gives_no_private_part(quick_stage: Stage) -> None:
    kids = [row[0] for row in quick_stage.select(select(KEYS.c.kid))]

    answers = [quick_stage.http(None).get(f"/issuers/{slug}/keys/{kid}") for slug in ("academy", "conservatory") for kid in kids]

    given = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(given) >= 6
    assert not {"d", "p", "q", "dp", "dq", "qi"} & {member for jwk in given for member in jwk}


def test_retired_keys_stay_listed_and_what_they_signed_goes_on_verifying(stage: Stage) -> None:
    credential = stage.issued()
    before = document(stage)["assertionMethod"]
    ed25519 = stage.select(select(KEYS.c.id).where(KEYS.c.algorithm == Algorithm.EDDSA))
    for (key_id,) in ed25519:
        stage.update("issuer_key", key_id, state=KeyState.RETIRED)
    stage.clock.move(seconds=1)
    identity = stage.credential(credential["id"]).identity

    fresh = add_key(stage.installation, identity, Algorithm.EDDSA)

    listed = document(stage)["assertionMethod"]
    assert set(before) < set(listed)
    assert fresh.public.verification_method in str(listed)
    report = stage.http(None).post("/v1/verifications", json={"url": credential["links"]["public"]}).json()
    assert report["verdict"] == "valid"
    newer = stage.issued(source_ref="later")
    signed = stage.http(None).get(newer["links"]["ob3_jsonld"]).json()
    assert signed["proof"]["verificationMethod"] == fresh.public.verification_method


def test_a_revoked_key_says_since_when_and_what_it_signed_before_stands_in_our_register(quick_stage: Stage) -> None:
    credential = quick_stage.issued()
    quick_stage.clock.move(days=1)
    revoked_at = quick_stage.clock.moment
    quick_stage.execute(update(KEYS).where(KEYS.c.algorithm == Algorithm.EDDSA).values(state=KeyState.REVOKED, revoked_at=revoked_at))

    assert "2026-02-01T12:00:00Z" in str(document(quick_stage))
    assert quick_stage.issue(source_ref="later").status_code == 409
    assert credential["state"] == "issued"


def test_the_address_has_a_document_without_keys_that_names_the_issuers(stage: Stage) -> None:
    found = document(stage, f"{PUBLIC_URL}/.well-known/did.json")

    assert found["id"] == "did:web:credentials.example.org"
    assert "verificationMethod" not in found
    places = [service["serviceEndpoint"] for service in found["service"]]
    assert [document(stage, place)["id"] for place in places] == [
        "did:web:credentials.example.org:issuers:academy",
        "did:web:credentials.example.org:issuers:conservatory",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/issuers/nothing/did.json",
        "/issuers/academy/keys/nothing",
        "/issuers/nothing/keys/nothing",
        "/issuers/ACADEMY/did.json",
        "/issuers/academy",
        "/issuers/%00/did.json",
        "/issuers/academy/keys/%00",
        "/issuers/" + "a" * 101 + "/did.json",
        "/achievements/stitching/v0",
        "/achievements/stitching/v2",
        "/achievements/stitching/1",
        "/achievements/nothing",
        "/c/short",
        "/c/aaaaaaaaaaaaaaaaaaaaaa",
        "/c/%00",
        "/.well-known/nothing",
    ],
)
def test_what_there_is_not_is_not_found(shared_stage: Stage, path: str) -> None:
    assert shared_stage.http(None).get(path).status_code in {400, 404, 422}


def test_an_achievement_of_a_credential_resolves_as_page_and_as_document(quick_stage: Stage) -> None:
    credential = quick_stage.issued(achievement="costumes")
    signed = quick_stage.http(None).get(credential["links"]["ob3_jsonld"]).json()["credentialSubject"]["achievement"]

    answer = quick_stage.http(None).get(signed["id"], headers={"accept": "application/ld+json"})
    page = quick_stage.http(None).get(signed["id"], headers={"accept": "text/html"})

    assert {name: value for name, value in answer.json().items() if name in signed} == signed
    assert answer.json()["@context"]
    assert "Costumes" in page.text


def test_the_parts_of_an_achievement_lead_to_their_newest_version(quick_stage: Stage) -> None:
    found = quick_stage.http(None).get("/achievements/costumes/v1", headers={"accept": "application/json"}).text

    assert f"{PUBLIC_URL}/achievements/stitching" in found
    answer = quick_stage.http(None).get("/achievements/stitching")
    assert (answer.status_code, answer.headers["location"]) == (307, "/achievements/stitching/v1")
