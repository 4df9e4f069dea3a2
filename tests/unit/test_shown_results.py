"""What a script sees of a result: a line, HTML for a notebook, data frames, a workbook."""

from __future__ import annotations

import builtins
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator import compare, load_scenario, simulate
from simulator.errors import OutputError
from simulator.notebook import ShownResult, ShownResults
from simulator.report.comparison import comparison_rows
from simulator.report.verdict import verdict_lines

ROOT = Path(__file__).parents[2]
DESKS = ROOT / "scenarios" / "one-pool-or-three-desks.yaml"
SPITEFUL = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def result() -> ShownResult:
    return compare(DESKS, {"horizon.quarters": 2}, replications=6)


@pytest.fixture(scope="module")
def results(result: ShownResult) -> ShownResults:
    """The same result, as if it had been asked for at two loads."""
    return ShownResults(
        replace(result, comparison=replace(result.comparison, load=load)) for load in (0.7, 0.9)
    )


def named(result: ShownResult, name: str) -> ShownResult:
    """The result with another name of its first variant."""
    (_, first), *others = result.comparison.variants
    return replace(
        result, comparison=replace(result.comparison, question=name, variants=((name, first), *others))
    )


def test_a_result_is_a_line_with_names_replications_and_the_answer(result: ShownResult) -> None:
    answer = verdict_lines(result, 1000)[1].removeprefix("Answer: ").rstrip(".")
    assert repr(result) == (
        f"<Comparison one-pool-or-three-desks: three-desks, one-pool; 6 replications; {answer}>"
    )
    warned = replace(result, warnings=("a: b",))
    assert repr(warned) == repr(result)[:-1] + "; 1 warning>"


def test_a_notebook_shows_the_table_that_the_terminal_shows(result: ShownResult) -> None:
    html = result._repr_html_()
    question, answer, *_ = verdict_lines(result, 1000)
    assert f"<strong>{question}</strong>" in html
    assert answer in html
    rows = [re.findall(r"<t[hd]>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", html)]
    lines = [re.split(r"\s{2,}", line) for line in verdict_lines(result, 1000)]
    assert len(rows) > 1
    assert all(row in lines for row in rows)
    assert "--full" not in html
    assert "to_frame() has all figures." in html


def test_what_a_user_wrote_is_escaped_in_a_notebook(result: ShownResult) -> None:
    for shown in (named(result, SPITEFUL), replace(result, warnings=(SPITEFUL,))):
        html = shown._repr_html_()
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_a_frame_holds_the_rows_that_the_command_prints(result: ShownResult) -> None:
    frame, rows = result.to_frame(), comparison_rows(result)
    assert len(frame) == len(rows) == 2 * len(result.shown)
    assert list(frame.columns[:6]) == ["variant", "outcome", "unit", "mean", "low", "high"]
    assert {"difference", "difference_low", "difference_high", "ratio", "verdict"} <= set(frame.columns)
    assert list(frame["verdict"]) == [row["verdict"] for row in rows]
    assert list(frame["mean"]) == [row["mean"] for row in rows]
    assert pd.api.types.is_numeric_dtype(frame["replications_to_settle_high"])


def test_a_frame_of_several_loads_says_which(results: ShownResults) -> None:
    frame = results.to_frame()
    assert list(frame.columns[:2]) == ["load", "variant"]
    assert list(frame.groupby("load").size()) == [len(results[0].to_frame())] * 2
    assert set(results.values_to_frame()["load"]) == {0.7, 0.9}
    assert repr(results).count("\n") == 1
    assert results._repr_html_().count("<hr>") == 1


def test_values_of_every_replication_are_a_frame(result: ShownResult) -> None:
    frame = result.values_to_frame()
    assert len(frame) == 12
    pool = frame[frame["variant"] == "one-pool"]
    assert list(pool["replication"]) == list(range(6))
    assert np.array_equal(pool["lead_time_days_mean"], result.values["lead_time_days_mean"][1])


def test_a_workbook_has_the_figures_and_where_they_come_from(result: ShownResult, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    path = tmp_path / "desks.xlsx"
    replace(named(result, "=1+1"), warnings=("a: b",)).to_xlsx(path)
    sheets = pd.read_excel(path, sheet_name=None, engine="openpyxl")
    assert list(sheets) == ["comparison", "replications", "differences", "warnings", "manifest"]
    assert list(sheets["comparison"]["verdict"]) == list(result.to_frame()["verdict"])
    assert "'=1+1" in set(sheets["comparison"]["variant"])
    assert list(sheets["warnings"]["warning"]) == ["a: b"]
    asked = dict(zip(sheets["manifest"]["what"], sheets["manifest"]["value"], strict=True))["asked"]
    assert asked == f"orgsim compare {DESKS} --set horizon.quarters=2 --replications 6 --seed 0"
    assert [each.name for each in tmp_path.iterdir()] == ["desks.xlsx"]


def test_a_workbook_of_several_loads_is_one(results: ShownResults, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    results.to_xlsx(tmp_path / "loads.xlsx")
    assert set(pd.read_excel(tmp_path / "loads.xlsx", engine="openpyxl")["load"]) == {0.7, 0.9}


def test_a_workbook_that_cannot_be_written_is_refused(result: ShownResult, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    with pytest.raises(OutputError) as caught:
        result.to_xlsx(tmp_path / "none" / "desks.xlsx")
    assert str(caught.value) == (
        f"{tmp_path}/none/desks.xlsx: cannot be written (No such file or directory); choose another path"
    )


def test_without_openpyxl_a_workbook_says_what_to_install(
    result: ShownResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.startswith("openpyxl"):
            raise ImportError(name)
        return there(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr("importlib.import_module", without)
    with pytest.raises(OutputError) as caught:
        result.to_xlsx(tmp_path / "desks.xlsx")
    assert str(caught.value) == (
        f"{tmp_path}/desks.xlsx: cannot be written without openpyxl; install it: pip install 'orgsim[xlsx]'"
    )


def test_a_run_shows_itself() -> None:
    run = simulate(load_scenario(ROOT / "scenarios" / "three-clerks.yaml", {"horizon.days": 500}), seed=7)
    assert re.fullmatch(r"<Run of three-clerks, seed 7: [\d,]+ items in [\d,]+ working days>", repr(run))
    html = run._repr_html_()
    assert "<strong>three-clerks: one run, seed 7</strong>" in html
    assert "<td>lead_time_days_mean</td>" in html
    assert "<script" not in html
    assert len(html) < 5000
