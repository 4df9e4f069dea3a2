"""What common random numbers are worth: how many independent runs one paired run replaces.

Two organisations of the same world differ in one choice. With the same seeds they meet the same
opportunities, efforts, people and verdicts, so that the difference of their mean lead times varies
less than with other seeds for each. The ratio of the two variances, Var(A) + Var(B) over Var(A - B),
is how many times more replications it would take otherwise [Glasserman1992]_.

The ratio has a bound that no way of drawing can lift: with correlation 1 it is (a² + b²)/(a - b)² for
standard deviations a and b. A choice that changes the spread much has a low bound: to release whole initiatives, or
to need no changes elsewhere, cannot reach 3. Such choices come near their bound; where it leaves room, all but two reach 3:

* *Ownership.* A burst of work in one area hits one team here and everybody there: the same numbers
  make other bad quarters. It is not the draws, as the last test shows: all work is the same; and the ratio
  grows where there is less demand to burst.
* *A board that screens* takes a third of the work away; what it leaves is other work.

The error of a ratio is that of two variances with 59 degrees of freedom each: at most .26 in its
logarithm (an F distribution; less where the variances hang together), a factor of 1.7 either way at
95 %. The thresholds leave that room only in the median; they are held for these seeds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.outcomes.registry import BY_NAME
from simulator.scenario.loader import scenario_from
from simulator.scenario.overrides import Overrides, as_written
from simulator.studies.replications import replicate, seeds_of
from simulator.validation.midsize import PEOPLE, cross_functional, functional, midsize

from ..kit.organisations import Values

REPLICATIONS = 60
LEAD = BY_NAME["lead_time_days_mean"]
RIGHTS = "governance.decision_rights"
ONE_MORE = [
    team | ({"members": team["members"] | {"engineer": 5}} if team["name"] == "checkout" else {})
    for team in cross_functional()
]
LIMITED = [team | {"wip_limit": 6} for team in cross_functional()]
DEPARTMENTS: Values = {"structure.teams": functional()}
PAIRS: dict[str, tuple[Values, Values]] = {
    "ownership by area or by kind of work": ({}, DEPARTMENTS),
    "a second board that screens": ({}, {f"{RIGHTS}.start_initiative.ask": ["portfolio", "second board"]}),
    "a second board that passes all": ({}, {f"{RIGHTS}.start_initiative.ask": ["portfolio", "change board"]}),
    "a change board before release": ({}, {f"{RIGHTS}.release.ask": ["change board"]}),
    "a train every ten days": ({}, {"release": {"mode": "train", "every_days": 10}}),
    "whole initiatives": ({}, {"release": {"mode": "whole_initiative"}}),
    "departments without handoff work": (DEPARTMENTS, DEPARTMENTS | {"mechanisms": {"handoffs": "off"}}),
    "no coordination": ({}, {"mechanisms": {"coordination": "off"}}),
    "no ceremonies": ({}, {"mechanisms": {"ceremonies": "off"}}),
    "no dependencies": ({}, {"mechanisms": {"dependencies": "off"}}),
    "a limit of six items a team": ({}, {"structure.teams": LIMITED}),
    "value over effort first": ({}, {"priorities": "value_over_effort"}),
    "oldest initiative first": ({}, {"priorities": "oldest_initiative"}),
    "one more engineer": ({}, {"workforce.engineer.count": 13, "structure.teams": ONE_MORE}),
    "decide instead of consult": ({}, {f"{RIGHTS}.during_work.cross_team": "decide"}),
    "common decisions go to a board": ({}, {f"{RIGHTS}.during_work.organisation": {"ask": ["change board"]}}),
    "two open tasks": ({}, {"workforce.engineer.open_tasks": 2}),
    "people who are there a little less": ({}, {"presence": 0.85}),
}
OTHERWISE = {"ownership by area or by kind of work", "a second board that screens"}
"""Below 3, for the reasons given above."""
ROOM, NEAR = 4.0, 0.8
"""A bound that leaves room for 3; what is near a lower one."""


def changed(changes: Values) -> Any:
    root = as_written(midsize(), "test")
    for path, value in changes.items():
        Overrides(root).set(path, value)
    return scenario_from(root.plain())


@pytest.fixture(scope="module")
def lead_times() -> dict[str, tuple[Any, Any]]:
    """Mean lead times of both organisations of each pair, replication by replication."""
    found: dict[str, Any] = {}

    def leads(changes: Values) -> Any:
        if repr(changes) not in found:
            runs = replicate([("", changed(changes))], seeds_of(7, REPLICATIONS))
            found[repr(changes)] = np.array([LEAD.measure(run.facts) for run in runs])
        return found[repr(changes)]

    return {name: (leads(a), leads(b)) for name, (a, b) in PAIRS.items()}


def worth(a: Any, b: Any) -> float:
    return float((a.var() + b.var()) / (a - b).var())


def bound(a: Any, b: Any) -> float:
    return float((a.var() + b.var()) / (a.std() - b.std()) ** 2)


def test_one_paired_run_replaces_several_independent_ones(lead_times: dict[str, Any]) -> None:
    ratios = {name: worth(*pair) for name, pair in lead_times.items()}
    for name, (a, b) in sorted(lead_times.items(), key=lambda pair: ratios[pair[0]]):
        means = f"{a.mean():6.1f} {b.mean():6.1f} days, correlation {np.corrcoef(a, b)[0, 1]:.2f}"
        print(f"{name:38s} {means}, ratio {ratios[name]:8.1f}, at most {bound(a, b):8.1f}")
    assert min(ratios.values()) > 1.0
    for name in set(PAIRS) - OTHERWISE:
        most = bound(*lead_times[name])
        assert ratios[name] >= (3.0 if most >= ROOM else NEAR * most), name
    assert np.median(list(ratios.values())) >= 10.0


def test_ownership_is_worth_more_the_less_the_organisations_are_overloaded(
    lead_times: dict[str, Any],
) -> None:
    """Without coordination and with a seventh of the demand the pair that is worst is worth about 3."""
    calm = {"mechanisms": {"coordination": "off"}}
    for k in range(len(midsize()["demand"]["opportunities"])):
        calm[f"demand.opportunities.{k}.arrivals_per_quarter"] = 0.4
    runs = [
        replicate([("", changed(calm | structure))], seeds_of(7, REPLICATIONS))
        for structure in ({}, DEPARTMENTS)
    ]
    a, b = (np.array([LEAD.measure(run.facts) for run in side]) for side in runs)
    print(f"ownership, calm: {a.mean():.1f} {b.mean():.1f} days, ratio {worth(a, b):.1f}")
    assert worth(a, b) >= 2.0
    assert worth(a, b) > worth(*lead_times["ownership by area or by kind of work"])


def world_of(scenario: Any) -> list[Any]:
    """What no structure may change: opportunities, verdicts, the efforts of items."""
    outcome = simulate(scenario, seed=5)
    initiatives = outcome.initiatives.to_pandas().set_index("initiative")
    columns = ["good", "value_per_quarter", "estimated_value_per_quarter", "items", "arrived_day"]
    own = outcome.items.to_pandas().query("kind == 'own'").set_index("item")["effort_days"]
    kept = initiatives[initiatives["in_cohort"]]
    settled = kept.loc[kept["outcome"].isin(["released", "refused"]), "outcome"].astype(str)
    return [kept[columns], settled, own]


@pytest.mark.parametrize(
    "name", ["ownership by area or by kind of work", "one more engineer", "two open tasks"]
)
def test_the_same_work_arrives_and_passes_in_both_organisations(name: str) -> None:
    """Of those that are through in both, each has the same verdict and the same efforts."""
    (ideas, verdicts, efforts), others = (world_of(changed(changes)) for changes in PAIRS[name])
    assert ideas.equals(others[0])
    for ours, theirs in ((verdicts, others[1]), (efforts, others[2])):
        both = ours.index.intersection(theirs.index)
        assert len(both) > len(ours) / 2
        assert ours[both].equals(theirs[both])


def test_a_mechanism_that_makes_nobody_wait_leaves_the_boards_verdicts_alone() -> None:
    decide = {f"{RIGHTS}.during_work.cross_team": "decide"}
    with_decisions, without = (
        simulate(changed(changes), seed=5).initiatives.to_pandas().set_index("initiative")["committed_day"]
        for changes in (decide, {"mechanisms": {"decisions": "off"}})
    )
    assert np.array_equal(with_decisions.isna(), without.isna())


def test_hiring_an_engineer_leaves_the_skill_of_testers_alone() -> None:
    from simulator.engine.run import Simulation

    def skills(changes: Values) -> Any:
        people = Simulation(changed(changes), seed=5).world.people
        return people.skill[people.role == list(PEOPLE).index("tester")]

    assert np.array_equal(skills(PAIRS["one more engineer"][0]), skills(PAIRS["one more engineer"][1]))
