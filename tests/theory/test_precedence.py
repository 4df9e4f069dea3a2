"""Precedence: of n items of an initiative n to a power are ready at a time, and the next when one is done."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from
from simulator.work.records import DEPENDENT, OWN

from .queueing import Values, assert_agrees, exponential, harmonic, horizon, organisation, replicated

ON = {"precedence": "on", "others": "off"}


def initiatives(
    items: int,
    parallel: float,
    effort: Any = 2.0,
    people: int = 40,
    at: Sequence[float] | None = (0.0,),
    **more: Any,
) -> Values:
    """Initiatives of so many items, of people enough for all of them at once."""
    scenario = organisation(
        horizon={"days": 2_000, "warmup_days": 0},
        workforce={"engineer": people},
        stages=[{"stage": "build", "by": {"engineer": 1.0}}],
        streams=[],
        teams=[{"name": "team", "members": {"engineer": people}}],
        release={"mode": "whole_initiative"},
        mechanisms=ON,
    ) | more  # fmt: skip
    stream = {"product": "counter", "items": items, "effort_days": effort, "parallel": parallel}
    scenario["demand"] = {"opportunities": [stream | ({"at": list(at)} if at else {})]}
    return scenario


def run_of(values: Values, seed: int = 1) -> Any:
    return simulate(scenario_from(values), seed=seed).facts


def most_at_once(rows: Any, ended: str = "done_at") -> int:
    """Most of some items that are there and not done at one time."""
    changes = sorted([(t, 1) for t in rows["created_at"]] + [(t, -1) for t in rows[ended]])
    return int(np.cumsum([change for _, change in changes]).max())


@pytest.mark.parametrize("items", [1, 2, 3, 4, 9, 10, 16, 17, 32])
@pytest.mark.parametrize("parallel", [0.0, 0.3, 0.5, 0.8, 1.0])
def test_as_many_items_as_the_power_says_are_ready_at_a_time(items: int, parallel: float) -> None:
    rows = run_of(initiatives(items, parallel, effort=exponential(2.0))).items
    assert len(rows) == items
    ready = math.ceil(round(items**parallel, 9))
    assert most_at_once(rows) == ready
    ordered = np.sort(rows["created_at"])
    assert np.all(ordered[:ready] == 0.0)
    assert ordered[ready:] == pytest.approx(np.sort(rows["done_at"])[: items - ready], abs=0.0)


@pytest.mark.parametrize("items", [1, 4, 9, 10])
def test_equal_items_take_as_many_rounds_as_there_are_places(items: int) -> None:
    facts = run_of(initiatives(items, 0.5))
    rounds = math.ceil(items / math.ceil(math.sqrt(items)))
    assert facts.initiatives["closed_at"] == pytest.approx([2.0 * rounds], abs=1e-6)


def test_one_item_at_a_time_takes_the_sum_of_their_times() -> None:
    facts = run_of(initiatives(12, 0.0, effort=exponential(2.0)))
    assert facts.initiatives["closed_at"] == pytest.approx([facts.items["effort"].sum()], abs=1e-6)


@pytest.mark.parametrize(("items", "parallel"), [(4, 0.5), (9, 0.5), (16, 0.75), (6, 0.0)])
def test_exponential_items_take_as_long_as_list_scheduling_has_it(items: int, parallel: float) -> None:
    """While items are left a place is used at once: (n - m)/m of a mean, then the longest of m that are left."""
    ready = math.ceil(round(items**parallel, 9))
    scenario = initiatives(items, parallel, effort=exponential(2.0), people=100)
    scenario["horizon"] = horizon(0.1, 3_000, 0.0)
    scenario["demand"]["opportunities"][0] = scenario["demand"]["opportunities"][0] | {
        "interarrival_days": 10.0
    }
    del scenario["demand"]["opportunities"][0]["at"]
    lead = replicated(scenario, "initiative_lead_time_days_mean")
    assert_agrees(lead, 2.0 * ((items - ready) / ready + harmonic(ready)))


def test_the_next_is_ready_when_an_item_and_all_it_needs_elsewhere_is_done() -> None:
    values = initiatives(
        5, 0.0,
        products=[{"name": "counter", "coupling": {"back": 1.0}}, {"name": "back"}],
        structure={"teams": [
            {"name": name, "members": {"engineer": 20}, "owns": {"products": [name]}} for name in ("counter", "back")
        ]},
        dependencies={"negotiation_hours": 0, "misfit": {"across": 0.0}},
        mechanisms=ON | {"dependencies": "on"},
        effort=exponential(2.0),
    )  # fmt: skip
    rows = run_of(values).items
    own, changes = rows[rows["kind"] == OWN], rows[rows["kind"] == DEPENDENT]
    assert len(own) == len(changes) == 5
    own, changes = (part[np.argsort(part["created_at"], kind="stable")] for part in (own, changes))
    both = np.maximum(own["done_at"], changes["done_at"])
    assert np.array_equal(own["created_at"], changes["created_at"])
    assert own["created_at"][1:] == pytest.approx(both[:-1], abs=0.0)


def test_returns_keep_the_next_item_waiting() -> None:
    stages = [{"stage": "build", "by": {"engineer": 1.0}, "return_probability": 0.5, "return_share": 1.0}]
    rows = run_of(initiatives(30, 0.0, value_stream=stages)).items
    rows = rows[np.argsort(rows["created_at"])]
    assert rows["returns"].sum() > 10
    assert rows["created_at"][1:] == pytest.approx(rows["done_at"][:-1], abs=0.0)
    assert rows["done_at"] - rows["created_at"] == pytest.approx(2.0 * (1 + rows["returns"]), abs=1e-6)


def test_a_release_that_takes_time_keeps_no_item_waiting() -> None:
    """What is done is done, though a train leaves once in twenty days."""
    rows = run_of(initiatives(4, 0.0, release={"mode": "train", "every_days": 20})).items
    assert np.sort(rows["created_at"]) == pytest.approx([0.0, 2.0, 4.0, 6.0], abs=1e-6)


def test_items_not_yet_ready_are_in_the_estimate_of_all() -> None:
    """What the whole takes is known at commitment: the same budget whatever is ready."""
    budgets = [
        run_of(initiatives(9, power, effort=exponential(2.0), at=(0.0, 5.0, 9.0))).initiatives["items_effort"]
        for power in (0.0, 0.5, 1.0)
    ]
    assert np.array_equal(budgets[0], budgets[2]) and np.array_equal(budgets[1], budgets[2])


def test_items_are_the_same_whenever_they_become_ready() -> None:
    """Keyed draws: the k-th item of an initiative has the effort that it has where all are ready at once."""
    efforts = [run_of(initiatives(9, power, effort=exponential(2.0))).items for power in (0.0, 1.0)]
    first, second = ({int(i): float(e) for i, e in zip(rows["ordinal"], rows["effort"], strict=True)} for rows in efforts)  # fmt: skip
    assert first == second


def tables(values: Values) -> list[Any]:
    run = simulate(scenario_from(values), seed=2)
    return [run.run, run.items, run.initiatives, run.hours]


def test_all_at_once_is_the_mechanism_switched_off_to_the_last_bit() -> None:
    at = [float(k) for k in range(20)]
    all_ready = initiatives(7, 1.0, effort=exponential(2.0), people=5, at=at)
    some_ready = initiatives(7, 0.5, effort=exponential(2.0), people=5, at=at)
    assert tables(all_ready) == tables(all_ready | {"mechanisms": "none"})
    assert tables(all_ready)[1:] == tables(some_ready | {"mechanisms": "none"})[1:]
    assert tables(some_ready)[1:] != tables(all_ready)[1:]
