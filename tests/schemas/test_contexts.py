"""Pinned contexts: from disk, by digest, and saying what the published ones say."""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.errors import ConfigurationError, UnknownContext
from app.schemas.contexts import CREDENTIALS_V2, EDC_AP, OPEN_BADGES_V3, PINNED, PinnedContext, check_contexts, context_document, is_pinned

EXAMPLES_V2 = "https://www.w3.org/ns/credentials/examples/v2"
WITH_OTHER_BYTES = {
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json": "not in the shared folder",
    "https://w3id.org/security/suites/jws-2020/v1": "not in the shared folder",
}


def pinned(url: str) -> PinnedContext:
    return next(each for each in PINNED if each.url == url)


def test_the_pinned_files_are_what_was_pinned() -> None:
    check_contexts()


def test_the_digest_of_the_credentials_context_is_the_one_that_the_recommendation_states() -> None:
    assert pinned(CREDENTIALS_V2).sha256 == "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"


def test_each_url_is_pinned_once_and_absolute() -> None:
    urls = [each.url for each in PINNED]

    assert len(set(urls)) == len(urls)
    assert {urlsplit(url).scheme for url in urls if url != EDC_AP} == {"https"}


@pytest.mark.parametrize("each", PINNED, ids=lambda each: each.url)
def test_each_pinned_context_says_what_the_published_one_says(each: PinnedContext, shared: Path) -> None:
    folder = shared / "openbadges" / "contexts"
    published = json.loads((folder / "index.json").read_bytes()) | {EDC_AP: "../../elm/context/edc-ap-context-3.2.jsonld"}
    if each.url in WITH_OTHER_BYTES:
        assert each.url not in published
    else:
        assert context_document(each.url) == json.loads((folder / published[each.url]).read_bytes())


def test_a_changed_file_stops_the_start_and_is_named() -> None:
    changed = replace(pinned(OPEN_BADGES_V3), sha256="0" * 64)

    with pytest.raises(ConfigurationError, match=r"ob-v3p0-context-3\.0\.3\.json") as refused:
        check_contexts((pinned(CREDENTIALS_V2), changed))

    assert CREDENTIALS_V2 not in refused.value.detail


def test_every_changed_file_is_named() -> None:
    changed = tuple(replace(each, sha256="0" * 64) for each in PINNED)

    with pytest.raises(ConfigurationError) as refused:
        check_contexts(changed)

    assert all(each.url in refused.value.detail for each in PINNED)


@pytest.mark.parametrize("elsewhere", [{"path": "schemas/contexts/absent.jsonld"}, {"package": "no_such_package"}, {"path": "schemas"}])
def test_a_missing_file_stops_the_start(elsewhere: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="or none"):
        check_contexts((replace(pinned(EXAMPLES_V2), **elsewhere),))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://evil.example/context",
        CREDENTIALS_V2 + "#",
        CREDENTIALS_V2 + "/",
        CREDENTIALS_V2 + "?x",
        CREDENTIALS_V2.replace("https", "http"),
        CREDENTIALS_V2.upper(),
        " " + CREDENTIALS_V2,
        "https://www.w3.org/ns/../ns/credentials/v2",
        "file:///etc/passwd",
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
    ],
)
def test_another_spelling_is_another_context_and_unknown(url: str) -> None:
    assert not is_pinned(url)
    with pytest.raises(UnknownContext):
        context_document(url)


def test_a_long_url_is_not_repeated_whole() -> None:
    with pytest.raises(UnknownContext) as refused:
        context_document("https://evil.example/" + "x" * 10_000)

    assert len(refused.value.detail) < 500


def test_a_context_may_be_changed_by_whoever_asked_for_it() -> None:
    context_document(EXAMPLES_V2)["@context"].clear()

    assert context_document(EXAMPLES_V2) == {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}


def test_a_changed_file_is_not_read_after_the_start_either() -> None:
    with pytest.raises(ConfigurationError, match="other bytes"):
        context_document(EXAMPLES_V2, (replace(pinned(EXAMPLES_V2), sha256="0" * 64),))
