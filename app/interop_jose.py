"""The command that the W3C's suite for VC-JOSE-COSE calls: secures or verifies one file with one key.

`python -m app.interop_jose issue|verify --input FILE --key KEY.json --feature FEATURE [--sd PATHS] --output OUT.json` writes
`{"result": "success"|"failure", "data": …}`; the reason of a failure goes to stderr. It tests the securing mechanism with the key
that it is given: neither dates nor whose key that is, nor what is in the envelopes of a presentation.

Spec: VC-JOSE-COSE 1.0, https://www.w3.org/TR/vc-jose-cose/; https://github.com/w3c/vc-jose-cose-test-suite
"""

import argparse
import json
import re
import secrets
import sys
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.crypto.encodings import decode_base64url
from app.crypto.keys import allowed_algorithms
from app.crypto.private_jwk import read_private_jwk
from app.crypto.signing import PrivateKeySigner
from app.errors import CredentialServiceError, DataLoss, MalformedProof, SchemaViolation, SigningError
from app.model.secured import Document, ProofPurpose, PublicKey, Secured
from app.proofs import presented_proofs, suite_named
from app.proofs.suite import SecureOptions, VerifyOptions
from app.schemas.defined_terms import undefined_members
from app.schemas.strict_json import pointer_token, read_json, read_object
from app.schemas.verifiable_credentials import verifiable_credential_faults

FEATURES = {
    "credential_jose": "vc+jwt",
    "presentation_jose": "vp+jwt",
    "credential_sdjwt": "vc+sd-jwt",
    "presentation_sdjwt": "vp+sd-jwt",
    "credential_cose": "vc+cose",
    "presentation_cose": "vp+cose",
}
"""The securing mechanism, by the suite's word for it."""

_TO_BASE64URL = bytes.maketrans(b"+/", b"-_")
_STEP = re.compile(r"[^.\[\]]+")


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 where it succeeded and 1 where it failed; either way the answer is written."""
    options = _parser().parse_args(arguments)
    try:
        content = options.input.read_bytes()
        method = read_object(options.key.read_bytes())
        name = FEATURES[options.feature]
        data = issue(content, method, name, read_paths(options.sd)) if options.function == "issue" else verify(content, method, name)
        answer = {"result": "success", "data": data}
    except (CredentialServiceError, OSError) as error:
        detail = error.detail if isinstance(error, CredentialServiceError) else str(error)
        sys.stderr.write(f"{options.feature}: {detail}\n")
        answer = {"result": "failure", "data": ""}
    options.output.write_text(json.dumps(answer), encoding="utf-8")
    return 0 if answer["result"] == "success" else 1


def issue(content: bytes, method: Document, name: str, pointers: tuple[str, ...]) -> str:
    """Return the document in `content`, secured by the mechanism of that name; COSE in base64.

    Args:
        content: JSON.
        method: a verification method with `id` and `secretKeyJwk`.
        name: one of FEATURES' mechanisms.
        pointers: what is to be disclosable; only SD-JWT has that.

    Raises:
        CredentialServiceError: the document is none that may be signed, or the key none that can.
    """
    document = read_object(content)
    _check(document, _purpose(name))
    signer = _signer(method)
    options = SecureOptions(datetime.now(UTC), _purpose(name), pointers=pointers, draw=secrets.token_bytes)
    secured = suite_named(name, signer.algorithm).secure(document, signer, options)
    return b64encode(secured.body).decode() if _is_binary(name) else secured.body.decode()


def verify(content: bytes, method: Document, name: str) -> str:
    """Return the document that `content` secures by the mechanism of that name and with that key, as JSON.

    Raises:
        CredentialServiceError: it does not.
    """
    text = content.strip()
    body = _decoded(text) if _is_binary(name) else text
    (proof,) = presented_proofs(Secured(body, f"application/{name}"))
    if proof.suite != name:
        raise MalformedProof(f"expected {name}, found {proof.suite}")
    jwk = _member(method, "publicKeyJwk")
    keys = {proof.verification_method: PublicKey(proof.verification_method, str(method.get("controller")), jwk)}
    suite = suite_named(name, proof.algorithm_hint)
    return json.dumps(suite.verify(proof.secured, keys, VerifyOptions(_purpose(name))).document)


def read_paths(text: str | None) -> tuple[str, ...]:
    """Return the JSON Pointers of paths as the suite writes them: `["credentialSubject.phoneNumbers[0]"]`. Raises MalformedProof."""
    paths = read_json(text.encode()) if text else []
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise MalformedProof("expected the paths as an array of texts, found another")
    return tuple("".join(f"/{pointer_token(step)}" for step in _STEP.findall(path)) for path in paths)


def _check(document: Document, purpose: ProofPurpose) -> None:
    undefined = undefined_members(document)
    if undefined:
        raise DataLoss(f"expected members that a context defines by name, found {', '.join(undefined)}")
    faults = verifiable_credential_faults(document) if purpose is ProofPurpose.ASSERTION else ()
    if faults:
        raise SchemaViolation(f"expected a credential of the W3C's data model, found a fault at {faults[0].pointer}", faults)


def _signer(method: Document) -> PrivateKeySigner:
    jwk = _member(method, "secretKeyJwk")
    public = {name: value for name, value in jwk.items() if name != "d"}
    algorithms = allowed_algorithms(public)
    identifier = method.get("id")
    if not algorithms or not isinstance(identifier, str):
        raise SigningError("expected a verification method with an id and a key that may sign, found another")
    return PrivateKeySigner(identifier, read_private_jwk(jwk), algorithms[0])


def _member(method: Document, name: str) -> Document:
    jwk = method.get(name)
    if not isinstance(jwk, dict):
        raise SigningError(f"expected a verification method with {name}, found none")
    return jwk


def _purpose(name: str) -> ProofPurpose:
    return ProofPurpose.AUTHENTICATION if name.startswith("vp") else ProofPurpose.ASSERTION


def _is_binary(name: str) -> bool:
    return name.endswith("cose")


def _decoded(text: bytes) -> bytes:
    """Return the bytes of base64, in either alphabet and with or without padding: the suite's samples have none."""
    return decode_base64url(text.translate(_TO_BASE64URL).rstrip(b"=").decode("ascii", "replace"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app.interop_jose", description="Secure or verify one file with one key.")
    parser.add_argument("function", choices=("issue", "verify"))
    parser.add_argument("--input", type=Path, required=True)
    parser.add_argument("--key", type=Path, required=True, help="a JsonWebKey with publicKeyJwk and secretKeyJwk")
    parser.add_argument("--feature", choices=tuple(FEATURES), required=True)
    parser.add_argument("--sd", help="a JSON array of paths that are to be disclosable")
    parser.add_argument("--output", type=Path, required=True)
    return parser


if __name__ == "__main__":
    sys.exit(main())
