"""Each lever moves lead times in its direction, in every organisation and not only where it is easy.

A dozen random organisations, each with and without a change for the worse, with the same arrivals,
ideas, efforts and people (common random numbers). The time is that from the arrival of an initiative
to the release of an item, over all items of a path that drains: nobody profits from work that is
pushed out of sight.

A direction is not true of every path. In a network of queues with several people, routing and
priorities one slower task may let another item come first, end a batch earlier, or spare a
colleague an interruption (as in the anomalies of list scheduling [Graham1969]_). It is true in
expectation. So the paired mean difference is nowhere on the wrong side by more than four standard
errors, and clearly on the right side, by more than two, in most organisations where the lever
changes anything at all. Where it can change nothing (a tie across groups in an organisation with
one group) the two are equal.

More people and lower limits on work in progress are held without coordination and switching: with
them a truth would be a falsehood (Brooks; a limit that spares people from each other).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.scenario.overrides import Overrides, as_written
from simulator.studies.replications import replicate, seeds_of
from simulator.work.records import RELEASED

from ..kit.busy import busy_organisation, without_harm
from ..kit.organisations import Values

ORGANISATIONS = 10
REPLICATIONS = 10
ROUNDING = 1e-6  # days
NEVER, CLEARLY = -4.0, 2.0  # standard errors
CLEAR_MAJORITY = 2 / 3

Changes = dict[str, Any]
"""Values by dotted path; a value may be made from the organisation."""

BOARD, RIGHTS = "governance.layers.board", "governance.decision_rights"
BARE = {"mechanisms": {"coordination": "off", "switching": "off"}}
"""What more people and limits are held without."""


def fewer_engineers(values: Values) -> Values:
    """One engineer less in one team."""
    teams = [dict(team) for team in values["structure"]["teams"]]
    team = next(t for t in teams if t["members"].get("engineer", 0) > 1)
    team["members"] = team["members"] | {"engineer": team["members"]["engineer"] - 1}
    return values["structure"] | {"teams": teams}


def limited(values: Values) -> Values:
    """Every team does one thing at a time."""
    return values["structure"] | {"teams": [team | {"wip_limit": 1} for team in values["structure"]["teams"]]}


def coupled(values: Values) -> list[Values]:
    """Twice the chance that a change is needed elsewhere."""
    return [
        product | {"coupling": {other: 2 * chance for other, chance in product["coupling"].items()}}
        for product in values["products"]
    ]


def less_skilled(values: Values) -> Values:
    """A quarter less of everybody's skill."""
    skill = {"lognormal": {"median": 0.75, "sigma": 0.2}}
    return {role: spec | {"skill": skill} for role, spec in values["workforce"].items()}


WORSE: dict[str, Changes] = {
    "every pair costs more": {"coordination.pair_cost": 0.05},
    "size costs more": {"coordination.size_cost": 0.03},
    "items that need each other more": {"coordination.interdependence": 3.0},
    "ties inside a group cost more": {"coordination.tie.group": 20.0},
    "ties across groups cost more": {"coordination.tie.across": 6.0},
    "work of one team that does not fit": {"dependencies.misfit.team": 0.6},
    "work of two teams of a group that does not fit": {"dependencies.misfit.group": 0.8},
    "work across groups that does not fit": {"dependencies.misfit.across": 0.8},
    "requests that are heard of at meetings": {"dependencies.work_visible": False},
    "more hours of meetings": {"ceremonies.hours_per_week": 7.0},
    "meetings that grow with the team": {"ceremonies.minutes_per_member_per_week": 60.0},
    "chapters that meet more": {"structure.chapters.hours_per_week": 5.0},
    "givers explain longer": {"handoffs.give_hours": 5.0},
    "receivers ask longer": {"handoffs.take_hours": 8.0},
    "transfer work without bound": {"handoffs.most_share": 1.0},
    "handoffs lose more effort": {"handoffs.lost_effort": 0.3},
    "handoffs send back more": {"handoffs.lost_return": 0.3},
    "one more mandatory layer": {f"{RIGHTS}.start_initiative.ask": ["board", "second board"]},
    "reviewers before release": {f"{RIGHTS}.release.ask": ["reviewers"]},
    "a board that sits more seldom": {f"{BOARD}.sits_every_days": 15},
    "a board with less room": {f"{BOARD}.capacity_per_sitting": 3},
    "a board that sends back": {f"{BOARD}.return_probability": 0.3},
    "more hours to prepare": {f"{BOARD}.prepare_hours": 8},
    "more hours to decide": {f"{BOARD}.hours_per_request": 6},
    "more decisions": {f"{RIGHTS}.during_work.per_effort_day": 0.6},
    "answers that take longer": {f"{RIGHTS}.during_work.consult_hours": 16.0},
    "local decisions are asked for": {f"{RIGHTS}.during_work.local": {"ask": ["reviewers"]}},
    "local decisions wait for a board": {f"{RIGHTS}.during_work.local": {"ask": ["board"]}},
    "common decisions wait for a board": {f"{RIGHTS}.during_work.organisation": {"ask": ["board"]}},
    "switching costs more": {"switching.lost_share": [0.0, 0.3]},
    "areas that are coupled more": {"products": coupled},
    "people with less skill": {"workforce": less_skilled},
    "people who are there less": {"presence": 0.75},
    "work that comes back more": {"value_stream.test.return_probability": 0.3},
    "trains that leave more seldom": {"release": {"mode": "train", "every_days": 15}},
}
WORSE_WITHOUT_COORDINATION: dict[str, Changes] = {
    "one engineer less": {"structure": fewer_engineers},
    "one thing at a time": {"structure": limited},
}
NOT_EVERYWHERE = {
    "work of one team that does not fit", "work of two teams of a group that does not fit",
    "work across groups that does not fit", "requests that are heard of at meetings",
    "ties inside a group cost more", "ties across groups cost more", "switching costs more",
    "chapters that meet more", "givers explain longer", "receivers ask longer", "transfer work without bound",
    "handoffs lose more effort", "handoffs send back more", "answers that take longer",
}  # fmt: skip
"""What some organisations have no use for: they have one group, one open task, no chapters, no handoffs."""


def changed(number: int, changes: Changes) -> Any:
    values = without_harm(busy_organisation(number))
    root = as_written(values, "test")
    for path, value in changes.items():
        Overrides(root).set(path, value(values) if callable(value) else value)
    return scenario_from(root.plain())


def time_of_all_items(facts: Facts) -> float:
    """Mean days from the arrival of the initiative to the release of the item."""
    assert np.all(facts.items["fate"] == RELEASED)
    return float(np.mean(facts.items["closed_at"] - facts.initiatives["arrived_at"][facts.owners]))


def means(number: int, changes: Changes, measure: Callable[[Facts], float] = time_of_all_items) -> Any:
    runs = replicate([("", changed(number, changes))], seeds_of(number, REPLICATIONS))
    return np.array([measure(run.facts) for run in runs])


@cache
def as_it_is(number: int, bare: bool) -> Any:
    return means(number, BARE if bare else {})


def in_standard_errors(differences: Any) -> float:
    if np.all(np.abs(differences) < ROUNDING):
        return 0.0
    return float(differences.mean() / differences.std(ddof=1) * REPLICATIONS**0.5)


def scores(changes: Changes, bare: bool = False) -> Any:
    """By organisation: how many standard errors the change for the worse adds to the mean time."""
    own = BARE if bare else {}
    return np.array(
        [in_standard_errors(means(n, own | changes) - as_it_is(n, bare)) for n in range(ORGANISATIONS)]
    )


def assert_direction(lever: str, found: Any) -> None:
    binding = found[found != 0]
    print(
        f"{lever:36s} {len(binding):3d} bind, least {found.min():6.1f}, clear {np.mean(binding > CLEARLY):.2f}"
    )
    assert found.min() > NEVER, found
    assert len(binding) >= (3 if lever in NOT_EVERYWHERE else ORGANISATIONS), found
    assert np.mean(binding > CLEARLY) >= CLEAR_MAJORITY, found


@pytest.mark.parametrize("lever", list(WORSE))
def test_a_change_for_the_worse_never_shortens_the_time_to_release(lever: str) -> None:
    assert_direction(lever, scores(WORSE[lever]))


@pytest.mark.parametrize("lever", list(WORSE_WITHOUT_COORDINATION))
def test_less_capacity_never_shortens_it_where_nobody_costs_others_time(lever: str) -> None:
    assert_direction(lever, scores(WORSE_WITHOUT_COORDINATION[lever], bare=True))


def approved(facts: Facts) -> float:
    return float(np.sum(~np.isnan(facts.initiatives["committed_at"])))


@pytest.mark.parametrize("chance", ["pass_good", "pass_bad"])
def test_a_lower_chance_to_pass_lets_through_less_in_every_run(chance: str) -> None:
    """The verdict is one draw per idea, so that what passes with less passes with more."""
    for number in range(3):
        counts = [means(number, {f"{BOARD}.{chance}": p}, approved) for p in (1.0, 0.7, 0.4)]
        assert np.all(counts[0] >= counts[1]) and np.all(counts[1] >= counts[2])
        assert counts[0].sum() > counts[1].sum() > counts[2].sum()
