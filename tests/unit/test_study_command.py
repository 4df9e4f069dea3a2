"""`orgsim study`, `analyse`, `query` and `export`, as a user sees them; and the same from Python."""

from __future__ import annotations

import csv
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from simulator import analyse, query, read_results, study
from simulator.cli import main
from simulator.errors import InputError, OutputError
from simulator.report.study_words import sentences_of

QUEUE = """\
name: {name}
horizon: {{days: 400, warmup_days: 50}}
workforce: {{clerk: {{count: {clerks}}}}}
products: [{{name: counter}}]
value_stream: [{{stage: serve, by: {{clerk: 1.0}}}}]
demand: {{items: [{{name: walk-in, product: counter, arrivals_per_day: 0.6, effort_days: {{exponential: {{mean: 2.0}}}}}}]}}
structure: {{teams: [{{name: counter, members: {{clerk: {clerks}}}, wip_limit: 100}}]}}
mechanisms: none
"""
STUDY = """\
name: clerks
question: Two or three clerks?
variants: [two.yaml, three.yaml]
levers:
  demand.items.walk-in.arrivals_per_day: {low: 0.4, high: 0.8}
uncertainties:
  demand.items.walk-in.effort_days.exponential.mean: {uniform: {low: 1.0, high: 2.0}}
design: {kind: latin_hypercube, points: 24}
replications: 2
decide_on: [lead_time_days_mean]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, clerks in (("two", 2), ("three", 3)):
        (tmp_path / f"{name}.yaml").write_text(QUEUE.format(name=name, clerks=clerks), encoding="utf-8")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    return tmp_path


def orgsim(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def done(*words: str) -> Result:
    result = orgsim(*words)
    assert result.exit_code == 0, result.stderr
    return result


def refused(*words: str) -> str:
    result = orgsim(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr.rstrip("\n")


@pytest.fixture
def clerks(folder: Path) -> Path:
    """A study that is done."""
    assert done("study", "study.yaml", "--workers", "1").stderr.endswith("96 runs, in results/clerks\n")
    return folder / "results" / "clerks"


def test_a_study_is_simulated_once_and_more_is_added(clerks: Path) -> None:
    first = read_results(clerks)
    assert first.num_rows == 96
    assert first["point"].to_pylist() == sorted(first["point"].to_pylist())
    again = done("study", "study.yaml", "--workers", "1").stderr
    assert again == "96 runs, 0 of them new, in results/clerks\n"
    parts = {path.name for path in (clerks / "runs").iterdir()}
    assert "48 of them new" in done("study", "study.yaml", "--replications", "3", "--workers", "1").stderr
    assert parts < {path.name for path in (clerks / "runs").iterdir()}
    more = read_results(clerks)
    assert more.filter(np.array(more["replication"]) < 2).equals(first)


def test_variants_share_seeds_and_points_of_a_sample_do_not(clerks: Path) -> None:
    seeds = query(clerks, "select point, replication, count(distinct seed) n from runs group by all")
    assert set(seeds["n"].to_pylist()) == {1}
    assert query(clerks, "select count(distinct seed) n from runs")["n"].to_pylist() == [48]


def test_results_of_another_question_are_left_alone(clerks: Path) -> None:
    before = sorted(path.name for path in (clerks / "runs").iterdir())
    for words, what in (
        (("--set", "workforce.clerk.pay=1"), "holds another study, with other scenarios"),
        (("--seed", "3"), "holds another study, with another seed"),
    ):
        assert refused("study", "study.yaml", *words, "--out", "results/clerks").startswith(
            f"results/clerks: {what}"
        )
    beside = done("study", "study.yaml", "--seed", "3", "--replications", "1", "--workers", "1").stderr
    assert beside.endswith("in results/clerks-2\n")
    assert sorted(path.name for path in (clerks / "runs").iterdir()) == before
    Path("other").mkdir()
    Path("other/mine.txt").write_text("mine", encoding="utf-8")
    assert refused("study", "study.yaml", "--out", "other") == (
        "other: holds something else, which is not a study; choose another --out"
    )


def test_a_dry_run_says_what_it_would_take_and_writes_nothing(folder: Path) -> None:
    said = done("study", "study.yaml", "--dry-run", "--workers", "2").stdout
    assert "24 of latin hypercube, 2 factors" in said
    assert "runs      96" in said
    assert "with 2 workers" in said
    assert not (folder / "results").exists()


def test_a_design_too_large_for_the_drive_is_refused_before_anything_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**6, 10**6 - 50_000, 50_000)
    )
    assert "96 runs would take about 0.0 GB" in refused("study", "study.yaml")
    assert not (folder / "results").exists()


def test_an_analysis_says_what_queueing_theory_says(clerks: Path) -> None:
    said = done("analyse", "results/clerks").stdout
    assert said.startswith(
        "Two or three clerks?\n96 runs: 2 variants at 24 points (latin hypercube of 2 factors)\n"
    )
    assert "three is the best in most of 24 worlds (100 %)" in said
    assert (
        "demand.items.walk-in.effort_days.exponential.mean" in said
    )  # work is longer: it moves the difference
    rows = json.loads(done("analyse", "results/clerks", "--part", "means", "--format", "json").stdout)
    assert {row["variant"]: row["count"] for row in rows} == {"two": 24, "three": 24}
    found = analyse(clerks, baseline="three")
    difference = found.differences_frame().iloc[0]
    assert (difference["variant"], difference["better_share"]) == ("two", 0.0)
    assert difference["low"] > 0
    bars = found.sensitivity_frame()
    assert next(iter(bars["factor"])) == "demand.items.walk-in.effort_days.exponential.mean"
    assert found.thresholds_frame().empty  # three clerks are faster everywhere


def test_what_cannot_be_analysed_is_said_in_a_sentence(clerks: Path) -> None:
    assert (
        refused("analyse", "results")
        == "results: does not hold a study; give the folder of an 'orgsim study'"
    )
    assert refused("analyse", "results/clerks", "--outcome", "lead_time_days_men") == (
        "results/clerks: lead_time_days_men: no such outcome; did you mean 'lead_time_days_mean'?"
    )
    assert "no such variant 'fuor'" in refused("analyse", "results/clerks", "--baseline", "fuor")
    assert "takes one part" in refused("analyse", "results/clerks", "--format", "csv")


def test_sql_reads_the_datasets_and_nothing_else(clerks: Path) -> None:
    text = done(
        "query", "results/clerks", "select variant, count(*) n from runs group by variant order by n, variant"
    ).stdout
    assert [line.split() for line in text.splitlines()] == [["variant", "n"], ["three", "48"], ["two", "48"]]
    rows = list(
        csv.DictReader(
            done("query", "results/clerks", "select * from points", "--format", "csv").stdout.splitlines()
        )
    )
    assert len(rows) == 24
    assert json.loads(done("query", "results/clerks", "select 1 x", "--format", "json").stdout) == [{"x": 1}]
    assert 'Referenced column "varian" not found' in refused(
        "query", "results/clerks", "select varian from runs"
    )
    for sql in (
        "select * from read_csv('/etc/passwd')", "copy runs to 'results/clerks/x.csv'", "drop view runs",
        "attach 'x.db'", "select 1; select 2", "set enable_external_access = true", "install httpfs",
    ):  # fmt: skip
        assert refused("query", "results/clerks", sql).startswith("SQL: ")
    assert not (clerks / "x.csv").exists()
    with pytest.raises(InputError):
        query(clerks / "runs", "select 1")


def test_a_dataset_is_exported_as_a_whole_or_not_at_all(clerks: Path, folder: Path) -> None:
    assert done("export", "results/clerks", "runs.csv").stderr == "96 rows in runs.csv\n"
    rows = list(csv.DictReader(Path("runs.csv").read_text(encoding="utf-8").splitlines()))
    mean = np.mean([float(row["lead_time_days_mean"]) for row in rows])
    assert math.isclose(mean, query(clerks, "select avg(lead_time_days_mean) m from runs")["m"][0].as_py())
    assert refused("export", "results/clerks", "runs.csv").startswith("runs.csv: exists already")
    done("export", "results/clerks", "points.xlsx", "--dataset", "points")
    from openpyxl import load_workbook

    assert load_workbook("points.xlsx").active.max_row == 25
    assert "no such dataset here; known here: runs, points" in refused(
        "export", "results/clerks", "x.csv", "--dataset", "items"
    )
    assert "is not a form of file" in refused("export", "results/clerks", "x.parquet")
    assert not list(folder.glob("*x.csv*")) and not list(folder.glob(".draft*"))


def test_python_does_what_the_command_does(clerks: Path) -> None:
    found = study("study.yaml", "mine", workers=1)
    assert read_results("mine").equals(read_results(clerks))
    assert found.means_frame().equals(analyse(clerks).means_frame())
    with pytest.raises(OutputError, match="holds another study"):
        study("study.yaml", "mine", seed=5, workers=1)


def test_a_script_needs_no_guard_for_its_workers(folder: Path) -> None:
    script = "from simulator import study\nprint(study('two.yaml', 'out', replications=3, workers=1).results.runs)\n"
    Path("script.py").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "script.py"], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == "3\n"


def test_points_without_a_design_are_those_of_the_files(folder: Path) -> None:
    found = study("two.yaml", "one", replications=6, workers=1)
    assert found.results.runs == 6
    assert found.means_frame()["count"].max() == 6


@pytest.mark.parametrize(
    ("rule", "least", "most", "said"),
    [
        ("{half_width: {lead_time_days_mean: 0.1}, at_most: 60}", 11, 60, ""),
        ("{half_width: {lead_time_days_mean: 0.001}, at_most: 20}", 20, 20, "in 2 of 2 cases"),
        ("{best: {outcome: lead_time_days_mean, indifference: 0.2}, at_most: 200}", 10, 50, "three is the best, with 95 %"),
    ],
)  # fmt: skip
def test_replications_end_when_enough_is_known(
    folder: Path, rule: str, least: int, most: int, said: str
) -> None:
    text = "variants: [two.yaml, three.yaml]\ndesign: {kind: none}\nreplications: "
    Path("until.yaml").write_text(text + rule + "\n", encoding="utf-8")
    found = study("until.yaml", "until", workers=2)
    values = found.results.values("lead_time_days_mean")[0]
    assert least <= values.shape[1] <= most
    assert (
        study("until.yaml", "until", workers=1).results.runs == values.size
    )  # the same command asks for no more
    sentences = [*sentences_of(found, (), full=False)]
    assert any(said in sentence for sentence in sentences) if said else "cases" not in "".join(sentences)
