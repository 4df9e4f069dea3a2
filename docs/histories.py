"""Writes docs/explanation/histories.md: what real histories of work show of the worlds that they come from.

Run `python docs/histories.py FOLDER`, a folder with the histories that the page names; it takes a few seconds.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from simulator.intake.meaning.mapping import ColumnsSpec, MappingSpec
from simulator.intake.meaning.reading import Reading
from simulator.intake.overview import overview_of
from simulator.intake.work.figures import Figures, Spread

ROOT = Path(__file__).parent.parent
TEXT = ROOT / "docs" / "explanation" / "histories.in.md"
PAGE = ROOT / "docs" / "explanation" / "histories.md"
OF_PROPOSALS = MappingSpec(columns=ColumnsSpec(work={"parent": "keps"}))
"""A review is a part of the proposal that it is about."""
HISTORIES = {
    "proposals": ("work_kubernetes_keps.csv", MappingSpec()),
    "reviews": ("work_kubernetes_kep_reviews.csv", OF_PROPOSALS),
    "incidents": ("work_it_incidents.csv", MappingSpec()),
    "loan applications": ("work_loan_applications_train.csv", MappingSpec()),
}
START = pd.Timestamp("1990-01-01", tz="UTC")
UNKNOWN = "–"
Cell = Callable[[Figures], str]


def number(value: float | None) -> str:
    """A number with as many digits as tell something."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}" if abs(value) < 1 else f"{value:.3g}"


def percent(value: float | None) -> str:
    """A share in per cent."""
    return UNKNOWN if value is None or not math.isfinite(value) else f"{value:.0%}"


def quantiles(spread: Spread | None) -> str:
    """The median, and the values at 85 and 95 %."""
    return UNKNOWN if spread is None else " / ".join(number(q) for q in spread.quantiles[:3])


def tail(spread: Spread | None) -> str:
    """How much longer one of twenty takes than the median."""
    return UNKNOWN if spread is None else number(spread.quantiles[2] / spread.quantiles[0])


def by_area(figures: Figures) -> str:
    """The range of the median lead times of large areas."""
    medians = [area.lead_days.quantiles[0] for area in figures.areas[:5] if area.lead_days is not None]
    return UNKNOWN if len(medians) < 2 else f"{number(min(medians))} to {number(max(medians))}"


ROWS: tuple[tuple[str, Cell], ...] = (
    ("items; working days", lambda f: f"{f.items:,}; {number(f.days)}"),
    ("lead time, working days: median / 85 % / 95 %", lambda f: quantiles(f.lead_days)),
    ("tail: 95 % over median", lambda f: tail(f.lead_days)),
    ("spread of lead times, sigma", lambda f: number(f.lead_days.sigma if f.lead_days else None)),
    ("effort of an item, working days: median / 85 % / 95 %", lambda f: quantiles(f.sizes)),
    ("spread of efforts, sigma", lambda f: number(f.sizes.sigma if f.sizes else None)),
    ("open at once: mean", lambda f: number(f.open_mean)),
    ("open at once: on eight of ten days", lambda f: f"{f.open_range[0]:.0f} to {f.open_range[1]:.0f}"),
    ("open at once over arrivals a week", lambda f: number(f.open_mean / f.arrivals_per_week.mean)),
    ("items of an initiative: median / 85 % / 95 %", lambda f: quantiles(f.parts_per_whole)),
    ("items open at once of an initiative with any open", lambda f: number(f.open_per_whole)),
    ("unplanned share", lambda f: percent(f.unplanned_share)),
    ("given up", lambda f: percent(f.ended_share)),
    ("returns an item", lambda f: number(f.returns_per_item)),
    ("passed to another team, times an item", lambda f: number(f.handoffs_per_item)),
    ("arrivals a week: mean; busiest of twenty", lambda f: f"{number(f.arrivals_per_week.mean)}; {number(f.arrivals_per_week.quantiles[2])}"),
    ("weekly arrivals: variance over mean (1: at random)", lambda f: number(f.arrival_dispersion)),
    ("done in the busiest fifth of weeks", lambda f: percent(f.busiest_weeks_share)),
    ("areas; share of the largest", lambda f: f"{len(f.areas)}; {percent(f.areas[0].share)}"),
    ("evenness: shares fall as 1/rank to the power of", lambda f: number(f.evenness)),
    ("lead time by area: shortest and longest median of the five largest", by_area),
)  # fmt: skip


def table(figures: dict[str, Figures]) -> str:
    """All figures, a column for each history."""
    lines = [f"| what | {' | '.join(figures)} |", "| --- |" + " --- |" * len(figures)]
    lines += [f"| {what} | {' | '.join(cell(f) for f in figures.values())} |" for what, cell in ROWS]
    return "\n".join(lines)


def over_time(figures: Figures) -> str:
    """Stretches of time of one history."""
    lines = [
        "| from | came a week | done a week | median lead time | open at the end |",
        "| --- |" + " ---: |" * 4,
    ]
    lines += [
        f"| {one.begins} | {number(one.arrivals_per_week)} | {number(one.done_per_week)} | "
        f"{number(one.lead_days.quantiles[0] if one.lead_days else None)} | {one.open_at_end:,} |"
        for one in figures.periods
    ]
    return "\n".join(lines)


def figures_in(folder: Path) -> dict[str, Figures]:
    """Figures of the histories in a folder."""
    found = {}
    for name, (file, mapping) in HISTORIES.items():
        figures = overview_of([folder / file], Reading(mapping=mapping, since=START)).figures
        assert figures is not None  # all of them are histories
        found[name] = figures
    return found


def page(folder: Path) -> str:
    """The page, with the figures of the histories in a folder."""
    figures = figures_in(folder)
    text = TEXT.read_text(encoding="utf-8")
    text = text.replace("{{table}}", table(figures))
    for name in ("proposals", "reviews"):
        text = text.replace(f"{{{{{name} over time}}}}", over_time(figures[name]))
    return text


if __name__ == "__main__":
    PAGE.write_text(page(Path(sys.argv[1])), encoding="utf-8")
