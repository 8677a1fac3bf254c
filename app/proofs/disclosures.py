"""Selective disclosure in JSON: members and items give way to digests, and stand beside the document as disclosures.

Digests of nothing (decoys) are read, none are made. A hash is a row of `HASHES`.

Spec: RFC 9901 (SD-JWT) §4.2 (disclosures), §4.2.6 (recursive disclosures), §7.1 (verification), https://www.rfc-editor.org/rfc/rfc9901
"""

import hashlib
import re
from bisect import insort
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.crypto.encodings import decode_base64url, encode_base64url
from app.errors import MalformedProof, TooComplex, UnsupportedSuite
from app.model.secured import Document
from app.proofs.suite import write_json
from app.schemas.strict_json import JsonLimits, places, read_json

DIGESTS = "_sd"
HASH = "_sd_alg"
HIDDEN_ITEM = "..."
DEFAULT_HASH = "sha-256"
HASHES: Mapping[str, Callable[[bytes], Any]] = {"sha-256": hashlib.sha256, "sha-384": hashlib.sha384, "sha-512": hashlib.sha512}

MOST_DISCLOSURES = 1_000
MOST_VALUES = 100_000
"""As many as the signed part may have; marks in texts are counted too, which no honest document has so many of."""
MAX_DEPTH = 32
SALT_BYTES = 16

_LIMITS = JsonLimits(max_bytes=1_048_576, max_depth=MAX_DEPTH, max_nodes=20_000)
_BEFORE_VALUES = b",[{"
_RESERVED = frozenset({DIGESTS, HASH, HIDDEN_ITEM})
_OF_MEMBER, _OF_ITEM = 3, 2
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)

Way = tuple[str, ...]
"""The steps of a JSON Pointer, unescaped: taken along through a payload they cost nothing, however long the names are."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What a disclosure says: a value, and the name of the member that has it; None for an item of an array."""

    text: str
    name: str | None
    value: Any


@dataclass(frozen=True, slots=True)
class Revealed:
    """The document as far as it is disclosed, and where in it each disclosure stands (the steps to it), by the disclosure's text."""

    document: Document
    ways: Mapping[str, Way]


@dataclass(slots=True)
class _Walk:
    """One walk through a payload: the disclosures by their digests, the digests met so far, and what was put where."""

    disclosures: Mapping[str, Disclosure]
    met: set[str] = field(default_factory=set)
    ways: dict[str, Way] = field(default_factory=dict)


def digest_of(text: str, hash_name: str) -> str:
    """Return the digest of a text as it stands, in base64url. Raises UnsupportedSuite: a hash that is none of HASHES."""
    if hash_name not in HASHES:
        raise UnsupportedSuite(f"{HASH} {hash_name[:50]!r}: expected one of {', '.join(HASHES)}")
    return encode_base64url(HASHES[hash_name](text.encode()).digest())


def hash_named(payload: Document) -> str:
    """Return the name of the hash that the payload's digests are made with. Raises MalformedProof: no text."""
    name = payload.get(HASH, DEFAULT_HASH)
    if not isinstance(name, str):
        raise MalformedProof(f"{HASH}: expected a text")
    return name


def way_to(document: Document, pointer: str) -> Way:
    """Return the steps of a JSON Pointer to a member or an item of the document. Raises MalformedProof: it leads nowhere."""
    first, *rest = pointer.split("/")
    way = tuple(step.replace("~1", "/").replace("~0", "~") for step in rest)
    at: Any = document
    for step in way:
        if not _leads_on(at, step):
            break
        at = _at(at, step)
    else:
        if way and not first:
            return way
    raise MalformedProof(f"expected a pointer to a member or an item of the document, found {pointer[:200]!r}")


def conceal(document: Document, pointers: Iterable[str], draw: Callable[[int], bytes]) -> tuple[Document, tuple[str, ...]]:
    """Return the payload in which digests stand for what `pointers` lead to, and the disclosures of it.

    What lies within another disclosable value is concealed first, so that it can be disclosed by itself. Digests are sorted: their
    order tells nothing.

    Raises:
        MalformedProof: a pointer that leads nowhere or to the whole, or a member whose name is reserved.
    """
    reserved = next((pointer for pointer, value in places(document) if isinstance(value, dict) and _RESERVED & value.keys()), None)
    if reserved is not None:
        raise MalformedProof(f"expected a document without {', '.join(sorted(_RESERVED))}, found one at {reserved[:200] or '/'!r}")
    payload = _copied(document)
    ways = sorted((way_to(document, pointer) for pointer in dict.fromkeys(pointers)), key=len, reverse=True)
    disclosures = tuple(_concealed(payload, way, encode_base64url(draw(SALT_BYTES))) for way in ways)
    return ({**payload, HASH: DEFAULT_HASH} if disclosures else payload), disclosures


def reveal(payload: Document, texts: Iterable[str]) -> Revealed:
    """Return the document that a payload and its disclosures make.

    Raises:
        MalformedProof: a disclosure that is none, that stands there twice or belongs nowhere; a digest that stands there twice; a
            reserved name; a member that is there already; deeper than MAX_DEPTH.
        UnsupportedSuite: a hash that is not known here.
        DocumentError: a disclosure that is no sound JSON; more values than MOST_VALUES.
    """
    hash_name = hash_named(payload)
    disclosures: dict[str, Disclosure] = {}
    values = 0
    for number, text in enumerate(texts, 1):
        digest, content = digest_of(text, hash_name), decode_base64url(text)
        if digest in disclosures or number > MOST_DISCLOSURES:
            raise MalformedProof(f"expected at most {MOST_DISCLOSURES} disclosures, each once, found more")
        values += sum(map(content.count, _BEFORE_VALUES))
        if values > MOST_VALUES:
            raise TooComplex(f"expected disclosures of at most {MOST_VALUES} values in all, found more")
        disclosures[digest] = _read(text, content)
    walk = _Walk(disclosures)
    document = _revealed_object({name: value for name, value in payload.items() if name != HASH}, (), walk)
    if len(walk.ways) != len(disclosures):
        raise MalformedProof("expected only disclosures whose digest stands in the payload, found another")
    return Revealed(document, walk.ways)


def _read(text: str, content: bytes) -> Disclosure:
    value = read_json(content, _LIMITS)
    if not isinstance(value, list) or len(value) not in {_OF_MEMBER, _OF_ITEM} or not isinstance(value[0], str):
        raise MalformedProof("a disclosure: expected [salt, name, value] or [salt, value]")
    if len(value) == _OF_ITEM:
        return Disclosure(text, None, value[1])
    if not isinstance(value[1], str) or value[1] in {DIGESTS, HIDDEN_ITEM}:
        raise MalformedProof("a disclosure: expected a name that is not reserved")
    return Disclosure(text, value[1], value[2])


def _revealed(value: Any, way: Way, walk: _Walk) -> Any:
    if len(way) > MAX_DEPTH:
        raise MalformedProof(f"expected disclosures at most {MAX_DEPTH} deep, found deeper ones")
    if isinstance(value, dict):
        return _revealed_object(value, way, walk)
    return _revealed_array(value, way, walk) if isinstance(value, list) else value


def _revealed_object(value: Document, way: Way, walk: _Walk) -> Document:
    if HIDDEN_ITEM in value:
        raise MalformedProof(f"{_shown(way)}: {HIDDEN_ITEM!r} stands where no item of an array does")
    members = {name: member for name, member in value.items() if name != DIGESTS}
    digests = value.get(DIGESTS, [])
    if not isinstance(digests, list):
        raise MalformedProof(f"{_shown(way)}/{DIGESTS}: expected an array of digests")
    for digest in digests:
        disclosure = _disclosed(digest, walk)
        if disclosure is None:
            continue
        if disclosure.name is None or disclosure.name in members:
            raise MalformedProof(f"{_shown(way)}: a disclosure of an item, or of a member that is there already")
        walk.ways[disclosure.text] = (*way, disclosure.name)
        members[disclosure.name] = disclosure.value
    return {name: _revealed(member, (*way, name), walk) for name, member in members.items()}


def _revealed_array(value: list[Any], way: Way, walk: _Walk) -> list[Any]:
    items: list[Any] = []
    for item in value:
        here = (*way, str(len(items)))
        if not isinstance(item, dict) or HIDDEN_ITEM not in item:
            items.append(_revealed(item, here, walk))
            continue
        disclosure = _disclosed(item[HIDDEN_ITEM], walk)
        if len(item) != 1 or (disclosure is not None and disclosure.name is not None):
            raise MalformedProof(f"{_shown(here)}: expected {HIDDEN_ITEM!r} alone, and an item's disclosure for it")
        if disclosure is not None:
            walk.ways[disclosure.text] = here
            items.append(_revealed(disclosure.value, here, walk))
    return items


def _disclosed(digest: Any, walk: _Walk) -> Disclosure | None:
    if not isinstance(digest, str) or digest in walk.met:
        raise MalformedProof("expected each digest to be a text that stands there once, found another")
    walk.met.add(digest)
    return walk.disclosures.get(digest)


def _concealed(payload: Document, way: Way, salt: str) -> str:
    """Return the disclosure of the value at the end of `way`, which gives way to its digest in `payload`."""
    *steps, last = way
    holder: Any = payload
    for step in steps:
        holder = _at(holder, step)
    value = _at(holder, last)
    if isinstance(holder, list):
        text = _text([salt, value])
        holder[int(last)] = {HIDDEN_ITEM: digest_of(text, DEFAULT_HASH)}
        return text
    text = _text([salt, last, value])
    del holder[last]
    insort(holder.setdefault(DIGESTS, []), digest_of(text, DEFAULT_HASH))
    return text


def _at(holder: Any, step: str) -> Any:
    return holder[int(step)] if isinstance(holder, list) else holder[step]


def _leads_on(holder: Any, step: str) -> bool:
    if isinstance(holder, list):
        return _INDEX.fullmatch(step) is not None and int(step) < len(holder)
    return isinstance(holder, dict) and step in holder


def _text(value: list[Any]) -> str:
    return encode_base64url(write_json(value))


def _shown(way: Way) -> str:
    return "/".join(("", *(step[:50] for step in way)))[:200]


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(member) for name, member in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value
