"""Our own trouble: settings, key store, database, too many at once."""

from app.errors.tree import CredentialServiceError


class ConfigurationError(CredentialServiceError):
    """A setting, a pinned file or a stored identity does not fit: the service does not start."""

    code = "configuration"


class SigningError(CredentialServiceError):
    """Our key store's trouble."""

    code = "signing-unavailable"


class KeyLocked(SigningError):
    """The key is there, its passphrase is missing or wrong."""

    code = "key-locked"


class KeyStoreUnavailable(SigningError):
    """The key or its store cannot be opened."""

    code = "key-store-unavailable"


class TimeStampUnavailable(SigningError):
    """The time-stamping authority does not answer, or what it answers is no time-stamp: retry."""

    code = "time-stamp-unavailable"


class SealExpired(SigningError):
    """The certificate of the seal has ended: nobody would trust what it seals now."""

    code = "seal-expired"


class StorageError(CredentialServiceError):
    """Our database's trouble."""

    code = "storage"


class StorageUnavailable(StorageError):
    """The database does not answer or does not write: retry."""

    code = "storage-unavailable"


class AuditBroken(StorageError):
    """The audit trail is not the one that was signed before."""

    code = "audit-broken"


class SecretUnreadable(StorageError):
    """Stored ciphertext does not open with the key that belongs to it."""

    code = "secret-unreadable"


class Overloaded(CredentialServiceError):
    """Too many ask for the same at once: retry."""

    code = "overloaded"
