"""`orgsim results`: what is kept is listed, shown and compared; and runs keep what another question has left."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator import read_results
from simulator.cli import main
from simulator.cli.options import results_folder

from .results import entries
from .test_cli import TINY


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return tmp_path


def orgsim(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def run(*words: str) -> str:
    """Standard error of a run that is done."""
    done = orgsim("run", "tiny.yaml", "--replications", "2", "--workers", "1", *words)
    assert done.exit_code == 0, done.stderr
    return done.stderr


def refused(*words: str) -> str:
    done = orgsim(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    return done.stderr.rstrip("\n")


def as_json(*words: str) -> object:
    done = orgsim(*words, "--format", "json")
    assert done.exit_code == 0
    return json.loads(done.stdout)


def test_a_second_question_does_not_overwrite_the_first(folder: Path) -> None:
    assert run() == "written to results/tiny\n"
    assert run() == "written to results/tiny\n"
    said = (
        "results/tiny: holds the results of another question (orgsim run tiny.yaml --replications 2 --seed 0)"
    )
    assert run("--seed", "1").splitlines() == [
        f"{said}; this run goes to results/tiny-2",
        "written to results/tiny-2",
    ]
    assert run("--seed", "1", "--quiet") == f"{said}; this run goes to results/tiny-2\n"
    assert entries(folder / "results") == ["tiny", "tiny-2"]


def test_an_out_folder_with_another_question_is_refused_before_anything_runs(folder: Path) -> None:
    run("--out", "mine")
    assert refused("run", "tiny.yaml", "--replications", "3", "--out", "mine") == (
        "mine: holds the results of another question (orgsim run tiny.yaml --replications 2 --seed 0); "
        "choose another --out, or --force to replace them"
    )
    assert run("--seed", "1", "--out", "mine", "--force") == "written to mine\n"
    assert read_results("mine")["seed"].to_pylist()[0] == 1


def test_the_number_of_workers_changes_no_byte_and_no_question(folder: Path) -> None:
    manifests = []
    for workers in ("1", "3"):
        run("--workers", workers, "--out", workers)
        manifests.append(json.loads((folder / workers / "manifest.json").read_text(encoding="utf-8")))
    one, other = manifests
    assert (one["files"], one["question"]) == (other["files"], other["question"])
    assert len(one["files"]) == 10


def test_the_picture_of_a_history_is_of_the_run_and_the_next_one_replaces_it(folder: Path) -> None:
    Path("h.csv").write_text("lead_days\n1\n2\n9\n", encoding="utf-8")
    run("--against", "h.csv")
    assert "lead-times.svg" in entries(folder / "results" / "tiny")
    run("--against", "h.csv")
    assert "beside" in orgsim("results", "show", "results/tiny").stdout
    run()
    assert entries(folder / "results") == ["tiny"]


def test_results_lists_what_is_there_and_what_is_damaged(folder: Path) -> None:
    run()
    run("--seed", "1")
    (folder / "results" / "tiny-2" / "runs" / "part-00000.parquet").unlink()
    listed = orgsim("results").stdout
    assert listed == orgsim("results", "list").stdout
    assert "results/tiny-2" in listed
    rows = as_json("results", "list", "results")
    assert isinstance(rows, list)
    assert [(row["folder"], row["command"], row["variants"], row["replications"]) for row in rows] == [
        ("results/tiny", "run", ["tiny"], 2),
        ("results/tiny-2", "run", ["tiny"], 2),
    ]
    assert [row["whole"] for row in rows] == [True, False]
    assert rows[1]["fault"].startswith("results/tiny-2: runs/part-00000.parquet: is missing")
    assert rows[0]["bytes"] > 10_000


def test_where_there_are_no_results_the_list_says_what_makes_some(folder: Path) -> None:
    done = orgsim("results")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "results: holds no results; 'orgsim run SCENARIO' writes some\n"
    assert as_json("results", "list") == []
    assert refused("results", "list", "nowhere") == "nowhere: does not exist; check the path"
    assert refused("results", "list", "tiny.yaml") == (
        "tiny.yaml: cannot be read (Not a directory); give a folder of results"
    )


def test_show_says_what_was_asked_and_what_came_out(folder: Path) -> None:
    run("--set", "demand.scale=1.1", "--events")
    shown = orgsim("results", "show", "results/tiny").stdout
    assert "orgsim run tiny.yaml --set demand.scale=1.1 --replications 2 --seed 0 --events" in shown
    assert "lead_time_days_mean" in shown
    data = as_json("results", "show", "results/tiny")
    assert isinstance(data, dict)
    assert data["rows"]["runs"] == 2
    means = {row["outcome"]: row["mean"] for row in data["outcomes"]}
    kept = read_results("results/tiny")["lead_time_days_mean"].to_pylist()
    assert means["lead_time_days_mean"] == pytest.approx(sum(kept) / 2)


def test_show_of_damaged_results_says_so_and_still_says_what_was_asked(folder: Path) -> None:
    run()
    os.truncate("results/tiny/runs/part-00001.parquet", 10)
    shown = orgsim("results", "show", "results/tiny").stdout
    assert "damaged: runs/part-00001.parquet has 10 bytes" in shown
    assert "orgsim run tiny.yaml" in shown
    assert refused("results", "diff", "results/tiny", "results/tiny").startswith(
        "results/tiny: runs/part-00001.parquet: has 10 bytes instead of "
    )


@pytest.mark.parametrize(
    "words", [["show", "no"], ["diff", "no", "results/tiny"], ["diff", "results/tiny", "no"]]
)
def test_a_folder_that_does_not_exist_is_said(folder: Path, words: list[str]) -> None:
    run()
    assert refused("results", *words) == "no: does not exist; run 'orgsim run' with this --out"


def test_diff_says_what_was_asked_differently_and_what_came_out(folder: Path) -> None:
    run()
    run("--set", "demand.scale=1.5", "--seed", "3")
    data = as_json("results", "diff", "results/tiny", "results/tiny-2")
    assert isinstance(data, dict)
    assert [(each["key"], each["first"], each["second"]) for each in data["differences"]] == [
        ("--seed", "0", "3"),
        ("demand.scale", "1.0", "1.5"),
    ]
    row = next(row for row in data["outcomes"] if row["outcome"] == "items_done")
    for side, name in (("first", "tiny"), ("second", "tiny-2")):
        done = read_results(f"results/{name}")["items_done"].to_pylist()
        assert row[f"{side}_mean"] == pytest.approx(sum(done) / 2)
    assert "demand.scale" in orgsim("results", "diff", "results/tiny", "results/tiny-2").stdout
    assert "The same was asked of both." in orgsim("results", "diff", "results/tiny", "results/tiny").stdout


def test_variants_of_comparisons_belong_together_by_name_and_load(folder: Path) -> None:
    Path("world.yaml").write_text(TINY.replace("demand: {", "demand: {load: 0.8, "), encoding="utf-8")
    variants = [{"name": "as is"}, {"name": "more", "set": {"workforce.clerk.count": 2, "presence": 0.9}}]
    for name, chosen in (("one", variants), ("two", [variants[0], {**variants[1], "name": "other"}])):
        Path(f"{name}.yaml").write_text(
            json.dumps({"base": "world.yaml", "variants": chosen}), encoding="utf-8"
        )
        words = (
            "compare",
            f"{name}.yaml",
            "--replications",
            "2",
            "--load",
            "0.5,0.9",
            "--quiet",
            "--out",
            name,
        )
        assert orgsim(*words).exit_code == 0
    data = as_json("results", "diff", "one", "two")
    assert isinstance(data, dict)
    assert {row["variant"] for row in data["outcomes"]} == {"as is at load 0.5", "as is at load 0.9"}
    assert data["differences"] == []
    shown = as_json("results", "show", "one")
    assert isinstance(shown, dict)
    assert {row["variant"] for row in shown["outcomes"]} == {
        "as is at load 0.5", "as is at load 0.9", "more at load 0.5", "more at load 0.9",
    }  # fmt: skip
    assert orgsim("results", "show", "one").exit_code == 0
    assert orgsim("results", "diff", "one", "two").exit_code == 0


def test_names_of_many_bytes_still_fit_with_their_number() -> None:
    assert len(f"{results_folder('組' * 200).name}-9999".encode()) <= 255
    assert results_folder("x" * 200).name == "x" * 100
