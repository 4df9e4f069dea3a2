"""By which words people are known: names in either order, numbers, addresses, directory entries."""

from __future__ import annotations

import re
from dataclasses import replace

from ..tables.sheets import Sheet
from .columns import FIRST_NAMES, IDENTITIES, LAST_NAMES, Columns, plain

FULL_NAME = "full name"
NOBODY = {"", "-", "–", "n/a", "na", "none", "null", "nan", "nobody", "0", "tbd", "vacant", "unassigned"}
"""Words that are not the name of a person or a team."""
COMMON_NAME = re.compile(r"^cn=((?:[^,\\]|\\.)+)", re.I)


def word(cell: str) -> str:
    """A cell as it is compared: without case, `Doe, Jane` as `jane doe`, `CN=Jane Doe,OU=…` likewise."""
    found = COMMON_NAME.match(cell)
    small = (found[1].replace("\\", "") if found else cell).casefold()
    last, comma, first = small.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else small.strip()


def with_full_names(sheet: Sheet) -> Sheet:
    """A sheet with a column of full names, where it has first and last names apart."""
    by_name = {plain(column): column for column in sheet.header}
    first = next((by_name[name] for name in FIRST_NAMES if name in by_name), None)
    last = next((by_name[name] for name in LAST_NAMES if name in by_name), None)
    if first is None or last is None or FULL_NAME in by_name:
        return sheet
    pairs = zip(sheet.columns[first], sheet.columns[last], strict=True)
    names = [" ".join(filter(None, pair)) for pair in pairs]
    return replace(sheet, header=(*sheet.header, FULL_NAME), columns={**sheet.columns, FULL_NAME: names})


def words_by_row(sheet: Sheet, columns: Columns) -> list[set[str]]:
    """For each row the words by which its person is known."""
    known = [c for c in sheet.header if plain(c) in IDENTITIES or c == columns.found["person"]]
    return [{word(sheet.columns[c][k]) for c in known if sheet.columns[c][k]} for k in range(len(sheet))]
