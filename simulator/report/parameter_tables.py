"""Parameters as text, JSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..csv_text import csv_of
from ..scenario.parameters import Parameter
from .tables import json_of

HEADINGS = ("parameter", "value", "default", "unit", "plausible", "source")
WIDEST = (58, 34, 20, 24, 26, 24)
MOST_VALUES = 6  # of things of a kind, each in a row of its own
CHANGED, PLAIN = "*", " "

COLUMNS = (
    "path", "value", "default", "required", "changed", "unit", "plausible", "low", "high", "source", "judgement",
    "mechanism", "on", "meaning", "pattern",
)  # fmt: skip
"""Of JSON and CSV; low and high are the ends of the plausible range."""


def parameters_as_json(found: Sequence[Parameter]) -> str:
    """A list with all that is known of each parameter."""
    return json_of([_row(parameter) for parameter in found])


def parameters_as_csv(found: Sequence[Parameter]) -> str:
    """A row for each parameter; values that are not plain as JSON."""
    rows = [
        {
            key: json.dumps(value) if isinstance(value, list | dict) else value
            for key, value in _row(parameter).items()
        }
        for parameter in found
    ]
    return csv_of(COLUMNS, rows)


def _row(parameter: Parameter) -> dict[str, Any]:
    """All that is known of a parameter, as plain values."""
    plausible = parameter.plausible
    known = {
        **vars(parameter),
        "plausible": _range(parameter),
        "low": plausible and plausible.low,
        "high": plausible and plausible.high,
        "source": str(parameter.source),
        "judgement": parameter.source.judgement,
    }
    return {column: known[column] for column in COLUMNS}


def _range(parameter: Parameter) -> str:
    return "" if parameter.plausible is None else str(parameter.plausible)


def parameters_as_text(found: Sequence[Parameter]) -> str:
    """A table; the same value in several things of a kind stands once."""
    changed = sum(parameter.changed for parameter in found)
    lines = [f"{len(found):,} parameters, {changed:,} changed from their default (*)", ""]
    cells = [_cells(alike) for alike in _alike(found)]
    widths = [
        min(most, max(len(row[k]) for row in (HEADINGS, *(c for _, c in cells))))
        for k, most in enumerate(WIDEST)
    ]
    lines += [_line(PLAIN, HEADINGS, widths), _line(PLAIN, ["-" * width for width in widths], widths)]
    lines += [_line(mark, row, widths) for mark, row in cells]
    lines += [
        "",
        "Sources: rows of docs/reference/evidence.md (P, S), judgement, or yours: the model has no opinion.",
    ]
    return "\n".join(lines) + "\n"


def _alike(found: Sequence[Parameter]) -> list[list[Parameter]]:
    """Parameters of things of a kind that have the same value, or too many values, so that only their range is shown."""
    values: dict[str, set[str]] = {}
    for parameter in found:
        values.setdefault(parameter.pattern, set()).add(_shown(parameter.value))
    together: dict[tuple[str, str, bool], list[Parameter]] = {}
    for parameter in found:
        several = len(values[parameter.pattern]) > MOST_VALUES
        key = ("", False) if several else (_shown(parameter.value), parameter.changed)
        together.setdefault((parameter.pattern, *key), []).append(parameter)
    return list(together.values())


def _cells(alike: Sequence[Parameter]) -> tuple[str, list[str]]:
    """The mark of a row, and its cells."""
    first = alike[0]
    path = first.path if len(alike) == 1 else f"{first.pattern} ({len(alike)} of them)"
    if first.on is False:
        path += f" [{first.mechanism} off]"
    changed = any(parameter.changed for parameter in alike)
    default = "required" if first.required else _shown(first.default) if changed else ""
    cells = [path, _together(alike), default, first.unit, _range(first), str(first.source)]
    return CHANGED if changed else PLAIN, cells


def _together(alike: Sequence[Parameter]) -> str:
    """The value of parameters, or what lies between the values of many."""
    texts = list(dict.fromkeys(_shown(parameter.value) for parameter in alike))
    if len(texts) == 1:
        return texts[0]
    numbers = [p.value for p in alike if isinstance(p.value, int | float) and not isinstance(p.value, bool)]
    if len(numbers) == len(alike):
        return f"{_shown(min(numbers))} to {_shown(max(numbers))}"
    return f"{len(texts)} different values"


def _shown(value: Any) -> str:
    """A value as it would stand in a file, on one line."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return value if isinstance(value, str) else json.dumps(value).replace('"', "")


def _line(mark: str, row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        (cell if len(cell) <= width else cell[: width - 1] + "…").ljust(width)
        for cell, width in zip(row, widths, strict=True)
    ]
    return f"{mark} {'  '.join(cells)}".rstrip()
