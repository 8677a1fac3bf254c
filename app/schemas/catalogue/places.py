"""Where every value of a catalogue file stands, so that each error can name file, line and field.

YAML is composed to nodes and never constructed: a value's type is what its field asks for, not what YAML 1.1 guesses (`NO` is a
country, `0521` a code). Tags, anchors and aliases are refused; size, depth and number of nodes are bounded.

Spec: YAML 1.1 as PyYAML reads it, https://yaml.org/spec/1.1/
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import yaml
from yaml.composer import Composer
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import Resolver
from yaml.scanner import Scanner

from app.errors import Fault, SchemaViolation
from app.schemas.strict_json import pointer_token

MAX_CHARACTERS = 1_000_000
MAX_NODES = 50_000
MAX_DEPTH = 16
SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """A value in the file: the way to it by field names and positions from 0, and the line, from 1, where it is named."""

    file: str
    line: int
    path: tuple[str | int, ...]
    node: yaml.Node

    @property
    def is_scalar(self) -> bool:
        """Whether a single value stands here."""
        return isinstance(self.node, yaml.ScalarNode)

    @property
    def found(self) -> str:
        """What stands here, for an error's sentence."""
        if isinstance(self.node, yaml.ScalarNode):
            return shown(str(self.node.value)) if self.node.value else "nothing"
        kind = "list" if isinstance(self.node, yaml.SequenceNode) else "mapping"
        return f"a {kind}" if self.node.value else f"an empty {kind}"

    def fault(self, detail: str) -> Fault:
        """Return a fault at this place; its detail tells file, line and field."""
        field = _field(self.path)
        return Fault(_pointer(self.path), f"{self.file}:{self.line}: {field}{': ' if field else ''}{detail}")

    def violation(self, detail: str) -> SchemaViolation:
        """Return an error with that single fault."""
        fault = self.fault(detail)
        return SchemaViolation(fault.detail, (fault,))

    def missing(self, name: str) -> Fault:
        """Return the fault that this mapping lacks a field; it names the line where the mapping begins."""
        return Place(self.file, self.line, (*self.path, name), self.node).fault("is required, and missing")

    def scalar(self, expected: str) -> str:
        """Return the single value here, as it is written; raises SchemaViolation for lists, mappings and nothing at all."""
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value:
            raise self.violation(f"expected {expected}, found {self.found}")
        return str(self.node.value)

    def items(self) -> tuple[Place, ...]:
        """Return the list's items in order; raises SchemaViolation where there is no list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.violation(f"expected a list, found {self.found}")
        return tuple(Place(self.file, _line(node), (*self.path, index), node) for index, node in enumerate(self.node.value))

    def entries(self, expected: str = "a mapping of fields") -> tuple[Place, ...]:
        """Return the mapping's values in order, a doubled name twice; raises SchemaViolation where there is none or it is empty."""
        if not isinstance(self.node, yaml.MappingNode) or not self.node.value:
            raise self.violation(f"expected {expected}, found {self.found}")
        return tuple(Place(self.file, _line(key), (*self.path, _name(key)), value) for key, value in self.node.value)

    def field(self, name: str) -> Place:
        """Return the named value of this mapping, or this place itself where there is none."""
        entries = self.entries() if isinstance(self.node, yaml.MappingNode) and self.node.value else ()
        return next((entry for entry in entries if entry.path[-1] == name), self)


def shown(text: str) -> str:
    """Return the text quoted on one line, cut where it is long, and escaped where it could not be printed."""
    cut = text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
    return json.dumps(cut, ensure_ascii=not cut.isprintable())


def root_of(text: str, file: str) -> Place:
    """Return the whole file as a place.

    Raises:
        SchemaViolation: not YAML, empty, several documents, too large, too deep, or with tags, anchors or aliases.
    """
    nothing = yaml.ScalarNode("", "")
    if len(text) > MAX_CHARACTERS:
        raise Place(file, 1, (), nothing).violation(f"expected at most {MAX_CHARACTERS} characters, found {len(text)}")
    try:
        loader = _Loader(text)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Place(file, line, (), nothing).violation(f"holds the forbidden character U+{error.character:04X}") from error
    try:
        node = loader.get_single_node() or nothing
    except yaml.MarkedYAMLError as error:
        said = ": ".join(part for part in (error.context, error.problem) if part)
        line = (error.problem_mark.line if error.problem_mark else loader.line) + 1
        raise Place(file, line, (), nothing).violation(f"cannot be read as YAML: {said}") from error
    except (ValueError, OverflowError) as error:  # PyYAML's own slips: an escape beyond Unicode, a version of thousands of digits
        raise Place(file, loader.line + 1, (), nothing).violation("cannot be read as YAML: a number in it is out of range") from error
    if node is nothing:
        raise Place(file, 1, (), nothing).violation("is empty")
    return Place(file, _line(node), (), node)


class _Loader(Reader, Scanner, Parser, Composer, Resolver):
    """Composes nodes and constructs nothing; refuses while it reads, so that a hostile file costs little."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        Resolver.__init__(self)
        self._nodes = 0
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.check_event()  # fetches the next event
        if trouble := self._trouble(self.current_event):
            raise yaml.MarkedYAMLError(problem=trouble, problem_mark=self.current_event.start_mark)
        self._nodes += 1
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def _trouble(self, event: yaml.NodeEvent) -> str | None:
        if event.anchor is not None:
            return "anchors and aliases are not allowed; write the value out"
        if getattr(event, "tag", None) is not None:
            return "tags are not allowed; the field decides what its value is"
        if self._nodes >= MAX_NODES:
            return f"more than {MAX_NODES} values"
        return f"nested deeper than {MAX_DEPTH} levels" if self._depth >= MAX_DEPTH else None


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _name(key: yaml.Node) -> str:
    """Return a field's name; one that could not be printed is escaped, one that is no single value has none."""
    name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
    return name if name.isprintable() else name.encode("unicode_escape").decode("ascii")


def _field(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _pointer(path: tuple[str | int, ...]) -> str:
    return "".join(f"/{pointer_token(str(step))}" for step in path)
