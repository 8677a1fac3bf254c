"""How a URI names a key on a token: `pkcs11:token=LABEL;object=LABEL?pin-source=FILE`, also by `serial` and `id`.

What chooses code to run (`module-path`, `module-name`) or holds a secret (`pin-value`) is refused: URIs are stored and shown.

Spec: RFC 7512 §2.3 (attributes) and §2.4 (how they are compared)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, unquote_to_bytes

from app.errors import KeyStoreUnavailable

_KNOWN = frozenset({"token", "serial", "object", "id", "type"})
_HOW = "expected pkcs11:token=LABEL;object=LABEL (or serial, id), "


@dataclass(frozen=True, slots=True)
class NamedKey:
    """A key on a token. At least one of `token` and `serial` is there, and at least one of `label` and `id`."""

    token: str | None
    serial: bytes | None
    label: str | None
    id: bytes | None


def read_named_key(place: str) -> NamedKey:
    """Return the key that the part before the question mark names. Raises KeyStoreUnavailable."""
    pairs = [part.partition("=") for part in place.split(";")]
    said = {name: value for name, equals, value in pairs if equals}
    unknown = sorted(said.keys() - _KNOWN)
    if unknown or len(said) != len(pairs):
        raise KeyStoreUnavailable(f"{_HOW}found {unknown[0]!r}" if unknown else f"{_HOW}found something else")
    if said.get("type", "private") != "private" or not {"token", "serial"} & said.keys() or not {"object", "id"} & said.keys():
        raise KeyStoreUnavailable(f"{_HOW}found a URI that names no one private key")
    number = _text(said, "serial")
    return NamedKey(_text(said, "token"), number.encode() if number is not None else None, _text(said, "object"), _bytes(said, "id"))


def _text(said: Mapping[str, str], name: str) -> str | None:
    return unquote(said[name]) if name in said else None


def _bytes(said: Mapping[str, str], name: str) -> bytes | None:
    return unquote_to_bytes(said[name]) if name in said else None
