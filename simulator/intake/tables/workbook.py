"""Rows of a workbook (.xlsx, .xls, .xlsb, .ods): one sheet of it, its cells as text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from ...errors import InputError, Problem
from ..notes import Notes
from .csv_rows import MOST_CELLS, Rows, too_many_cells
from .sheets import tidy

MOST_UNPACKED = 2_000_000_000
"""Bytes of a workbook when it is unpacked."""


def workbook_rows(content: bytes, name: str, score: Callable[[Rows], int], notes: Notes) -> Rows:
    """Rows of the sheet of a workbook that looks most like what is wanted. Raises InputError.

    score: how much some rows look like it.
    """
    _refuse_bombs(content, name)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            visible = [
                k for k, one in enumerate(book.sheets_metadata) if one.visible == SheetVisibleEnum.Visible
            ]
            sheets = [(k, _rows(book.get_sheet_by_index(k), name)) for k in visible]
    except PasswordError:
        raise _unreadable(name, "is protected by a password", "save it without") from None
    except (CalamineError, OSError, ValueError) as error:
        raise _unreadable(name, f"is not a workbook that can be read ({type(error).__name__})") from None
    filled = [(k, found) for k, found in sheets if found[0]]
    if not filled:
        raise _unreadable(name, "has no filled sheet", "write a header and one row per person or item")
    k, best = max(filled, key=lambda one: (score(one[1]), len(one[1][0]), -one[0]))
    if len(filled) > 1:
        notes.warn(
            f"{name}: sheet {k + 1} of {len(book.sheets_metadata)} is read, and no other; to read another, save it as a file of its own"
        )
    return best


def _unreadable(
    name: str, what: str, remedy: str = "save it as .xlsx again, or export it as 'CSV UTF-8'"
) -> InputError:
    return InputError([Problem("", what, remedy, name)])


def _refuse_bombs(content: bytes, name: str) -> None:
    """Raise InputError where a small file would unpack to a huge one."""
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise _unreadable(name, "unpacks to more than 2 GB", "use a part of it")
    except zipfile.BadZipFile:
        raise _unreadable(name, "is an archive that is cut off or damaged") from None


def _rows(sheet: CalamineSheet, name: str) -> Rows:
    """Rows of a sheet that hold something, and their numbers."""
    if sheet.total_height * sheet.total_width > MOST_CELLS and sheet.height * sheet.width > MOST_CELLS:
        raise too_many_cells(name)
    first, _ = sheet.start or (0, 0)
    table, lines = [], []
    for k, row in enumerate(sheet.to_python(skip_empty_area=True)):
        cells = [_text(cell) for cell in row]
        if any(cells):
            table.append(cells)
            lines.append(first + k + 1)
    return table, lines


def _text(cell: Any) -> str:
    """A cell as it would be in a CSV file."""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, timedelta):
        return str(cell)
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
