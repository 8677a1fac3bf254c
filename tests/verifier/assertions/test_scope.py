"""Which addresses are an issuer's: those of its origin, or those that its profile names, and never one that only begins alike."""

import pytest

from app.model.secured import Document
from app.verifier.assertions.scope import in_scope, on_hosts
from tests.verifier.assertions.world import HOST, PROFILE, changed

UNDER = "https://badges.example/school"


def profile(**verification: object) -> Document:
    return changed(PROFILE, verification=verification)


@pytest.mark.parametrize("address", [f"{HOST}/a", f"{HOST}:443/a", "HTTPS://Badges.Example/a", f"{HOST}/a?b=c", f"{HOST}/a#b", HOST])
def test_an_address_of_the_same_origin_is_the_issuers(address: str) -> None:
    assert in_scope(address, PROFILE)
    assert on_hosts(address, PROFILE)


@pytest.mark.parametrize(
    "address",
    [
        "https://badges.example.evil.example/a",
        "https://evil.example/badges.example/a",
        "https://badges.example@evil.example/a",
        "https://badges.example:8443/a",
        "http://badges.example/a",
        "https://evil.example\\@badges.example/a",
        "https://evil.example#@badges.example/a",
        "https://sub.badges.example/a",
        "https://badges.example./a",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://badges.example/x/../a",
        "https://badges.example/x/%2e%2E/a",
        "https://badges.example/x/..%2fa",
        "https://badges.example/x/..%5Ca",
        "https://badges.example/ a",
        "https://bädges.example/a",
        "//badges.example/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "urn:uuid:1",
        "",
    ],
)
def test_an_address_elsewhere_or_written_in_two_ways_is_not(address: str) -> None:
    assert not in_scope(address, PROFILE)
    assert not on_hosts(address, PROFILE)


@pytest.mark.parametrize(
    ("beginning", "address"),
    [
        (UNDER, f"{UNDER}/1"),
        (f"{UNDER}/", f"{UNDER}/1"),
        (HOST, f"{HOST}/other/1"),
        (f"{UNDER}/1?kind=", f"{UNDER}/1?kind=x"),
    ],
)
def test_an_address_with_a_named_beginning_is_the_issuers(beginning: str, address: str) -> None:
    assert in_scope(address, profile(startsWith=beginning))


@pytest.mark.parametrize(
    ("beginning", "address"),
    [
        (f"{UNDER}/", f"{HOST}/other/1"),
        (f"{UNDER}/", f"{UNDER}/../other/1"),
        (HOST, "https://badges.example.evil.example/1"),
        (f"{HOST}:443", "https://badges.example:8443/1"),
        ("https://", f"{HOST}/1"),
        ("h", f"{HOST}/1"),
        ("", f"{HOST}/1"),
    ],
)
def test_an_address_without_it_is_not(beginning: str, address: str) -> None:
    assert not in_scope(address, profile(startsWith=beginning))


def test_beginning_and_host_must_both_fit_where_both_are_named() -> None:
    both = profile(startsWith=f"{UNDER}/", allowedOrigins=["badges.example"])
    torn = profile(startsWith=f"{UNDER}/", allowedOrigins=["elsewhere.example"])

    assert in_scope(f"{UNDER}/1", both)
    assert not in_scope(f"{HOST}/1", both)
    assert not in_scope(f"{UNDER}/1", torn)


def test_a_port_is_part_of_a_hosts_name() -> None:
    assert in_scope("https://badges.example:8443/1", profile(allowedOrigins="badges.example:8443"))
    assert not in_scope("https://badges.example:8443/1", profile(allowedOrigins="badges.example"))


@pytest.mark.parametrize("verification", [{}, {"allowedOrigins": 7}, {"startsWith": None}, {"type": "VerificationObject"}])
def test_instructions_that_say_nothing_leave_the_origin(verification: Document) -> None:
    assert in_scope(f"{HOST}/1", changed(PROFILE, verification=verification))
    assert not in_scope("https://evil.example/1", changed(PROFILE, verification=verification))


def test_a_profile_without_an_address_has_none() -> None:
    assert not in_scope(f"{HOST}/1", {})
    assert not in_scope("x", {})
