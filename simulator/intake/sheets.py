"""Reading a CSV file as programs really write them: other delimiters, encodings, ragged rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError, Problem
from .notes import Notes, rows

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
MOST_BYTES = 500_000_000
LOOKED_AT = 50
"""Rows by which the delimiter is found."""
NO_CSV = {
    b"PK": "is an Excel workbook or an archive",
    b"\xd0\xcf": "is an old Excel workbook",
    b"{": "is JSON",
    b"[{": "is JSON",
    b"<": "is XML or HTML",
    b"%PDF": "is a PDF file",
}
csv.field_size_limit(10_000_000)


@dataclass(frozen=True)
class Sheet:
    """A table as written: cells are words without spaces around them, '' where a cell is empty."""

    name: str
    header: tuple[str, ...]
    columns: dict[str, list[str]]
    lines: list[int]
    """Row of each entry in the file, the header being row 1 unless something stands above it."""

    def __len__(self) -> int:
        return len(self.lines)

    def problem(self, what: str, remedy: str, row: int = 0, column: str = "") -> Problem:
        """Something wrong with it, at a row and a column."""
        place = f"column '{column}': " if column else ""
        return Problem("", place + what, remedy, f"{self.name}, row {row}" if row else self.name)


def read_sheet(path: Path, notes: Notes) -> Sheet:
    """Read a CSV file. Raises InputError with all that is wrong with it."""
    name = path.name
    text, encoding = _decoded(path)
    if encoding not in ("utf-8", "utf-8-sig"):
        notes.warn(f"{name}: is not UTF-8; read as {encoding}")
    first, _, rest = text.lstrip("\r\n ").partition("\n")
    told = first.strip().strip('"').lower()
    if told.startswith("sep=") and len(told) >= 5:
        text = rest
    delimiter = told[4] if told.startswith("sep=") and len(told) >= 5 else _delimiter(text)
    if delimiter != ",":
        notes.find(f"{name}: columns are separated by {DELIMITERS.get(delimiter, repr(delimiter))}")
    table, lines = _cells(text, delimiter, name, extra=int(told.startswith("sep=")))
    if not table:
        raise InputError([Problem("", "is empty", "write a header and one row per person or item", name)])
    return _sheet(name, table, lines, notes)


def _decoded(path: Path) -> tuple[str, str]:
    """Text of a file and the encoding that fits."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError([Problem("", "has more than 500 MB", "take a part of it", path.name)])
        content = path.read_bytes()
    except OSError as error:
        reason = "is a folder" if path.is_dir() else f"cannot be read ({error.strerror or error})"
        raise InputError([Problem("", reason, "give the path of a CSV file", str(path))]) from None
    for magic, what in NO_CSV.items():
        if content.lstrip().startswith(magic):
            raise InputError([Problem("", what, "export or save it as 'CSV UTF-8'", path.name)])
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8"]
        if b"\0" in content[:1000]:
            candidates = ["utf-16-le" if content[1:2] == b"\0" else "utf-16-be"]
    for encoding in (*candidates, "cp1252", "latin-1"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, {"cp1252": "Windows-1252"}.get(encoding, encoding)
    raise InputError([Problem("", "is no text", "export it as 'CSV UTF-8'", path.name)])


def _delimiter(text: str) -> str:
    """What separates columns: what gives most rows the same number of cells, and many of them."""
    lines = text.splitlines()[: 4 * LOOKED_AT]

    def fit(delimiter: str) -> tuple[float, int]:
        table = list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True))
        widths = [len(row) for row in table if any(row)][:LOOKED_AT]
        if not widths or widths[0] < 2:
            return 0.0, 0
        return sum(width == widths[0] for width in widths) / len(widths), widths[0]

    return max(DELIMITERS, key=lambda each: (fit(each)[0] > 0.5, fit(each)[1], fit(each)[0]))


def _cells(text: str, delimiter: str, name: str, extra: int) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    table: list[list[str]] = []
    lines: list[int] = []
    last = extra
    try:
        for row in reader:
            begins, last = last + 1, reader.line_num + extra
            if any(cell.strip() for cell in row):
                table.append([_tidy(cell) for cell in row])
                lines.append(begins)
    except csv.Error as error:
        what = f"cannot be read from here on ({error})"
        raise InputError([Problem("", what, "check its quotes", f"{name}, row {last + 1}")]) from None
    return table, lines


def _tidy(cell: str) -> str:
    """A cell without spaces around it, line breaks, and letters that nobody sees."""
    return "".join(letter for letter in " ".join(cell.split()) if letter.isprintable())


def _sheet(name: str, table: Sequence[list[str]], lines: Sequence[int], notes: Notes) -> Sheet:
    """Columns of a table; short rows are filled up, cells too many are an error."""
    header = _header(table[0])
    wide, short = [], []
    for row, line in zip(table[1:], lines[1:], strict=True):
        if any(row[len(header) :]):
            wide.append((line, len(row)))
        elif len(row) < len(header):
            short.append(line)
    if wide:
        remedy = "put cells that hold the separator in double quotes"
        raise InputError(
            Problem("", f"has {n} cells, the header has {len(header)}", remedy, f"{name}, row {line}")
            for line, n in wide
        )
    if short:
        notes.warn(f"{name}, {rows(short)}: fewer cells than the header; the others are taken as empty")
    if len(table) < 2:
        raise InputError([Problem("", "has no rows below its header", "fill it", name)])
    columns = {
        column: [row[k] if k < len(row) else "" for row in table[1:]] for k, column in enumerate(header)
    }
    return Sheet(name, tuple(header), columns, list(lines[1:]))


def _header(cells: Sequence[str]) -> list[str]:
    """Names of columns; of names given several times, as Jira does, the later ones get a number."""
    names: list[str] = []
    while cells and not cells[-1]:
        cells = cells[:-1]
    for k, cell in enumerate(cells):
        name, number = cell or f"column {k + 1}", 1
        while name in names:
            number += 1
            name = f"{cell} ({number})"
        names.append(name)
    return names
