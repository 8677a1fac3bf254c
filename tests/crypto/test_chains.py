"""Hash chains: each link depends on all before it, and a head reads back as it was written."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.chains import START, ChainHead, leaf_sha256, link_sha256, read_head, write_head
from app.errors import MalformedProof

PUBLISHED = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
"""The example of C2SP tlog-checkpoint."""


def chain(*entries: bytes) -> str:
    last = START
    for entry in entries:
        last = link_sha256(last, leaf_sha256(entry))
    return last


def test_a_leaf_is_hashed_as_in_a_merkle_tree() -> None:
    assert leaf_sha256(b"") == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"  # RFC 6962's vectors


def test_a_link_is_the_digest_of_the_link_before_and_the_leaf() -> None:
    leaf = leaf_sha256(b"a")

    assert link_sha256(START, leaf) == hashlib.sha256(b"\x01" + bytes(32) + bytes.fromhex(leaf)).hexdigest()


@given(entries=st.lists(st.binary(max_size=8), min_size=1, max_size=6), other=st.lists(st.binary(max_size=8), min_size=1, max_size=6))
def test_other_entries_end_in_another_link(entries: list[bytes], other: list[bytes]) -> None:
    assert (chain(*entries) == chain(*other)) == (entries == other)


def test_the_published_example_is_read() -> None:
    head = read_head(PUBLISHED)

    assert (head.origin, head.size, head.sha256[:8]) == ("example.com/behind-the-sofa", 20852163, "0ac5186a")
    assert write_head(head) == PUBLISHED


def test_what_else_is_told_of_a_head_reads_back() -> None:
    head = read_head(PUBLISHED + "one line\nanother\n")

    assert head.extensions == ("one line", "another")
    assert write_head(head) == PUBLISHED + "one line\nanother\n"


def test_an_empty_chain_has_a_head() -> None:
    assert read_head(write_head(ChainHead("example.org/audit", 0, START))) == ChainHead("example.org/audit", 0, START)


@pytest.mark.parametrize(
    "text",
    [
        "",
        PUBLISHED[:-1],
        PUBLISHED + "\nextension\n",
        PUBLISHED + "extension",
        PUBLISHED.replace("20852163", "020852163"),
        PUBLISHED.replace("20852163", "-1"),
        PUBLISHED.replace("20852163", "9" * 19),
        PUBLISHED.replace("2I=", "2I"),
        PUBLISHED.replace("Cs", "C*"),
        PUBLISHED.replace("example.com", "example com"),
        PUBLISHED.replace("example.com", "example+com"),
        PUBLISHED.partition("\n")[2],
    ],
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(MalformedProof, match="three lines"):
        read_head(text)
