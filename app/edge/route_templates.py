"""The template of the route that serves a request, such as `/c/{public_id}`: what may be logged and counted. Paths hold tokens."""

from starlette.types import Scope

UNKNOWN = "none"


def template_of(scope: Scope) -> str:
    """Return the template of the route of this request; `none` where no route serves it.

    The framework's own addresses say theirs otherwise: that of the OpenAPI document has no parameter, so it is its own template; files
    of a package count for the folder in which they are mounted.
    """
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    return str(scope.get("root_path") or scope["path"]) if "endpoint" in scope else UNKNOWN
