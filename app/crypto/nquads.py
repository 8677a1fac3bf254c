"""The terms of N-Quads in their canonical form: texts, numbers, IRIs. What may be read in more than one way is `NotPlain`.

Spec: RDF Dataset Canonicalization 1.0 §5 (canonical N-Quads); JSON-LD 1.1 Processing Algorithms §8.6 (numbers)
"""

import math
import re
from functools import lru_cache
from typing import Any

from pyoxigraph import NamedNode

from app.schemas.strict_json import MAX_SAFE_INTEGER

XSD = "http://www.w3.org/2001/XMLSchema#"

_SHORT = 200
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S*")
needs_escape = re.compile('[\x00-\x1f"\\\\\x7f\ud800-\udfff\ufffe\uffff]').search
_SURROGATE = re.compile("[\ud800-\udfff]").search
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(32), 127, 0xFFFE, 0xFFFF)} | {
    8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\",
}  # fmt: skip


class NotPlain(Exception):  # not an error: the general way is taken
    """Something is not written plainly enough to be read here."""


def escaped(text: str) -> str:
    """Return a text as canonical N-Quads writes it between quotes (RDF Dataset Canonicalization 1.0 §5). Raises NotPlain: no text."""
    if not needs_escape(text):
        return text
    if _SURROGATE(text):
        raise NotPlain
    return text.translate(_ESCAPES)


def held_alike(value: Any) -> float:
    """Return a number as all processors hold it: a whole one as an integer. Raises NotPlain: none, or one that they may not hold."""
    if isinstance(value, float) and math.isfinite(value):
        if not value.is_integer():
            return value
        value = int(value)
    if not isinstance(value, int) or abs(value) > MAX_SAFE_INTEGER:
        raise NotPlain
    return value


def number(value: float, kind: str | None) -> str:
    """Return a number or truth value as a literal; `kind` is the datatype that its term gives, None where it gives none."""
    if isinstance(value, bool):
        return f'"{"true" if value else "false"}"^^<{kind or f"{XSD}boolean"}>'
    if isinstance(value, int) and kind != f"{XSD}double":
        return _typed(str(value), kind or f"{XSD}integer")
    # JSON-LD 1.1 API §8.6: the canonical form of xsd:double
    digits = re.sub(r"(\d)0*E\+?(-)?0*(\d)", r"\1E\2\3", f"{value:1.15E}")
    return _typed(digits, kind or f"{XSD}double")


def _typed(digits: str, kind: str) -> str:
    return f'"{digits}"' if kind == f"{XSD}string" else f'"{digits}"^^<{kind}>'


def is_iri(value: str) -> bool:
    """Return whether RDF takes the value as an absolute IRI."""
    return _is_short_iri(value) if len(value) <= _SHORT else _fits(value)


def _fits(value: str) -> bool:
    if value.startswith("_:") or not _ABSOLUTE.fullmatch(value):
        return False
    try:
        NamedNode(value)
    except ValueError:
        return False
    return True


_is_short_iri = lru_cache(maxsize=8_192)(_fits)
