"""What is put together may not fit, and what another team asks is heard of at the next meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simulator import simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.work.records import BARE, DEPENDENCY, DEPENDENT, RELEASED

from .queueing import (
    FITS,
    TOLERANCE,
    Values,
    assert_agrees,
    exponential,
    organisation,
    replicated,
    replicated_all,
)

PAIRS = 4_000
ON = {"dependencies": "on", "others": "off"}


def pairs(
    ties: Sequence[str | None] = ("g", "h"),
    count: int = PAIRS,
    effort: Any = 1.0,
    one_team: bool = False,
    changes: int = 1,
    **dependencies: Any,
) -> Values:
    """Items that each need a change of other areas, so seldom that no one waits for people; ties: groups of teams."""
    names = [f"area {k}" for k in range(changes + 1)]
    scenario = organisation(
        horizon={"days": 20.0 * count + 10.0, "warmup_days": 0},
        workforce={"engineer": 6 * len(names)},
        products=[{"name": names[0], "coupling": dict.fromkeys(names[1:], 1.0)}, *({"name": n} for n in names[1:])],
        stages=[
            {"stage": "analyse", "by": {"engineer": 1.0}, "share": 0.3},
            {"stage": "build", "by": {"engineer": 1.0}, "share": 0.5, "return_share": 0.4},
            {"stage": "test", "by": {"engineer": 1.0}, "share": 0.2},
        ],
        streams=[{"product": names[0], "interarrival_days": 20.0, "effort_days": effort}],
        teams=[
            {"name": n, "group": group, "members": {"engineer": 6}, "owns": {"products": [n]}}
            for n, group in zip(names, [*ties, *[ties[1]] * changes], strict=False)
        ],
        mechanisms=ON,
    )  # fmt: skip
    if one_team:
        scenario["structure"] = {"teams": [{"name": "all", "members": {"engineer": 6 * len(names)}}]}
    return scenario | {"dependencies": {"negotiation_hours": 0} | dependencies}


def facts_of(values: Values, seed: int = 1) -> Facts:
    return simulate(scenario_from(values), seed=seed).facts


def assert_share(count: int, of: int, chance: float) -> None:
    """A number of successes is as near to its mean as it should be, and the mean is precise."""
    error = (of * chance * (1 - chance)) ** 0.5
    assert abs(count - of * chance) <= TOLERANCE * error, (count / of, chance)


CASES = {
    "team": (("g", "g"), True, 0.05),
    "group": (("g", "g"), False, 0.10),
    "across": (("g", "h"), False, 0.20),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("contract", [False, True])
def test_a_pair_that_does_not_fit_goes_back_once_by_the_tie_of_its_teams(case: str, contract: bool) -> None:
    ties, one_team, chance = CASES[case]
    values = pairs(ties, one_team=one_team)
    if contract:
        values["structure"]["contracts"] = ["area 1"]
        chance *= 0.5
    rows = facts_of(values).items
    assert np.all(rows["fate"] == RELEASED)
    leaders, changes = rows[rows["kind"] == BARE], rows[rows["kind"] == DEPENDENT]
    assert len(leaders) == len(changes) == PAIRS
    assert np.all(leaders["returns"] + changes["returns"] <= 1)  # either half, and no second time
    again = int(leaders["returns"].sum() + changes["returns"].sum())
    assert_share(again, PAIRS, chance)
    assert_share(int(leaders["returns"].sum()), again, 0.5)


def test_a_contract_of_the_area_that_asks_is_none_of_the_change() -> None:
    values = pairs()
    values["structure"]["contracts"] = ["area 0"]
    assert_share(int(facts_of(values).items["returns"].sum()), PAIRS, 0.20)


def test_passes_through_the_join_grow_by_the_chance() -> None:
    """An item with three changes meets each once: as many returns as three pairs have, but that the item,
    sent back for two of them, goes once."""
    chance = 0.5
    rows = facts_of(pairs(changes=3, misfit={"across": chance, "group": chance})).items
    leaders, changes = rows[rows["kind"] == BARE], rows[rows["kind"] == DEPENDENT]
    assert_share(int(changes["returns"].sum()), 3 * PAIRS, chance / 2)
    assert_share(int(leaders["returns"].sum()), PAIRS, 1 - (1 - chance / 2) ** 3)
    assert max(rows["returns"]) == 1


def test_what_goes_back_repeats_the_stage_with_most_work_and_what_comes_after() -> None:
    """Analysing takes .3, building .5, testing .2: back to building, .4 of it and of testing once more."""
    rows = facts_of(pairs(misfit={"across": 1.0})).items
    worked = rows["days"][:, 0]
    assert worked == pytest.approx(1.0 + 0.4 * 0.7 * rows["returns"], abs=1e-6)
    assert rows["returns"].sum() == PAIRS


def test_the_other_half_waits_for_what_goes_back() -> None:
    rows = facts_of(pairs(misfit={"across": 1.0})).items
    waited = rows["days"][:, DEPENDENCY]
    assert waited == pytest.approx(0.4 * 0.7 * (1 - rows["returns"]), abs=1e-6)
    assert rows["closed_at"] - rows["created_at"] == pytest.approx(1.0 + 0.4 * 0.7, abs=1e-6)


def test_effort_of_a_repetition_is_drawn_anew() -> None:
    lead = replicated(
        pairs(effort=exponential(1.0), misfit={"across": 1.0}, count=1_500), "lead_time_days_mean"
    )
    assert_agrees(lead, 1.5 + 0.4 * 0.7)  # the longer of two, then what one of them takes again


def tables(values: Values) -> list[Any]:
    run = simulate(scenario_from(values), seed=1)
    return [run.run, run.items, run.hours]


def test_chances_of_0_and_work_that_is_seen_change_nothing_to_the_last_bit() -> None:
    fit = tables(pairs(count=200, misfit=FITS, meets_every_days=3.0))
    sent_nothing = pairs(count=200, misfit={"contract_factor": 0.0})
    sent_nothing["structure"]["contracts"] = "all"
    assert fit[1:] == tables(sent_nothing)[1:]
    assert fit == tables(pairs(count=200, misfit=FITS, work_visible=True, meets_every_days=77.0))


@pytest.mark.parametrize("every", [2.0, 10.0])
def test_what_is_not_seen_reaches_a_team_at_its_next_meeting(every: float) -> None:
    """Meetings are as far apart as that, and no one knows when the first one is: T/2 on average, evenly over T."""
    values = pairs(work_visible=False, meets_every_days=every, misfit={"across": 0.0}, count=400)
    del values["demand"]["items"][0]["interarrival_days"]
    values["demand"]["items"][0]["arrivals_per_day"] = 1 / 200
    values["horizon"]["days"] = 200.0 * 400

    def waits(f: Facts) -> Any:
        rows = f.items[f.items["kind"] == DEPENDENT]
        return rows["started_at"] - rows["created_at"]

    mean, square, wait, own = replicated_all(
        values,
        [
            lambda f: float(np.mean(waits(f))),
            lambda f: float(np.mean(waits(f) ** 2)),
            lambda f: float(np.mean(f.items["days"][f.items["kind"] == DEPENDENT, DEPENDENCY])),
            lambda f: float(np.max(f.items["days"][f.items["kind"] == BARE, 2])),
        ],
    )
    assert_agrees(mean, every / 2)
    assert_agrees(square, every**2 / 3)
    assert_agrees(wait, every / 2)
    assert own.mean == 0.0  # the item itself is seen
    one = waits(facts_of(values))
    assert stats.kstest(one, stats.uniform(0, every).cdf).pvalue > 1e-4


def test_meetings_are_of_the_area_and_come_regularly() -> None:
    """Whatever is asked of one area begins on days that lie whole periods apart."""
    rows = facts_of(pairs(work_visible=False, meets_every_days=7.0, misfit={"across": 0.0}, count=300)).items
    begun = rows["started_at"][rows["kind"] == DEPENDENT]
    apart = np.diff(np.sort(begun)) / 7.0
    assert apart == pytest.approx(np.round(apart), abs=1e-6)


def test_own_changes_and_those_that_come_back_wait_for_no_meeting() -> None:
    one_team = facts_of(pairs(one_team=True, work_visible=False, misfit={"team": 0.0}, count=200)).items
    assert np.array_equal(one_team["started_at"], one_team["created_at"])
    values = pairs(work_visible=False, meets_every_days=15.0, misfit={"across": 1.0}, count=300)
    rows = facts_of(values).items
    changes = rows[(rows["kind"] == DEPENDENT) & (rows["returns"] == 1)]
    assert len(changes) > 100
    again = changes["closed_at"] - changes["started_at"]
    assert again == pytest.approx(1.0 + 0.4 * 0.7, abs=1e-6)  # heard of once
