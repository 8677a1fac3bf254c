"""The errors of the service, which know no HTTP. Each has a stable `code`: clients and translations key on it.

CredentialServiceError
├── ConfigurationError                                       the operator's: the service does not start
├── RequestError    Malformed · TooLarge · UnsupportedMediaType · NotAuthenticated · NotPermitted · NotFound · Gone (Erased) · Conflict
│                   InProgress · KeyReused · SchemaViolation · NotRecognised · NotVerified · PictureRefused · PreconditionFailed
│                   TooManyRequests · TooSlow
│                   DeskClosed · ForeignForm                 at the desk only
│                                                            the caller's            → 4xx
├── DocumentError   MalformedJson · UnknownContext · DataLoss · TooComplex · UncoveredScript
│                                                            the document's → a finding; when issuing, 422
├── ProofError      InvalidSignature · MalformedProof · UnsupportedSuite · MalformedStatus (StatusListTooShort)
│                   StatusIndexOutOfRange                    the credential's        → a finding
├── EvidenceError   DidNotResolved · AddressForbidden · Unreachable · PersonNotResolved          the world's → finding "unknown"
├── SigningError    KeyLocked · KeyStoreUnavailable · TimeStampUnavailable · SealExpired       our key store's           → 503
├── StorageError    StorageUnavailable · SecretUnreadable · AuditBroken    our database's            → 503
└── Overloaded                                               too many ask at once      → 503
"""

from app.errors.document import (
    DataLoss,
    DocumentError,
    InvalidSignature,
    MalformedCertificate,
    MalformedJson,
    MalformedProof,
    MalformedStatus,
    ProofError,
    StatusIndexOutOfRange,
    StatusListTooShort,
    TooComplex,
    UncoveredScript,
    UnknownContext,
    UnsupportedSuite,
)
from app.errors.evidence import AddressForbidden, DidNotResolved, EvidenceError, PersonNotResolved, Unreachable
from app.errors.own import (
    AuditBroken,
    ConfigurationError,
    KeyLocked,
    KeyStoreUnavailable,
    Overloaded,
    SealExpired,
    SecretUnreadable,
    SigningError,
    StorageError,
    StorageUnavailable,
    TimeStampUnavailable,
)
from app.errors.request import (
    Conflict,
    DeskClosed,
    Erased,
    ForeignForm,
    Gone,
    InProgress,
    KeyReused,
    Malformed,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    NotRecognised,
    NotVerified,
    PictureRefused,
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
    "AuditBroken",
    "ConfigurationError",
    "Conflict",
    "CredentialServiceError",
    "DataLoss",
    "DeskClosed",
    "DidNotResolved",
    "DocumentError",
    "Erased",
    "EvidenceError",
    "Fault",
    "ForeignForm",
    "Gone",
    "InProgress",
    "InvalidSignature",
    "KeyLocked",
    "KeyReused",
    "KeyStoreUnavailable",
    "Malformed",
    "MalformedCertificate",
    "MalformedJson",
    "MalformedProof",
    "MalformedStatus",
    "NotAuthenticated",
    "NotFound",
    "NotPermitted",
    "NotRecognised",
    "NotVerified",
    "Overloaded",
    "PersonNotResolved",
    "PictureRefused",
    "PreconditionFailed",
    "ProofError",
    "RequestError",
    "SchemaViolation",
    "SealExpired",
    "SecretUnreadable",
    "SigningError",
    "StatusIndexOutOfRange",
    "StatusListTooShort",
    "StorageError",
    "StorageUnavailable",
    "TimeStampUnavailable",
    "TooComplex",
    "TooLarge",
    "TooManyRequests",
    "TooSlow",
    "UncoveredScript",
    "UnknownContext",
    "Unreachable",
    "UnsupportedMediaType",
    "UnsupportedSuite",
]
