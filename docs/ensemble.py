"""Write docs/explanation/ensemble.md: how much structure and practice explain among 512 organisations.

    python docs/ensemble.py [--quick | --prose]

About six minutes on two cores. --quick draws 64 organisations, prints the page and writes nothing; it is for
looking whether it works. --prose fills the page anew after its prose has changed. Ranges stand in docs/ensemble-ranges.yaml, the prose in docs/explanation/ensemble.in.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from ensemble_design import CHOICES, IN_INDEX, RANGES, WORLD, Organisation, organisations, scenario_of
from measuring import ROOT, command, measured, table
from regressing import Interval, adjusted, bootstrap, chance_below, dummies, effects, luck_share, r_squared
from scipy.stats import spearmanr

from simulator import load_scenario
from simulator.experiments.replications import seeds_of

COUNT, HISTORIES, QUICK_COUNT = 512, 4, 64
FIRST_SEED = 1000
PRESETS = ("project-based", "spotify", "two-pizza", "product-model")
PRESET_HISTORIES = 20
MARGIN, TO_MARKET, VALUE, COST = "operating_margin", "time_to_market_days_mean", "value_delivered", "cost"
DORA = {
    "deployments_per_week": ("deployments per week and area", True),
    "lead_time_for_changes_days_p50": ("lead time for changes, days", False),
    "change_failure_rate": ("change failure rate", False),
    "time_to_restore_days_p50": ("time to restore, days", False),
}
"""Outcome: what it is called, and whether more is better."""
OUTCOMES = (MARGIN, TO_MARKET, VALUE, COST, "unfinished_share", *DORA)
ASKED = {
    "deployments_per_week": "at least 50", "lead_time_for_changes_days_p50": "at least 50",
    "change_failure_rate": "3 to 8", "time_to_restore_days_p50": "at least 100",
}  # fmt: skip


@dataclass(frozen=True)
class Ensemble:
    """Organisations, and what became of them in each history; shape (outcomes, organisations, histories)."""

    drawn: Sequence[Organisation]
    found: Any

    def of(self, outcome: str) -> Any:
        """An outcome by organisation and history."""
        return self.found[OUTCOMES.index(outcome)]

    def first(self, outcome: str) -> Any:
        """What regressions look at: the first history of each organisation; times as logarithms."""
        values = self.of(outcome)[:, 0]
        return np.log(values) if outcome == TO_MARKET else values

    @cached_property
    def maturity(self) -> Any:
        """The index."""
        return np.array([one.maturity for one in self.drawn])

    @cached_property
    def choices(self) -> Any:
        """All choices as categories."""
        return np.column_stack([dummies([one.choices[name] for one in self.drawn]) for name in CHOICES])

    @cached_property
    def world(self) -> Any:
        """What they are and where they stand."""
        return np.array([[one.world[name] for name in WORLD] for one in self.drawn])

    @cached_property
    def per_cost(self) -> Any:
        """Value delivered over cost, of the first history."""
        return (self.of(VALUE) / self.of(COST))[:, 0]


def simulated(count: int, histories: int, together: float, design: int | None = None) -> Ensemble:
    """Draw and simulate an ensemble; every organisation has histories of its own.

    design: points of the design, of which the first are simulated; default: all.
    """
    drawn = organisations(design or count, together)[:count]
    found = np.empty((len(OUTCOMES), count, histories))
    for k, one in enumerate(drawn):
        scenario = scenario_of(k, one)
        found[:, k : k + 1] = measured(
            [(scenario.name, scenario)], seeds_of(FIRST_SEED + k, histories), OUTCOMES
        )
    found[OUTCOMES.index("deployments_per_week")] /= np.array([one.world["areas"] for one in drawn])[:, None]
    return Ensemble(drawn, found)


def explained(e: Ensemble, every: Any) -> dict[str, Interval]:
    """R2 of the index, of all choices, of the world, of both, and of choices in what the world leaves."""
    known = np.isfinite(every)
    values, index = every[known], e.maturity[known, None]
    choices, world = e.choices[known], e.world[known]
    both, n = np.column_stack([choices, world]), len(values)

    def left(s: Any) -> float:
        return 1.0 - (1.0 - adjusted(both[s], values[s])) / (1.0 - adjusted(world[s], values[s]))

    return {
        "maturity index, R²": bootstrap(lambda s: r_squared(index[s], values[s]), n),
        "all choices": bootstrap(lambda s: adjusted(choices[s], values[s]), n, centred=True),
        "the world": bootstrap(lambda s: adjusted(world[s], values[s]), n, centred=True),
        "both": bootstrap(lambda s: adjusted(both[s], values[s]), n, centred=True),
        "choices, of what the world leaves": bootstrap(left, n, centred=True),
    }


def explained_table(ensembles: dict[str, Ensemble]) -> str:
    """How much of margin and time to market goes with what, ensemble by ensemble."""
    rows, head = [], []
    for kind, e in ensembles.items():
        for words, first, every in (
            ("operating margin", e.first(MARGIN), e.of(MARGIN)),
            ("time to market (log)", e.first(TO_MARKET), np.log(e.of(TO_MARKET))),
            ("value over cost", e.per_cost, e.of(VALUE) / e.of(COST)),
        ):
            found = explained(e, first)
            head = ["choices", "outcome", *found, "luck"]
            rows.append([kind, words, *(f.shown() for f in found.values()), f"{luck_share(every):.2f}"])
    return table(head, rows)


def quartiles(e: Ensemble) -> dict[str, Interval]:
    """Top quartile by maturity against the bottom half."""
    order = e.maturity
    margin, value = e.first(MARGIN), e.per_cost

    def parts(sample: Any) -> tuple[Any, Any]:
        by = sample[np.argsort(order[sample], kind="stable")]
        return by[-(len(by) // 4) :], by[: len(by) // 2]

    def over(values: Any) -> Any:
        return lambda s: float(np.nanmean(values[parts(s)[0]]) / np.nanmean(values[parts(s)[1]]))

    def less(s: Any) -> float:
        top, bottom = parts(s)
        return float(100 * (np.nanmean(margin[top]) - np.nanmean(margin[bottom])))

    n = len(order)
    return {
        "margin ratio": bootstrap(over(margin), n),
        "margin, points more": bootstrap(less, n),
        "value ratio": bootstrap(over(value), n),
        "overlap": bootstrap(lambda s: chance_below(margin[parts(s)[0]], margin[parts(s)[1]]), n),
    }


def quartile_table(ensembles: dict[str, Ensemble]) -> str:
    """The headline association, with what was published and asked."""
    rows = [
        [kind, *(f.shown(1 if "points" in n else 2) for n, f in quartiles(e).items())]
        for kind, e in ensembles.items()
    ]
    rows.append(["asked (published)", "1.05 to 1.30 (1.16)", "-", "1.2 to 2.0 (1.60)", "above 0.10"])
    return table(["choices", "margin ratio", "margin, points more", "value ratio", "P[top < bottom]"], rows)


def gaps(e: Ensemble, presets: Any) -> str:
    """Best against worst, of presets and of organisations."""
    rows = []
    for outcome, (words, more) in DORA.items():
        of_presets = np.nanmean(presets[OUTCOMES.index(outcome)], axis=1)
        every = np.sort(known_means(e.of(outcome)))
        every = every[every > 0]
        tenth = max(1, len(every) // 10)
        low, high = np.median(every[:tenth]), np.median(every[-tenth:])
        best, worst = (high, low) if more else (low, high)
        ratios = (of_presets.max() / of_presets.min(), high / low, every[-1] / every[0])
        rows.append([words, f"{best:.3g}", f"{worst:.3g}", *(f"{r:.1f}" for r in ratios), ASKED[outcome]])
    head = [
        "measure",
        "best tenth, median",
        "worst tenth, median",
        "presets, best to worst",
        "tenths",
        "single organisations",
    ]
    return table([*head, "asked (S29)"], rows)


def known_means(values: Any) -> Any:
    """Mean over histories of each organisation in which anything was measured."""
    known = ~np.isnan(values).all(axis=1)
    return np.nanmean(values[known], axis=1)


def together_or_not(e: Ensemble) -> str:
    """S28: whether who deploys often fails often."""
    often, failing = (
        e.of("deployments_per_week").mean(axis=1),
        np.nanmean(e.of("change_failure_rate"), axis=1),
    )
    known = np.isfinite(often) & np.isfinite(failing)
    rank = spearmanr(often[known], failing[known]).statistic
    high = (often > np.nanquantile(often, 0.75)) & (failing > 0.2)
    return f"{rank:.2f}; of the quarter that deploys most often, {high.sum()} of {len(often) // 4} fail in more than a fifth"


def choice_table(e: Ensemble) -> str:
    """What goes with each choice, from its least to its most mature level, others and world being equal."""
    levels = [(name, list(CHOICES[name])) for name in CHOICES]
    columns, names = [], []
    for name, known in levels:
        scores = np.array([list(known).index(one.choices[name]) / (len(known) - 1) for one in e.drawn])
        columns.append(scores)
        names.append(f"{name.replace('_', ' ')}: {known[-1]} instead of {known[0]}")
    rows = []
    found = {}
    for outcome in (MARGIN, TO_MARKET):
        values = e.first(outcome)
        known_ = np.isfinite(values)
        every = np.column_stack([*columns, e.world])[known_]
        found[outcome] = effects(every, values[known_])[: len(columns)]
    for k, name in enumerate(names):
        margin, market = found[MARGIN][k], found[TO_MARKET][k]
        points = Interval(*(100 * x for x in (margin.value, margin.low, margin.high)))
        times = Interval(*(float(np.exp(x)) for x in (market.value, market.low, market.high)))
        rows.append([name, points.shown(1), times.shown()])
    return table(["choice", "margin, points", "time to market, times"], rows)


def described(ensembles: dict[str, Ensemble]) -> str:
    """What the organisations are like."""
    rows = []
    for kind, e in ensembles.items():
        for words, values in (
            ("maturity index", e.maturity), ("operating margin", e.first(MARGIN)),
            ("time to market, days", e.of(TO_MARKET)[:, 0]), ("value delivered over cost", e.per_cost),
            ("initiatives never finished", e.of("unfinished_share")[:, 0]),
        ):  # fmt: skip
            points = np.nanpercentile(values, [5, 25, 50, 75, 95])
            rows.append([kind, words, *(f"{p:.3g}" for p in points)])
    return table(["choices", "", "5 %", "25 %", "median", "75 %", "95 %"], rows)


def presets(histories: int) -> Any:
    """The four presets of the mid-size world."""
    variants = [(name, load_scenario(ROOT / "scenarios" / f"{name}.yaml")) for name in PRESETS]
    return measured(variants, seeds_of(0, histories), OUTCOMES)


def first_ones(count: int = 3) -> str:
    """A few organisations by which one sees whether the page is what comes out today."""
    e = simulated(count, 1, 0.0, design=COUNT)
    rows = [
        [f"{k + 1}", f"{one.maturity:.3f}", one.choices["ownership"], f"{int(one.world['areas'])}", *cells]
        for k, one in enumerate(e.drawn)
        for cells in [[f"{e.of(MARGIN)[k, 0]:.4f}", f"{e.of(TO_MARKET)[k, 0]:.2f}"]]
    ]
    return table(["organisation", "maturity", "ownership", "areas", "margin", "time to market, days"], rows)


def parts_of(quick: bool) -> dict[str, str]:
    """Tables and figures of the page."""
    count, histories = (QUICK_COUNT, 2) if quick else (COUNT, HISTORIES)
    ensembles = {
        "independent": simulated(count, histories, 0.0),
        "together": simulated(count, histories, float(RANGES["together"])),
    }
    first = ensembles["independent"]
    return {
        "described": described(ensembles),
        "explained": explained_table(ensembles),
        "quartiles": quartile_table(ensembles),
        "gaps": gaps(first, presets(2 if quick else PRESET_HISTORIES)),
        "s28": together_or_not(first),
        "choices": choice_table(first),
        "first": first_ones(),
        "count": str(count), "regressors": str(len(CHOICES)), "indexed": str(len(IN_INDEX)),
    }  # fmt: skip


if __name__ == "__main__":
    command("ensemble", parts_of)
