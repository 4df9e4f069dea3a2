"""CSV files as tables: rows with the lines they begin in, and an error for a quotation mark that is never closed.

A quotation mark that is opened and not closed swallows the rows below it. Such a mark is found and reported
with its row: a file is never read as something other than it shows.
"""

from __future__ import annotations

import csv
import io
import itertools
import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..csv_text import as_meant
from ..errors import InputError
from ..files import CSV_LIMIT, read_bytes

MOST_ROWS = 1_000_000
LONGEST_CELL = 10_000_000
NARROWEST = 3
"""Least number of columns at which lines inside a cell are taken as rows if they have as many cells as the header."""
csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True)
class Table:
    """A CSV file as written: its header, the columns asked for, and the numbers of its lines."""

    header: list[str]
    columns: dict[str, list[str]]
    lines: list[int]


class UnreadableError(Exception):
    """A file that is not a table: what is wrong with it, and what to do."""


class QuoteError(Exception):
    """A quotation mark that is opened in a row and not closed there."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


class Records:
    """Rows of CSV text, each with the line in which it begins. Raises QuoteError on the way."""

    def __init__(self, text: str, delimiter: str = ",") -> None:
        self.delimiter = delimiter
        self.sloppy: list[int] = []
        """Rows with quotation marks inside a cell that are not doubled; they are read as written."""
        self._lines = io.StringIO(text, newline="")
        self._held: list[str] = []
        self._width = 0

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        reader, begins = self._reader([], strict=True), 1
        while True:
            self._held.clear()
            try:
                row = next(reader, None)
            except csv.Error:
                row = self._as_it_stands(begins)
                reader = self._reader([], strict=True)
            if row is None:
                return
            if len(self._held) > 1 and self._swallowed():
                raise QuoteError(begins)
            self._width = self._width or len(row)
            yield begins, row
            begins += len(self._held)

    def _reader(self, before: Sequence[str], strict: bool) -> Iterator[list[str]]:
        return csv.reader(
            self._remembered(before), delimiter=self.delimiter, skipinitialspace=True, strict=strict
        )

    def _remembered(self, before: Sequence[str]) -> Iterator[str]:
        """Lines, kept until their row is complete."""
        for line in itertools.chain(before, self._lines):
            self._held.append(line)
            yield line

    def _as_it_stands(self, begins: int) -> list[str]:
        """A row with wrong quotes; within one line it can be read nevertheless."""
        before = list(self._held)
        self._held.clear()
        try:
            row = next(self._reader(before, strict=False))
        except csv.Error:
            raise QuoteError(begins) from None
        if len(self._held) > 1 or (self._width and len(row) != self._width):
            raise QuoteError(begins)
        self.sloppy.append(begins)
        return row

    def _swallowed(self) -> bool:
        """Whether each line of a row could be a row of its own."""
        lines = [line for line in self._held if line.strip()]
        if self._width < NARROWEST or len(lines) < 2:
            return False
        parts = csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE)
        return all(len(cells) == self._width for cells in parts)


def table_of(path: Path, wanted: Sequence[str], some: bool = False) -> Table:
    """Read columns of a CSV file; blank lines are left out. some: columns to read if they exist.

    Names are put into one spelling (NFC). Raises UnreadableError.
    """
    lines: list[int] = []
    records = Records(_text_of(path))
    try:
        rows = iter(records)
        header = [_meant(name) for name in next(rows, (1, []))[1]]
        if not header:
            raise UnreadableError("is empty", "write a header and one row per arrival")
        columns: dict[str, list[str]] = {name: [] for name in wanted if name in header}
        if len(columns) < len(set(wanted)) and not some:
            return Table(header, {}, [])
        places = [(header.index(name), cells) for name, cells in columns.items()]
        for line, row in rows:
            if any(row):
                _check_row(row, header, line, len(lines))
                lines.append(line)
                for k, cells in places:
                    cells.append(_meant(row[k]))
    except QuoteError as error:
        raise UnreadableError(*_open_quote(error.row)) from None
    if records.sloppy:
        raise UnreadableError(*_open_quote(records.sloppy[0]))
    return Table(header, columns, lines)


def _meant(cell: str) -> str:
    return as_meant(cell.strip())


def _open_quote(row: int) -> tuple[str, str]:
    what = f"has a quotation mark in row {row} that is not closed, or not doubled inside a cell"
    return what, "check its quotes, and save it as 'CSV UTF-8'"


def _text_of(path: Path) -> str:
    """Text of a CSV file in one spelling of letters."""
    if not os.path.lexists(path) and "\0" not in str(path):
        raise UnreadableError("does not exist", "give the path of a CSV file, relative to the scenario")
    try:
        text = read_bytes(path, "", CSV_LIMIT, "CSV file").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("is not UTF-8 text", "save it as 'CSV UTF-8'") from None
    except InputError as error:
        raise UnreadableError(error.problems[0].what, error.problems[0].remedy) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableError(f"holds a character in row {row} that is not text (NUL)", "export it again")
    return unicodedata.normalize("NFC", text)


def _check_row(row: list[str], header: list[str], line: int, rows: int) -> None:
    if len(row) != len(header):
        what = f"has {len(row)} cell{'s' * (len(row) > 1)} in row {line}, and {len(header)} in its header"
        raise UnreadableError(what, "put cells that hold a comma in double quotes")
    if rows >= MOST_ROWS:
        raise UnreadableError(f"has more than {MOST_ROWS:,} rows", "use a part of the history")
