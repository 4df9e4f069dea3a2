"""CSV as orgsim writes it: correctly quoted, and without anything that a spreadsheet would compute.

A spreadsheet takes a cell that begins with = + - or @ for a formula, also in a file of others [OWASP, CSV injection].
If such a cell is text and not a number, it gets an apostrophe before it. Our own readers remove the
apostrophe, so that a cell reads as it was before writing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

BEGINNINGS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""Signs, also as wide as a Chinese character, by which a cell begins a formula."""
FORMULA = re.compile(f"'*[{BEGINNINGS}]")
ESCAPED = re.compile(f"'+[{BEGINNINGS}]")
QUOTED = re.compile(r"""[,"\r\n]|^\s|\s$""")
"""A cell that needs quotation marks."""
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?")


def looks_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet would compute a text instead of showing it, also behind apostrophes."""
    return FORMULA.match(text) is not None and NUMBER.fullmatch(text) is None


def harmless(cell: Any) -> Any:
    """A cell as it is written; only texts that look like a formula change."""
    return f"'{cell}" if isinstance(cell, str) and looks_like_a_formula(cell) else cell


def as_meant(cell: str) -> str:
    """A cell as it was before `harmless`."""
    return cell[1:] if ESCAPED.match(cell) else cell


def csv_of(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV below a header; what a row does not hold stays empty."""
    lines = [line_of(columns).rstrip("\n")]
    lines += [",".join(_written(row.get(column)) for column in columns) or '""' for row in rows]
    return "\n".join(lines) + "\n"


def line_of(cells: Iterable[Any]) -> str:
    """One line of CSV, with its end."""
    return ",".join(map(_written, cells)) + "\n"


def _written(cell: Any) -> str:
    """A cell in quotation marks where it needs them; None is an empty cell."""
    text = "" if cell is None else str(harmless(cell))
    if QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
