"""Credentials, spoilt in every way that matters to a canonical form; and what two other processors make of them."""

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

import pyoxigraph
from pyld import jsonld

from app.model.secured import Document
from app.schemas.contexts import context_document
from app.schemas.strict_json import places

CONTROLS = "\x0b\x1f\x7f\ufffe\uffff"
"""pyld writes them as they are, against canonical N-Quads (the W3C's test060c)."""

TEXTS = (
    CONTROLS,
    "", " ", "é", "\U0001f600", 'a"b', "a\\b", "a\nb", "tab\t", "\r", "\u2028", "{x}", "%s %(a)s", "_:b0", "_:c14n1", "_:a _:z",
    "Déjà vu — «ok»", "<b>", "https://x.example/ a", "urn:x", "x" * 300, "@id", "@nothing", "type", "id", "1.0", "true", "2026-01-31",
    "مرحبا", "\ufeff", "a\u0301",
)  # fmt: skip
IRIS = (
    "https://a.example/ü", "urn:uuid:00000000-0000-4000-8000-000000000000", "did:web:a.example:b", "mailto:a@b.example",
    "https://a.example/%7Bx%7D%20y?q=%25s#f", "tag:a.example,2026:x", "urn:a:\u00e9", "_:b0", "relative", "https://x.example/ a", "id:x",
    "https://a.example:port/", "HTTPS://A.EXAMPLE/", "https://[::1]/", "cred:x", "xsd:x", "urn:x\ud800", "a:b", "https://a.example/{x}",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -7, 5.0, 0.1, 1e21, 1e-9, 2**53, 2**60, 2.0**53, -1e16, 1e20, -0.0, float("inf"),
    [], {}, [[]], ["a", "a"], ["a", ["b"]], [None],
    {"@value": "a"}, {"@value": "a", "@language": "en-GB"}, {"@value": "\u0627", "@language": "ar", "@direction": "rtl"},
    {"@value": "a", "@direction": "ltr"}, {"@value": "a", "@direction": "up"}, {"@value": "a", "@language": "no tag"},
    {"@value": "a", "@language": ""}, {"@value": 1}, {"@value": "a", "@type": "urn:t"}, {"@value": "a", "name": "b"}, {"@id": "urn:a"},
    {"id": "urn:a"}, {"id": "_:b1"}, {"id": "urn:a", "type": "Image"}, {"type": "Image"}, {"type": ["Image", "Image"]}, {"type": []},
    {"type": "Nothing"}, {"type": {"a": "b"}}, {"type": [["Image"]]}, {"@set": ["a"]}, {"@list": ["a"]}, {"en": "a"}, {"id": 7},
    [{"type": "Image"}, {"type": "Image"}], {"@context": [], "type": "Image"}, {"name": "a", "id": "https://issuer.example/c/1"},
    [{"type": ["Profile"], "name": "a", "address": {"type": ["Address"]}, "image": {"type": "Image", "caption": "x"}}],
)  # fmt: skip
NAMES = (
    "name", "description", "image", "unknown", "schema:name", "https://schema.org/name", "@graph", "@nest", "@reverse", "proof",
    "evidence", "holder", "termsOfUse", "tag", "creditsAvailable", "inLanguage", "validFrom", "@included", "@index", "toString",
    "__proto__",
)  # fmt: skip


def mutated(document: Document, dice: Random, changes: int) -> Document:
    """Return a copy with so many members and items exchanged, added, repeated, moved or dropped."""
    copied = copy.deepcopy(document)
    for _ in range(changes):
        holders = [each for pointer, each in places(copied) if isinstance(each, dict | list) and "@context" not in pointer]
        holder = dice.choice([each for each in holders if each] or [copied])
        _CHANGES[dice.randrange(len(_CHANGES))](holder, dice)
    return copied


def _key(holder: Any, dice: Random) -> Any:
    keys = [key for key in holder if key != "@context"] if isinstance(holder, dict) else range(len(holder))
    return dice.choice(list(keys)) if keys else None


def _exchange(holder: Any, dice: Random) -> None:
    key = _key(holder, dice)
    if key is not None:
        was = holder[key]
        is_iri = isinstance(was, str) and ":" in was and "T" not in was
        holder[key] = copy.deepcopy(dice.choice(IRIS if is_iri and dice.random() < 0.8 else TEXTS if dice.random() < 0.5 else VALUES))


def _add(holder: Any, dice: Random) -> None:
    value = copy.deepcopy(dice.choice((*VALUES, *TEXTS, *IRIS)))
    if isinstance(holder, dict):
        holder[dice.choice(NAMES)] = value
    else:
        holder.append(value)


def _repeat(holder: Any, dice: Random) -> None:
    key = _key(holder, dice)
    if key is not None and isinstance(holder, dict):
        holder[key] = [copy.deepcopy(holder[key]), copy.deepcopy(holder[key])]
    elif key is not None:
        holder.append(copy.deepcopy(holder[key]))


def _drop(holder: Any, dice: Random) -> None:
    key = _key(holder, dice)
    if key is not None:
        del holder[key]


def _move(holder: Any, dice: Random) -> None:
    key = _key(holder, dice)
    if key is not None and isinstance(holder, dict):
        holder[dice.choice(NAMES)] = holder.pop(key)


_CHANGES: tuple[Callable[[Any, Random], None], ...] = (_exchange, _exchange, _exchange, _add, _repeat, _drop, _move)


def by_pyld(document: Document) -> str:
    """Return pyld's own canonical form: no watching, no base, directions as datatypes."""
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": _load,
        "base": None,
        "rdfDirection": "i18n-datatype",
    }
    return str(jsonld.normalize(document, options))


def by_pyoxigraph(document: Document) -> str:
    """Return pyoxigraph's own canonical form, contexts written into the document."""
    contexts = document["@context"]
    inlined = [context_document(url)["@context"] for url in (contexts if isinstance(contexts, list) else [contexts])]
    text = json.dumps({**document, "@context": inlined})
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS) or b""
    return "\n".join(sorted(filter(None, lines.decode().split("\n")))) + "\n"


def _load(url: str, _options: object) -> dict[str, Any]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": context_document(url),
        "tag": "static",
    }
