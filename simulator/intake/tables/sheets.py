"""Reading CSV files as programs really write them: other delimiters, encodings, ragged rows."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...csv_text import as_meant
from ...errors import InputError, Problem
from ...files import CSV_LIMIT, read_bytes
from ...scenario.csv_tables import QuoteError, Records
from ..notes import Notes, rows

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
MOST_CELLS = 20_000_000
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
ALTERNATING = 0.4
"""Share of NUL bytes at every other place, from which text is UTF-16."""
DAMAGED = 0.01
"""Share of NUL characters above which a file is not text."""


@dataclass(frozen=True)
class Sheet:
    """A table as written: cells are words without spaces around them, '' where a cell is empty."""

    name: str
    header: tuple[str, ...]
    columns: dict[str, list[str]]
    lines: list[int]
    """Row of each entry in the file, the header being row 1 unless there are lines above it."""

    def __len__(self) -> int:
        return len(self.lines)

    def problem(self, what: str, remedy: str, row: int = 0, column: str = "") -> Problem:
        """Something wrong with it, at a row and a column."""
        place = f"column '{column}': " if column else ""
        return Problem("", place + what, remedy, f"{self.name}, row {row}" if row else self.name)


def read_sheet(path: Path, notes: Notes) -> Sheet:
    """Read a CSV file. Raises InputError with all that is wrong with it."""
    name = path.name
    text, encoding = _decoded(path, notes)
    if encoding not in ("utf-8", "utf-8-sig"):
        notes.warn(f"{name}: is not UTF-8; read as {encoding}")
    first, _, rest = text.lstrip("\r\n ").partition("\n")
    hint = first.strip().strip('"').lower()
    if hint.startswith("sep=") and len(hint) >= 5:
        text = rest
    delimiter = hint[4] if hint.startswith("sep=") and len(hint) >= 5 else _delimiter(text)
    if delimiter != ",":
        notes.find(f"{name}: columns are separated by {DELIMITERS.get(delimiter, repr(delimiter))}")
    table, lines = _cells(text, delimiter, name, int(hint.startswith("sep=")), notes)
    if not table:
        raise InputError([Problem("", "is empty", "write a header and one row per person or item", name)])
    return _sheet(name, table, lines, notes)


def _decoded(path: Path, notes: Notes) -> tuple[str, str]:
    """Text of a file in one spelling of letters (NFC), and the encoding that fits."""
    content = read_bytes(path, str(path), CSV_LIMIT, "CSV file")
    for magic, what in NO_CSV.items():
        if content.lstrip().startswith(magic):
            raise InputError([Problem("", what, "export or save it as 'CSV UTF-8'", path.name)])
    for encoding in (*_likely_encodings(content), "cp1252", "latin-1"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.count("\0") <= DAMAGED * len(text):
            text = _without_nul(text, path.name, notes)
            return unicodedata.normalize("NFC", text), {"cp1252": "Windows-1252"}.get(encoding, encoding)
    raise InputError([Problem("", "is not text", "export it as 'CSV UTF-8'", path.name)])


def _likely_encodings(content: bytes) -> list[str]:
    """Encodings that the first bytes speak for."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    first = content[:1000]
    even, odd = first[::2].count(0), first[1::2].count(0)
    if max(even, odd) > ALTERNATING * len(first) / 2 and min(even, odd) == 0:
        return ["utf-16-le" if odd else "utf-16-be"]
    return ["utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8"]


def _without_nul(text: str, name: str, notes: Notes) -> str:
    """Text without characters that are not text (NUL); their rows are noted."""
    if "\0" not in text:
        return text
    found = [k for k, line in enumerate(text.splitlines(), start=1) if "\0" in line]
    notes.warn(f"{name}, {rows(found)}: holds a character that is not text (NUL); it is left out")
    return text.replace("\0", "")


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


def _cells(
    text: str, delimiter: str, name: str, extra: int, notes: Notes
) -> tuple[list[list[str]], list[int]]:
    """Rows that hold something, and the line in which each begins."""
    table: list[list[str]] = []
    lines: list[int] = []
    records, count = Records(text, delimiter), 0
    try:
        for begins, row in records:
            if any(row) and any(cell.strip() for cell in row):
                table.append([_tidy(cell) for cell in row])
                lines.append(begins + extra)
                count += len(row)
                if count > MOST_CELLS:
                    raise InputError(
                        [Problem("", f"has more than {MOST_CELLS:,} cells", "use a part of it", name)]
                    )
    except QuoteError as error:
        what, remedy = (
            "a quotation mark is opened here and not closed",
            "close it, and double those inside a cell",
        )
        raise InputError([Problem("", what, remedy, f"{name}, row {error.row + extra}")]) from None
    if records.sloppy:
        said = rows([line + extra for line in records.sloppy])
        notes.warn(f"{name}, {said}: quotation marks inside a cell are not doubled; read as written")
    return table, lines


def _tidy(cell: str) -> str:
    """A cell without spaces around it, line breaks, invisible characters, and a spreadsheet's apostrophe."""
    if not cell:
        return ""
    cell = " ".join(cell.split())
    if not cell.isprintable():
        cell = "".join(letter for letter in cell if letter.isprintable())
    return as_meant(cell) if cell.startswith("'") else cell


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
        notes.warn(
            f"{name}, {rows(short)}: fewer cells than the header; the missing cells are treated as empty"
        )
    if len(table) < 2:
        raise InputError([Problem("", "has no rows below its header", "fill it", name)])
    columns = {
        column: [row[k] if k < len(row) else "" for row in table[1:]] for k, column in enumerate(header)
    }
    return Sheet(name, tuple(header), columns, list(lines[1:]))


def _header(cells: Sequence[str]) -> list[str]:
    """Names of columns; of names given several times, as Jira does, the later ones get a number."""
    names: dict[str, None] = {}
    last: dict[str, int] = {}
    while cells and not cells[-1]:
        cells = cells[:-1]
    for k, cell in enumerate(cells):
        name, number = cell or f"column {k + 1}", last.get(cell, 1)
        while name in names:
            number += 1
            name = f"{cell} ({number})"
        names[name], last[cell] = None, number
    return list(names)
