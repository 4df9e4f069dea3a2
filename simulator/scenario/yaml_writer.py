"""Values as YAML that a person reads and edits: short maps and lists in one line."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

LONGEST = 140
"""Letters of a map or a list in one line."""


def as_yaml(values: Mapping[str, Any], comment: Sequence[str] = ()) -> str:
    """A map as YAML, below a comment."""
    yaml = YAML(pure=True)
    yaml.width = 1_000_000  # a key that is broken across lines cannot be read again
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = io.StringIO()
    yaml.dump(CommentedMap({key: _styled(value)[0] for key, value in values.items()}), text)
    return "".join(f"# {line}".rstrip() + "\n" for line in comment) + text.getvalue()


def _styled(value: Any) -> tuple[Any, int]:
    """A value with its style, and about how many letters it takes in one line."""
    if isinstance(value, Mapping):
        entries = {key: _styled(entry) for key, entry in value.items()}
        length = sum(len(str(key)) + 4 + n for key, (_, n) in entries.items())
        styled: Any = CommentedMap({key: entry for key, (entry, _) in entries.items()})
    elif isinstance(value, list | tuple):
        parts = [_styled(entry) for entry in value]
        lists_maps = any(isinstance(entry, Mapping) for entry in value)
        length = (
            LONGEST + 1 if lists_maps else sum(2 + n for _, n in parts)
        )  # such a list has a line for each
        styled = CommentedSeq(entry for entry, _ in parts)
    else:
        return value, len(str(value))
    if length <= LONGEST or not value:
        styled.fa.set_flow_style()
    else:
        styled.fa.set_block_style()
    return styled, length
