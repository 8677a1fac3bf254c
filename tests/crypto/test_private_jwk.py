"""Private keys as JWK: those of the published suite, and what is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.crypto.keys import public_jwk
from app.crypto.private_jwk import read_private_jwk
from app.errors import SigningError


def jwk_of(shared: Path, name: str) -> dict[str, Any]:
    jwk: dict[str, Any] = json.loads((shared / "vectors/vc-jose" / f"vm-{name}.json").read_text())["secretKeyJwk"]
    return jwk


@pytest.mark.parametrize("name", ["p256", "p384", "p521", "ed25519"])
def test_a_published_key_is_read(shared: Path, name: str) -> None:
    jwk = jwk_of(shared, name)

    assert public_jwk(read_private_jwk(jwk)).items() <= jwk.items()


@pytest.mark.parametrize("name", ["p256", "p384", "p521", "ed25519"])
@pytest.mark.parametrize(
    "change", [{"d": None}, {"d": ""}, {"d": "AA"}, {"d": "!"}, {"d": 7}, {"x": None}, {"x": "AA"}, {"kty": "oct"}, {"crv": "X25519"}]
)
def test_what_is_no_private_key_is_refused(shared: Path, name: str, change: dict[str, Any]) -> None:
    with pytest.raises(SigningError) as refusal:
        read_private_jwk({**jwk_of(shared, name), **change})

    assert jwk_of(shared, name)["d"] not in refusal.value.detail


@pytest.mark.parametrize("jwk", [{}, {"kty": "RSA", "n": "AQAB", "e": "AQAB", "d": "AQAB"}, {"kty": "EC", "crv": ["P-256"], "d": "AA"}])
def test_a_key_of_another_kind_is_refused(jwk: dict[str, Any]) -> None:
    with pytest.raises(SigningError, match="JWK"):
        read_private_jwk(jwk)
