"""Rows of an event log in XES, the form of process mining (IEEE 1849): one row per event."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree import ElementTree

from ...errors import InputError, Problem
from .csv_rows import MOST_CELLS, Rows, too_many_cells
from .sheets import tidy

VALUES = {"string", "date", "int", "float", "boolean", "id"}
LOOKED_AT = 4096
"""Bytes in which a document type would stand."""


def is_xes(content: bytes) -> bool:
    """Whether a file is an event log in XES."""
    head = content[:LOOKED_AT].lower()
    return b"<log" in head and head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def xes_rows(content: bytes, name: str) -> Rows:
    """A header and a row for each event; what its trace says begins with `case:`. Raises InputError."""
    if b"<!doctype" in content[:LOOKED_AT].lower() or b"<!entity" in content.lower():
        raise _wrong(name, "declares entities, which an event log does not need")
    try:
        events = list(_events(content, name))
    except ElementTree.ParseError as error:
        line, column = error.position
        raise _wrong(name, f"is not complete XML (line {line}, column {column + 1})") from None
    if not events:
        raise _wrong(name, "holds no event")
    header = list(dict.fromkeys(key for event in events for key in event))
    table = [header, *([event.get(key, "") for key in header] for event in events)]
    return table, list(range(1, len(table) + 1))


def _events(content: bytes, name: str) -> Iterator[dict[str, str]]:
    """What each event says, after what its trace says."""
    cells = 0
    for _, element in ElementTree.iterparse(io.BytesIO(content), events=("end",)):
        if _tag(element) != "trace":
            continue
        case = {f"case:{key}": value for key, value in _said(element)}
        for child in element:
            if _tag(child) == "event":
                event = case | dict(_said(child))
                cells += len(event)
                if cells > MOST_CELLS:
                    raise too_many_cells(name)
                yield event
        element.clear()


def _said(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Keys and values directly below a trace or an event."""
    for child in element:
        key, value = child.get("key"), child.get("value")
        if _tag(child) in VALUES and key is not None and value is not None:
            yield key, tidy(value)


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _wrong(name: str, what: str) -> InputError:
    return InputError([Problem("", what, "export it again, or as CSV", name)])
