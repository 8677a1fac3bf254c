"""What a poisoned document costs us until it is refused, and what others notice of it meanwhile. Times are shown, never asserted."""

import gzip
import json
import statistics
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from app.crypto.canonical import canonical_nquads
from app.crypto.encodings import encode_base64url
from app.errors import CredentialServiceError
from app.model.secured import Document
from app.schemas.strict_json import read_object
from app.status.bitstring import decode_bits

REPEATS = 9
_PAUSE = 0.05
_CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]
_BOMB = "u" + encode_base64url(gzip.compress(bytes(10 * 1024 * 1024 * 10)))


def clique(size: int) -> Document:
    """Return so many unnamed nodes, each linked to all others."""
    names = [f"_:n{number}" for number in range(size)]
    nodes = [{"id": name, "knows": [{"id": other} for other in names if other != name]} for name in names]
    return {"@context": _CONTEXTS, "id": "urn:x", "type": "VerifiableCredential", "credentialSubject": nodes}


def poisons() -> dict[str, Callable[[], object]]:
    """Return what is refused, by name."""
    nodes: list[Any] = [{"type": "Thing", "name": "x"}] * 100_000
    many = json.dumps({"@context": _CONTEXTS, "credentialSubject": nodes}).encode()
    few = {"@context": _CONTEXTS, "credentialSubject": nodes[:1_000]}
    long = json.dumps({"@context": _CONTEXTS, "name": "x" * 1_000_000}).encode()
    deep = b'{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}"
    dear = clique(9)
    return {
        "a clique of 9 unnamed nodes": lambda: canonical_nquads(dear),
        "1 000 unnamed nodes": lambda: canonical_nquads(few),
        "100 000 unnamed nodes": lambda: read_object(many),
        "a body of 1 MB": lambda: read_object(long),
        "5 000 arrays in each other": lambda: read_object(deep),
        "a status list that unpacks to 100 MB": lambda: decode_bits(_BOMB),
    }


def cost(refuse: Callable[[], object]) -> float:
    """Return the median of the milliseconds until it is refused."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        try:
            refuse()
        except CredentialServiceError:
            times.append(time.perf_counter() - start)
    if len(times) < REPEATS:
        raise AssertionError("expected a refusal, found none")
    return statistics.median(times) * 1_000


def slowdown(work: Callable[[], object], poison: Callable[[], object]) -> float:
    """Return how often `work` runs while a thread is refused `poison` twenty times a second, as a part of how often it runs alone."""
    alone = _count(work)
    ending = threading.Event()
    thread = threading.Thread(target=_refuse_until, args=(poison, ending))
    thread.start()
    try:
        return _count(work) / alone
    finally:
        ending.set()
        thread.join()


def _refuse_until(poison: Callable[[], object], ending: threading.Event) -> None:
    while not ending.wait(_PAUSE):
        with suppress(CredentialServiceError):
            poison()


def _count(work: Callable[[], object]) -> int:
    end, count = time.perf_counter() + 0.5, 0
    while time.perf_counter() < end:
        work()
        count += 1
    return count
