"""What would not fit into memory is turned down before the first run begins."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.engine.builder.world import build
from simulator.errors import InputError
from simulator.scenario.loader import load_scenario
from simulator.studies import memory
from simulator.studies.replications import replicate, simulate
from simulator.studies.runs import Case

CLERKS = Path(__file__).parents[2] / "scenarios" / "three-clerks.yaml"
MANY = {"demand.items.walk-in.arrivals_per_day": 1000, "horizon.days": 3000}


def test_a_run_that_takes_more_than_there_is_is_turned_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "available_bytes", lambda: 4e9)
    scenario = load_scenario(CLERKS, MANY)
    needed = memory.bytes_of(scenario, build(scenario), False) / 1e9
    assert 20 < needed < 30
    for run in (lambda: simulate(scenario), lambda: list(replicate([("busy", scenario)], [1, 2]))):
        with pytest.raises(InputError) as caught:
            run()
        assert (
            f"horizon: one run with about 11,000,000 items would take {needed:.1f} GB of memory, 3.3 GB are free; "
            in str(caught.value)
        )
        assert str(caught.value).endswith("let fewer arrive, or shorten the horizon")


def test_fewer_runs_at_once_where_not_all_workers_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario(CLERKS, {"demand.items.walk-in.arrivals_per_day": 1.0, "horizon.days": 200_000})
    cases, worlds = [Case("", scenario)], [memory.World()]
    one = memory.bytes_of(scenario, worlds[0], False)
    for room, workers in ((1.5, 1), (5.5, 2), (100.0, 8)):
        monkeypatch.setattr(
            memory, "available_bytes", lambda room=room: (room * one + memory.PROGRAM) / memory.SHARE_TO_USE
        )
        assert memory.workers_that_fit(cases, worlds, 100, 8, False) == workers


def test_the_estimate_is_not_far_from_what_a_run_takes() -> None:
    """Peak memory of a process with a million items, done and not done, beside the estimate."""
    program = (
        "import resource, sys\n"
        "from simulator import load_scenario, simulate\n"
        "from simulator.engine.builder.world import build\n"
        "from simulator.studies.memory import PROGRAM, bytes_of\n"
        f"s = load_scenario({str(CLERKS)!r}, {{'demand.items.walk-in.arrivals_per_day': 500, 'horizon.days': 1000, 'horizon.warmup_days': 0, 'horizon.run_off_days': 0, "
        "'workforce.clerk.count': int(sys.argv[1]), 'structure.teams.counter.members.clerk': int(sys.argv[1])})\n"
        "o = simulate(s)\n"
        "o.run, o.items, o.hours, o.quarters\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, PROGRAM + bytes_of(s, build(s), False))\n"
    )
    simulate(load_scenario(CLERKS, {"horizon.days": 10}))  # to compile takes a gigabyte of its own
    for clerks in ("1100", "3"):
        done = subprocess.run(
            [sys.executable, "-c", program, clerks],
            capture_output=True,
            text=True,
            check=True,
            env=dict(os.environ),
        )
        peak, estimated = map(float, done.stdout.split())
        assert 0.6 < estimated / peak < 2.5
