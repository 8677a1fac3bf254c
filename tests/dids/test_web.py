"""did:web: addresses and DIDs say the same, and IP addresses nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dids.web import did_of_url, url_of_did
from app.errors import ConfigurationError, DidNotResolved

LABEL = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
SEGMENT = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)


@pytest.mark.parametrize(
    ("public_url", "segments", "did"),
    [
        ("http://localhost:8000", (), "did:web:localhost%3A8000"),
        ("http://localhost:8000/", ("issuers", "inspire"), "did:web:localhost%3A8000:issuers:inspire"),
        ("https://badges.example.org", (), "did:web:badges.example.org"),
        ("https://Badges.Example.org/", ("issuers", "a.b_c-1"), "did:web:badges.example.org:issuers:a.b_c-1"),
        ("https://example.org:8443/base/path", ("x",), "did:web:example.org%3A8443:base:path:x"),
        ("http://demo.localhost", (), "did:web:demo.localhost"),
        ("https://localhost:40443", (), "did:web:localhost%3A40443"),
        ("https://xn--bcher-kva.example", (), "did:web:xn--bcher-kva.example"),
    ],
)
def test_a_public_address_becomes_a_did(public_url: str, segments: tuple[str, ...], did: str) -> None:
    assert did_of_url(public_url, *segments) == did


@pytest.mark.parametrize(
    "public_url",
    [
        "http://127.0.0.1:8000",
        "https://127.0.0.1",
        "https://[::1]",
        "https://[::1",
        "https://2130706433",
        "https://0x7f000001",
        "https://127.1",
        "https://example.0x1",
        "http://example.org",
        "ftp://example.org",
        "example.org",
        "",
        "https://",
        "https://user@example.org",
        "https://user:secret@example.org",
        "https://example.org:",
        "https://example.org:0",
        "https://example.org:65536",
        "https://example.org:port",
        "https://example.org/?a=b",
        "https://example.org/#a",
        "https://example.org/../x",
        "https://example.org/a%2Fb",
        "https://exa_mple.org",
        "https://-example.org",
        "https://example..org",
        "https://bücher.example",
        "https://" + "a." * 130 + "org",
        "https://" + "a" * 64 + ".org",
    ],
)
def test_an_address_that_cannot_be_a_did_stops_the_start(public_url: str) -> None:
    with pytest.raises(ConfigurationError):
        did_of_url(public_url)


@pytest.mark.parametrize("segment", ["", ".", "..", "a/b", "a:b", "a b", "ä", "%41"])
def test_a_segment_that_cannot_stand_in_a_did_stops_the_start(segment: str) -> None:
    with pytest.raises(ConfigurationError):
        did_of_url("https://example.org", segment)


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:example.org", "https://example.org/.well-known/did.json"),
        ("did:web:example.org:issuers:565049", "https://example.org/issuers/565049/did.json"),
        ("did:web:example.org%3A8443", "https://example.org:8443/.well-known/did.json"),
        ("did:web:example.org%3a8443:x", "https://example.org:8443/x/did.json"),
        ("did:web:localhost%3A8000:issuers:demo", "http://localhost:8000/issuers/demo/did.json"),
        ("did:web:a.localhost", "http://a.localhost/.well-known/did.json"),
        ("did:web:Example.ORG:Path", "https://example.org/Path/did.json"),
    ],
)
def test_a_did_leads_to_its_document(did: str, url: str) -> None:
    assert url_of_did(did) == url


@pytest.mark.parametrize(
    "did",
    [
        "did:web:127.0.0.1",
        "did:web:127.0.0.1%3A8000",
        "did:web:127.1",
        "did:web:2130706433",
        "did:web:0x7f.1",
        "did:web:%5B%3A%3A1%5D",
        "did:web:localhost.%3A80",
        "did:web:example.org.",
        "did:web:example.org%3A",
        "did:web:example.org%3A0",
        "did:web:example.org%3A99999",
        "did:web:example.org%3A80%3A80",
        "did:web:user%40example.org",
        "did:web:example.org%2Fetc",
        "did:web:example.org:..:etc",
        "did:web:example.org:.",
        "did:web:example.org::x",
        "did:web:example.org:%2e%2e",
        "did:web:example.org:a%2Fb",
        "did:web:example.org:a%3Fb",
        "did:web:example.org:a%00",
        "did:web:_.example.org",
        "did:web:",
        "did:web",
        "did:web:example.org/path",
        "did:web:example.org#key",
        "did:web:example.org?x=y",
        "did:web:example.org:",
        "did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
        "DID:web:example.org",
        "did:WEB:example.org",
        " did:web:example.org",
        "did:web:example.org\n",
        "did:web:bücher.example",
        "https://example.org",
        "",
        "did:web:" + "a." * 2_000 + "org",
    ],
)
def test_a_did_that_names_no_web_server_is_not_resolved(did: str) -> None:
    with pytest.raises(DidNotResolved):
        url_of_did(did)


@settings(derandomize=True)
@given(st.lists(LABEL, min_size=1, max_size=4), st.none() | st.integers(1, 65_535), st.lists(SEGMENT, max_size=4))
def test_address_and_did_say_the_same(labels: list[str], port: int | None, segments: list[str]) -> None:
    host = ".".join([*labels, "example"])
    public_url = f"https://{host}" + (f":{port}" if port else "")

    url = url_of_did(did_of_url(public_url, *segments))

    assert url == "/".join([public_url, *(segments or [".well-known"]), "did.json"])
