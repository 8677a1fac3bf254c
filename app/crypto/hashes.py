"""Digests: of files, of identities under a key, and of the words that a name can be searched by.

Spec: FIPS 180-4 (SHA-256); RFC 2104 (HMAC); UAX 15 (NFKC)
"""

import hashlib
import hmac
import re
import unicodedata

MIN_PREFIX_CHARS = 2
MAX_PREFIX_CHARS = 12
MAX_WORDS = 12
MAX_SEARCHED_CHARS = 1_000

_WORD = re.compile(r"\w+")


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of `content` in lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def keyed_digest(key: bytes, *parts: str) -> str:
    """Return the HMAC-SHA256 of `parts` under `key` in hex; each part goes in with its length, so that no two lists are alike."""
    message = bytearray()
    for part in parts:
        content = part.encode()
        message += len(content).to_bytes(8, "big") + content
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def search_tokens(text: str) -> frozenset[str]:
    """Return the prefixes, of 2 to 12 characters, of the first twelve words of `text`, without case and accents.

    A search for a whole longer word asks for its first twelve characters. A word of one character stands for itself.
    """
    words = _WORD.findall(_plain(text[:MAX_SEARCHED_CHARS]))[:MAX_WORDS]
    return frozenset(prefix for word in words for prefix in _prefixes(word))


def _plain(text: str) -> str:
    """Return `text` in compatibility form, case folded, without combining marks (folding may bring new ones: hence twice)."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))


def _prefixes(word: str) -> tuple[str, ...]:
    if len(word) < MIN_PREFIX_CHARS:
        return (word,)
    return tuple(word[:length] for length in range(MIN_PREFIX_CHARS, min(len(word), MAX_PREFIX_CHARS) + 1))
