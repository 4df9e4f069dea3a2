"""`orgsim init`: nothing is read as something else than the file shows."""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path

import pytest

from simulator.cli import watch
from simulator.intake.tables.sheets import tidy, tidy_row
from simulator.scenario.yaml_reader import read_text

from .intake import PEOPLE, done, init, refused, written

LINES = ["name,role,team", *(f"p{k},engineer,t{k % 3}" for k in range(24))]
OPEN = "a quotation mark is opened here and not closed; close it, and double those inside a cell"


def changed(line: int, *others: str) -> str:
    return "\n".join([*LINES[: line - 1], *others, *LINES[line - 1 + len(others) :]]) + "\n"


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (changed(6, 'p4,"engineer,t1'), 6),
        (changed(25, '"p23,engineer,t2'), 25),
        (changed(6, 'p4,"engineer,t1', 'p5,engineer",t2'), 6),
        (changed(1, '"name,role,team'), 1),
        (changed(6, 'p4,"engineer"s,t1,"'), 6),
        ("\n".join(",".join(f'"{c}"' for c in line.split(",")) for line in LINES).replace('"p4","engineer"', '"p4","engineer'), 6),
    ],
)  # fmt: skip
def test_a_quotation_mark_that_is_not_closed_is_refused_with_its_row(
    tmp_path: Path, content: str, row: int
) -> None:
    assert f"people.csv, row {row}: {OPEN}" in refused(tmp_path, content)


@pytest.mark.parametrize("cell", ['"engineer "lead" x"', '"engineer \\"x\\""'])
def test_quotation_marks_within_a_row_are_read_as_they_stand_and_noted(tmp_path: Path, cell: str) -> None:
    printed = done(tmp_path, changed(6, f"p4,{cell},t1"))
    assert "people.csv, row 6: quotation marks inside a cell are not doubled; read as written" in printed
    assert "24 people" in printed


def test_a_cell_may_hold_several_lines(tmp_path: Path) -> None:
    printed = done(tmp_path, changed(6, 'p4,"engineer\nsenior, lead",t1'))
    assert "24 people" in printed
    assert "quotation" not in printed


def test_a_character_that_is_no_text_is_left_out_and_noted(tmp_path: Path) -> None:
    printed = done(tmp_path, changed(6, "p4,engi\0neer,t1"))
    assert "people.csv, row 6: holds a character that is not text (NUL); it is left out" in printed
    assert "24 people of 1 role" in printed


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "cp1252", "utf-8-sig"])
def test_usual_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    done(tmp_path, changed(6, "p4,engineer,Büro").encode(encoding))
    assert "Büro" in (tmp_path / "out" / "people.csv").read_text(encoding="utf-8")


def test_two_spellings_of_a_letter_are_one_team(tmp_path: Path) -> None:
    other = unicodedata.normalize("NFD", "Büro")
    done(tmp_path, f"name,role,team\na,engineer,Büro\nb,engineer,{other}\n")
    owns = written(tmp_path, "as-is.yaml")["structure"]["owns"]
    assert list(owns) == ["Büro"]
    (tmp_path / "m.yaml").write_text(f"owns: {{{other}: {{build: {other}}}}}\n", encoding="utf-8")
    printed = init(
        tmp_path, f"name,role,team\na,engineer,{other}\n", None, "--mapping", str(tmp_path / "m.yaml")
    )
    assert printed.exit_code == 0


def test_keys_and_values_of_yaml_have_one_spelling() -> None:
    other = unicodedata.normalize("NFD", "Büro")
    assert read_text(f"{other}: {other}", "f").plain() == {"Büro": "Büro"}
    assert read_text('a: "u\\u0308"', "f").plain() == {"a": "ü"}


def test_ten_thousand_columns_are_answered(tmp_path: Path) -> None:
    started = time.perf_counter()
    wide = ",".join(f"c{k}" for k in range(10_000))
    rows = "".join(f"p{k},engineer,t,{',' * 9_999}\n" for k in range(3))
    printed = done(tmp_path, f"name,role,team,{wide}\n{rows}")
    assert "c39 and 9,960 more" in printed
    (tmp_path / "b").mkdir()
    rows = "".join(f"{k},2026-01-05,{','.join(['2026-01-06'] * 10_000)}\n" for k in range(3))
    assert (
        "10,000 columns hold times, and an item has 100 stages at most; remove those that are not stages"
    ) in refused(tmp_path / "b", PEOPLE, f"item,created,{wide}\n{rows}")
    assert time.perf_counter() - started < 20


def test_a_line_says_what_takes_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(watch.Watch, "doing", lambda self, what: said.append(what))
    init(tmp_path, PEOPLE, "item,created,done\n" + "".join(f"{k},2026-01-05,2026-01-06\n" for k in range(30)))
    assert "making items of the 30 rows of tickets.csv" in said


@pytest.mark.parametrize(
    "row", [["a", "b c", ""], ["", ""], [" a", "b"], ["a ", "b"], ["a", " b"], ["a  b"], ["a\nb", "c"], ["'=1", "x"], ["x", "'=1"], ["it's"], ["\u200bx"], ["a\u00a0b"], []]
)  # fmt: skip
def test_a_row_is_tidied_as_its_cells_are(row: list[str]) -> None:
    assert tidy_row(list(row)) == [tidy(cell) for cell in row]
