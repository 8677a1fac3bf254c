"""did:jwk: the identifier is the public key, as a JSON Web Key.

Spec: did:jwk method specification, https://github.com/quartzjer/did-jwk/blob/main/spec.md
"""

from app.crypto.encodings import decode_base64url
from app.crypto.keys import check_public_jwk
from app.dids.method import DidMethod, identifier_of
from app.errors import DidNotResolved, DocumentError, ProofError
from app.model.secured import Document
from app.schemas.strict_json import JsonLimits, read_object

_NAME = "jwk"
_CONTEXT = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"]
_LIMITS = JsonLimits(max_bytes=2_048, max_depth=2, max_nodes=32)


def document_of_jwk(did: str) -> Document:
    """Return the document of a did:jwk: one JsonWebKey, `did#0`; for nothing where the key is for encryption (`use: enc`).

    Raises:
        DidNotResolved: not a did:jwk, or not a public key of a kind that is used here.
    """
    encoded = identifier_of(did, _NAME)
    try:
        jwk = read_object(decode_base64url(encoded), _LIMITS)
        check_public_jwk(jwk)
    except (ProofError, DocumentError) as error:
        raise DidNotResolved(f"{did[:100]!r}: {error.detail}") from error
    method = f"{did}#0"
    document: Document = {
        "@context": list(_CONTEXT),
        "id": did,
        "verificationMethod": [{"id": method, "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk}],
    }
    if jwk.get("use") != "enc":
        document |= {"assertionMethod": [method], "authentication": [method]}
    return document


JWK = DidMethod(_NAME, document=document_of_jwk)
