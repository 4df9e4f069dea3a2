"""Designs: points lie where mathematics says, come again from the same seed, and go through a table unchanged."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import qmc

from simulator.scenario.factors import Factor
from simulator.scenario.study_file import load_study
from simulator.scenario.study_spec import DesignSpec, StudyPlan, size_of
from simulator.studies.designs import Points, blocks_of, points_of, value_of

from .test_study_command import QUEUE

FEW = settings(max_examples=25, deadline=None)
KINDS = {
    "grid": {}, "one_at_a_time": {}, "latin_hypercube": {"points": 13}, "sobol": {"points": 32},
    "saltelli": {"points": 8}, "morris": {"trajectories": 7},
}  # fmt: skip
RANGE = Factor("range", "lever", low=2.0, high=8.0)
WHOLE = Factor("whole", "lever", low=1, high=4, whole=True)
SKEWED = Factor("skewed", "uncertainty", low=0.0, high=10.0, middle=1.0)
DRAWN = Factor("drawn", "uncertainty", distribution={"triangular": {"low": 1.0, "mode": 2.0, "high": 6.0}})
WORDS = Factor("words", "lever", levels=("none", "all", {"only": ["a"]}, None))
NUMBERS = Factor("numbers", "lever", levels=(5, 8, 12), whole=True)
ALL = (RANGE, WHOLE, SKEWED, DRAWN, WORDS, NUMBERS)


def made(kind: str, factors: Sequence[Factor], **keys: Any) -> Points:
    """Points of a design."""
    return points_of(StudyPlan("s", "", (), tuple(factors), DesignSpec(kind=kind, **keys)))  # type: ignore[arg-type]


def numbers(count: int) -> tuple[Factor, ...]:
    """Factors between 0 and 1."""
    return tuple(Factor(f"x{k}", "lever", low=0.0, high=1.0) for k in range(count))


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_as_many_points_as_was_said_and_all_lie_in_their_ranges(kind: str) -> None:
    points = made(kind, ALL, **KINDS[kind])
    assert points.count == size_of(DesignSpec(kind=kind, **KINDS[kind]), ALL, 0)  # type: ignore[arg-type]
    assert list(points.columns) == [factor.path for factor in ALL]
    assert all(len(column) == points.count for column in points.columns.values())
    assert set(points.columns["words"]) <= {"none", "all", '{"only": ["a"]}', "null"}
    assert set(points.columns["numbers"]) <= {5.0, 8.0, 12.0}
    assert set(points.columns["whole"]) <= {1.0, 2.0, 3.0, 4.0}
    for path, low, high in (("range", 2, 8), ("skewed", 0, 10), ("drawn", 1, 6)):
        assert low <= min(points.columns[path]) <= max(points.columns[path]) <= high


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("grid", "one_at_a_time")])
def test_the_same_seed_gives_the_same_points_and_another_seed_others(kind: str) -> None:
    first, again, other = (made(kind, ALL, seed=seed, **KINDS[kind]).places for seed in (3, 3, 4))
    assert first.tobytes() == again.tobytes()
    assert not np.array_equal(first, other)
    assert np.array_equal(first, np.round(first, 12))  # the last bits of a logarithm differ by platform


@FEW
@given(st.integers(1, 60), st.integers(1, 6), st.integers(0, 1_000_000_000))
def test_a_latin_hypercube_has_one_point_in_each_slice_of_each_factor(n: int, k: int, seed: int) -> None:
    places = made("latin_hypercube", numbers(k), points=n, seed=seed).places
    for column in places.T:
        assert sorted(np.floor(column * n).astype(int).tolist()) == list(range(n))


@FEW
@given(st.integers(1, 8), st.integers(0, 1_000_000_000), st.integers(2, 6))
def test_a_longer_sobol_design_begins_with_the_shorter_one(k: int, seed: int, power: int) -> None:
    short, long = (made("sobol", numbers(k), points=2**p, seed=seed).places for p in (power, power + 2))
    assert np.array_equal(short, long[: 2**power])


def test_a_sobol_design_fills_its_space_more_evenly_than_chance() -> None:
    rng = np.random.default_rng(0)
    by_chance = [qmc.discrepancy(rng.random((256, 4))) for _ in range(40)]
    sobol = [qmc.discrepancy(made("sobol", numbers(4), points=256, seed=s).places) for s in range(5)]
    assert max(sobol) < min(by_chance) / 2


def test_a_grid_is_every_combination_once() -> None:
    points = made("grid", ALL)
    rows = list(zip(*(list(column) for column in points.columns.values()), strict=True))
    sizes = [3, 3, 3, 3, 4, 3]
    assert len(rows) == len(set(rows)) == math.prod(sizes)
    for column, size in zip(points.columns.values(), sizes, strict=True):
        values = list(column)
        assert {values.count(value) for value in values} == {len(rows) // size}


def test_levels_of_a_range_go_from_end_to_end() -> None:
    def levels(factor: Factor) -> list[float]:
        return sorted(set(made("grid", [factor]).columns[factor.path]))

    assert levels(RANGE) == [2.0, 5.0, 8.0]
    assert levels(Factor("x", "lever", low=0, high=1, levels_of_range=5)) == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert levels(Factor("x", "lever", low=1, high=2, whole=True)) == [1.0, 2.0]


@FEW
@given(st.integers(1, 7), st.integers(0, 1000))
def test_blocks_of_a_saltelli_design_exchange_one_factor_at_a_time(k: int, seed: int) -> None:
    places = made("saltelli", numbers(k), points=4, seed=seed).places
    blocks = blocks_of("saltelli", k, len(places))
    assert np.bincount(blocks).tolist() == [k + 2] * 4
    for block in places.reshape(4, k + 2, k):
        first, *exchanged, last = block
        for i, point in enumerate(exchanged):
            expected = first.copy()
            expected[i] = last[i]
            assert np.array_equal(point, expected)


@FEW
@given(st.integers(1, 7), st.integers(0, 1000))
def test_a_trajectory_of_morris_moves_every_factor_once(k: int, seed: int) -> None:
    places = made("morris", numbers(k), trajectories=5, seed=seed).places
    for trajectory in places.reshape(5, k + 1, k):
        moved = np.diff(trajectory, axis=0) != 0
        assert moved.sum(axis=1).tolist() == [1] * k
        assert moved.sum(axis=0).tolist() == [1] * k


def test_one_at_a_time_leaves_all_others_in_the_middle() -> None:
    points = made("one_at_a_time", ALL)
    rows = list(zip(*(list(column) for column in points.columns.values()), strict=True))
    middle = rows[0]
    assert middle[0] == 5.0
    assert middle[2] == 1.0
    for row in rows[1:]:
        assert sum(a != b for a, b in zip(row, middle, strict=True)) <= 1
    assert {row[2] for row in rows} == {0.0, 1.0, 10.0}
    assert {row[4] for row in rows} == {"none", "all", '{"only": ["a"]}', "null"}


LEVELS = st.recursive(
    st.none() | st.booleans() | st.integers(-100, 100) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@FEW
@given(st.lists(LEVELS, min_size=1, max_size=5))
def test_a_level_comes_back_from_its_word(levels: list[Any]) -> None:
    factor = Factor("x", "lever", levels=tuple(levels))
    words = [factor.shown(level) for level in levels]
    if len(set(words)) == len(words):  # a study file refuses others
        back = [value_of(factor, word) for word in words]
        assert [factor.shown(value) for value in back] == words
        assert factor.is_number or back == levels


@pytest.mark.parametrize("kind", ["latin_hypercube", "grid"])
def test_points_go_through_a_table_to_the_last_bit(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("two.yaml").write_text(QUEUE.format(name="two", clerks=2), encoding="utf-8")
    levers = (
        "base: two.yaml\nlevers:\n  workforce.clerk.pay: {low: 0.1, high: 0.3}\n"
        "  mechanisms: [none, all]\n  structure.teams.counter.wip_limit: {low: 3, high: 9, whole: true}\n"
        "  demand.items.walk-in.effort_days: [2, {exponential: {mean: 2}}]\n"
    )
    asked = "latin_hypercube, points: 40" if kind == "latin_hypercube" else "grid"
    Path("made.yaml").write_text(f"{levers}design: {{kind: {asked}}}\n", encoding="utf-8")
    points = points_of(load_study("made.yaml"))
    with Path("points.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(points.columns)
        table.writerows(zip(*(list(column) for column in points.columns.values()), strict=True))
    Path("listed.yaml").write_text(
        f"{levers}design: {{kind: list, from_csv: points.csv}}\n", encoding="utf-8"
    )
    listed = points_of(load_study("listed.yaml"))
    assert listed.count == points.count
    for path, column in points.columns.items():
        assert list(listed.columns[path]) == list(column)
