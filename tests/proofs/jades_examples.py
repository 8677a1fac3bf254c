"""A sealed credential, who seals it, and ways to garble the seal."""

import base64
import json
from dataclasses import replace
from functools import cache
from typing import Any

import orjson
from cryptography.x509.oid import NameOID

from app.crypto.encodings import decode_base64url, encode_base64url
from app.model.secured import Algorithm, Document, PublicKey, Secured
from app.proofs import jades, presented_proofs, suite_for, suite_named
from app.proofs.suite import SecureOptions, Verified
from tests.crypto.authorities import CA, NOON, TSA, Authority, Wish, certified, stamped
from tests.fakes import SignerInMemory, private_key_of

DIPLOMA: Document = {
    "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
    "id": "urn:credential:11111111-2222-4333-8444-555555555555",
    "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
    "issuer": {"id": "urn:epass:org:1", "type": "Organisation", "legalName": {"el": "Ακαδημία"}},
    "credentialSubject": {"id": "urn:epass:person:1", "type": "Person", "fullName": {"en": 'Ada "Countess" Łöwe 🎭'}},
}
NAMES = (
    (NameOID.ORGANIZATION_NAME, "Academy"),
    (NameOID.ORGANIZATION_IDENTIFIER, "VATGR-123456789"),
    (NameOID.COUNTRY_NAME, "GR"),
)
METHOD = "https://issuer.example/issuers/academy/seals/1"
ROOT = certified("Root", wish=CA)
SUB = certified("Sub", ROOT, CA)
STAMPER = certified("Stamper", ROOT, TSA)


def signer_of(algorithm: Algorithm = Algorithm.ES256) -> SignerInMemory:
    return SignerInMemory(METHOD, algorithm=algorithm)


def seal_of(algorithm: Algorithm = Algorithm.ES256, wish: Wish | None = None) -> Authority:
    """The certificate of the signer's key for that algorithm: the same each time."""
    return _seal_of(algorithm, wish or Wish(names=NAMES))


@cache
def _seal_of(algorithm: Algorithm, wish: Wish) -> Authority:
    return certified("Seal", SUB, wish, key=private_key_of(algorithm=algorithm))


def options_of(algorithm: Algorithm = Algorithm.ES256, **changes: Any) -> SecureOptions:
    return replace(SecureOptions(moment=NOON, certificates=(seal_of(algorithm).der, SUB.der)), **changes)


def sealed(document: Document = DIPLOMA, algorithm: Algorithm = Algorithm.ES256, **changes: Any) -> Secured:
    return suite_named("jades", algorithm).secure(document, signer_of(algorithm), options_of(algorithm, **changes))


def keys_of(secured: Secured) -> dict[str, PublicKey]:
    """The keys in the seals' own certificates: what a verifier takes that trusts them all."""
    keys = (jades.sealing_key(seal) for seal in jades.read_seals(secured.body))
    return {key.verification_method: key for key in keys}


def stamp(covered: bytes) -> bytes:
    return stamped(covered, STAMPER)


def header_in(secured: Secured) -> Document:
    header: Document = orjson.loads(decode_base64url(orjson.loads(secured.body)["signatures"][0]["protected"]))
    return header


def resealed(*, payload: str | None = None, unprotected: Any = ..., encodes: bool = False, **changes: Any) -> Secured:
    """A seal with another protected header (`...` takes a member out), whose signature holds."""
    header = {**header_in(sealed()), **{name.replace("__", "#"): value for name, value in changes.items()}}
    protected = encode_base64url(json.dumps({name: value for name, value in header.items() if value is not ...}).encode())
    return signed_as(protected, orjson.dumps(DIPLOMA).decode() if payload is None else payload, unprotected, encodes=encodes)


def signed_as(protected: str, payload: str, unprotected: Any = ..., *, encodes: bool = False) -> Secured:
    """A sealed file of these very texts, whose signature holds."""
    text = encode_base64url(payload.encode()) if encodes else payload
    signature = encode_base64url(signer_of().sign(f"{protected}.{text}".encode()))
    beside = {} if unprotected is ... else {"header": unprotected}
    return file_of(text, {"protected": protected, **beside, "signature": signature})


def file_of(payload: Any, *signatures: Any, **more: Any) -> Secured:
    return Secured(json.dumps({"payload": payload, "signatures": list(signatures), **more}).encode(), jades.MEDIA_TYPE)


def entry_of(secured: Secured) -> Document:
    entry: Document = orjson.loads(secured.body)["signatures"][0]
    return entry


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def verified(secured: Secured, keys: dict[str, PublicKey] | None = None) -> list[Verified]:
    """What the seals cover; with no keys given, those in their own certificates count."""
    known = keys_of(secured) if keys is None else keys
    return [suite_for(proof, known).verify(proof.secured, known) for proof in presented_proofs(secured)]
