"""The shape of one way to tell a credential's status: how its entry is read, and how its list answers.

How it varies: bits in a signed list, or names in a plain one. A further way is one row of `STATUS_KINDS` in `app/status`.

Spec: VC Data Model 2.0 §4.10 (status), https://www.w3.org/TR/vc-data-model-2.0/#status
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.model.secured import Document


@dataclass(frozen=True, slots=True)
class StatusReference:
    """Where a credential's status is said, and what the answer means.

    index: position in a list of bits, from the left, counted in entries of `size` bits.
    messages: what single values mean, as the credential has it; not every value need have a text.
    credential_id: by what a list of names knows the credential; empty where the index does.
    """

    type: str
    list_url: str
    index: int
    purpose: str
    size: int = 1
    messages: tuple[tuple[int, str], ...] = ()
    credential_id: str = ""


@dataclass(frozen=True, slots=True)
class UnknownStatus:
    """A status entry of a type that is not read here: what it says stays unknown."""

    type: str


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """What a list says: 0 is nothing; `message` says more, and is empty where nothing does."""

    value: int
    message: str = ""


Lookup = Callable[[StatusReference], StatusAnswer]
"""Answers for one entry of an opened list; raises StatusIndexOutOfRange."""


@dataclass(frozen=True, slots=True)
class StatusKind:
    """One way to tell a credential's status.

    entry: the type of its entries.
    signed: whether the list is itself a credential, whose proof is verified before it is opened; else it is plain JSON, which
        counts only because the issuer named its address in what it signed.
    read: the reference in an entry of a credential; raises MalformedStatus, StatusIndexOutOfRange.
    open: how a list answers, if it is the one that the reference means, of this issuer, at this moment; raises MalformedStatus.
    """

    entry: str
    signed: bool
    read: Callable[[Document, Document], StatusReference]
    open: Callable[[Document, StatusReference, str, datetime], Lookup]
