"""A signal ends any command within a second at any moment: status 130, nothing half-written, no draft left."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock
from ruamel.yaml import YAML

from simulator.command import STOPPED
from simulator.kernel.cache import LOCK, source_hash
from simulator.scenario.loader import scenario_from
from simulator.studies.replications import simulate

LONG = "horizon: {days: 4_500_000, warmup_days: 0, run_off_days: 0}\n"
WORLD = """\
workforce: {clerk: {count: 3}}
products: [{name: counter}]
value_stream: [{stage: serve, by: {clerk: 1.0}}]
demand: {items: [{name: walk-in, product: counter, arrivals_per_day: 1.2, effort_days: {exponential: {mean: 2.0}}}]}
structure: {teams: [{name: counter, members: {clerk: 3}}]}
mechanisms: none
"""
SECONDS = 1.0
PATIENCE = 1.5  # a busy machine
INTERPRETER_STARTS = 0.12  # before that Python itself answers


def begun(folder: Path, *words: str, **environment: str) -> subprocess.Popen[str]:
    """A command that has begun, as a user would start it."""
    return subprocess.Popen(
        [sys.executable, "-m", "simulator", *words],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
    )


def ended(process: subprocess.Popen[str], by: signal.Signals, after: float) -> tuple[float, str]:
    """How long a command took to end after a signal, and what it said; nothing of it where it was over before."""
    time.sleep(after)
    assert process.poll() is None, process.stderr.read() if process.stderr else ""
    sent = time.perf_counter()
    process.send_signal(by)
    _, said = process.communicate(timeout=30)
    return time.perf_counter() - sent, said


@pytest.fixture(autouse=True, scope="module")
def compiled() -> None:
    """The first run compiles, and takes a minute."""
    text = f"name: short\nhorizon: {{days: 10, warmup_days: 0, run_off_days: 0}}\n{WORLD}"
    simulate(scenario_from(YAML(typ="safe", pure=True).load(text)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "long.yaml").write_text(f"name: long\n{LONG}{WORLD}", encoding="utf-8")
    (tmp_path / "other.yaml").write_text(f"name: other\n{LONG}{WORLD}", encoding="utf-8")
    rows = "\n".join(f"p{k},engineer,team {k % 9}" for k in range(20_000))
    (tmp_path / "people.csv").write_text(f"name,title,team\n{rows}\n", encoding="utf-8")
    return tmp_path


COMMANDS = {
    "run": ("run", "long.yaml", "--replications", "3"),
    "compare": ("compare", "long.yaml", "other.yaml", "--replications", "3"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_run_that_computes(folder: Path, command: str, by: signal.Signals) -> None:
    before = sorted(folder.rglob("*"))
    seconds, said = ended(begun(folder, *COMMANDS[command]), by, 3.5)
    assert f"orgsim: stopped by {by.name}; 0 of " in said
    assert said.rstrip().endswith("runs were done and are not kept; nothing was written")
    assert seconds < PATIENCE
    assert sorted(folder.rglob("*")) == before


def test_a_signal_ends_a_command_with_the_status_130(folder: Path) -> None:
    for moment in random.Random(6).sample(range(120, 2500), 5):
        process = begun(folder, *COMMANDS["run"])
        seconds, said = ended(process, signal.SIGINT, moment / 1000)
        assert process.returncode == STOPPED, said
        assert "Traceback" not in said
        assert seconds < PATIENCE, (moment, said)
        assert not list(folder.rglob(".orgsim-*"))


def test_a_signal_ends_the_first_compile(folder: Path) -> None:
    process = begun(folder, *COMMANDS["run"], ORGSIM_CACHE_DIR=str(folder / "cache"))
    seconds, said = ended(process, signal.SIGINT, 6.0)
    assert "compiling the model once" in said
    assert process.returncode == STOPPED
    assert seconds < PATIENCE
    assert not list(folder.glob("results/*"))


def test_a_signal_ends_the_wait_for_another_process_that_compiles(folder: Path) -> None:
    kept = folder / "cache" / source_hash()
    kept.mkdir(parents=True)
    with FileLock(kept / LOCK):
        process = begun(folder, *COMMANDS["run"], ORGSIM_CACHE_DIR=str(folder / "cache"))
        seconds, said = ended(process, signal.SIGINT, 5.0)
    assert said.startswith("orgsim: another process is compiling; waiting for it …\n")
    assert said.count("another process") == 1
    assert process.returncode == STOPPED
    assert seconds < PATIENCE
    assert not list(folder.glob("results/*"))


def test_a_second_signal_changes_nothing(folder: Path) -> None:
    process = begun(folder, *COMMANDS["run"])
    time.sleep(2.5)
    process.send_signal(signal.SIGINT)
    seconds, said = ended(process, signal.SIGTERM, 0.0) if process.poll() is None else (0.0, "")
    assert process.returncode == STOPPED
    assert "Traceback" not in said
    assert seconds < PATIENCE


def test_a_long_run_says_how_far_it_is(folder: Path) -> None:
    process = begun(folder, *COMMANDS["run"])
    _, said = ended(process, signal.SIGINT, 9.0)
    assert "orgsim: still simulating, 0 of 3 runs done, day " in said
    assert " of 4,500,000" in said


def test_a_time_limit_ends_the_runs_and_keeps_those_that_are_done(folder: Path) -> None:
    process = begun(
        folder, "run", "long.yaml", "--replications", "2000", "--time-limit", "4s", "--set", "horizon.days=50_000",
        "--format", "csv",
    )  # fmt: skip
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert "the time limit ended the runs after " in said
    assert (folder / "results" / "long" / "manifest.json").is_file()


def test_a_time_limit_that_is_too_short_writes_nothing(folder: Path) -> None:
    process = begun(folder, "run", "long.yaml", "--time-limit", "1s")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.strip().startswith(
        "the time limit of 1 s was over before one replication of each variant was (0 of 10 runs done, day "
    )
    assert not (folder / "results").exists()


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">&- 2>&-", ">/dev/null 2>&-"])
def test_a_stream_that_a_user_has_closed_is_no_fault(folder: Path, closed: str) -> None:
    done = subprocess.run(
        f"{sys.executable} -m simulator run long.yaml --replications 1 --set horizon.days=10 --format json {closed}",
        shell=True, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout or json.loads(done.stdout)
    assert (folder / "results" / "long" / "manifest.json").is_file()
