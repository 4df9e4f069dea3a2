"""Write docs/explanation/ensemble.md: how much structure and practice explain among 512 organisations.

    python docs/ensemble.py [--quick | --prose]

About six minutes on two cores. --quick draws 64 organisations, prints the page and writes nothing; it is for
looking whether it works. --prose fills the page anew after its prose has changed. Ranges stand in docs/ensemble-ranges.yaml, the prose in docs/explanation/ensemble.in.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from ensemble_design import CHOICES, IN_INDEX, RANGES, WORLD
from ensemble_runs import COUNT, DORA, MARGIN, OUTCOMES, TO_MARKET, Ensemble, simulated
from ensemble_targets import GAPS, asked, target_table
from measuring import ROOT, command, measured, table
from scipy.stats import spearmanr

from simulator import load_scenario
from simulator.studies.analysis.regressions import (
    Interval,
    adjusted,
    bootstrap,
    chance_below,
    effects,
    luck_share,
    r_squared,
)
from simulator.studies.replications import seeds_of

HISTORIES, QUICK_COUNT = 4, 64
PRESETS = ("project-based", "spotify", "two-pizza", "product-model")
PRESET_HISTORIES = 20
OFTEN = 0.2
"""From such a change failure rate on an organisation fails often: the “high” cluster of 2024 (S28)."""


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


def explained_by(ensembles: dict[str, Ensemble]) -> dict[str, dict[str, dict[str, Interval]]]:
    """By kind of ensemble and outcome, how much goes with what; and luck."""
    found: dict[str, dict[str, dict[str, Interval]]] = {}
    for kind, e in ensembles.items():
        for words, first, every in (
            ("operating margin", e.first(MARGIN), e.of(MARGIN)),
            ("time to market (log)", e.first(TO_MARKET), np.log(e.of(TO_MARKET))),
            ("value over cost", e.per_cost, e.value_over_cost),
        ):
            luck = bootstrap(lambda s, every=every: luck_share(every[s]), len(every))
            found.setdefault(kind, {})[words] = explained(e, first) | {"luck": luck}
    return found


def explained_table(found: dict[str, dict[str, dict[str, Interval]]]) -> str:
    """The same as a table."""
    rows = [
        [kind, outcome, *(f.shown() for f in shares.values())]
        for kind, outcomes in found.items()
        for outcome, shares in outcomes.items()
    ]
    heads = [list(shares) for outcomes in found.values() for shares in outcomes.values()]
    return table(["choices", "outcome", *heads[0]], rows)


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


def quartile_table(found: dict[str, dict[str, Interval]]) -> str:
    """The headline association, with what was published and asked."""
    rows = [
        [kind, *(f.shown(1 if "points" in n else 2) for n, f in figures.items())]
        for kind, figures in found.items()
    ]
    rows.append(["asked (published)", "1.05 to 1.30 (1.16)", "-", "1.2 to 2.0 (1.60)", "above 0.10"])
    return table(["choices", "margin ratio", "margin, points more", "value ratio", "P[top < bottom]"], rows)


def gaps(e: Ensemble, presets: Any) -> dict[str, tuple[float, ...]]:
    """Medians of best and worst tenth; best over worst of presets, of these tenths, of single organisations."""
    found = {}
    for outcome, (_, more) in DORA.items():
        of_presets = np.nanmean(presets[OUTCOMES.index(outcome)], axis=1)
        every = np.sort(known_means(e.of(outcome)))
        every = every[every > 0]
        tenth = max(1, len(every) // 10)
        low, high = float(np.median(every[:tenth])), float(np.median(every[-tenth:]))
        best, worst = (high, low) if more else (low, high)
        found[outcome] = (best, worst, of_presets.max() / of_presets.min(), high / low, every[-1] / every[0])
    return found


def gap_table(found: dict[str, tuple[float, ...]]) -> str:
    """Best against worst, of presets and of organisations."""
    rows = [
        [DORA[outcome][0], f"{best:.3g}", f"{worst:.3g}", *(f"{r:.1f}" for r in ratios), asked(GAPS[outcome])]
        for outcome, (best, worst, *ratios) in found.items()
    ]
    head = ["measure", "best tenth, median", "worst tenth, median"]
    ratios = ["presets, best to worst", "tenths", "single organisations"]
    return table([*head, *ratios, "asked (S29)"], rows)


def known_means(values: Any) -> Any:
    """Mean over histories of each organisation in which anything was measured."""
    known = ~np.isnan(values).all(axis=1)
    return np.nanmean(values[known], axis=1)


def often_and_failing(e: Ensemble) -> tuple[Any, Any]:
    """Deployments per week and area, and change failure rate, of organisations that have both."""
    known = ~np.isnan(e.of("change_failure_rate")).all(axis=1)
    often = e.of("deployments_per_week")[known].mean(axis=1)
    return often, known_means(e.of("change_failure_rate"))


def rank_of_failures(e: Ensemble) -> Interval:
    """S28: rank correlation over organisations of deployment frequency and change failure rate."""
    often, failing = often_and_failing(e)
    return bootstrap(lambda s: float(spearmanr(often[s], failing[s]).statistic), len(often))


def off_the_diagonal(e: Ensemble) -> str:
    """How many of those who deploy most often also fail often."""
    often, failing = often_and_failing(e)
    high = often > np.quantile(often, 0.75)
    return f"{(high & (failing > OFTEN)).sum()} of {high.sum()}"


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
            ("time to market, days", e.of(TO_MARKET)[:, 0]), ("value delivered over cost of development", e.per_cost),
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
    shares = explained_by(ensembles)
    tops = {kind: quartiles(e) for kind, e in ensembles.items()}
    wide = gaps(first, presets(2 if quick else PRESET_HISTORIES))
    ends = {outcome: (figures[2], figures[4]) for outcome, figures in wide.items()}
    return {
        "targets": target_table(shares, tops, rank_of_failures(first), ends, {o: words for o, (words, _) in DORA.items()}),
        "described": described(ensembles), "explained": explained_table(shares), "quartiles": quartile_table(tops),
        "gaps": gap_table(wide), "off_diagonal": off_the_diagonal(first), "choices": choice_table(first),
        "first": first_ones(),
        "count": str(count), "regressors": str(len(CHOICES)), "indexed": str(len(IN_INDEX)),
        "figures": str(len(WORLD)),
    }  # fmt: skip


if __name__ == "__main__":
    command("ensemble", parts_of)
