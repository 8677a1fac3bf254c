"""A catalogue is data: whatever YAML can do beyond that is refused, and a hostile file costs little."""

import pytest

from app.errors import SchemaViolation
from app.schemas.catalogue import read_catalogue
from app.schemas.catalogue.places import MAX_CHARACTERS, MAX_DEPTH, MAX_NODES
from tests.schemas.catalogue_text import SMALL, said_of


def root_fault(text: str) -> str:
    """Return what is said of the file as a whole."""
    return said_of(text)[""]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "small.yaml:1: is empty"),
        ("# nothing but a comment\n", "small.yaml:1: is empty"),
        ("- a\n", "small.yaml:1: expected a mapping of fields, found a list"),
        ("tenant", 'small.yaml:1: expected a mapping of fields, found "tenant"'),
        ("{}", "small.yaml:1: expected a mapping of fields, found an empty mapping"),
        ("a: 1\nb: [1\n", "small.yaml:3: cannot be read as YAML: while parsing a flow sequence"),
        ("a: 1\n\tb: 2\n", "small.yaml:2: cannot be read as YAML: while scanning for the next token"),
        ("a: 1\n---\nb: 2\n", "small.yaml:2: cannot be read as YAML: expected a single document"),
        ("a: 1\nb: \x07\n", "small.yaml:2: holds the forbidden character U+0007"),
        ('a: 1\nb: "\\UFFFFFFFF"\n', "small.yaml:2: cannot be read as YAML: a number in it is out of range"),
        (f"%YAML {'9' * 5000}.1\n---\na: b\n", "small.yaml:1: cannot be read as YAML: a number in it is out of range"),
    ],
)
def test_what_is_not_one_yaml_mapping_is_refused_with_its_line(text: str, said: str) -> None:
    assert root_fault(text).startswith(said)


@pytest.mark.parametrize("tagged", ["!!python/object/apply:os.system [ls]", "!!str 1", "!mine 1", "! 1", "!!binary aGk="])
def test_tags_are_refused(tagged: str) -> None:
    assert root_fault(f"tenant:\n  slug: {tagged}\n") == (
        "small.yaml:2: cannot be read as YAML: tags are not allowed; the field decides what its value is"
    )


@pytest.mark.parametrize("text", ["a: &x [1]\nb: *x\n", "a: &x 1\n", "a: *x\n"])
def test_anchors_and_aliases_are_refused(text: str) -> None:
    assert root_fault(text) == "small.yaml:1: cannot be read as YAML: anchors and aliases are not allowed; write the value out"


def test_merge_keys_are_fields_like_others_and_therefore_unknown() -> None:
    assert said_of(SMALL + "<<: {tenant: 1}\n")["/<<"].endswith("is not a field here")


def test_a_key_that_is_no_text_is_refused() -> None:
    assert said_of(SMALL + "? [a]\n: b\n")["/?"] == "small.yaml:63: ?: is not a field here"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused_before_it_is_followed(opening: str) -> None:
    assert root_fault(opening * 100_000).endswith(f"nested deeper than {MAX_DEPTH} levels")


def test_a_file_of_too_many_values_is_refused() -> None:
    assert root_fault(f"tenant: [{'x,' * MAX_NODES}]").endswith(f"more than {MAX_NODES} values")


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    assert (
        root_fault("[" * (MAX_CHARACTERS + 1)) == f"small.yaml:1: expected at most {MAX_CHARACTERS} characters, found {MAX_CHARACTERS + 1}"
    )


def test_the_error_as_a_whole_counts_its_faults_and_tells_the_first() -> None:
    with pytest.raises(SchemaViolation, match=r"^small.yaml: 3 faults. The first: small.yaml:1: zzz: is not a field here$"):
        read_catalogue("zzz: 1\ntenant: {slug: a, name: {en: A}}\n", "small.yaml")
    with pytest.raises(SchemaViolation, match=r"^small.yaml: 1 fault. The first: "):
        read_catalogue(SMALL.replace("NO", "XX"), "small.yaml")
