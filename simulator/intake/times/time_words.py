"""One time as an export writes it, converted to the form that is read fast: 2026-01-31T09:30:00."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from ...scenario.times import without_leap_seconds

MONTHS = {
    name: k
    for k, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
} | {"sept": 9}
CLOCK = r"(?:[ T,]+(?:at )?(?P<h>\d{1,2})[:.](?P<mi>\d{2})(?::(?P<s>\d{2}(?:[.,]\d+)?))?\s*(?P<half>[ap]\.?m\.?)?)?"
NUMERIC = re.compile(
    rf"(?P<a>\d{{1,2}})([./-])(?P<b>\d{{1,2}})\2(?P<y>\d{{4}}|\d\d){CLOCK}(?P<rest>.*)", re.I
)
DAY_MONTH = re.compile(
    rf"(?P<d>\d{{1,2}})[ ./-]+(?P<m>[a-z]{{3,9}})[ ./,-]+(?P<y>\d{{4}}|\d\d)(?!\d){CLOCK}(?P<rest>.*)", re.I
)
MONTH_DAY = re.compile(
    rf"(?P<m>[a-z]{{3,9}})[ .-]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ ,.-]+(?P<y>\d{{4}})(?!\d){CLOCK}(?P<rest>.*)", re.I
)  # fmt: skip
WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]? (?=\S)", re.I)
COMPACT = re.compile(
    r"((?:19|20|21)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d)?)?"
)
"""20260131, 202601310930 or 20260131093000."""
DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")
IN_BRACKETS = re.compile(r"\s*[\[(]([^\[\]()]*)[\])]\s*$")
OFFSET = re.compile(
    r"(?:(?<=\d)|\s)\s*(?:gmt|utc|z)?\s*(?P<sign>[+-])(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?$", re.I
)
ZONE = re.compile(r"(?<=[\d.mM])\s*\b(?P<zone>[A-Za-z]+(?:/[A-Za-z_+-]+\d*)*)$")
OFFSETS = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2,
    "eet": 2, "eest": 3, "msk": 3, "ist": 5.5, "sgt": 8, "hkt": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "akst": -9, "hst": -10, "brt": -3, "art": -3,
}  # fmt: skip
"""Hours ahead of UTC of zones by their short names."""
PLAIN = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ](?:[01]\d|2[0-3]):\d\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?"
)
FRACTION = re.compile(r"(\.\d{6})\d+")
"""Of a second: what is finer than a microsecond is cut off."""
FINISHED = re.compile(r"\d{4}-\d\d-\d\d(?:T(?:[01]\d|2[0-3]):\d\d:[0-5]\d(?:\.\d{1,6})?)?")
"""ISO times without anything after them."""
HAS_A_DATE = re.compile(r"\d{4}|\d[^\w:]+\d+[^\w:]+\d\d|\d\W*[A-Za-z]{3,}\W*\d\d")
LONGEST = 100
"""Letters of a time."""
CENTURY = 69
"""Years of two digits from here on are of the last century."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in pieces."""

    cell: str
    """As it is written."""
    text: str
    """As an ISO time if its form is known, otherwise as written; '' if it is not a time."""
    zone: str = ""
    """IANA zone in which it is meant, '' for UTC or an offset that the text holds."""
    seconds: int = 0
    """To be added: 1 for a leap second, a day for 24:00."""
    unknown: str = ""
    """An unknown zone, which was ignored."""

    @property
    def is_iso(self) -> bool:
        """Whether it is an ISO time already."""
        return PLAIN.fullmatch(self.text) is not None


def moment_of(cell: str, day_first: bool) -> Moment:
    """A cell in pieces; words such as `now`, and times without a date, are not times."""
    if PLAIN.fullmatch(cell):  # an ISO time, the commonest
        return Moment(cell, cell)
    if len(cell) > LONGEST or not HAS_A_DATE.search(cell):
        return Moment(cell, "")
    text = _iso(cell, day_first)
    if text is not cell and FINISHED.fullmatch(text):
        return Moment(cell, text)
    bare, seconds = without_leap_seconds(WEEKDAY.sub("", cell, count=1) if cell[:1].isalpha() else cell)
    bare = FRACTION.sub(r"\1", bare)
    bare, zone, unknown = _zone(bare)
    return Moment(cell, _iso(bare, day_first), zone, seconds, unknown)


def is_compact(cell: str) -> bool:
    """Whether a cell is a likely date in digits alone."""
    return COMPACT.fullmatch(cell) is not None


def from_compact(cell: str) -> str:
    """A date in digits alone as an ISO time; all else as it is."""
    found = DIGITS.fullmatch(cell)
    if not found:
        return cell
    date = "-".join(found.groups()[:3])
    return f"{date}T{':'.join(filter(None, found.groups()[3:]))}" if found[4] else date


def _zone(cell: str) -> tuple[str, str, str]:
    """A cell with its zone as an offset, else the zone that is named; and one that is not known."""
    bracket = IN_BRACKETS.search(cell)
    name = bracket[1].strip() if bracket else ""
    cell = cell[: bracket.start()].rstrip() if bracket else cell
    if found := OFFSET.search(cell) if ":" in cell else None:
        return f"{cell[: found.start()]}{found['sign']}{int(found['h']):02d}:{found['m'] or '00'}", "", ""
    if not name and (trailing := ZONE.search(cell)) and not re.fullmatch(r"[ap]m?", trailing["zone"], re.I):
        name, cell = trailing["zone"], cell[: trailing.start()]
    if not name:
        return cell, "", ""
    hours = OFFSETS.get(name.lower())
    if hours is not None:
        return (f"{cell}{_offset(hours)}" if ":" in cell else cell), "", ""
    return (cell, name, "") if known_zone(name) else (cell, "", name)


def _offset(hours: float) -> str:
    minutes = round(abs(hours) * 60)
    return f"{'-' if hours < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


@lru_cache(maxsize=1000)
def known_zone(name: str) -> bool:
    """Whether a zone is one of the IANA database."""
    try:
        return "/" in name and ZoneInfo(name) is not None
    except (OSError, ValueError, KeyError):
        return False


def _iso(cell: str, day_first: bool) -> str:
    """Dates in numbers or with the name of a month as an ISO time; all else as it is."""
    if found := NUMERIC.fullmatch(cell):
        first, second = int(found["a"]), int(found["b"])
        day, month = (first, second) if day_first else (second, first)
        if month > 12 >= day:
            day, month = month, day
    elif found := DAY_MONTH.fullmatch(cell) or MONTH_DAY.fullmatch(cell):
        word = found["m"].lower()
        month = MONTHS.get(word) or MONTHS.get(word[:3], 0)
        day = int(found["d"])
    if not found or not month:
        return cell
    date = f"{_year(found['y'])}-{month:02d}-{day:02d}"
    if not found["h"]:
        return f"{date}{found['rest']}" if not found["rest"] else cell
    hour = int(found["h"])
    if found["half"]:
        hour = hour % 12 + 12 * (found["half"][0] in "pP")
    second_ = (found["s"] or "00").replace(",", ".")
    return f"{date}T{hour:02d}:{found['mi']}:{second_}{found['rest'].strip()}"


def _year(digits: str) -> str:
    if len(digits) == 4:
        return digits
    return f"{19 if int(digits) >= CENTURY else 20}{digits}"
