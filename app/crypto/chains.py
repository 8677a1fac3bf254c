"""Hash chains: each link's digest covers an entry and all entries before it. And the text of a chain's head, to be signed.

Leaves are hashed as in RFC 6962 §2.1; a link is SHA-256(0x01 ‖ previous link ‖ leaf), so that neither can be taken for the other.

Spec: C2SP tlog-checkpoint, https://c2sp.org/tlog-checkpoint. Its third line is the head of a chain here, not the root of a tree:
docs/decisions/0019-audit-chain.md.
"""

import base64
import hashlib
import re
from dataclasses import dataclass

from app.errors import MalformedProof

START = "0" * 64
"""What stands before the first link."""

_TEXT = re.compile(r"([^\s+]+)\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n((?:[^\n]+\n)*)")


@dataclass(frozen=True, slots=True)
class ChainHead:
    """A chain of `size` entries and the digest (hexadecimal) of its last link; `origin` tells whose chain it is.

    `extensions` are further lines that are signed with it, none of them empty.
    """

    origin: str
    size: int
    sha256: str
    extensions: tuple[str, ...] = ()


def leaf_sha256(entry: bytes) -> str:
    """Return the digest of one entry."""
    return hashlib.sha256(b"\x00" + entry).hexdigest()


def link_sha256(previous: str, leaf: str) -> str:
    """Return the digest of the link that hangs that leaf to the previous link; all three are hexadecimal."""
    return hashlib.sha256(b"\x01" + bytes.fromhex(previous) + bytes.fromhex(leaf)).hexdigest()


def write_head(head: ChainHead) -> str:
    """Return the text that is signed: origin, size, digest in base64, and what else is told, a line each."""
    digest = base64.b64encode(bytes.fromhex(head.sha256)).decode()
    return "".join(f"{line}\n" for line in (head.origin, head.size, digest, *head.extensions))


def read_head(text: str) -> ChainHead:
    """Return what the text says. Raises MalformedProof: it does not begin with three such lines."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise MalformedProof("expected three lines: an origin, a size, a digest in base64")
    return ChainHead(found[1], int(found[2]), base64.b64decode(found[3]).hex(), tuple(found[4].split("\n")[:-1]))
