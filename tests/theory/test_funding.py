"""Funding: money comes in rounds, for initiatives one by one or for teams that spend it as they see fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simulator import simulate
from simulator.engine.run import Simulation
from simulator.outcomes.facts import Facts, facts_of
from simulator.scenario.loader import scenario_from
from simulator.work.records import APPROVAL, ENDED, EXPIRED, RELEASED

from .queueing import FITS, Values, assert_agrees, exponential, replicated_all

QUARTER = 65.0
WAIT = "funding_wait_days_mean"


def idea(at: Sequence[float], effort: float = 4.0, product: str = "area 0", **more: Any) -> Values:
    """Ideas of one item on given days, whose effort is known beforehand."""
    stream = {"product": product, "at": list(at), "items": 1, "effort_days": effort, "estimate_sigma": 0.0}
    return stream | {"good_share": 1.0, "harmful_share": 0.0} | more


def company(
    *streams: Values, funding: Values | None, people: Sequence[int] = (30,), days: float = 520.0,
    on: tuple[str, ...] = (), **more: Any,
) -> Values:  # fmt: skip
    """Areas with a team of so many people each, of whom there are plenty."""
    names = [f"area {k}" for k in range(len(people))]
    return (
        {
            "name": "company",
            "horizon": {"days": days, "warmup_days": 0, "run_off_days": 0},
            "workforce": {"maker": {"count": sum(people)}},
            "products": [{"name": n} for n in names],
            "value_stream": [{"stage": "build", "by": {"maker": 1.0}, "share": 1.0}],
            "demand": {"opportunities": list(streams)},
            "structure": {
                "teams": [
                    {"name": n, "members": {"maker": count}, "owns": {"products": [n]}}
                    for n, count in zip(names, people, strict=True)
                ]
            },
            "dependencies": {"negotiation_hours": 0, "misfit": FITS},
            "mechanisms": dict.fromkeys(on if funding is None else ("funding", *on), "on")
            | {"others": "off"},
        }
        | more
        | ({} if funding is None else {"funding": funding})
    )


def facts_at_the_end(values: Values) -> Facts:
    """With the checks of the engine after every event."""
    return facts_of(Simulation(scenario_from(values), 1, log=True, debug=True).run_until())


def committed(values: Values) -> list[float]:
    """Days on which initiatives are committed, in order of arrival; infinite for never."""
    days = facts_at_the_end(values).initiatives["committed_at"]
    return [float(day) for day in np.where(np.isnan(days), np.inf, days)]


def by_initiative(days: float | None = None, every: float = 1.0) -> Values:
    return {"by": "initiative", "every_quarters": every, "days_per_quarter": days}


def by_team(days: float | None = None, every: float = 1.0) -> Values:
    return {"by": "team", "every_quarters": every, "days_per_quarter": days}


@pytest.mark.parametrize("every", [0.5, 1.0, 4.0])
def test_an_initiative_waits_for_half_a_round_on_average(every: float) -> None:
    """Poisson arrivals, money for all: evenly spread over a round, from 0 to the whole of it."""
    ideas = idea([], effort=0.1, arrivals_per_day=2.0)
    del ideas["at"]
    days = 20 * every * QUARTER
    scenario = company(ideas, funding=by_initiative(every=every), days=days, people=(60,))
    scenario["horizon"]["run_off_days"] = every * QUARTER + 10

    def square(facts: Facts) -> float:
        rows = facts.initiatives[facts.initiatives["in_cohort"] == 1]
        return float(np.mean((rows["committed_at"] - rows["arrived_at"]) ** 2))

    wait, squares = replicated_all(scenario, [WAIT, square], 16)
    assert_agrees(wait, every * QUARTER / 2)
    assert abs(squares.mean - (every * QUARTER) ** 2 / 3) < 4 * squares.standard_error
    rows = simulate(scenario_from(scenario), seed=1).facts.initiatives
    waits = rows["committed_at"] - rows["arrived_at"]
    assert stats.kstest(waits[~np.isnan(waits)], stats.uniform(0, every * QUARTER).cdf).pvalue > 1e-4


def test_every_initiative_waits_for_the_next_round() -> None:
    """On day 65, 130, ...; one that comes on the very day is for the round after."""
    days = [0.0, 10.0, 64.5, 65.0, 66.0, 130.0, 200.0]
    assert committed(company(idea(days), funding=by_initiative())) == [
        65.0,
        65.0,
        65.0,
        130.0,
        130.0,
        195.0,
        260.0,
    ]
    assert committed(company(idea(days), funding=by_initiative(every=2.0))) == [130.0] * 5 + [260.0] * 2


def test_four_quarters_lie_between_rounds_where_the_file_is_silent() -> None:
    assert committed(company(idea([1.0, 100.0]), funding={"by": "initiative"})) == [260.0, 260.0]


def test_the_wait_for_money_is_time_of_approval() -> None:
    """In the parts of its lead time and in the outcome; no one is asked and no hour is spent on it."""
    run = simulate(scenario_from(company(idea([15.0, 45.0]), funding=by_initiative())), seed=1)
    assert run.run.to_pylist()[0][WAIT] == pytest.approx((50.0 + 20.0) / 2)
    rows = run.facts.initiatives
    assert rows["days"][:, APPROVAL] == pytest.approx([50.0, 20.0])
    assert rows["closed_at"] - rows["arrived_at"] == pytest.approx([54.0, 24.0])
    booked = sum(period.booked.sum(axis=0) for period in run.facts.periods)
    assert booked[0] == pytest.approx(8.0)


def envelope(costs: Sequence[float], asked: Sequence[float], given: float, round_days: float) -> list[float]:
    """Days of funding by hand: first come first served while there is something left; what is left expires, what was
    overdrawn is taken off the next."""
    funded = [np.inf] * len(costs)
    left = given
    for number in range(1, 9):
        day = number * round_days
        left = given + min(0.0, left)
        for k, (cost, came) in enumerate(zip(costs, asked, strict=True)):
            if np.isinf(funded[k]) and came < day and left > 0:
                funded[k] = day
                left -= cost
    return funded


SEQUENCES = {
    "three, of whom the last overdraws": (
        4.0,
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        10.0,
        [65.0] * 3 + [130.0] * 2 + [195.0],
    ),
    "one large that takes three rounds": (25.0, [1.0, 2.0], 10.0, [65.0, 195.0]),
    "what is left expires": (4.0, [1.0, 70.0, 71.0, 72.0, 73.0], 10.0, [65.0, 130.0, 130.0, 130.0, 195.0]),
    "as much as there is, to the day": (5.0, [1.0, 2.0, 3.0], 10.0, [65.0, 65.0, 130.0]),
}


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_round_goes_as_far_as_its_envelope(name: str) -> None:
    """In order of asking, while something is left: the last may take more than that."""
    cost, asked, given, exact = SEQUENCES[name]
    assert envelope([cost] * len(asked), asked, given, QUARTER) == exact
    assert committed(company(idea(asked, cost), funding=by_initiative(given))) == exact


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("every", [0.5, 1.0, 2.0])
def test_whatever_is_asked_for_when_the_envelope_holds(seed: int, every: float) -> None:
    """Random days and efforts, the envelope of a round being that of its quarters."""
    rng = np.random.default_rng(seed)
    asked = np.sort(np.round(rng.uniform(0, 200, 12), 3))
    costs = np.round(rng.exponential(8.0, 12), 3) + 0.01
    streams = [idea([float(day)], float(cost)) for day, cost in zip(asked, costs, strict=True)]
    scenario = company(*streams, funding=by_initiative(12.0, every), days=8 * every * QUARTER + 1)
    exact = envelope(list(costs), list(asked), 12.0 * every, every * QUARTER)
    arrived = [
        (day, funded) for day, funded in zip(asked, exact, strict=True) if day < 8 * every * QUARTER + 1
    ]
    assert committed(scenario) == [funded for _, funded in arrived]


def test_those_who_ask_at_the_same_time_come_in_order_of_arrival() -> None:
    scenario = company(idea([3.0], 20.0), idea([3.0], 20.0), idea([2.0], 20.0), funding=by_initiative(10.0))
    rows = facts_at_the_end(scenario).initiatives
    by_stream = dict(zip(rows["stream"], rows["committed_at"], strict=True))
    assert by_stream == {2: 65.0, 0: 195.0, 1: 325.0}  # each overdraws ten days, which the next round pays


def test_it_is_the_estimate_that_is_charged() -> None:
    """Items of 4 days whose number is estimated with an error: what is left follows the estimates."""
    asked = [float(k) for k in range(1, 13)]
    scenario = company(
        idea(asked, exponential(4.0), items={"discrete": {"values": [1, 3], "weights": [0.5, 0.5]}}, estimate_sigma=0.5),
        funding=by_initiative(15.0),
    )  # fmt: skip
    rows = facts_at_the_end(scenario).initiatives
    assert len(set(np.round(rows["estimated_effort"], 6))) == 12
    exact = envelope(list(rows["estimated_effort"]), asked, 15.0, QUARTER)
    days = np.where(np.isnan(rows["committed_at"]), np.inf, rows["committed_at"])
    assert list(days) == [day if day < 520.0 else np.inf for day in exact]


def test_a_team_begins_at_once_while_it_has_money() -> None:
    """Ten days for eight people in a team of two and one of six: 2.5 and 7.5; it may overdraw, and pays it back."""
    small = idea([1.0, 2.0, 3.0, 4.0], 1.0, "area 0")
    large = idea([1.0, 2.0, 3.0, 70.0], 4.0, "area 1")
    scenario = company(small, large, funding=by_team(10.0), people=(2, 6))
    rows = facts_at_the_end(scenario).initiatives
    found = {k: sorted(rows["committed_at"][rows["product"] == k].tolist()) for k in (0, 1)}
    # 2.5, 1.5, .5, -.5: the fourth waits; the next round has 2.5 - .5
    assert found[0] == [1.0, 2.0, 3.0, 65.0]
    # 7.5, 3.5, -.5: the third waits; the next round has 7, then 3: the fourth is begun at once
    assert found[1] == [1.0, 2.0, 65.0, 70.0]


def test_teams_have_money_on_the_first_day() -> None:
    assert committed(company(idea([0.0]), funding=by_team(10.0))) == [0.0]


def test_what_a_team_does_not_spend_expires() -> None:
    """Ten days a quarter, nothing in the first: in the second there are ten, not twenty."""
    scenario = company(idea([70.0, 71.0, 72.0, 73.0], 5.0), funding=by_team(10.0))
    assert committed(scenario) == [70.0, 71.0, 130.0, 130.0]


def test_a_team_without_money_stops_no_other() -> None:
    """The first that waits is of a team that has overdrawn two rounds; others that came later are funded."""
    first, second = idea([1.0, 2.0], 40.0, "area 0"), idea([3.0, 4.0], 10.0, "area 1")
    scenario = company(first, second, funding=by_team(20.0), people=(5, 5))
    rows = facts_at_the_end(scenario).initiatives
    # area 0: 10 - 40 = -30, -20, -10, 0, 10: the second is funded on day 260; area 1: 10 - 10 = 0, then again
    assert rows["committed_at"][rows["product"] == 0] == pytest.approx([1.0, 260.0])
    assert rows["committed_at"][rows["product"] == 1] == pytest.approx([3.0, 65.0])


def test_money_goes_to_teams_that_own_most_of_the_work_and_by_their_members() -> None:
    """Testers, who do a fifth of it, get nothing; one of five people gives half of their time to each of two teams."""
    scenario = company(idea([1.0, 2.0, 3.0], 5.0, "area 0"), funding=by_team(10.0), people=(4, 4))
    scenario["workforce"] = {"maker": {"count": 5}, "tester": {"count": 10}}
    scenario["value_stream"] = [
        {"stage": "build", "by": {"maker": 1.0}, "share": 0.8},
        {"stage": "test", "by": {"tester": 1.0}, "share": 0.2},
    ]
    half = {"person": 4, "share": 0.5}
    scenario["structure"]["teams"] = [
        {
            "name": "a",
            "members": {"maker": [0, 1, 2, 3, half]},
            "owns": [{"products": ["area 0"], "stages": ["build"]}],
        },
        {"name": "b", "members": {"maker": [half]}, "owns": [{"products": ["area 1"], "stages": ["build"]}]},
        {"name": "t", "members": {"tester": 10}, "owns": {"stages": ["test"]}},
    ]
    # 9 of 10 days: 9, 4, -1: the third waits
    assert committed(scenario) == [1.0, 2.0, 65.0]
    scenario["demand"]["opportunities"] = [idea([1.0, 2.0, 3.0], 0.75, "area 1")]
    # 1 of 10 days: 1, .25, -.5: the third waits
    assert committed(scenario) == [1.0, 2.0, 65.0]


@pytest.mark.parametrize("days", [None, 1e6])
def test_teams_with_money_enough_wait_for_nothing(days: float | None) -> None:
    ideas = idea([], exponential(5.0), arrivals_per_day=0.5, estimate_sigma=0.5)
    del ideas["at"]
    funded, free = company(ideas, funding=by_team(days)), company(ideas, funding=None)
    one, other = (simulate(scenario_from(values), seed=1) for values in (funded, free))
    assert one.items == other.items
    assert one.hours == other.hours
    assert one.initiatives == other.initiatives
    assert one.run.to_pylist()[0][WAIT] == 0.0
    assert other.run.to_pylist()[0][WAIT] is None


def test_what_is_switched_off_changes_no_bit() -> None:
    ideas = idea([1.0, 20.0, 90.0], 5.0)
    off = company(ideas, funding=by_initiative(1.0)) | {"mechanisms": "none"}
    bare = company(ideas, funding=None) | {"mechanisms": "none"}
    one, other = (simulate(scenario_from(values), seed=1) for values in (off, bare))
    assert [one.run, one.items, one.initiatives] == [other.run, other.items, other.initiatives]


def test_an_idea_that_waits_for_money_may_expire() -> None:
    """After twenty days, on day 30, long before the round; one that comes shortly before is funded."""
    rows = facts_at_the_end(
        company(idea([10.0, 60.0], expires_days=20.0), funding=by_initiative())
    ).initiatives
    assert list(rows["fate"]) == [EXPIRED, RELEASED]
    assert rows["closed_at"][0] == pytest.approx(30.0)
    assert rows["committed_at"][1] == pytest.approx(65.0)


def test_an_idea_on_which_work_has_begun_waits_as_long_as_it_takes() -> None:
    """Discovery of two days: it asks for money on day 12, and does not expire."""
    scenario = company(idea([10.0], expires_days=20.0), funding=by_initiative())
    discovery = {"stage": "discover", "per": "initiative", "by": {"maker": 1.0}, "effort_days": 2.0}
    scenario["value_stream"] = [discovery, *scenario["value_stream"]]
    (row,) = facts_at_the_end(scenario).initiatives
    assert row["fate"] == RELEASED
    assert row["committed_at"] == pytest.approx(65.0)
    assert row["days"][APPROVAL] == pytest.approx(53.0)


def test_money_is_asked_for_after_research_and_only_for_what_goes_on() -> None:
    """Research of five days ends every idea that is no good: it takes no money; others ask when it is over."""
    good, bad = idea([1.0, 62.0], 8.0), idea([0.5], 8.0, good_share=0.0)
    research = {"research": {"accuracy": 1.0, "delay_days": 5, "hours": 0}}
    scenario = company(bad, good, funding=by_initiative(5.0), on=("feedback",), feedback=research)
    rows = facts_at_the_end(scenario).initiatives
    assert list(rows["fate"]) == [ENDED, RELEASED, RELEASED]
    assert rows["committed_at"][1:] == pytest.approx([65.0, 130.0])  # the second asks on day 67


def board(**more: Any) -> Values:
    return {"name": "board", "hours_per_request": 0, "prepare_hours": 0} | more


def test_money_is_asked_for_after_approval() -> None:
    """A board that sits on days 20, 50, 80, ...: what it has approved on day 50 is funded on day 65."""
    rights = {
        "layers": [board(sits_every_days=30.0, phase=20.0)],
        "decision_rights": {"start_initiative": {"ask": ["board"]}},
    }
    scenario = company(idea([25.0, 55.0]), funding=by_initiative(), governance=rights, on=("approvals",))
    rows = facts_at_the_end(scenario).initiatives
    assert rows["committed_at"] == pytest.approx([65.0, 130.0])
    assert rows["days"][:, APPROVAL] == pytest.approx([40.0, 75.0])


def test_what_a_board_approves_on_the_day_of_a_round_is_funded_on_that_day() -> None:
    """The board sits before money is given."""
    rights = {
        "layers": [board(sits_every_days=65.0, phase=65.0)],
        "decision_rights": {"start_initiative": {"ask": ["board"]}},
    }
    scenario = company(idea([25.0]), funding=by_initiative(), governance=rights, on=("approvals",))
    assert committed(scenario) == [65.0]


def test_temporary_teams_are_paid_from_the_money_of_their_department() -> None:
    """Two departments, staffed for each initiative: the second idea of one waits for the next round, not the other's."""
    scenario = company(
        idea([1.0, 2.0], 20.0, "area 0"), idea([3.0], 5.0, "area 1"), funding=by_team(20.0), people=(5, 5)
    )
    scenario["structure"] |= {"staffing": {"maker": 1}, "max_projects": 1}
    rows = facts_at_the_end(scenario).initiatives
    assert rows["committed_at"][rows["product"] == 0] == pytest.approx([1.0, 130.0])  # 10 - 20 = -10; 0; 10
    assert rows["committed_at"][rows["product"] == 1] == pytest.approx([3.0])
