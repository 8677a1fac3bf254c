"""The one JSON reader: of request bodies, uploaded files, fetched documents and the insides of JWTs.

It takes only what every reader reads alike: no duplicate keys, no NaN, no number that overflows, no lone surrogate, no NUL,
no byte order mark. Size and number of values are judged on the text, before anything is built from it, and so is depth where the
text is not read by `quick_json`, which is bound by both.

Spec: RFC 8259; RFC 7493 (I-JSON) §2; RFC 6901 (JSON Pointer)
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from app.errors import Fault, MalformedJson, TooComplex
from app.model.secured import Document
from app.schemas.quick_json import DOUBTFUL, read_quickly

MAX_SAFE_INTEGER = 2**53 - 1
"""The largest integer that every reader of JSON holds exactly (RFC 7493 §2.2)."""
MAX_NUMBER_CHARS = 64

_ESCAPE = re.compile(r"\\.?", re.DOTALL)
_SUSPICIOUS_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_FORBIDDEN_CHARACTER = re.compile("[\x00\ud800-\udfff]")
_BRACKET = re.compile(r"[\[\]{}]")
_STEPS = {"{": 1, "[": 1, "}": -1, "]": -1}


@dataclass(frozen=True, slots=True)
class JsonLimits:
    """How large a text may be: in bytes, in nested arrays and objects, and in values (members and items, at every depth)."""

    max_bytes: int = 262_144
    max_depth: int = 32
    max_nodes: int = 5_000


DEFAULT_LIMITS = JsonLimits()


def read_object(body: bytes, limits: JsonLimits = DEFAULT_LIMITS) -> Document:
    """Return the JSON object in `body`. Raises as `read_json`, and MalformedJson: some other value than an object."""
    value = read_json(body, limits)
    if not isinstance(value, dict):
        raise MalformedJson(f"expected a JSON object, found {_kind(value)}")
    return value


def read_json(body: bytes, limits: JsonLimits = DEFAULT_LIMITS) -> Any:
    """Return the JSON value in `body`, which is UTF-8.

    Raises:
        MalformedJson: not JSON, or JSON that readers do not read alike; `detail` has the line and column, or the pointer.
        TooComplex: more bytes, depth or values than `limits` allows.
    """
    if len(body) > limits.max_bytes:
        raise TooComplex(f"expected at most {limits.max_bytes} bytes of JSON, found {len(body)}")
    value = read_quickly(body, limits.max_depth, limits.max_nodes)
    return read_slowly(body, limits) if value is DOUBTFUL else value


def read_slowly(body: bytes, limits: JsonLimits = DEFAULT_LIMITS) -> Any:
    """Return the same as `read_json`, by the way that looks at everything. Raises as it does, but for the number of bytes."""
    text = _decoded(body)
    _check_size(text, limits)
    duplicates: list[tuple[Document, str]] = []
    value = _parsed(text, _pairs_reader(duplicates))
    if duplicates:
        raise _duplicate(value, duplicates)
    if _SUSPICIOUS_ESCAPE.search(text):
        _refuse_forbidden_characters(value)
    return value


def pointer_token(text: str) -> str:
    """Return one step of a JSON Pointer, escaped: `~` as `~0`, `/` as `~1` (RFC 6901 §3)."""
    return text.replace("~", "~0").replace("/", "~1")


def pointer_to(path: Iterable[str | int]) -> str:
    """Return the JSON Pointer of a path."""
    return "".join(f"/{pointer_token(str(step))}" for step in path)


def places(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield each value at every depth with its JSON Pointer, the whole first; without recursion, so that any depth will do."""
    waiting = [("", value)]
    while waiting:
        pointer, each = waiting.pop()
        yield pointer, each
        if isinstance(each, dict):
            waiting.extend((f"{pointer}/{pointer_token(key)}", member) for key, member in each.items())
        elif isinstance(each, list):
            waiting.extend((f"{pointer}/{index}", item) for index, item in enumerate(each))


def _decoded(body: bytes) -> str:
    if body.startswith(b"\xef\xbb\xbf"):
        raise MalformedJson("expected JSON in UTF-8 without byte order mark, found one")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedJson(f"expected JSON in UTF-8, found another byte at position {error.start}") from error


def _check_size(text: str, limits: JsonLimits) -> None:
    """Judge depth and number of values on the text alone; where that is no JSON, the parser will say so."""
    plain = _ESCAPE.sub("", text) if "\\" in text else text  # without escapes, each quotation mark begins or ends a string
    outside_strings = "".join(plain.split('"')[::2])
    nodes = 1 + sum(outside_strings.count(mark) for mark in ",[{")
    if nodes > limits.max_nodes:
        raise TooComplex(f"expected at most {limits.max_nodes} JSON values, found {nodes}")
    depth = max(accumulate(map(_STEPS.__getitem__, _BRACKET.findall(outside_strings))), default=0)
    if depth > limits.max_depth:
        raise TooComplex(f"expected JSON at most {limits.max_depth} deep, found {depth}")


def _parsed(text: str, read_pairs: Callable[[list[tuple[str, Any]]], Document]) -> Any:
    try:
        return json.loads(
            text, object_pairs_hook=read_pairs, parse_int=_read_integer, parse_float=_read_float, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        raise MalformedJson(f"not JSON at line {error.lineno}, column {error.colno}: {error.msg}") from error


def _pairs_reader(duplicates: list[tuple[Document, str]]) -> Callable[[list[tuple[str, Any]]], Document]:
    """Return a reader of an object's members that notes objects with a key that stands there twice."""

    def read_pairs(pairs: list[tuple[str, Any]]) -> Document:
        members = dict(pairs)
        if len(members) < len(pairs):
            duplicates.append((members, _repeated(key for key, _ in pairs)))
        return members

    return read_pairs


def _repeated(keys: Iterable[str]) -> str:
    """Return the first key that stands there for the second time, in one walk; there must be one."""
    seen: dict[str, int] = {}
    return next(key for number, key in enumerate(keys) if seen.setdefault(key, number) != number)


def _read_integer(text: str) -> int:
    if len(text) > MAX_NUMBER_CHARS:
        raise MalformedJson(f"expected integers of at most {MAX_NUMBER_CHARS} characters, found one of {len(text)}")
    return int(text)


def _read_float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise MalformedJson("expected numbers that a double can hold, found one that overflows")
    return number


def _refuse_constant(text: str) -> Any:
    raise MalformedJson(f"expected a JSON number, found {text}")


def _duplicate(value: Any, duplicates: list[tuple[Document, str]]) -> MalformedJson:
    """Return the first duplicate that is still there: one within another gave way to its double, but never the outermost."""
    pointers = {id(each): pointer for pointer, each in places(value)}
    pointer, key = next((pointers[id(where)], key) for where, key in duplicates if id(where) in pointers)
    fault = Fault(f"{pointer}/{pointer_token(key)}", "the key stands there more than once")
    return MalformedJson(f"expected each key once in an object, found {fault.pointer} more than once", (fault,))


def _refuse_forbidden_characters(value: Any) -> None:
    for pointer, each in places(value):
        texts = (each,) if isinstance(each, str) else tuple(each) if isinstance(each, dict) else ()
        if any(_FORBIDDEN_CHARACTER.search(text) for text in texts):
            fault = Fault(_FORBIDDEN_CHARACTER.sub("\ufffd", pointer), "a NUL character or half of a surrogate pair")
            raise MalformedJson(f"expected text of whole Unicode characters, found {fault.detail} at {fault.pointer!r}", (fault,))


def _kind(value: Any) -> str:
    kinds = {list: "an array", str: "a text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
