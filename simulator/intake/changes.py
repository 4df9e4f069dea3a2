"""A log with a row for each change of any field: only changes of the status are stages."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ..errors import InputError
from .columns import Columns, plain
from .notes import Notes
from .sheets import Sheet
from .statuses import is_known

STATUS = {
    "status", "state", "stage", "phase", "column", "board column", "list", "workflow state", "workflow status", "workflow step",
    "issue status", "ticket status", "item status", "task status", "status name", "system state", "current status", "step",
    "process step", "zustand", "estado", "statut", "stato", "etapa", "etat", "fase",
}  # fmt: skip
"""What a field is called that says where an item stands."""
VAGUE = {"column", "list", "step", "phase"}
"""Of these, words that do not say so within a longer name."""
MOST_STATUSES = 60
LEAST_SHARE = 0.005
"""Of so many different statuses, those of fewer rows are words of another kind."""


def status_changes(sheet: Sheet, columns: Columns, notes: Notes) -> Sheet:
    """A log whose rows say an activity only where the status changed.

    Raises InputError where a column names the field that changed, and none is a status.
    """
    column = columns.found["activity"]
    cells = sheet.columns[column]
    if "field" in columns.found:
        fields = [plain(cell) for cell in columns.cells(sheet, "field")]
        chosen = _status_fields(set(fields))
        if not chosen:
            what, remedy = (
                "no row changes a status",
                "write 'status' in it where the status of an item changes",
            )
            raise InputError([sheet.problem(what, remedy, column=columns.found["field"])])
        others = sum(field not in chosen for field in fields)
        if others:
            notes.find(
                f"{sheet.name}: {others:,} rows change another field than the status; they are passed over"
            )
        cells = [cell if field in chosen else "" for cell, field in zip(cells, fields, strict=True)]
    return replace(sheet, columns={**sheet.columns, column: _frequent(cells, sheet, column, notes)})


def _status_fields(fields: set[str]) -> set[str]:
    """Of the fields that change those that say where an item stands."""
    return fields & STATUS or {field for field in fields if (STATUS - VAGUE) & set(field.split())}


def _frequent(cells: list[str], sheet: Sheet, column: str, notes: Notes) -> list[str]:
    """Activities without those that hardly occur, where they are too many to be statuses."""
    counts = Counter(filter(None, cells))
    if len(counts) <= MOST_STATUSES:
        return cells
    least = max(2, LEAST_SHARE * counts.total())
    kept = {cell for cell, count in counts.items() if count >= least or (is_known(cell) and count > 1)}
    notes.warn(
        f"{sheet.name}, column '{column}': {len(counts):,} different words are too many for statuses; "
        f"{len(counts) - len(kept):,} that hardly occur are passed over"
    )
    return [cell if cell in kept else "" for cell in cells]
