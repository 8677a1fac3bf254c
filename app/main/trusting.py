"""Settings → whose seals and time-stamps are trusted: certificates that the operator names, and those that trusted lists do."""

from dataclasses import dataclass
from datetime import datetime

from app.adapters.anchors import read_anchors
from app.adapters.trusted_lists import read_trusted_lists
from app.config import PREFIX, Settings
from app.model.seal import Anchors


@dataclass(frozen=True, slots=True)
class Trusted:
    """Whose certificates count, and the trusted lists (files by name) that are overdue and so name nobody."""

    anchors: Anchors
    overdue_lists: tuple[str, ...] = ()


def read_trusted(settings: Settings, moment: datetime) -> Trusted:
    """Return whom the settings trust at that moment. Raises ConfigurationError: a file that cannot be read, or is not signed."""
    signers = read_anchors(settings.trusted_list_signers, f"{PREFIX}TRUSTED_LIST_SIGNERS")
    listed = read_trusted_lists(settings.trusted_lists, signers, moment)
    seals = read_anchors(settings.seal_anchors, f"{PREFIX}SEAL_ANCHORS")
    time_stamps = read_anchors(settings.tsa_anchors, f"{PREFIX}TSA_ANCHORS")
    anchors = Anchors(
        seals=tuple(dict.fromkeys((*seals, *listed.anchors.seals))),
        time_stamps=tuple(dict.fromkeys((*time_stamps, *listed.anchors.time_stamps))),
        granted_seals=listed.anchors.granted_seals,
    )
    return Trusted(anchors, listed.overdue)
