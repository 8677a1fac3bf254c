"""The table of suites."""

import pytest

from app.errors import InvalidSignature, UnsupportedSuite
from app.model.secured import Algorithm, Secured
from app.proofs import SUITES, presented_proofs, suite_for, suite_named
from tests.fakes import SignerInMemory
from tests.proofs.examples import AT_NOON, DIPLOMA, METHOD


def test_each_suite_is_found_by_name_and_algorithm() -> None:
    for suite in SUITES:
        assert suite_named(suite.name, suite.algorithm) is suite
        assert suite_named(suite.name, suite.algorithm.value) is suite


def test_a_suite_is_found_by_its_name_alone() -> None:
    assert suite_named("eddsa-rdfc-2022").algorithm is Algorithm.EDDSA


def test_the_suites_of_one_name_are_told_apart_by_the_key() -> None:
    for algorithm in (Algorithm.ES256, Algorithm.ES384):
        signer = SignerInMemory(METHOD, algorithm=algorithm)
        (proof,) = presented_proofs(suite_named("ecdsa-jcs-2019", algorithm).secure(DIPLOMA, signer, AT_NOON))

        assert suite_for(proof, signer.public_keys) is suite_named("ecdsa-jcs-2019", algorithm)


def test_a_key_that_no_suite_of_the_name_is_for_leads_to_one_that_refuses_it() -> None:
    (proof,) = presented_proofs(suite_named("ecdsa-jcs-2019").secure(DIPLOMA, SignerInMemory(METHOD, algorithm=Algorithm.ES256), AT_NOON))

    for keys in (SignerInMemory(METHOD).public_keys, {}):
        with pytest.raises(InvalidSignature):
            suite_for(proof, keys).verify(proof.secured, keys)


def test_a_proof_of_a_suite_that_is_not_in_the_table_has_none() -> None:
    (proof,) = presented_proofs(suite_named("eddsa-jcs-2022").secure(DIPLOMA, SignerInMemory(METHOD), AT_NOON))

    with pytest.raises(UnsupportedSuite, match="eddsa-jcs-2022"):
        suite_for(proof, {}, ())


def test_no_two_suites_have_the_same_name_and_algorithm() -> None:
    assert len({(suite.name, suite.algorithm) for suite in SUITES}) == len(SUITES)


@pytest.mark.parametrize(
    ("name", "algorithm"),
    [
        ("eddsa-rdfc-2022", "ES256"),
        ("eddsa-jcs-2023", None),
        ("", None),
        ("vc-jwt", "none"),
        ("vc-jwt", "HS256"),
        ("x" * 10_000, "y" * 10_000),
    ],
)
def test_an_unknown_suite_is_refused(name: str, algorithm: str | None) -> None:
    with pytest.raises(UnsupportedSuite) as refusal:
        suite_named(name, algorithm)

    assert len(refusal.value.detail) < 300


@pytest.mark.parametrize("media_type", ["", "image/png", "application/xml", "application/cose", "json", "text/html"])
def test_a_document_of_an_unknown_media_type_has_no_suite(media_type: str) -> None:
    with pytest.raises(UnsupportedSuite):
        presented_proofs(Secured(b"{}", media_type))
