"""The caller's trouble."""

from app.errors.tree import CredentialServiceError


class RequestError(CredentialServiceError):
    """The caller's trouble."""

    code = "bad-request"


class Malformed(RequestError):
    """The request cannot be read at all."""

    code = "malformed-request"


class TooLarge(RequestError):
    """The request's body is larger than allowed."""

    code = "body-too-large"


class UnsupportedMediaType(RequestError):
    """The body has a media type that this address does not read."""

    code = "unsupported-media-type"


class NotAuthenticated(RequestError):
    """No key, or none that we know."""

    code = "not-authenticated"


class DeskClosed(NotAuthenticated):
    """No session at the desk, or one that is over."""

    code = "desk-closed"


class NotPermitted(RequestError):
    """A known caller without the right."""

    code = "not-permitted"


class ForeignForm(NotPermitted):
    """A form that did not come from a page of ours in this session."""

    code = "foreign-form"


class NotFound(RequestError):
    """Nothing there, or nothing that this caller may know of."""

    code = "not-found"


class Gone(RequestError):
    """It was there, and was taken away on purpose."""

    code = "gone"


class Erased(Gone):
    """The person's data was erased; what remains names nobody."""

    code = "personal-data-erased"


class Conflict(RequestError):
    """The request does not fit the state in which the thing is."""

    code = "conflict"


class InProgress(RequestError):
    """The first request under this Idempotency-Key still runs: retry soon."""

    code = "idempotency-key-in-progress"


class KeyReused(RequestError):
    """This Idempotency-Key was used with another body."""

    code = "idempotency-key-reuse"


class SchemaViolation(RequestError):
    """The body is JSON, but not of the form that was asked for."""

    code = "schema-violation"


class NotRecognised(RequestError):
    """Nothing in the body is recognised as a credential."""

    code = "no-credential-recognised"


class PictureRefused(RequestError):
    """A picture that cannot be read as one, that holds no badge, or that may not hold one."""

    code = "picture-refused"


class NotVerified(RequestError):
    """What was presented does not verify (VC-API)."""

    code = "not-verified"


class PreconditionFailed(RequestError):
    """The thing changed since the caller looked at it (If-Match)."""

    code = "precondition-failed"


class TooManyRequests(RequestError):
    """More requests than one caller may make in that time. `retry_after` is in seconds."""

    code = "too-many-requests"

    def __init__(self, detail: str, retry_after: int = 1) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class TooSlow(RequestError):
    """The body did not come in the time that there is for it."""

    code = "request-timeout"
