"""Study files: all problems at once, each at its place, and plans that say what was meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.scenario.study_file import load_study
from simulator.studies.comparison import KNOWN_OUTCOMES
from simulator.studies.designs import points_of
from simulator.studies.points import Varied
from simulator.studies.sweep.asked import asked_of

from .test_study_command import QUEUE

RATE, MEAN = "demand.items.walk-in.arrivals_per_day", "demand.items.walk-in.effort_days.exponential.mean"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, clerks in (("two", 2), ("three", 3)):
        (tmp_path / f"{name}.yaml").write_text(QUEUE.format(name=name, clerks=clerks), encoding="utf-8")
    (tmp_path / "both.yaml").write_text(
        "question: Which?\nvariants: [two.yaml, three.yaml]\ndecide_on: [wip_items_mean]\n"
    )
    return tmp_path


def complaints(text: str) -> list[str]:
    Path("s.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_study("s.yaml", None, KNOWN_OUTCOMES)
    return str(caught.value).splitlines()


def plan_of(text: str):  # type: ignore[no-untyped-def]
    Path("s.yaml").write_text(text, encoding="utf-8")
    return load_study("s.yaml", None, KNOWN_OUTCOMES)


BASE = "base: two.yaml\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{BASE}levers:\n  workforce.clerk.cuont: [2, 3]\n", "s.yaml:3:3: levers.workforce.clerk.cuont: 2 in two: no such key; did you mean 'count'?"),
        (f"{BASE}levers:\n  workforce.clerks.count: [2, 3]\n", "levers.workforce.clerks.count: 2 in two: there is no 'clerks' in workforce; did you mean 'clerk'?"),
        (f"{BASE}levers:\n  {RATE}: [0.5, -1]\n", f"levers.{RATE}: -1 in two: must be greater than 0"),
        (f"{BASE}levers:\n  {RATE}: {{low: 2, high: 1}}\n", f"levers.{RATE}.low: is 2, not below high 1; swap them"),
        (f"{BASE}levers:\n  {RATE}: {{low: 1, high: 1}}\n", "low: is 1, not below high 1; write a list for a single value"),
        (f"{BASE}levers:\n  {RATE}: {{low: 1, high: 2, levels: 1}}\n", "levels: must be a whole number from 2 to 1,000, is 1"),
        (f"{BASE}levers:\n  {RATE}: {{low: x, high: 2}}\n", f"s.yaml:3:43: levers.{RATE}.low: must be a number, is 'x'; write a number"),
        (f"{BASE}levers:\n  {RATE}: {{low: 1, hihg: 2}}\n", f"levers.{RATE}.hihg: is not a key of a range; did you mean 'high'?"),
        (f"{BASE}levers:\n  {RATE}: {{low: 1}}\n", "has no high; write {low: …, high: …}, or a list of values"),
        (f"{BASE}levers:\n  {RATE}: {{low: 0.5, high: 2, whole: true}}\n", "low: is 0.5, and whole numbers are asked for; round it"),
        (f"{BASE}levers:\n  {RATE}: {{low: 1, high: 2, whole: 3}}\n", "whole: must be true or false"),
        (f"{BASE}levers:\n  {RATE}: 3\n", "does not say which values it may take; write a list of values"),
        (f"{BASE}levers:\n  {RATE}: []\n", "is an empty list"),
        (f"{BASE}levers:\n  {RATE}: [1, 2, 1]\n", f"s.yaml:3:49: levers.{RATE}.2: 1 is listed twice; keep one of them"),
        (f"{BASE}levers:\n  {RATE}: [1, null]\n", f"levers.{RATE}: null in two: demand.items.walk-in: does not say when things arrive"),
        (f"{BASE}uncertainties:\n  {RATE}: {{uniform: {{low: 1}}}}\n", f"uncertainties.{RATE}.uniform.high: is missing; add it"),
        (f"{BASE}uncertainties:\n  {RATE}: {{unifrom: {{low: 1, high: 2}}}}\n", "'unifrom' is not a distribution; did you mean 'uniform'?"),
        (f"{BASE}uncertainties:\n  {RATE}: {{uniform: {{low: 2, high: 1}}}}\n", "uniform: needs low <= high; exchange them"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\nuncertainties: {{{RATE}: [1, 2]}}\n", f"s.yaml:3:17: uncertainties.{RATE}: is a lever as well; keep one of them"),
        (f"{BASE}uncertainties: {{from_evidence: true}}\n", "s.yaml:2:17: uncertainties.from_evidence: finds no parameter with a plausible range"),
        (f"{BASE}uncertainties: {{from_evidence: {{oly: [people.*]}}}}\n", "uncertainties.from_evidence.oly: no such key; did you mean 'only'?"),
        (f"{BASE}uncertainties: {{from_evidence: {{only: people.*}}}}\n", "only: must be a list of patterns; write [people.*"),
        (f"{BASE}uncertainties: {{from_evidence: 3}}\n", "must be true, or a map with only or except"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\ndesign: {{kind: sobol, points: 100}}\n", "s.yaml:3:23: design.points: 100 is not a power of two; write 64 or 128"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\ndesign: {{kind: latin_hypercube}}\n", "s.yaml:3:1: design: latin_hypercube needs a number of points; write points: 256"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\ndesign: {{kind: grid, points: 3}}\n", "is not a key of grid; remove it"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\ndesign: {{kind: grid, seed: 3}}\n", "s.yaml:3:22: design.seed: is not a key of grid; remove it"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\ndesign: {{kind: sobol, points: 8, trajectories: 3}}\n", "design.trajectories: is not a key of sobol; remove it"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\ndesign: {{kind: sobol, points: 8, from_csv: p.csv}}\n", "design.from_csv: is not a key of sobol; write kind: list"),
        (f"{BASE}levers: {{{RATE}: [1, 2], {MEAN}: [1, 2]}}\ndesign: {{kind: sobol, points: 4}}\n", "4 points of sobol move some of 2 factors together; write 8, or kind: latin_hypercube"),
        (f"{BASE}levers: {{{RATE}: {{low: 1, high: 2, levels: 1000}}, {MEAN}: {{low: 1, high: 2, levels: 1000}}, workforce.clerk.pay: [1, 2]}}\n", "has 2,000,000 points; ask for 1,000,000 at most"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\ndesign: {{kind: list}}\n", "design: must list the points"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\ndesign: {{kind: list, points: [{{}}]}}\n", f"design.points.0: has no value for {RATE}; write one, as in all points"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\ndesign: {{kind: list, points: [{{{RATE}: 3}}]}}\n", f"s.yaml:3:32: design.points.0.{RATE}: is 3, not one of its values"),
        (f"{BASE}levers: {{{RATE}: {{low: 1, high: 2}}}}\ndesign: {{kind: list, points: [{{{RATE}: 3}}]}}\n", f"design.points.0.{RATE}: is 3, not within 1 to 2"),
        (f"{BASE}levers: {{{RATE}: {{low: 1, high: 2}}}}\ndesign: {{kind: list, points: [{{{RATE}: x}}]}}\n", f"design.points.0.{RATE}: is 'x', not a number"),
        (f"{BASE}levers: {{{RATE}: {{low: 1, high: 2, whole: true}}}}\ndesign: {{kind: list, points: [{{{RATE}: 1.5}}]}}\n", f"design.points.0.{RATE}: is 1.5, not a whole number"),
        (f"{BASE}levers: {{{RATE}: {{lognormal: {{mean: 1, sigma: 1}}}}}}\ndesign: {{kind: list, points: [{{{RATE}: -3}}]}}\n", f"design.points.0.{RATE}: -3 in two: must be greater than 0"),
        (f"{BASE}levers: {{mechanisms: [none, all]}}\ndesign: {{kind: list, points: [{{mechanisms: alll}}]}}\n", "design.points.0.mechanisms: is 'alll', not one of its values; did you mean 'all'?"),
        (f"{BASE}design: {{kind: sobol, points: 8}}\n", "has nothing to move"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\ndesign: {{kind: list, points: [{{{RATE}: 1}}, {{{MEAN}: 1}}]}}\n", "is not among levers and uncertainties"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\ndesign: {{kind: list, from_csv: p.csv}}\n", "design.from_csv: p.csv"),
        (f"{BASE}design: {{kind: grid}}\n", "has nothing to move; add levers or uncertainties"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\nreplications: {{half_width: {{wip_itms_mean: 0.1}}}}\n", "no such outcome 'wip_itms_mean'; did you mean 'wip_items_mean'?"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\nreplications: {{best: {{outcome: wip_items_mean}}}}\n", "asks for the best of a single variant"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\nreplications: {{half_width: {{wip_items_mean: 0.1}}, at_least: 50, at_most: 20}}\n", "is 50, above at_most 20"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\nreplications: 0\n", "s.yaml:3:1: replications: must be at least 1, is 0; write 1 or more"),
        ("comparison: both.yaml\ndesign: {kind: none}\nreplications: {best: {outcome: wip_itms_mean}}\n", "s.yaml:3:23: replications.best.outcome: no such outcome 'wip_itms_mean'; did you mean 'wip_items_mean'?"),
        ("comparison: both.yaml\ndesign: {kind: none}\nreplications: {best: {outcome: utilisation}}\n", "s.yaml:3:23: replications.best.outcome: of utilisation neither more nor less is better; name an outcome that has a better side"),
        ("comparison: two.yaml\ndesign: {kind: none}\n", "comparison: two.yaml has no variants; name it under 'base'"),
        ("comparison: none.yaml\ndesign: {kind: none}\n", "comparison: there is no file 'none.yaml'"),
        (f"{BASE}modes: [backlog]\ndesign: {{kind: none}}\n", "s.yaml:2:9: modes.0: no such mode 'backlog'"),
        ("extends: two.yaml\ndesign: {kind: none}\n", "s.yaml:1:1: extends: no such key here; write it into a scenario file, and name that under 'base'"),
        ("levers: {file: [two.yaml, thre.yaml]}\n", "s.yaml:1:27: levers.file.1: there is no file 'thre.yaml'"),
        ("levers: {file: [two.yaml]}\n", "levers.file: holds a single variant"),
        ("variants: [two.yaml, three.yaml]\nlevers: {file: [two.yaml, three.yaml]}\n", "s.yaml:1:1: variants: is set together with levers.file; keep one of them"),
        (f"comparison: both.yaml\nbase: two.yaml\nlevers: {{{RATE}: [1, 2]}}\n", "s.yaml:2:1: base: is set together with comparison; keep one of them"),
        (f"levers: {{{RATE}: [1, 2]}}\n", "names no structure; add 'base', 'variants' or 'comparison'"),
        (f"base: tow.yaml\nlevers: {{{RATE}: [1, 2]}}\n", "there is no file 'tow.yaml'"),
        (f"{BASE}leevers: {{}}\nlevers: {{{RATE}: [1, 2]}}\n", "s.yaml:2:1: leevers: no such key; did you mean 'levers'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place(text: str, said: str) -> None:
    lines = complaints(text)
    assert any(said in line for line in lines), lines
    assert all(line.startswith(("s.yaml:", "s.yaml: ")) for line in lines)


def test_all_problems_are_said_at_once() -> None:
    text = f"{BASE}levers:\n  workforce.clerk.cuont: [2]\n  {RATE}: {{low: 2, high: 1}}\ndesign: {{kind: sobol, points: 3}}\n"
    assert len(complaints(text)) == 3


def test_a_table_of_points_is_read_and_what_is_wrong_in_it_has_its_line() -> None:
    study = f"{BASE}levers: {{{RATE}: {{low: 0.1, high: 2}}}}\ndesign: {{kind: list, from_csv: p.csv}}\n"
    Path("p.csv").write_text(f"{RATE},note\n0.5,a\n1.5,b\n", encoding="utf-8")
    assert points_of(plan_of(study)).columns[RATE].tolist() == [0.5, 1.5]
    Path("p.csv").write_text(f"{RATE}\n0.5\nmuch\n", encoding="utf-8")
    assert f"p.csv, row 3, {RATE}: is 'much', not a number; write a number" in complaints(study)[0]
    Path("p.csv").write_text(f"{RATE}\n0.5\n2.5\n", encoding="utf-8")
    assert f"p.csv, row 3, {RATE}: is 2.5, not within 0.1 to 2; widen the range" in complaints(study)[0]
    Path("p.csv").write_text(f"{RATE}\n", encoding="utf-8")
    assert "p.csv has no rows; write a row for each point" in complaints(study)[0]
    Path("p.csv").write_text("rate\n0.5\n", encoding="utf-8")
    assert f"p.csv has no column '{RATE}'" in complaints(study)[0]


def test_a_plan_says_what_was_meant() -> None:
    plan = plan_of(
        f"comparison: both.yaml\nlevers: {{workforce.clerk.pay: [1, 2]}}\n"
        f"uncertainties: {{{RATE}: {{uniform: {{low: 0.5, high: 1}}}}}}\ndesign: {{kind: sobol, points: 8}}\nseed: 4\n"
    )
    assert (plan.name, plan.question, plan.decide_on) == ("s", "Which?", ("wip_items_mean",))
    assert [name for name, _ in plan.variants] == ["two", "three"]
    assert [(f.path, f.kind) for f in plan.factors] == [
        ("workforce.clerk.pay", "lever"),
        (RATE, "uncertainty"),
    ]
    assert (plan.shares_seeds, plan.seed, plan.datasets) == (False, 4, ("runs",))
    assert plan_of(f"{BASE}levers: {{{RATE}: [1, 2]}}\n").shares_seeds
    files = plan_of(f"levers: {{file: [two.yaml, three.yaml], {RATE}: [1, 2]}}\n")
    assert [name for name, _ in files.variants] == ["two", "three"]
    assert [f.path for f in files.factors] == [RATE]


def test_points_set_what_they_say_in_each_variant() -> None:
    plan = plan_of(f"comparison: both.yaml\nlevers: {{{RATE}: [0.5, 1.0], mechanisms: [none, all]}}\n")
    points = points_of(plan)
    assert points.count == 4
    for name, scenario in plan.variants:
        varied = Varied(scenario, plan.factors)
        for k in range(points.count):
            row = {path: column[k] for path, column in points.columns.items()}
            at = varied.at(row)
            assert (at.name, at.demand.items[0].arrivals_per_day, at.mechanisms) == (
                name,
                row[RATE],
                row["mechanisms"],
            )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\nreplications: {{half_width: {{wip_items_mean: 2}}}}\n", "s.yaml:3:29: replications.half_width.wip_items_mean: must be below 1, is 2; write less"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\nreplications: {{half_width: 0.1}}\n", "s.yaml:3:16: replications.half_width: must be a map, is 0.1; write one 'name: …' in each line below it"),
        ("comparison: both.yaml\ndesign: {kind: none}\nreplications: {best: {outcome: wip_items_mean, probability: 0.5}}\n", "s.yaml:3:48: replications.best.probability: must be greater than 0.5, is 0.5; write a number above 0.5"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\ndesign: {{kind: gird, points: 3}}\n", "s.yaml:3:10: design.kind: is 'gird'; did you mean 'grid'?"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\ndesign: {{kind: sobol, points: 2000000}}\n", "s.yaml:3:23: design.points: must be at most 1,000,000, is 2,000,000; write 1,000,000 or less"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\nmodes: [3]\n", "s.yaml:3:9: modes.0: must be a word, is 3; put it in quotes: '3'"),
        (f"{BASE}levers: {{{RATE}: [1, 2]}}\nsmallest_effect_that_matters: {{wip_items_mean: x}}\n", "s.yaml:3:32: smallest_effect_that_matters.wip_items_mean: is 'x'; write a number, or a percentage such as 10 %"),
    ],
)  # fmt: skip
def test_one_mistake_is_one_problem(text: str, said: str) -> None:
    assert complaints(text) == [said]


def test_factors_rest_where_a_design_moves_nothing() -> None:
    """A search takes levers from a study file that asks for no points."""
    plan = plan_of(f"{BASE}levers: {{{RATE}: [1, 2]}}\ndesign: {{kind: none}}\n")
    assert [factor.path for factor in plan.factors] == [RATE]
    question = asked_of(plan)
    assert (question.factors, question.count, dict(question.columns)) == ((), 1, {})


def test_files_are_a_lever_that_needs_no_other() -> None:
    plan = plan_of("levers: {file: [two.yaml, three.yaml]}\n")
    assert ([name for name, _ in plan.variants], plan.design.kind) == (["two", "three"], "none")


def test_what_decides_may_differ_by_mode() -> None:
    text = f"comparison: both.yaml\nmodes: [calm]\ndecide_on: {{calm: [lead_time_days_mean]}}\nlevers: {{{RATE}: [1, 2]}}\n"
    for name in ("two", "three"):
        written = Path(f"{name}.yaml").read_text(encoding="utf-8")
        modes = "demand: {modes: {calm: {scale: 0.5}}, "
        Path(f"{name}.yaml").write_text(written.replace("demand: {", modes), encoding="utf-8")
    plan = plan_of(text)
    assert plan.decide_on == ("lead_time_days_mean",)
    assert [scenario.demand.mode for _, scenario in plan.variants] == ["calm", "calm"]


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_points_are_even_in_each_factor(kind: str) -> None:
    text = f"{BASE}uncertainties: {{{RATE}: {{low: 0, high: 1}}, {MEAN}: {{low: 1, high: 2}}}}\n".replace(
        "low: 0,", "low: 0.001,"
    )
    points = points_of(plan_of(f"{text}design: {{kind: {kind}, points: 64, seed: 2}}\n"))
    assert all(sorted((points.places[:, k] * 64).astype(int)) == list(range(64)) for k in range(2))
    again = points_of(plan_of(f"{text}design: {{kind: {kind}, points: 64, seed: 2}}\n"))
    assert np.array_equal(points.places, again.places)


def test_a_longer_sobol_design_begins_with_the_shorter_one() -> None:
    text = f"{BASE}uncertainties: {{{RATE}: {{low: 0.5, high: 1}}}}\ndesign: {{kind: sobol, points: %d}}\n"
    short, long = (points_of(plan_of(text % n)).columns[RATE] for n in (16, 64))
    assert np.array_equal(short, long[:16])


def test_one_at_a_time_moves_each_factor_to_its_ends_from_the_middle() -> None:
    text = f"{BASE}uncertainties: {{{RATE}: {{low: 0.5, high: 1.5}}, {MEAN}: [1, 2]}}\ndesign: {{kind: one_at_a_time}}\n"
    columns = points_of(plan_of(text)).columns
    assert sorted(columns[RATE].tolist()) == [0.5, 1.0, 1.0, 1.0, 1.5]
    assert len(columns[MEAN]) == 5
