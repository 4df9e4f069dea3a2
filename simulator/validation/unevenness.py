"""Uneven demand (S44): does work that piles up in one area turn projects against squads?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..scenario.scenario import Scenario
from ..studies.statistics import estimate
from .figures import Chart, Series, drawn
from .findings import Check, Effort, Finding, Picture, above, below, change, new, percent
from .presets import preset
from .samples import Sample, measured
from .time_use import used

FIRST, WHOLE = "time_to_market_days_mean", "initiative_lead_time_days_mean"
LOADS = (0.7, 0.8)
SHARES = (1 / 9, 0.3, 0.5)
"""Of all ideas, in the first area of nine; the others share the rest."""
TEAM: dict[str, Any] = {
    "layers": [{"name": "trio", "review_hours": 4, "pass_good": 0.85, "pass_bad": 0.48, "prepare_hours": 4}],
    "decision_rights": {
        "start_initiative": {"ask": ["trio"]},
        "during_work": {
            "per_effort_day": 0.1,
            "local": "decide",
            "cross_team": "consult",
            "organisation": "consult",
        },
    },
}
"""Who decides, in both structures: the team, after others of it have looked."""
SAME: dict[str, Any] = {
    "governance": TEAM,
    "release": {"mode": "continuous"},
    "feedback": None,
    "priorities": "value_over_effort",
}
MEET: dict[str, dict[str, Any]] = {
    "project-based": {"structure.department_hours_per_week": 2, "ceremonies.hours_per_week": 4},
    "spotify": {"structure.chapters": None, "structure.guilds": [], "ceremonies.hours_per_week": 6},
}
"""Six hours a week for a person in one team, in both."""
ARMS: dict[str, tuple[str, dict[str, Any]]] = {
    "projects": ("project-based", {}),
    "squads": ("spotify", {"structure.reassign": None}),
    "squads whose people follow the work": ("spotify", {"structure.reassign": {"every_quarters": 1}}),
}
PROJECTS, SQUADS, FOLLOWING = ARMS


@dataclass(frozen=True)
class Times:
    """Of an arm, at one load and one share."""

    first: Sample
    whole: Sample
    used: Sample
    """Share of the time of engineers."""


def arm(name: str, share: float, load: float) -> Scenario:
    """Projects or squads that differ in nothing but who owns and how teams are made.

    share: of ideas in the first area; load: of the world.
    """
    base, changes = ARMS[name]
    plain = preset(base)
    (ideas,) = plain.demand.opportunities
    areas = [product.name for product in plain.products if not product.internal]
    assert ideas.arrivals_per_quarter is not None
    every = ideas.arrivals_per_quarter * len(areas)
    stream = ideas.model_dump(exclude_unset=True, mode="json") | {"evenness": None, "value_factor": None}
    rest = every * (1 - share) / (len(areas) - 1)
    streams = [
        stream | {"name": "most", "products": areas[:1], "arrivals_per_quarter": every * share},
        stream | {"products": areas[1:], "arrivals_per_quarter": rest},
    ]
    return preset(base, SAME | MEET[base] | changes | {"demand.opportunities": streams, "demand.load": load})


Found = dict[tuple[str, float, float], Times]
"""By arm, load and share."""


def times(effort: Effort) -> Found:
    """Days to the first and to the last release of an initiative."""
    runs = effort.times(24, 8)
    outcomes: list[Any] = [FIRST, WHOLE, used]
    return {
        (name, load, share): Times(
            *measured(arm(name, share, load), outcomes, runs, 44, workers=effort.workers)
        )
        for name in ARMS
        for load in LOADS
        for share in SHARES
    }


def _checks(found: Found) -> list[Check]:  # fmt: skip
    def against(one: str, other: str, load: float, share: float) -> Sample:
        return change(found[one, load, share].whole, found[other, load, share].whole)

    even, uneven, busiest = SHARES[0], SHARES[1:], LOADS[-1]
    checks = [
        above(
            f"evenly spread, load {busiest:g}: projects take longer than squads",
            against(PROJECTS, SQUADS, busiest, even),
            0.0,
            "more",
            TIE,
        )
    ]
    for load in LOADS:
        checks += [
            below(
                f"{100 * share:.0f} % of ideas in one area, load {load:g}: projects take longer than squads",
                against(PROJECTS, SQUADS, load, share),
                0.0,
                "less",
                LOSE,
            )
            for share in uneven
        ]
        helped = against(FOLLOWING, SQUADS, load, uneven[0])
        checks.append(
            below(
                f"{100 * uneven[0]:.0f} % in one area, load {load:g}: squads when people follow the work",
                helped,
                0.0,
                "less time",
                STAY,
            )
        )
    return new(*checks)


def s44(effort: Effort) -> Finding:
    """Work that piles up in one area turns projects against squads (pooling)."""
    found = times(effort)
    return Finding(
        "S44",
        "Uneven demand turns projects against squads",
        "emergent",
        "pooling (S06), and an experiment of ours with an earlier version; judgement",
        "no study was found. Where ideas are spread evenly squads should be as fast or faster; where 30 % or 50 % of them come in one area of nine, the squad "
        "that owns it is swamped while others are idle, so that projects, which draw people from everywhere, should be faster; where people of squads follow the "
        "work, they should lose less.",
        "Projects and squads of the mid-size world with the same people, governance (teams decide), continuous release, no feedback and six hours of "
        "meetings for a person in one team; ideas evenly spread, or 30 % or 50 % of the same number in the first area; at loads of .70 and "
        f"of .80, at which the world is. Days from arrival to the last release of an initiative, {effort.times(24, 8)} seeds.",
        _checks(found),
        Picture(
            _figure(found),
            f"Days from arrival to the last release of an initiative at load {LOADS[-1]:g}.",
        ),
        _table(found),
        "The expectation was written down before the first run; that run had twice as many ideas as it should and was thrown away, and the expectation stayed. It comes from an experiment with an earlier version, which had no turnover, upkeep or "
        "reassignment, and in which projects won from 30 % in one area on; here they win later, and only at the lower load. How ideas are spread "
        f"moves projects little ({_span(found, PROJECTS)} days at load {LOADS[-1]:g}) and squads much ({_span(found, SQUADS)}); squads whose people follow the work it hardly moves "
        f"({_span(found, FOLLOWING)}), and they are faster than projects in {_faster(found)} of {len(LOADS) * len(SHARES)} rows. So uneven demand is a reason against squads only "
        "where people may not follow the work.",
    )  # fmt: skip


TIE = "it does not come out that squads are faster where ideas are spread evenly."
LOSE = (
    "projects use more of people's time for as much work (see use in the table), as each of them meets and people switch between them; so they have too little of it left "
    "to gain from drawing people from everywhere."
)
STAY = "one move a quarter of a few people is too little, or those who come know neither area nor colleagues."


def _span(found: Found, name: str) -> str:
    """Days to the last release over all shares, at the load of the world."""
    days = [found[name, LOADS[-1], share].whole.mean for share in SHARES]
    return f"{min(days):.0f} to {max(days):.0f}"


def _faster(found: Found) -> int:
    """At how many loads and shares squads whose people follow the work are faster than projects."""
    return sum(
        found[FOLLOWING, load, share].whole.mean < found[PROJECTS, load, share].whole.mean
        for load in LOADS
        for share in SHARES
    )


def _figure(found: Found) -> str:
    shares = [100 * share for share in SHARES]
    series = [
        Series(name, shares, [found[name, LOADS[-1], share].whole.mean for share in SHARES]) for name in ARMS
    ]
    return drawn(
        Chart("S44: uneven demand", "ideas in the first of nine areas, %", "days to the last release", series)
    )


def _table(found: Found) -> str:
    lines = ["| load | ideas in one area | " + " | ".join(f"{name}: first, whole, use" for name in ARMS) + " | projects against squads, whole |", "| ---: | ---: |" + " ---: |" * (len(ARMS) + 1)]  # fmt: skip
    for load in LOADS:
        for share in SHARES:
            arms = [found[name, load, share] for name in ARMS]
            against = percent(estimate(change(arms[0].whole, arms[1].whole).values))
            shown = " | ".join(f"{a.first.mean:.0f}, {a.whole.mean:.0f}, {a.used.mean:.2f}" for a in arms)
            lines.append(f"| {load:.2f} | {100 * share:.0f} % | {shown} | {against} |")
    return "\n".join(lines)
