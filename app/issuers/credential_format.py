"""A kind of credential that we can write: how it is built from an award, and what is wrong with one.

Formats vary by module, each a record in the tuple of `app/issuers/__init__.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.errors import Fault, SchemaViolation
from app.model.award import Award
from app.model.secured import Document


@dataclass(frozen=True, slots=True)
class CredentialFormat:
    """One way to write a credential.

    build: the unsecured document that says everything in the award; the same award gives the same document.
    faults: what keeps a document from being of this format, each with its place; nothing where it is.
    """

    name: str
    build: Callable[[Award], Document]
    faults: Callable[[Document], tuple[Fault, ...]]


def validate(credential_format: CredentialFormat, document: Document) -> None:
    """Raise SchemaViolation, with every fault and its place, where the document is not of that format. Stands before signing."""
    faults = credential_format.faults(document)
    if faults:
        raise SchemaViolation(f"The credential is not of the form of {credential_format.name}: {faults[0].detail}.", faults)
