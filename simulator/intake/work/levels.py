"""Rows of a sheet that are no items of their own: repetitions, and the other levels of a hierarchy."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..meaning.columns import Columns
from ..meaning.reading import Reading
from ..notes import several
from ..tables.sheets import Sheet
from ..times.dates import stamps_of
from ..words.phrases import bare_name

ABOVE, BELOW = "made of items, such as epics", "parts of items, such as sub-tasks"
SAME_ROW, SAME_KEY = "the same as a row above", "an older state of an item that is listed again"
OFTEN = 0.5
"""Share of the items of a type that have parts which are items, from which the type is a level above."""
PROJECTS = (
    "repository", "repo", "project", "project name", "project key", "project path", "namespace", "board name", "team project", "repository name", "workspace",
    "projekt", "projet", "proyecto", "repositorium", "depot", "repositorio",
)  # fmt: skip
"""Names of columns of what has numbers of its own."""
NEARLY_ALL = 0.9
"""Share of different cells of a column from which a cell names a row."""
LEAST_TITLES = 2
DEEP = 2
"""How many wholes a part of an item is a part of."""
FEW_TOPS = 0.3
"""Share of rows that are no part of another; with fewer, and without types, what is made of them is the level above."""


def without_repetitions(sheet: Sheet, columns: Columns, reading: Reading) -> Sheet:
    """Each item once: of several rows with its key the latest, by the column of updates if there is one."""
    key = columns.found.get("item")
    if key is None:
        return sheet
    rows_by_key: dict[str, list[int]] = defaultdict(list)
    projects = [sheet.columns[column] for column in sheet.header if bare_name(column) in PROJECTS]
    for k, cell in enumerate(sheet.columns[key]):
        if cell:  # numbers begin anew in each project
            place = "\0".join(column[k] for column in projects) if cell.isdigit() else ""
            rows_by_key[f"{cell}\0{place}"].append(k)
    repeated = {cell: rows for cell, rows in rows_by_key.items() if len(rows) > 1}
    if not repeated:
        return sheet
    updated: Any = np.zeros(len(sheet))
    if "updated" in columns.found:
        stamps = stamps_of(sheet, columns.found["updated"], reading.words, reading.notes)
        updated = stamps.astype("int64").where(stamps.notna(), -1).to_numpy()
    same, older = [], []
    for rows in repeated.values():
        latest = max(rows, key=lambda k: (updated[k], k))
        content = tuple(cells[latest] for cells in sheet.columns.values())
        twins = [k for k in rows if tuple(cells[k] for cells in sheet.columns.values()) == content]
        same += twins[1:]
        older += sorted(set(rows).difference(twins))
    account = reading.notes.account(sheet.name)
    account.leave_out(SAME_ROW, [sheet.lines[k] for k in sorted(same)])
    account.leave_out(SAME_KEY, [sheet.lines[k] for k in sorted(older)])
    account.odd.append(
        f"{several(len(repeated), 'key')} in column '{key}' {'is' if len(repeated) == 1 else 'are'} listed in several rows; each item counts once"
    )
    return sheet.without([*same, *older])


def of_one_level(sheet: Sheet, columns: Columns, reading: Reading) -> Sheet:
    """The rows of one level of a hierarchy: items, without what is made of them and what they are made of.

    mapping.yaml may choose another level.
    """
    levels = _levels(sheet, columns, reading)
    counts = Counter(levels)
    if len(counts) < 2:
        return sheet
    chosen = reading.mapping.level or ("items" if counts["items"] else counts.most_common(1)[0][0])
    if not counts[chosen]:
        reading.notes.warn(f"mapping.yaml: level: there are no rows of level '{chosen}'")
        chosen = "items" if counts["items"] else counts.most_common(1)[0][0]
    account = reading.notes.account(sheet.name)
    for level, why in (("above", ABOVE), ("items", "items"), ("below", BELOW)):
        if level != chosen:
            account.leave_out(why, [sheet.lines[k] for k, one in enumerate(levels) if one == level])
    said = ", ".join(f"{counts[level]:,} {level}" for level in ("above", "items", "below") if counts[level])
    reading.notes.assume(
        f"{sheet.name} mixes levels of a hierarchy ({said}); only one level is work that is counted: {chosen}",
        "mapping.yaml: level: above | items | below",
    )
    return sheet.only([k for k, level in enumerate(levels) if level == chosen])


def _levels(sheet: Sheet, columns: Columns, reading: Reading) -> list[str]:
    """Level of each row: by the words of its type, and by what it is a part of."""
    kinds, parents = columns.cells(sheet, "type"), columns.cells(sheet, "parent")
    named = {kind: reading.words.level(kind) for kind in set(kinds)}
    inside = _inside(sheet, columns, parents)
    if max(inside, default=-1) < 0 and len({named[kind] for kind in kinds} - {""}) < 2:
        return ["items"] * len(sheet)
    if not any(named.values()):
        return _by_parts_alone(inside)
    above = {kind for kind in named if named[kind] == "above"} | _made_of_items(kinds, inside, named)
    found = []
    for kind, parent in zip(kinds, inside, strict=True):
        if kind in above:
            found.append("above")
        elif named[kind] == "below" or (parent >= 0 and kinds[parent] not in above):
            found.append("below")
        else:
            found.append("items")
    return found


def _inside(sheet: Sheet, columns: Columns, parents: Sequence[str]) -> list[int]:
    """Row of what each row is a part of, -1 for none or one that is not in the file.

    Exports name it by the key, by another number, or by the title: the column that holds most of these words decides.
    """
    key, own = columns.found.get("item"), columns.found.get("parent")
    wanted = {cell for cell in parents if cell}
    if not wanted:
        return _by_titles(sheet)
    best, most = key, 0
    if key is not None:
        most = len({parent_of(cell) for cell in wanted}.intersection(sheet.columns[key]))
    for column in sheet.header:
        if column not in (key, own) and (shared := _shared(sheet.columns[column], wanted)) > most:
            best, most = column, shared
    if best is None or not most:
        return [-1] * len(sheet)
    row = {cell: k for k, cell in reversed(list(enumerate(sheet.columns[best]))) if cell}
    found = [row.get(parent_of(cell) if best == key else cell, -1) if cell else -1 for cell in parents]
    return [-1 if parent == k else parent for k, parent in enumerate(found)]


def _shared(cells: Sequence[str], wanted: set[str]) -> int:
    """How many of some words a column has that tells rows apart; 0 for one that does not."""
    filled = [cell for cell in cells if cell]
    different = set(filled)
    return len(wanted & different) if len(different) >= NEARLY_ALL * len(filled) else 0


def _by_titles(sheet: Sheet) -> list[int]:
    """Row of what each row is a part of, by columns `Title 1`, `Title 2` …, of which one is filled: the number is the depth."""
    titles = [column for column in sheet.header if re.fullmatch(r"title \d", bare_name(column))]
    if len(titles) < LEAST_TITLES:
        return [-1] * len(sheet)
    above: dict[int, int] = {}
    found = []
    for k in range(len(sheet)):
        depth = next((d for d, column in enumerate(titles) if sheet.columns[column][k]), 0)
        found.append(max((above[d] for d in above if d < depth), default=-1))
        above = {d: row for d, row in above.items() if d < depth} | {depth: k}
    return found


def _made_of_items(kinds: Sequence[str], inside: Sequence[int], named: Mapping[str, str]) -> set[str]:
    """Types that are not known as items, of which most rows have parts that are."""
    wholes = {
        parent
        for kind, parent in zip(kinds, inside, strict=True)
        if parent >= 0 and named[kind] == "items" and named[kinds[parent]] != "items"
    }
    counts, parts = Counter(kinds), Counter(kinds[k] for k in wholes)
    return {kind for kind in parts if parts[kind] >= OFTEN * counts[kind]}


def _by_parts_alone(inside: Sequence[int]) -> list[str]:
    """Levels where no type says them.

    Where parts have parts, the middle level are the items; otherwise parts are below, unless few rows are no part of another.
    """
    wholes = {parent for parent in inside if parent >= 0}
    depth = _depths(inside)
    if max(depth, default=0) >= DEEP:
        return [
            "below" if at >= DEEP else "above" if at == 0 and k in wholes else "items"
            for k, at in enumerate(depth)
        ]
    if sum(parent < 0 for parent in inside) >= FEW_TOPS * len(inside):
        return ["below" if parent >= 0 else "items" for parent in inside]
    return ["above" if k in wholes and parent < 0 else "items" for k, parent in enumerate(inside)]


def _depths(inside: Sequence[int]) -> list[int]:
    """How many wholes each row is a part of, one of the other; a circle ends where it began."""
    found = [-1] * len(inside)
    for k in range(len(inside)):
        path: list[int] = []
        on_the_way: set[int] = set()
        here = k
        while here >= 0 and found[here] < 0 and here not in on_the_way:
            path.append(here)
            on_the_way.add(here)
            here = inside[here]
        depth = found[here] if here >= 0 and found[here] >= 0 else -1
        for row in reversed(path):
            depth += 1
            found[row] = depth
    return found


def parent_of(cell: str) -> str:
    """The key in a cell that names what a row is a part of: `P-1`, `P-1 Checkout`, `#12`."""
    return re.split(r"[\s;,]", cell.strip().removeprefix("#"))[0].strip(":") if cell else ""
