"""Digests of related resources: those of any publication that we know pass, others do not; what we do not hold is left alone."""

import base64
import hashlib
from typing import Any

import pytest

from app.schemas.contexts import CREDENTIALS_V2, pinned_content
from app.schemas.related_resources import EARLIER, related_resource_faults

CONTENT = pinned_content(CREDENTIALS_V2) or b""
SHA256 = hashlib.sha256(CONTENT).digest()
OLDER = tuple(map(bytes.fromhex, EARLIER[CREDENTIALS_V2]))


def sri(name: str, digest: bytes) -> str:
    return f"{name}-{base64.b64encode(digest).decode()}"


def multibase(content: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(content).decode().rstrip("=")


def places(related: Any) -> list[str]:
    return [fault.pointer for fault in related_resource_faults({"relatedResource": related})]


@pytest.mark.parametrize(
    "digest",
    [
        {"digestSRI": sri("sha256", SHA256)},
        {"digestSRI": sri("sha384", hashlib.sha384(CONTENT).digest())},
        {"digestSRI": sri("sha512", hashlib.sha512(CONTENT).digest())},
        {"digestSRI": sri("sha384", OLDER[1])},
        {"digestMultibase": multibase(OLDER[0])},
        {"digestMultibase": multibase(b"\x12\x20" + SHA256)},
        {"digestMultibase": multibase(b"\x20\x30" + OLDER[1])},
        {"digestMultibase": multibase(b"\x13\x40" + OLDER[2])},
        {"digestSRI": sri("sha256", SHA256), "digestMultibase": multibase(SHA256)},
    ],
)
def test_a_digest_of_any_publication_passes(digest: dict[str, str]) -> None:
    assert places({"id": CREDENTIALS_V2, **digest}) == places([{"id": CREDENTIALS_V2, **digest}]) == []


@pytest.mark.parametrize(
    "text",
    [
        sri("sha256", hashlib.sha256(b"another").digest()),
        sri("sha384", SHA256),
        sri("md5", hashlib.sha256(b"").digest()[:16]),
        "sha256-" + base64.urlsafe_b64encode(b"\xff" * 32).decode(),
        "sha256",
        "sha256-" + "A" * 300,
        5,
        None,
    ],
)
def test_another_digest_is_a_fault_at_its_place(text: Any) -> None:
    assert places([{}, {"id": CREDENTIALS_V2, "digestSRI": text}]) == ["/relatedResource/1/digestSRI"]


@pytest.mark.parametrize("text", [multibase(b"\x00" * 32), multibase(b"\x12\x20" + b"\x00" * 32), "z6Mk", "u***", "u" + "ä", 5])
def test_another_multibase_digest_is_a_fault_too(text: Any) -> None:
    assert places({"id": CREDENTIALS_V2, "digestMultibase": text}) == ["/relatedResource/digestMultibase"]


def test_a_right_digest_does_not_excuse_a_wrong_one() -> None:
    related = {"id": CREDENTIALS_V2, "digestSRI": sri("sha256", SHA256), "digestMultibase": multibase(b"\x00" * 32)}

    assert places(related) == ["/relatedResource/digestMultibase"]


@pytest.mark.parametrize(
    "related", ["a text", None, [], {}, {"id": 5, "digestSRI": "x"}, {"id": "https://example.com/unknown", "digestSRI": "sha256-AAAA"}]
)
def test_what_we_do_not_hold_or_cannot_read_is_judged_by_others(related: Any) -> None:
    assert places(related) == []


def test_a_document_without_related_resources_has_no_fault() -> None:
    assert list(related_resource_faults({})) == []


def test_what_is_not_pinned_has_no_content() -> None:
    assert pinned_content("https://example.com") is None
