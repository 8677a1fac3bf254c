"""did:key: the identifier is the public key.

Spec: did:key method specification §3.1, https://w3c-ccg.github.io/did-key-spec/
"""

from app.crypto.keys import jwk_of_multikey, multikey
from app.dids.method import DidMethod, identifier_of
from app.errors import DidNotResolved, MalformedProof
from app.model.secured import Document, Jwk

_NAME = "key"
_CONTEXT = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


def did_of_key(jwk: Jwk) -> str:
    """Return the did:key that is this public key. Raises MalformedProof: no Multikey form is defined for its kind."""
    return f"did:{_NAME}:{multikey(jwk)}"


def is_did_key(did: str) -> bool:
    """Return whether a DID is its one key, so that neither can be replaced."""
    return did.startswith(f"did:{_NAME}:")


def document_of_key(did: str) -> Document:
    """Return the document of a did:key: one Multikey, for assertions and authentication.

    Raises:
        DidNotResolved: not a did:key, or a key of a kind that is not used here.
    """
    multikey = identifier_of(did, _NAME)
    try:
        jwk_of_multikey(multikey)
    except MalformedProof as error:
        raise DidNotResolved(f"{did!r}: {error.detail}") from error
    method = f"{did}#{multikey}"
    return {
        "@context": list(_CONTEXT),
        "id": did,
        "verificationMethod": [{"id": method, "type": "Multikey", "controller": did, "publicKeyMultibase": multikey}],
        "assertionMethod": [method],
        "authentication": [method],
    }


KEY = DidMethod(_NAME, document=document_of_key)
