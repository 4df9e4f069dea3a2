"""A log with a row for each change of any field: only changes of the status are stages."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ...errors import InputError
from ..meaning.columns import Columns
from ..meaning.reading import Reading
from ..tables.sheets import Sheet
from ..words.phrases import plain

STATUS = {
    "status", "state", "stage", "phase", "column", "board column", "list", "workflow state", "workflow status", "workflow step",
    "issue status", "ticket status", "item status", "task status", "status name", "system state", "current status", "step",
    "process step", "zustand", "estado", "statut", "stato", "etapa", "etat", "fase",
}  # fmt: skip
"""Names of fields that hold the status of an item."""
VAGUE = {"column", "list", "step", "phase"}
"""Of these, words that do not indicate a status within a longer name."""
OTHER_FIELD = "change a field other than the status"
MOST_STATUSES = 60
LEAST_SHARE = 0.005
"""With more different statuses than this, those of few rows are taken as words of another kind."""


def status_changes(sheet: Sheet, columns: Columns, reading: Reading) -> Sheet:
    """A log of the rows in which the status changed.

    Raises InputError where a column names the field that changed, and no such field is a status.
    """
    column = columns.found["activity"]
    account = reading.notes.account(sheet.name)
    if "field" in columns.found:
        fields = [plain(cell) for cell in columns.cells(sheet, "field")]
        chosen = _status_fields(set(fields))
        if not chosen:
            what, remedy = (
                "no row changes a status",
                "write 'status' in it where the status of an item changes",
            )
            raise InputError([sheet.problem(what, remedy, column=columns.found["field"])])
        others = [k for k, field in enumerate(fields) if field not in chosen]
        account.leave_out(OTHER_FIELD, [sheet.lines[k] for k in others])
        sheet = sheet.without(others)
    cells = _frequent(sheet.columns[column], sheet, column, reading)
    return replace(sheet, columns={**sheet.columns, column: cells})


def _status_fields(fields: set[str]) -> set[str]:
    """The changed fields that hold the status of an item."""
    return fields & STATUS or {field for field in fields if (STATUS - VAGUE) & set(field.split())}


def _frequent(cells: list[str], sheet: Sheet, column: str, reading: Reading) -> list[str]:
    """Activities without rare ones, if there are too many of them to be statuses."""
    counts = Counter(filter(None, cells))
    if len(counts) <= MOST_STATUSES:
        return cells
    least = max(2, LEAST_SHARE * counts.total())
    known = reading.words.status
    kept = {cell for cell, count in counts.items() if count >= least or (known(cell) and count > 1)}
    reading.notes.warn(
        f"{sheet.name}, column '{column}': {len(counts):,} different words are too many for statuses; "
        f"{len(counts) - len(kept):,} that rarely occur are ignored"
    )
    return [cell if cell in kept else "" for cell in cells]
