"""What an examination finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was examined, and a sentence on how it is. `warns`: it may stay so, but better does not."""

    holds: bool
    says: str
    warns: bool = False
