"""What files say, without a proposal: an account of their rows and columns, and the figures of a history."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .meaning.files import read_files
from .meaning.reading import Reading
from .notes import Notes
from .people.lines import lines_of
from .people.persons import persons_of, staffed
from .proposal.common import check_in_common
from .work.figures import Figures, Spread, figures_of
from .work.histories import history_of

MOST_AREAS = 12


@dataclass(frozen=True)
class Overview:
    """What was read, and what a history shows."""

    notes: Notes
    figures: Figures | None

    def as_text(self) -> str:
        """All of it, as lines for a terminal."""
        parts = [self.notes.as_text()]
        if self.figures is not None:
            parts.append("What the history shows of the world\n" + "\n".join(_lines(self.figures)))
        return "\n\n".join(part for part in parts if part)

    def as_values(self) -> dict[str, Any]:
        """All of it, as plain values."""
        accounts = {
            name: {
                "is": account.what,
                "rows": account.rows,
                "used": account.rows_used,
                "left_out": {reason: len(lines) for reason, lines in account.left_out.items()},
                "columns": {c: m for c, m in account.used.items() if self.notes.shown([c]) == [c]},
                "unused": {c: why for c, why in account.unused.items() if self.notes.shown([c]) == [c]},
                "odd": account.odd,
            }
            for name, account in self.notes.accounts.items()
        }
        return {
            "files": accounts,
            "found": self.notes.found,
            "warnings": self.notes.warnings,
            "assumed": [one.what for one in self.notes.assumptions],
            "history": None if self.figures is None else asdict(self.figures),
        }


def overview_of(
    paths: Sequence[Path], reading: Reading, step: Callable[[str], None] = lambda doing: None
) -> Overview:
    """Read files and say what they show. Raises InputError with all that is wrong with them."""
    step(f"reading {', '.join(path.name for path in paths)}")
    files = read_files(paths, reading)
    people = persons_of(*files.people, reading) if files.people is not None else []
    history = None
    if files.work is not None:
        step(f"making items of the {len(files.work[0]):,} rows of {files.work[0].name}")
        history = history_of(*files.work, reading)
    check_in_common(files, people, history, reading)
    if people:
        reading.notes.found.extend(lines_of(staffed(people)))
    return Overview(reading.notes, None if history is None else figures_of(history, reading.words))


def _lines(figures: Figures) -> list[str]:
    """The figures of a history in words; what it does not show is left out."""
    low, high = figures.open_range
    weekly = figures.arrivals_per_week
    found = [
        f"arrivals: {_number(weekly.mean)} a week, {_number(weekly.quantiles[2])} in the busiest of twenty; variance over mean {_number(figures.arrival_dispersion)} (1: at random)",
        f"lead time, working days: {_spread(figures.lead_days)}",
        f"items open at once: {_number(figures.open_mean)} on average, {low:.0f} to {high:.0f} on eight of ten days",
    ]
    if math.isfinite(figures.busiest_weeks_share):
        found.append(f"done: {figures.busiest_weeks_share:.0%} of it in the busiest fifth of weeks")
    if figures.parts_per_whole is not None:
        found.append(
            f"items of an initiative: {_spread(figures.parts_per_whole)}; open at once of one with any open: {_number(figures.open_per_whole)}"
        )
    if figures.sizes is not None:
        found.append(
            f"{'efforts, working days' if figures.efforts else 'sizes, in the unit of the file'}: {_spread(figures.sizes)}"
        )
    shares = [("unplanned (incidents, bugs)", figures.unplanned_share), ("given up", figures.ended_share)]
    found.append("; ".join(f"{what}: {share:.0%}" for what, share in shares if share is not None))
    times = [
        ("reviewed", figures.reviews_per_item),
        ("sent back on its way", figures.sent_back_per_item),
        ("returned after its end", figures.returns_per_item),
        ("passed to another team", figures.handoffs_per_item),
    ]
    known = [f"{what} {_number(value)} times" for what, value in times if value is not None]
    if known:
        found.append(f"an item is {', '.join(known)}")
    if len(figures.areas) > 1:
        found.append(
            f"by area{'' if figures.evenness is None else f' (shares fall as 1/rank^{abs(figures.evenness):.2f})'}:"
        )
        found += [
            f"  {area.name}: {area.items:,} items, {area.share:.1%}; lead time {_spread(area.lead_days)}; {_number(area.open_mean)} open at once"
            for area in figures.areas[:MOST_AREAS]
        ]
        if len(figures.areas) > MOST_AREAS:
            found.append(f"  and {len(figures.areas) - MOST_AREAS} more")
    if len(figures.periods) > 1:
        found.append("over time:")
        found += [
            f"  from {one.begins}: {_number(one.arrivals_per_week)} came and {_number(one.done_per_week)} were done a week; lead time {_spread(one.lead_days)}; "
            f"{one.open_at_end:,} open at the end"
            for one in figures.periods
        ]
    return [f"  {line}" for line in found]


def _spread(spread: Spread | None) -> str:
    if spread is None:
        return "not known"
    p50, p85, p95, _ = map(_number, spread.quantiles)
    sigma = f", sigma {spread.sigma:.2f}" if math.isfinite(spread.sigma) else ""
    return f"{p50} at the median, {p85} at 85 %, {p95} at 95 %, mean {_number(spread.mean)}{sigma}"


def _number(value: float | None) -> str:
    """A number with as many digits as tell something."""
    if value is None or not math.isfinite(value):
        return "not known"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
