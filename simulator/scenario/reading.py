"""YAML with positions: every value knows the file, line and column where it was written.

ruamel parses (YAML 1.2: `NO` and `12:30` stay words); this module keeps the positions, and turns
down what no scenario needs: duplicate keys, documents too large, aliases that expand without end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ..errors import InputError, Problem

MOST_BYTES = 4_000_000
MOST_VALUES = 200_000
MOST_DEPTH = 50
MERGE_TAG = "tag:yaml.org,2002:merge"


@dataclass
class Written:
    """A value as written: a scalar, a list or a map of Written, with its position."""

    value: Any
    file: str
    line: int
    column: int
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Of a map: line and column of each key."""

    def plain(self) -> Any:
        """The value without positions."""
        if isinstance(self.value, dict):
            return {key: entry.plain() for key, entry in self.value.items()}
        if isinstance(self.value, list):
            return [entry.plain() for entry in self.value]
        return self.value

    def position_of(self, key: str) -> tuple[str, int, int]:
        """File, line and column of a key of this map."""
        line, column = self.keys.get(key, (self.line, self.column))
        entry = self.value.get(key)
        return (entry.file if entry is not None else self.file), line, column


def read_yaml(path: Path) -> Written:
    """Read a YAML file; raises InputError with every problem of its syntax."""
    shown = str(path)
    try:
        length = path.stat().st_size
        if path.is_dir():
            raise InputError([Problem("", "is a folder", "name a YAML file", shown)])
        if length > MOST_BYTES:
            raise InputError(
                [
                    Problem(
                        "",
                        f"has {length / 1e6:,.0f} MB; scenario files may have {MOST_BYTES / 1e6:,.0f} MB",
                        "put long histories into a CSV file and name it under from_csv",
                        shown,
                    )
                ]
            )
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(
            [Problem("", f"cannot be read ({error.strerror})", "check the path", shown)]
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            [Problem("", f"is not UTF-8 text (byte {error.start})", "save it as UTF-8", shown)]
        ) from None
    return read_text(text, shown)


def read_text(text: str, shown: str) -> Written:
    """Read YAML text that is known to the user as `shown`."""
    yaml = YAML(typ="safe", pure=True)
    try:
        root = yaml.compose(text)
        if root is None:
            raise InputError([Problem("", "is empty", "see 'orgsim schema' for what goes in", shown)])
        reader = _Reader(yaml, shown)
        written = reader.convert(root, 0)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise InputError(
            [
                Problem(
                    "",
                    f"is not YAML: {error.problem or error.context}",
                    "check indentation, colons and quotes here",
                    shown,
                    line,
                    column,
                )
            ]
        ) from None
    except (YAMLError, ValueError, RecursionError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(
            [Problem("", f"is not YAML: {first}", "check the file in an editor", shown)]
        ) from None
    if reader.problems:
        raise InputError(reader.problems)
    return written


class _Reader:
    """Turns ruamel's nodes into Written values."""

    def __init__(self, yaml: YAML, shown: str) -> None:
        self.yaml, self.shown = yaml, shown
        self.values = 0
        self.problems: list[Problem] = []

    def convert(self, node: Node, depth: int) -> Written:
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        self.values += 1
        if self.values > MOST_VALUES or depth > MOST_DEPTH:
            what = (
                f"holds more than {MOST_VALUES:,} values" if depth <= MOST_DEPTH else "is nested too deeply"
            )
            raise InputError(
                [
                    Problem(
                        "",
                        f"{what} once aliases are expanded",
                        "remove the aliases (&, *) or split the file",
                        self.shown,
                        line,
                        column,
                    )
                ]
            )
        written = Written(None, self.shown, line, column)
        if isinstance(node, MappingNode):
            self._fill_map(written, node, depth)
        elif isinstance(node, SequenceNode):
            written.value = [self.convert(entry, depth + 1) for entry in node.value]
        elif isinstance(node, ScalarNode):
            written.value = self._scalar(node)
        return written

    def _scalar(self, node: ScalarNode) -> Any:
        if str(node.tag).startswith("tag:yaml.org,2002:timestamp"):
            return node.value
        return self.yaml.constructor.construct_object(node, deep=True)

    def _fill_map(self, written: Written, node: MappingNode, depth: int) -> None:
        written.value = {}
        for key_node, value_node in node.value:
            line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
            if key_node.tag == MERGE_TAG:
                self._problem(
                    "merge keys (<<) are not read", "write the keys out, or use extends", line, column
                )
                continue
            if not isinstance(key_node, ScalarNode):
                self._problem("a key must be a word", "quote it or write it as a word", line, column)
                continue
            key = str(key_node.value)
            if key in written.keys:
                first = written.keys[key][0]
                self._problem(
                    f"the key '{key}' stands here a second time",
                    f"keep one; the first is in line {first}",
                    line,
                    column,
                    key,
                )
                continue
            written.keys[key] = (line, column)
            written.value[key] = self.convert(value_node, depth + 1)

    def _problem(self, what: str, remedy: str, line: int, column: int, path: str = "") -> None:
        self.problems.append(Problem(path, what, remedy, self.shown, line, column))
