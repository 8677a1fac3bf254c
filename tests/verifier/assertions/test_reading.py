"""How assertions are handed in: as JSON, as a signed text; and what is told apart from them."""

import pytest

from app.verifier.forms import read_presented
from tests.verifier.assertions.world import ASSERTION, SIGNED_ASSERTION, changed, signed, written
from tests.verifier.world import badge, signed_jwt
from tests.verifier.world import signed as signed_badge

ESCAPED = written(ASSERTION).replace(b"/", b"\\/")


@pytest.mark.parametrize(
    ("body", "securing"),
    [
        (written(ASSERTION), "hosted"),
        (ESCAPED, "hosted"),
        (b"\n " + written(ASSERTION) + b"\n", "hosted"),
        (written(changed(ASSERTION, verification=..., verify={"type": "hosted"})), "hosted"),
        (written(SIGNED_ASSERTION), "none"),
        (written(changed(ASSERTION, verification=...)), "none"),
        (signed(), "jws RS256"),
        (b'"' + signed() + b'"', "jws RS256"),
        (signed(ASSERTION), "hosted"),
        (written(ASSERTION)[:-1], "unknown"),
        (b'{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":1,"id":2}', "unknown"),
    ],
)
def test_an_assertion_is_recognised_and_says_how_it_is_secured(body: bytes, securing: str) -> None:
    presented = read_presented(body)

    assert (presented.format, presented.securing, presented.proofs) == ("open-badges-2", securing, ())


@pytest.mark.parametrize(
    "body",
    [
        signed_badge(),
        signed_jwt(),
        signed_jwt(badge(description="See https://w3id.org/openbadges/v2")),
        signed_badge()[:-1],
        written({**badge(), "note": "https://w3id.org/openbadges/v2 Assertion"})[:-1],
        written({**ASSERTION, "credentialSubject": {}}),
    ],
)
def test_another_credential_that_mentions_it_is_none(body: bytes) -> None:
    assert read_presented(body).format != "open-badges-2"


@pytest.mark.parametrize("part", [0, 1])
def test_a_signed_text_that_is_damaged_is_no_assertion(part: int) -> None:
    parts = signed().split(b".")
    parts[part] = parts[part][: len(parts[part]) // 2 * 4 // 4] + b"A"

    assert read_presented(b".".join(parts[:2])).format == "unknown"
