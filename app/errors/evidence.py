"""The world's trouble."""

from app.errors.tree import CredentialServiceError


class EvidenceError(CredentialServiceError):
    """What the judgement needs could not be had."""

    code = "evidence-missing"


class DidNotResolved(EvidenceError):
    """A DID that leads to no document, or is of a method unknown here."""

    code = "did-not-resolved"


class AddressForbidden(EvidenceError):
    """An address that we do not fetch from, whoever asks."""

    code = "address-forbidden"


class Unreachable(EvidenceError):
    """A peer did not answer, or not usably; `status` is the HTTP status where it answered with another than 200."""

    code = "unreachable"

    def __init__(self, detail: str, status: int | None = None) -> None:
        super().__init__(detail)
        self.status = status


class PersonNotResolved(EvidenceError):
    """A learning system does not say who a learner is."""

    code = "person-not-resolved"
