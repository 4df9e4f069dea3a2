"""Arrivals from CSV files: dates become working days, and bad cells are named by row and column."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from simulator.scenario.histories import History, read_arrivals
from simulator.scenario.loader import load_scenario
from simulator.work.demand import CsvArrivals

from .examples import changed, complaints

PRODUCTS = ["checkout", "billing"]
FULL = CsvArrivals(file="x.csv", product="product", effort_days="effort")
A_TIME = "write a number of working days, or a date like 2024-01-31 or 2024-01-31T09:30"


def history(
    folder: Path, text: str | bytes, source: CsvArrivals | None = None, product: str | None = None
) -> History:
    (folder / "x.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    source = source or CsvArrivals(file="x.csv", product=None if product else "product")
    return read_arrivals(source, folder, product, PRODUCTS, "demand.items.0")


def problems(folder: Path, text: str | bytes, source: CsvArrivals | None = None) -> list[str]:
    found = history(folder, text, source)
    assert all(problem.path == "demand.items.0.from_csv" for problem in found.problems)
    return [f"{problem.what}; {problem.remedy}" for problem in found.problems]


def times(folder: Path, *cells: str) -> list[float]:
    found = history(folder, "created\n" + "\n".join(cells) + "\n", product="billing")
    assert not found.problems
    return [round(float(time), 9) for time in found.times]


def test_numbers_are_working_days_and_are_put_in_order(tmp_path: Path) -> None:
    found = history(tmp_path, "created,product,effort\n2.5,billing,1\n1,checkout,0.5\n", FULL)
    assert found.times.tolist() == [1.0, 2.5]
    assert found.products.tolist() == [0, 1]
    assert found.efforts.tolist() == [0.5, 1.0]


def test_efforts_that_the_file_does_not_tell_are_left_to_the_stream(tmp_path: Path) -> None:
    assert np.isnan(history(tmp_path, "created,product\n1,billing\n").efforts).all()


def test_dates_lose_their_weekends(tmp_path: Path) -> None:
    friday_noon, monday_6, tuesday = "2024-01-05T12:00", "2024-01-08 06:00", "2024-01-09"
    assert times(tmp_path, friday_noon, monday_6, tuesday) == [0.5, 1.25, 2.0]


def test_an_arrival_on_a_weekend_is_mondays(tmp_path: Path) -> None:
    assert times(tmp_path, "2024-01-05", "2024-01-06T10:00", "2024-01-07T23:00", "2024-01-08") == [0, 1, 1, 1]
    assert times(tmp_path, "2024-01-06T10:00", "2024-01-08T12:00") == [0, 0.5]


def test_times_of_several_zones_are_put_in_order_in_utc(tmp_path: Path) -> None:
    assert times(tmp_path, "2024-01-05T12:00Z", "2024-01-05T12:00+02:00", "2024-01-08T00:00-0800") == [
        round(10 / 24, 9),
        0.5,
        round(1 + 8 / 24, 9),
    ]


def test_the_midnight_before_the_first_arrival_is_day_0_wherever_it_stands(tmp_path: Path) -> None:
    assert times(tmp_path, "2024-01-10", "2024-01-08T18:00") == [0.75, 2.0]


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfcreated,product\n1,billing\n",
        b"created,product\r\n1,billing\r\n",
        b'"created", "product"\n1, "billing"\n',
        b"created,product\n\n1,billing\n,\n\n",
        b"x,created,product,y\n,1,billing,\n",
    ],
)
def test_what_spreadsheets_add_does_no_harm(tmp_path: Path, text: bytes) -> None:
    found = history(tmp_path, text)
    assert not found.problems
    assert (found.times.tolist(), found.products.tolist()) == ([1.0], [1])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'x.csv' is empty; write a header and one row per arrival"),
        ("created,product\n", "'x.csv' has no rows below its header; remove the stream or fill the file"),
        ("time,product\n1,billing\n", "'x.csv' has no column 'created' for time; name one of its columns under time: time, product"),
        ("Created,product\n1,billing\n", "'x.csv' has no column 'created' for time; did you mean 'Created'?"),
        ("created\n1\n", "'x.csv' has no column 'product' for product; name one of its columns under product: created"),
        ("created;product\n1,5;billing\n", "'x.csv' separates its columns by semicolons; save it with commas"),
        ("created\tproduct\n1\tbilling\n", "'x.csv' separates its columns by tabs; save it with commas"),
        ("created,product\n1,Bürö\n".encode("latin-1"), "'x.csv' is not UTF-8 text; save it as 'CSV UTF-8'"),
        ("created,product\n1,billing\n".encode("utf-16"), "'x.csv' is not UTF-8 text; save it as 'CSV UTF-8'"),
        (bytes(range(256)), "'x.csv' is not UTF-8 text; save it as 'CSV UTF-8'"),
        ("created,product\n1,billing,x\n", "'x.csv' has 3 cells in row 2, and 2 in its header; put cells that hold a comma in double quotes"),
        ("created,product\n1\n", "'x.csv' has 1 cell in row 2, and 2 in its header; put cells that hold a comma in double quotes"),
        ("created,product\n1,bil\0ling\n", "'x.csv' holds a character in row 2 that is not text (NUL); export it again"),
        ('a,created,product\n1,"1,billing\n2,2",billing\n', "'x.csv' has a quotation mark in row 2 that is not closed, or not doubled inside a cell; check its quotes, and save it as 'CSV UTF-8'"),
        ('created,product\n1,"billing\n', "'x.csv' has a quotation mark in row 2 that is not closed, or not doubled inside a cell; check its quotes, and save it as 'CSV UTF-8'"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_told_why(tmp_path: Path, text: str | bytes, message: str) -> None:
    assert message in problems(tmp_path, text)


def test_every_column_that_is_missing_is_named(tmp_path: Path) -> None:
    source = CsvArrivals(file="x.csv", time="creatd", product="produkt", effort_days="hours")
    assert problems(tmp_path, "created,product\n1,billing\n", source) == [
        "'x.csv' has no column 'creatd' for time; did you mean 'created'?",
        "'x.csv' has no column 'produkt' for product; did you mean 'product'?",
        "'x.csv' has no column 'hours' for effort_days; name one of its columns under effort_days: created, product",
    ]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("31.12.2024", "'31.12.2024' is not a time"), ("12/31/2024", "'12/31/2024' is not a time"),
        ("20240131", "'20240131' is not a time"), ("2024-02-30", "'2024-02-30' is not a time"),
        ("nan", "'nan' is not a time"), ("inf", "'inf' is not a time"), ("", "is empty"),
    ],
)  # fmt: skip
def test_a_time_is_a_number_of_days_or_an_iso_date(tmp_path: Path, cell: str, said: str) -> None:
    assert problems(tmp_path, f"created,product\n{cell},billing\n") == [
        f"x.csv, row 2, column 'created': {said}; {A_TIME}"
    ]


FAR = (
    "is not a real date, or lies more than 30 years from the others; write when it arrived, or remove the row"
)


@pytest.mark.parametrize(
    "cell", ["0001-01-01", "9999-12-31", "1600-01-01", "1900-01-01", "1970-01-01", "1960-05-05"]
)
def test_a_date_that_stands_for_none_is_refused_with_its_row(tmp_path: Path, cell: str) -> None:
    rows = "2024-01-05,billing\n2024-01-08,billing\n"
    expected = f"x.csv, row 3, column 'created': '{cell}' {FAR}"
    text = f"created,product\n2024-01-04,billing\n{cell},billing\n{rows}"
    assert problems(tmp_path, text) == [expected]


def test_dates_of_no_possible_year_are_refused(tmp_path: Path) -> None:
    text = "created,product\n9999-12-31,billing\n9999-12-31,billing\n"
    assert problems(tmp_path, text) == [
        "x.csv, row 2, column 'created': '9999-12-31' is not a real date, or lies more than 30 years from the others, "
        "and 1 more below; write when it arrived, or remove the row"
    ]


def test_a_leap_second_is_the_next_second(tmp_path: Path) -> None:
    assert times(tmp_path, "2024-01-05T23:59:60Z", "2024-01-08T12:00", "2024-01-08T24:00") == [0, 0.5, 1]


def test_two_spellings_of_a_letter_are_one_product(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("created,product\n1,Bu\u0308ro\n", encoding="utf-8")
    found = read_arrivals(CsvArrivals(file="x.csv", product="product"), tmp_path, None, ["Büro"], "")
    assert not found.problems


def test_numbers_and_dates_do_not_mix(tmp_path: Path) -> None:
    as_before = "write a number of working days, 0 or more, as in the first row"
    assert problems(tmp_path, "created,product\n5,billing\n2024-01-01,billing\n") == [
        f"x.csv, row 3, column 'created': '2024-01-01' is not a time; {as_before}"
    ]
    assert problems(tmp_path, "created,product\n2024-01-01,billing\n5,billing\n") == [
        f"x.csv, row 3, column 'created': '5' is not a time; {A_TIME}"
    ]


def test_bad_cells_of_all_columns_are_named_and_counted_by_row_and_column(tmp_path: Path) -> None:
    text = 'created,product,effort\n1,billing,2\n\n-1,billing,1\nx,biling,-2\n2,billing,"1,5"\n3,,inf\n'
    assert problems(tmp_path, text, FULL) == [
        "x.csv, row 4, column 'created': '-1' is not a time, and 1 more below; write a number of working days, 0 or more, as in the first row",
        "x.csv, row 5, column 'product': 'biling' is not a product, and 1 more below; did you mean 'billing'?",
        "x.csv, row 5, column 'effort': '-2' is not an effort, and 2 more below; write a number of days, 0 or more, with a point",
    ]


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    assert history(tmp_path, "created,product\n1,billing\n").times.tolist() == [1.0]
    os.utime(tmp_path / "x.csv", ns=(1, 1))
    assert history(tmp_path, "created,product\n1,billing\n2,billing\n").times.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no.csv", "'no.csv' does not exist; give the path of a CSV file, relative to the scenario"),
        (".", "'.' is a folder; name a CSV file in it"),
        ("{file: x.csv, tiem: t}", "from_csv.tiem: no such key; did you mean 'time'?"),
    ],
)
def test_problems_of_a_history_stand_at_the_key_that_names_it(
    tmp_path: Path, source: str, message: str
) -> None:
    text = changed(("product: billing, arrivals_per_day: 0.3", f"from_csv: {source}"))
    (line,) = complaints(tmp_path, text)
    assert line.startswith("s.yaml:16:")
    assert message in line


def test_a_scenario_with_a_good_history_is_valid(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("created,product\n2024-01-05,billing\n", encoding="utf-8")
    text = changed(("product: billing, arrivals_per_day: 0.3", "from_csv: x.csv"))
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    assert load_scenario(tmp_path / "s.yaml").demand.items[0].csv == CsvArrivals(
        file="x.csv", product="product"
    )
