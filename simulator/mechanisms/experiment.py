"""A controlled experiment: what it can see, given how many users there are, and what is kept after it.

Its statistic is normal with standard deviation 1. The mean is 0 for a feature without effect; for a good one it is what
gives the test its power with as many users as are needed, times the root of the share of these that there are.
It belongs to the mechanism `feedback`, which weighs what it says beside what other loops say.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..kernel.compiled import compiled, plain
from ..metadata import Plausible, Source, Unit
from ..spec import Days, Positive, Probability, Spec
from .customers import customers_of
from .entry import Setting

Hours = Annotated[float, Field(ge=0, le=10_000)]
MOST_TRAFFIC = 1e6
KEEPS = ("significant_only", "all_but_harmful", "auto")
SIGNIFICANT_ONLY, ALL_BUT_HARMFUL, AUTO = range(len(KEEPS))
ENOUGH_POWER = 0.5
"""From this power on, `auto` keeps what is significant only."""
COMPUTED = -1.0
"""Traffic that follows from the customers of the area."""
ROOT_OF_TWO = math.sqrt(2.0)


class AbTestSpec(Spec):
    """A controlled experiment once everything of an initiative is out."""

    false_positive: Annotated[
        float, Field(gt=0, lt=1), Unit("probability"), Plausible(0.01, 0.1), Source("S18")
    ] = 0.025
    """Chance that a feature without effect is found significant."""
    power: Annotated[float, Field(gt=0, lt=1), Unit("probability"), Plausible(0.5, 0.95), Source("S18")] = 0.8
    """Chance that a good feature is found significant with as many users as are needed."""
    duration_days: Annotated[Days, Plausible(5, 20), Source("P65")] = 10.0
    """Working days that the test runs."""
    users_share: Annotated[Probability, Unit("share"), Plausible(0.1, 1), Source("P65", judgement=True)] = 0.5
    """Share of the customers of an area who see the feature, or its absence, during the test."""
    users_needed: Annotated[
        Positive, Unit("people or firms"), Plausible(20_000, 1_000_000), Source("P65")
    ] = 200_000.0
    """Users who are needed for that power."""
    traffic: (
        Annotated[float, Field(gt=0, le=MOST_TRAFFIC), Unit("multiplier"), Plausible(0.05, 2), Source("P65")]
        | None
    ) = None
    """Instead of these: users whom the test reaches, as a multiple of those who are needed. Without it, and
    without customers in the file, as many as are needed."""
    keep: Annotated[Literal["auto", "significant_only", "all_but_harmful"], Source("P65", judgement=True)] = (
        "auto"
    )
    """`significant_only`: what is not found to be good is taken back; `all_but_harmful`: only what is found to do harm;
    `auto`: the first where the power is at least one half, otherwise the second."""
    hours: Annotated[Hours, Unit("hours"), Plausible(2, 40), Source(judgement=True)] = 8.0
    """Of the person who worked on it last."""

    @model_validator(mode="after")
    def _finds_something(self) -> AbTestSpec:
        if self.power <= self.false_positive:
            found = f"power {self.power:g} is not above false_positive {self.false_positive:g}"
            raise ValueError(f"{found}: such a test finds nothing; raise power, or lower false_positive")
        return self


def effect_of(spec: AbTestSpec) -> tuple[float, float]:
    """Bar of the test, and effect of a good idea with as many users as are needed; both in standard errors."""
    normal = NormalDist()
    bar = -normal.inv_cdf(spec.false_positive)
    return bar, bar + normal.inv_cdf(spec.power)


@compiled
def chance_below(x):
    """Chance that a standard normal variable lies below x."""
    return 0.5 * math.erfc(-x / ROOT_OF_TWO)


@compiled
def chance_to_stay(effect, bar, traffic, keep):
    """Chance that a test has an idea stay whose effect, with all users needed, is so many standard errors.

    keep: SIGNIFICANT_ONLY, where the statistic has to lie above the bar, or ALL_BUT_HARMFUL, where it must not lie
    below the bar's negative.
    """
    return chance_below(effect * math.sqrt(traffic) - (bar if keep == SIGNIFICANT_ONLY else -bar))


@compiled
def rule_in_force(keep, effect, bar, traffic):
    """SIGNIFICANT_ONLY or ALL_BUT_HARMFUL."""
    if keep != AUTO:
        return keep
    power = chance_to_stay(effect, bar, traffic, SIGNIFICANT_ONLY)
    return SIGNIFICANT_ONLY if power >= ENOUGH_POWER else ALL_BUT_HARMFUL


@compiled
def traffic_in(w, a):
    """Users whom a test in an area reaches, as a multiple of those who are needed."""
    parameters = w.parameters[0]
    if parameters.test_traffic >= 0.0:
        return parameters.test_traffic
    return customers_of(w, a) * parameters.test_users


def traffic_of(setting: Setting, test: AbTestSpec) -> float:
    """Traffic of a test where it does not follow from customers, COMPUTED where it does."""
    if test.traffic is not None:
        return test.traffic
    return COMPUTED if setting.has("customers") or setting.acts("customers") else 1.0


def chances_of(setting: Setting, test: AbTestSpec, traffic: float) -> tuple[float, float]:
    """Chances that a test with some traffic has a good idea stay, and one without effect."""
    bar, effect = effect_of(test)
    keep = plain(rule_in_force)(KEEPS.index(test.keep), effect, bar, traffic)
    good, other = (plain(chance_to_stay)(size, bar, traffic, keep) for size in (effect, 0.0))
    return good, other
