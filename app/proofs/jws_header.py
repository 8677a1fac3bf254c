"""What the header of a signed token says of its kind and of its key: JWT, SD-JWT and key binding have it in common.

Spec: RFC 7515 §4.1 (header parameters); RFC 8725 §3 (best practices); RFC 9278 (thumbprint URI); VC-JOSE-COSE 1.0 §4 (key discovery)
"""

from collections.abc import Mapping

from app.crypto.keys import check_public_jwk, thumbprint
from app.errors import InvalidSignature, MalformedProof
from app.model.secured import Document, Jwk, PublicKey
from app.proofs.suite import PresentedProof, known_key, text_member

HEADER = "JWT header"

_THUMBPRINT_URN = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:"
_PROVES_NOTHING = ("NONE", "HS")
_JWK_MEMBERS = ("kty", "crv", "x", "y", "n", "e")
_MOST_KID_CHARACTERS = 2_048


def stated_algorithm(header: Document) -> str:
    """Return the header's `alg`. Raises MalformedProof: none, or one that proves nothing to whoever has only the public key."""
    algorithm = text_member(header, "alg", HEADER)
    if algorithm.upper().startswith(_PROVES_NOTHING):
        raise MalformedProof(f"alg {algorithm[:20]!r}: expected a signature that a public key verifies")
    return algorithm


def stated_type(header: Document, default: str) -> str:
    """Return the header's `typ` in lower case and without `application/`; `default` where it is absent, nothing where it is no text."""
    typ = header.get("typ", default)
    return typ.lower().removeprefix("application/") if isinstance(typ, str) else ""


def embedded_jwk(header: Document) -> Jwk | None:
    """Return the public key that the header shows, never to be trusted by itself. Raises MalformedProof: no such key."""
    jwk = header.get("jwk")
    if jwk is None:
        return None
    if not isinstance(jwk, dict):
        raise MalformedProof(f"{HEADER}: jwk is not an object")
    check_public_jwk(jwk)
    return {name: jwk[name] for name in _JWK_MEMBERS if name in jwk}


def method_named(header: Document, controller: str | None, embedded: Jwk | None) -> str:
    """Return the verification method that `kid` names, counted from `controller` where it is a mere fragment.

    Without `kid` it is the thumbprint of the key that the header shows. Addresses of keys or certificates (`jku`, `x5u`, `x5c`)
    are never followed.

    Raises:
        MalformedProof: no key named, or not by a URL.
    """
    if "kid" not in header and embedded is not None:
        return _THUMBPRINT_URN + thumbprint(embedded)
    kid = text_member(header, "kid", HEADER)
    if len(kid) > _MOST_KID_CHARACTERS or not kid.isprintable() or " " in kid:
        raise MalformedProof(f"{HEADER}: kid is not a URL")
    return f"{controller}{kid}" if kid.startswith("#") else kid


def key_of(presented: PresentedProof, keys: Mapping[str, PublicKey]) -> PublicKey:
    """Return the key of a proof: a header's key counts only where it is one of `keys`, and then only the one that `kid` names.

    Raises:
        InvalidSignature: it is none of `keys`.
    """
    if presented.embedded_jwk is None:
        return known_key(keys, presented.verification_method)
    shown = thumbprint(presented.embedded_jwk)
    if presented.verification_method == _THUMBPRINT_URN + shown:
        return known_key({_THUMBPRINT_URN + thumbprint(key.jwk): key for key in keys.values()}, presented.verification_method)
    key = known_key(keys, presented.verification_method)
    if thumbprint(key.jwk) != shown:
        raise InvalidSignature(f"the header's jwk is not the key of {presented.verification_method}")
    return key
