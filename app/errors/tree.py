"""The root of the tree: what every error of ours carries."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a document: where (a JSON Pointer, RFC 6901) and what was expected there."""

    pointer: str
    detail: str


class CredentialServiceError(Exception):
    """Whatever this service refuses or cannot do: what was expected and found, never a secret, and every fault that has a place."""

    code: ClassVar[str] = "internal"

    def __init__(self, detail: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(detail)
        self.detail, self.faults = detail, faults
