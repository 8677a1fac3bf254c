"""A JSON value in its one spelling: what the JCS suites hash.

orjson writes what it is known to write alike; numbers with a fraction are spelled by `rfc8785`, and whatever else is unusual goes
there whole. It is slower, and the oracle of the tests.

Spec: RFC 8785 (JSON Canonicalization Scheme); RFC 7493 §2 (what JSON it can spell)
"""

from operator import is_not
from typing import Any

import orjson
import rfc8785

from app.errors import MalformedJson
from app.schemas.strict_json import MAX_SAFE_INTEGER


class _UnusualError(Exception):
    """Something that orjson may spell in another way, or not at all."""


def canonical_json(value: Any) -> bytes:
    """Return `value` in UTF-8 as RFC 8785 spells it: no white space, members by their UTF-16 units, numbers as ECMAScript has them.

    Raises:
        MalformedJson: a number that a double does not hold, half of a surrogate pair, too much nesting, or no JSON at all.
    """
    try:
        return orjson.dumps(_as_orjson_spells(value), option=orjson.OPT_SORT_KEYS)
    except (_UnusualError, TypeError, RecursionError):  # a TypeError is orjson's own, or that of a key which is no text
        return _spelled_slowly(value)


def _spelled_slowly(value: Any) -> bytes:
    try:
        return rfc8785.dumps(value)
    except (ValueError, RecursionError) as error:
        raise MalformedJson("expected a value that has a canonical spelling (RFC 8785), found none") from error


def _as_orjson_spells(value: Any) -> Any:
    """Return `value`, or a copy with other numbers in it. Raises _UnusualError: orjson sorts by code points and takes any integer."""
    kind = type(value)
    if kind is dict:
        return _members(value)
    if kind is list:
        items = [item if type(item) is str else _as_orjson_spells(item) for item in value]
        return items if any(map(is_not, items, value)) else value
    if kind is float:
        return int(value) if value.is_integer() and abs(value) <= MAX_SAFE_INTEGER else orjson.Fragment(_spelled_slowly(value))
    if kind is bool or value is None or kind is str or (kind is int and -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER):
        return value
    raise _UnusualError


def _members(value: dict[Any, Any]) -> dict[Any, Any]:
    if not "".join(value).isascii():
        raise _UnusualError
    changed = {}
    for key, member in value.items():
        if type(member) is not str:
            spelled = _as_orjson_spells(member)
            if spelled is not member:
                changed[key] = spelled
    return {**value, **changed} if changed else value
