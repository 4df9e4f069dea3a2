"""Opening a file as a table, whatever it is: CSV text, a workbook, an event log in XES, also packed with gzip."""

from __future__ import annotations

import zlib
from pathlib import Path

from ...errors import InputError, Problem
from ...files import CSV_LIMIT, read_bytes
from ..notes import Notes
from ..words.phrases import plain
from ..words.vocabulary import Vocabulary
from .csv_rows import Rows, csv_rows
from .header import header_row, sheet_of
from .sheets import Sheet
from .workbook import workbook_rows
from .xes import is_xes, xes_rows

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
GZIP = b"\x1f\x8b"
NO_TABLE = {
    b"{": "is JSON",
    b"[{": "is JSON",
    b"<": "is XML or HTML",
    b"%PDF": "is a PDF file",
}


def read_sheet(path: Path, words: Vocabulary, notes: Notes) -> Sheet:
    """Read a file as a table. Raises InputError with all that is wrong with it."""
    name = path.name
    content = _unpacked(read_bytes(path, str(path), CSV_LIMIT, "CSV file"), name)
    found = _rows(content, name, words, notes)
    return sheet_of(found, name, words.knows_column, lambda cell: _is_note(cell, words), notes)


def _rows(content: bytes, name: str, words: Vocabulary, notes: Notes) -> Rows:
    if content.startswith(WORKBOOKS):
        return workbook_rows(content, name, lambda rows: _score(rows, words), notes)
    if is_xes(content):
        return xes_rows(content, name)
    for magic, what in NO_TABLE.items():
        if content.lstrip().startswith(magic):
            raise InputError([Problem("", what, "export or save it as 'CSV UTF-8' or as a workbook", name)])
    return csv_rows(content, name, notes)


def _unpacked(content: bytes, name: str) -> bytes:
    """Content of a file that may be packed with gzip. Raises InputError."""
    if not content.startswith(GZIP):
        return content
    unpacking = zlib.decompressobj(wbits=31)
    try:
        found = unpacking.decompress(content, CSV_LIMIT + 1)
    except zlib.error:
        raise InputError([Problem("", "is a damaged gzip file", "pack it again", name)]) from None
    if len(found) > CSV_LIMIT:
        what = f"unpacks to more than {CSV_LIMIT / 1e6:,.0f} MB"
        raise InputError([Problem("", what, "use a part of it", name)])
    if not unpacking.eof:
        raise InputError([Problem("", "is a gzip file that is cut off", "pack it again", name)])
    return found


def _score(found: Rows, words: Vocabulary) -> int:
    """How many names of columns are known in some rows."""
    table, _ = found
    return sum(words.knows_column(cell) for cell in table[header_row(table, words.knows_column)] if cell)


def _is_note(cell: str, words: Vocabulary) -> bool:
    return words.person("footer", cell) or words.person("total", plain(cell).partition(" ")[0])
