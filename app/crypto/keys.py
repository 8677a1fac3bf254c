"""Public keys as JSON Web Keys: whether one may be used, for which algorithms, and whether a signature is its own.

A further kind of key is one row of `_CURVES`. The key fixes the algorithm; a header can only agree.
Each of the last thousand keys is parsed once: what comes of it depends on its text alone.
Spec: RFC 7517, RFC 7518 §3, §6, RFC 8037 (JWK, algorithms); RFC 7638 (thumbprints); RFC 8725 §3 (why so strict); CID 1.0 §2.2.2 (Multikey)
"""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from cryptography.exceptions import InvalidSignature as CryptographyInvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from app.crypto.encodings import decode_base64url, decode_multibase, encode_base64url, encode_multibase
from app.crypto.points import check_ed25519_point
from app.errors import InvalidSignature, MalformedProof
from app.model.secured import Algorithm, Jwk

PublicKeyObject = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
PrivateKeyObject = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

MIN_RSA_BITS = 2_048
MAX_RSA_BITS = 8_192
"""Verifying costs the square of the size: a key of 64 kbit would be a way to make us work."""
MIN_RSA_EXPONENT = 3
MAX_RSA_EXPONENT = 2**32

_MOST_KEYS = 1_024
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_REQUIRED_MEMBERS = {"OKP": ("crv", "kty", "x"), "EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}


@dataclass(frozen=True, slots=True)
class _Curve:
    """A kind of key on a curve: its JWK names, its Multikey prefix (none: not defined), its algorithm and coordinate size in bytes."""

    kty: str
    crv: str
    algorithm: Algorithm
    size: int
    prefix: bytes | None
    curve: ec.EllipticCurve | None
    digest: hashes.HashAlgorithm | None


_CURVES = (
    _Curve("OKP", "Ed25519", Algorithm.EDDSA, 32, b"\xed\x01", None, None),
    _Curve("EC", "P-256", Algorithm.ES256, 32, b"\x80\x24", ec.SECP256R1(), hashes.SHA256()),
    _Curve("EC", "P-384", Algorithm.ES384, 48, b"\x81\x24", ec.SECP384R1(), hashes.SHA384()),
    _Curve("EC", "P-521", Algorithm.ES512, 66, None, ec.SECP521R1(), hashes.SHA512()),
)


def check_public_jwk(jwk: Jwk) -> None:
    """Return nothing if `jwk` is a public key that we verify with.

    Raises:
        MalformedProof: an unknown kind or curve, a private member, a point off its curve or of small order, a coordinate of
            another length than its curve's, an RSA modulus below 2048 or above 8192 bits.
    """
    public_key_of(jwk)


def allowed_algorithms(jwk: Jwk) -> tuple[Algorithm, ...]:
    """Return the algorithms that this key may be used with; its own `alg` and `use` narrow them. Raises MalformedProof: unknown kind."""
    if jwk.get("kty") == "RSA":
        by_kind: tuple[Algorithm, ...] = (Algorithm.RS256, Algorithm.PS256)
    else:
        by_kind = (_curve_of(jwk).algorithm,)
    own, signs = jwk.get("alg"), jwk.get("use", "sig") == "sig"
    return tuple(algorithm for algorithm in by_kind if signs and own in (None, algorithm.value))


def verify_signature(jwk: Jwk, algorithm: Algorithm, message: bytes, signature: bytes) -> None:
    """Return nothing if `signature` over `message` is this key's; ECDSA signatures are r‖s of fixed length.

    Raises:
        InvalidSignature: it is not, or the key is not one for `algorithm`.
        MalformedProof: the key is none that we verify with.
    """
    key = public_key_of(jwk)
    if algorithm not in allowed_algorithms(jwk):
        raise InvalidSignature(f"expected a signature by a key for {algorithm}, found a key for another algorithm")
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, rsa_padding(algorithm), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            curve = _curve_of(jwk)
            key.verify(_der(signature, curve.size), message, ec.ECDSA(cast("hashes.HashAlgorithm", curve.digest)))
        else:
            key.verify(signature, message)
    except CryptographyInvalidSignature as error:
        raise InvalidSignature(f"the {algorithm} signature does not fit key and document") from error


def rsa_padding(algorithm: Algorithm) -> padding.AsymmetricPadding:
    """Return the padding of RS256 or PS256 (RFC 7518 §3.3, §3.5: the salt is as long as the hash)."""
    if algorithm is Algorithm.PS256:
        return padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=hashes.SHA256.digest_size)
    return padding.PKCS1v15()


def multikey(jwk: Jwk) -> str:
    """Return the key as `publicKeyMultibase`. Raises MalformedProof: no Multikey form is defined for its kind."""
    curve = _curve_of(jwk)
    if curve.prefix is None:
        raise MalformedProof(f"expected a key that Multikey knows, found one on {curve.crv}")
    x = _coordinate(_text(jwk, "x"), "x", curve.size)
    if curve.kty == "OKP":
        return encode_multibase(curve.prefix + x)
    parity = _coordinate(_text(jwk, "y"), "y", curve.size)[-1] & 1
    return encode_multibase(curve.prefix + bytes([2 + parity]) + x)


def jwk_of_multikey(text: str) -> dict[str, str]:
    """Return the public key that a `publicKeyMultibase` says.

    Raises:
        MalformedProof: not base58btc multibase, an unknown prefix, another length than the kind's, or no point of the curve.
    """
    if not text.startswith("z"):
        raise MalformedProof("expected a Multikey in base58btc, header z, found another header or none")
    return dict(_jwk_of_multikey(text))


@lru_cache(maxsize=_MOST_KEYS)
def _jwk_of_multikey(text: str) -> Jwk:
    content = decode_multibase(text)
    curve = next((each for each in _CURVES if each.prefix == content[:2]), None)
    if curve is None:
        raise MalformedProof("expected a Multikey of Ed25519, P-256 or P-384, found another prefix")
    if curve.curve is None:
        jwk = {"kty": curve.kty, "crv": curve.crv, "x": encode_base64url(content[2:])}
        check_public_jwk(jwk)
        return jwk
    if len(content) != 2 + 1 + curve.size:
        raise MalformedProof(f"expected a compressed point of {1 + curve.size} bytes, found {len(content) - 2}")
    try:
        return public_jwk(ec.EllipticCurvePublicKey.from_encoded_point(curve.curve, content[2:]))
    except ValueError as error:
        raise MalformedProof(f"expected a compressed point on {curve.crv}, found none") from error


def thumbprint(jwk: Jwk) -> str:
    """Return the SHA-256 thumbprint of the key in base64url: the same for the same key, whatever else the JWK says (RFC 7638)."""
    check_public_jwk(jwk)
    return _thumbprint(tuple((member, jwk[member]) for member in _REQUIRED_MEMBERS[jwk["kty"]]))


@lru_cache(maxsize=_MOST_KEYS)
def _thumbprint(required: tuple[tuple[str, str], ...]) -> str:
    text = json.dumps(dict(required), separators=(",", ":"), sort_keys=True)
    return encode_base64url(hashlib.sha256(text.encode()).digest())


def public_jwk(key: PrivateKeyObject | PublicKeyObject) -> dict[str, str]:
    """Return the public half of a key as JWK.

    Raises:
        MalformedProof: a kind or curve that we do not use.
    """
    public = key if isinstance(key, PublicKeyObject) else key.public_key()
    if isinstance(public, ed25519.Ed25519PublicKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": encode_base64url(public.public_bytes_raw())}
    if isinstance(public, rsa.RSAPublicKey):
        numbers = public.public_numbers()
        return {"kty": "RSA", "n": _encode_integer(numbers.n), "e": _encode_integer(numbers.e)}
    curve = next((each for each in _CURVES if each.curve is not None and each.curve.name == public.curve.name), None)
    if curve is None:
        raise MalformedProof(f"expected a key on P-256, P-384 or P-521, found one on {public.curve.name}")
    point = public.public_numbers()
    x, y = (encode_base64url(coordinate.to_bytes(curve.size, "big")) for coordinate in (point.x, point.y))
    return {"kty": "EC", "crv": curve.crv, "x": x, "y": y}


def public_key_of(jwk: Jwk) -> PublicKeyObject:
    """Return the key of a JWK. Raises MalformedProof as `check_public_jwk`."""
    found = sorted(_PRIVATE_MEMBERS.intersection(jwk))
    if found:
        raise MalformedProof(f"expected a public key, found the private members {', '.join(found)}")
    if jwk.get("kty") == "RSA":
        return _rsa_key(_text(jwk, "n"), _text(jwk, "e"))
    curve = _curve_of(jwk)
    if curve.curve is None:
        return _ed25519_key(_text(jwk, "x"))
    return _elliptic_key(curve.crv, _text(jwk, "x"), _text(jwk, "y"))


def _curve_of(jwk: Jwk) -> _Curve:
    curve = next((each for each in _CURVES if each.crv == jwk.get("crv") and each.kty == jwk.get("kty")), None)
    if curve is None:
        raise MalformedProof("expected a key of kind RSA, Ed25519, P-256, P-384 or P-521, found another")
    return curve


@lru_cache(maxsize=_MOST_KEYS)
def _ed25519_key(x: str) -> ed25519.Ed25519PublicKey:
    content = _coordinate(x, "x", 32)
    check_ed25519_point(content)
    return ed25519.Ed25519PublicKey.from_public_bytes(content)


@lru_cache(maxsize=_MOST_KEYS)
def _elliptic_key(crv: str, x: str, y: str) -> ec.EllipticCurvePublicKey:
    curve = next(each for each in _CURVES if each.crv == crv)
    point = [int.from_bytes(_coordinate(text, member, curve.size), "big") for text, member in ((x, "x"), (y, "y"))]
    try:
        return ec.EllipticCurvePublicNumbers(point[0], point[1], cast("ec.EllipticCurve", curve.curve)).public_key()
    except ValueError as error:
        raise MalformedProof(f"expected a point on {curve.crv}, found none") from error


@lru_cache(maxsize=_MOST_KEYS)
def _rsa_key(n: str, e: str) -> rsa.RSAPublicKey:
    modulus, exponent = (int.from_bytes(decode_base64url(text), "big") for text in (n, e))
    if not MIN_RSA_BITS <= modulus.bit_length() <= MAX_RSA_BITS:
        raise MalformedProof(f"expected an RSA key of {MIN_RSA_BITS} to {MAX_RSA_BITS} bits, found {modulus.bit_length()}")
    if not MIN_RSA_EXPONENT <= exponent < MAX_RSA_EXPONENT or not exponent & modulus & 1:
        raise MalformedProof("expected an odd RSA modulus and an odd exponent from 3 to 2^32, found others")
    return rsa.RSAPublicNumbers(exponent, modulus).public_key()


def _coordinate(text: str, member: str, size: int) -> bytes:
    content = decode_base64url(text)
    if len(content) != size:
        raise MalformedProof(f"expected {size} bytes in the key's {member}, found {len(content)}")
    return content


def _text(jwk: Jwk, member: str) -> str:
    text = jwk.get(member)
    if not isinstance(text, str):
        raise MalformedProof(f"expected a key with a text {member}, found none")
    return text


def _encode_integer(number: int) -> str:
    return encode_base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _der(signature: bytes, size: int) -> bytes:
    """Return r‖s as DER, which `cryptography` wants; r and s of zero are refused there."""
    if len(signature) != 2 * size:
        raise InvalidSignature(f"expected an ECDSA signature of {2 * size} bytes, found {len(signature)}")
    return encode_dss_signature(int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big"))
