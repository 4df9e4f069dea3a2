"""A study asked for by a script is the one that the command runs: same files, same manifest, same warnings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from simulator import compare, load_scenario, read_results, simulate
from simulator.cli import main
from simulator.errors import InputError, OutputError, RunError
from simulator.studies.runs import Case
from simulator.studies.study import Study

TINY = """\
name: tiny
horizon: {{days: 40, warmup_days: 0}}
workforce: {{clerk: {{count: {count}}}}}
products: [{{name: counter}}]
value_stream: [{{stage: serve, by: {{clerk: 1.0}}}}]
demand: {{load: 0.8, items: [{{name: walk-in, product: counter, arrivals_per_day: {rate}, effort_days: {{exponential: {{mean: 2.0}}}}}}]}}
structure: {{teams: [{{name: counter, members: {{clerk: {count}}}}}]}}
mechanisms: none
"""
RATE = "demand.items.walk-in.arrivals_per_day"
ONLY_ONCE = ("written", "seconds", "checksum")
"""What a manifest says of the moment and not of what was asked."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two.yaml").write_text(TINY.format(count=2, rate=0.8), encoding="utf-8")
    (tmp_path / "three.yaml").write_text(TINY.format(count=3, rate=0.8), encoding="utf-8")
    (tmp_path / "drowning.yaml").write_text(TINY.format(count=1, rate=2.0), encoding="utf-8")
    return tmp_path


def orgsim(*words: str) -> str:
    """What a command says on standard error."""
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done.stderr


def manifest_of(folder: str) -> dict[str, Any]:
    values = json.loads(Path(folder, "manifest.json").read_text(encoding="utf-8"))
    return {key: value for key, value in values.items() if key not in ONLY_ONCE}


def assert_same(one: str, other: str) -> None:
    """Every file of two results folders has the same bytes, and the manifests say the same, in the same order."""
    names = [sorted(str(p.relative_to(f)) for p in Path(f).rglob("*.*")) for f in (one, other)]
    assert names[0] == names[1]
    assert len(names[0]) > 5
    for name in names[0]:
        if name != "manifest.json":
            assert Path(one, name).read_bytes() == Path(other, name).read_bytes(), name
    assert json.dumps(manifest_of(one)) == json.dumps(manifest_of(other))


def warned(said: str) -> list[str]:
    return [line.removeprefix("warning: ") for line in said.splitlines() if line.startswith("warning: ")]


def test_compare_in_python_leaves_what_the_command_leaves(folder: Path) -> None:
    options = [
        "--replications",
        "3",
        "--seed",
        "7",
        "--set",
        f"{RATE}=0.9",
        "--set",
        "mechanisms=all",
        "--events",
    ]
    said = orgsim("compare", "two.yaml", "drowning.yaml", *options, "--out", "by-command")
    result = compare(
        ["two.yaml", Path("drowning.yaml")], {RATE: 0.9, "mechanisms": "all"},
        replications=3, seed=7, events=True, out="by-python", workers=1,
    )  # fmt: skip
    assert_same("by-command", "by-python")
    assert list(result.warnings) == warned(said) == manifest_of("by-python")["warnings"]
    assert result.manifest["question"] == manifest_of("by-command")["question"]


def test_compare_at_several_loads_leaves_what_the_command_leaves(folder: Path) -> None:
    options = ["--replications", "2", "--load", "0.5,0.95"]
    said = orgsim("compare", "two.yaml", "three.yaml", *options, "--out", "by-command")
    low, high = compare(["two.yaml", "three.yaml"], replications=2, loads=[0.5, 0.95], out="by-python")
    assert_same("by-command", "by-python")
    assert (low.comparison.load, high.comparison.load) == (0.5, 0.95)
    assert [*low.warnings, *high.warnings] == warned(said)
    rows = read_results("by-python").to_pandas()
    for result, point in ((low, 0), (high, 1)):
        for v, name in enumerate(result.names):
            mine = rows[(rows["point"] == point) & (rows["variant"] == name)]
            assert list(mine["lead_time_days_mean"]) == list(result.values["lead_time_days_mean"][v])


def test_simulate_leaves_what_run_leaves(folder: Path) -> None:
    options = ["--replications", "1", "--seed", "7", "--set", f"{RATE}=2.5", "--events"]
    said = orgsim("run", "drowning.yaml", *options, "--out", "by-command")
    run = simulate(load_scenario("drowning.yaml", {RATE: 2.5}), seed=7, events=True, out="by-python")
    assert_same("by-command", "by-python")
    assert list(run.warnings) == warned(said)
    assert len(run.warnings) == 2
    assert run.run.equals(read_results("by-python"))


def test_nothing_is_written_unless_asked_for(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    result = compare(["two.yaml", "drowning.yaml"], replications=2)
    simulate(load_scenario("two.yaml"))
    assert sorted(folder.rglob("*")) == before
    overload, *others = result.warnings
    assert overload == (
        "tiny (2): in team 'counter', stage serve would take 4.00 of the time of role clerk: its queue grows without end"
    )
    assert others[-1].startswith("tiny (2): ")


def test_results_of_another_question_are_kept_unless_they_may_be_replaced(folder: Path) -> None:
    simulate(load_scenario("two.yaml"), seed=1, out="kept")
    asked = "kept: holds the results of another question (orgsim run two.yaml --replications 1 --seed 1)"
    for door in (
        lambda: simulate(load_scenario("two.yaml"), seed=2, out="kept"),
        lambda: compare(["two.yaml", "three.yaml"], replications=1, out="kept"),
    ):
        with pytest.raises(OutputError) as caught:
            door()
        assert str(caught.value) == f"{asked}; choose another out, or overwrite=True to replace them"
    simulate(load_scenario("two.yaml"), seed=2, out="kept", overwrite=True)
    assert manifest_of("kept")["seeds"] == [2]


def test_progress_reaches_a_function_of_the_script(folder: Path) -> None:
    seen: list[float] = []
    compare(
        ["two.yaml", "three.yaml"], replications=2, on_progress=lambda progress: seen.append(progress.share)
    )
    assert seen
    assert all(0.0 <= share <= 1.0 for share in seen)


def test_a_time_limit_that_is_too_short_writes_nothing_and_says_so(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    with pytest.raises(RunError, match=r"the time limit of 1e-09 s was over before one replication of each"):
        compare(["two.yaml", "three.yaml"], {"horizon.days": 1e6}, time_limit=1e-9, out="none")
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"loads": [1.2]}, "compare: loads: 1.2 is not possible here; write numbers between 0 and 1: [0.7, 0.8]"),
        ({"loads": ["high"]}, "compare: loads: 'high' is not possible here; write numbers between 0 and 1: [0.7, 0.8]"),
        ({"time_limit": 0}, "compare: time_limit: 0 is not possible here; write seconds above 0"),
        ({"workers": 0}, "compare: workers: 0 is not possible here; write a whole number above 0, or leave it out"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_refused(folder: Path, options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        compare(["two.yaml", "three.yaml"], replications=1, **options)
    assert str(caught.value) == said


def test_runs_know_where_they_stand_in_their_study(folder: Path) -> None:
    scenario = load_scenario("two.yaml")
    cases = [Case(name, scenario, point) for point in (0, 1) for name in ("a", "b")]
    seen = []
    study = Study("compare", cases, [3, 4], workers=2)
    assert study.complete(lambda run: seen.append((run.replication, run.point, run.variant, run.seed))) == 2
    assert seen == [(r, p, v, (3, 4)[r]) for r in (0, 1) for p in (0, 1) for v in ("a", "b")]
    assert study.kept() == "nothing was written"


def test_what_is_left_over_of_a_study_out_of_time_counts_for_nothing(folder: Path) -> None:
    scenario = load_scenario("two.yaml")
    cases = [Case("a", scenario), Case("b", scenario)]
    runs: list[Any] = []
    Study("compare", cases, [3, 4]).complete(runs.append)
    from simulator.store.places import Destination

    study = Study("compare", cases, [3, 4], out=Destination(Path("out")))
    assert study.complete(runs=runs[:3]) == 1
    assert (
        study.warnings[0] == "the time limit ended the runs after 1 of 2 replications; figures rest on those"
    )
    kept = read_results("out").to_pandas()
    assert list(zip(kept["variant"], kept["replication"], strict=True)) == [("a", 0), ("b", 0)]
    assert study.kept() == "the results are in out"
