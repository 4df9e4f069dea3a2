"""Where a table begins and ends: titles above its header, notes below its last row, names given twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...errors import InputError, Problem
from ..notes import Notes, rows
from .csv_rows import Rows
from .sheets import Sheet

LOOKED_AT = 30
"""Rows among which the header is looked for."""
TYPICAL_ROWS = 200
FULL = 0.5
"""Share of the cells that are filled in a typical row, from which a row may be a header."""
MOST_OF_A_NOTE = 2
"""Filled cells of a row below the table that is a note."""
REPEATED = "repeats the header"
BELOW = "notes and totals below the table"


def sheet_of(
    found: Rows,
    name: str,
    known: Callable[[str], bool],
    is_note: Callable[[str], bool],
    notes: Notes,
) -> Sheet:
    """A table with its header. Raises InputError.

    known: whether a cell is a usual name of a column; is_note: whether a cell begins a note or a total.
    """
    table, lines = found
    if not table:
        raise InputError([Problem("", "is empty", "write a header and one row per person or item", name)])
    top = header_row(table, known)
    if top:
        notes.find(f"{name}: the header is row {lines[top]}; {rows(lines[:top])} above it are not read")
    header, repeats = _names(table[top])
    _refuse_wide(table, lines, top, len(header), name)
    body = range(top + 1, len(table))
    account = notes.account(name)
    account.rows = len(body)
    again = [k for k in body if table[k][: len(header)] == table[top][: len(header)]]
    below = _below(table, top, is_note)
    account.leave_out(REPEATED, [lines[k] for k in again])
    account.leave_out(BELOW, [lines[k] for k in below])
    gone = {*again, *below}
    kept = [k for k in body if k not in gone]
    if not kept:
        raise InputError([Problem("", "has no rows below its header", "fill it", name)])
    _note_short(table, lines, kept, len(header), name, notes)
    columns = {
        column: [table[k][c] if c < len(table[k]) else "" for k in kept] for c, column in enumerate(header)
    }
    return Sheet(name, tuple(header), columns, [lines[k] for k in kept], repeats)


def header_row(table: Sequence[Sequence[str]], known: Callable[[str], bool]) -> int:
    """Position of the header: the first row as full as a typical one, or the next one if its names are known."""
    filled = [sum(map(bool, row)) for row in table[:TYPICAL_ROWS]]
    typical = sorted(filled)[len(filled) // 2]
    full = [k for k, n in enumerate(filled[:LOOKED_AT]) if n >= max(2, FULL * typical)]
    first = full[0] if full else 0
    scores = {k: sum(known(cell) for cell in table[k] if cell) for k in range(min(LOOKED_AT, len(table)))}
    above = max(scores, key=lambda k: (scores[k], -k))
    if scores[above] >= 2 and all(filled[k] < filled[above] for k in range(above)):
        return above
    return first


def _names(cells: Sequence[str]) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """Names of columns; of names given several times, as Jira does, the later ones get a number."""
    names: dict[str, None] = {}
    last: dict[str, int] = {}
    repeats: dict[str, list[str]] = {}
    while cells and not cells[-1]:
        cells = cells[:-1]
    for k, cell in enumerate(cells):
        name, number = cell or f"column {k + 1}", last.get(cell, 1)
        while name in names:
            number += 1
            name = f"{cell} ({number})"
        if cell in names and name != cell:
            repeats.setdefault(cell, []).append(name)
        names[name], last[cell] = None, number
    return list(names), {first: tuple(later) for first, later in repeats.items()}


def _refuse_wide(
    table: Sequence[Sequence[str]], lines: Sequence[int], top: int, width: int, name: str
) -> None:
    """Raise InputError for rows with more cells than the header: it is not known which cell belongs where."""
    wide = [k for k in range(top + 1, len(table)) if any(table[k][width:])]
    if not wide:
        return
    counts = sorted({len(table[k]) for k in wide})
    cells = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    what = f"{'has' if len(wide) == 1 else 'have'} {cells} cells, the header has {width}"
    remedy = "put cells that hold the separator in double quotes"
    raise InputError([Problem("", what, remedy, f"{name}, {rows([lines[k] for k in wide])}")])


def _below(table: Sequence[Sequence[str]], top: int, is_note: Callable[[str], bool]) -> list[int]:
    """Rows at the end that are notes: few cells, the first of them with words such as 'Total' or 'Exported'."""
    found: list[int] = []
    for k in range(len(table) - 1, top, -1):
        words = [cell for cell in table[k] if cell]
        if len(words) > MOST_OF_A_NOTE or len(table[top]) <= MOST_OF_A_NOTE or not is_note(words[0]):
            break
        found.append(k)
    return found[::-1]


def _note_short(
    table: Sequence[Sequence[str]],
    lines: Sequence[int],
    kept: Sequence[int],
    width: int,
    name: str,
    notes: Notes,
) -> None:
    short = [lines[k] for k in kept if len(table[k]) < width]
    if short:
        said = "fewer cells than the header; the missing cells are treated as empty"
        notes.warn(f"{name}, {rows(short)}: {said}")
