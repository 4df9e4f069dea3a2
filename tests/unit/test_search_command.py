"""`orgsim search`: the best structures and levers for several objectives, as a user sees it."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from simulator import load_scenario, read_results
from simulator.cli import main
from simulator.errors import InputError
from simulator.outcomes.registry import BY_NAME
from simulator.report.search import heading, sentences_of
from simulator.scenario.comparison import load_comparison
from simulator.scenario.scenario_file import as_file
from simulator.studies.search.front import Finalist, Front, on_front, spread_out
from simulator.studies.search.run import Found, objectives_from
from simulator.studies.statistics import Estimate

QUEUE = """\
name: {name}
horizon: {{days: 400, warmup_days: 50}}
workforce: {{clerk: {{count: {clerks}}}}}
products: [{{name: counter}}]
value_stream: [{{stage: serve, by: {{clerk: 1.0}}}}]
demand: {{items: [{{name: walk-in, product: counter, arrivals_per_day: 0.6, effort_days: {{exponential: {{mean: 2.0}}}}}}]}}
structure: {{teams: [{{name: counter, members: {{clerk: 2}}, wip_limit: 100}}]}}
mechanisms: none
"""
STUDY = """\
name: clerks
variants: [two.yaml, three.yaml]
levers:
  structure.teams.counter.members.clerk: [1, 2]
  presence: {low: 0.8, high: 1.0}
uncertainties:
  demand.items.walk-in.effort_days.exponential.mean: {uniform: {low: 1.0, high: 1.5}}
design: {kind: none}
replications: 5
decide_on: [lead_time_days_mean, utilisation]
"""
SEARCH = ("search", "study.yaml", "--workers", "1", "--quiet", "--fresh", "10")
TIME = ("--objective", "lead_time_days_mean")
BOTH = (*TIME, "--objective", "utilisation:higher")
FEW = STUDY.replace("presence: {low: 0.8, high: 1.0}", "presence: [0.9, 1.0]")


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


def said(result: Result) -> str:
    """What is said on standard error, without the lines that a slow machine adds."""
    return "".join(line for line in result.stderr.splitlines(True) if not line.startswith("orgsim: still"))


def refused(*words: str) -> str:
    result = orgsim(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    return said(result).rstrip("\n")


def test_few_candidates_are_all_tried_each_in_its_own_structure_and_all_in_the_same_worlds(
    folder: Path,
) -> None:
    (folder / "study.yaml").write_text(FEW, encoding="utf-8")
    result = done(*SEARCH, *TIME, "--format", "json")
    assert said(result).startswith("trials in results/clerks-search/trials\n")
    runs = read_results(folder / "results" / "clerks-search" / "trials").to_pandas()
    assert len(runs) == 2 * 2 * 2 * 5 and (runs["variant"] == runs["file"]).all()
    assert Counter(runs["variant"]) == {"two": 20, "three": 20}
    mean = "demand.items.walk-in.effort_days.exponential.mean"
    worlds = runs.groupby(runs["point"] % 5)[["seed", mean]].nunique()
    assert (worlds == 1).all().all() and runs["seed"].nunique() == 5
    found = json.loads(result.stdout)
    best = next(row for row in found if row["on_front"])
    assert (
        best["name"] == "two" and best["chance"] == 1.0
    )  # two clerks who are always there, as the file says


def test_a_search_is_the_same_again_and_goes_on_with_more_trials(folder: Path) -> None:
    first = done(*SEARCH, *BOTH, "--trials", "20", "--format", "csv").stdout
    trials = folder / "results" / "clerks-search" / "trials"
    before = read_results(trials)
    assert done(*SEARCH, *BOTH, "--trials", "20", "--format", "csv").stdout == first
    assert read_results(trials).equals(before)
    done(*SEARCH, *BOTH, "--trials", "24")
    after = read_results(trials)
    assert after.slice(0, before.num_rows).equals(before) and after.num_rows > before.num_rows
    assert (folder / "results" / "clerks-search" / "front").is_dir()
    rows = list(csv.DictReader(io.StringIO(first)))
    objectives = [
        (-float(row["lead_time_days_mean"]), float(row["utilisation"]))
        for row in rows
        if row["on_front"] == "True"
    ]
    assert on_front(np.array(objectives)).all()


def test_the_front_is_written_as_scenarios_and_a_comparison_of_them(folder: Path) -> None:
    (folder / "study.yaml").write_text(FEW, encoding="utf-8")
    rows = json.loads(done(*SEARCH, *BOTH, "--format", "json").stdout)
    written = folder / "results" / "clerks-search" / "variants"
    comparison = load_comparison([written / "front.yaml"])
    assert comparison.decide_on == ("lead_time_days_mean", "utilisation")
    scenarios = dict(comparison.variants)
    names = [row["name"] for row in rows if row["on_front"] or not row["name"].startswith("front")]
    assert sorted(scenarios) == sorted(names) and next(iter(scenarios)) == "two"
    for row in rows:
        if row["name"].startswith("front"):
            scenario = scenarios[row["name"]]
            assert scenario.presence == row["presence"]
            assert scenario.workforce["clerk"].count == {"two": 2, "three": 3}[row["structure"]]


def test_levers_that_do_not_go_together_are_counted_with_the_reason(folder: Path) -> None:
    text = STUDY.replace("variants: [two.yaml, three.yaml]", "base: three.yaml").replace(
        "presence: {low: 0.8, high: 1.0}", "workforce.clerk.count: [2, 3]"
    )
    text = text.replace("clerk: [1, 2]", "clerk: [2, 3]")
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    lines = done(*SEARCH, *TIME).stdout.splitlines()
    assert lines[0] == "All 3 candidates were tried"
    assert lines[1].startswith("1 more could not be loaded: ") and "clerk" in lines[1]


def test_a_search_that_is_out_of_time_says_so_and_goes_on(folder: Path) -> None:
    result = done(*SEARCH, *TIME, "--time-limit", "0.01s")
    assert said(result).endswith("not complete: the time was up; the same command goes on\n")
    assert not (folder / "results" / "clerks-search" / "front").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--objective", "utilisation"), "--objective: utilisation: has no better side of its own; write utilisation:lower or utilisation:higher"),
        (("--objective", "lead_time_days_mean:less"), "--objective: lead_time_days_mean: 'less' is not a side; write lower or higher"),
        (("--objective", "lead_time_day_mean"), "--objective: lead_time_day_mean: no such outcome; did you mean 'lead_time_days_mean'?"),
        ((*TIME, *TIME), "--objective: lead_time_days_mean: is named twice; keep one"),
    ],
)  # fmt: skip
def test_an_objective_that_cannot_be_is_refused(folder: Path, words: tuple[str, ...], message: str) -> None:
    problem = message.removeprefix("--objective: ")
    assert refused(*SEARCH, *words) == f"--objective: {problem}"
    assert not (folder / "results").exists()


def test_a_study_without_a_choice_or_with_a_rule_of_replications_is_refused(folder: Path) -> None:
    head, _, tail = STUDY.partition("levers:")
    alone = (
        head.replace("variants: [two.yaml, three.yaml]", "base: two.yaml")
        + tail[tail.index("uncertainties") :]
    )
    (folder / "study.yaml").write_text(alone, encoding="utf-8")
    assert refused(*SEARCH, *TIME) == "clerks: levers: there is nothing to choose; add levers or variants"
    rule = STUDY.replace("replications: 5", "replications: {half_width: {lead_time_days_mean: 0.1}}")
    (folder / "study.yaml").write_text(rule, encoding="utf-8")
    assert refused(*SEARCH, *TIME) == (
        "clerks: replications: is a rule; a search takes a number for each candidate; write one, or give --replications"
    )
    with pytest.raises(InputError, match="is missing; say what is to become better"):
        objectives_from([])


def test_a_folder_of_something_else_is_left_alone(folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    message = refused(*SEARCH, *TIME, "--out", "mine")
    assert message == "mine: holds something else, which is not a search; choose another --out"
    assert [path.name for path in (folder / "mine").iterdir()] == ["letter.txt"]


def test_what_is_as_good_in_all_and_better_in_one_dominates() -> None:
    values = np.array([[1, 5], [2, 4], [2, 5], [3, 1], [3, 1], [-np.inf, 9]])
    assert on_front(values).tolist() == [False, False, True, True, True, True]
    assert on_front(np.stack([values, -values]))[1].tolist() == [True, True, False, True, True, True]


def test_a_front_that_is_thinned_keeps_its_ends_and_what_stands_alone() -> None:
    x = np.array([0.0, 0.01, 0.02, 0.5, 0.98, 0.99, 1.0])
    assert spread_out(np.column_stack([x, -x]), 3) == [0, 3, 6]
    assert spread_out(np.column_stack([x, -x]), 9) == list(range(7))


def test_what_fresh_seeds_have_dropped_is_counted_and_how_much_better_it_looked() -> None:
    (objective,) = objectives_from(["lead_time_days_mean"])
    scenario = load_scenario("preset:two-pizza")
    candidate = object()

    def finalist(name: str, mean: float, stays: bool, searched: float | None) -> Finalist:
        found = (Estimate(mean, mean - 1, mean + 1, 20),)
        return Finalist(
            name, scenario, None if searched is None else candidate,  # type: ignore[arg-type]
            None if searched is None else (searched,), found, stays, 0.9,
        )  # fmt: skip

    finalists = (
        finalist("a", 12, False, None),
        finalist("front 1", 10, True, 8),
        finalist("front 2", 11, False, 9),
    )
    front = Front((objective,), finalists, 0, 0, 20, (0.2,), Path("front"))
    assert list(sentences_of(front)) == [
        "1 of the 2 best of the search are dropped: on fresh seeds another one is at least as good in all objectives.",
        "In the search they looked better than on fresh seeds: lead time mean by 20 %.",
    ]
    found = Found(Path("search"), 7, 8.0, Counter(), Counter({"lead_time_days_mean": 2}), True, front)
    assert list(heading(found)) == [
        "7 of 8 candidates were tried",
        "2 of them do not count: lead_time_days_mean is not measured in half of the worlds",
    ]
    assert BY_NAME["lead_time_days_mean"] is objective.outcome


def test_two_that_are_the_same_stay_on_the_front_together(folder: Path) -> None:
    text = STUDY.replace("  structure.teams.counter.members.clerk: [1, 2]\n", "").replace(
        "presence: {low: 0.8, high: 1.0}", "presence: [1.0]"
    )
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    rows = json.loads(done(*SEARCH, *TIME, "--replications", "20", "--format", "json").stdout)
    two, three = (next(row for row in rows if row["name"] == name) for name in ("two", "three"))
    assert two["lead_time_days_mean"] == three["lead_time_days_mean"]  # the third clerk has no seat
    assert two["on_front"] and three["on_front"]


@pytest.mark.parametrize(
    "name", ["project-based", "spotify", "two-pizza", "product-model", "regulated/two-pizza"]
)
def test_a_scenario_that_is_written_is_the_same_when_it_is_read(name: str, tmp_path: Path) -> None:
    scenario = load_scenario(f"preset:{name}")
    (tmp_path / "again.yaml").write_text(as_file(scenario, tmp_path, scenario.name), encoding="utf-8")
    again = load_scenario(tmp_path / "again.yaml")
    assert again.model_dump(exclude={"description"}) == scenario.model_dump(exclude={"description"})


def test_a_scenario_that_is_written_elsewhere_still_finds_its_table(tmp_path: Path) -> None:
    (tmp_path / "arrivals.csv").write_text("day,product\n1,counter\n3,counter\n", encoding="utf-8")
    text = QUEUE.format(name="table", clerks=2).replace(
        "arrivals_per_day: 0.6", "from_csv: {file: arrivals.csv, time: day}"
    )
    (tmp_path / "table.yaml").write_text(text, encoding="utf-8")
    scenario = load_scenario(tmp_path / "table.yaml")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "again.yaml").write_text(
        as_file(scenario, tmp_path / "deep", "again"), encoding="utf-8"
    )
    again = load_scenario(tmp_path / "deep" / "again.yaml")
    assert again.demand.blocks[0].csv is not None
    assert (again.folder / again.demand.blocks[0].csv.file).resolve() == tmp_path / "arrivals.csv"
