"""DID methods. A new method is one module and one entry here."""

from app.dids.jwk import JWK
from app.dids.key import KEY
from app.dids.method import DidMethod, split_did
from app.dids.web import WEB
from app.errors import DidNotResolved

METHODS: tuple[DidMethod, ...] = (WEB, KEY, JWK)


def method_of(did: str, methods: tuple[DidMethod, ...] = METHODS) -> DidMethod:
    """Return the method of a DID (without path, query or fragment).

    Raises:
        DidNotResolved: not a DID, or of a method that is unknown here.
    """
    name, _ = split_did(did)
    for method in methods:
        if method.name == name:
            return method
    raise DidNotResolved(f"DID method {name!r} is not known here: expected {', '.join(method.name for method in methods)}")
