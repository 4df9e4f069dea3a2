"""Who of a list is there: vacant seats, totals, people who have left or are away, and how much of full time each works."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...kernel.units import HOURS_PER_WEEK
from ..meaning.columns import Columns
from ..meaning.identities import naming_columns, without_brackets
from ..meaning.reading import Reading
from ..notes import counted, rows, several
from ..tables.sheets import Sheet
from ..times.dates import naive, stamps_of
from ..words.phrases import bare_name

MOST_HOURS = 60.0
"""Of a week."""
PER_CENT = 100.0
PERCENT = re.compile(r"%|prozent|per ?cent|pour cent|por ciento", re.I)
MOST_FULL_TIME = 2.0
"""Somewhat more than full time is full time; beyond this, a number is not a share of it."""
FULL_TIME = (30.0, 45.0)
"""Hours of a week between which the commonest number is full time."""
LEAST_FTE = 0.05
"""Share of full time below which no one is reckoned: an hour or two a week. Judgement."""
DASHES = ("-", "–", "—", ".", "?")
NO_NAME = "name no person"
TOTAL = "totals"
VACANT = "vacant seats"
LEFT = "people who have left"
AWAY = "people on leave"
NO_HOURS = "people with 0 of full time"
NOT_YET = "people who have not begun"
YES = ("yes", "true", "1", "y", "x", "ja", "j", "oui", "o", "sí", "si", "s")
NO = ("no", "false", "0", "n", "nein", "non", "inactive")
GONE = ("terminated", "is terminated", "inactive", "left", "leaver", "ausgeschieden")
"""Columns whose yes means that someone has left."""
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
    managers, places = columns.cells(sheet, "manager"), _places(sheet, columns)
    others = [sheet.columns[c] for c in naming_columns(sheet, columns, reading.words)]
    numbered = names.count("0") == 1 and all(name.isdigit() for name in names if name)
    for k, name in enumerate(names):
        kinds = _kinds_of([name, *(column[k] for column in others)], reading)
        if "total" in kinds and not any(letter.isalpha() for letter in managers[k]):
            why[k] = TOTAL
        elif "vacant" in kinds:
            found.vacant.append(k)
        elif not (numbered and name == "0") and (
            not name or reading.words.person("no_one", name) or name in DASHES
        ):
            if places[k] and not name:
                found.vacant.append(k)
            else:
                why[k] = NO_NAME
        elif kinds & {"left", "away"}:
            why[k] = LEFT if "left" in kinds else AWAY
    _by_status(sheet, columns, reading, why)
    _by_dates(sheet, columns, reading, why)
    for k, cell in enumerate(columns.cells(sheet, "capacity")):
        if cell and _number(cell) == 0.0:
            why.setdefault(k, NO_HOURS)
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


def _places(sheet: Sheet, columns: Columns) -> list[bool]:
    """Whether each row has a title and a place, so that it is a seat even without a name."""
    roles = columns.cells(sheet, "role")
    places = zip(*(columns.cells(sheet, meaning) for meaning in ("team", "group", "manager")), strict=True)
    return [bool(role) and any(place) for role, place in zip(roles, places, strict=True)]


def _by_status(sheet: Sheet, columns: Columns, reading: Reading, why: dict[int, str]) -> None:
    """Leave out those who have left or are away by the words of a column."""
    for meaning, kinds in (("status", ("left", "away")), ("leave", ("away",))):
        cells = columns.cells(sheet, meaning)
        flags = _by_flags(columns.found.get(meaning, ""), cells, why) if meaning == "status" else {}
        found = flags or {
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


def _by_flags(column: str, cells: Sequence[str], why: Mapping[int, str]) -> dict[int, str]:
    """Those who have left by a column of yes and no, such as `Active` or `Terminated`."""
    filled = {cell.casefold() for cell in cells if cell}
    if not filled or not filled <= {*YES, *NO}:
        return {}
    gone = YES if bare_name(column) in GONE else NO
    return {k: LEFT for k, cell in enumerate(cells) if k not in why and cell.casefold() in gone}


def _by_dates(sheet: Sheet, columns: Columns, reading: Reading, why: dict[int, str]) -> None:
    """Leave out those whose last day has passed, and those whose first day is to come."""
    for meaning, reason in (("ends", LEFT), ("hired", NOT_YET)):
        if meaning not in columns.found:
            continue
        stamps: Any = naive(
            stamps_of(sheet, columns.found[meaning], reading.words, reading.notes, of_work=False)
        )
        today = reading.today.tz_localize(None).normalize().to_datetime64()
        gone = stamps < today if meaning == "ends" else stamps > today
        for k in np.flatnonzero(gone & ~np.isnat(stamps)):
            why.setdefault(int(k), reason)


def _full_time(sheet: Sheet, columns: Columns, reading: Reading) -> dict[int, float]:
    """Share of full time by row, from a share, a percentage, or hours a week; the size of the numbers says which."""
    for meaning in ("capacity", "weekly_hours"):
        column = columns.found.get(meaning)
        if column is None:
            continue
        values = np.array([_number(cell) for cell in sheet.columns[column]])
        known = values[np.isfinite(values)]
        signed = [bool(PERCENT.search(cell)) for cell in sheet.columns[column]]
        full = _full(known, meaning, any(signed))
        if full == PER_CENT:  # shares and per cent in one column: each cell by its size
            values = np.where(np.array(signed) | (values > MOST_FULL_TIME), values, values * PER_CENT)
        sound = np.isfinite(values) & (values > 0) & (values <= MOST_FULL_TIME * full)
        unsound = [sheet.lines[k] for k, cell in enumerate(sheet.columns[column]) if cell and not sound[k]]
        if unsound:
            what = "not a share of full time above 0; full time is taken"
            reading.notes.warn(f"{sheet.name}, {rows(unsound)}, column '{column}': {what}")
        if full != 1.0:
            said = (
                "per cent of full time" if full == PER_CENT else f"hours a week, {full:g} of them full time"
            )
            reading.notes.assume(
                f"{sheet.name}, column '{column}' is in {said}", f"{sheet.name}: a column 'fte'"
            )
        return {int(k): float(np.clip(values[k] / full, LEAST_FTE, 1.0)) for k in np.flatnonzero(sound)}
    return {}


def _number(cell: str) -> float:
    """The number in a cell, also as a fraction; NaN where there is none."""
    if fraction := re.fullmatch(r"(\d+)\s*/\s*([1-9]\d*)", cell.strip()):
        return int(fraction[1]) / int(fraction[2])
    found = re.fullmatch(
        r"([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+))\s*(?:%|prozent|per ?cent|pour cent|por ciento|h|hrs?|hours|std|stunden|heures|horas)?\.?",
        cell.strip(),
        re.I,
    )
    return float(found[1].replace(",", ".")) if found else math.nan


def _full(known: Any, meaning: str, signed: bool) -> float:
    """What full time is in a column: 1, 100 per cent, or the hours of a week."""
    if signed:
        return PER_CENT
    most = float(known.max()) if len(known) else 1.0
    if meaning == "capacity" and most <= MOST_FULL_TIME:
        return 1.0
    if meaning == "capacity" and most > MOST_HOURS:
        return PER_CENT
    full = known[(known >= FULL_TIME[0]) & (known <= FULL_TIME[1])]
    if not len(full):
        return HOURS_PER_WEEK
    values, counts = np.unique(full, return_counts=True)
    return float(values[np.argmax(counts)])


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
