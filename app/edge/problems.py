"""Maps our errors to HTTP, in one table, and writes them as problem documents.

Spec: RFC 9457, https://www.rfc-editor.org/rfc/rfc9457
"""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response

from app import errors
from app.edge.authentication import request_id_of
from app.edge.installation import installation_of
from app.errors import CredentialServiceError, Fault, SchemaViolation
from app.schemas.requests import pointer
from app.schemas.responses import FaultAnswer, ProblemAnswer
from app.wording import wording_for

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 2
MAX_FAULTS = 50
VC_API = "/vc-api/"
"""Where the W3C's interface is served, whose clients know 400 where others know 422."""

STATUSES: Mapping[type[CredentialServiceError], int] = {
    errors.Malformed: HTTPStatus.BAD_REQUEST,
    errors.MalformedJson: HTTPStatus.BAD_REQUEST,
    errors.NotAuthenticated: HTTPStatus.UNAUTHORIZED,
    errors.NotPermitted: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.InProgress: HTTPStatus.CONFLICT,
    errors.Gone: HTTPStatus.GONE,
    errors.PreconditionFailed: HTTPStatus.PRECONDITION_FAILED,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    errors.TooSlow: HTTPStatus.REQUEST_TIMEOUT,
    errors.UnsupportedMediaType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.RequestError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.DocumentError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.ProofError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.EvidenceError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.SigningError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.StorageError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.Overloaded: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The nearest class counts: an error of a class that is not here has the status of its parent."""

_HTTP_CODES = {HTTPStatus.NOT_FOUND: errors.NotFound.code, HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed"}


def status_of(error: CredentialServiceError) -> int:
    """Return the HTTP status of an error: that of its nearest class in the table, else 500."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), HTTPStatus.INTERNAL_SERVER_ERROR)


def problem_of(request: Request, error: CredentialServiceError) -> ProblemAnswer:
    """Return the problem document of an error of ours. No more than 50 faults are told."""
    answer = _problem(request, error.code, _status_here(request, status_of(error)), error.detail)
    told = tuple(FaultAnswer(pointer=fault.pointer, detail=fault.detail) for fault in error.faults[:MAX_FAULTS])
    return answer.model_copy(update={"errors": told})


def _status_here(request: Request, status: int) -> int:
    """Return the status of a refusal at this address: whatever does not fit is a bad request to the clients of the VC-API."""
    unfit = status == HTTPStatus.UNPROCESSABLE_ENTITY and request.scope.get("path", "").startswith(VC_API)
    return HTTPStatus.BAD_REQUEST if unfit else status


def problem_of_shape(request: Request, error: RequestValidationError) -> ProblemAnswer:
    """Return the problem document for a parameter or header that the framework refused."""
    faults = tuple(Fault(pointer(tuple(fault["loc"])), fault["msg"]) for fault in error.errors())
    return problem_of(request, SchemaViolation("A part of the request does not have the expected form.", faults))


def problem_of_status(request: Request, status: int) -> ProblemAnswer:
    """Return the problem document for an address or method that is not served, or for a failure of ours."""
    known = HTTPStatus(status)
    other = CredentialServiceError.code if status >= HTTPStatus.INTERNAL_SERVER_ERROR else errors.RequestError.code
    return _problem(request, _HTTP_CODES.get(known, other), status, known.description or known.phrase)


def problem_response(answer: ProblemAnswer) -> Response:
    """Return the problem as a document; which origins may read it depends on the address, `answer_headers` says."""
    return Response(answer.model_dump_json(exclude_none=True), status_code=answer.status, media_type=MEDIA_TYPE)


def problem_headers(answer: ProblemAnswer) -> dict[str, str]:
    """Return what an answer with this problem says beside it, whatever its form: when to come back, how to authenticate."""
    headers = {"Cache-Control": "no-store"}
    if answer.status == HTTPStatus.SERVICE_UNAVAILABLE or answer.code == errors.InProgress.code:
        headers["Retry-After"] = str(RETRY_SECONDS)
    if answer.status == HTTPStatus.REQUEST_TIMEOUT:
        headers["Connection"] = "close"  # whatever else comes on it belongs to the body that came too late
    if answer.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="proscenium"'
    return headers


def _problem(request: Request, code: str, status: int, detail: str) -> ProblemAnswer:
    title = wording_for(request.headers.get("accept-language")).text(f"page.problem.{code}.title")
    address = f"{installation_of(request).public_url}/problems/{code}"
    return ProblemAnswer(type=address, title=title, status=status, detail=detail, code=code, request_id=request_id_of(request))
