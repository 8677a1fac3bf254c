"""The shapes of what can be handed in: a form holds a credential itself, a wrapping holds something else that does."""

from collections.abc import Callable
from dataclasses import dataclass

from app.verifier.presented import Presented


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a credential, as text.

    media_types: those by which a wrapping announces it; then it reads whatever is there.
    recognises: whether a text is of this form; cheap, and never raises.
    read: the credential in it, also a broken one with its trouble; raises NotRecognised where there is none.
    """

    media_types: frozenset[str]
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes], Presented]


@dataclass(frozen=True, slots=True)
class Inside:
    """What a wrapping held; `media_type` where it says so, in lower case and without parameters."""

    body: bytes
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Wrapping:
    """Something that holds a credential: a picture, a PDF, an envelope, quotes.

    recognises: whether a text is of this kind; cheap, and never raises.
    take_out: what is inside; raises NotRecognised where there is nothing.
    carrier: what a person sees of it that is not checked itself: `pdf`, `picture`; None where there is nothing to be seen.
    """

    recognises: Callable[[bytes], bool]
    take_out: Callable[[bytes], Inside]
    carrier: str | None = None
