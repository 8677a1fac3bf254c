"""Documents at hand instead of a network: for `proscenium verify --documents`, `--offline` and tests."""

from collections.abc import Callable, Mapping
from datetime import datetime

from app.adapters.fetch.answer import Answer, FetchPurpose, Origin
from app.adapters.fetch.moments import utc_moment
from app.errors import Unreachable


class DocumentsGiven:
    """Answers from a map of addresses to bodies, and from nothing else. No media type is said, no address judged."""

    def __init__(self, documents: Mapping[str, bytes], clock: Callable[[], datetime] = utc_moment) -> None:
        self._documents = dict(documents)
        self._clock = clock

    def fetch(self, url: str, purpose: FetchPurpose) -> Answer:
        """Return the document given for exactly that address."""
        body = self._documents.get(url)
        trouble = None if body is not None else Unreachable(f"the {purpose} at {url} is not among the documents given")
        return Answer(url, body, None, trouble, self._clock(), Origin.GIVEN)
