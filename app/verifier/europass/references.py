"""Which credential this is, by the addresses that it names: its own id, and that of the badge beside a European credential.

Spec: docs/decisions/0031-europass-credentials.md (the two envelopes name each other)
"""

from collections.abc import Iterator

from app.model.secured import Document
from app.schemas.conventions import BADGE_SCHEME, europass_id
from app.verifier.europass.nodes import nodes_of
from app.verifier.liberal import text


def addresses_named(document: Document) -> Iterator[str]:
    """Yield the id of a credential; of a European one, the address of the badge of which its own id was made: that alone can be it."""
    name = document.get("id")
    if not isinstance(name, str):
        return
    yield name
    if not name.startswith("urn:credential:"):
        return
    for identifier in nodes_of({"identifier": document.get("identifier")}).all_of(document.get("identifier")):
        notation = text(identifier.get("notation"))
        if notation is not None and text(identifier.get("schemeName")) == BADGE_SCHEME and europass_id(notation) == name:
            yield notation


def did_of(document: Document) -> str | None:
    """Return the DID among the identifiers of the issuer. No certificate confirms it: it names only who signs the lists of the status."""
    nodes = nodes_of({"issuer": document.get("issuer")})
    named = (text(each.get("notation")) for each in nodes.all_of(nodes.one(document.get("issuer")).get("identifier")))
    return next((each for each in named if each is not None and each.startswith("did:")), None)
