"""Places for initiatives: CONWIP by mean-value analysis, and a board that fills places as a queue served in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.work.records import EXPIRED, RELEASED

from .queueing import (
    Values,
    after_bulk_service,
    assert_agrees,
    assert_positive,
    closed_network,
    exponential,
    organisation,
    replicated_all,
)

DAYS, WARM_UP = 20_000.0, 500.0


def flow(
    places: int,
    means: Sequence[float],
    servers: Sequence[int] | None = None,
    again: float = 0.0,
    rate: float | None = None,
    areas: int = 1,
    per: str = "company",
    days: float = DAYS,
    **more: Any,
) -> Values:
    """Stages in series with people of their own, for initiatives of one item, of which there are always enough.

    again: the chance by which the last stage sends an item back to the first; areas: each with its own people.
    """
    people = servers or [1] * len(means)
    names = [f"area {k}" for k in range(areas)]
    roles = {f"role {k}": n * areas for k, n in enumerate(people)}
    stages: list[Values] = [
        {"stage": f"stage {k}", "by": {f"role {k}": 1.0}, "effort_days": exponential(mean)}
        for k, mean in enumerate(means)
    ]
    stages[-1] |= {"return_probability": again, "return_to": "stage 0", "return_share": 1.0}
    most = min(n / mean for n, mean in zip(people, means, strict=True)) * (1 - again)
    arrives = 1.2 * most if rate is None else rate
    scenario = organisation(
        horizon={"days": days, "warmup_days": WARM_UP, "run_off_days": 0},
        workforce=roles,
        products=[{"name": name} for name in names],
        stages=stages,
        streams=[],
        teams=[
            {"name": name, "group": name, "members": dict(zip(roles, people, strict=True)), "owns": {"products": [name]}}
            for name in names
        ],
        limits={"initiatives": places, "per": per},
    )  # fmt: skip
    streams = [{"product": name, "arrivals_per_day": arrives} for name in names]
    return scenario | {"demand": {"opportunities": streams}} | more


def over(f: Facts) -> Any:
    """Initiatives that are closed in the window."""
    return f.initiatives[(f.initiatives["closed_at"] >= WARM_UP) & (f.initiatives["fate"] == RELEASED)]


def throughput(f: Facts) -> float:
    return len(over(f)) / (f.end - WARM_UP)


def cycle_time(f: Facts) -> float:
    return float(np.mean(over(f)["closed_at"] - over(f)["begun_at"]))


def test_closed_networks_of_equal_stations_have_a_simple_form() -> None:
    assert closed_network(7, [2.0] * 4) == pytest.approx(7 / (7 + 3) / 2.0)
    assert closed_network(3, [1.0], [3]) == pytest.approx(3.0)
    assert closed_network(50, [1.0, 0.3], [2, 1]) == pytest.approx(2.0, rel=1e-6)


NETWORKS: dict[str, Values] = {
    "equal": {"means": [1.0, 1.0, 1.0]},
    "unequal": {"means": [0.5, 1.0, 0.8, 0.2]},
    "several people": {"means": [0.9, 2.0, 1.0], "servers": [1, 3, 2]},
    "work that comes back": {"means": [1.0, 0.6], "again": 0.3},
}


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("places", [1, 2, 4, 9])
def test_a_limit_on_initiatives_makes_a_closed_network(network: str, places: int) -> None:
    """As long as ideas wait there are always as many initiatives begun as there are places [Spearman1990]_."""
    spec = NETWORKS[network]
    again = spec.get("again", 0.0)
    exact = closed_network(places, [mean / (1 - again) for mean in spec["means"]], spec.get("servers"))
    flows, cycle = replicated_all(flow(places, **spec), [throughput, cycle_time])
    assert_agrees(flows, exact)
    assert_agrees(cycle, places / exact)


@pytest.mark.parametrize("per", ["team", "group", "company"])
def test_places_are_of_each_team_or_each_group_or_of_all(per: str) -> None:
    """Two areas with two places each, or with two for both: then either has two, one or none of them."""
    scenario = flow(2, [1.0, 0.8], areas=2, per=per, days=10_000.0)
    (flows,) = replicated_all(scenario, [throughput])
    if per == "company":
        # ideas come from both areas alike, first come first served: a place goes to either by a fair coin
        assert_agrees(flows, closed_network(2, [0.5, 0.5, 0.4, 0.4]))
    else:
        assert_agrees(flows, 2 * closed_network(2, [1.0, 0.8]))


def test_as_many_initiatives_are_begun_as_there_are_places_and_no_more() -> None:
    rows = simulate(scenario_from(flow(3, [1.0, 0.8], days=2_000.0)), seed=1).facts.initiatives
    begun = rows[rows["begun_at"] >= 0]
    ended = np.where(np.isnan(begun["closed_at"]), 1e9, begun["closed_at"])
    changes = sorted([(t, 1) for t in begun["begun_at"]] + [(t, -1) for t in ended])
    count = np.cumsum([change for _, change in changes])[: 2 * np.sum(ended < 1e9)]
    assert count.max() == 3
    late = np.array([t for t, _ in changes[: len(count)]]) > 500
    assert set(count[late]) <= {2, 3}  # one goes and the next comes at the same time


def test_the_oldest_idea_is_begun_first_where_ideas_are_ranked_by_arrival() -> None:
    rows = simulate(scenario_from(flow(3, [1.0], days=2_000.0)), seed=1).facts.initiatives
    begun = rows["begun_at"][rows["begun_at"] >= 0]
    assert np.all(np.diff(begun) >= 0)
    assert np.all(np.isnan(rows["begun_at"][len(begun) :]))


def test_the_best_idea_that_waits_is_begun_first_where_ideas_are_ranked_by_value() -> None:
    scenario = flow(1, [1.0], days=2_000.0, priorities="value")
    scenario["demand"]["opportunities"][0] |= {
        "value": {"lognormal": {"median": 1.0, "sigma": 1.0}},
        "estimate_sigma": 0.5,
    }
    rows = simulate(scenario_from(scenario), seed=1).facts.initiatives
    begun = rows[rows["begun_at"] > 200.0]
    assert len(begun) > 1_000
    for idea in begun[:300]:
        here = (rows["arrived_at"] < idea["begun_at"]) & ~(rows["begun_at"] <= idea["begun_at"])
        assert np.all(rows["estimated_value"][here] <= idea["estimated_value"])


def test_no_work_is_done_on_an_idea_without_a_place() -> None:
    """Discovery, of a day by people enough for all, begins when the place is there."""
    discovery = {"stage": "discover", "per": "initiative", "by": {"role 0": 1.0}, "effort_days": 1.0}
    scenario = flow(2, [1.0], servers=[50], rate=3.0, days=1_000.0)
    scenario["value_stream"] = [discovery, *scenario["value_stream"]]
    rows = simulate(scenario_from(scenario), seed=1).facts.initiatives
    done = rows[rows["committed_at"] >= 0]
    assert done["committed_at"] - done["begun_at"] == pytest.approx(1.0, abs=1e-6)
    assert np.mean(done["begun_at"] - done["arrived_at"]) > 100.0


def test_only_what_waits_for_a_place_expires() -> None:
    """A place is kept for 30 days of work, though ideas are gone after 10."""
    scenario = flow(2, [30.0], servers=[2], rate=1.0, days=3_000.0)
    scenario["value_stream"][0]["effort_days"] = 30.0
    scenario["demand"]["opportunities"][0]["expires_days"] = 10.0
    rows = simulate(scenario_from(scenario), seed=1).facts.initiatives
    gone = rows[rows["fate"] == EXPIRED]
    assert len(gone) > 2_500
    assert gone["closed_at"] - gone["arrived_at"] == pytest.approx(10.0, abs=1e-6)
    assert np.all(np.isnan(gone["begun_at"]))
    done = rows[rows["fate"] == RELEASED]
    assert done["closed_at"] - done["begun_at"] == pytest.approx(30.0, abs=1e-6)
    assert len(done) == pytest.approx(2 * 3_500 / 30, abs=2 * 3_500 / 30 * 0.05)


def test_a_refused_idea_gives_its_place_to_the_next() -> None:
    """All are refused at once by people outside, who take two days: two places, one idea a day."""
    layer = {"name": "outside", "review_hours": 16.0, "prepare_hours": 0, "pass_good": 0.0, "pass_bad": 0.0}
    scenario = flow(
        2, [1.0], rate=3.0, days=1_000.0,
        governance={"layers": [layer], "decision_rights": {"start_initiative": {"ask": ["outside"]}}},
        mechanisms={"approvals": "on", "others": "off"},
    )  # fmt: skip
    rows = simulate(scenario_from(scenario), seed=1).facts.initiatives
    begun = rows[rows["begun_at"] > 500.0]
    assert len(begun) == pytest.approx(1_000, abs=2)
    over_ = begun[~np.isnan(begun["closed_at"])]
    assert over_["closed_at"] - over_["begun_at"] == pytest.approx(2.0, abs=1e-6)


def board(
    places: int, every: float, rate: float, capacity: int | None = None, work: float = 0.25, **more: Any
) -> Values:
    """A board that fills places, with people enough for all that is begun; none of it lasts until it sits again."""
    layer = {"name": "board", "sits_every_days": every, "fills_places": True, "prepare_hours": 0}
    if capacity:
        layer["capacity_per_sitting"] = capacity
    scenario = flow(places, [work], servers=[200], rate=rate, governance={"layers": [layer | more]})
    scenario["mechanisms"] = {"approvals": "on", "others": "off"}
    scenario["value_stream"][0]["effort_days"] = work
    return scenario


def backlog_wait(f: Facts) -> float:
    """Days until an idea is begun, of those that arrived in the window and early enough to have been begun."""
    chosen = (f.initiatives["arrived_at"] >= WARM_UP) & (f.initiatives["arrived_at"] < f.end - 1_000.0)
    rows = f.initiatives[chosen]
    return float(np.mean(rows["begun_at"] - rows["arrived_at"]))


@pytest.mark.parametrize(
    ("places", "capacity", "taken"), [(10_000, 5, 5), (3, None, 3), (4, 9, 4), (9, 4, 4)]
)
def test_a_board_that_fills_places_serves_its_backlog_in_bulk(
    places: int, capacity: int | None, taken: int
) -> None:
    """Poisson arrivals, up to so many begun at each sitting: Bailey's queue, and half a period for who comes between two."""
    every, load = 4.0, 0.8
    rate = load * taken / every
    (wait,) = replicated_all(board(places, every, rate, capacity), [backlog_wait])
    assert_agrees(wait, after_bulk_service(rate * every, taken) / rate + every / 2)


def test_bulk_service_of_one_is_a_queue_with_constant_service() -> None:
    """Capacity 1: M/D/1 seen at the ends of services, load^2 / 2 / (1 - load) left."""
    assert after_bulk_service(0.8, 1) == pytest.approx(0.8**2 / 2 / 0.2, rel=1e-9)


@pytest.mark.parametrize("every", [2.0, 10.0])
def test_with_places_enough_an_idea_waits_half_a_period(every: float) -> None:
    def square(f: Facts) -> float:
        rows = f.initiatives[(f.initiatives["arrived_at"] < f.end - 1_000.0)]
        return float(np.mean((rows["begun_at"] - rows["arrived_at"]) ** 2))

    wait, squares = replicated_all(board(10_000, every, 1.0), [backlog_wait, square])
    assert_agrees(wait, every / 2)
    assert_agrees(squares, every**2 / 3)


def test_a_board_begins_the_best_of_what_waits_up_to_its_capacity() -> None:
    scenario = board(10_000, 10.0, 1.0, 7, ranks_by="value")
    scenario["horizon"]["days"] = 3_000.0
    scenario["demand"]["opportunities"][0] |= {"value": {"lognormal": {"median": 1.0, "sigma": 1.0}}}
    rows = simulate(scenario_from(scenario), seed=1).facts.initiatives
    sittings = np.unique(rows["begun_at"][rows["begun_at"] >= 0])
    assert len(sittings) > 300
    for day in sittings:
        taken = rows["begun_at"] == day
        left = (rows["arrived_at"] < day) & ~(rows["begun_at"] <= day)
        assert np.sum(taken) == 7 or not np.any(left)
        if np.any(left):
            assert rows["estimated_value"][taken].min() >= rows["estimated_value"][left].max()


def test_members_of_the_board_owe_their_hours_for_each_idea_that_it_takes() -> None:
    scenario = board(10_000, 5.0, 0.2, hours_per_request=2.0, members={"manager": 3})
    scenario["workforce"]["manager"] = {"count": 3}
    scenario["horizon"] = {"days": 2_000.0, "warmup_days": 0, "run_off_days": 50}
    run = simulate(scenario_from(scenario), seed=1)
    hours = run.hours.to_pandas().groupby("account", observed=True)["hours"].sum()
    taken = int(np.sum(run.facts.initiatives["begun_at"] >= 0))
    assert taken > 300
    assert hours["deciding"] == pytest.approx(3 * 2.0 * taken, rel=1e-9)


@pytest.mark.parametrize("places", [1, 2, 5])
def test_more_places_begin_more_and_finish_each_later(places: int) -> None:
    fewer, more = (
        replicated_all(flow(n, [1.0, 1.0, 1.0], days=5_000.0), [throughput, cycle_time], 20)
        for n in (places, 2 * places)
    )
    assert_positive(more[0] - fewer[0])
    assert_positive(more[1] - fewer[1])


def tables(values: Values) -> list[Any]:
    run = simulate(scenario_from(values), seed=1)
    return [run.items, run.hours]


def test_places_enough_for_all_change_nothing_about_the_work() -> None:
    """To the last bit, of all that is worked on; ideas that need no discovery are begun when they arrive."""
    many = flow(100_000, [0.5, 0.4], rate=1.2, days=1_000.0)
    none = dict(many)
    del none["limits"]
    assert tables(many) == tables(none)
