"""Closed forms of customers, tests and newcomers against the engine (S16, S18, S19, P76)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..kernel.units import DAYS_PER_YEAR
from ..outcomes.facts import Facts
from ..state.accounts import LEARNING, VALUE
from .exact import Exact, sample_of
from .findings import Check, Effort, agreed
from .formulas import bass, false_discovery, turnover_tax
from .queues import Values

P, Q, MARKET = 0.03, 0.38, 10_000.0
QUARTERS_PER_YEAR = 4


def team(size: int, quarters: float, stream: Values, **more: object) -> Values:
    """A team that does everything of one product, without frictions except those that are named."""
    return {
        "name": "one-team",
        "horizon": {"quarters": quarters, "warmup_quarters": 0, "run_off_quarters": 0},
        "workforce": {"engineer": {"count": size}},
        "products": [{"name": "product"}],
        "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
        "demand": {"opportunities": [{"product": "product", **stream}]},
        "structure": {"teams": [{"name": "team", "members": {"engineer": size}}]},
        **more,
    }


QUIET: Values = {"arrivals_per_quarter": 1, "effort_days": 1.0, "good_share": 0.0, "harmful_share": 0.0}


def adoption(effort: Effort) -> Iterator[Check]:
    """S16: without churn, the number of customers follows Bass's curve."""
    for years, what in ((np.log(Q / P) / (P + Q), "at its steepest, 6.19 years"), (10.0, "after 10 years")):
        scenario = team(
            1, float(years) * QUARTERS_PER_YEAR, QUIET,
            customers={"innovation_per_year": P, "imitation_per_year": Q, "years_on_market": 0, "churn_per_month": 0, "market": MARKET},
            mechanisms={"customers": "on", "others": "off"},
        )  # fmt: skip
        yield agreed(
            f"S16 share of a market won {what}",
            sample_of(effort, scenario, _customers, 2),
            bass(float(years), P, Q),
        )


def _customers(facts: Facts) -> float:
    return float(facts.periods[-1].customers[0]) / MARKET


def retention(effort: Effort) -> Iterator[Check]:
    """P76: churn of a month is that of a quarter, compounded."""
    for churn in (0.02, 0.05):
        scenario = team(
            1, 8, QUIET, customers={"churn_per_month": churn}, mechanisms={"customers": "on", "others": "off"}
        )
        kept = sample_of(effort, scenario, "retention_per_quarter", 2)
        yield agreed(
            f"P76 customers kept for a quarter at churn of {churn:g} a month, share", kept, (1 - churn) ** 3
        )


def experiments(effort: Effort) -> Iterator[Check]:
    """S18: features without effect among those that a test finds significant."""
    for good, power in ((0.08, 0.8), (0.12, 0.8), (0.33, 0.8), (0.33, 0.5)):
        stream = {"arrivals_per_quarter": 130, "effort_days": 1.0, "good_share": good, "harmful_share": 0.0}
        scenario = team(
            20, 100, stream,
            feedback={"ab_test": {"power": power, "keep": "significant_only", "hours": 0}},
            mechanisms={"feedback": "on", "others": "off"},
        )  # fmt: skip
        what = f"S18 useless among kept features, {good:g} of ideas good, power {power:g}, share"
        yield agreed(what, sample_of(effort, scenario, _no_good), false_discovery(good, 0.025, power))


def _no_good(facts: Facts) -> float:
    kept = facts.initiatives[facts.initiatives["kept"] == 1]
    return float(np.mean(kept["good"] != 1))


def newcomers(effort: Effort) -> Iterator[Check]:
    """S19: output lost to turnover, for people who always have work."""
    for rate, months, start in ((0.13, 6, 0.25), (0.24, 9, 0.25)):
        days = months / 12 * DAYS_PER_YEAR
        stream = {"arrivals_per_quarter": 45, "items": 10, "effort_days": 10.0}
        scenario = team(
            50, 40, stream,
            people={"turnover_per_year": rate, "vacancy_days": 20, "ramp_up": {"days": days, "start": start}, "mentoring": 0},
            learning={"progress_ratio": 1, "familiarity_speed": 0, "familiarity_defects": 0},
            mechanisms={"turnover": "on", "learning": "on", "others": "off"},
        )  # fmt: skip
        scenario["horizon"]["warmup_quarters"] = 8
        what = f"S19 output lost at turnover {rate:g} a year, {months} months of ramp from {start:g}, share"
        yield agreed(what, sample_of(effort, scenario, _learning), turnover_tax(rate, months / 12, start))


def _learning(facts: Facts) -> float:
    days = facts.window_days_worked.sum(axis=0)
    return float(days[LEARNING] / (days[LEARNING] + days[VALUE]))


MECHANISMS: tuple[Exact, ...] = (adoption, retention, experiments, newcomers)
