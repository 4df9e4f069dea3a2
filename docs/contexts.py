"""Write docs/explanation/contexts.md and .svg: in what share of worlds each of the four presets is best.

    python docs/contexts.py [--quick | --prose]

About ten minutes on two cores. --quick simulates a few worlds, prints the page and writes nothing; it is for
looking whether it works. --prose fills the page anew after its prose has changed. Worlds stand in
docs/contexts-ranges.yaml, the prose in docs/explanation/contexts.in.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from context_map import picture
from context_worlds import MODES, PRESETS, RANGES, Context, people, place_in, placed, places_shared, spread
from measuring import command, middle, studied, table
from scipy.stats import binomtest

from simulator.outcomes.registry import BY_NAME
from simulator.studies.analysis.regressions import effects
from simulator.studies.statistics import estimate, ratio

REPLICATIONS, POINTS = 6, 128
CASES = [(mode, outcome) for mode in MODES for outcome in RANGES["outcomes"][mode]]
WORDS = {
    "time_to_market_days_mean": "time to market",
    "initiative_lead_time_days_mean": "initiative lead time",
    "time_from_start_to_market_days_mean": "time from start to market",
    "initiative_cycle_time_days_mean": "initiative cycle time",
    "initiatives_done": "initiatives done",
    "net_present_value": "net present value",
    "operating_margin": "operating margin",
}
MEAN_NOTHING_AS_RATIOS = ("operating_margin", "net_present_value")
PROJECTS, REFERENCE = "project-based", "spotify"
BACKLOG_WORTH = ("backlog", "net_present_value")
SURE = 3.0
"""Standard errors that two halves must be apart to be shown: by chance one pair of 370 is."""


@dataclass(frozen=True)
class Found:
    """What came out in some worlds; shape of values (cases, worlds, presets, replications)."""

    contexts: Sequence[Context]
    values: Any

    def contenders(self, case: int) -> list[list[int]]:
        """World by world, the best preset and all that are not settled against it."""
        mode, outcome = CASES[case]
        matters = RANGES["outcomes"][mode][outcome]
        return [
            not_beaten(values, outcome, matters, people(context))
            for context, values in zip(self.contexts, self.values[case], strict=True)
        ]

    def best(self, case: int) -> Any:
        """World by world, the best preset."""
        return np.array([among[0] for among in self.contenders(case)])


def simulated(contexts: Sequence[Context], replications: int) -> Found:
    """All presets in all worlds and both modes, with the same chance events."""
    found = [
        studied(
            f"contexts-{mode}",
            [{p: placed(p, c, mode) for p in PRESETS} for c in contexts],
            replications,
            list(RANGES["outcomes"][mode]),
        )
        for mode in MODES
    ]
    return Found(contexts, np.concatenate(found))


def not_beaten(values: Any, outcome: str, matters: str | float, heads: int) -> list[int]:
    """Variants that are best or not settled against the best, best first; values: (variants, replications)."""
    better = -1.0 if BY_NAME[outcome].direction == "higher" else 1.0
    middles = middle(values)
    order = [int(v) for v in np.argsort(better * middles, kind="stable")]
    best = order[0]
    least = least_difference(matters, abs(float(middles[best])), heads)
    return [best, *(v for v in order[1:] if not settled_worse(values[v], values[best], better, least))]


def least_difference(matters: str | float, best: float, heads: int) -> float:
    """Smallest difference that matters: a number, a share of the best, or an amount for each person."""
    if isinstance(matters, float):
        return matters
    number, _, of = matters.partition(" ")
    return float(number) * (best / 100 if of == "%" else heads)


def settled_worse(values: Any, best: Any, better: float, least: float) -> bool:
    """Whether the interval of the paired difference lies beyond zero, and not wholly inside what matters."""
    with np.errstate(invalid="ignore"):  # both beyond the run-off: their difference is unknown
        found = estimate(better * (values - best))
    return found.low is not None and found.high is not None and found.low > 0 and found.high >= least


def share(chosen: Any) -> str:
    """In what share of worlds something holds, with its 95 % interval, were worlds drawn at random."""
    holds = binomtest(int(np.sum(chosen)), len(chosen))
    low, high = holds.proportion_ci(method="wilson")
    return f"{holds.statistic:.0%} ({100 * low:.0f}-{100 * high:.0f})"


def wins(found: Found) -> str:
    """In what share of worlds each preset is best."""
    return _by_preset(lambda case, v: share(found.best(case) == v))


def settled(found: Found) -> str:
    """In what share of worlds each is best or not settled against the best, and in what share it is settled best, alone."""
    among = [found.contenders(case) for case in range(len(CASES))]
    return _by_preset(
        lambda case, v: (
            f"{np.mean([v in a for a in among[case]]):.0%} / {np.mean([a == [v] for a in among[case]]):.0%}"
        )
    )


def medians(found: Found) -> str:
    """What is usual: the median over worlds; a time beyond the run-off is longer than all others."""
    usual = [np.nanmedian(middles(values), axis=0) for values in found.values]
    return _by_preset(lambda case, v: _shown(CASES[case][1], float(usual[case][v])))


def middles(worlds: Any) -> Any:
    """The middle of the replications, by world and preset; worlds: (worlds, presets, replications)."""
    return np.array([[middle(values) for values in world] for world in worlds])


def _by_preset(cell: Any) -> str:
    rows = [
        [mode.replace("_", " "), WORDS[outcome], *(cell(case, v) for v in range(len(PRESETS)))]
        for case, (mode, outcome) in enumerate(CASES)
    ]
    return table(["mode", "outcome", *PRESETS], rows)


def _shown(outcome: str, value: float) -> str:
    if np.isinf(value):
        return "beyond"
    if outcome == "net_present_value":
        return f"{value / 1e6:.1f} M"
    return f"{value:.2f}" if outcome == "operating_margin" else f"{value:.0f}"


def where(found: Found) -> str:
    """Halves of ranges between which the share of worlds in which a preset is best differs by more than chance."""
    rows = []
    for case, (mode, outcome) in enumerate(CASES):
        best = found.best(case)
        for v, preset in enumerate(PRESETS):
            changes = []
            for name in ranges_in(mode):
                (low, first), *_, (high, last) = halves(name, found.contexts)
                a, b = best[first] == v, best[last] == v
                if far_apart(a, b):
                    said = f"{words(name)}: {low} {a.mean():.0%}, {high} {b.mean():.0%}"
                    changes.append((a.mean() - b.mean(), said))
            cell = "; ".join(text for _, text in sorted(changes, key=lambda c: -abs(c[0])))
            if cell:
                rows.append([mode.replace("_", " "), WORDS[outcome], preset, cell])
    return table(["mode", "outcome", "preset", "best in"], rows)


def words(name: str) -> str:
    """What a range is called on the page."""
    return "unevenness" if name == "evenness" else name.replace("_", " ")


def far_apart(a: Any, b: Any) -> bool:
    """Whether two shares differ by more than chance does; a, b: whether it holds, world by world."""
    if not len(a) or not len(b):
        return False
    both = np.concatenate([a, b]).mean()
    error = np.sqrt(both * (1 - both) * (1 / len(a) + 1 / len(b)))
    return bool(abs(a.mean() - b.mean()) > SURE * error)


def ranges_in(mode: str) -> list[str]:
    """Names of the ranges that say something in a mode."""
    return [name for name in RANGES["ranges"] if name != "load" or mode == MODES[0]]


def halves(name: str, contexts: Sequence[Context]) -> Iterator[tuple[str, list[int]]]:
    """What part of a range, and which worlds lie there; levels are parts of their own."""
    bounds = RANGES["ranges"][name]
    values = [getattr(c, name) for c in contexts]
    if isinstance(bounds, dict) and "levels" in bounds:
        for level in bounds["levels"]:
            yield level, [k for k, v in enumerate(values) if v == level]
        return
    lower = [place_in(bounds, v) < 0.5 for v in values]
    yield "lower half", [k for k, is_low in enumerate(lower) if is_low]
    yield "upper half", [k for k, is_low in enumerate(lower) if not is_low]


def shares_by_part(found: Found) -> list[tuple[str, list[list[float] | None]]]:
    """By parts of each range and case, the share of worlds in which each preset is best; for the picture."""
    best = [found.best(case) for case in range(len(CASES))]
    return [
        (f"{words(name)}, {part}", [_shares(best[case][chosen]) if name in ranges_in(CASES[case][0]) else None for case in range(len(CASES))])
        for name in RANGES["ranges"]
        for part, chosen in halves(name, found.contexts)
    ]  # fmt: skip


def _shares(best: Any) -> list[float]:
    return [float(np.mean(best == v)) if len(best) else 0.0 for v in range(len(PRESETS))]


def against_squads(found: Found) -> str:
    """Projects over squads: middle and spread over worlds, and what changes it over each range."""
    rows = []
    for case, (mode, outcome) in enumerate(CASES):
        if outcome in MEAN_NOTHING_AS_RATIOS:
            continue
        columns, names = _scaled(found.contexts, mode)
        projects, squads = PRESETS.index(PROJECTS), PRESETS.index(REFERENCE)
        ratios = np.log([_ratio(v[projects], v[squads]) for v in found.values[case]])
        known = np.isfinite(ratios)
        points = np.exp(np.quantile(ratios[known], [0.0, 0.05, 0.5, 0.95, 1.0]))
        slopes = (
            zip(names, effects(columns[known], ratios[known]), strict=True)
            if known.sum() > 2 * len(names)
            else ()
        )
        changes = "; ".join(
            f"{name} × {np.exp(s.value):.2f}"
            for name, s in sorted(slopes, key=lambda slope: -abs(slope[1].value))
            if s.low > 0 or s.high < 0
        )
        shown = [f"{p:.2f}" for p in points]
        rows.append([mode.replace("_", " "), WORDS[outcome], *shown, changes or "nothing settled"])
    return table(
        ["mode", "outcome", "smallest", "5 %", "median", "95 %", "largest", "from the low to the high end of a range"],
        rows,
    )  # fmt: skip


def _ratio(above: Any, below: Any) -> float:
    """Ratio of means, or of medians where a time lies beyond the run-off."""
    found = ratio(above, below).mean
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(middle(above) / middle(below)) if found is None else found


def _scaled(contexts: Sequence[Context], mode: str) -> tuple[Any, list[str]]:
    """Place of each world in each range, 0 to 1; regulation light and heavy as columns of their own."""
    columns, names = [], []
    for name in ranges_in(mode):
        bounds, values = RANGES["ranges"][name], [getattr(c, name) for c in contexts]
        if isinstance(bounds, dict) and "levels" in bounds:
            columns += [[float(v == level) for v in values] for level in bounds["levels"][1:]]
            names += [f"{name} {level}" for level in bounds["levels"][1:]]
            continue
        columns.append([place_in(bounds, v) for v in values])
        names.append(words(name))
    return np.array(columns).T, names


def shared_places(found: Found, replications: int) -> str:
    """In what share of worlds projects bring more than squads, whose places are each squad's own, or shared like theirs."""
    mode, outcome = BACKLOG_WORTH
    projects, squads = (
        middles(found.values[CASES.index(BACKLOG_WORTH)])[:, PRESETS.index(p)] for p in (PROJECTS, REFERENCE)
    )
    sharing = [{REFERENCE: places_shared(placed(REFERENCE, c, mode), c)} for c in found.contexts]
    values = studied("contexts-shared-places", sharing, replications, [outcome])[0, :, 0]
    shared = np.array([float(middle(each)) for each in values])
    more = {"two places a squad": projects > squads, "as many, shared by all": projects > shared}
    parts = [("all worlds", list(range(len(found.contexts))))]
    for name in ("regulation", "evenness"):
        parts += [(f"{words(name)}, {part}", chosen) for part, chosen in halves(name, found.contexts)]
    rows = [
        [part, str(len(chosen)), *(share(m[chosen]) for m in more.values())]
        for part, chosen in parts
        if chosen
    ]
    return table(["part of the range", "worlds", *(f"squads with {how}" for how in more)], rows)


def mid_size() -> str:
    """The presets in the mid-size world itself."""
    found = simulated([Context()], REPLICATIONS)
    return _by_preset(lambda case, v: f"{middle(found.values[case])[0, v]:.5g}")


def parts_of(quick: bool) -> dict[str, str]:
    """Tables and figures of the page, and its picture."""
    replications, points = (2, 8) if quick else (REPLICATIONS, POINTS)
    found = simulated(spread(points), replications)
    columns = [(mode.replace("_", " "), WORDS[outcome]) for mode, outcome in CASES]
    return {
        "wins": wins(found), "settled": settled(found), "medians": medians(found), "where": where(found),
        "against_squads": against_squads(found), "shared_places": shared_places(found, replications), "points": str(points), "ranges": str(len(RANGES["ranges"])),
        "replications": str(replications), "mid_size": mid_size(),
        "contexts.svg": picture(shares_by_part(found), columns),
    }  # fmt: skip


if __name__ == "__main__":
    command("contexts", parts_of)
