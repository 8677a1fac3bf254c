"""Anything at all, in any place of an assertion and of what it leads to: a report, and never an error."""

from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.crypto.jws import write_compact
from app.errors import NotRecognised
from app.verifier.assertions.checks import MOST_ADDRESSES
from app.verifier.evidence import Fetched
from app.verifier.forms import read_presented
from app.verifier.kinds import still_wanted
from tests.verifier.assertions.world import (
    ASSERTION,
    BADGE_CLASS,
    BADGE_ID,
    ID,
    ISSUER_ID,
    KEY,
    KEY_ID,
    LIST,
    LIST_ID,
    PROFILE,
    SIGNED_ASSERTION,
    SIGNER,
    SIGNING_PROFILE,
    V2,
    changed,
    hosting,
    signed,
    signing,
    written,
)
from tests.verifier.test_any_json import JSON, dumps, judged, paths, replaced
from tests.verifier.world import World, answered

QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = [
    "", "id", "type", "hosted", "signed", "HostedBadge", "SignedBadge", "Assertion", "BadgeClass", "Profile", V2, ID, BADGE_ID, ISSUER_ID,
    KEY_ID, LIST_ID, "https://", "http://x", "https://badges.example@evil.example/", "2026-01-01T00:00:00Z", "-----BEGIN PUBLIC KEY-----",
    "https://[", "https://badges.example:99999/", "\x00", "\ud7ff",
]  # fmt: skip
ANY = JSON | st.sampled_from(WORDS) | st.fixed_dictionaries({"id": st.sampled_from(WORDS), "type": st.sampled_from(WORDS)})
EMBEDDING = changed(ASSERTION, badge=changed(BADGE_CLASS, issuer=PROFILE))
HOSTED_THINGS = (ASSERTION, BADGE_CLASS, changed(PROFILE, verification={"startsWith": [ID], "allowedOrigins": "x"}, revocationList=LIST_ID))
SIGNED_THINGS = (BADGE_CLASS, SIGNING_PROFILE, KEY, LIST)


@QUICK
@given(st.sampled_from(paths(EMBEDDING)), ANY)
def test_any_value_in_any_place_of_a_copy(path: tuple[Any, ...], value: Any) -> None:
    judged(dumps(replaced(EMBEDDING, path, value)), hosting(LIST, profile=HOSTED_THINGS[2]))


@QUICK
@given(st.sampled_from([(thing, path) for thing in HOSTED_THINGS for path in paths(thing)]), ANY)
def test_any_value_in_any_place_of_what_is_hosted(where: tuple[Any, tuple[Any, ...]], value: Any) -> None:
    thing, path = where
    there = answered(thing["id"], dumps(replaced(thing, path, value)))

    for copy in (ASSERTION, EMBEDDING):
        judged(written(copy), hosting(LIST, there, profile=HOSTED_THINGS[2]))


@QUICK
@given(st.sampled_from(paths(SIGNED_ASSERTION)), ANY)
def test_any_value_in_any_place_of_a_signed_assertion(path: tuple[Any, ...], value: Any) -> None:
    judged(write_compact({}, dumps(replaced(SIGNED_ASSERTION, path, value)), SIGNER).encode(), signing())


@QUICK
@given(st.sampled_from([(thing, path) for thing in SIGNED_THINGS for path in paths(thing)]), ANY)
def test_any_value_in_any_place_of_what_a_signed_assertion_leads_to(where: tuple[Any, tuple[Any, ...]], value: Any) -> None:
    thing, path = where

    judged(signed(), signing(answered(thing["id"], dumps(replaced(thing, path, value)))))


@QUICK
@given(st.dictionaries(st.sampled_from(["alg", "typ", "jwk", "kid", "crit", "b64"]), ANY, max_size=3))
def test_any_header(header: dict[str, Any]) -> None:
    head, payload, signature = signed().split(b".")
    del head
    judged(b".".join((write_compact(header, b"", SIGNER).partition(".")[0].encode(), payload, signature)), signing())


@QUICK
@given(st.binary(max_size=100))
def test_any_bytes_from_any_address(body: bytes) -> None:
    for url in (ID, BADGE_ID, ISSUER_ID):
        judged(written(ASSERTION), hosting(answered(url, body)))
    for url in (BADGE_ID, ISSUER_ID, KEY_ID, LIST_ID):
        judged(signed(), signing(answered(url, body)))


@QUICK
@given(st.sampled_from(paths(EMBEDDING)), ANY, st.sampled_from([ASSERTION, {}, {"id": ID}, BADGE_CLASS]))
def test_whatever_is_presented_wants_few_addresses_and_then_none(path: tuple[Any, ...], value: Any, there: Any) -> None:
    body = dumps(replaced(EMBEDDING, path, value))
    known: dict[str, Fetched] = {}
    try:
        read_presented(body)
    except NotRecognised:
        return
    for _ in range(MOST_ADDRESSES):
        known |= {each.url: answered(each.url, orjson.dumps({**there, "id": each.url})) for each in still_wanted(World(known).case(body))}
    assert still_wanted(World(known).case(body)) == ()
    assert len(known) <= MOST_ADDRESSES
