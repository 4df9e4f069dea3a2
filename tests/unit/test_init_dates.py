"""`orgsim init`: times of all kinds are read, and those that stand for none are empty and noted."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simulator.intake.notes import Notes
from simulator.intake.tables.sheets import Sheet
from simulator.intake.times.dates import looks_like_times, stamps_of
from simulator.intake.words.vocabulary import shipped

from .intake import PEOPLE, done, written

USUAL = ("2026-01-05 09:00", "2026-01-06", "2026-01-07T10:00Z")


def read(*cells: str) -> tuple[list[str], list[str]]:
    """Times of a column as words, '' where there is none, and what is noted."""
    notes = Notes()
    sheet = Sheet("x.csv", ("when",), {"when": list(cells)}, list(range(2, 2 + len(cells))))
    stamps = stamps_of(sheet, "when", shipped(), notes)
    return ["" if pd.isna(stamp) else f"{stamp:%Y-%m-%d %H:%M:%S}" for stamp in stamps], notes.warnings


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("2026-01-05T23:59:60Z", "2026-01-06 00:00:00"), ("2026-06-30 23:59:60.5", "2026-07-01 00:00:00"),
        ("2026-01-05 24:00", "2026-01-06 00:00:00"), ("2026-01-05T24:00:00Z", "2026-01-06 00:00:00"),
        ("2026-01-05 09:00 CET", "2026-01-05 08:00:00"), ("2026-01-05 09:00 EST", "2026-01-05 14:00:00"),
        ("2026-01-05T09:00 Europe/Berlin", "2026-01-05 08:00:00"), ("2026-07-05T09:00 Europe/Berlin", "2026-07-05 07:00:00"),
        ("2026-01-05T09:00:00+01:00[Europe/Berlin]", "2026-01-05 08:00:00"),
        ("2026-01-05T09:00:00[America/New_York]", "2026-01-05 14:00:00"),
        ("2026-03-29 02:30 Europe/Berlin", "2026-03-29 01:00:00"), ("2026-01-05 09:00 (UTC)", "2026-01-05 09:00:00"),
        ("2026-01-05 9:00 UTC+2", "2026-01-05 07:00:00"), ("2026-01-05 09:00 -0800", "2026-01-05 17:00:00"),
        ("Mon Jan 05 2026 09:00:00 GMT+0000 (Coordinated Universal Time)", "2026-01-05 09:00:00"),
        ("Mon, 05 Jan 2026 09:00:00 GMT", "2026-01-05 09:00:00"), ("05/Jan/26 9:00 PM", "2026-01-05 21:00:00"),
        ("Jan 5, 2026, 12:00 AM", "2026-01-05 00:00:00"), ("5 January 2026", "2026-01-05 00:00:00"),
        ("1/13/2026 3:05:06 PM", "2026-01-13 15:05:06"), ("20260105T0900Z", "2026-01-05 09:00:00"),
        ("2026/01/05 09:00", "2026-01-05 09:00:00"), ("2026-01-05 09:00:00.123456789", "2026-01-05 09:00:00"),
    ],
)  # fmt: skip
def test_a_time_is_read_however_it_is_written(cell: str, time: str) -> None:
    assert read(*USUAL, cell) == (
        ["2026-01-05 09:00:00", "2026-01-06 00:00:00", "2026-01-07 10:00:00", time],
        [],
    )


@pytest.mark.parametrize(
    "cell",
    [
        "9999-12-31", "0001-01-01", "1600-01-01", "1900-01-01", "1970-01-01", "2038-01-19T03:14:07", "2099-12-31",
        "2050-01-01", "31/12/9999", "12/31/9999 11:59 PM", "0001-01-01T00:00:00Z", "1899-12-30", "1753-01-01",
        "9999-12-31T23:59:59.9999999Z",
    ],
)  # fmt: skip
def test_a_date_that_stands_for_none_is_empty_and_noted(cell: str) -> None:
    what = "not a real date, or more than 30 years from the others; treated as empty"
    assert read(*USUAL, cell)[1] == [f"x.csv, row 5, column 'when': {what}"]
    assert read(cell, *USUAL)[0] == ["", "2026-01-05 09:00:00", "2026-01-06 00:00:00", "2026-01-07 10:00:00"]
    assert read(cell, cell, cell, cell, USUAL[0])[0] == ["", "", "", "", "2026-01-05 09:00:00"]


def test_a_date_that_lies_decades_off_is_empty_where_it_is_alone() -> None:
    assert read(*USUAL, "1960-05-05")[0][3] == ""
    assert read("1960-05-05", "1960-05-06", "1960-05-07", "2026-01-05")[0][3] == ""


@pytest.mark.parametrize(
    "cell",
    ["inf", "nan", "NaT", "1e15", "1", "-1", "now", "today", "12:30", "0000-00-00 00:00:00", "99999-01-01", "2026-02-30",
     "2026-01-05 25:00", "9" * 400, "1e400", "2026 " * 50, "\u2212inf"],
)  # fmt: skip
def test_a_cell_that_is_no_time_is_empty_and_noted(cell: str) -> None:
    times, notes = read(*USUAL, cell)
    assert times[3] == ""
    assert notes == ["x.csv, row 5, column 'when': not a time; treated as empty"]


@pytest.mark.parametrize("unit", [1, 10**3, 10**6, 10**9], ids=["s", "ms", "µs", "ns"])
def test_unix_times_are_read_in_their_unit(unit: int) -> None:
    times = [str(1_767_603_600 * unit), str(1_767_603_601 * unit)]
    assert read(*times) == (["2026-01-05 09:00:00", "2026-01-05 09:00:01"], [])
    assert read(*times, "0")[0][2] == read(*times, "1e300")[0][2] == read(*times, "inf")[0][2] == ""


def test_serial_days_and_dates_in_digits_are_read() -> None:
    assert read("46027", "46028.5", "99999999")[0] == ["2026-01-05 00:00:00", "2026-01-06 12:00:00", ""]
    assert read("20260105", "20260106", "99991231")[0] == ["2026-01-05 00:00:00", "2026-01-06 00:00:00", ""]
    assert read("20260105093000", "20260106093000")[0] == ["2026-01-05 09:30:00", "2026-01-06 09:30:00"]


def test_an_old_or_a_long_history_is_one_all_the_same() -> None:
    assert read("1891-05-01", "1892-01-02")[1] == []
    assert read(*(f"{year}-06-01" for year in range(1960, 2027)))[1] == []
    assert read("1999-12-31", "2000-01-01", "2000-01-03")[1] == []


def test_a_zone_that_is_not_known_is_noted_with_its_row() -> None:
    times, notes = read(*USUAL, "2026-01-05 09:00 XYZ", "2026-01-05 09:00 Mars/Olympus")
    assert times[3:] == ["2026-01-05 09:00:00"] * 2
    assert notes == ["x.csv, rows 5 and 6, column 'when': the time zone is not known; read as UTC"]


def test_one_bad_cell_does_not_hide_a_column_of_times() -> None:
    assert looks_like_times(
        ["2026-01-05T23:59:60Z", "9999-12-31", "0001-01-01", *USUAL, "2026-01-05 09:00 CET"], shipped()
    )


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1970-01-01"])
def test_one_row_does_not_stretch_the_history(tmp_path: Path, day: str) -> None:
    rows = [f"{k},Search,2026-01-{1 + k % 28:02d},{day if k % 2 else '2026-02-03'}" for k in range(60)]
    rows[7] = f"7,Search,{day},2026-02-03"
    printed = done(tmp_path, PEOPLE, "\n".join(["item,area,created,done", *rows]))
    assert "59 items in 19.3 working days" in printed
    assert "lead time of the 30 finished items" in printed
    what = "not a real date, or more than 30 years from the others; treated as empty"
    assert f"tickets.csv, row 9, column 'created': {what}" in printed
    assert "tickets.csv, rows 3, 5, 7, 9 and 11 and" in printed or "column 'done': not a real date" in printed
    (stream,) = written(tmp_path, "world.yaml")["demand"]["items"]
    assert stream["arrivals_per_day"] == pytest.approx(3, rel=0.02)
