"""Uneven demand (S44): does work that piles up in one area turn projects against squads?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..scenario.scenario import Scenario
from ..studies.statistics import estimate
from .figures import Chart, Series, drawn
from .findings import Check, Effort, Finding, Picture, above, below, change, new, percent, restated
from .presets import preset
from .samples import Sample, measured
from .time_use import used

FIRST, WHOLE = "time_to_market_days_mean", "initiative_lead_time_days_mean"
LOADS = {0.7: 0.65, 0.8: 1.0}
"""What share of the ideas of the world's own load arrives at a load of the world, by load."""
AS_USED = {0.7: 0.31, 0.8: 0.52}
"""The same where so much of the time of engineers is used in squads among which ideas are spread evenly, as simulated."""
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
    """Of an arm, at one number of ideas and one share."""

    first: Sample
    whole: Sample
    used: Sample
    """Share of the time of engineers."""


def arm(name: str, share: float, scale: float) -> Scenario:
    """Projects or squads that differ in nothing but who owns and how teams are made.

    share: of ideas in the first area; scale: how many ideas, 1 for as many as the world has at its own load.
    """
    base, changes = ARMS[name]
    plain = preset(base)
    (ideas,) = plain.demand.opportunities
    areas = [product.name for product in plain.products if not product.internal]
    assert ideas.arrivals_per_quarter is not None
    every = scale * ideas.arrivals_per_quarter * len(areas)
    stream = ideas.model_dump(exclude_unset=True, mode="json") | {"evenness": None, "value_factor": {}}
    rest = every * (1 - share) / (len(areas) - 1)
    streams = [
        stream | {"name": "most", "products": areas[:1], "arrivals_per_quarter": every * share},
        stream | {"name": "others", "products": areas[1:], "arrivals_per_quarter": rest},
    ]
    return preset(base, SAME | MEET[base] | changes | {"demand.opportunities": streams})


Found = dict[tuple[str, float, float], Times]
"""By arm, scale and share."""


def times(effort: Effort) -> Found:
    """Days to the first and to the last release of an initiative."""
    runs = effort.times(24, 8)
    outcomes: list[Any] = [FIRST, WHOLE, used]
    return {
        (name, scale, share): Times(
            *measured(arm(name, share, scale), outcomes, runs, 44, workers=effort.workers)
        )
        for name in ARMS
        for scale in (*LOADS.values(), *AS_USED.values())
        for share in SHARES
    }


def _checks(found: Found, loads: dict[float, float], kind: str) -> list[Check]:
    """What was expected, at some loads; kind: of load."""

    def against(one: str, other: str, load: float, share: float) -> Sample:
        return change(found[one, loads[load], share].whole, found[other, loads[load], share].whole)

    even, uneven, busiest = SHARES[0], SHARES[1:], max(loads)
    checks = [
        above(
            f"evenly spread, {kind} {busiest:g}: projects take longer than squads",
            against(PROJECTS, SQUADS, busiest, even),
            0.0,
            "more",
            TIE,
        )
    ]
    for load in loads:
        checks += [
            below(
                f"{100 * share:.0f} % of ideas in one area, {kind} {load:g}: projects take longer than squads",
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
                f"{100 * uneven[0]:.0f} % in one area, {kind} {load:g}: squads when people follow the work",
                helped,
                0.0,
                "less time",
                STAY,
            )
        )
    return checks  # fmt: skip


def s44(effort: Effort) -> Finding:
    """Work that piles up in one area turns projects against squads (pooling)."""
    found = times(effort)
    busy = AS_USED[0.8]
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
        [*new(*_checks(found, LOADS, "load")), *restated(SWAMPED, *_checks(found, AS_USED, "engineers used"))],
        Picture(
            _figure(found, busy),
            "Days from arrival to the last release of an initiative, where evenly spread ideas use .80 of the time of engineers in squads.",
        ),
        _table(found),
        "The expectation was written down before the first run. It comes from an experiment with an earlier version, in which projects won from 30 % in one area on, and "
        "which had no turnover, upkeep or reassignment.",
    )  # fmt: skip


SWAMPED = (
    "loads of the world are those of the squads preset, whose tests take back what harms and which releases once a week. Without feedback, and with every item deployed "
    "by itself, as many ideas use .86 and .94 of the time of engineers in squads: everyone is swamped, and the loads that were meant are not those that "
    "were run. The same is asked where engineers of squads are really used .70 and .80 (.31 and .52 of the ideas of the world); these numbers of ideas were "
    "found from use alone, before times were looked at."
)
TIE = "it does not come out that squads are faster where ideas are spread evenly."
LOSE = "projects are too busy themselves to gain from drawing people from everywhere."
STAY = "one move a quarter of a few people is too little, or those who come know neither area nor colleagues."


def _figure(found: Found, scale: float) -> str:
    shares = [100 * share for share in SHARES]
    series = [
        Series(name, shares, [found[name, scale, share].whole.mean for share in SHARES]) for name in ARMS
    ]
    return drawn(
        Chart("S44: uneven demand", "ideas in the first of nine areas, %", "days to the last release", series)
    )


def _table(found: Found) -> str:
    lines = ["| ideas, of those of the world | in one area | " + " | ".join(f"{name}: first, whole, use" for name in ARMS) + " | projects against squads, whole |", "| ---: | ---: |" + " ---: |" * (len(ARMS) + 1)]  # fmt: skip
    for scale in (*AS_USED.values(), *LOADS.values()):
        for share in SHARES:
            arms = [found[name, scale, share] for name in ARMS]
            against = percent(estimate(change(arms[0].whole, arms[1].whole).values))
            shown = " | ".join(f"{a.first.mean:.0f}, {a.whole.mean:.0f}, {a.used.mean:.2f}" for a in arms)
            lines.append(f"| {scale:g} | {100 * share:.0f} % | {shown} | {against} |")
    return "\n".join(lines)
