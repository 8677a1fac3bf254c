"""What an installation counts while it runs: codes and numbers, never whose."""

from enum import StrEnum


class Happening(StrEnum):
    """What happened. The kind beside it: a file's format, a verdict, the code of an error."""

    ISSUED = "issued"
    VERIFIED = "verified"
    SIGNING_FAILED = "signing_failed"
