"""Batches: each change bears its own risk, and a deployment fails if any of its changes does.

A change done by hand fails with probability p, one of which a share a is automated with q = 1 - (1-p)^(1-a),
whatever else goes out with it; n changes together with 1 - (1-q_1)...(1-q_n).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.state.accounts import VALUE

from .queueing import TOLERANCE, Sample, Values, replicated_all

P = 0.2
RATE = 4.0
PER_CHANGE, PER_DEPLOYMENT = "change_failure_rate", "deployment_failure_rate"


def shop(
    release: Values, automation: tuple[float, ...] = (0.0,), days: float = 2_000.0, **more: Any
) -> Values:
    """Areas with people of whom there are plenty; bare changes of half a day come at random to each."""
    names = [f"area {k}" for k in range(len(automation))]
    people = 20 * len(names)
    return {
        "name": "shop",
        "horizon": {"days": days, "warmup_days": 40, "run_off_days": 0},
        "workforce": {"engineer": {"count": people}},
        "products": [{"name": n, "automation": a} for n, a in zip(names, automation, strict=True)],
        "value_stream": [{"stage": "build", "by": {"engineer": 1.0}, "share": 1.0}],
        "demand": {"items": [{"product": n, "arrivals_per_day": RATE, "effort_days": 0.5} for n in names]},
        "structure": {"teams": [{"name": "all", "members": {"engineer": people}}]},
        "release": release,
        "delivery": {"fail_probability": P, "hours_per_change": 0, "hours_per_deployment": 0},
        "mechanisms": {"delivery": "on", "others": "off"},
    } | more


def train(every: float) -> Values:
    return {"mode": "train", "every_days": every}


def risk(automation: float, p: float = P) -> float:
    """Chance that one change fails."""
    return 1.0 - (1.0 - p) ** (1.0 - automation)


def of_a_train(means: list[float], risks: list[float]) -> float:
    """Chance that a train fails which carries any changes, of kinds with Poisson numbers and these means."""
    without = math.exp(-sum(m * q for m, q in zip(means, risks, strict=True)))
    empty = math.exp(-sum(means))
    return 1.0 - (without - empty) / (1.0 - empty)


def assert_near(sample: Sample, exact: float) -> None:
    """Within four standard errors, which are below 2 %."""
    assert sample.standard_error < 0.02 * exact
    assert abs(sample.mean - exact) < TOLERANCE * sample.standard_error, (sample.mean, exact)


@pytest.mark.parametrize("automation", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("release", [{"mode": "continuous"}, train(0.5), train(5.0)])
def test_a_change_fails_whatever_goes_out_with_it(release: Values, automation: float) -> None:
    """Items one by one, two together, twenty together: as many of them fail."""
    days = 10_000.0 if automation == 0.9 else 3_000.0
    (failed,) = replicated_all(shop(release, (automation,), days), [PER_CHANGE], 8)
    assert_near(failed, risk(automation))


@pytest.mark.parametrize("every", [0.25, 1.0, 4.0])
def test_a_train_fails_if_any_of_its_changes_does(every: float) -> None:
    """1 - product of (1-q), over a Poisson number of changes, of trains that carry any."""
    (failed,) = replicated_all(shop(train(every)), [PER_DEPLOYMENT], 16)
    assert_near(failed, of_a_train([RATE * every], [risk(0.0)]))


def test_a_train_of_areas_with_different_automation_multiplies_their_chances() -> None:
    """By hand, half automated, wholly automated: the last adds no risk, and no safety either."""
    automation, every = (0.0, 0.5, 1.0), 0.5
    chances = [risk(a) for a in automation]
    assert chances[2] == 0.0
    failed, changes = replicated_all(
        shop(train(every), automation, 3_000.0), [PER_DEPLOYMENT, PER_CHANGE], 12
    )
    assert_near(failed, of_a_train([RATE * every] * 3, chances))
    assert_near(changes, float(np.mean(chances)))


def test_a_train_with_a_known_load_fails_by_the_product() -> None:
    """Three changes by hand and two of which half is automated go out on each train."""
    days = [float(day) for day in range(3_000)]
    scenario = shop(train(1.0), (0.0, 0.5), 3_000.0)
    scenario["horizon"]["warmup_days"] = 0
    scenario["demand"]["items"] = [
        {"product": f"area {k}", "at": sorted(days * number), "effort_days": 0.5}
        for k, number in ((0, 3), (1, 2))
    ]
    failed, changes = replicated_all(scenario, [PER_DEPLOYMENT, PER_CHANGE], 8)
    q, r = risk(0.0), risk(0.5)
    assert_near(failed, 1.0 - (1.0 - q) ** 3 * (1.0 - r) ** 2)
    assert_near(changes, (3 * q + 2 * r) / 5)


def whole_initiatives(
    items: Any, coupling: float = 0.0, automation: tuple[float, ...] = (0.0, 0.5)
) -> Values:
    """Ideas of several items that are released as a whole, with changes that they need in a second area."""
    scenario = shop({"mode": "whole_initiative"}, automation, 2_000.0)
    scenario["products"][0]["coupling"] = {"area 1": coupling}
    idea = {"product": "area 0", "arrivals_per_day": 2.0, "items": items, "effort_days": 0.5}
    scenario["demand"] = {"opportunities": [idea]}
    scenario["dependencies"] = {"negotiation_hours": 0, "misfit": {"team": 0, "group": 0, "across": 0}}
    scenario["mechanisms"] = {"delivery": "on", "dependencies": "on", "others": "off"}
    return scenario


def test_a_whole_initiative_fails_if_any_of_its_items_does() -> None:
    """Of one, two or eight items: the mean over sizes of 1 - (1-q)^n, and q for each change as ever."""
    sizes, weights = [1, 2, 8], [0.5, 0.3, 0.2]
    scenario = whole_initiatives({"discrete": {"values": sizes, "weights": weights}})
    failed, changes = replicated_all(scenario, [PER_DEPLOYMENT, PER_CHANGE], 12)
    q = risk(0.0)
    assert_near(failed, sum(w * (1.0 - (1.0 - q) ** n) for n, w in zip(sizes, weights, strict=True)))
    assert_near(changes, q)


def test_changes_made_elsewhere_bear_the_risk_of_the_area_in_which_they_are_made() -> None:
    """Three items by hand, each with a change where half is automated, in one deployment."""
    failed, changes = replicated_all(whole_initiatives(3, coupling=1.0), [PER_DEPLOYMENT, PER_CHANGE], 12)
    q, r = risk(0.0), risk(0.5)
    assert_near(failed, 1.0 - ((1.0 - q) * (1.0 - r)) ** 3)
    assert_near(changes, (q + r) / 2)


def test_large_batches_are_not_safer_per_change_and_their_deployments_fail_more() -> None:
    """From single changes to trains of sixty: the share of changes that fail stays, that of deployments climbs."""
    samples = [
        replicated_all(shop(release), [PER_CHANGE, PER_DEPLOYMENT], 8)
        for release in ({"mode": "continuous"}, train(0.5), train(2.0), train(15.0))
    ]
    changes, deployments = zip(*samples, strict=True)
    first = changes[0]
    for other in changes[1:]:
        error = math.hypot(first.standard_error, other.standard_error)
        assert abs(first.mean - other.mean) < TOLERANCE * error
    means = [sample.mean for sample in deployments]
    assert means == sorted(means)
    assert means[0] == pytest.approx(first.mean, abs=1e-12)  # one change each
    assert means[-1] > 0.99


def test_what_comes_from_deploying_adds_to_what_comes_from_defects() -> None:
    """Both risks are of the change: it survives both with (1-q) exp(-d)."""
    scenario = shop(train(1.0), (0.5,), 3_000.0, quality={"defects_per_effort_day": 0.4})
    scenario["quality"] |= {"incident_effort_days": 0.0, "handoff_factor": 0.0}
    scenario["mechanisms"] = {"delivery": "on", "quality": "on", "others": "off"}
    failed, together = replicated_all(scenario, [PER_CHANGE, PER_DEPLOYMENT], 12)
    each = 1.0 - (1.0 - risk(0.5)) * math.exp(-0.4 * 0.5)
    assert_near(failed, each)
    assert_near(together, of_a_train([RATE], [each]))


def facts_of(scenario: Values) -> Facts:
    return simulate(scenario_from(scenario), seed=1).facts


@pytest.mark.parametrize("release", [{"mode": "continuous"}, train(5.0)])
def test_what_mends_a_failure_cannot_fail_itself(release: Values) -> None:
    """However risky deployments are: at most one failure for each change that goes out."""
    scenario = shop(release, days=300.0)
    scenario["delivery"]["fail_probability"] = 0.9
    facts = facts_of(scenario)
    changes = facts.items[facts.items["failed"] == 1]
    assert len(changes) > 500
    assert len(np.unique(facts.incidents["ordinal"])) == len(facts.incidents)
    assert set(facts.incidents["ordinal"]) <= set(changes["ordinal"])


@pytest.mark.parametrize(("release", "number"), [({"mode": "continuous"}, 60), (train(5.0), 4)])
def test_the_work_of_a_deployment_is_done_once_for_all_that_is_in_it(release: Values, number: int) -> None:
    """Sixty changes in twenty days, a quarter automated: 4 hours for each deployment, none for the changes."""
    scenario = shop(release, (0.25,), 40.0)
    scenario["horizon"]["warmup_days"] = 0
    scenario["delivery"] |= {"fail_probability": 0.0, "hours_per_deployment": 4}
    days = sorted([float(day) for day in range(20)] * 3)
    scenario["demand"]["items"] = [{"product": "area 0", "at": days, "effort_days": 0.5}]
    facts = facts_of(scenario)
    booked = 8 * sum(period.booked[:, VALUE].sum() for period in facts.periods)
    assert len(np.unique(facts.items["deployment"])) == number
    assert booked == pytest.approx(60 * 4.0 + 0.75 * 4 * number, rel=1e-9)


def test_without_risk_nothing_fails() -> None:
    scenario = shop(train(5.0), days=300.0)
    scenario["delivery"]["fail_probability"] = 0.0
    assert facts_of(scenario).items["failed"].max() == 0
