"""Three published findings about who must talk to whom, with default parameters (S23, S24, S25).

The organisation has the numbers of the mid-size world: two teams of a product manager, a designer, a
tech lead, four engineers, a tester and somebody who runs operations; four areas with 1.375
opportunities a quarter each, so that people are busy .50 to .60 of their time with all overheads.
Nothing was tuned. Where a finding is missed, a test of the direction passes and the figure stands
in the reason of the one that fails.

Evidence or input? Sizes are judged by a default that was itself taken from this literature:
that a tie across groups counts 2.5 (P34-P36). So S23 is half a restatement; the test without
coordination says which half. S24 is evidence: nobody wrote down how people multiply with teams.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.experiments.replications import replicate, seeds_of
from simulator.outcomes.facts import Facts
from simulator.scenario.loading import scenario_from
from simulator.work.records import ACTIVITIES, RELEASED, TOUCH

from ..midsize import ITEMS, PER_AREA, PORTFOLIO, midsize
from ..strategies import Values
from .queueing import Sample, replicated_all

MATES = {"orders": "payments", "payments": "orders", "catalogue": "search", "search": "catalogue"}
TOGETHER = (["orders", "payments"], ["catalogue", "search"])
CUT = (["orders", "catalogue"], ["payments", "search"])
TEAM = PER_AREA | {"operations": 1}
START = ACTIVITIES.index("start")
LEAD, CYCLE, CONGRUENCE = "lead_time_days_mean", "cycle_time_days_mean", "congruence"


def two_teams(owned: Any, group: str | None = None, mates: float = 0.3, others: float = 0.0) -> Values:
    """Four areas that two teams own; coupled in pairs, and less across them.

    group: of both teams; without one each is a group of its own, as by default.
    """
    opportunity = midsize()["demand"]["opportunities"][0]
    return midsize(
        workforce={role: {"count": 2 * count} for role, count in TEAM.items()} | {"manager": {"count": 2}},
        products=[
            {"name": area, "coupling": {other: mates if other == mate else others for other in MATES if other != area}}
            for area, mate in MATES.items()
        ],
        demand={"opportunities": [opportunity | {"product": a, "arrivals_per_quarter": 1.375, "items": ITEMS} for a in MATES]},
        structure={
            "teams": [
                {"name": f"team {k}", "group": group, "members": TEAM, "owns": {"products": areas}}
                for k, areas in enumerate(owned)
            ]
        },
        governance={
            "layers": [PORTFOLIO],
            "decision_rights": {"start_initiative": {"ask": ["portfolio"]}, "during_work": {}},
        },
    )  # fmt: skip


# S23


def effort(facts: Facts) -> float:
    """Days worked on an item, without what coordination takes."""
    return float(facts.released_cohort["days"][:, TOUCH].mean())


def reductions(group: str | None = None, **changes: Any) -> list[Sample]:
    """By how much full congruence cuts lead time, cycle time and effort; and congruence before."""
    outcomes = [LEAD, CYCLE, effort, CONGRUENCE]
    full, cut = (
        replicated_all(two_teams(owned, group) | changes, outcomes, 60, 3) for owned in (TOGETHER, CUT)
    )
    assert np.all(full[3].values == 1.0)
    return [(before - after).over(before) for after, before in zip(full, cut, strict=True)]


def test_congruence_cuts_lead_times_by_a_third_and_no_effort() -> None:
    """S23, Cataldo, Herbsleb & Carley 2008: 32 %, 20-45 %. Seen: 31 % +- 3, effort within 1 %.

    Half a restated input: see the next two tests."""
    lead, cycle, work, _ = reductions()
    print(
        f"S23: lead -{lead.mean:.3f} +- {lead.standard_error:.3f}, cycle -{cycle.mean:.3f}, {work.mean:.4f}"
    )
    assert lead.mean - 2 * lead.standard_error > 0.20 and lead.mean + 2 * lead.standard_error < 0.45
    assert abs(work.mean) < 0.01


@pytest.mark.xfail(strict=True, reason="2 % +- 3: inside a group a tie counts 1.5, and little is gained")
def test_congruence_cuts_lead_times_by_a_third_inside_a_tribe_too() -> None:
    lead = reductions("tribe")[0]
    print(f"S23 inside a tribe: lead -{lead.mean:.3f} +- {lead.standard_error:.3f}")
    assert lead.mean - 2 * lead.standard_error > 0.0 and lead.mean > 0.20


def test_congruence_without_coordination_lengthens_lead_times() -> None:
    """What makes S23 is the cost of ties, not the queues: where talking is free, two teams that share
    a burst of coupled work are through with it sooner than the one that has it all."""
    lead = reductions(mechanisms={"coordination": "off"})[0]
    print(f"S23 without coordination: lead +{-lead.mean:.3f} +- {lead.standard_error:.3f}")
    assert lead.mean < -4 * lead.standard_error


# S24

Table = dict[str, Any]


def changes_of(facts: Facts) -> Table:
    """Changes, each an item with what it needs elsewhere: released continuously, so each a deployment.

    Logarithms of time (first start to last completion), size and number of people from the event
    log: all who had a task of it open, or were consulted. multi: whether two teams did it.
    """
    items = facts.items[(facts.items["in_cohort"] == 1) & (facts.items["outcome"] == RELEASED)]
    first = sum(stage.per == "initiative" for stage in facts.scenario.value_stream)
    owner = np.array(
        [facts.scenario.organisation.owner[p, first] for p in range(len(facts.scenario.products))]
    )
    _, change = np.unique(items["deployment"], return_inverse=True)
    number = change.max() + 1
    begun, done, size = np.full(number, np.inf), np.zeros(number), np.zeros(number)
    np.minimum.at(begun, change, items["started_at"])
    np.maximum.at(done, change, items["done_at"])
    np.add.at(size, change, items["effort"])
    teams = {(c, t) for c, t in zip(change, owner[items["product"]], strict=True)}
    people = people_on(facts, dict(zip(items["ordinal"], change, strict=True)), number)
    return {
        "time": np.log(done - begun),
        "multi": np.bincount([c for c, _ in teams], minlength=number) > 1,
        "size": np.log(size),
        "people": np.log(people),
    }


def people_on(facts: Facts, change_of: dict[int, int], number: int) -> Any:
    """How many different people started something for each change."""
    starts = facts.events[facts.events["activity"] == START]
    seen = {
        (change_of[ordinal], person)
        for ordinal, person in zip(starts["ordinal"], starts["person"], strict=True)
        if ordinal in change_of
    }
    return np.bincount([c for c, _ in seen], minlength=number)


def effect_of_several_teams(changes: Table, *controls: str) -> float:
    """Coefficient of `multi` in the regression of log time on it and the controls."""
    columns = [np.ones(len(changes["time"])), changes["multi"], *(changes[name] for name in controls)]
    return float(np.linalg.lstsq(np.column_stack(columns).astype(float), changes["time"], rcond=None)[0][1])


@pytest.fixture(scope="module")
def effects() -> tuple[Sample, Sample]:
    """Logarithm of the time ratio at equal size, without and with the number of people."""
    scenario = scenario_from(two_teams(CUT, mates=0.15, others=0.075))
    tables = [changes_of(run.facts) for run in replicate([("", scenario)], seeds_of(3, 30), events=True)]
    alone = Sample(np.array([effect_of_several_teams(t, "size") for t in tables]))
    controlled = Sample(np.array([effect_of_several_teams(t, "size", "people") for t in tables]))
    for name, sample in (("matched on size", alone), ("and on people", controlled)):
        print(
            f"S24 {name}: ratio {np.exp(sample.mean):.2f}, log {sample.mean:.3f} +- {sample.standard_error:.3f}"
        )
    return alone, controlled


def test_changes_of_several_teams_take_longer_and_less_so_with_as_many_people(
    effects: tuple[Sample, Sample],
) -> None:
    """S24 in sign, Herbsleb & Mockus 2003: emergent from queues of two teams and ties across them."""
    alone, controlled = effects
    assert alone.mean > 4 * alone.standard_error
    explained = alone - controlled
    assert explained.mean > 4 * explained.standard_error


@pytest.mark.xfail(
    strict=True,
    reason="ratio 1.5 +- .05 at equal size: two teams work on their parts at the same time, which "
    "takes back a part of what the ties cost; unmatched it is 1.7",
)
def test_changes_of_several_teams_take_two_and_a_half_times_as_long(effects: tuple[Sample, Sample]) -> None:
    """S24: 2.5, 1.8-3.0."""
    assert 1.8 < np.exp(effects[0].mean) < 3.0


@pytest.mark.xfail(strict=True, reason="about 40 % of the logarithm, not more than half")
def test_the_number_of_people_explains_more_than_half_of_it(effects: tuple[Sample, Sample]) -> None:
    """S24: the ratio shrinks by more than half."""
    assert effects[1].mean < 0.5 * effects[0].mean


# S25

BOARD = {"name": "advisory board", "prepare_hours": 2, "return_probability": 0.15}


def moments_per_week(facts: Facts) -> float:
    """Moments at which anything is released: what is passed in one sitting goes out together."""
    days = np.unique(facts.released_in_window["closed_at"])
    return float(5 * len(days) / (facts.window[1] - facts.window[0]))


def batch(facts: Facts) -> float:
    """Items per such moment."""
    return float(
        len(facts.released_in_window) / max(1, len(np.unique(facts.released_in_window["closed_at"])))
    )


def ratios(period: float, release: Values, *outcomes: Any) -> list[Sample]:
    """What an external board that sits so often before release makes of outcomes."""
    without = midsize(release=release)
    rights = without["governance"]["decision_rights"] | {"release": {"ask": ["advisory board"]}}
    layers = [*without["governance"]["layers"], BOARD | {"sits_every_days": period}]
    with_board = without | {"governance": {"layers": layers, "decision_rights": rights}}
    before, after = (replicated_all(scenario, outcomes, 40, 3) for scenario in (without, with_board))
    return [b.over(a) for a, b in zip(before, after, strict=True)]


CONTINUOUS = {"mode": "continuous"}
WEEKLY_TRAIN = {"mode": "train", "every_days": 5}
CHANGES, DEPLOYMENTS = "lead_time_for_changes_days_p50", "deployments_per_week"


def test_a_weekly_external_board_makes_changes_late_few_and_large() -> None:
    """S25, DORA 2019: lead time up, deployment frequency down, by 10 % and more; batches larger.

    Evidence as far as the wait goes, which follows from the calendar of the board (S11)."""
    lead, changes, moments, size = ratios(5.0, CONTINUOUS, LEAD, CHANGES, moments_per_week, batch)
    print(f"S25: lead x{lead.mean:.3f} +- {lead.standard_error:.3f}, changes x{changes.mean:.2f}, moments x{moments.mean:.2f}, batch x{size.mean:.1f}")  # fmt: skip
    assert lead.mean > 1.10 and changes.mean > 1.10
    assert moments.mean < 0.90 and size.mean > 1.10


def test_a_board_that_sits_more_seldom_than_trains_leave_halves_deployments() -> None:
    lead, deployments, size = ratios(10.0, WEEKLY_TRAIN, LEAD, DEPLOYMENTS, batch)
    print(f"S25 trains: lead x{lead.mean:.3f}, deployments x{deployments.mean:.2f}, batch x{size.mean:.2f}")
    assert lead.mean > 1.10 and deployments.mean < 0.90 and size.mean > 1.10


def test_a_weekly_external_board_lowers_deployment_frequency_as_it_is_counted() -> None:
    assert ratios(5.0, CONTINUOUS, DEPLOYMENTS)[0].mean < 0.90
