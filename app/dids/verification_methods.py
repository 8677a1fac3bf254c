"""The public keys of a DID document (or other controlled identifier document): read from others', written for ours.

A new kind of key is one row of `_READERS`.

Spec: Controlled Identifiers 1.0 §2.2–2.3, https://www.w3.org/TR/cid-1.0/#verification-methods
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app.crypto.keys import check_public_jwk, jwk_of_multikey, multikey
from app.errors import ConfigurationError, MalformedProof
from app.model.secured import Document, Jwk, ProofPurpose, PublicKey
from app.schemas.moments import read_moment, write_moment

_DID_CONTEXT = "https://www.w3.org/ns/did/v1"
_CONTEXTS = {"Multikey": "https://w3id.org/security/multikey/v1", "JsonWebKey": "https://w3id.org/security/jwk/v1"}
_WEB = ("https://", "http://")
_SECRET_MEMBERS = ("secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk")
_MATERIAL_MEMBERS = ("publicKeyMultibase", "publicKeyJwk")
_JWK_MEMBERS = ("kty", "crv", "x", "y", "n", "e", "alg", "kid")
_MOST_METHODS = 200


def keys_in(document: Document, purpose: ProofPurpose = ProofPurpose.ASSERTION) -> dict[str, PublicKey]:
    """Return the keys that the document lists under `purpose`, by the full URL of their verification method.

    A method that is not listed there, is malformed, of an unknown kind, shows a private part, or is described twice
    differently, is left out. Relative ids (`#key`) count from the document's id.

    Raises:
        MalformedProof: the document has no `id`.
    """
    base = document.get("id")
    if not isinstance(base, str) or not base:
        raise MalformedProof("the controller's document has no id")
    described = _described(base, document.get("verificationMethod"))
    keys: dict[str, PublicKey] = {}
    for entry in _array(document.get(purpose.value))[:_MOST_METHODS]:
        embedded = isinstance(entry, dict)
        url = _url(base, entry.get("id") if embedded else entry)
        key = _read_method(url, entry if embedded else described.get(url)) if url else None
        if key is not None:
            keys[key.verification_method] = key
    return keys


def did_document(did: str, keys: Sequence[PublicKey]) -> Document:
    """Return the document that we publish for `did`: every key as a method, all of them for assertions.

    Args:
        did: whose document.
        keys: its keys, retired ones too (`expires_at`, `revoked_at` say since when). A key whose verification method is a DID
            URL is written as Multikey where Multikey knows its kind; one with a web address as JsonWebKey, which is
            what a JWT's `kid` leads to.

    Raises:
        ConfigurationError: a key of another controller or another DID.
    """
    strangers = [key.verification_method for key in keys if not _is_own(did, key)]
    if strangers:
        raise ConfigurationError(f"keys that are none of {did}: {', '.join(strangers)}")
    methods = [_written(did, key) for key in keys]
    kinds = {method["type"] for method in methods}
    return {
        "@context": [_DID_CONTEXT, *(context for kind, context in _CONTEXTS.items() if kind in kinds)],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _is_own(did: str, key: PublicKey) -> bool:
    return key.controller == did and key.verification_method.startswith((f"{did}#", *_WEB))


def _written(did: str, key: PublicKey) -> Document:
    as_multikey = None if key.verification_method.startswith(_WEB) else _multikey_or_none(key.jwk)
    material = {"publicKeyMultibase": as_multikey} if as_multikey else {"publicKeyJwk": dict(key.jwk)}
    ends = {"expires": key.expires_at, "revoked": key.revoked_at}
    return {
        "id": key.verification_method,
        "type": "Multikey" if as_multikey else "JsonWebKey",
        "controller": did,
        **material,
        **{name: write_moment(moment) for name, moment in ends.items() if moment},
    }


def _multikey_or_none(jwk: Jwk) -> str | None:
    try:
        return multikey(jwk)
    except MalformedProof:
        return None


def _array(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _url(base: str, identifier: Any) -> str | None:
    if not isinstance(identifier, str) or not identifier:
        return None
    return base + identifier if identifier.startswith("#") else identifier


def _described(base: str, methods: Any) -> dict[str, Document]:
    found: dict[str, Document] = {}
    torn: set[str] = set()
    for method in _objects(methods):
        url = _url(base, method.get("id"))
        if url and found.setdefault(url, method) != method:
            torn.add(url)
    return {url: method for url, method in found.items() if url not in torn}


def _objects(values: Any) -> Iterator[Document]:
    return (value for value in _array(values)[:_MOST_METHODS] if isinstance(value, dict))


def _read_method(url: str, method: Document | None) -> PublicKey | None:
    """Return the key, or None where nothing can be relied on: one garbled method must not hide its neighbours."""
    if method is None or any(member in method for member in _SECRET_MEMBERS):
        return None
    controller, kind = method.get("controller"), method.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None or not isinstance(controller, str) or sum(member in method for member in _MATERIAL_MEMBERS) != 1:
        return None
    try:
        jwk = reader(method)
        ends = [read_moment(method[name]) if name in method else None for name in ("revoked", "expires")]
    except (MalformedProof, ValueError):
        return None
    return PublicKey(url, controller, jwk, revoked_at=ends[0], expires_at=ends[1])


def _read_multikey(method: Document) -> Jwk:
    text = method.get("publicKeyMultibase")
    if not isinstance(text, str):
        raise MalformedProof("publicKeyMultibase is not a text")
    return jwk_of_multikey(text)


def _read_ed25519(method: Document) -> Jwk:
    jwk = _read_multikey(method)
    if jwk.get("crv") != "Ed25519":
        raise MalformedProof("Ed25519VerificationKey2020 with a key of another kind")
    return jwk


def _read_jwk(method: Document) -> Jwk:
    jwk = method.get("publicKeyJwk")
    if not isinstance(jwk, dict):
        raise MalformedProof("publicKeyJwk is not an object")
    if jwk.get("use", "sig") != "sig":
        raise MalformedProof("publicKeyJwk is for something else than signatures")
    check_public_jwk(jwk)
    return {name: jwk[name] for name in _JWK_MEMBERS if isinstance(jwk.get(name), str)}


_READERS: Mapping[str, Callable[[Document], Jwk]] = {
    "Multikey": _read_multikey,
    "JsonWebKey": _read_jwk,
    "JsonWebKey2020": _read_jwk,
    "Ed25519VerificationKey2020": _read_ed25519,
}
