"""Addresses of evidence: what RFC 3987 refuses is refused at once, and no slot is burnt for it."""

from typing import Any

import pytest

from tests.installations import Stage

REFUSED = (
    "https://e.example/a#b#c",
    "https://e.example/%zz",
    "https://e.example/%",
    "https://e.example/[x]",
    "https://e.example/?[x]",
    "https://e.example/a b",
    "https://e.example/a^b",
    "https://e.example/a|b",
    "https://e.example/\ufffe",
    "https://e.example/\ue000",
    "https://e.example/\ufdd0",
    "https://[::1]/",
    "https:///a",
    "https://e.example:port/",
    "ftp://e.example/",
)


def evidence(url: str) -> dict[str, Any]:
    return {"evidence": [{"url": url}]}


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_no_address_is_a_fault_of_the_request_and_burns_no_slot(quick_stage: Stage, url: str) -> None:
    before = quick_stage.row_counts()

    answer = quick_stage.issue(**evidence(url))

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/evidence/0/url"]
    assert quick_stage.row_counts() == before


@pytest.mark.parametrize(
    "url", ["https://e.example", "https://e.example:8443/a/b?c=d&e=%20#f?/", "https://e.example//a", "http://e.example/~x/(y)?q='z'"]
)
def test_what_is_an_address_is_signed(quick_stage: Stage, url: str) -> None:
    assert quick_stage.issue(**evidence(url)).status_code == 201


def test_a_link_to_verify_is_held_to_the_same(quick_stage: Stage) -> None:
    assert quick_stage.http(None).post("/v1/verifications", json={"url": REFUSED[0]}).status_code == 422
