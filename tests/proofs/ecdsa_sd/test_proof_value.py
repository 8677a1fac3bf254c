"""What a proof value holds: read strictly, and whatever stands there refused as malformed and as nothing else."""

from typing import Any

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.crypto.encodings import encode_base64url
from app.errors import MalformedProof
from app.proofs.ecdsa_sd.proof_value import (
    MOST_CHARS,
    MOST_SIGNATURES,
    BaseProof,
    DerivedProof,
    read_base,
    read_derived,
    write_base,
    write_derived,
)
from tests.proofs.ecdsa_sd.examples import value_of

KEY = b"\x80\x24\x02" + b"\x01" * 32
SIGNATURE, OTHER = b"\x05" * 64, b"\x06" * 64
LABELS = {0: b"\x07" * 32, 1: b"\x08" * 32}
BASE: list[Any] = [SIGNATURE, KEY, b"\x09" * 32, [SIGNATURE, OTHER], ["/issuer", "/a~1b"]]
DERIVED: list[Any] = [SIGNATURE, KEY, [OTHER], LABELS, [0, 2, 300]]
WRONG: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, "", "x", b"", b"\x05" * 63, b"\x05" * 65, 2**64, 2**70, cbor2.undefined, frozenset({1})),
    *([b"\x05" * 63], ["x", 1], [None], [[]], [-1], [2, 1], [1, 1], [True], [0.0], [b""]),
    *({0: 1}, {"0": b"x"}, {0: b"\x07" * 31}, {"a": b"\x07" * 32}, {-1: b"\x07" * 32}, {b"": b"\x07" * 32}),
    *(b"\x80\x25\x02" + b"\x01" * 32, cbor2.CBORTag(64, SIGNATURE)),
)
ITEMS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.binary(max_size=70) | st.text(max_size=10) | st.just(cbor2.undefined),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.dictionaries(st.integers() | st.text(max_size=3), inner, max_size=3)
        | st.builds(cbor2.CBORTag, st.integers(0, 70_000), inner)
    ),
    max_leaves=12,
)


def _refused(text: str) -> None:
    for read in (read_base, read_derived):
        with pytest.raises(MalformedProof):
            read(text)


def test_a_base_proof_reads_as_it_was_written() -> None:
    proof = BaseProof(SIGNATURE, KEY, b"\x09" * 32, (SIGNATURE, OTHER), ("/issuer", "/a~1b"))

    assert write_base(proof) == value_of(BASE, "d95d00")
    assert read_base(value_of(BASE, "d95d00")) == proof


def test_a_derived_proof_reads_as_it_was_written() -> None:
    labels = {"c14n10": b"\x07" * 32, "c14n2": b"\x08" * 32}
    proof = DerivedProof(SIGNATURE, KEY, (OTHER,), labels, (0, 2, 300))

    assert read_derived(write_derived(proof)) == proof
    assert read_derived(value_of(DERIVED)).labels == {"c14n0": LABELS[0], "c14n1": LABELS[1]}
    assert write_derived(proof) == value_of([SIGNATURE, KEY, [OTHER], {2: b"\x08" * 32, 10: b"\x07" * 32}, [0, 2, 300]])


def test_what_is_too_long_is_neither_read_nor_written() -> None:
    with pytest.raises(MalformedProof, match=str(MOST_CHARS)):
        write_base(BaseProof(SIGNATURE, KEY, b"\x09" * 32, (SIGNATURE,) * 2_000, ()))
    _refused("u" + "A" * MOST_CHARS)
    for header, parts in (
        ("d95d00", [*BASE[:3], [SIGNATURE] * (MOST_SIGNATURES + 1), []]),
        ("d95d01", [SIGNATURE, KEY, [SIGNATURE] * 1_025, {}, []]),
    ):
        with pytest.raises(MalformedProof, match=str(MOST_SIGNATURES)):
            (read_base if header == "d95d00" else read_derived)(value_of(parts, header))


@pytest.mark.parametrize("header", ["", "d95d02", "d95d03", "d95d", "d95e00", "5d00", "00d95d00"])
def test_another_header_is_refused(header: str) -> None:
    _refused(value_of(BASE, header))
    _refused(value_of(DERIVED, header))


def test_a_base_proof_is_no_derived_one_and_the_other_way_round() -> None:
    with pytest.raises(MalformedProof, match="derived proof"):
        read_derived(value_of(BASE, "d95d00"))
    with pytest.raises(MalformedProof, match="base proof"):
        read_base(value_of(DERIVED))
    _refused(value_of(DERIVED, "d95d00"))
    _refused(value_of(BASE, "d95d01"))


@pytest.mark.parametrize(
    "text", ["", "u", "z", "uA", "u2V0B", "u2V0A", "z2V0BhQ", "2V0B", "u2V0BhQ=", "u2V0BhQ ", "ué", "u2V0B+/", "m2V0B"]
)
def test_what_is_no_multibase_of_a_proof_is_refused(text: str) -> None:
    _refused(text)


@pytest.mark.parametrize("number", range(5))
def test_a_part_of_another_kind_is_refused(number: int) -> None:
    empty: list[Any] = [[], {}]
    for header, parts, read, fits in (("d95d00", BASE, read_base, "[]"), ("d95d01", DERIVED, read_derived, "{}" if number == 3 else "[]")):
        for part in (*WRONG, *(value for value in empty if str(value) != fits or parts[number] in BASE[:3])):
            with pytest.raises(MalformedProof):
                read(value_of([*parts[:number], part, *parts[number + 1 :]], header))


def test_a_part_too_many_or_too_few_is_refused() -> None:
    others: tuple[Any, ...] = ([], {}, [BASE], BASE[:4], [*BASE, 1], DERIVED[:4], [*DERIVED, 1], 5, "x", {0: DERIVED})
    for parts in others:
        _refused(value_of(parts, "d95d00"))
        _refused(value_of(parts))


def test_bytes_after_the_end_are_refused() -> None:
    for more in (b"\x00", b"\x80", cbor2.dumps(DERIVED)):
        _refused(value_of(BASE, "d95d00", more))
        _refused(value_of(DERIVED, "d95d01", more))


@pytest.mark.parametrize(
    "hostile",
    [
        "9f" + "00" * 4 + "ff",  # an array without a length
        "85" + "5f" + "4105" * 64 + "ff",  # bytes in pieces
        "9bffffffffffffffff",  # an array of 2^64 items
        "bbffffffffffffffff",
        "5bffffffffffffffff",
        "9a00010000" + "00" * 60,
        "98058000000000",  # a length said longer than need be
        "81" * 10_000,  # depth
        "a1" * 10_000,
        "85" + "c24a" + "ff" * 10,  # a big number, by a tag
        "85" + "c482" + "1a3b9aca00" + "01",  # 1 times 10 to the power of a billion
        "d81c" * 5_000 + "80",  # values that are shared
        "d9010080",
        "c1f97e00",
        "d82363282b28",  # a regular expression
        "a200580100580",
        "8501",
        "f6",
        "fb7ff8000000000000",
        "1c",
        "ff",
        "18",
    ],
)
def test_hostile_bytes_are_refused(hostile: str) -> None:
    for header in (b"\xd9\x5d\x00", b"\xd9\x5d\x01"):
        _refused("u" + encode_base64url(header + bytes.fromhex(hostile[: len(hostile) // 2 * 2])))


def test_a_label_that_stands_there_twice_is_refused() -> None:
    whole = cbor2.dumps(DERIVED)
    twice = whole.replace(b"\x01\x58\x20" + LABELS[1], b"\x00\x58\x20" + LABELS[1])

    assert twice != whole
    _refused("u" + encode_base64url(b"\xd9\x5d\x01" + twice))


@given(st.binary(max_size=120), st.sampled_from([b"", b"\x85", b"\x85\x58\x40" + SIGNATURE]))
@example(b"\x00", b"\x85")
def test_any_bytes_are_refused(content: bytes, begun: bytes) -> None:
    for header in (b"\xd9\x5d\x00", b"\xd9\x5d\x01", b""):
        _refused("u" + encode_base64url(header + begun + content))


@given(st.sampled_from(range(5)), ITEMS)
def test_any_part_is_read_or_refused(number: int, part: Any) -> None:
    for header, parts, read in (("d95d00", BASE, read_base), ("d95d01", DERIVED, read_derived)):
        text = value_of([*parts[:number], part, *parts[number + 1 :]], header)
        try:
            proof = read(text)
        except MalformedProof:
            continue
        assert (write_base if isinstance(proof, BaseProof) else write_derived)(proof) == text  # type: ignore[arg-type]


@given(st.text(max_size=60))
def test_any_text_is_refused(text: str) -> None:
    _refused(text)
    _refused("u" + text)
