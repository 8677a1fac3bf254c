"""Exceptions → answers: a problem document, or a page to who reads pages."""

from http import HTTPStatus
from typing import cast

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from app.edge.admission import count_failure
from app.edge.answer_headers import safe_headers
from app.edge.authentication import request_id_of
from app.edge.problems import MEDIA_TYPE as PROBLEM_TYPE
from app.edge.problems import problem_headers, problem_of, problem_of_shape, problem_of_status, problem_response
from app.edge.request_ids import HEADER
from app.edge.request_log import log_failure
from app.errors import CredentialServiceError, TooManyRequests
from app.schemas.responses import ProblemAnswer
from app.web.negotiation import HTML, preferred
from app.web.problem_pages import is_at_desk, problem_page


def refused(request: Request, error: Exception) -> Response:
    """Return the answer for a refusal of ours."""
    problem = problem_of(request, cast("CredentialServiceError", error))
    if problem.status == HTTPStatus.UNAUTHORIZED:
        count_failure(request)
    answer = _problem_answer(request, problem)
    if isinstance(error, TooManyRequests):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def misshapen(request: Request, error: Exception) -> Response:
    """Return the answer for a parameter or header that the framework refused."""
    return _problem_answer(request, problem_of_shape(request, cast("RequestValidationError", error)))


def not_served(request: Request, error: Exception) -> Response:
    """Return the answer for an address or method that is not served."""
    exception = cast("HTTPException", error)
    answer = _problem_answer(request, problem_of_status(request, exception.status_code))
    answer.headers.update(exception.headers or {})
    if exception.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["Allow"] = ", ".join(_methods_at(request))
    return answer


def _methods_at(request: Request) -> list[str]:
    """Return all methods that an address knows: the router's own list has those of one of its routes. Files are only read.

    Where an address is spelled out (`/v1/rules/test`), what a template would make of it (`/v1/rules/{rule_id}`) does not count.
    """
    routes = (route for route in iter_route_contexts(request.app.routes) if isinstance(route.original_route, Route))
    here = [route for route in routes if route.path_regex.match(request.scope["path"])]
    found = (route.methods or set() for route in [route for route in here if not route.param_convertors] or here)
    known = {method for methods in found for method in methods} or {"GET"}
    return sorted(known | {"HEAD"} if "GET" in known else known)


def failed(request: Request, error: Exception) -> Response:
    """Answer for a mistake of ours; this answer alone passes no middleware."""
    log_failure(request_id_of(request), error)
    answer = _problem_answer(request, problem_of_status(request, HTTPStatus.INTERNAL_SERVER_ERROR))
    answer.headers.update(safe_headers(request.scope["path"], request.app.state.installation.public_url))
    answer.headers[HEADER] = request_id_of(request) or ""
    return answer


def _problem_answer(request: Request, answer: ProblemAnswer) -> Response:
    """Return a refusal as a page to who reads pages, else as a problem document."""
    offered = (HTML, PROBLEM_TYPE) if is_at_desk(request) else (PROBLEM_TYPE, HTML)
    as_page = preferred(request.headers.get("accept"), offered) == HTML
    response = problem_page(request, answer.status, answer.code, answer.title, answer.detail) if as_page else problem_response(answer)
    response.headers.update(problem_headers(answer))
    return response
