"""The table of suites."""

import pytest

from app.errors import UnsupportedSuite
from app.model.secured import Algorithm, Secured
from app.proofs import SUITES, presented_proofs, suite_named


def test_each_suite_is_found_by_name_and_algorithm() -> None:
    for suite in SUITES:
        assert suite_named(suite.name, suite.algorithm) is suite
        assert suite_named(suite.name, suite.algorithm.value) is suite


def test_a_suite_is_found_by_its_name_alone() -> None:
    assert suite_named("eddsa-rdfc-2022").algorithm is Algorithm.EDDSA


def test_no_two_suites_have_the_same_name_and_algorithm() -> None:
    assert len({(suite.name, suite.algorithm) for suite in SUITES}) == len(SUITES)


@pytest.mark.parametrize(
    ("name", "algorithm"),
    [
        ("eddsa-rdfc-2022", "ES256"),
        ("eddsa-jcs-2022", None),
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


@pytest.mark.parametrize("media_type", ["", "image/png", "application/xml", "application/vc+cose", "json", "text/html"])
def test_a_document_of_an_unknown_media_type_has_no_suite(media_type: str) -> None:
    with pytest.raises(UnsupportedSuite):
        presented_proofs(Secured(b"{}", media_type))
