"""Write docs/explanation/mechanisms.md: what each mechanism and each of its parameters moves.

    python docs/mechanisms.py [--quick | --prose]

About eight minutes on two cores. --quick takes two replications of a part of it, prints the page and writes nothing; it is for
looking whether it works. --prose fills the page anew after its prose has changed. Ranges stand in
docs/mechanisms-ranges.yaml, the prose in docs/explanation/mechanisms.in.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from measuring import command, studied, table
from mechanism_variants import RANGES, Variant, variants
from scipy.special import stdtrit

from simulator.outcomes.registry import BY_NAME
from simulator.store.manifest import scenario_hash
from simulator.studies.statistics import p_value

REPLICATIONS = 60
OUTCOMES: Sequence[str] = RANGES["outcomes"]
WORDS = dict(
    zip(
        OUTCOMES,
        ("time to market", "80 % of value", "lead time", "throughput", "failures", "restore", "margin", "satisfaction", "value"),
        strict=True,
    )
)  # fmt: skip
MARGIN, MARGIN_MATTERS = "operating_margin", 0.02
NOTHING = "nothing"
ENDS = {"low": "↓", "high": "↑"}


@dataclass(frozen=True)
class Change:
    """What a variant does to an outcome, against what it is compared with."""

    mean: float
    """Relative to the mean of the base; of a margin, as it is. NaN where nothing was measured."""
    settled: bool
    """The interval leaves out zero."""
    matters: bool
    """Settled, and at least as large as what matters."""
    same: bool = False
    """Not a digit differs in any replication."""
    by_points: bool = False

    def shown(self) -> str:
        """As a cell: bold where it matters, in brackets where it is not settled."""
        if np.isnan(self.mean):
            return "-"
        if self.same:
            return "="
        if np.isinf(self.mean):
            text = "longer" if self.mean > 0 else "shorter"
            return f"**{text}**" if self.matters else f"({text})"
        text = f"{100 * self.mean:+.1f} points" if self.by_points else f"{self.mean:+.0%}"
        return f"**{text}**" if self.matters else text if self.settled else f"({text})"


def change_of(outcome: str, values: Any, base: Any) -> Change:
    """Compare two lists of replications, paired."""
    known = ~(np.isnan(values) | np.isnan(base))
    n = int(known.sum())
    by_points = outcome == MARGIN
    if n < 2:
        return Change(float("nan"), False, False, by_points=by_points)
    if np.isinf(values[known]).any() or np.isinf(base[known]).any():
        return _beyond(outcome, values[known], base[known])
    difference = values[known] - base[known]
    scale = 1.0 if by_points else abs(float(base[known].mean())) or float("nan")
    mean = float(difference.mean())
    half = float(stdtrit(n - 1, 0.5 + RANGES["confidence"] / 2)) * float(difference.std(ddof=1)) / n**0.5
    settled = mean != 0.0 and abs(mean) > half
    least = MARGIN_MATTERS if by_points else BY_NAME[outcome].smallest_effect
    matters = settled and abs(mean / scale) >= least
    return Change(mean / scale, settled, matters, not difference.any(), by_points)


def _beyond(outcome: str, values: Any, base: Any) -> Change:
    """The same where a time lies beyond the run-off in some replication: medians, and the sign test."""
    both = np.isinf(values) & np.isinf(base)
    with np.errstate(invalid="ignore"):
        difference = np.where(both, 0.0, values - base)
    middle, scale = float(np.median(difference)), float(np.median(base))
    change = middle / scale if np.isfinite(scale) else np.copysign(np.inf, middle) if middle else 0.0
    settled = bool(p_value(difference, 0.0) < 1.0 - RANGES["confidence"])
    least = BY_NAME[outcome].smallest_effect
    return Change(float(change), settled, settled and abs(change) >= least, not difference.any())


def changes(every: Sequence[Variant], replications: int) -> list[dict[str, Change]]:
    """By variant and outcome, what changes; the same chance events everywhere."""
    scenarios = {scenario_hash(s): s for v in every for s in (v.base, v.scenario)}
    found = studied("mechanisms", [{"changed": s} for s in scenarios.values()], replications, OUTCOMES)[
        :, :, 0
    ]
    place = {key: k for k, key in enumerate(scenarios)}
    return [
        {
            outcome: change_of(
                outcome, found[o, place[scenario_hash(v.scenario)]], found[o, place[scenario_hash(v.base)]]
            )
            for o, outcome in enumerate(OUTCOMES)
        }
        for v in every
    ]


Changed = Sequence[tuple[Variant, Mapping[str, Change]]]


def off_table(found: Changed) -> str:
    """Every mechanism off."""
    rows = [
        [v.mechanism, v.preset, *(change[o].shown() for o in OUTCOMES)]
        for v, change in sorted(found, key=lambda pair: pair[0].mechanism)
        if v.end == "off"
    ]
    return table(["off", "preset", *WORDS.values()], rows)


def loop_table(found: Changed) -> str:
    """Every loop of feedback in, against the same preset without it."""
    rows = [
        [v.end.replace("_", " "), v.preset, *(change[o].shown() for o in OUTCOMES)]
        for v, change in found
        if not v.path and v.end != "off"
    ]
    return table(["in", "preset", *WORDS.values()], rows)


def by_parameter(found: Changed) -> dict[tuple[str, str], dict[str, list[tuple[str, Mapping[str, Change]]]]]:
    """Changes by (mechanism, path), then preset: the end and what changes there."""
    grouped: dict[tuple[str, str], dict[str, list[tuple[str, Mapping[str, Change]]]]] = {}
    for v, change in found:
        if v.path:
            grouped.setdefault((v.mechanism, v.path), {}).setdefault(v.preset, []).append((v.end, change))
    return grouped


def parameter_table(found: Changed) -> str:
    """Every parameter over its range: only what matters."""
    rows = []
    for (mechanism, path), presets in by_parameter(found).items():
        low, high = RANGES["mechanisms"][mechanism][path]
        cells = ["; ".join(_moves(ends)) or NOTHING for ends in presets.values()]
        rows.append([mechanism, f"`{path}`", f"{_short(low)} to {_short(high)}", *cells])
    return table(["mechanism", "parameter", "range", *RANGES["presets"]], rows)


def _short(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value).lower()


def _moves(ends: Sequence[tuple[str, Mapping[str, Change]]]) -> Iterator[str]:
    """Outcomes that matter at an end of a range, in words."""
    for outcome, words in WORDS.items():
        shown = [
            f"{ENDS[end]} {change[outcome].shown().strip('*')}"
            for end, change in ends
            if change[outcome].matters
        ]
        if shown:
            yield f"{words} {', '.join(shown)}"


def idle(found: Changed) -> str:
    """Parameters that move nothing that matters in any preset, by mechanism."""
    lines: dict[str, list[str]] = {}
    for (mechanism, path), presets in by_parameter(found).items():
        if not any(list(_moves(ends)) for ends in presets.values()):
            lines.setdefault(mechanism, []).append(f"`{path}` ({_largest(presets)})")
    return "\n".join(f"- {mechanism}: {', '.join(paths)}" for mechanism, paths in lines.items())


def _largest(presets: Mapping[str, Sequence[tuple[str, Mapping[str, Change]]]]) -> str:
    """The largest settled change of a parameter, however small; nothing settled where there is none."""
    every = [
        (abs(change[o].mean), f"{WORDS[o]} {change[o].shown()}")
        for ends in presets.values()
        for _, change in ends
        for o in OUTCOMES
        if change[o].settled
    ]
    return f"at most {max(every)[1]}" if every else "nothing settled"


def verdicts(found: Changed) -> str:
    """Each mechanism: what switching it off moves, and which of its parameters move something."""
    grouped, rows = by_parameter(found), []
    for mechanism, ranges in RANGES["mechanisms"].items():
        off = sorted({
            WORDS[o] for v, change in found if v.mechanism == mechanism and v.end == "off" for o in OUTCOMES if change[o].matters
        }, key=list(WORDS.values()).index)  # fmt: skip
        seen = [grouped[mechanism, path] for path in ranges if (mechanism, path) in grouped]
        moving = [presets for presets in seen if any(list(_moves(ends)) for ends in presets.values())]
        rows.append([mechanism, ", ".join(off) or NOTHING, f"{len(moving)} of {len(seen)}"])
    return table(["mechanism", "off, it moves", "parameters that move something"], rows)


def one_row() -> str:
    """The first row of `off_table` that is about handoffs, by which one sees whether the page is of today."""
    every = [v for v in variants(RANGES["presets"][:1], 0) if (v.mechanism, v.end) == ("handoffs", "off")]
    return off_table(list(zip(every, changes(every, REPLICATIONS), strict=True))).splitlines()[-1]


def parts_of(quick: bool) -> dict[str, str]:
    """Tables and figures of the page."""
    replications, ranges_of_each = (2, 1) if quick else (REPLICATIONS, None)
    every = variants(RANGES["presets"], ranges_of_each)
    found = list(zip(every, changes(every, replications), strict=True))
    comparisons = len(found) * len(OUTCOMES)
    return {
        "verdicts": verdicts(found), "off": off_table(found), "loops": loop_table(found),
        "parameters": parameter_table(found), "idle": idle(found), "replications": str(replications),
        "comparisons": f"{comparisons:,}", "chance": f"{comparisons * (1 - RANGES['confidence']):.0f}",
        "load": f"{RANGES['load']:.2f}",
    }  # fmt: skip


if __name__ == "__main__":
    command("mechanisms", parts_of)
