"""Contingency (S40): interdependence, uncertainty, what restores performance, and who should decide."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..outcomes.facts import Facts
from ..state.accounts import CONSULTING, COORDINATION, HANDOFF
from ..studies.intervals import resampled
from ..studies.statistics import estimate
from ..work.records import RELEASED
from .figures import Chart, Series, drawn
from .findings import Check, Effort, Finding, Picture, above, in_range, interval
from .midsize import SECTIONS, midsize, with_tests
from .queues import Values, exponential, lognormal
from .samples import Sample, replicated_all

LEAD = "lead_time_days_mean"
CALM, UNCERTAIN = 0.05, 0.3  # decisions per nominal day of work: the plausible range
RATES = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
RESTORED = 0.8
CHANCES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


VAGUE: Values = {"overlap": 0.0, "strategy_clarity": 0.0}
"""No strategy says what is right; initiatives do not meet for it."""


def hierarchy(
    rate: float,
    managers: int = 1,
    hours: float = 4.0,
    decide: Any = None,
    demand: float = 0.7,
    layers: int = 1,
    quality: Values | None = None,
) -> Values:
    """Three teams whose decisions all go up, unless `decide` gives them to others.

    rate: decisions per nominal day of work; hours: that one takes a manager; demand: of the usual one.
    """
    names = [f"level {k}" for k in range(layers)]
    up = {"ask": names}
    rights = dict.fromkeys(("local", "cross_team", "organisation"), up) if decide is None else decide
    level = {"review_hours": exponential(hours), "members": {"manager": managers}, "prepare_hours": 0.5}
    levels = [{"name": name} | level for name in names]
    governance = {"layers": levels, "decision_rights": {"during_work": {"per_effort_day": rate} | rights}}
    sections = SECTIONS if quality is None else SECTIONS | {"decision_quality": quality, "alignment": VAGUE}
    scenario = with_tests(midsize(governance=governance, **sections))
    scenario["demand"] = scenario["demand"] | {"scale": demand}
    scenario["workforce"] = scenario["workforce"] | {"manager": {"count": max(2, managers)}}
    return scenario


THEMSELVES = dict.fromkeys(("local", "cross_team", "organisation"), "decide")
SIDEWAYS = {"local": "decide", "cross_team": "consult", "organisation": "consult"}
REMEDIES: dict[str, dict[str, Any]] = {
    "slack: half as much work is taken on": {"demand": 0.35},
    "self-contained tasks: teams decide": {"decide": THEMSELVES},
    "lateral links: other teams are consulted": {"decide": SIDEWAYS},
    "vertical information systems: three equally fast managers": {"managers": 3},
}


def lead(effort: Effort, scenario: Values) -> Sample:
    """Mean lead time of items."""
    return replicated_all(scenario, [LEAD], effort.times(24, 8), 40, workers=effort.workers)[0]


def restored(effort: Effort, remedy: dict[str, Any], calm: Sample, uncertain: Sample) -> Sample:
    """Share of the lead time lost to uncertainty that a remedy saves, each against its own calm."""
    before, after = lead(effort, hierarchy(CALM, **remedy)), lead(effort, hierarchy(UNCERTAIN, **remedy))
    return Sample(1.0 - (after - before).over(uncertain - calm).values)


def interdependent(kind: str) -> Values:
    """Two teams: each with work of its own, one after the other, or each needing the other all the time."""
    areas = ("left", "right")
    shared = kind != "pooled"
    stages = [
        {"stage": "first", "by": {"engineer": 1.0}, "share": 0.5},
        {"stage": "second", "by": {"engineer": 1.0}, "share": 0.5},
    ]
    if kind == "reciprocal":
        stages[1] |= {"return_probability": 0.3, "return_to": "first", "return_share": 0.5}
    owns = [{"stages": ["first"]}, {"stages": ["second"]}] if shared else [{"products": [a]} for a in areas]
    stream = {"arrivals_per_quarter": 6.0, "items": 4, "effort_days": lognormal(6.0, 0.5)}
    return {
        "name": kind,
        "horizon": {"quarters": 16},
        "presence": 0.9,
        "workforce": {"engineer": {"count": 8}},
        "products": [{"name": area} for area in areas],
        "value_stream": stages,
        "demand": {"opportunities": [{"product": area} | stream for area in areas]},
        "structure": {"teams": [{"name": f"team {area}", "group": "group", "members": {"engineer": 4}, "owns": own} for area, own in zip(areas, owns, strict=True)]},
    }  # fmt: skip


def coordination_hours(facts: Facts) -> float:
    """Hours of handing over, consulting and talking per item released in the window."""
    days = facts.window_days_worked.sum(axis=0)
    items = np.sum(facts.released_in_window["fate"] == RELEASED)
    return float(8.0 * (days[HANDOFF] + days[CONSULTING] + days[COORDINATION]) / items)


def crossover(effort: Effort) -> tuple[float, float, float]:
    """Chance of being wrong at which teams that decide are as slow as two levels that are wrong at .19; and its interval."""
    local = np.array(
        [lead(effort, hierarchy(0.1, decide=THEMSELVES, quality={"misaligned": m})).values for m in CHANCES]
    )
    central = lead(effort, hierarchy(0.1, 2, 1.0, layers=2, quality={"lost_per_layer": 0.1})).values

    def crossing(taken: np.ndarray) -> float:
        slope, at_none = np.polyfit(CHANCES, local[:, taken].mean(axis=1), 1)
        return float((central[taken].mean() - at_none) / slope)

    low, high = resampled(crossing, len(central))
    return crossing(np.arange(len(central))), low, high


def _checks(effort: Effort, calm: Sample, uncertain: Sample) -> list[Check]:
    saved = {name: restored(effort, remedy, calm, uncertain) for name, remedy in REMEDIES.items()}
    times = effort.times(24, 8)
    hours = [
        replicated_all(interdependent(kind), [coordination_hours], times, 40, workers=effort.workers)[0]
        for kind in ("pooled", "sequential", "reciprocal")
    ]
    ordered = hours[0].mean < hours[1].mean < hours[2].mean
    falls = uncertain.over(calm)
    crossing, low, high = crossover(effort)
    return [
        Check("hours of coordination per item, pooled, sequential, reciprocal", "; ".join(interval(estimate(h.values)) for h in hours), "rising", ordered, "they do not rise."),
        above("lead time at .3 decisions a day over that at .05, times", falls, 1.5, "more than 1.5", "one manager is enough.", as_percent=False),
        *(in_range(f"{name}, saved of that", sample, RESTORED, np.inf, "80 % or more", LEFT) for name, sample in saved.items()),
        Check("chance of being wrong up to which teams should decide", f"{crossing:.2f} ({low:.2f} to {high:.2f})", "above .19, at which two levels are wrong", low > 0.19, "waiting has no cost here."),
    ]  # fmt: skip


def s40(effort: Effort) -> Finding:
    """Contingency theory (Thompson 1967; Galbraith 1973)."""
    curve = [lead(effort, hierarchy(rate)) for rate in RATES]
    return Finding(
        "S40",
        "Contingency: what uncertainty costs, and four ways out",
        "emergent",
        "Thompson 1967; Galbraith 1973",
        "coordination costs more in sequential than in pooled, and most in reciprocal interdependence; where uncertainty "
        "exceeds what an organisation can process performance falls, unless slack, self-contained tasks, lateral links or "
        "vertical information systems are added, any one of which restores it.",
        "Three teams with 26 people whose decisions all go to one manager, who takes 4 hours for each: .05 to .3 decisions per "
        "day of work, for a utilisation of the manager of .2 to 1.4; then each remedy alone. Two teams of four with 24-day initiatives: areas of their "
        "own, one after the other, and with .3 sent back.",
        _checks(effort, curve[0], curve[-1]),
        Picture(
            drawn(Chart("S40: uncertainty", "decisions per day of work", "mean lead time, days", [Series("all decisions go up", RATES, [s.mean for s in curve])])),
            "Lead time where all decisions go to one manager.",
        ),
        note="The cost of wrong decisions is judgement and the same on both sides, so that only the crossover is a result: with "
        "the same chance of being wrong, deciding locally is better by the wait it saves. That all four remedies work is not "
        "evidence for their sizes; their costs elsewhere (people, misaligned decisions, work not taken on) are not included.",
    )  # fmt: skip


LEFT = "it removes the queue in front of the manager only in part."
