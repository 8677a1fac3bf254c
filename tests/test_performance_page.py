"""The page that says how fast we are says what was measured."""

import json

from benchmarks.table import PAGE, RESULTS, page_with


def test_the_table_is_the_one_that_was_measured() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == page_with(page, json.loads(RESULTS.read_bytes()))


def test_ours_is_faster_than_the_base_in_every_case_that_was_measured() -> None:
    cases = json.loads(RESULTS.read_bytes())["cases"]

    assert all(row["sign_x"] > 1 and row["verify_x"] > 1 for rows in cases.values() for row in rows if row["name"] == "ours")
