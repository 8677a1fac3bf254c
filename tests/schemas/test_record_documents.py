"""Records become JSON documents and come back equal, or are refused with the place of what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from app.errors import SchemaViolation
from app.schemas.record_documents import canonical_sha256, read_record, write_record

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Leaf:
    name: str
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    title: Mapping[str, str]
    age: int
    seen_at: datetime
    colour: Colour
    leaves: tuple[Leaf, ...] = ()
    crown: Leaf | None = None
    nicknames: tuple[str, ...] = ()
    evergreen: bool = False


@dataclass(frozen=True, slots=True)
class Strange:
    value: Any


PLAIN = Tree({"en": "Tree"}, 7, NOON, Colour.RED)
PLAIN_DOCUMENT = {"title": {"en": "Tree"}, "age": 7, "seen_at": "2026-01-31T12:00:00Z", "colour": "red"}
RICH = Tree(
    title={"en": "Tree", "el": "Δέντρο"},
    age=0,
    seen_at=NOON.replace(microsecond=1),
    colour=Colour.BLUE,
    leaves=(Leaf("a", Decimal("2.50")), Leaf("b")),
    crown=Leaf(""),
    nicknames=("x", "y"),
    evergreen=True,
)


def refused(document: Any) -> dict[str, str]:
    with pytest.raises(SchemaViolation) as caught:
        read_record(Tree, document)
    return {fault.pointer: fault.detail for fault in caught.value.faults}


@pytest.mark.parametrize("tree", [PLAIN, RICH])
def test_a_record_comes_back_equal(tree: Tree) -> None:
    assert read_record(Tree, write_record(tree)) == tree


def test_what_has_its_default_is_left_out() -> None:
    assert write_record(PLAIN) == PLAIN_DOCUMENT


def test_what_is_written_is_plain_json() -> None:
    assert write_record(RICH) == {
        "title": {"en": "Tree", "el": "Δέντρο"},
        "age": 0,
        "seen_at": "2026-01-31T12:00:00.000001Z",
        "colour": "blue",
        "leaves": [{"name": "a", "weight": "2.50"}, {"name": "b"}],
        "crown": {"name": ""},
        "nicknames": ["x", "y"],
        "evergreen": True,
    }


def test_a_moment_of_another_zone_is_written_in_utc() -> None:
    in_vienna = datetime(2026, 7, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))

    document = write_record(Tree({}, 1, in_vienna, Colour.RED))

    assert document["seen_at"] == "2026-07-01T12:00:00Z"
    assert read_record(Tree, document).seen_at == in_vienna


def test_a_default_may_also_be_said() -> None:
    assert read_record(Tree, PLAIN_DOCUMENT | {"leaves": [], "crown": None, "evergreen": False}) == PLAIN


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (Strange(Decimal("NaN")), "not finite"),
        (Strange(Decimal("Infinity")), "not finite"),
        (Strange(datetime(2026, 1, 31)), "zone"),  # noqa: DTZ001 - that is what is refused
        (Strange(b"bytes"), "bytes"),
        (Strange(1.5), "float"),
        (Strange([1]), "list"),
        (Strange((object(),)), "object"),
    ],
)
def test_what_has_no_form_in_json_is_not_written(record: Strange, says: str) -> None:
    with pytest.raises(SchemaViolation, match=says):
        write_record(record)


@pytest.mark.parametrize("document", [None, [], "text", 1, True])
def test_a_document_is_an_object(document: Any) -> None:
    assert refused(document)[""].startswith("expected an object, found")


@pytest.mark.parametrize("name", list(PLAIN_DOCUMENT))
def test_a_missing_member_is_named(name: str) -> None:
    assert refused({key: value for key, value in PLAIN_DOCUMENT.items() if key != name}) == {f"/{name}": "expected a member, found none"}


def test_an_unknown_member_is_named() -> None:
    assert refused(PLAIN_DOCUMENT | {"roots": 1, "a/b~c": 2}) == {
        "/a~1b~0c": "expected no such member",
        "/roots": "expected no such member",
    }


@pytest.mark.parametrize(
    ("change", "pointer", "says"),
    [
        ({"age": "7"}, "/age", "whole number, found text"),
        ({"age": True}, "/age", "whole number, found true or false"),
        ({"age": 7.0}, "/age", "whole number, found a number"),
        ({"age": None}, "/age", "whole number, found null"),
        ({"title": "Tree"}, "/title", "an object, found text"),
        ({"title": {"en": 1}}, "/title/en", "text, found a number"),
        ({"title": {"e/n": []}}, "/title/e~1n", "text, found a list"),
        ({"colour": "green"}, "/colour", "one of red, blue"),
        ({"colour": ["red"]}, "/colour", "one of red, blue"),
        ({"evergreen": 1}, "/evergreen", "true or false, found a number"),
        ({"evergreen": None}, "/evergreen", "true or false, found null"),
        ({"leaves": {}}, "/leaves", "a list, found an object"),
        ({"leaves": ["a"]}, "/leaves/0", "an object, found text"),
        ({"leaves": [{"name": "a"}, {"name": 1}]}, "/leaves/1/name", "text, found a number"),
        ({"leaves": [{"name": "a", "weight": 2.5}]}, "/leaves/0/weight", "text, found a number"),
        ({"crown": {}}, "/crown/name", "a member, found none"),
        ({"nicknames": [None]}, "/nicknames/0", "text, found null"),
    ],
)
def test_a_wrong_member_is_told_with_its_place(change: dict[str, Any], pointer: str, says: str) -> None:
    found = refused(PLAIN_DOCUMENT | change)

    assert list(found) == [pointer]
    assert says in found[pointer]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = refused({"title": {"en": 1, "de": 2}, "age": "x", "leaves": [{}, {"nam": 1}], "more": 1})

    assert set(found) == {
        "/title/en",
        "/title/de",
        "/age",
        "/leaves/0/name",
        "/leaves/1/name",
        "/leaves/1/nam",
        "/more",
        "/seen_at",
        "/colour",
    }


@pytest.mark.parametrize("text", ["", "two", "NaN", "Infinity", "1_0", " 1", "+1", "01", "1e5", "\u0661"])
def test_a_decimal_has_one_spelling(text: str) -> None:
    assert "decimal number" in refused(PLAIN_DOCUMENT | {"crown": {"name": "", "weight": text}})["/crown/weight"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-01-31",
        "2026-01-31T12:00:00",
        "2026-01-31T12:00:00+00:00",
        "2026-01-31T13:00:00+01:00",
        "2026-01-31T12:00Z",
        "20260131T120000Z",
        "2026-01-31T12:00:00.100Z",
        "2026-02-30T12:00:00Z",
        "0001-01-01T00:00:00+05:00",
        "2026-01-31 12:00:00Z",
    ],
)
def test_a_moment_has_one_spelling(text: str) -> None:
    assert "moment in UTC" in refused(PLAIN_DOCUMENT | {"seen_at": text})["/seen_at"]


def test_values_are_never_told() -> None:
    assert "Ada" not in str(refused(PLAIN_DOCUMENT | {"age": "Ada", "seen_at": "Ada", "colour": "Ada", "leaves": "Ada"}))


def test_the_digest_does_not_depend_on_the_order_of_members() -> None:
    assert canonical_sha256({"a": 1, "b": {"c": 2, "d": 3}}) == canonical_sha256({"b": {"d": 3, "c": 2}, "a": 1})


def test_the_digest_is_of_the_shortest_text() -> None:
    assert canonical_sha256({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@pytest.mark.parametrize("document", [{"a": 2**64}, {"a": "\ud800"}])
def test_what_cannot_be_written_has_no_digest(document: dict[str, Any]) -> None:
    with pytest.raises(SchemaViolation):
        canonical_sha256(document)
