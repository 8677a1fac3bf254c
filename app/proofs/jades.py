"""JAdES seals: an institution's signature with its certificate, as Europass's digital credentials bear them.

Baseline B-B; B-T where a time-stamping authority vouches for the moment. Written is what elm.md §5.4 says: the payload as a text,
unencoded and first; read is whatever of JAdES `jades_seal` takes apart.

Spec: ETSI TS 119 182-1 (JAdES) §5 and §6 (baseline); RFC 7515; RFC 7797; RFC 6920 (names of certificates)
"""

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache, partial
from types import MappingProxyType

import orjson

from app.crypto.certificate_contents import read_certificate
from app.crypto.certificates import certified_jwk, issuer_and_serial, may_seal
from app.crypto.encodings import encode_base64url
from app.crypto.keys import thumbprint, verify_signature
from app.crypto.time_stamps import check_covered
from app.errors import InvalidSignature, MalformedProof, ProofError, SealExpired, SigningError, TimeStampUnavailable, UnsupportedSuite
from app.model.secured import Algorithm, Document, Jwk, ProofPurpose, PublicKey, Secured, Signer
from app.proofs.jades_evidence import write_time_stamp
from app.proofs.jades_header import TYPE
from app.proofs.jades_seal import MAX_SEALED_BYTES, Seal, read_seal, read_seals, single_seals, write_sealed
from app.proofs.suite import ASSERTED, PresentedProof, ProofSuite, SecureOptions, Verified, VerifyOptions, known_key, write_json
from app.schemas.moments import write_moment

__all__ = ["MEDIA_TYPE", "NAME", "SUITES", "Seal", "certificate_url", "jades_proofs", "read_seal", "read_seals", "sealing_key"]

MEDIA_TYPE = "application/jose+json"
NAME = "jades"
ALGORITHMS = (Algorithm.RS256, Algorithm.PS256, Algorithm.ES256, Algorithm.ES384, Algorithm.ES512)

_MOST_CHAINS = 128


def certificate_url(certificate: bytes) -> str:
    """Return the name of a certificate (DER) as verification method: its digest, which `x5t#S256` has too (RFC 6920 §3)."""
    return f"ni:///sha-256;{encode_base64url(hashlib.sha256(certificate).digest())}"


def sealing_key(seal: Seal) -> PublicKey:
    """Return the key that the seal's own certificate certifies, under that certificate's name: whose it is, is another question.

    Raises:
        MalformedProof, MalformedCertificate: it holds no key that we verify with.
    """
    name = certificate_url(seal.chain[0])
    return PublicKey(verification_method=name, controller=name, jwk=certified_jwk(seal.chain[0]))


def jades_proofs(secured: Secured) -> tuple[PresentedProof, ...]:
    """Return what a sealed file says of its seals, each alone in a file; `verification_method` names the seal's certificate.

    Raises:
        MalformedProof: no JAdES seal. UnsupportedSuite: one on something that lies elsewhere. DocumentError: it cannot be read.
    """
    return tuple(_presented(seal, body) for seal, body in single_seals(secured.body))


def _presented(seal: Seal, body: bytes) -> PresentedProof:
    return PresentedProof(
        suite=NAME,
        algorithm_hint=seal.header.algorithm,
        verification_method=certificate_url(seal.chain[0]),
        purpose=ProofPurpose.ASSERTION.value,
        moment=seal.moment,
        expires=None,
        secured=Secured(body, MEDIA_TYPE),
    )


def _verify(algorithm: Algorithm, secured: Secured, keys: Mapping[str, PublicKey], options: VerifyOptions = ASSERTED) -> Verified:
    if options.purpose is not ProofPurpose.ASSERTION:
        raise MalformedProof(f"expected a proof for {options.purpose.value}, found a seal, which asserts")
    seal = read_seal(secured.body)
    if seal.header.algorithm != algorithm.value:
        raise UnsupportedSuite(f"alg {seal.header.algorithm[:20]!r}, expected {algorithm.value}")
    certified = sealing_key(seal)
    key = known_key(keys, certified.verification_method)
    if thumbprint(key.jwk) != thumbprint(certified.jwk):
        raise InvalidSignature(f"the key of {key.verification_method} is not the one that its certificate certifies")
    verify_signature(key.jwk, algorithm, seal.signing_input, seal.signature)
    for token in seal.header.content_time_stamps:
        check_covered(token, seal.payload.encode())
    return Verified(seal.document, NAME, key.verification_method, options.purpose.value, seal.moment)


def _secure(algorithm: Algorithm, document: Document, signer: Signer, options: SecureOptions) -> Secured:
    """Return the sealed file; the document is written once, and stays as it is."""
    _check_signer(algorithm, signer, options)
    payload = write_json(document)
    protected = encode_base64url(orjson.dumps(_header(algorithm, options)))
    signing_input = b".".join((protected.encode("ascii"), payload))
    signature = signer.sign(signing_input)
    _check_certified(options.certificates[0], algorithm, signing_input, signature)
    text = encode_base64url(signature)
    evidence = {"etsiU": _time_stamped(text.encode("ascii"), options)}
    body = write_sealed(payload.decode(), {"protected": protected, "header": evidence, "signature": text})
    if len(body) > MAX_SEALED_BYTES:
        raise MalformedProof(f"expected a sealed file of at most {MAX_SEALED_BYTES} bytes, found {len(body)}")
    return Secured(body, MEDIA_TYPE)


def _check_signer(algorithm: Algorithm, signer: Signer, options: SecureOptions) -> None:
    if signer.algorithm is not algorithm or options.purpose is not ProofPurpose.ASSERTION:
        raise SigningError(f"expected a key for {algorithm.value} and {ProofPurpose.ASSERTION.value}, found another key or purpose")
    if not options.certificates or not may_seal(options.certificates[0]):
        raise SigningError("expected the certificates of the seal's key, the first made for signing; found another or none")
    contents = read_certificate(options.certificates[0])
    if options.moment > contents.valid_until:
        raise SealExpired(f"the seal's certificate ended at {write_moment(contents.valid_until)}: a new one must be imported")
    if options.moment < contents.valid_from:
        raise SigningError(f"the seal's certificate begins only at {write_moment(contents.valid_from)}")


def _check_certified(certificate: bytes, algorithm: Algorithm, signing_input: bytes, signature: bytes) -> None:
    """Return nothing if the certificate is the key's own: no seal leaves that its certificate does not verify."""
    try:
        verify_signature(_certified(certificate), algorithm, signing_input, signature)
    except ProofError as error:
        raise SigningError("the seal's certificate is not one for its key") from error


def _header(algorithm: Algorithm, options: SecureOptions) -> Document:
    """Return the protected header, members in the order of elm.md §5.4."""
    moment = write_moment(options.moment)
    when: Document = {"sigT": moment} if options.writes_sig_t else {"iat": int(options.moment.timestamp() // 1)}
    critical = ["b64", *(["sigT"] if options.writes_sig_t else [])]
    said = {"alg": algorithm.value, "typ": TYPE, "cty": "json", **_certificate_members(options.certificates)}
    return {**said, "b64": False, **when, "crit": critical}


def _time_stamped(text: bytes, options: SecureOptions) -> list[str]:
    """Return `etsiU`, which is there even if empty: by it libraries tell JAdES."""
    if options.time_stamp is None:
        return []
    token = options.time_stamp(text)
    try:
        check_covered(token, text)
    except ProofError as error:
        raise TimeStampUnavailable(f"the time-stamping authority answered amiss: {error.detail}") from error
    return [write_time_stamp(token)]


@lru_cache(maxsize=_MOST_CHAINS)
def _certificate_members(chain: tuple[bytes, ...]) -> Mapping[str, str | tuple[str, ...]]:
    """Return what the header says of the certificates: the same in every seal of one key."""
    return MappingProxyType(
        {
            "x5t#S256": encode_base64url(hashlib.sha256(chain[0]).digest()),
            "x5c": tuple(base64.b64encode(each).decode("ascii") for each in chain),
            "kid": issuer_and_serial(chain[0]),
        }
    )


@lru_cache(maxsize=_MOST_CHAINS)
def _certified(certificate: bytes) -> Jwk:
    return MappingProxyType(dict(certified_jwk(certificate)))


SUITES = tuple(
    ProofSuite(NAME, algorithm, partial(_secure, algorithm), partial(_verify, algorithm), signs_bytes=True) for algorithm in ALGORITHMS
)
