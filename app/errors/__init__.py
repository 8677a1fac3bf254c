"""The errors of the service, which know no HTTP. Each has a stable `code`: clients and translations key on it.

CredentialServiceError
├── ConfigurationError                                       the operator's: the service does not start
├── RequestError    Malformed · TooLarge · UnsupportedMediaType · NotAuthenticated · NotPermitted · NotFound · Gone · Conflict
│                   InProgress · KeyReused · SchemaViolation · NotRecognised · PreconditionFailed · TooManyRequests · TooSlow
│                                                            the caller's            → 4xx
├── DocumentError   MalformedJson · UnknownContext · DataLoss · TooComplex       the document's → a finding; when issuing, 422
├── ProofError      InvalidSignature · MalformedProof · UnsupportedSuite · MalformedStatus · StatusIndexOutOfRange → a finding
├── EvidenceError   DidNotResolved · AddressForbidden · Unreachable              the world's → finding "unknown"
├── SigningError    KeyLocked · KeyStoreUnavailable          our key store's           → 503
├── StorageError    StorageUnavailable · SecretUnreadable    our database's            → 503
└── Overloaded                                               too many ask at once      → 503
"""

from app.errors.document import (
    DataLoss,
    DocumentError,
    InvalidSignature,
    MalformedJson,
    MalformedProof,
    MalformedStatus,
    ProofError,
    StatusIndexOutOfRange,
    TooComplex,
    UnknownContext,
    UnsupportedSuite,
)
from app.errors.evidence import AddressForbidden, DidNotResolved, EvidenceError, Unreachable
from app.errors.own import (
    ConfigurationError,
    KeyLocked,
    KeyStoreUnavailable,
    Overloaded,
    SecretUnreadable,
    SigningError,
    StorageError,
    StorageUnavailable,
)
from app.errors.request import (
    Conflict,
    Gone,
    InProgress,
    KeyReused,
    Malformed,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    NotRecognised,
    PreconditionFailed,
    RequestError,
    SchemaViolation,
    TooLarge,
    TooManyRequests,
    TooSlow,
    UnsupportedMediaType,
)
from app.errors.tree import CredentialServiceError, Fault

__all__ = [
    "AddressForbidden",
    "ConfigurationError",
    "Conflict",
    "CredentialServiceError",
    "DataLoss",
    "DidNotResolved",
    "DocumentError",
    "EvidenceError",
    "Fault",
    "Gone",
    "InProgress",
    "InvalidSignature",
    "KeyLocked",
    "KeyReused",
    "KeyStoreUnavailable",
    "Malformed",
    "MalformedJson",
    "MalformedProof",
    "MalformedStatus",
    "NotAuthenticated",
    "NotFound",
    "NotPermitted",
    "NotRecognised",
    "Overloaded",
    "PreconditionFailed",
    "ProofError",
    "RequestError",
    "SchemaViolation",
    "SecretUnreadable",
    "SigningError",
    "StatusIndexOutOfRange",
    "StorageError",
    "StorageUnavailable",
    "TooComplex",
    "TooLarge",
    "TooManyRequests",
    "TooSlow",
    "UnknownContext",
    "Unreachable",
    "UnsupportedMediaType",
    "UnsupportedSuite",
]
