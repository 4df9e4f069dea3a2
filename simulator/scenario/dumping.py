"""Values as YAML that a person reads and edits: short maps and lists in one line."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML

WIDTH = 110


def as_yaml(values: Mapping[str, Any], comment: Sequence[str] = ()) -> str:
    """A map as YAML, below a comment."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = None
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = WIDTH
    text = io.StringIO()
    yaml.dump(dict(values), text)
    return "".join(f"# {line}".rstrip() + "\n" for line in comment) + text.getvalue()
