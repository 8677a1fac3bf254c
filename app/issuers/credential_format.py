"""A kind of credential that we can write: how it is built from an award, and what is wrong with one.

Formats vary by module, each a record in the tuple of `app/issuers/__init__.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.errors import Fault, SchemaViolation
from app.model.award import Award
from app.model.seal import CertificateSubject
from app.model.secured import Document


@dataclass(frozen=True, slots=True)
class Sealing:
    """What a sealed document adds to the award: when it is sealed, whom the certificate names, its PNG pictures by language."""

    moment: datetime
    subject: CertificateSubject
    pictures: Mapping[str, bytes]


class Build(Protocol):
    """Returns the unsecured document that says everything in the award; the same award (and sealing) gives the same document."""

    def __call__(self, award: Award, sealing: Sealing | None = None, /) -> Document:
        """`sealing` only where the format is one that is sealed."""
        ...


@dataclass(frozen=True, slots=True)
class CredentialFormat:
    """One way to write a credential.

    build: the unsecured document of an award.
    faults: what keeps a document from being of this format, each with its place; nothing where it is.
    """

    name: str
    build: Build
    faults: Callable[[Document], tuple[Fault, ...]]


def validate(credential_format: CredentialFormat, document: Document) -> None:
    """Raise SchemaViolation, with every fault and its place, where the document is not of that format. Stands before signing."""
    faults = credential_format.faults(document)
    if faults:
        raise SchemaViolation(f"The credential is not of the form of {credential_format.name}: {faults[0].detail}.", faults)
