"""The parameter that would change an answer: found where it is planted, named at the right place, and never where there is none."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom, qmc

from simulator import compare
from simulator.scenario.factors import Factor
from simulator.studies.decisive import Side, decisive_of

HOURS = "delivery.hours_per_deployment"
AT_ONCE = """\
name: team
horizon: {days: 200, warmup_days: 60}
workforce: {engineer: {count: 5}}
products: [{name: shop, automation: 0}]
value_stream: [{stage: build, by: {engineer: 1.0}}]
demand: {items: [{name: changes, product: shop, arrivals_per_day: 1.0, effort_days: {exponential: {mean: 2.0}}}]}
structure: {teams: [{name: team, members: {engineer: 5}}]}
delivery: {hours_per_change: 0, fail_probability: 0}
mechanisms: {delivery: on, others: off}
"""
QUESTION = """\
base: at-once.yaml
variants:
  - {name: train, change: {release: {mode: train, every_days: 10}}}
  - {name: at once}
decide_on: [lead_time_days_mean]
"""
FACTORS = [Factor(f"f{k}", "uncertainty") for k in range(60)]


@pytest.fixture
def question(tmp_path: Path) -> Path:
    """Releasing at once costs a deployment for each item, and a train makes items wait.

    Five people do one item a day of 2 days of work and of h / 8 days of deployment: at 24 hours they are never free, while
    with the train they are used by .4 and a little, whatever a deployment takes.
    """
    (tmp_path / "at-once.yaml").write_text(AT_ONCE, encoding="utf-8")
    (tmp_path / "question.yaml").write_text(QUESTION, encoding="utf-8")
    return tmp_path / "question.yaml"


def lead(question: Path, hours: float) -> Any:
    """How much longer an item takes if it is released at once, at given hours for a deployment."""
    (contrast,) = contrasts(compare(question, {HOURS: hours}, replications=10, point_estimates=True))
    return contrast.difference


def contrasts(result: Any) -> Any:
    return result.contrasts(result.shown[0])


def test_the_cost_at_which_a_release_at_once_falls_behind_is_found_and_named(question: Path) -> None:
    result = compare(question, replications=40)
    (contrast,) = contrasts(result)
    assert contrast.verdict == "better"  # in this world a deployment takes 4 hours
    found = contrast.plausible.decisive
    assert found.factor.path == HOURS
    assert not found.rises
    assert found.inside.worlds + found.outside.worlds == contrast.plausible.worlds == 40
    one_world = 36 / 20  # half of the worlds have 4 hours or less, half of them 4 to 40
    assert lead(question, found.at - 2 * one_world).high < 0 < lead(question, found.at + 3 * one_world).low
    assert f"if {HOURS} < {found.at:.1f}" in result._repr_html_().replace("&lt;", "<")


def test_of_two_equal_structures_no_parameter_is_named_in_nineteen_of_twenty_comparisons() -> None:
    """Also where a difference has long tails, and with several differences that belong together."""
    rng, repetitions = np.random.default_rng(3), 200
    named = 0
    for _ in range(repetitions):
        x = qmc.LatinHypercube(len(FACTORS), rng=rng).random(20)
        common = rng.lognormal(0, 1.5, 20)
        better = [common * rng.standard_normal(20) for _ in range(6)]
        named += any(decisive_of(better, FACTORS, x))
    assert binom.sf(named - 1, repetitions, 0.05) > 0.001


def test_a_parameter_that_moves_a_difference_and_does_not_turn_it_is_not_said_to_turn_it() -> None:
    rng = np.random.default_rng(4)
    x = rng.random((40, len(FACTORS)))
    (found,) = decisive_of([10.0 + 3 * x[:, 7]], FACTORS, x)
    assert found is not None
    assert (found.factor.path, found.rises, found.at) == ("f7", True, None)


def test_what_lies_beyond_the_run_off_counts_by_its_side() -> None:
    x = np.random.default_rng(5).random((40, len(FACTORS)))
    better = np.where(x[:, 3] > 0.6, math.inf, -1.0 - x[:, 3])
    better[:2] = math.nan
    (found,) = decisive_of([better], FACTORS, x)
    assert found is not None
    assert found.factor.path == "f3"
    above = int((x[2:, 3] > 0.6).sum())
    assert (found.inside, found.outside) == (Side(above, above), Side(0, 38 - above))
    assert found.at == pytest.approx(0.6, abs=0.1)


def test_five_worlds_name_no_parameter() -> None:
    x = np.random.default_rng(6).random((5, len(FACTORS)))
    assert decisive_of([x[:, 0] - 0.5], FACTORS, x) == [None]
