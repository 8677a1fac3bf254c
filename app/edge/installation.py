"""Hands the running installation to routes."""

from typing import Annotated, cast

from fastapi import Depends, Request

from app.services.installation import Installation


def installation_of(request: Request) -> Installation:
    """Return the installation that `main` wired into the application."""
    return cast("Installation", request.app.state.installation)


Wired = Annotated[Installation, Depends(installation_of)]
