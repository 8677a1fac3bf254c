"""The errors of the service, which know no HTTP. Each has a stable `code`: clients and translations key on it.

CredentialServiceError
├── ConfigurationError                                       the operator's: the service does not start
├── RequestError    Malformed · TooLarge · UnsupportedMediaType · NotAuthenticated · NotPermitted · NotFound · Gone · Conflict
│                   InProgress · KeyReused · SchemaViolation · NotRecognised     the caller's trouble → 4xx
├── DocumentError   MalformedJson · UnknownContext · DataLoss · TooComplex       the document's → a finding; when issuing, 422
├── ProofError      InvalidSignature · MalformedProof · UnsupportedSuite · MalformedStatus · StatusIndexOutOfRange → a finding
├── EvidenceError   DidNotResolved · AddressForbidden · Unreachable              the world's → finding "unknown"
├── SigningError    KeyLocked · KeyStoreUnavailable          our key store's           → 503
├── StorageError    StorageUnavailable · SecretUnreadable    our database's            → 503
└── Overloaded                                               too many ask at once      → 503
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a document: where (a JSON Pointer, RFC 6901) and what was expected there."""

    pointer: str
    detail: str


class CredentialServiceError(Exception):
    """Whatever this service refuses or cannot do: what was expected and found, never a secret, and every fault that has a place."""

    code: ClassVar[str] = "internal"

    def __init__(self, detail: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(detail)
        self.detail, self.faults = detail, faults


class ConfigurationError(CredentialServiceError):
    """A setting, a pinned file or a stored identity does not fit: the service does not start."""

    code = "configuration"


class RequestError(CredentialServiceError):
    """The caller's trouble."""

    code = "bad-request"


class Malformed(RequestError):
    """The request cannot be read at all."""

    code = "malformed-request"


class TooLarge(RequestError):
    """The request's body is larger than allowed."""

    code = "body-too-large"


class UnsupportedMediaType(RequestError):
    """The body has a media type that this address does not read."""

    code = "unsupported-media-type"


class NotAuthenticated(RequestError):
    """No key, or none that we know."""

    code = "not-authenticated"


class NotPermitted(RequestError):
    """A known caller without the right."""

    code = "not-permitted"


class NotFound(RequestError):
    """Nothing there, or nothing that this caller may know of."""

    code = "not-found"


class Gone(RequestError):
    """It was there, and was taken away on purpose."""

    code = "gone"


class Conflict(RequestError):
    """The request does not fit the state in which the thing is."""

    code = "conflict"


class InProgress(RequestError):
    """The first request under this Idempotency-Key still runs: retry soon."""

    code = "idempotency-key-in-progress"


class KeyReused(RequestError):
    """This Idempotency-Key was used with another body."""

    code = "idempotency-key-reuse"


class SchemaViolation(RequestError):
    """The body is JSON, but not of the form that was asked for."""

    code = "schema-violation"


class NotRecognised(RequestError):
    """Nothing in the body is recognised as a credential."""

    code = "no-credential-recognised"


class DocumentError(CredentialServiceError):
    """A document that cannot be read or safely processed."""

    code = "document-refused"


class MalformedJson(DocumentError):
    """Not JSON as RFC 8259 and RFC 7493 have it."""

    code = "json-malformed"


class UnknownContext(DocumentError):
    """A JSON-LD context that is not pinned here; none is ever fetched."""

    code = "context-unknown"


class DataLoss(DocumentError):
    """A member that would not reach the signed graph."""

    code = "data-loss"


class TooComplex(DocumentError):
    """A document whose processing would cost more than is allowed."""

    code = "document-too-complex"


class ProofError(CredentialServiceError):
    """The credential's trouble."""

    code = "proof-refused"


class InvalidSignature(ProofError):
    """The signature does not fit key and document."""

    code = "signature-invalid"


class MalformedProof(ProofError):
    """A proof that lacks or garbles what a proof must have."""

    code = "proof-malformed"


class UnsupportedSuite(ProofError):
    """A proof of a kind that we do not know."""

    code = "suite-unsupported"


class MalformedStatus(ProofError):
    """A status entry or a status list that is not of the form of its specification."""

    code = "status-malformed"


class StatusIndexOutOfRange(ProofError):
    """A status index is negative or beyond its list."""

    code = "status-index-out-of-range"


class EvidenceError(CredentialServiceError):
    """What the judgement needs could not be had."""

    code = "evidence-missing"


class DidNotResolved(EvidenceError):
    """A DID that leads to no document, or is of a method unknown here."""

    code = "did-not-resolved"


class AddressForbidden(EvidenceError):
    """An address that we do not fetch from, whoever asks."""

    code = "address-forbidden"


class Unreachable(EvidenceError):
    """A peer did not answer, or not usably."""

    code = "unreachable"


class SigningError(CredentialServiceError):
    """Our key store's trouble."""

    code = "signing-unavailable"


class KeyLocked(SigningError):
    """The key is there, its passphrase is missing or wrong."""

    code = "key-locked"


class KeyStoreUnavailable(SigningError):
    """The key or its store cannot be opened."""

    code = "key-store-unavailable"


class StorageError(CredentialServiceError):
    """Our database's trouble."""

    code = "storage"


class StorageUnavailable(StorageError):
    """The database does not answer or does not write: retry."""

    code = "storage-unavailable"


class SecretUnreadable(StorageError):
    """Stored ciphertext does not open with the key that belongs to it."""

    code = "secret-unreadable"


class Overloaded(CredentialServiceError):
    """Too many ask for the same at once: retry."""

    code = "overloaded"
