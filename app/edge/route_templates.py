"""The template of the route that serves a request, such as `/c/{public_id}`: what may be logged and counted. Paths hold tokens."""

from starlette.types import Scope

UNKNOWN = "none"


def template_of(scope: Scope) -> str:
    """Return the template of the route of this request; `none` where no route serves it."""
    return str(getattr(scope.get("route"), "path", UNKNOWN))
