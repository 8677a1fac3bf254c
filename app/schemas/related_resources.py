"""Whether the digests that a credential gives of other resources are those of what was published there.

Only for resources that we hold: the pinned contexts, as they are now, and earlier publications of them, by their digests. What we do
not hold is neither fetched nor judged. A further publication is one row of `EARLIER`.

Spec: VC Data Model 2.0 §5.3 (integrity of related resources), https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources;
Controlled Identifiers 1.0 §2.4 (multibase) and §2.5 (multihash); Subresource Integrity §3.1
"""

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from app.errors import Fault
from app.model.secured import Document
from app.schemas.contexts import EDC_AP, pinned_content
from app.schemas.strict_json import pointer_to

EARLIER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "https://www.w3.org/ns/credentials/v2": (  # w3c/vc-data-model 8d0ee107, as W3C's own test suite has it
            "24a18c90e9856d526111f29376e302d970b2bd10182e33959995b0207d7043b9",
            "35239c36999d2155312091af194a1edb61634d6ad789a5e5b19f2aebdd762dd9d1dcaada40eda7ef921c6b8c0ae107a0",
            "cb1336dfa8670d80d03344b3b0cc25faf4d45201823c35f39bb1afe5a9f911f615ff4ec80ec5f2f89e33d14e96bec8be78e38df35b918c9cd5f3b3449bd6c88f",
        ),
        EDC_AP: (  # ELM 3.2, branch EDC-3.2-(LTS), snapshot snb-model/20230928-0: what is pinned says the same in words of ours
            "fde0b3fd92e98a8870c173fb98baff361be6dd07e44653a9a5ac6c0fe626b411",
            "df72c5d8e0e5c5744bd4cf2a7b692eae0a2f37acd23f49539baac3c4ad1bbf37bcd1018c222db7a2fddc7e3a4e43f2ea",
            "68e8fbcb08e11af44b2ad80e3bdde371780410801c79cbc398337c491fabb6875c44a80c7544bde41432f6651fc096b8f7d129e86e6b2e9236cb3c6e96e5a4dc",
        ),
    }
)
"""Digests of earlier publications in hex, by URL: SHA-256, SHA-384, SHA-512."""

_ALGORITHMS = ("sha256", "sha384", "sha512")
_MULTIHASHES = (b"\x12\x20", b"\x20\x30", b"\x13\x40")
"""What stands before a SHA-256, SHA-384 or SHA-512 in a multihash."""
_MAX_DIGEST = 200


def related_resource_faults(document: Document) -> Iterator[Fault]:
    """Yield the fault of each digest that is not one of a publication that we know. What has another form is judged elsewhere."""
    related = document.get("relatedResource", [])
    for index, item in enumerate(related) if isinstance(related, list) else ((None, related),):
        steps = ["relatedResource"] if index is None else ["relatedResource", index]
        known = _known(item.get("id")) if isinstance(item, dict) else ()
        for member, read in (("digestSRI", _sri), ("digestMultibase", _multibase)):
            if known and member in item and read(item[member]) not in known:
                yield Fault(pointer_to([*steps, member]), "expected a digest of this resource as it was published, found another")


def _known(url: Any) -> tuple[bytes, ...]:
    """Return the digests of all publications of a resource; none where we do not hold it."""
    return _digests(url) if isinstance(url, str) else ()


@cache
def _digests_of_pinned(url: str) -> tuple[bytes, ...]:
    content = pinned_content(url)
    return () if content is None else tuple(hashlib.new(name, content).digest() for name in _ALGORITHMS)


def _digests(url: str) -> tuple[bytes, ...]:
    if url not in EARLIER and pinned_content(url) is None:
        return ()  # foreign URLs do not fill the cache
    return (*_digests_of_pinned(url), *map(bytes.fromhex, EARLIER.get(url, ())))


def _sri(text: Any) -> bytes | None:
    algorithm, _, encoded = text.partition("-") if isinstance(text, str) else ("", "", "")
    digest = _decoded(encoded, b"+/")
    return digest if digest is not None and algorithm in _ALGORITHMS and len(digest) == hashlib.new(algorithm).digest_size else None


def _multibase(text: Any) -> bytes | None:
    """Return the digest in a multibase text: bare, or as a multihash."""
    if not isinstance(text, str) or not text.startswith("u"):
        return None
    content = _decoded(text[1:], b"-_")
    if content is None:
        return None
    bare = next((content[2:] for head in _MULTIHASHES if content.startswith(head) and len(content) == 2 + head[1]), None)
    return content if bare is None else bare


def _decoded(text: str, alphabet: bytes) -> bytes | None:
    """Return what base64 in that alphabet says, with or without padding; None where it is none."""
    if len(text) > _MAX_DIGEST:
        return None
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=alphabet, validate=True)
    except (binascii.Error, ValueError):
        return None
