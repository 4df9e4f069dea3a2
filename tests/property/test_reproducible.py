"""Same scenario, seed and version: identical bytes, however the work is spread."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pyarrow as pa

from simulator.scenario.loader import load_scenario
from simulator.studies.replications import replicate, seeds_of

ROOT = Path(__file__).parents[2]
SCENARIO = ROOT / "scenarios" / "three-clerks.yaml"
SHORT = {"horizon.days": 500, "horizon.warmup_days": 50}
DATASETS = ("runs", "quarters", "items", "hours")


def digest(folder: Path) -> str:
    parts = hashlib.sha256()
    for dataset in DATASETS:
        for file in sorted((folder / dataset).iterdir()):
            parts.update(file.name.encode() + file.read_bytes())
    return parts.hexdigest()


def run_in_a_fresh_process(folder: Path, workers: int) -> str:
    command = [
        sys.executable,
        "-m",
        "simulator",
        "run",
        SCENARIO,
        "--out",
        folder,
        "--workers",
        str(workers),
    ]
    command += ["--replications", "4", "--seed", "3", "--quiet"]
    command += [option for path, value in SHORT.items() for option in ("--set", f"{path}={value}")]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    return digest(folder)


def test_fresh_processes_and_any_number_of_workers_write_the_same_bytes(tmp_path: Path) -> None:
    digests = {run_in_a_fresh_process(tmp_path / str(k), workers) for k, workers in enumerate((1, 1, 2))}
    assert len(digests) == 1


def test_a_replication_can_be_repeated_alone_from_its_seed() -> None:
    from simulator import simulate

    scenario = load_scenario(SCENARIO, SHORT)
    seeds = seeds_of(3, 3)
    together = [outcome.items for outcome in replicate([("x", scenario)], seeds, workers=2)]
    alone = simulate(scenario, seed=seeds[2]).items
    columns = ["item", "created_day", "released_day", "effort_days"]
    assert together[2].select(columns).equals(alone.select(columns))
    assert isinstance(alone, pa.Table)


def test_replications_differ() -> None:
    scenario = load_scenario(SCENARIO, SHORT)
    first, second = (outcome.items for outcome in replicate([("x", scenario)], seeds_of(3, 2)))
    assert not first.select(["created_day"]).equals(second.select(["created_day"]))
