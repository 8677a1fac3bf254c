"""Names for unnamed nodes that tell nothing: made from the canonical ones under a key, so that what is withheld is not counted.

Spec: Data Integrity ECDSA Cryptosuites 1.0 §3.4.4–3.4.7 (label maps), https://www.w3.org/TR/vc-di-ecdsa/#createhmacidlabelmapfunction
"""

import hashlib
import hmac
import re
from collections.abc import Mapping

from app.crypto.encodings import encode_base64url
from app.errors import MalformedProof

KEY_BYTES = 32
LABEL_BYTES = 32

_TERM = re.compile(r'"(?:[^"\\]|\\.)*+"|<[^>]*+>|_:([A-Za-z0-9]+)')


def label_of(key: bytes, name: str) -> bytes:
    """Return the bytes of the label that stands for a canonical name (`c14n0`, without `_:`)."""
    return hmac.new(key, name.encode(), hashlib.sha256).digest()


def written_label(label: bytes) -> str:
    """Return a label as the name of a node, without `_:`: multibase, base64url without padding."""
    return "u" + encode_base64url(label)


def relabelled(canonical: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return the lines of canonical N-Quads with other names, sorted anew.

    Raises:
        MalformedProof: a name that `labels` lacks, one that is not there, or two nodes with one label: one node would become two.
    """
    used = {match[1] for match in _TERM.finditer(canonical) if match[1]}
    if used != labels.keys() or len(set(labels.values())) != len(labels):
        raise MalformedProof(f"expected one label for each of {len(used)} unnamed nodes, found {len(labels)}, or others")
    renamed = _TERM.sub(lambda match: f"_:{labels[match[1]]}" if match[1] else match[0], canonical)
    return tuple(sorted(f"{line}\n" for line in renamed.split("\n") if line))
