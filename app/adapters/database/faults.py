"""Turns the database's errors into ours. What it says of values stays inside: only the name of a constraint gets out."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.errors import Conflict, CredentialServiceError, Malformed, StorageUnavailable

_OUR_MISTAKES = (ProgrammingError, NotSupportedError)
_MAX_NAME = 120


@contextmanager
def storage_faults() -> Iterator[None]:
    """Raise StorageUnavailable, Conflict or Malformed for what the database reports inside; mistakes of ours pass as they are."""
    try:
        yield
    except SQLAlchemyError as error:
        translated = fault_of(error)
        if translated is None:
            raise
        raise translated from error


def fault_of(error: SQLAlchemyError) -> CredentialServiceError | None:
    """Return the error of ours that says the same, or None where the statement itself is wrong."""
    if isinstance(error, IntegrityError):
        return Conflict(f"What is to be stored does not fit what is stored: {constraint_of(error)}")
    if isinstance(error, DataError):
        return Malformed("A value is not of a kind that can be stored.")
    if isinstance(error, PoolTimeoutError):
        return StorageUnavailable("Every connection to the database is in use.")
    if isinstance(error, DBAPIError) and not isinstance(error, _OUR_MISTAKES):
        return StorageUnavailable(f"The database does not answer or does not write ({type(error.orig).__name__}).")
    if isinstance(error, StatementError) and isinstance(error.orig, CredentialServiceError):
        return error.orig
    return None


def constraint_of(error: IntegrityError) -> str:
    """Return the name of the constraint that was hurt: PostgreSQL's name of it, SQLite's sentence, which has columns but no values."""
    diagnosis = getattr(error.orig, "diag", None)
    name = diagnosis.constraint_name or diagnosis.message_primary if diagnosis else str(error.orig)
    return (name or "a constraint")[:_MAX_NAME]
