"""Says whether this installation can do its work."""

from app.errors import StorageUnavailable
from app.services.installation import Installation


def is_ready(installation: Installation) -> bool:
    """Return whether the database answers."""
    try:
        installation.database.ping()
    except StorageUnavailable:
        return False
    return True
