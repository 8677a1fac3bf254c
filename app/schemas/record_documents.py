"""Between the model's frozen records and JSON, without loss: what is written reads back equal.

One member per field, by its name. A member that has its field's default is left out, so that a field added later changes no
document and no digest. Decimals and moments are text in one spelling each; anything else than that spelling is refused.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum, StrEnum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson

from app.errors import Fault, SchemaViolation
from app.model.secured import Document
from app.schemas.strict_json import pointer_token

T = TypeVar("T")


def write_record(record: Any) -> Document:
    """Return the document of a record. Raises SchemaViolation for what JSON cannot say: no zone, no finite number, no known kind."""
    return {
        field.name: _written(getattr(record, field.name)) for field in fields(record) if not _is_default(field, getattr(record, field.name))
    }


def read_record(kind: type[T], document: Any) -> T:
    """Return the record of that kind, or raise SchemaViolation with a fault for every member that is missing, unknown or wrong."""
    record: T = _read(kind, document, "")
    return record


def canonical_sha256(document: Document) -> str:
    """Return the SHA-256, in hexadecimal, of the document's canonical text. Raises SchemaViolation."""
    return hashlib.sha256(canonical_text(document)).hexdigest()


def canonical_text(document: Document) -> bytes:
    """Return the document's one text: UTF-8, members sorted, no white space. Raises SchemaViolation for what JSON cannot say."""
    try:
        return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise SchemaViolation("The document cannot be written as JSON: a number or a text is outside of its bounds.") from error


def _written(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return _decimal_text(value)
    if isinstance(value, datetime):
        return _moment_text(value)
    if isinstance(value, Mapping):
        return {str(name): _written(member) for name, member in value.items()}
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    if is_dataclass(value):
        return write_record(value)
    raise SchemaViolation(f"A value of the kind {type(value).__name__} has no form in JSON.")


def _is_default(field: "Field[Any]", value: Any) -> bool:
    return field.default is not MISSING and type(value) is type(field.default) and bool(value == field.default)


def _decimal_text(value: Decimal) -> str:
    if not value.is_finite():
        raise SchemaViolation("A number that is not finite has no form in JSON.")
    return str(value)


def _moment_text(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise SchemaViolation("A moment without a zone means nothing.")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read(kind: Any, value: Any, pointer: str) -> Any:
    """Return the value as one of that kind, or raise SchemaViolation."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return None if value is None else _read(next(one for one in arguments if one is not NoneType), value, pointer)
    if origin is tuple:
        items = enumerate(_list(value, pointer))
        return tuple(_whole(*_gather(((str(index), arguments[0], item) for index, item in items), pointer)).values())
    if origin is Mapping:
        return _whole(*_gather(((name, arguments[1], member) for name, member in _object(value, pointer).items()), pointer))
    if is_dataclass(kind):
        return _record(kind, _object(value, pointer), pointer)
    if issubclass(kind, StrEnum):
        return _code(kind, value, pointer)
    return _SIMPLE[kind](value, pointer)


def _record(kind: Any, members: Document, pointer: str) -> Any:
    hints = _hints(kind)
    needed = {field.name for field in fields(kind) if field.default is MISSING}
    faults = [Fault(f"{pointer}/{pointer_token(name)}", "expected no such member") for name in sorted(members.keys() - hints.keys())]
    faults += [Fault(f"{pointer}/{name}", "expected a member, found none") for name in sorted(needed - members.keys())]
    known = ((name, hints[name], member) for name, member in members.items() if name in hints)
    values, wrong = _gather(known, pointer)
    return kind(**_whole(values, [*faults, *wrong]))


def _gather(members: Iterable[tuple[str, Any, Any]], pointer: str) -> tuple[dict[str, Any], list[Fault]]:
    """Return what could be read of (name, kind, value), under its name, and the faults of all the rest."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, kind, value in members:
        try:
            values[name] = _read(kind, value, f"{pointer}/{pointer_token(name)}")
        except SchemaViolation as violation:
            faults.extend(violation.faults)
    return values, faults


def _whole(values: dict[str, Any], faults: list[Fault]) -> dict[str, Any]:
    if faults:
        raise _violation(*faults)
    return values


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return MappingProxyType(get_type_hints(kind))


def _object(value: Any, pointer: str) -> Document:
    if not isinstance(value, dict):
        raise _violation(Fault(pointer, f"expected an object, found {_called(value)}"))
    return value


def _list(value: Any, pointer: str) -> list[Any]:
    if not isinstance(value, list):
        raise _violation(Fault(pointer, f"expected a list, found {_called(value)}"))
    return value


def _code(kind: type[StrEnum], value: Any, pointer: str) -> StrEnum:
    for member in kind:
        if value == member.value:
            return member
    raise _violation(Fault(pointer, f"expected one of {', '.join(kind)}"))


def _text(value: Any, pointer: str) -> str:
    if not isinstance(value, str):
        raise _violation(Fault(pointer, f"expected text, found {_called(value)}"))
    return value


def _integer(value: Any, pointer: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _violation(Fault(pointer, f"expected a whole number, found {_called(value)}"))
    return value


def _truth(value: Any, pointer: str) -> bool:
    if not isinstance(value, bool):
        raise _violation(Fault(pointer, f"expected true or false, found {_called(value)}"))
    return value


def _decimal(value: Any, pointer: str) -> Decimal:
    try:
        number = Decimal(_text(value, pointer))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or str(number) != value:
        raise _violation(Fault(pointer, "expected a decimal number as text, such as 2.5"))
    return number


def _moment(value: Any, pointer: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(value, pointer))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not UTC or _moment_text(moment) != value:
        raise _violation(Fault(pointer, "expected a moment in UTC as text, such as 2026-01-31T12:00:00Z"))
    return moment


_SIMPLE: Mapping[Any, Callable[[Any, str], Any]] = {str: _text, int: _integer, bool: _truth, Decimal: _decimal, datetime: _moment}


def _called(value: Any) -> str:
    """Return what JSON calls a value of that kind; never the value itself, which may name a person."""
    return {dict: "an object", list: "a list", str: "text", bool: "true or false", NoneType: "null"}.get(type(value), "a number")


def _violation(*faults: Fault) -> SchemaViolation:
    return SchemaViolation("The document is not of the form that was expected.", faults)
