"""Write docs/explanation/contexts.md and .svg: in which worlds each of the four presets is best, or not settled.

    python docs/contexts.py [--quick | --prose]

About six minutes on two cores. --quick simulates a few worlds, prints the page and writes nothing; it is for
looking whether it works. --prose fills the page anew after its prose has changed. Worlds stand in
docs/contexts-ranges.yaml, the prose in docs/explanation/contexts.in.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from context_map import picture
from context_worlds import PRESETS, RANGES, Context, grid, placed, spread, uneven, without_feedback
from measuring import command, days, measured, middle, table
from regressing import effects

from simulator.studies.replications import seeds_of
from simulator.studies.statistics import estimate, ratio

REPLICATIONS, POINTS = 12, 128
WORDS = {
    "time_to_market_days_mean": "time to market",
    "time_to_80pct_value_days_p50": "80 % of value",
    "operating_margin": "operating margin",
}
TIMES = tuple(WORDS)[:2]
HIGHER = ("operating_margin",)
UNEVEN_LOADS, UNEVEN_SHARES = (0.3, 0.5, 0.7), (1 / 9, 0.5, 0.75, 1.0)
BARE = "product-model without feedback"
MEDIANS = ", medians"
THIRDS = ("lowest third", "middle", "highest third")


@dataclass(frozen=True)
class Found:
    """What came out in some worlds; shape of values (outcomes, worlds, presets, replications)."""

    contexts: Sequence[Context]
    values: Any

    def of(self, outcome: str) -> Any:
        """One outcome: (worlds, presets, replications)."""
        return self.values[list(WORDS).index(outcome)]

    def contenders(self, outcome: str) -> list[list[str]]:
        """World by world, the best preset and all that are not settled against it."""
        return [[PRESETS[v] for v in not_beaten(values, outcome)] for values in self.of(outcome)]


def simulated(contexts: Sequence[Context], replications: int) -> Found:
    """All presets in all worlds, with the same chance events."""
    seeds = seeds_of(0, replications)
    every = [measured([(p, placed(p, c)) for p in PRESETS], seeds, list(WORDS)) for c in contexts]
    return Found(contexts, np.array(every).transpose(1, 0, 2, 3))


def not_beaten(values: Any, outcome: str) -> list[int]:
    """Variants that are best or not settled against the best, best first; values: (variants, replications)."""
    better = -1.0 if outcome in HIGHER else 1.0
    middles = middle(values)
    order = [int(v) for v in np.argsort(better * middles, kind="stable")]
    best = order[0]
    matters = RANGES["matters"][outcome]
    least = matters if isinstance(matters, float) else float(matters.rstrip("% ")) / 100
    least *= 1.0 if isinstance(matters, float) else float(middles[best])
    return [best, *(v for v in order[1:] if not settled_worse(values[v], values[best], better, least))]


def settled_worse(values: Any, best: Any, better: float, least: float) -> bool:
    """Whether the interval of the paired difference lies beyond zero, and not wholly inside what matters."""
    with np.errstate(invalid="ignore"):  # both beyond the run-off: their difference is unknown
        found = estimate(better * (values - best))
    return found.low is not None and found.high is not None and found.low > 0 and found.high >= least


def counts(found: Found) -> str:
    """In how many worlds each preset is best, best or not settled, or alone."""
    rows = []
    for outcome, words in WORDS.items():
        among = found.contenders(outcome)
        for preset in PRESETS:
            best = np.mean([a[0] == preset for a in among])
            held = np.mean([preset in a for a in among])
            alone = np.mean([a == [preset] for a in among])
            rows.append([words, preset, f"{best:.0%}", f"{held:.0%}", f"{alone:.0%}"])
    return table(["outcome", "preset", "best", "best or not settled", "settled best, alone"], rows)


def where(found: Found) -> str:
    """By parts of each range, in which share of worlds each preset is best or not settled."""
    among = [found.contenders(outcome) for outcome in WORDS]
    rows = []
    for name, part, chosen in parts(found.contexts):
        cells = [" / ".join(f"{np.mean([p in a[k] for k in chosen]):.0%}" for a in among) for p in PRESETS]
        rows.append([f"{name.replace('_', ' ')}, {part}", str(len(chosen)), *cells])
    return table(["part of the range", "worlds", *PRESETS], rows)


def parts(contexts: Sequence[Context]) -> Iterator[tuple[str, str, list[int]]]:
    """Name of a range, what part of it, and which worlds lie there."""
    for name, bounds in RANGES["ranges"].items():
        values = [getattr(c, name) for c in contexts]
        if isinstance(bounds, dict) and "levels" in bounds:
            for level in bounds["levels"]:
                yield name, level, [k for k, v in enumerate(values) if v == level]
            continue
        cuts = np.quantile(values, [1 / 3, 2 / 3])
        for third, words in enumerate(THIRDS):
            chosen = [k for k, v in enumerate(values) if np.searchsorted(cuts, v) == third]
            if chosen:
                yield name, words, chosen


def advantage(found: Found) -> str:
    """Times of projects over those of the product model: middle, spread, and what changes them over each range."""
    rows = []
    columns, names = _scaled(found.contexts)
    first, last = 0, len(PRESETS) - 1
    for outcome in TIMES:
        ratios = np.log([_ratio(v[first], v[last]) for v in found.of(outcome)])
        known = np.isfinite(ratios)
        points = np.exp(np.quantile(ratios[known], [0.0, 0.05, 0.5, 0.95, 1.0]))
        slopes = dict(zip(names, effects(columns[known], ratios[known]), strict=True))
        changes = "; ".join(
            f"{name} × {np.exp(s.value):.2f}" for name, s in slopes.items() if s.low > 0 or s.high < 0
        )
        rows.append([WORDS[outcome], *(f"{p:.2f}" for p in points), changes or "nothing settled"])
    return table(
        [
            "outcome",
            "smallest",
            "5 %",
            "median",
            "95 %",
            "largest",
            "from the low to the high end of a range",
        ],
        rows,
    )


def _ratio(above: Any, below: Any) -> float:
    """Ratio of means, or of medians where a time lies beyond the run-off."""
    found = ratio(above, below).mean
    return float(middle(above) / middle(below)) if found is None else found


def _scaled(contexts: Sequence[Context]) -> tuple[Any, list[str]]:
    """Place of each world in each range, 0 to 1; regulation light and heavy as columns of their own."""
    columns, names = [], []
    for name, bounds in RANGES["ranges"].items():
        values = [getattr(c, name) for c in contexts]
        if isinstance(bounds, dict) and "levels" in bounds:
            for level in bounds["levels"][1:]:
                columns.append([float(v == level) for v in values])
                names.append(f"regulation {level}")
            continue
        low, high = bounds if isinstance(bounds, list) else bounds["whole"]
        columns.append([(v - low) / (high - low) for v in values])
        names.append(name.replace("_", " "))
    return np.array(columns).T, names


def nearest(found: Found) -> str:
    """Where each preset comes nearest to the best of the others."""
    rows = []
    for outcome, words in WORDS.items():
        means = middle(found.of(outcome))
        for v, preset in enumerate(PRESETS):
            others = np.delete(means, v, axis=1)
            behind = (
                others.max(axis=1) - means[:, v] if outcome in HIGHER else means[:, v] / others.min(axis=1)
            )
            k = int(np.nanargmin(behind))
            shown = f"{-behind[k]:+.3f}" if outcome in HIGHER else f"{behind[k]:.2f} times"
            c = found.contexts[k]
            place = (
                f"coupling {c.coupling:.2f}, load {c.load:.2f}, {c.areas} areas, regulation {c.regulation}, "
                f"sigma {c.effort_sigma:.2f}, good {c.good_share:.2f}"
            )
            rows.append([words, preset, shown, place])
    return table(["outcome", "preset", "against the best other", "there"], rows)


def uneven_table(replications: int) -> str:
    """All of the presets where one of nine areas gets more than its part of the opportunities."""
    rows, seeds = [], seeds_of(0, replications)
    for load in UNEVEN_LOADS:
        every = [(p, placed(p, Context(load=load))) for p in PRESETS]
        every.append((BARE, without_feedback(every[-1][1])))
        for share in UNEVEN_SHARES:
            found = measured([(name, uneven(s, share)) for name, s in every], seeds, TIMES)
            for outcome, values in zip(TIMES, found, strict=True):
                best = not_beaten(values, outcome)
                shown = [days(m) for m in middle(values)]
                cells = [f"**{text}**" if k in best else text for k, text in enumerate(shown)]
                words = WORDS[outcome] + (MEDIANS if np.isinf(values).any() else "")
                rows.append([words, f"{load:g}", f"{share:.0%}", *cells])
    return table(
        ["days to", "load", "in one area", *PRESETS, BARE],
        sorted(rows, key=lambda r: r[0].removesuffix(MEDIANS), reverse=True),
    )


def mid_size() -> str:
    """The presets in the mid-size world itself."""
    found = simulated([Context()], REPLICATIONS)
    rows = [
        [preset, *(f"{np.nanmean(found.of(o)[0, v]):.3f}" for o in WORDS)] for v, preset in enumerate(PRESETS)
    ]
    return table(["preset", *WORDS.values()], rows)


def parts_of(quick: bool) -> dict[str, str]:
    """Tables and figures of the page, and its picture."""
    replications, points = (2, 8) if quick else (REPLICATIONS, POINTS)
    over = simulated(spread(points), replications)
    found = simulated([Context()] if quick else grid(), replications)
    shown = {o: dict(zip(found.contexts, found.contenders(o), strict=True)) for o in WORDS}
    return {
        "counts": counts(over), "where": where(over), "advantage": advantage(over), "nearest": nearest(over),
        "map_counts": counts(found), "points": str(points), "map": str(len(grid())), "replications": str(replications),
        "mid_size": mid_size(), "uneven": uneven_table(replications),
        "contexts.svg": picture({o: {c: a.get(c, [PRESETS[0]]) for c in grid()} for o, a in shown.items()}, WORDS),
    }  # fmt: skip


if __name__ == "__main__":
    command("contexts", parts_of)
