"""One preset becomes another, key by key, until nothing is left between them."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from simulator.engine.run import Simulation
from simulator.scenario.scenario import Scenario
from simulator.store.manifest import resolved, scenario_hash
from simulator.studies.replications import simulate

from ..property.test_labels import bytes_of

ROOT = Path(__file__).parents[2]
SEED = 11
TABLES = ("run", "quarters", "initiatives", "items", "hours")


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "key_by_key.py"))


def lived(scenario: Scenario) -> bytes:
    return bytes_of(Simulation(scenario, SEED, log=True).run_until().books)


def test_the_last_step_is_the_other_preset_byte_for_byte(script: dict[str, Any]) -> None:
    (_, last), other = script["variants"]()[-1], script["preset"](script["END"])
    assert resolved(last) == resolved(other)
    assert scenario_hash(last) == scenario_hash(other)
    assert lived(last) == lived(other)
    ours, theirs = simulate(last, SEED), simulate(other, SEED)
    for table in TABLES:
        assert getattr(ours, table).equals(getattr(theirs, table)), table


def test_the_first_is_the_preset_to_begin_with(script: dict[str, Any]) -> None:
    _, first = script["variants"]()[0]
    assert resolved(first) == resolved(script["preset"](script["START"]))


def test_every_step_changes_something_and_only_the_last_but_a_name(script: dict[str, Any]) -> None:
    steps = [scenario for _, scenario in script["variants"]()]
    hashes = [scenario_hash(scenario) for scenario in steps]
    assert len(set(hashes)) == len(hashes)
    assert lived(steps[-1]) == lived(steps[-2])
    assert {key for key in resolved(steps[-1]) if resolved(steps[-1])[key] != resolved(steps[-2])[key]} == {
        "name"
    }


def test_the_first_and_the_last_row_of_the_page_are_what_comes_out_today(script: dict[str, Any]) -> None:
    steps = script["variants"]()
    ends = [steps[0], steps[-1]]
    values = script["measured"](ends)
    rows = script["PAGE"].read_text(encoding="utf-8").splitlines()
    for (title, _), found in zip(ends, values, strict=True):
        (row, *_) = [line for line in rows if line.startswith(f"| {title} |")]
        shown = [script["in_days"](found[:, o]) for o in range(len(script["OUTCOMES"]))]
        assert [cell.strip() for cell in row.split("|")][2:-1:2] == shown, "run python docs/key_by_key.py"
