"""A table as written: its header, its cells as text, and the row of the file that each line comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ...csv_text import as_meant
from ...errors import Problem


@dataclass(frozen=True)
class Sheet:
    """A table as written: cells are words without spaces around them, '' where a cell is empty."""

    name: str
    header: tuple[str, ...]
    columns: dict[str, list[str]]
    lines: list[int]
    """Row of each entry in the file, the header being row 1 unless there are lines above it."""
    repeats: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By column, the later ones of the same name: exports write a list of values this way."""

    def __len__(self) -> int:
        return len(self.lines)

    def problem(self, what: str, remedy: str, row: int = 0, column: str = "") -> Problem:
        """Something wrong with it, at a row and a column."""
        place = f"column '{column}': " if column else ""
        return Problem("", place + what, remedy, f"{self.name}, row {row}" if row else self.name)

    def only(self, rows: Sequence[int]) -> Sheet:
        """The same table with some of its rows, by position."""
        if len(rows) == len(self):
            return self
        columns = {name: [cells[k] for k in rows] for name, cells in self.columns.items()}
        return replace(self, columns=columns, lines=[self.lines[k] for k in rows])

    def without(self, rows: Iterable[int]) -> Sheet:
        """The same table without some of its rows, by position."""
        gone = set(rows)
        return self.only([k for k in range(len(self)) if k not in gone]) if gone else self

    def all_of(self, column: str) -> list[list[str]]:
        """Cells of a column and of its repetitions, a list for each column."""
        return [self.columns[name] for name in (column, *self.repeats.get(column, ()))]


def tidy(cell: str) -> str:
    """A cell without spaces around it, line breaks, invisible characters, and a spreadsheet's apostrophe."""
    if not cell:
        return ""
    if cell.isprintable() and "  " not in cell and cell[0] not in " '" and cell[-1] != " ":
        return cell
    cell = " ".join(cell.split())
    if not cell.isprintable():
        cell = "".join(letter for letter in cell if letter.isprintable())
    return as_meant(cell) if cell.startswith("'") else cell


def tidy_row(row: list[str]) -> list[str]:
    """All cells of a row as `tidy` leaves them; most rows are tidy, which is seen at once."""
    joined = "\n".join(row)
    untidy = (
        not "".join(row).isprintable()
        or "  " in joined
        or "\n " in joined
        or " \n" in joined
        or "\n'" in joined
        or joined.startswith((" ", "'"))
        or joined.endswith(" ")
    )
    return [tidy(cell) for cell in row] if untidy else row
