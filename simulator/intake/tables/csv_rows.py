"""Rows of CSV text as programs really write it: other delimiters, encodings, and wrong quotation marks."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter

from ...errors import InputError, Problem
from ...scenario.csv_tables import QuoteError, Records
from ..notes import Notes, rows
from .sheets import tidy_row

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
MOST_CELLS = 20_000_000
LOOKED_AT = 50
"""Rows by which the delimiter is found."""
ALTERNATING = 0.4
"""Share of NUL bytes at every other place, from which text is UTF-16."""
DAMAGED = 0.01
"""Share of NUL characters above which a file is not text."""

Rows = tuple[list[list[str]], list[int]]
"""Rows that hold something, as cells, and the row of the file in which each begins."""


def csv_rows(content: bytes, name: str, notes: Notes) -> Rows:
    """Rows of a CSV file. Raises InputError."""
    text, encoding = _decoded(content, name, notes)
    if encoding not in ("utf-8", "utf-8-sig"):
        notes.warn(f"{name}: is not UTF-8; read as {encoding}")
    first, _, rest = text.lstrip("\r\n ").partition("\n")
    hint = first.strip().strip('"').lower()
    told = hint.startswith("sep=") and len(hint) >= 5
    if told:
        text = rest
    delimiter = hint[4] if told else _delimiter(text)
    if delimiter != ",":
        notes.find(f"{name}: columns are separated by {DELIMITERS.get(delimiter, repr(delimiter))}")
    return _cells(text, delimiter, name, int(told), notes)


def _decoded(content: bytes, name: str, notes: Notes) -> tuple[str, str]:
    """Text of a file in one spelling of letters (NFC), and the encoding that fits."""
    for encoding in (*_likely_encodings(content), "cp1252", "latin-1"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.count("\0") <= DAMAGED * len(text):
            text = _without_nul(text, name, notes)
            return unicodedata.normalize("NFC", text), {"cp1252": "Windows-1252"}.get(encoding, encoding)
    raise InputError([Problem("", "is not text", "export it as 'CSV UTF-8'", name)])


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
        width, count = Counter(widths).most_common(1)[0] if widths else (0, 0)
        return (count / len(widths), width) if width >= 2 else (0.0, 0)

    return max(DELIMITERS, key=lambda each: (fit(each)[0] > 0.5, fit(each)[1], fit(each)[0]))


def _cells(text: str, delimiter: str, name: str, extra: int, notes: Notes) -> Rows:
    """Rows that hold something, and the line in which each begins."""
    table: list[list[str]] = []
    lines: list[int] = []
    records, count = Records(text, delimiter), 0
    try:
        for begins, row in records:
            if any(row) and any(cell.strip() for cell in row):
                table.append(tidy_row(row))
                lines.append(begins + extra)
                count += len(row)
                if count > MOST_CELLS:
                    raise too_many_cells(name)
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


def too_many_cells(name: str) -> InputError:
    """The error of a table that is too large."""
    return InputError([Problem("", f"has more than {MOST_CELLS:,} cells", "use a part of it", name)])
