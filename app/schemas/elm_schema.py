"""Our own JSON Schema of European Digital Credentials as we issue them, unfolded from the profile of `elm_profile`.

Stricter than the shapes: every object in full, with an id and one class; no member that the contexts do not define but those of our
status entry; every value in one form. There is no anyOf: an error then always stands where the fault is.

Spec: ELM 3.2, EDC application profile 1.2.0; elm.md §2.5 (writing rules), §4 (status); JSON Schema 2019-09
"""

from typing import Any

from app.schemas.elm_profile import GENERIC, Rule
from app.schemas.elm_terms import COMPACT_PROOF, CONTEXTS, CREDENTIAL_TYPES, STATUS_ENTRY, TERMS_OF_CREDENTIAL
from app.schemas.elm_values import IRI

Schema = dict[str, Any]

_CREDENTIAL, _STATUS = "EuropeanDigitalCredential", "CredentialStatus"
_IRI: Schema = {"type": "string", "pattern": f"^{IRI.pattern}$", "title": "an absolute URI"}
_TEXT: Schema = {"type": "string", "pattern": r"\S", "title": "a text that is not empty"}
_LANGUAGE: Schema = {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "title": "a language tag such as en"}

_VALUES: dict[str, Schema] = {
    "moment": {"type": "string", "format": "date-time", "title": "a date and time with its zone, such as 2026-01-31T12:00:00Z"},
    "duration": {"type": "string", "pattern": r"^P(T\d+H|\d+[YMD](T\d+H)?)$", "title": "a duration such as PT50H"},
    "string": _TEXT,
    "literal": _TEXT,
    "url": _IRI,
    "positive": {"type": "integer", "minimum": 1, "title": "a whole number above zero"},
    "integer": {"type": "integer", "title": "a whole number"},
    "decimal": {"type": "number", "title": "a number"},
    "boolean": {"type": "boolean", "title": "true or false"},
}

_STATUS_MEMBERS: dict[str, Schema] = {
    "type": {"const": [_STATUS, STATUS_ENTRY], "title": f"{_STATUS} and {STATUS_ENTRY}"},
    "statusPurpose": {"const": "revocation", "title": "revocation"},
    "statusListIndex": {"type": "string", "pattern": "^(0|[1-9][0-9]*)$", "title": "a place in the list, as a text"},
    "statusListCredential": _IRI,
}
_OWN_MEMBERS: dict[str, dict[str, Schema]] = {
    _CREDENTIAL: {
        "@context": {"const": CONTEXTS, "title": f"{' and '.join(CONTEXTS)}, and no others"},
        "type": {"const": CREDENTIAL_TYPES, "title": f"{' and '.join(CREDENTIAL_TYPES)}"},
    },
    _STATUS: _STATUS_MEMBERS,
}
"""Members that are not as in other classes."""

_ALSO_COMPULSORY = {
    _CREDENTIAL: ("@context", "issuanceDate"),
    _STATUS: ("statusPurpose", "statusListIndex", "statusListCredential"),
    "Concept": ("inScheme", "prefLabel"),
}


def credential_schema() -> Schema:
    """Return the JSON Schema of a credential as we issue it."""
    return {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "$ref": f"#/$defs/{_CREDENTIAL}",
        "$defs": {name: _class(name) for name in GENERIC.shapes},
    }


def _class(name: str) -> Schema:
    shape = GENERIC.shapes[name]
    members = {member: _member(member, rule) for member, rule in shape.items() if _can_be_said(member, rule)}
    own = {"id": _IRI, "type": {"const": name, "title": name}, **_OWN_MEMBERS.get(name, {})}
    return {
        "type": "object",
        "title": f"a complete object of type {name}",
        "required": ["id", "type", *GENERIC.compulsory[name], *_ALSO_COMPULSORY.get(name, ())],
        "properties": {**own, **members},
        "additionalProperties": False,
    }


def _can_be_said(member: str, rule: Rule) -> bool:
    """Return whether the contexts let a term say what the profile asks: of some that ask for values, they make links."""
    return member != COMPACT_PROOF and (rule.kind == "node" or TERMS_OF_CREDENTIAL[member] != "node")


def _member(member: str, rule: Rule) -> Schema:
    if rule.kind in {"text", "texts"}:
        return _texts(rule)
    one = _node(member, rule) if rule.kind == "node" else _VALUES[rule.kind]
    if rule.largest is not None:
        one = {**one, "maximum": rule.largest, "title": f"{one['title']}, at most {rule.largest}"}
    if not rule.several:
        return one
    return {"if": {"type": "array"}, "then": {"items": one, "minItems": 1, "title": "a list that is not empty"}, "else": one}


def _texts(rule: Rule) -> Schema:
    """Return the schema of texts by language: one each, or several; all in all one where the profile takes no more."""
    several = {"if": {"type": "array"}, "then": {"items": _TEXT, "minItems": 1, "title": "a list that is not empty"}, "else": _TEXT}
    title = "texts by language" if rule.several else "a text in one language"
    return {
        "type": "object",
        "title": title,
        "minProperties": 1,
        **({} if rule.several else {"maxProperties": 1}),
        "propertyNames": _LANGUAGE,
        "additionalProperties": several if rule.kind == "texts" and rule.several else _TEXT,
    }


def _node(member: str, rule: Rule) -> Schema:
    if not rule.classes:
        return _IRI
    names = sorted(rule.classes if member != "credentialSubject" else {"Person"})
    title = f"an object of type {' or '.join(names)}"
    chosen = [{"if": {"properties": {"type": {"const": name}}}, "then": {"$ref": f"#/$defs/{name}"}} for name in names]
    kind: Schema = {"properties": {"type": {"enum": [_kind_of(name) for name in names], "title": title}}}
    one = {"type": "object", "required": ["type"], "title": title, **kind, "allOf": chosen}
    if len(names) == 1:
        one = {"$ref": f"#/$defs/{names[0]}"}
    if rule.scheme is None:
        return one
    scheme = {"const": rule.scheme, "title": f"the scheme {rule.scheme}"}
    return {"allOf": [one, {"properties": {"inScheme": {"properties": {"id": scheme}}}}]}


def _kind_of(name: str) -> Any:
    return _OWN_MEMBERS.get(name, {}).get("type", {"const": name})["const"]
