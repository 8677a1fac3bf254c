"""What the tests of ecdsa-sd-2023 share: a base proof, what is derived from it, and proof values put together by hand."""

import json
from dataclasses import replace
from typing import Any

import cbor2

from app.crypto.encodings import decode_base64url, encode_base64url
from app.model.secured import Algorithm, Document, Secured
from app.proofs import suite_named
from app.proofs.suite import Derive, VerifyOptions
from tests.fakes import SignerInMemory
from tests.proofs.examples import AT_NOON, DIPLOMA, METHOD

SUITE = suite_named("ecdsa-sd-2023", Algorithm.ES256)
SIGNER = SignerInMemory(METHOD, algorithm=Algorithm.ES256)
STRANGER = SignerInMemory(METHOD, seed=b"\x08" * 32, algorithm=Algorithm.ES256)
MANDATORY = ("/issuer", "/validFrom", "/validUntil", "/credentialStatus")
INLINE = VerifyOptions(inline_contexts=True)
SHOWN = ("/credentialSubject/achievement/name", "/credentialSubject/achievement/criteria")


def drawn(size: int) -> bytes:
    """Bytes that are the same each time."""
    return bytes(range(size))


OPTIONS = replace(AT_NOON, pointers=MANDATORY, draw=drawn)


def secured(document: Document) -> Secured:
    return Secured(json.dumps(document).encode(), "application/vc")


def read(result: Secured) -> Document:
    """The document read back without any of our code."""
    document: Document = json.loads(result.body)
    return document


def base(document: Document = DIPLOMA) -> Secured:
    return SUITE.secure(document, SIGNER, OPTIONS)


def derive() -> Derive:
    assert SUITE.derive is not None
    return SUITE.derive


def derived(*pointers: str) -> Document:
    return read(derive()(base(), pointers or SHOWN))


def parts_of(document: Document) -> list[Any]:
    """The five parts of a document's proof value."""
    parts: list[Any] = cbor2.loads(decode_base64url(document["proof"]["proofValue"][1:])[3:])
    return parts


def value_of(parts: Any, header: str = "d95d01", more: bytes = b"") -> str:
    return "u" + encode_base64url(bytes.fromhex(header) + cbor2.dumps(parts) + more)


def with_value(document: Document, value: Any) -> Document:
    return {**document, "proof": {**document["proof"], "proofValue": value}}


def with_part(document: Document, number: int, part: Any) -> Document:
    """The document with another part in its derived proof."""
    parts = parts_of(document)
    return with_value(document, value_of([*parts[:number], part, *parts[number + 1 :]]))


def shown_of(document: Document, *pointers: str, mandatory: tuple[str, ...] = ()) -> Document:
    """What a verifier takes from the document, of which the holder shows `pointers`."""
    secured_document = SUITE.secure(document, SIGNER, replace(OPTIONS, pointers=mandatory, inline_contexts=True))
    result = derive()(secured_document, pointers, INLINE)
    verified = SUITE.verify(result, SIGNER.public_keys, INLINE).document
    assert verified == {name: member for name, member in read(result).items() if name != "proof"}
    return verified
