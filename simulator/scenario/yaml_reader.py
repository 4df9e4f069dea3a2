"""YAML with positions: every value knows the file, line and column where it was written.

ruamel parses (YAML 1.2: `NO` and `12:30` stay words); this module keeps the positions, and
refuses what a scenario never needs: duplicate keys, documents too large, aliases that expand without end.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import StreamMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ..errors import Code, InputError, Problem
from ..files import decoded, read_bytes
from .problems import in_plain_words
from .shipped import shown as shown_path

MOST_BYTES = 2_000_000
MOST_VALUES = 100_000
MOST_DEPTH = 50
MOST_DIGITS = 300
TAG = "tag:yaml.org,2002:"
MERGE_TAG = TAG + "merge"
SCALAR_TAGS = {TAG + kind for kind in ("str", "int", "float", "bool", "null", "timestamp")}
KINDS = {
    "int": "not a whole number",
    "float": "not a number",
    "bool": "neither true nor false",
    "null": "not empty",
}

NAMING_KEYS = ("name", "stage", "product")

Step = int | str
Location = tuple[Step, ...]
Position = tuple[str, int, int]
"""File, line and column; line 0 for what was not written in a file."""
Steps = tuple[str, ...]
"""Keys and names that lead to a place."""


@dataclass(frozen=True)
class Taken:
    """Something that a file removes from the file that it extends."""

    position: Position
    """Where it is removed."""
    value: Written
    """The removed value."""


@dataclass
class Written:
    """A value as written: a scalar, a list or a map of Written, with its position."""

    value: Any
    file: str
    line: int
    column: int
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Of a map: line and column of each key."""
    problems: list[Problem] = field(default_factory=list)
    """Of a whole file: errors that did not stop the reading."""
    taken: dict[Steps, Taken] = field(default_factory=dict)
    """Of a whole file: what was removed from it, by place."""
    incomplete: bool = False
    """Of a whole file: whether a file that it extends could not be read."""

    def plain(self) -> Any:
        """The value without positions."""
        if isinstance(self.value, dict):
            return {key: entry.plain() for key, entry in self.value.items()}
        if isinstance(self.value, list):
            return [entry.plain() for entry in self.value]
        return self.value

    @property
    def position(self) -> Position:
        """File, line and column."""
        return self.file, self.line, self.column

    def position_of(self, key: str) -> Position:
        """File, line and column of a key of this map."""
        line, column = self.keys.get(key, (self.line, self.column))
        entry = self.value.get(key)
        return (entry.file if entry is not None else self.file), line, column


def name_of(entry: Written, keys: tuple[str, ...] = NAMING_KEYS) -> str | None:
    """Name of a named thing: its `name`, its `stage` or, for a stream, its `product`."""
    if isinstance(entry.value, dict):
        for key in keys:
            if key in entry.value and isinstance(entry.value[key].value, str):
                return str(entry.value[key].value)
    return None


def locate(location: Location, written: Written) -> tuple[str, Position, Any]:
    """Dotted path, position and value of a place; steps that do not name a place are skipped."""
    here, position = written, written.position
    steps: list[str] = []
    for step in location:
        if isinstance(here.value, dict) and str(step) in here.value:
            position = here.position_of(str(step))
            here = here.value[str(step)]
            steps.append(str(step))
        elif isinstance(here.value, list) and isinstance(step, int) and step < len(here.value):
            here = here.value[step]
            position = here.position
            steps.append(name_of(here) or str(step))
    return ".".join(steps), position, here.value


def read_yaml(path: Path) -> Written:
    """Read a YAML file; raises InputError where it cannot be read at all."""
    shown = shown_path(path)
    smaller = "put long histories into a CSV file and name it under from_csv"
    return read_text(decoded(read_bytes(path, shown, MOST_BYTES, "YAML file", smaller), shown), shown)


def read_text(text: str, shown: str, may_be_empty: bool = False) -> Written:
    """Read YAML text that is known to the user as `shown`; words are put into one spelling (NFC)."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _BoundedComposer
    try:
        root = yaml.compose(text)
        if root is None or (isinstance(root, ScalarNode) and root.tag == TAG + "null"):
            if may_be_empty:
                return Written(None, shown, 1, 1)
            raise InputError([Problem("", "is empty", "see 'orgsim schema' for the keys of a file", shown)])
        return _Reader(yaml, shown).read(root)
    except _TooMuchError as error:
        line, column = error.mark.line + 1, error.mark.column + 1
        raise InputError([Problem("", error.what, error.remedy, shown, line, column)]) from None
    except (YAMLError, ValueError) as error:
        what, remedy, line, column = in_plain_words(error, text)
        raise InputError([Problem("", what, remedy, shown, line, column)]) from None


class _TooMuchError(Exception):
    """A document that would take too long to read, or too much memory."""

    def __init__(self, what: str, remedy: str, mark: StreamMark) -> None:
        super().__init__(what, remedy, mark)
        self.what, self.remedy, self.mark = what, remedy, mark


def _bounded(depth: int, values: int, mark: StreamMark) -> None:
    if depth > MOST_DEPTH:
        what = f"is nested more than {MOST_DEPTH} levels deep here"
        raise _TooMuchError(what, "remove levels, or an alias (*) that contains itself", mark)
    if values > MOST_VALUES:
        what = f"holds more than {MOST_VALUES:,} values once aliases are expanded"
        raise _TooMuchError(what, "remove aliases (&, *), or put long lists into a CSV file", mark)


class _BoundedComposer(Composer):
    """Limits depth and size, where ruamel would go on for hours."""

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader=loader)
        self.warn_double_anchors = False
        self.level = self.seen = 0  # names that ruamel does not use

    def compose_node(self, parent: Any, index: Any) -> Any:
        """The next node, unless it is one too many."""
        self.level += 1
        self.seen += 1
        _bounded(self.level, self.seen, self.parser.peek_event().start_mark)
        node = super().compose_node(parent, index)
        self.level -= 1
        return node


class _Reader:
    """Turns ruamel's nodes into Written values."""

    def __init__(self, yaml: YAML, shown: str) -> None:
        self.yaml, self.shown = yaml, shown
        self.values = 0
        self.complaints: list[tuple[Location, str, str, StreamMark, Code | None]] = []

    def read(self, root: Node) -> Written:
        """The whole document; errors that do not stop the reading become its problems."""
        written = self.convert(root, ())
        for location, what, remedy, mark, code in self.complaints:
            position = self.shown, mark.line + 1, mark.column + 1
            written.problems.append(Problem(locate(location, written)[0], what, remedy, *position, code))
        return written

    def convert(self, node: Node, location: Location) -> Written:
        mark = node.start_mark
        self.values += 1
        _bounded(len(location), self.values, mark)
        written = Written(None, self.shown, mark.line + 1, mark.column + 1)
        if not _is_plain(node):
            self._complain(location, f"the tag '{_short_tag(node)}' means nothing here", "remove it", mark)
        elif isinstance(node, MappingNode):
            self._fill_map(written, node, location)
        elif isinstance(node, SequenceNode):
            written.value = [self.convert(entry, (*location, k)) for k, entry in enumerate(node.value)]
        elif isinstance(node, ScalarNode):
            written.value = self._scalar(node, location)
        return written

    def _scalar(self, node: ScalarNode, location: Location) -> Any:
        """A word, a number, true, false or nothing; a date stays a word."""
        text, kind = _in_one_spelling(node), str(node.tag).removeprefix(TAG)
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            self._complain(location, "holds half a character", "write it out", node.start_mark)
            return None
        if kind in ("str", "timestamp"):
            return text
        if kind == "int" and len(text) > MOST_DIGITS:
            self._complain(location, f"has {len(text)} digits", "write a smaller number", node.start_mark)
            return None
        try:
            return self.yaml.constructor.construct_object(node, deep=True)
        except (YAMLError, ValueError, KeyError):
            self._complain(
                location, f"'{text}' is {KINDS[kind]}", "write it without the tag", node.start_mark
            )
            return None

    def _fill_map(self, written: Written, node: MappingNode, location: Location) -> None:
        written.value = {}
        for key_node, value_node in node.value:
            mark = key_node.start_mark
            if key_node.tag == MERGE_TAG:
                what, remedy = "merge keys (<<) are not read", "write the keys out, or use extends"
                self._complain(location, what, remedy, mark)
                continue
            if not isinstance(key_node, ScalarNode):
                self._complain(
                    location, "a list or a map cannot be a key", "write a word before the colon", mark
                )
                continue
            key = _in_one_spelling(key_node)
            if not key.strip():
                self._complain(location, "a key is empty", "write a word before the colon", mark)
                continue
            if key in written.keys:
                remedy = f"keep one; the first is in line {written.keys[key][0]}"
                self._complain((*location, key), "is written twice", remedy, mark, Code.KEY_WRITTEN_TWICE)
                continue
            if value_node.tag == TAG + "null" and not value_node.value:
                remedy = "write one ({} for the defaults of a section, null for none), or remove the key"
                self._complain((*location, key), "has no value", remedy, mark)
            written.keys[key] = (mark.line + 1, mark.column + 1)
            written.value[key] = self.convert(value_node, (*location, key))

    def _complain(
        self, location: Location, what: str, remedy: str, mark: StreamMark, code: Code | None = None
    ) -> None:
        self.complaints.append((location, what, remedy, mark, code))


def _in_one_spelling(node: ScalarNode) -> str:
    """What is written: a letter with an accent is one character, however it was typed."""
    return unicodedata.normalize("NFC", str(node.value))


def _is_plain(node: Node) -> bool:
    """Whether a node has the same tag as it would have without one."""
    if isinstance(node, ScalarNode):
        return str(node.tag) in SCALAR_TAGS
    return str(node.tag) == TAG + ("map" if isinstance(node, MappingNode) else "seq")


def _short_tag(node: Node) -> str:
    tag = str(node.tag)
    return tag.replace(TAG, "!!") if tag.startswith(TAG) else tag
