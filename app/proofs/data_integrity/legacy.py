"""The proofs of the years before cryptosuites had names: tested, never made.

Both hash statements as eddsa-rdfc-2022 does. Ed25519Signature2020 has the signature in `proofValue`; JsonWebSignature2020 has in
`jws` a JWS whose payload, those hashes, is left out. Each needs its own context in the document for the terms of its proof.

Spec: VC Data Integrity EdDSA Cryptosuites 1.0 appendix (Ed25519Signature2020), https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020-0;
JSON Web Signature 2020, https://w3c-ccg.github.io/lds-jws2020/; RFC 7515 appendix F (detached), RFC 7797 (b64)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from app.crypto.encodings import decode_base64url
from app.crypto.keys import verify_signature
from app.errors import DocumentError, InvalidSignature, MalformedProof, UnsupportedSuite
from app.model.secured import Algorithm, Document, PublicKey, Secured, Signer
from app.proofs.data_integrity.cryptosuites import sha256
from app.proofs.data_integrity.presenting import ED25519_2020, JWS_2020
from app.proofs.data_integrity.securing import check_purpose, hash_data, limits_for, read_proof, read_signature
from app.proofs.data_integrity.transformations import RDFC
from app.proofs.suite import ASSERTED, ProofSuite, SecureOptions, Verified, VerifyOptions, known_key
from app.schemas.strict_json import JsonLimits, read_object

_ED25519_BYTES = 64
_MOST_JWS_CHARACTERS = 4_096
_PARTS = 3
_HEADER_LIMITS = JsonLimits(max_bytes=1_024, max_depth=3, max_nodes=32)
_DETACHED = {"b64": False, "crit": ["b64"]}


@dataclass(frozen=True, slots=True)
class _Kind:
    """A type of proof: its name, the member with the signature, and how that is read.

    read: what was signed, and the signature. Given: the member's text, the algorithm of the key, the hashes.
    """

    name: str
    member: str
    read: Callable[[str, Algorithm, bytes], tuple[bytes, bytes]]


def _read_value(text: str, _algorithm: Algorithm, data: bytes) -> tuple[bytes, bytes]:
    return data, read_signature(text, _ED25519_BYTES)


def _read_detached(text: str, algorithm: Algorithm, data: bytes) -> tuple[bytes, bytes]:
    parts = text.split(".", _PARTS)
    if len(text) > _MOST_JWS_CHARACTERS or len(parts) != _PARTS or parts[1]:
        raise MalformedProof("jws: expected a header, no payload and a signature, found another text")
    try:
        header = read_object(decode_base64url(parts[0]), _HEADER_LIMITS)
    except DocumentError as error:
        raise MalformedProof(f"jws: the header is refused: {error.detail}") from error
    if {name: header.get(name) for name in _DETACHED} != _DETACHED:
        raise MalformedProof("jws: expected a header with b64 false and crit b64, found another")
    if header.get("alg") != algorithm:
        raise InvalidSignature(f"jws: expected a header whose alg is {algorithm.value}, the key's, found another")
    return f"{parts[0]}.".encode("ascii") + data, decode_base64url(parts[2])


def _verify(
    kind: _Kind, algorithm: Algorithm, secured: Secured, keys: Mapping[str, PublicKey], options: VerifyOptions = ASSERTED
) -> Verified:
    document, proof, found = read_proof(secured)
    if proof["type"] != kind.name:
        raise UnsupportedSuite(f"a proof of the suite {found.suite[:100]!r}, expected {kind.name}")
    check_purpose(found, options)
    key = known_key(keys, found.verification_method)
    stated = {name: value for name, value in proof.items() if name != kind.member}
    data, covered = hash_data(RDFC, sha256, (stated, document), limits_for(options))
    message, signature = kind.read(proof[kind.member], algorithm, data)
    verify_signature(key.jwk, algorithm, message, signature)
    return Verified(covered, kind.name, key.verification_method, found.purpose, found.moment)


def _secure(kind: _Kind, _document: Document, _signer: Signer, _options: SecureOptions) -> Secured:
    raise UnsupportedSuite(f"{kind.name} is verified here, never made")


_ED25519 = _Kind(ED25519_2020, "proofValue", _read_value)
_JWS = _Kind(JWS_2020, "jws", _read_detached)
_ROWS = (
    (_ED25519, Algorithm.EDDSA),
    (_JWS, Algorithm.EDDSA),
    (_JWS, Algorithm.ES256),
    (_JWS, Algorithm.ES384),
    (_JWS, Algorithm.PS256),
)

SUITES = tuple(
    ProofSuite(kind.name, algorithm, secure=partial(_secure, kind), verify=partial(_verify, kind, algorithm)) for kind, algorithm in _ROWS
)
