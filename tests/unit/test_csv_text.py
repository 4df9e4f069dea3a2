"""CSV as we write it: quoted right, harmless in a spreadsheet, and the same when read again."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.csv_text import as_meant, csv_of, harmless

from .intake import PEOPLE, done

texts = st.text(alphabet="=+-@'\t\r\n\",; ab1.＝", max_size=8)


def read(text: str) -> list[list[str]]:
    return [[as_meant(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]


@given(rows=st.lists(st.tuples(texts, texts), max_size=5))
def test_what_is_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    text = csv_of(("a", "b"), [{"a": a, "b": b} for a, b in rows])
    assert read(text) == [["a", "b"], *([a, b] for a, b in rows)]


@given(text=texts)
def test_no_text_begins_a_formula(text: str) -> None:
    cell = harmless(text)
    assert cell[:1] not in set("=@\t\r\n＝")
    if cell[:1] in set("+-"):
        float(cell.rstrip("%"))  # a number


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+grp", "'+grp"), ("-", "'-"), ("-1-1", "'-1-1"),
        ("-1.5", "-1.5"), ("+3", "+3"), (-2, "-2"), (None, ""), (0.25, "0.25"), ("'=x", "''=x"), ("'x", "'x"),
        ('a "b"', '"a ""b"""'), ("a,b", '"a,b"'), ("a\rb", '"a\rb"'),
    ],
)  # fmt: skip
def test_only_text_that_looks_like_a_formula_changes(cell: object, written: str) -> None:
    assert csv_of(("a", "b"), [{"a": cell, "b": 1}]) == f"a,b\n{written},1\n"


FORMULAS = """name,role,team,group,memberships
a,engineer,=cmd,+grp,
b,tester,@team,-grp,=sum(1)=0.5; @team=0.5
c,engineer,"say ""hi"", ok",g,
d,engineer,'=x,g,
"""


def test_names_that_look_like_formulas_are_written_harmless_and_said(tmp_path: Path) -> None:
    printed = done(tmp_path, FORMULAS)
    assert "6 names begin with =, +, - or @, which a spreadsheet takes for a formula" in printed
    text = (tmp_path / "out" / "people.csv").read_text(encoding="utf-8")
    assert not [cell for row in csv.reader(text.splitlines()) for cell in row if cell[:1] in set("=+-@")]


def test_init_reads_what_it_wrote_as_the_same(tmp_path: Path) -> None:
    done(tmp_path, FORMULAS)
    first = (tmp_path / "out" / "people.csv").read_text(encoding="utf-8")
    (tmp_path / "again").mkdir()
    done(tmp_path / "again", first)
    assert (tmp_path / "again" / "out" / "people.csv").read_text(encoding="utf-8") == first


def test_types_of_items_are_quoted_in_the_lead_times(tmp_path: Path) -> None:
    kinds = ('"=HYPERLINK(""x"")"', '"say ""hi"""', "Bug")
    tickets = "item,type,area,created,done\n" + "".join(
        f"{k},{kinds[k % 3]},Search,2026-01-{1 + k % 28:02d},2026-02-03\n" for k in range(60)
    )
    done(tmp_path, PEOPLE, tickets)
    text = (tmp_path / "out" / "lead-times.csv").read_text(encoding="utf-8")
    assert {row[0] for row in csv.reader(text.splitlines())} == {
        "type",
        '\'=HYPERLINK("x")',
        'say "hi"',
        "Bug",
    }


@pytest.mark.parametrize("share", ["t=nan", "t=-1", "t=inf", "t=0", "t=", "t=1e400", "t (150%)", "t=-0.5"])
def test_a_share_of_time_that_is_none_is_noted_with_its_row(tmp_path: Path, share: str) -> None:
    people = f"name,role,memberships\na,engineer,t=0.5; u=0.5\nb,engineer,{share}; u=0.5\nc,engineer,u\n"
    printed = done(tmp_path, people)
    assert "people.csv, row 3: a share of time is not above 0 % and up to 100 %; ignored" in printed
    text = (tmp_path / "out" / "people.csv").read_text(encoding="utf-8")
    assert "t=0.5000; u=0.5000" in text.splitlines()[2]


def test_a_team_of_a_history_may_hold_a_semicolon(tmp_path: Path) -> None:
    tickets = "item,created,done,team,assignee\n" + "".join(
        f"{k},2026-01-{1 + k % 28:02d},2026-02-03,A; B {k % 2},w{k % 3}\n" for k in range(60)
    )
    done(tmp_path, tickets)
    assert '"A, B 0=0.5000; A, B 1=0.5000"' in (tmp_path / "out" / "people.csv").read_text(encoding="utf-8")
