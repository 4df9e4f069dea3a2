"""Several tasks open at once, without any cost of switching (S10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.scenario.loader import scenario_from
from simulator.studies.replications import simulate
from simulator.validation.queues import tasks_of_one_person
from simulator.work.records import SHARED, TOUCH

from .queueing import (
    Values,
    assert_agrees,
    lognormal,
    processor_sharing_finishes,
    queue,
    replicated,
)

ROUNDING = 1e-6  # working days: times lie on a grid of 2^-32 day


def items_of(scenario: Values) -> Any:
    """The items of one replication, in the order in which their streams are written."""
    items = simulate(scenario_from(scenario)).facts.items
    return items[np.argsort(items["stream"], kind="stable")]


def finishes(scenario: Values) -> Any:
    return items_of(scenario)["done_at"]


@pytest.mark.parametrize("k", [2, 3, 4, 8])
def test_k_equal_tasks_at_once_all_end_when_in_sequence_only_the_last_would(k: int) -> None:
    in_sequence = finishes(tasks_of_one_person([5.0] * k, open_tasks=1))
    at_once = finishes(tasks_of_one_person([5.0] * k, open_tasks=k))
    assert in_sequence.mean() == pytest.approx(5.0 * (k + 1) / 2, abs=ROUNDING)
    assert at_once == pytest.approx(np.full(k, 5.0 * k), abs=ROUNDING)
    assert at_once.mean() / in_sequence.mean() == pytest.approx(2 * k / (k + 1), abs=ROUNDING)


@settings(deadline=None)  # the first call compiles
@given(sizes=st.lists(st.floats(0.01, 50.0), min_size=1, max_size=8))
def test_unequal_tasks_at_once_end_as_under_equal_sharing(sizes: list[float]) -> None:
    done = finishes(tasks_of_one_person(sizes, open_tasks=len(sizes)))
    assert done == pytest.approx(processor_sharing_finishes(sizes), abs=ROUNDING)


@settings(deadline=None)  # the first call compiles
@given(sizes=st.lists(st.floats(0.01, 50.0), min_size=1, max_size=8), open_tasks=st.integers(1, 8))
def test_however_time_is_split_no_work_is_lost(sizes: list[float], open_tasks: int) -> None:
    items = items_of(tasks_of_one_person(sizes, open_tasks))
    assert items["done_at"].max() == pytest.approx(sum(sizes), abs=ROUNDING)
    assert items["days"][:, TOUCH] == pytest.approx(sizes, abs=ROUNDING)


def test_a_task_that_joins_halves_the_pace_of_the_other_until_it_is_done() -> None:
    items = items_of(tasks_of_one_person([4.0, 1.0], open_tasks=2, at=[0.0, 1.0]))
    assert items["done_at"] == pytest.approx([5.0, 3.0], abs=ROUNDING)
    assert items["days"][:, SHARED] == pytest.approx([1.0, 1.0], abs=ROUNDING)


def test_presence_stretches_all_tasks_alike() -> None:
    done = finishes(tasks_of_one_person([2.0, 6.0], open_tasks=2, presence=0.8))
    assert done == pytest.approx([4.0 / 0.8, 8.0 / 0.8], abs=ROUNDING)


def shared_person(
    tasks: Sequence[tuple[str, float]], shares: Sequence[float | None], open_tasks: int
) -> Values:
    """One person in two teams, each with a product of its own; tasks: product and size, on day 0."""
    scenario = tasks_of_one_person([size for _, size in tasks], open_tasks)
    products = ["alpha", "beta"]
    scenario["products"] = [{"name": product} for product in products]
    for stream, (product, _) in zip(scenario["demand"]["items"], tasks, strict=True):
        stream["product"] = product
    scenario["structure"]["teams"] = [
        {
            "name": product,
            "members": {"clerk": [{"person": 0} | ({} if share is None else {"share": share})]},
            "owns": {"products": [product]},
        }
        for product, share in zip(products, shares, strict=True)
    ]
    return scenario


def test_two_teams_get_their_shares_of_a_person_and_an_idle_one_gives_up_its_own() -> None:
    done = finishes(shared_person([("alpha", 3.0), ("beta", 3.0)], [0.75, 0.25], open_tasks=2))
    assert done == pytest.approx([4.0, 6.0], abs=ROUNDING)


def test_shares_that_are_not_written_split_what_is_left() -> None:
    done = finishes(shared_person([("alpha", 3.0), ("beta", 3.0)], [0.75, None], open_tasks=2))
    assert done == pytest.approx([4.0, 6.0], abs=ROUNDING)
    done = finishes(shared_person([("alpha", 3.0), ("beta", 1.0)], [None, None], open_tasks=2))
    assert done == pytest.approx([4.0, 2.0], abs=ROUNDING)


def test_inside_a_membership_open_tasks_get_equal_parts_of_its_share() -> None:
    """alpha has two tasks on half of the person, beta one on the other half."""
    tasks = [("alpha", 1.0), ("alpha", 1.0), ("beta", 1.0)]
    done = finishes(shared_person(tasks, [0.5, 0.5], open_tasks=3))
    assert done == pytest.approx([3.0, 3.0, 2.0], abs=ROUNDING)


@pytest.mark.parametrize(
    "effort",
    [1.0, lognormal(1.0, 1.0), {"discrete": {"values": [0.5, 3.0], "weights": [4, 1]}}],
    ids=["deterministic", "lognormal", "two sizes"],
)
def test_under_equal_sharing_the_mean_time_depends_on_the_mean_size_alone(effort: Any) -> None:
    """M/G/1-PS: service / (1 - load), insensitive to the law of service [Kleinrock1976]_.

    People have 8 tasks open at most; more would be open .4^9 = 0.03 % of the time.
    """
    scenario = queue(1, 0.4, effort, items=10_000)
    scenario["workforce"]["clerk"]["open_tasks"] = 8
    assert_agrees(replicated(scenario, "lead_time_days_mean"), 1 / (1 - 0.4))


def test_with_exponential_sizes_sharing_changes_no_mean() -> None:
    scenario = queue(1, 0.8, items=30_000)
    scenario["workforce"]["clerk"]["open_tasks"] = 8
    assert_agrees(replicated(scenario, "lead_time_days_mean"), 1 / (1 - 0.8))
