"""What of the database's errors gets out, and as what."""

import pytest
from sqlalchemy import exc

from app.adapters.database.faults import fault_of, storage_faults
from app.errors import Conflict, Malformed, StorageUnavailable

PRIVATE = Exception("Key (name)=(Ada Example) already exists.")


class Diagnosis:
    def __init__(self, constraint: str | None, message: str | None) -> None:
        self.constraint_name = constraint
        self.message_primary = message


class Reported(Exception):
    """As psycopg reports: the constraint's name apart from the values."""

    def __init__(self, constraint: str | None, message: str | None) -> None:
        super().__init__("Key (name)=(Ada Example) already exists.")
        self.diag = Diagnosis(constraint, message)


@pytest.mark.parametrize("kind", [exc.OperationalError, exc.InterfaceError, exc.InternalError, exc.DatabaseError])
def test_what_the_database_cannot_do_now_is_an_unavailable_storage(kind: type[exc.DBAPIError]) -> None:
    fault = fault_of(kind("SELECT 1", None, PRIVATE))

    assert isinstance(fault, StorageUnavailable)
    assert "Ada" not in fault.detail


def test_no_free_connection_is_an_unavailable_storage() -> None:
    assert isinstance(fault_of(exc.TimeoutError("QueuePool limit")), StorageUnavailable)


def test_a_value_of_the_wrong_kind_is_the_callers_trouble() -> None:
    fault = fault_of(exc.DataError("SELECT 1", None, PRIVATE))

    assert isinstance(fault, Malformed)
    assert "Ada" not in fault.detail


@pytest.mark.parametrize(
    ("constraint", "message", "told"),
    [("uq_tenant_slug", "duplicate key", "uq_tenant_slug"), (None, "a status slot is never removed", "a status slot is never removed")],
)
def test_a_conflict_tells_the_constraint_and_no_value(constraint: str | None, message: str, told: str) -> None:
    fault = fault_of(exc.IntegrityError("INSERT …", None, Reported(constraint, message)))

    assert isinstance(fault, Conflict)
    assert told in fault.detail
    assert "Ada" not in fault.detail


def test_a_conflict_without_a_name_is_still_one() -> None:
    fault = fault_of(exc.IntegrityError("INSERT …", None, Reported(None, None)))

    assert isinstance(fault, Conflict)
    assert "a constraint" in fault.detail


def test_an_error_of_ours_inside_of_the_databases_comes_out() -> None:
    ours = Malformed("a text with NUL")

    with pytest.raises(Malformed) as caught, storage_faults():
        raise exc.StatementError("(wrapped)", "SELECT 1", None, ours)

    assert caught.value is ours


@pytest.mark.parametrize(
    "mistake",
    [
        exc.ProgrammingError("SELECT nothing", None, PRIVATE),
        exc.NotSupportedError("SELECT 1", None, PRIVATE),
        exc.ArgumentError("wrong"),
        exc.StatementError("wrong", "SELECT 1", None, ValueError("naive")),
    ],
)
def test_a_mistake_of_ours_stays_what_it_is(mistake: exc.SQLAlchemyError) -> None:
    with pytest.raises(type(mistake)) as caught, storage_faults():
        raise mistake

    assert caught.value is mistake


def test_what_is_not_the_databases_passes() -> None:
    with pytest.raises(LookupError), storage_faults():
        raise LookupError
