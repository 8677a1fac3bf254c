"""The files of a credential on its page: for the learner, whose link has the token, and for nobody else."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.web.shown import Shown
from app.wording import Wording

_FILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pdf": "page.file.pdf",
        "png": "page.file.png",
        "svg": "page.file.svg",
        "edc": "page.file.edc",
        "ob3-jsonld": "page.file.ob3-jsonld",
        "ob3-jwt": "page.file.ob3-jwt",
    }
)
"""What there is to be had, in the order in which a learner would ask for it."""


def file_links(files: Mapping[str, str], wording: Wording) -> tuple[Shown, ...]:
    """Return a link for each file, which `files` has by name."""
    return tuple(Shown(wording.text(words), href=files[name]) for name, words in _FILES.items() if name in files)
