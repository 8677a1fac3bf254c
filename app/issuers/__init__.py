"""Builds unsecured credentials from awards: one module a format, each in the tuple here (pure)."""

from app.errors import NotFound
from app.issuers.credential_format import CredentialFormat, validate
from app.issuers.europass import EUROPASS
from app.issuers.open_badges import OPEN_BADGES

__all__ = ["FORMATS", "CredentialFormat", "format_named", "validate"]

FORMATS = (OPEN_BADGES, EUROPASS)


def format_named(name: str) -> CredentialFormat:
    """Return the format of that name, or raise NotFound that lists them."""
    for credential_format in FORMATS:
        if credential_format.name == name:
            return credential_format
    raise NotFound(f"No credential format {name!r}: there are {', '.join(each.name for each in FORMATS)}.")
