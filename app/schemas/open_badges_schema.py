"""Our own JSON Schema of Open Badges 3.0 credentials, unfolded from the compact notation of `open_badges.json`.

Notation of a member: `text` (or texts by language tag), `date-time`, `date`, `number`, `boolean`, `type` (a list that has the
class), `only` (exactly the class), `types:A,B` (a credential of one of them), `one:list`, `open:list` (or a term `ext:…`),
`match:pattern`, `context`, `profile-or-url`, or a class; `*` for one or several, `!` for compulsory. Every schema has a `title`
that ends the sentence "expected …". There is no anyOf: an error then always stands where the fault is.

Spec: Open Badges 3.0 §B, https://www.imsglobal.org/spec/ob/v3p0#datamodels; JSON Schema 2019-09.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Schema = dict[str, Any]

_NOTATION = json.loads((Path(__file__).parent / "open_badges.json").read_text(encoding="utf-8"))
_TEXT: Schema = {"$ref": "#/$defs/text"}
_URL: Schema = {"type": "string", "title": "a Profile or its URL"}
_LANGUAGE_TAGS: Schema = {"pattern": "^[a-z]{2}(-[A-Z]{2})?$", "title": "a language tag such as en or en-GB"}
_OPEN_BADGES_CONTEXT = r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json$"


def credential_schema(name: str, data_model: str) -> Schema:
    """Return the JSON Schema of an `AchievementCredential` or an `EndorsementCredential` in VC Data Model `2.0` or `1.1`."""
    model = _NOTATION["data-models"][data_model]
    classes = {name: {**members, **model["changes"].get(name, {})} for name, members in _NOTATION["classes"].items()}
    return {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "$ref": f"#/$defs/{name}",
        "$defs": {
            "text": _texts({}, "a text, or texts by language tag"),
            "context": _context(model["context"]),
            **{each: _class(each, members) for each, members in classes.items()},
        },
    }


def _class(name: str, members: Mapping[str, str | None]) -> Schema:
    notations = {member: notation for member, notation in members.items() if notation}
    return {
        "type": "object",
        "title": f"an object of type {name}",
        "required": [member for member, notation in notations.items() if notation.endswith("!")],
        "properties": {member: _several(notation.removesuffix("!"), name) for member, notation in notations.items()},
        "additionalProperties": name not in _NOTATION["closed"],
    }


def _several(notation: str, owner: str) -> Schema:
    if not notation.endswith("*"):
        return _one(notation, owner)
    one = _one(notation.removesuffix("*"), owner)
    return {"if": {"type": "array"}, "then": {"items": one}, "else": one}


def _one(notation: str, owner: str) -> Schema:
    kind, _, argument = notation.partition(":")
    simple = {
        "text": _TEXT,
        "number": {"type": "number", "title": "a number"},
        "boolean": {"type": "boolean", "title": "true or false"},
        "date": {"type": "string", "format": "date", "title": "a date such as 2026-01-31"},
        "date-time": {"type": "string", "format": "date-time", "title": "a date and time with its zone, such as 2026-01-31T12:00:00Z"},
        "only": _texts({"const": owner}, f"exactly {owner}"),
        "type": _types([[owner]], f"{owner}, or a list that has it"),
        "context": {"$ref": "#/$defs/context"},
        "profile-or-url": {
            "if": {"type": "object"},
            "then": _reference("Profile"),
            "else": {"type": "string", "title": "a Profile or its URL"},
        },
    }
    if kind in simple:
        return simple[kind]
    return _PARAMETRIC[kind](argument) if kind in _PARAMETRIC else _reference(notation)


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _texts(one: Schema, title: str) -> Schema:
    """Return the schema of a text, or of an object that has such a text for each language tag."""
    text = {"type": "string", "title": title, **one}
    by_language = {"additionalProperties": text, "propertyNames": _LANGUAGE_TAGS}
    return {"title": title, "if": {"type": "object"}, "then": by_language, "else": text}


def _types(groups: list[list[str]], title: str) -> Schema:
    """Return the schema of a `type`: a text, or a list that has one name of each group. What a lone text says is not judged."""
    each = [{"contains": {"enum": group}, "title": title} for group in groups]
    members = {"minItems": 1, "items": _TEXT, "allOf": each, "title": title}
    return {"if": {"type": "array"}, "then": members, "else": _texts({}, title)}


def _credential_types(argument: str) -> Schema:
    names = argument.split(",")
    return _types([["VerifiableCredential"], names], f"a list with VerifiableCredential and {' or '.join(names)}")


def _listed(argument: str) -> Schema:
    words = _NOTATION["words"][argument]
    return {"type": "string", "enum": words, "title": f"one of {', '.join(words)}"}


def _open(argument: str) -> Schema:
    words = _NOTATION["words"][argument]
    pattern = f"^({'|'.join(words)})$|ext:[A-Za-z0-9.|_]"
    return {"type": "string", "pattern": pattern, "title": f"one of {', '.join(words)}, or a term that begins with ext:"}


def _matching(argument: str) -> Schema:
    pattern, title = _NOTATION["patterns"][argument]
    return _texts({"pattern": f"^{pattern}$"}, title)


def _context(data_model_url: str) -> Schema:
    title = f"{data_model_url}, then the Open Badges context, then others"
    first: Schema = {"const": data_model_url, "title": f"{data_model_url} as first context"}
    second: Schema = {"type": "string", "pattern": _OPEN_BADGES_CONTEXT, "title": "the context of Open Badges 3.0 as second"}
    other: Schema = {"type": ["string", "object"], "title": "a context's URL or object"}
    contexts = {"minItems": 2, "items": [first, second], "additionalItems": other, "title": title}
    return {"if": {"type": "array"}, "then": contexts, "else": {"type": ["string", "object"], "title": title}}


_PARAMETRIC = {"types": _credential_types, "one": _listed, "open": _open, "match": _matching}

ACHIEVEMENT_CREDENTIAL_SCHEMA = credential_schema("AchievementCredential", "2.0")
ACHIEVEMENT_CREDENTIAL_SCHEMA_1_1 = credential_schema("AchievementCredential", "1.1")
ENDORSEMENT_CREDENTIAL_SCHEMA = credential_schema("EndorsementCredential", "2.0")
ENDORSEMENT_CREDENTIAL_SCHEMA_1_1 = credential_schema("EndorsementCredential", "1.1")
