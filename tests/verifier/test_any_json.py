"""Anything at all, in any place: a report, or NotRecognised, and never another error."""

from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.crypto.encodings import encode_base64url
from app.errors import NotRecognised
from app.model.report import Verdict
from app.verifier.case import MOST_ADDRESSES, Fetched
from app.verifier.forms import read_presented
from app.verifier.kinds import still_wanted
from app.wording import Wording
from tests.verifier.test_presented import HEADER, jws
from tests.verifier.world import BADGE, ISSUER_URL, LIST_URL, World, a_list, answered, evidence, keys_document, signed, signed_jwt, world

WORDS = sorted(
    {
        "", "id", "type", "@type", "@context", "@id", "@value", "@graph", "issuer", "proof", "credentialSubject", "credentialStatus",
        "achievement", "statusListCredential", "statusListIndex", "statusPurpose", "revocation", "BitstringStatusListEntry",
        "DataIntegrityProof", "eddsa-rdfc-2022", "verificationMethod", "assertionMethod", "proofPurpose", "proofValue", "created",
        "expires", "cryptosuite", "validFrom", "validUntil", "VerifiableCredential", "OpenBadgeCredential", "did:web:issuer.example",
        "did:key:z6Mk", "https://issuer.example/", "2026-01-01T00:00:00Z", "publicKeyJwk", "kty", "alg", "vc", "iss", "nbf", "kid", "jwk",
    }
)  # fmt: skip
TEXTS = st.sampled_from(WORDS) | st.text(max_size=8)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=5), max_leaves=15
)
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SIGNED, SIGNED_JWT, SIGNED_LIST = signed(), signed_jwt(), signed(a_list())
WHOLE, WHOLE_LIST, KEYS = orjson.loads(SIGNED), orjson.loads(SIGNED_LIST), keys_document()


def judged(body: bytes, surroundings: World) -> None:
    """Judge `body`, if it is a credential, and put the report into words."""
    try:
        report = surroundings.report(body)
    except NotRecognised:
        return
    assert isinstance(report.verdict, Verdict)
    assert len(report.findings) == 7
    for language in ("en", "de"):
        wording = Wording(language)
        assert all(wording.verdict(report))
        assert all(wording.finding(finding).says for finding in report.findings)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(each for step, member in members for each in paths(member, (*path, step)))]


def replaced(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy = orjson.loads(orjson.dumps(document))
    place = copy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copy


def dumps(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME)


def within_64_bits(value: Any) -> bool:
    try:
        dumps(value)
    except TypeError:
        return False
    return True


JSON = VALUES.filter(within_64_bits)


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes(body: bytes) -> None:
    judged(body, world())


@QUICK
@given(JSON)
def test_any_json(value: Any) -> None:
    judged(dumps(value), world())


@QUICK
@given(st.dictionaries(st.sampled_from([*BADGE, "proof", "vc"]), JSON))
def test_any_members_of_a_credential(members: dict[str, Any]) -> None:
    judged(dumps({**WHOLE, **members}), world())


@QUICK
@given(st.sampled_from(paths(WHOLE)), JSON)
def test_any_value_in_any_place_of_a_credential(path: tuple[Any, ...], value: Any) -> None:
    judged(dumps(replaced(WHOLE, path, value)), world())


@QUICK
@given(
    st.sampled_from(paths(BADGE)),
    JSON,
    st.dictionaries(st.sampled_from(["typ", "jwk", "kid", "alg", "jku", "x5c", "cty"]), JSON, max_size=2),
)
def test_any_value_in_any_place_of_a_jwt(path: tuple[Any, ...], value: Any, header: dict[str, Any]) -> None:
    claims = replaced(BADGE, path, value)
    for payload in (claims, {"vc": claims, "iss": "did:web:issuer.example"}):
        judged(jws({**HEADER, **header}, dumps(payload)), world())


@QUICK
@given(st.sampled_from(paths(KEYS)), JSON)
def test_any_value_in_any_place_of_the_issuers_document(path: tuple[Any, ...], value: Any) -> None:
    document = dumps(replaced(KEYS, path, value))
    for body in (SIGNED, SIGNED_JWT):
        judged(body, world(answered(ISSUER_URL, document)))


@QUICK
@given(st.sampled_from(paths(WHOLE_LIST)), JSON)
def test_any_value_in_any_place_of_a_status_list(path: tuple[Any, ...], value: Any) -> None:
    document = dumps(replaced(WHOLE_LIST, path, value))

    judged(SIGNED, world(answered(LIST_URL, document)))


@QUICK
@given(st.binary(max_size=100))
def test_any_bytes_from_any_address(body: bytes) -> None:
    for url in (ISSUER_URL, LIST_URL):
        judged(SIGNED, world(answered(url, body)))


@QUICK
@given(st.sampled_from(paths(WHOLE)), JSON)
def test_whatever_is_presented_wants_few_addresses_and_no_more_once_they_are_answered(path: tuple[Any, ...], value: Any) -> None:
    body = dumps(replaced(WHOLE, path, value))
    known: dict[str, Fetched] = {}
    try:
        read_presented(body)
    except NotRecognised:
        return
    for _ in range(MOST_ADDRESSES):
        known |= {each.url: evidence().get(each.url) or answered(each.url, b"{}") for each in still_wanted(World(known).case(body))}
    assert still_wanted(World(known).case(body)) == ()
    assert len(known) <= MOST_ADDRESSES


@QUICK
@given(st.text(max_size=60))
def test_any_text_as_the_parts_of_a_jwt(text: str) -> None:
    part = encode_base64url(text.encode("utf-8", "replace")).encode()
    header = jws(HEADER, b"{}").split(b".")[0]
    for body in (header + b"." + part + b".c2ln", header + b"." + text.encode("utf-8", "replace"), b".".join([header, part, part])):
        judged(body, world())
