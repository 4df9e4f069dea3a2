"""What arrives: from the history if there is one, otherwise as much as the people can do."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..notes import Notes, counted, several
from ..work.measures import OTHER_TYPES, SHORT_WINDOW_DAYS, Measures
from .owners import Teams

FLOW_EFFICIENCY = 0.25
"""Share of the lead time during which a person works on an item. Judgement."""
EFFORT_DAYS = 3.0
LEAST_EFFORT_DAYS = 0.02
SIGMA = 0.5
ENOUGH = 20


def item_streams(measures: Measures, notes: Notes) -> list[dict[str, Any]]:
    """Streams of work items, by area and type."""
    kinds = {kind for _, kind in measures.rates if kind}
    mixed = len(kinds) > 1
    streams = []
    for (area, kind), rate in sorted(measures.rates.items()):
        streams.append(
            {
                "name": f"{area} {kind}" if mixed else area,
                "product": area,
                "arrivals_per_day": _rounded(rate),
                "effort_days": {"lognormal": {"mean": _effort(measures, kind), "sigma": _sigma(measures)}},
            }
        )
    _note(measures, notes)
    return streams


def _rounded(value: float) -> float:
    """Rounded to four digits, which are more than any file supports."""
    return float(f"{value:.4g}")


def _sigma(measures: Measures) -> float:
    return SIGMA if measures.sigma is None else round(min(measures.sigma, 2.0), 2)


def _effort(measures: Measures, kind: str) -> float:
    """Mean effort of an item of a type: the time worked, otherwise a share of its lead time."""
    for of in (kind, ""):
        if of in measures.spent_days:
            again = measures.repeated_days if measures.repeated_days > 0 else 0.0
            return _rounded(max(LEAST_EFFORT_DAYS, measures.spent_days[of] - again))
    for of in (kind, ""):
        leads = measures.lead_days.get(of, np.zeros(0))
        if len(leads) >= ENOUGH or (of == "" and len(leads)):
            return _rounded(max(LEAST_EFFORT_DAYS, FLOW_EFFICIENCY * float(np.median(leads))))
    return EFFORT_DAYS


def _note(measures: Measures, notes: Notes) -> None:
    total = sum(measures.counts.values())
    notes.find(
        f"{several(total, 'item')} in {measures.window_days:,.1f} working days: {total / measures.window_days:.3g} a day, "
        f"known to about {1 / max(1, total) ** 0.5:.1%}"
    )
    by_area: dict[str, int] = {}
    by_kind: dict[str, int] = {}
    for (area, kind), n in measures.counts.items():
        by_area[area] = by_area.get(area, 0) + n
        by_kind[kind] = by_kind.get(kind, 0) + n
    notes.find(f"{several(len(by_area), 'area')}: {counted(by_area.items())}")
    if len(by_kind) > 1:
        notes.find(f"types: {counted(by_kind.items())}")
    if measures.lumped:
        notes.assume(f"{several(measures.lumped, 'area')} with less than 1 % of the items each and 5 % together, or fewer than 5 items, are merged: 'other areas'",
                     "world.yaml: products, demand.items")  # fmt: skip
    if OTHER_TYPES in by_kind:
        notes.assume(
            "types with less than 2 % of the items, and items without a type, are merged: 'other'",
            "world.yaml: demand.items",
        )
    if measures.window_days < SHORT_WINDOW_DAYS:
        notes.warn(f"the history covers only {measures.window_days:.1f} working days: its arrival rates may not hold for a year; "
                   "replace demand.items.*.arrivals_per_day")  # fmt: skip
    _note_times(measures, notes)


def in_days(days: float) -> str:
    """A number of working days in words, with two digits where it is short."""
    return f"{days:.1f}" if days >= 0.1 or days == 0 else f"{days:.2g}"


def _note_times(measures: Measures, notes: Notes) -> None:
    leads = measures.lead_days[""]
    if len(leads):
        p50, p85 = np.quantile(leads, [0.5, 0.85])
        notes.find(
            f"lead time of the {several(len(leads), 'finished item')}: {in_days(p50)} working days at the median, {in_days(p85)} at 85 %"
        )
    elif not measures.spent_days:
        notes.warn(
            f"no item has a known lead time: effort is the default, {EFFORT_DAYS:g} working days an item"
        )
    if not np.isnan(measures.handoffs):
        notes.find(f"team changes per item: {measures.handoffs:.2f}")
    for stage in measures.stages:
        stayed = (
            ""
            if math.isnan(stage.days_p50)
            else f", {in_days(stage.days_p50)} working days to what came next, at the median"
        )
        notes.find(
            f"stage {stage.name}: reached by {stage.reached_share:.0%} of items that reach any{stayed}"
        )


def opportunity_streams(
    areas: Sequence[str], teams: Teams, owner: Mapping[tuple[str, str], str], notes: Notes
) -> list[dict[str, Any]]:
    """Opportunities of each area, in proportion to those who build there."""
    stage = "build" if "build" in teams.who else next(iter(teams.who))
    sharing = {area: sum(owner[other, stage] == owner[area, stage] for other in areas) for area in areas}
    notes.assume(
        "opportunities arrive in each area in proportion to the people who build there; items (3, 8, 16 or 32) and "
        "days per item (6) are those of the mid-size company that comes with orgsim, as there is no history",
        "world.yaml: demand.opportunities, or give a history as second file",
    )
    return [
        {
            "name": area,
            "product": area,
            "arrivals_per_quarter": _rounded(
                0.25 * teams.strength(owner[area, stage], stage) / sharing[area]
            ),
            "expires_days": 260,
            "items": {"discrete": {"values": [3, 8, 16, 32], "weights": [0.30, 0.30, 0.25, 0.15]}},
            "effort_days": {"lognormal": {"mean": 6, "sigma": 0.5}},
            "estimate_sigma": 0.5,
        }
        for area in areas
    ]
