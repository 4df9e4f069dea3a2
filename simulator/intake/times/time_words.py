"""One time as an export writes it, converted to the form that is read fast: 2026-01-31T09:30:00."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

from ...scenario.times import without_leap_seconds
from ..words.phrases import plain
from ..words.vocabulary import Vocabulary

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CLOCK = r"(?:[ T,]+(?:at )?(?P<h>\d{1,2})[:.](?P<mi>\d{2})(?:[:.](?P<s>\d{2}(?:[.,]\d+)?))?\s*(?P<half>[ap]\.?m\.?)?)?"
NUMERIC = re.compile(
    rf"(?P<a>\d{{1,2}})([./-])(?P<b>\d{{1,2}})\2(?P<y>\d{{4}}|\d\d){CLOCK}(?P<rest>.*)", re.I
)
DAY_MONTH = re.compile(
    rf"(?P<d>\d{{1,2}})[ ./-]+(?P<m>[a-z]{{3,9}})[ ./,-]+(?P<y>\d{{4}}|\d\d)(?!\d){CLOCK}(?P<rest>.*)", re.I
)
MONTH_DAY = re.compile(
    rf"(?P<m>[a-z]{{3,9}})[ .-]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ ,.-]+(?P<y>\d{{4}})(?!\d){CLOCK}(?P<rest>.*)", re.I
)  # fmt: skip
COMPACT = re.compile(
    r"((?:19|20|21)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d)?)?"
)
"""20260131, 202601310930 or 20260131093000."""
DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")
IN_BRACKETS = re.compile(r"\s*[\[(]([^\[\]()]*)[\])]\s*$")
OFFSET = re.compile(
    r"(?:(?<=\d)|\s)\s*(?:gmt|utc|z)?\s*(?P<sign>[+-])(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?$", re.I
)
ZONE = re.compile(r"(?<=[\d.mM])\s*\b(?P<zone>[A-Za-z]+(?:[ /][A-Za-z_+-]+\d*)*)$")
HALF = re.compile(r"^[ap]m?\b\s*", re.I)
WORD = re.compile(r"[^\W\d_]+(?:\. ?[^\W\d_](?=\.))*\.?")
"""A word of a time with the dot that shortens it, also in parts such as a. m."""
ZONE_PATH = re.compile(r"[A-Za-z]+/[A-Za-z][A-Za-z_/+-]*$")
FIRST_WORD = re.compile(
    r"[^\W\d_]{2,}\.?,?\s+(?=\d{1,2}[./-]\d{1,2}[./-]\d|\d{1,2}\W+(?:d[eu] )?([^\W\d_]{3,}))"
)
"""A word before a date that names its month."""
SPACES = re.compile(r"\s+(?=[/.,-]\d)")
HOURS = re.compile(r"(?<=\d)\s?h\s?(?=\d\d(?!\d))", re.I)
"""The letter between hours and minutes: 13h05."""
ORDINAL = re.compile(r"(?<=\d)(?:er|st|nd|rd|th|ª|º)\b", re.I)
DOTNET = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
"""Milliseconds since 1970 as JSON of .NET writes them."""
ENDS_IN_OFFSET = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$", re.I)
SHIFT = re.compile(r"(?:utc|gmt)([+-])(\d{1,2})(?::?(\d\d))?", re.I)
PLAIN = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ](?:[01]\d|2[0-3]):\d\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?"
)
FRACTION = re.compile(r"(\.\d{6})\d+")
"""Of a second: what is finer than a microsecond is cut off."""
FINISHED = re.compile(r"\d{4}-\d\d-\d\d(?:T(?:[01]\d|2[0-3]):\d\d:[0-5]\d(?:\.\d{1,6})?)?")
"""ISO times without anything after them."""
HAS_A_DATE = re.compile(r"\d{4}|\d[^\w:]+\d+[^\w:]+\d\d|\d\W*[^\W\d_]{3,}\W*\d\d")
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


def moment_of(cell: str, day_first: bool, words: Vocabulary) -> Moment:
    """A cell in pieces; words such as `now`, and times without a date, are not times."""
    if PLAIN.fullmatch(cell):  # an ISO time, the commonest
        return Moment(cell, cell)
    if len(cell) > LONGEST or not HAS_A_DATE.search(cell):
        return Moment(cell, "")
    text = _iso(cell, day_first)
    if text is not cell and FINISHED.fullmatch(text):
        return Moment(cell, text)
    bare, seconds = without_leap_seconds(in_english(cell, words))
    bare = FRACTION.sub(r"\1", bare)
    bare, zone, unknown = _zone(bare, words)
    return Moment(cell, _iso(bare, day_first), zone, seconds, unknown)


def in_english(cell: str, words: Vocabulary) -> str:
    """A time with the English names of months and halves of the day, and without weekdays and words that say nothing."""
    if not any(letter.isalpha() for letter in cell):
        return cell
    spoken = ORDINAL.sub("", HOURS.sub(":", cell))
    kept = IN_BRACKETS.search(spoken) or ZONE_PATH.search(spoken)
    end = kept.start() if kept else len(spoken)
    first = FIRST_WORD.match(spoken)
    if first and (
        first[1] is None or plain(first[1]) in words.months
    ):  # a weekday: in Spanish and French one is also a month, mar
        spoken, end = spoken[first.end() :], end - first.end()
    changed = WORD.sub(lambda found: _in_english(found[0], words), spoken[:end]) + spoken[end:]
    return SPACES.sub("", " ".join(changed.split())).strip(" ,.;")


def _in_english(word: str, words: Vocabulary) -> str:
    known = plain(word)
    if known in words.months:
        return f"{MONTHS[words.months[known] - 1].capitalize()} "
    if known in words.halves:
        return words.halves[known]
    return "" if words.says_nothing(known) else word


def from_json(cell: str) -> str:
    """Milliseconds within the words of a time in JSON of .NET; all else as it is."""
    found = DOTNET.fullmatch(cell)
    return found[1] if found else cell


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


def _zone(cell: str, words: Vocabulary) -> tuple[str, str, str]:
    """A cell with its zone as an offset, else the zone that is named; and one that is not known."""
    bracket = IN_BRACKETS.search(cell)
    name = bracket[1].strip() if bracket else ""
    cell = cell[: bracket.start()].rstrip() if bracket else cell
    if found := OFFSET.search(cell) if ":" in cell else None:
        return f"{cell[: found.start()]}{found['sign']}{int(found['h']):02d}:{found['m'] or '00'}", "", ""
    half = ""
    if not name and (trailing := ZONE.search(cell)):
        half = ((found := HALF.match(trailing["zone"])) and found[0].strip()) or ""
        name = HALF.sub("", trailing["zone"]) if half else trailing["zone"]
        cell = f"{cell[: trailing.start()]} {half}".rstrip()
    if not name:
        return cell, "", ""
    hours = words.zone(name)
    if isinstance(hours, str):
        return cell, hours, ""
    if hours is not None:
        return (f"{cell}{_offset(hours)}" if ":" in cell else cell), "", ""
    return (cell, name, "") if known_zone(name) else (cell, "", name)


def in_zone(moment: Moment, zone: str, words: Vocabulary) -> Moment:
    """A time in the zone that the name of its column states, unless the cell states one."""
    if not zone or moment.zone or not moment.text or ENDS_IN_OFFSET.search(moment.text):
        return moment
    shift = SHIFT.fullmatch(zone.replace(" ", ""))
    known = words.zone(zone)
    if shift:
        known = (1 if shift[1] == "+" else -1) * (int(shift[2]) + int(shift[3] or 0) / 60)
    if isinstance(known, str) or (known is None and known_zone(zone)):
        return replace(moment, zone=known if isinstance(known, str) else zone)
    if not known or ":" not in moment.text:
        return moment
    return replace(moment, text=f"{moment.text}{_offset(known)}")


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
        month = MONTHS.index(word[:3]) + 1 if word[:3] in MONTHS else 0
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
