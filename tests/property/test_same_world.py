"""The same people and the same opportunities under every structure, as the written datasets show."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from simulator import load_scenario, read_results
from simulator.cli import main
from simulator.engine.run import Simulation

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PRESETS = ("project-based", "spotify", "two-pizza", "product-model")
SHORT = {"horizon.quarters": 3, "horizon.warmup_quarters": 1, "horizon.run_off_quarters": 2}
SEEDS = (0, 1, 7)

OF_AN_OPPORTUNITY = [
    "product", "stream", "arrived_day", "good", "harmful", "value_per_quarter", "items", "life_ends_day",
]  # fmt: skip
"""What the world gives to an opportunity, whatever becomes of it."""
OF_AN_ITEM = ["initiative", "kind", "product", "stream", "effort_days"]

Pair = tuple[str, str]
pairs = pytest.mark.parametrize("pair", list(combinations(PRESETS, 2)), ids=" and ".join)
points = pytest.mark.parametrize("point", [0, 1], ids=["equal load", "backlog"])


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four presets compared in both modes on two replications, on disk."""
    out = tmp_path_factory.mktemp("same") / "out"
    settings = [word for key, value in SHORT.items() for word in ("--set", f"{key}={value}")]
    done = CliRunner().invoke(
        main,
        ["compare", str(SCENARIOS / "four-structures.yaml"), "--replications", "2", "--out", str(out), "--quiet", "--point-estimates", *settings],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return out


def of_variants(
    results: Path, dataset: str, key: str, point: int, pair: Pair
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of two variants in a mode that both have, in the same order."""
    table = read_results(results, dataset).to_pandas()
    table = table[table["point"] == point]
    table = table.astype({name: str for name in table.columns if table[name].dtype == "category"})
    both = [table[table["variant"] == name].set_index(["replication", key]).sort_index() for name in pair]
    assert all(rows.index.is_unique and len(rows) for rows in both)
    common = both[0].index.intersection(both[1].index)
    return both[0].loc[common], both[1].loc[common]


@points
@pairs
def test_an_opportunity_is_the_same_whoever_works_on_it(results: Path, point: int, pair: Pair) -> None:
    here, there = of_variants(results, "initiatives", "initiative", point, pair)
    assert len(here) > 30
    pd.testing.assert_frame_equal(here[OF_AN_OPPORTUNITY], there[OF_AN_OPPORTUNITY])


@points
@pairs
def test_an_opportunity_is_thought_worth_the_same_before_discovery_and_after_it(
    results: Path, point: int, pair: Pair
) -> None:
    """Discovery takes away a part of the error: ideas are compared that are committed in both, or begun in neither."""
    here, there = of_variants(results, "initiatives", "initiative", point, pair)
    after = here["committed_day"].notna() & there["committed_day"].notna()
    before = here["begun_day"].isna() & there["begun_day"].isna()
    assert after.sum() > 10
    for chosen in (after, before):
        estimates = (side.loc[chosen, "estimated_value_per_quarter"] for side in (here, there))
        pd.testing.assert_series_equal(*estimates, check_exact=True)


@points
@pairs
def test_the_same_opportunities_arrive_in_the_window_of_every_structure(
    results: Path, point: int, pair: Pair
) -> None:
    table = read_results(results, "initiatives").to_pandas()
    window = table[table["in_cohort"] & (table["point"] == point)]
    arrived: list[set[Any]] = [
        set(zip(rows["replication"], rows["initiative"], rows["arrived_day"], strict=True))
        for rows in (window[window["variant"] == name] for name in pair)
    ]
    assert arrived[0] == arrived[1]


@points
@pairs
def test_an_item_takes_the_same_effort_whoever_does_it(results: Path, point: int, pair: Pair) -> None:
    here, there = of_variants(results, "items", "item", point, pair)
    assert len(here) > 200
    assert set(here["kind"]) == {"own", "dependency", "bare"}
    pd.testing.assert_frame_equal(here[OF_AN_ITEM], there[OF_AN_ITEM])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_person_has_the_same_role_and_skill_in_every_team(seed: int) -> None:
    people = [
        Simulation(load_scenario(SCENARIOS / f"{name}.yaml", SHORT), seed).world.people for name in PRESETS
    ]
    assert len(np.unique(people[0]["skill"])) > 50
    for others in people[1:]:
        assert (others["skill"] == people[0]["skill"]).all()
        assert (others["role"] == people[0]["role"]).all()
