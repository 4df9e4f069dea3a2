"""A dataset as a CSV file or a workbook: written as a whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..csv_text import harmless, line_of
from ..errors import InputError, OutputError, Problem
from .layout import reason_of
from .query import batches, files_of

MOST_ROWS_OF_A_SHEET = 1_048_576 - 1


def export(folder: Path, dataset: str, file: Path, *, overwrite: bool = False) -> int:
    """Write a dataset to a file, `.csv` or `.xlsx`; returns the number of rows.

    Raises
    ------
    InputError where there is no such dataset, or it has too many rows for a sheet. OutputError where the file exists, or
    cannot be written.
    """
    known = files_of(folder)
    if dataset not in known:
        remedy = f"known here: {', '.join(known)}"
        raise InputError([Problem(dataset, "no such dataset here", remedy, str(folder))])
    if file.exists() and not overwrite:
        raise OutputError(str(Problem("", "exists already", "choose another name, or --force", str(file))))
    write = {".csv": _write_csv, ".xlsx": _write_xlsx}.get(file.suffix.lower())
    if write is None:
        raise InputError(
            [Problem("", f"'{file.suffix}' is not a form of file", "write .csv or .xlsx", str(file))]
        )
    draft = file.with_name(f".draft-{os.getpid()}-{file.name}")
    try:
        rows = write(draft, batches(folder, f"select * from {dataset}"))
        os.replace(draft, file)
    except OSError as error:
        raise OutputError(
            str(Problem("", f"cannot be written ({reason_of(error)})", "choose another place", str(file)))
        ) from None
    finally:
        draft.unlink(missing_ok=True)
    return rows


Batches = Iterator[pa.RecordBatch]


def _write_csv(path: Path, parts: Batches) -> int:
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for part in parts:
            if rows == 0:
                file.write(line_of(part.schema.names))
            for row in _rows_of(part):
                file.write(line_of(row))
            rows += part.num_rows
    return rows


def _rows_of(part: pa.RecordBatch) -> Iterator[Sequence[Any]]:
    return zip(*(map(_plain, column.to_pylist()) for column in part.columns), strict=True)


def _plain(value: Any) -> Any:
    """A list of words as one word."""
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _write_xlsx(path: Path, parts: Batches) -> int:
    try:
        from openpyxl import Workbook
    except ImportError:
        raise InputError(
            [Problem("", "a workbook needs openpyxl", "pip install 'orgsim[xlsx]'", str(path))]
        ) from None
    book, rows = Workbook(write_only=True), 0
    sheet = book.create_sheet("results")
    for part in parts:
        if rows == 0:
            sheet.append(part.schema.names)
        rows += part.num_rows
        if rows > MOST_ROWS_OF_A_SHEET:
            what = f"has more than {MOST_ROWS_OF_A_SHEET:,} rows, which a sheet cannot hold"
            raise InputError(
                [Problem("", what, "write a .csv, or choose rows with 'orgsim query'", str(path))]
            )
        for row in _rows_of(part):
            sheet.append([harmless(value) for value in row])
    book.save(path)
    return rows
