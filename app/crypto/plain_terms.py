"""Whether a JSON-LD document is written in plain terms, so that what is judged of it stands where it is read.

Suites that canonicalise sign statements, while the checks after them read JSON. Spelled as an IRI, a member makes the same
statement and the proof holds, but a reader looks past it. `crypto` refuses an IRI where the document's context has a term for
it; but whoever holds a credential may also exchange its context for one without that term: then an expired credential of the
first data model would look as if it never ended. So no member may be an IRI, a prefixed name or a keyword here.
That no pinned context has two terms for one thing that is judged is held by a test; that no context in a document has, by `renamed`.

Spec: Verifiable Credential Data Integrity 1.0 §2.4.1 (context validation) and §4.6 (or equivalent protection);
VC Data Model 2.0 §6.1 (compacted document form)
"""

from itertools import islice
from typing import Any

from app.errors import DataLoss, Fault
from app.model.secured import Document
from app.schemas.strict_json import places, pointer_token

CREDENTIALS_VOCABULARY = "https://www.w3.org/2018/credentials#"
JUDGED_VOCABULARIES = (
    CREDENTIALS_VOCABULARY,
    "https://www.w3.org/ns/credentials/status#",
    "https://w3id.org/vc/status-list#",
    "https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#",
    "https://purl.imsglobal.org/spec/vccr/v1p0/context.json#",
)
"""Whose words a verdict rests on. Every pinned context calls each by its own name."""

_VALUE_OBJECT = frozenset({"@value", "@language", "@direction"})
_MOST_FAULTS = 20


def check_plain_terms(document: Document) -> None:
    """Return nothing if every member of the document, contexts apart, is a plain term.

    Raises:
        DataLoss: with a fault for each member that is not.
    """
    found = (
        Fault(f"{pointer}/{pointer_token(name)}", "expected a plain term, found an IRI, a prefixed name or a keyword")
        for pointer, value in places(document)
        if isinstance(value, dict) and "/@context/" not in f"{pointer}/"
        for name in value
        if not _is_plain(name, value)
    )
    faults = tuple(islice(found, _MOST_FAULTS))
    if faults:
        raise DataLoss("expected a document in compacted form, found members that a reader would look past", faults)


def renamed(name: Any, iri: str) -> str | None:
    """Return why a reader of the JSON would look past a member or type of that name; None where it is judged by none, or that one."""
    own = next((iri.removeprefix(each) for each in JUDGED_VOCABULARIES if iri.startswith(each)), name)
    return None if name == own else f"read as {own} only by that name"


def _is_plain(name: str, holder: Document) -> bool:
    if name.startswith("@"):
        return name == "@context" or ("@value" in holder and holder.keys() <= _VALUE_OBJECT)
    return ":" not in name
