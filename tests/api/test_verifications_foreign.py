"""Strangers' credentials, with the documents that they need and without; what is ours is never fetched."""

import pytest

from app.model.report import Check
from tests.api.verifying import ACADEMY, ELSEWHERE, check, signed, tell, verified
from tests.installations import Stage


@pytest.fixture
def stranger(quick_stage: Stage) -> Stage:
    """An installation at another address: to it, whatever the first one issues is a stranger's."""
    return quick_stage.again(public_url=ELSEWHERE)


def test_a_strangers_credential_is_valid_with_the_documents_it_needs(quick_stage: Stage, stranger: Stage) -> None:
    credential = quick_stage.issued()
    file = quick_stage.http(None).get(credential["links"]["ob3_jsonld"]).json()
    tell(quick_stage, stranger, ACADEMY, credential["status"]["list"])

    report = verified(stranger, file)

    assert report["verdict"] == "valid"
    assert stranger.network.asked == [credential["status"]["list"], ACADEMY], "a list before the keys that may have signed it"
    assert {source["url"] for source in report["sources"]} == set(stranger.network.asked)
    assert report["credential_view"]["results"]


def test_a_strangers_jwt_is_valid_with_the_key_that_it_names(quick_stage: Stage, stranger: Stage) -> None:
    credential = quick_stage.issued()
    jwt = quick_stage.http(None).get(credential["links"]["ob3_jwt"]).text
    document = quick_stage.http(None).get(ACADEMY).json()
    keys = [each for each in document["assertionMethod"] if isinstance(each, str) and "/keys/" in each]
    tell(quick_stage, stranger, ACADEMY, credential["status"]["list"], *keys)

    assert verified(stranger, {"credential": jwt})["verdict"] == "valid"


def test_a_strangers_credential_may_be_given_as_an_address(quick_stage: Stage, stranger: Stage) -> None:
    credential = quick_stage.issued()
    tell(quick_stage, stranger, ACADEMY, credential["status"]["list"], credential["links"]["ob3_jsonld"])

    report = verified(stranger, {"url": credential["links"]["ob3_jsonld"]})

    assert report["verdict"] == "valid"


@pytest.mark.parametrize(("known", "number"), [((), Check.ISSUER_KEY), ((ACADEMY,), Check.STATUS)])
def test_without_a_document_nobody_can_tell(quick_stage: Stage, stranger: Stage, known: tuple[str, ...], number: Check) -> None:
    file = signed(quick_stage)
    tell(quick_stage, stranger, *known)

    report = verified(stranger, file)

    assert report["verdict"] == "cannot_tell"
    assert check(report, number)[0] == "unknown"


def test_an_address_without_an_answer_is_refused_with_the_reason(stranger: Stage) -> None:
    answer = stranger.http(None).post("/v1/verifications", json={"url": "https://nowhere.example.org/badge.json"})

    assert (answer.status_code, answer.json()["code"]) == (422, "unreachable")


@pytest.mark.parametrize("path", ["/c/aaaaaaaaaaaaaaaaaaaaaa", "/c/", "/status/stl_0", "", "/achievements/stitching/v1"])
def test_an_address_of_ours_without_a_credential_is_not_found_and_not_fetched(quick_stage: Stage, path: str) -> None:
    answer = quick_stage.http(None).post("/v1/verifications", json={"url": f"https://credentials.example.org{path}"})

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert quick_stage.network.asked == []


def test_a_credential_that_names_an_issuer_of_ours_that_there_is_not_is_not_fetched_either(quick_stage: Stage) -> None:
    file = signed(quick_stage)
    other = "did:web:credentials.example.org:issuers:nothing"
    method = file["proof"]["verificationMethod"].partition("#")[2]
    forged = {**file, "issuer": {**file["issuer"], "id": other}, "proof": {**file["proof"], "verificationMethod": f"{other}#{method}"}}

    report = verified(quick_stage, forged)

    assert check(report, Check.ISSUER_KEY) == ("unknown", "issuer-unreachable")
    assert quick_stage.network.asked == []


@pytest.mark.parametrize("path", ["/.well-known/did.json", "/issuers/academy/keys/nothing", "/anything"])
def test_an_issuer_that_lives_at_our_address_is_looked_up_at_home(quick_stage: Stage, path: str) -> None:
    file = signed(quick_stage)
    forged = {**file, "issuer": {**file["issuer"], "id": f"https://credentials.example.org{path}"}}
    forged["proof"] = {**file["proof"], "verificationMethod": f"https://credentials.example.org{path}#key"}

    report = verified(quick_stage, forged)

    assert report["verdict"] in {"cannot_tell", "not_valid"}
    assert quick_stage.network.asked == []
    assert {source["origin"] for source in report["sources"]} <= {"own"}
