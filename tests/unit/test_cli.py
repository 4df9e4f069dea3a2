"""The command: exit statuses, messages on standard error, and nothing written for wrong input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator.cli import main
from simulator.cli.options import results_folder

from .examples import VALID, changed

TINY = """\
name: tiny
horizon: {days: 20, warmup_days: 0}
workforce: {clerk: {count: 2}}
products: [{name: counter}]
value_stream: [{stage: serve, by: {clerk: 1.0}}]
demand: {items: [{name: walk-in, product: counter, arrivals_per_day: 0.8, effort_days: {exponential: {mean: 2.0}}}]}
structure: {teams: [{name: counter, members: {clerk: 2}}]}
mechanisms: none
"""
RATE = "demand.items.walk-in.arrivals_per_day"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (tmp_path / "two.yaml").write_text(VALID, encoding="utf-8")
    return tmp_path


def orgsim(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def refused(*words: str) -> str:
    """Standard error of a command that is refused: status 2, nothing printed, nothing written."""
    before = sorted(Path().rglob("*"))
    done = orgsim(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sorted(Path().rglob("*")) == before
    return done.stderr.rstrip("\n")


def in_a_process(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "simulator", *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


@pytest.mark.parametrize("command", ["run", "compare", "validate"])
def test_wrong_input_ends_with_status_2_and_words_on_standard_error(folder: Path, command: str) -> None:
    (folder / "bad.yaml").write_text(changed(("0.3", "-0.3"), ("wip_limit", "wip_limt")), encoding="utf-8")
    files = ["bad.yaml", "two.yaml"] if command == "compare" else ["bad.yaml"]
    assert refused(command, *files).splitlines() == [
        "bad.yaml:16:41: demand.items.tickets.arrivals_per_day: must be greater than 0, is -0.3; write a number above 0",
        "bad.yaml:22:85: structure.teams.left.wip_limt: no such key; did you mean 'wip_limit'?",
    ]


def test_a_real_process_ends_the_same_way_without_a_traceback(folder: Path) -> None:
    (folder / "bad.yaml").write_text("name: [", encoding="utf-8")
    done = in_a_process("run", "bad.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "bad.yaml:1:8: ends in the middle of a value; close every bracket and quote\n"
    assert sorted(path.name for path in folder.iterdir()) == ["bad.yaml", "tiny.yaml", "two.yaml"]


def test_a_run_writes_its_datasets_and_says_where(folder: Path) -> None:
    done = orgsim("run", "tiny.yaml", "--replications", "2", "--seed", str(2**63 - 1), "--workers", "1")
    assert done.exit_code == 0
    assert "written to results/tiny" in done.stderr
    manifest = json.loads((folder / "results" / "tiny" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seeds"][0] == 2**63 - 1
    assert [path.name for path in (folder / "results").iterdir()] == ["tiny"]


def test_one_replication_has_means_without_intervals(folder: Path) -> None:
    done = orgsim("run", "tiny.yaml", "--replications", "1", "--quiet", "--format", "json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert {(row["low"], row["high"]) for row in json.loads(done.stdout)} == {(None, None)}


def test_brackets_and_colons_of_names_are_printed_as_they_are(folder: Path) -> None:
    question = "Is [/b] better than [red]x :smile:?"
    variants = [{"name": "[/b]", "set": {RATE: 0.5}}, {"name": "[red]x :smile:"}]
    (folder / "k.yaml").write_text(
        json.dumps({"base": "tiny.yaml", "question": question, "variants": variants}), encoding="utf-8"
    )
    done = orgsim("compare", "k.yaml", "--replications", "2", "--quiet")
    assert done.exit_code == 0
    assert done.stdout.startswith(question)
    assert "after 2 replications" in done.stdout
    full = orgsim("compare", "k.yaml", "--replications", "2", "--quiet", "--full")
    assert "[red]x :smile: and [/b]" in full.stdout


def test_a_terminal_that_knows_no_special_letters_is_no_reason_to_fail(folder: Path) -> None:
    done = in_a_process("run", "tiny.yaml", "--replications", "1", "--quiet", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "throughput_items_per_quarter" in done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--set", f"{RATE}=-1"], f"--set: {RATE}: must be greater than 0, is -1; write a number above 0"),
        (["--set", "structure.teams.countr.wip_limit=3"], "--set: structure.teams.countr.wip_limit: there is no 'countr' in structure.teams; did you mean 'counter'?"),
        (["--set", "structure.teams.counter.wip_limit=3.5"], "--set: structure.teams.counter.wip_limit: must be a whole number, is 3.5; round it"),
        (["--set", "horizon.dayz=3"], "--set: horizon.dayz: no such key; did you mean 'days'?"),
        (["--set", "presence=a: b: c"], "--set: presence: a colon is not expected here; check the indentation, or put the text in quotes"),
        (["--quarters", "1e300"], "--quarters: horizon.quarters: must be at most 150,000, is 1e+300; write 150,000 or less"),
    ],
)  # fmt: skip
def test_options_are_checked_like_the_file(folder: Path, words: list[str], message: str) -> None:
    assert refused("run", "tiny.yaml", *words) == message
    assert refused("validate", "tiny.yaml", *words) == message


def test_problems_of_several_options_are_said_at_once(folder: Path) -> None:
    said = refused(
        "run", "tiny.yaml", "--set", "presence=2", "--set", "a.b=1", "--set", "workforce.clrk.count=1"
    )
    assert said.splitlines() == [
        "--set: workforce.clrk.count: there is no 'clrk' in workforce; did you mean 'clerk'?",
        "--set: presence: must be at most 1, is 2; write 1 or less",
        "--set: a: no such key; known: alignment, ceremonies, coordination, customers, decision_quality, delivery, "
        "demand, dependencies, description, feedback, funding, governance and 18 more",
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--set", "presence"], "'presence' must have the form dotted.path=value"),
        (["--set", "=3"], "'=3' must have the form dotted.path=value"),
        (["--set", "presence=1", "--set", "presence=0.5"], "'presence' is set twice; keep one"),
        (["--quarters", "0"], "0.0 is not in the range x>0"),
        (["--quarters", "nan"], "nan is not a length of time"),
        (["--quarters", "inf"], "inf is not a length of time"),
        (["--seed", "-1"], "-1 is not in the range 0<=x<=9223372036854775807"),
        (["--seed", str(2**63)], "9223372036854775808 is not in the range"),
        (["--replications", "0"], "0 is not in the range 1<=x<=100000"),
        (["--replications", "1000000000"], "1000000000 is not in the range 1<=x<=100000"),
        (["--workers", "0"], "0 is not in the range 1<=x<=256"),
        (["--format", "xml"], "'xml' is not one of 'table', 'json', 'csv'"),
    ],
)
def test_options_out_of_range_are_refused(folder: Path, words: list[str], message: str) -> None:
    assert message in refused("run", "tiny.yaml", *words)


def test_the_window_in_quarters_replaces_that_of_the_file(folder: Path) -> None:
    assert orgsim("validate", "tiny.yaml", "--quarters", "2").exit_code == 0
    (folder / "q.yaml").write_text(TINY.replace("days: 20", "quarters: 3"), encoding="utf-8")
    assert orgsim("validate", "q.yaml", "--quarters", "0.5").exit_code == 0


def test_the_window_is_set_once(folder: Path) -> None:
    for option, other in (("horizon.days=3", "horizon.quarters"), ("horizon.quarters=3", "--quarters")):
        path = option.partition("=")[0]
        assert refused("validate", "tiny.yaml", "--quarters", "2", "--set", option) == (
            f"--set: {path}: is set together with {other}; keep one of them"
        )
    assert orgsim("validate", "tiny.yaml", "--set", "horizon.quarters=1").exit_code == 0


def test_an_out_folder_that_is_not_ours_is_refused_before_anything_runs(folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    assert refused("run", "tiny.yaml", "--out", "mine") == (
        "mine: holds 'notes.txt', which is not a result of orgsim; choose another --out, or move it away"
    )
    assert refused("run", "tiny.yaml", "--out", "tiny.yaml") == "tiny.yaml: is a file; choose another --out"
    assert refused("run", "tiny.yaml", "--out", "tiny.yaml/x") == (
        "tiny.yaml/x: lies in 'tiny.yaml', which is a file; choose another --out"
    )


@pytest.mark.parametrize(
    ("name", "folder_name"),
    [("three-clerks", "three-clerks"), ("../../evil", "evil"), ("/tmp/evil", "tmp-evil"), ("..", "unnamed"),
     ("a: b/c", "a- b-c"), ("x" * 200, "x" * 100), ("Büro 2.0 (neu)", "Büro 2.0 (neu)")],
)  # fmt: skip
def test_results_lie_in_one_folder_below_results_whatever_the_name(name: str, folder_name: str) -> None:
    assert results_folder(name) == Path("results") / folder_name


def test_validate_checks_every_file_and_says_which_are_valid(folder: Path) -> None:
    (folder / "bad.yaml").write_text("- 1", encoding="utf-8")
    done = orgsim("validate", "tiny.yaml", "bad.yaml", "no.yaml")
    assert done.exit_code == 2
    assert done.stdout == "tiny.yaml: tiny is valid\n"
    assert done.stderr.splitlines() == [
        "bad.yaml:1:1: must be a map of keys; begin with 'name: …'",
        "no.yaml: cannot be read (No such file or directory); check the path",
    ]


def test_too_much_work_is_a_warning_with_team_stage_role_and_figure(folder: Path) -> None:
    warning = "in team 'counter', stage serve would take 3.00 of the time of role clerk"
    done = orgsim("validate", "tiny.yaml", "--set", f"{RATE}=3")
    assert (done.exit_code, done.stdout) == (0, "tiny.yaml: tiny is valid\n")
    assert done.stderr == f"tiny.yaml: warning: tiny: {warning}\n"
    done = orgsim("run", "tiny.yaml", "--set", f"{RATE}=3", "--replications", "1")
    assert done.exit_code == 0
    assert f"warning: tiny: {warning}: its queue grows without end\n" in done.stderr


def test_a_pipe_is_refused_at_once(folder: Path) -> None:
    os.mkfifo("pipe")  # nothing ever comes out of it
    what = "is a pipe, not a file; save its output as a YAML file, and name that file"
    assert refused("validate", "pipe") == f"pipe: {what}"


def test_comparisons_and_scenarios_are_told_apart(folder: Path) -> None:
    assert refused("compare", "tiny.yaml").startswith("tiny.yaml: is a single scenario")
    (folder / "k.yaml").write_text("variants: [tiny.yaml, tiny.yaml]", encoding="utf-8")
    assert refused("run", "k.yaml").startswith("k.yaml:1:1: is a comparison of variants, not a scenario")
    assert orgsim("validate", "k.yaml").stdout == "k.yaml: k is a valid comparison of 2 variants\n"


def test_a_study_is_told_apart_from_scenarios_and_comparisons(folder: Path) -> None:
    (folder / "s.yaml").write_text("base: tiny.yaml\nlevers: {presence: [0.8, 0.9]}\n", encoding="utf-8")
    assert refused("run", "s.yaml") == "s.yaml:1:1: is a study, not a scenario; give it to 'orgsim study'"
    assert refused("compare", "s.yaml") == (
        "s.yaml:1:1: is a study: it has levers, uncertainties or a design; give it to 'orgsim study'"
    )


KEYS = {
    "scenario": {"extends", "structure"}, "comparison": {"variants"}, "study": {"levers", "uncertainties", "design"},
}  # fmt: skip


@pytest.mark.parametrize("kind", KEYS)
def test_the_schema_is_json_and_knows_every_key(folder: Path, kind: str) -> None:
    found = json.loads(orgsim("schema", kind).stdout)
    assert set(found["properties"]) >= KEYS[kind]
