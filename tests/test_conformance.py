"""The page that says which public tests we pass says what was counted, and what the suites are told is what a demo has."""

import json
import re

from app.services.prepare_demo_vc_api import INSTANCES
from benchmarks.conformance_table import PAGE, RESULTS, SUITES, page_with
from benchmarks.peers import ROOT

CONFIGURATION = json.loads((ROOT / "interop" / "implementation.json").read_bytes())


def test_the_table_is_the_one_that_was_counted() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == page_with(page, json.loads(RESULTS.read_bytes()))


def test_every_test_that_counts_was_run_at_the_revision_that_is_named() -> None:
    counted = json.loads(RESULTS.read_bytes())["suites"]

    assert {name: (row["revision"], row["counted"]) for name, row in counted.items()} == {
        suite.name: (suite.revision, suite.counted) for suite in SUITES
    }


def test_what_did_not_pass_is_named() -> None:
    for row in json.loads(RESULTS.read_bytes())["suites"].values():
        assert len(row["missing"]) == row["counted"] - row["passed"]


def test_every_feature_is_on() -> None:
    assert all(value is not False for group in ("features", "jose-cose") for value in CONFIGURATION[group].values())


def test_the_suites_are_told_of_every_instance_of_a_demo_and_of_no_other() -> None:
    told = {re.sub(r".*/issuers/([^/]+)/.*", r"\1", issuer["endpoint"]) for issuer in CONFIGURATION["issuers"].values()}

    assert told == {instance.name for instance in INSTANCES}
