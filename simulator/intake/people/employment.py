"""Who of a list is there: vacant seats, totals, people who have left or are away, and how much of full time each works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ...kernel.units import HOURS_PER_WEEK
from ..meaning.columns import Columns
from ..meaning.identities import naming_columns, without_brackets
from ..meaning.reading import Reading
from ..notes import counted, rows, several
from ..tables.sheets import Sheet
from ..times.dates import naive, stamps_of

FEWEST_HOURS, MOST_HOURS = 1.0, 80.0
FULL_TIME = (30.0, 45.0)
"""Hours of a week between which the commonest number is full time."""
LEAST_FTE = 0.05
DASHES = ("-", "–", "—", ".", "?")
NO_NAME = "name no person"
TOTAL = "totals"
VACANT = "vacant seats"
LEFT = "people who have left"
AWAY = "people on leave"
NOT_YET = "people who have not begun"
YES = ("yes", "true", "1", "y", "x", "ja", "j", "oui", "o", "sí", "si", "s")
UNLIKELY_STATUS = 0.9
"""Share of rows that a column of statuses would leave out, from which it is not believed."""


@dataclass
class Present:
    """The rows of a list that are people at work."""

    rows: list[int] = field(default_factory=list)
    """By position."""
    vacant: list[int] = field(default_factory=list)
    full_time: dict[int, float] = field(default_factory=dict)
    """By position, the share of full time; 1 where the file does not say."""


def present(sheet: Sheet, columns: Columns, reading: Reading) -> Present:
    """The rows of a list that are people at work, and vacant seats; all others are left out, each with its reason."""
    found = Present()
    why: dict[int, str] = {}
    names = columns.cells(sheet, "person")
    others = [sheet.columns[c] for c in naming_columns(sheet, columns, reading.words)]
    numbered = names.count("0") == 1 and all(name.isdigit() for name in names if name)
    for k, name in enumerate(names):
        kinds = _kinds_of([name, *(column[k] for column in others)], reading)
        if "total" in kinds and not any(letter.isalpha() for letter in columns.cells(sheet, "manager")[k]):
            why[k] = TOTAL
        elif "vacant" in kinds:
            found.vacant.append(k)
        elif not (numbered and name == "0") and (
            not name or reading.words.person("nobody", name) or name in DASHES
        ):
            if _is_a_seat(sheet, columns, k) and not name:
                found.vacant.append(k)
            else:
                why[k] = NO_NAME
        elif kinds & {"left", "away"}:
            why[k] = LEFT if "left" in kinds else AWAY
    _by_status(sheet, columns, reading, why)
    _by_dates(sheet, columns, reading, why)
    account = reading.notes.account(sheet.name)
    for reason in dict.fromkeys(why.values()):
        account.leave_out(reason, [sheet.lines[k] for k in sorted(why) if why[k] == reason])
    found.vacant = [k for k in found.vacant if k not in why]
    if reading.mapping.vacancies == "empty":
        account.leave_out(VACANT, [sheet.lines[k] for k in found.vacant])
    seats = set(found.vacant)
    found.rows = [k for k in range(len(sheet)) if k not in why and k not in seats]
    found.full_time = _full_time(sheet, columns, reading)
    _tell_kinds(sheet, columns, found.rows, reading)
    return found


def _kinds_of(names: Sequence[str], reading: Reading) -> set[str]:
    """What the names in a row say beside a name: that a seat is vacant, a total, or someone who has left or is away."""
    found = set()
    for name in filter(None, names):
        bare, inside = without_brackets(name)
        found |= {kind for kind in ("vacant", "total") if reading.words.person(kind, bare)}
        found |= {
            kind for kind in ("vacant", "left", "away") if any(reading.words.person(kind, i) for i in inside)
        }
    return found


def _is_a_seat(sheet: Sheet, columns: Columns, k: int) -> bool:
    """Whether a row without a name has a title and a place."""
    return bool(columns.cells(sheet, "role")[k]) and any(
        columns.cells(sheet, meaning)[k] for meaning in ("team", "group", "manager")
    )


def _by_status(sheet: Sheet, columns: Columns, reading: Reading, why: dict[int, str]) -> None:
    """Leave out those who have left or are away by the words of a column."""
    for meaning, kinds in (("status", ("left", "away")), ("leave", ("away",))):
        cells = columns.cells(sheet, meaning)
        found = {
            k: LEFT if kind == "left" else AWAY
            for k, cell in enumerate(cells)
            if cell and k not in why
            for kind in kinds
            if reading.words.person(kind, cell)
        }
        if meaning == "leave":
            found |= {k: AWAY for k, cell in enumerate(cells) if k not in why and cell.casefold() in YES}
        if len(found) >= UNLIKELY_STATUS * len(sheet):
            reading.notes.warn(
                f"{sheet.name}, column '{columns.found[meaning]}': would leave out {len(found):,} of {len(sheet):,} people; it is ignored"
            )
        else:
            why |= found


def _by_dates(sheet: Sheet, columns: Columns, reading: Reading, why: dict[int, str]) -> None:
    """Leave out those whose last day has passed, and those whose first day is to come."""
    for meaning, reason in (("ends", LEFT), ("hired", NOT_YET)):
        if meaning not in columns.found:
            continue
        stamps: Any = naive(
            stamps_of(sheet, columns.found[meaning], reading.words, reading.notes, of_work=False)
        )
        today = reading.today.tz_localize(None).to_datetime64()
        gone = stamps < today if meaning == "ends" else stamps > today
        for k in np.flatnonzero(gone & ~np.isnat(stamps)):
            why.setdefault(int(k), reason)


def _full_time(sheet: Sheet, columns: Columns, reading: Reading) -> dict[int, float]:
    """Share of full time by row, from a share, a percentage, or hours a week."""
    found: dict[int, float] = {}
    column = columns.found.get("capacity")
    if column is not None:
        unsound = []
        percent = _in_percent(sheet.columns[column])
        for k, cell in enumerate(sheet.columns[column]):
            share, sound = _part_of_full_time(cell, percent) if cell else (None, True)
            if share:
                found[k] = max(LEAST_FTE, share)
            elif not sound:
                unsound.append(sheet.lines[k])
        if unsound:
            reading.notes.warn(
                f"{sheet.name}, {rows(unsound)}, column '{column}': not a share of full time above 0; full time is taken"
            )
    elif "weekly_hours" in columns.found:
        cells = pd.Series(sheet.columns[columns.found["weekly_hours"]], dtype="object").str.replace(",", ".")
        hours = pd.to_numeric(cells, errors="coerce").to_numpy(float)
        likely = (hours >= FEWEST_HOURS) & (hours <= MOST_HOURS)
        if likely.any():
            values, counts = np.unique(hours[likely], return_counts=True)
            commonest = float(values[np.argmax(counts)])
            full = commonest if FULL_TIME[0] <= commonest <= FULL_TIME[1] else HOURS_PER_WEEK
            found = {int(k): float(np.clip(hours[k] / full, LEAST_FTE, 1.0)) for k in np.flatnonzero(likely)}
            reading.notes.assume(f"full time is {full:g} hours a week", f"{sheet.name}: a column 'fte'")
    return found


def _part_of_full_time(cell: str, percent: bool) -> tuple[float | None, bool]:
    """Share of full time in a cell, and whether it could be read; somewhat more than full time is full time."""
    bare = cell.removesuffix("%").strip().replace(",", ".")
    try:
        value = float(bare) / (100.0 if percent or "%" in cell else 1.0)
    except ValueError:
        return None, False
    return (min(1.0, value), True) if 0 < value <= 2 else (None, False)


def _in_percent(cells: list[str]) -> bool:
    """Whether a column of shares is written in percent without a sign."""
    numbers = pd.to_numeric(
        pd.Series([cell for cell in cells if cell], dtype="object").str.replace(",", "."), errors="coerce"
    ).to_numpy(float)
    known = numbers[np.isfinite(numbers)]
    return bool(len(known) and np.median(known) > 2.0)


def _tell_kinds(sheet: Sheet, columns: Columns, people: list[int], reading: Reading) -> None:
    """Say how many people are contractors."""
    kinds = columns.cells(sheet, "kind")
    names = columns.cells(sheet, "person")
    external = [
        k for k in people
        if reading.words.person("contractor", kinds[k])
        or any(reading.words.person("contractor", inner) or inner == "C" for inner in without_brackets(names[k])[1])
    ]  # fmt: skip
    if external:
        reading.notes.find(
            f"{several(len(external), 'contractor')} among the people; they work like all others"
        )


def tell_vacancies(roles: list[str], reading: Reading) -> None:
    """Say which seats are vacant. roles: of each vacant seat."""
    if not roles:
        return
    said = f"{several(len(roles), 'vacant seat')} ({counted(Counter(roles).items())})"
    if reading.mapping.vacancies == "filled":
        reading.notes.assume(f"{said}: taken as filled", "mapping.yaml: vacancies: empty")
    else:
        reading.notes.assume(f"{said}: no one works there", "mapping.yaml: vacancies: filled")
