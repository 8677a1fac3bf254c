"""Says whether this installation can do its work."""

from app.services.installation import Installation


def is_ready(installation: Installation) -> bool:
    """Return whether the database answers."""
    return installation.database.ping()
