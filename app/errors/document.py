"""The document's and the proof's trouble."""

from app.errors.tree import CredentialServiceError


class DocumentError(CredentialServiceError):
    """A document that cannot be read or safely processed."""

    code = "document-refused"


class MalformedJson(DocumentError):
    """Not JSON as RFC 8259 and RFC 7493 have it."""

    code = "json-malformed"


class UnknownContext(DocumentError):
    """A JSON-LD context that is not pinned here; none is ever fetched."""

    code = "context-unknown"


class DataLoss(DocumentError):
    """A member that would not reach the signed graph."""

    code = "data-loss"


class TooComplex(DocumentError):
    """A document whose processing would cost more than is allowed."""

    code = "document-too-complex"


class UncoveredScript(DocumentError):
    """A text in a script that our fonts do not have: it is told, and never printed as boxes."""

    code = "script-not-covered"


class ProofError(CredentialServiceError):
    """The credential's trouble."""

    code = "proof-refused"


class InvalidSignature(ProofError):
    """The signature does not fit key and document."""

    code = "signature-invalid"


class MalformedProof(ProofError):
    """A proof that lacks or garbles what a proof must have."""

    code = "proof-malformed"


class MalformedCertificate(ProofError):
    """A certificate, chain, time-stamp or list of revoked certificates that cannot be read."""

    code = "certificate-malformed"


class UnsupportedSuite(ProofError):
    """A proof of a kind that we do not know."""

    code = "suite-unsupported"


class MalformedStatus(ProofError):
    """A status entry or a status list that is not of the form of its specification."""

    code = "status-malformed"


class StatusListTooShort(MalformedStatus):
    """A status list with so few entries that an index points to a person."""

    code = "status-list-too-short"


class StatusIndexOutOfRange(ProofError):
    """A status index is negative or beyond its list."""

    code = "status-index-out-of-range"
