"""Write docs/explanation/autonomy.md: teams that decide what they begin against a board, by how clear the strategy is.

    python docs/autonomy.py [--quick | --prose]

A few minutes on two cores. --quick takes two replications of a part, prints the page and writes nothing. --prose fills the
page anew after its prose has changed. The prose stands in docs/explanation/autonomy.in.md.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, product
from typing import Any

import numpy as np
from effect_changes import BUSY, MIDDLE, SQUADS, Values, loaded, put
from measuring import ROOT, command, half_width, table

from simulator.outcomes.registry import BY_NAME, value_of
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario
from simulator.store.manifest import scenario_hash
from simulator.studies.replications import replicate, seeds_of
from simulator.studies.runs import Run

REPLICATIONS = 30
WORLDS = ((SQUADS, MIDDLE), ("product-model", MIDDLE), (SQUADS, BUSY))
CLARITIES = (0.0, 0.25, 0.5, 0.75, 1.0)
OVERLAPS, SHARES, PERIODS = (0.05, 0.10, 0.15), (0.3, 0.5), (5.0, 10.0, 20.0)
STRENGTHS = tuple(product(OVERLAPS, SHARES))
SOME_STRENGTHS = (STRENGTHS[0], STRENGTHS[2], STRENGTHS[5])
"""Weakest, default, strongest: where more than overlap is moved."""
WINDOW: dict[str, Any] = {"window": {"half_life_days": 130}}
MILLION = 1e6


@dataclass(frozen=True)
class Measure:
    """A row or column of the tables."""

    words: str
    name: str
    """Of an outcome; `rework` is a share of hours."""
    better: int
    """1: more is better; -1: less is."""
    kind: str = "ratio"
    """ratio: of the board's; money: in millions; points: of a share."""


MEASURES = (
    Measure("first release", "time_to_market_days_mean", -1),
    Measure("whole initiative", "initiative_lead_time_days_mean", -1),
    Measure("items done", "items_done", 1),
    Measure("initiatives done", "initiatives_done", 1),
    Measure("value", "value_delivered", 1),
    Measure("NPV", "net_present_value", 1, "money"),
    Measure("duplicated", "duplicated_share", -1, "points"),
    Measure("rework", "rework", -1, "points"),
)
TURNING = MEASURES[:6]
"""Measures in which either side may win."""
MONEY = MEASURES[4:6]


@dataclass(frozen=True)
class Case:
    """One organisation in one world."""

    preset: str
    demand: float
    board: float | None
    """Days between sittings of the board that is asked; None: the team decides."""
    judges: bool
    """Whether those who are asked stop ideas."""
    clarity: float = 1.0
    overlap: float = OVERLAPS[1]
    share: float = SHARES[0]
    quality: bool = False
    """Whether decisions during work may be wrong (`decision_quality`)."""
    window: bool = False
    """Whether worth halves in 130 days."""


@dataclass(frozen=True)
class Contrast:
    """Who is compared: does the team's side stop ideas, does the board?"""

    words: str
    team_judges: bool
    board_judges: bool


TIME_ONLY = Contrast("no one stops an idea", False, False)
CONTRASTS = (
    TIME_ONLY,
    Contrast("reviewers of the team and the board stop as many", True, True),
    Contrast("only the board stops ideas", False, True),
)
JUDGING = {"pass_good": 0.85, "pass_bad": 0.48, "prepare_hours": 4}


@cache
def _loaded(preset: str, demand: float) -> Values:
    return loaded(preset, demand)


@cache
def scenario_of(case: Case) -> Scenario:
    """The scenario of a case."""
    values = copy.deepcopy(_loaded(case.preset, case.demand))
    values["alignment"] = {
        "overlap": case.overlap,
        "strategy_clarity": case.clarity,
        "share_of_items": case.share,
    }
    rights = values["governance"]["decision_rights"]
    if case.board is not None:
        values["governance"]["layers"].append(board_of(case))
        rights["start_initiative"] = {"ask": ["start board"]}
    elif not case.judges:
        rights["start_initiative"] = "decide"
    if case.quality:
        values["decision_quality"] = {}
    if case.window:
        values = put({"demand.opportunities.*.value_in_time": WINDOW})(values)
    return scenario_from(values, ROOT)


def board_of(case: Case) -> Values:
    """Four managers, half an hour each for every request; where it judges, as strictly as the reviewers of the preset."""
    judging = JUDGING if case.judges else {"pass_good": 1.0, "pass_bad": 1.0, "prepare_hours": 0}
    rhythm = {"sits_every_days": case.board, "members": {"manager": 4}, "hours_per_request": 0.5}
    return {"name": "start board", **rhythm, **judging}


def alone(case: Case) -> Case:
    """A case as one that stands for all that come out the same: nothing overlaps where all is clear, or a board is asked."""
    if case.board is not None and not case.quality:
        return replace(case, clarity=1.0, overlap=OVERLAPS[1], share=SHARES[0])
    if case.board is not None or case.clarity == 1.0:
        return replace(case, overlap=OVERLAPS[1], share=SHARES[0])
    return case


@dataclass(frozen=True)
class Pair:
    """A team that decides, and a board."""

    team: Case
    board: Case


def pair_of(
    world: tuple[str, float], contrast: Contrast, period: float, clarity: float, strength: tuple[float, float],
    *, quality: bool = False, window: bool = False,
) -> Pair:  # fmt: skip
    """The two sides of a difference."""
    around: dict[str, Any] = {"clarity": clarity, "overlap": strength[0], "share": strength[1]}
    around |= {"quality": quality, "window": window}
    team = Case(*world, None, contrast.team_judges, **around)
    return Pair(alone(team), alone(Case(*world, period, contrast.board_judges, **around)))


@dataclass(frozen=True)
class Variant:
    """A contrast, and what else is different."""

    words: str
    contrast: Contrast
    quality: bool = False
    window: bool = False

    @property
    def strengths(self) -> tuple[tuple[float, float], ...]:
        """Overlap and share, all of them or some."""
        return STRENGTHS if self == VARIANTS[0] else SOME_STRENGTHS

    def pair(
        self, world: tuple[str, float], period: float, clarity: float, strength: tuple[float, float]
    ) -> Pair:
        """The two sides of a difference."""
        return pair_of(
            world, self.contrast, period, clarity, strength, quality=self.quality, window=self.window
        )


VARIANTS = (
    Variant(TIME_ONLY.words, TIME_ONLY),
    Variant("the same, decisions may be wrong", TIME_ONLY, quality=True),
    Variant("the same, worth halves in 130 days", TIME_ONLY, window=True),
    Variant(CONTRASTS[1].words, CONTRASTS[1]),
    Variant(CONTRASTS[2].words, CONTRASTS[2]),
)
PLAIN, WRONG, HALVES = VARIANTS[:3]


def pairs() -> Iterator[Pair]:
    """All differences of the page."""
    for variant, world, period, clarity in product(VARIANTS, WORLDS, PERIODS, CLARITIES):
        for strength in variant.strengths:
            yield variant.pair(world, period, clarity, strength)


Found = Mapping[str, Any]


def measured(cases: Sequence[Case], replications: int) -> Found:
    """Measures by hash of a scenario, shape (measures, replications), with the same chance events everywhere."""
    unique = {scenario_hash(scenario_of(case)): scenario_of(case) for case in cases}
    runs = replicate(
        list(unique.items()), seeds_of(0, replications), measure=lambda run: (run.run, run.hours)
    )
    values = np.array([_of_run(run) for run in runs], float).reshape(len(unique), replications, len(MEASURES))
    return {key: values[k].T for k, key in enumerate(unique)}


def _of_run(run: Run) -> list[float]:
    row, hours = run.run.to_pylist()[0], run.hours.to_pandas()
    hours = hours[hours.phase == "window"]
    rework = hours[hours.account == "rework"].hours.sum() / hours.hours.sum()
    return [rework if m.name == "rework" else value_of(row, BY_NAME[m.name]) for m in MEASURES]


def of(found: Found, case: Case, measure: Measure) -> Any:
    """Values of a measure, replication by replication."""
    return found[scenario_hash(scenario_of(case))][MEASURES.index(measure)]


@dataclass(frozen=True)
class Gap:
    """Team less board: mean, standard error, and half of the 95 % interval."""

    mean: float
    error: float
    half: float

    @property
    def decided(self) -> int:
        """1: more, -1: less, 0: not decided."""
        return 0 if abs(self.mean) <= self.half else (1 if self.mean > 0 else -1)


def gap(found: Found, a: Case, b: Case, measure: Measure) -> Gap:
    """One case less another, replication by replication; ratios in per cent of the other."""
    x, y = of(found, a, measure), of(found, b, measure)
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    unit = {"ratio": abs(y.mean()) / 100.0, "money": MILLION, "points": 0.01}[measure.kind]
    differs = (x - y) / unit
    return Gap(float(differs.mean()), float(differs.std(ddof=1)) / len(differs) ** 0.5, half_width(differs))


def shown(found: Found, a: Case, b: Case, measure: Measure) -> str:
    """A difference with its standard error; bold where its 95 % interval leaves out zero, = where not a digit differs."""
    return in_words(gap(found, a, b, measure), measure)


def in_words(g: Gap, measure: Measure) -> str:
    """A difference in words."""
    if g.mean == 0.0 and g.error == 0.0:
        return "="
    unit, digits = {"ratio": (" %", 1), "money": (" M", 2), "points": (" pts", 2)}[measure.kind]
    text = f"{g.mean:+.{digits}f} ± {g.error:.{digits}f}{unit}"
    return f"**{text}**" if g.decided else text


def world_words(world: tuple[str, float]) -> str:
    """A preset and its demand."""
    return f"{world[0]}, {world[1]:g}"


def by_clarity(
    found: Found, strength: tuple[float, float], measures: Sequence[Measure], variant: Variant
) -> str:
    """Team less board at each clarity, for one strength of overlaps."""
    rows = []
    for world, period, measure in product(WORLDS, PERIODS, measures):
        cells = []
        for clarity in CLARITIES:
            pair = variant.pair(world, period, clarity, strength)
            cells.append(shown(found, pair.team, pair.board, measure))
        rows.append([world_words(world), f"{period:g}", measure.words, *cells])
    head = ["preset, demand", "board sits every", "", *(f"clarity {clarity:g}" for clarity in CLARITIES)]
    return table(head, rows)


def clarity_table(found: Found) -> str:
    """What a clear strategy is worth to teams that decide alone: clarity 0 less clarity 1."""
    rows = []
    for world, strength in product(WORLDS, STRENGTHS):
        vague = pair_of(world, TIME_ONLY, PERIODS[0], 0.0, strength).team
        clear = pair_of(world, TIME_ONLY, PERIODS[0], 1.0, strength).team
        cells = [shown(found, vague, clear, measure) for measure in MEASURES]
        rows.append([world_words(world), f"{strength[0]:g}, {strength[1]:g}", *cells])
    return table(["preset, demand", "overlap, share", *(m.words for m in MEASURES)], rows)


def periods_table(found: Found) -> str:
    """What the board costs where no one duplicates: board less team at clarity 1."""
    rows = []
    for world, contrast, period in product(WORLDS, CONTRASTS, PERIODS):
        pair = pair_of(world, contrast, period, 1.0, STRENGTHS[0])
        cells = [shown(found, pair.board, pair.team, measure) for measure in TURNING]
        rows.append([world_words(world), contrast.words, f"{period:g}", *cells])
    return table(["preset, demand", "who stops ideas", "board sits every", *(m.words for m in TURNING)], rows)


def counts_table(found: Found) -> str:
    """How often autonomy is decidedly better, undecided, decidedly worse, over clarity, overlap and share."""
    rows = []
    for variant, world, period in product(VARIANTS, WORLDS, PERIODS):
        cells = []
        for measure in TURNING:
            signs = [g.decided * measure.better for g in gaps(found, variant, world, period, measure)]
            cells.append(" / ".join(str(sum(sign == s for sign in signs)) for s in (1, 0, -1)))
        rows.append([variant.words, world_words(world), f"{period:g}", *cells])
    head = ["who stops ideas", "preset, demand", "board sits every", *(m.words for m in TURNING)]
    return table(head, rows)


def gaps(
    found: Found, variant: Variant, world: tuple[str, float], period: float, measure: Measure
) -> list[Gap]:
    """Differences at all points of clarity, overlap and share that come out differently."""
    every = {
        variant.pair(world, period, clarity, strength): None
        for clarity, strength in product(CLARITIES, variant.strengths)
    }
    return [gap(found, pair.team, pair.board, measure) for pair in every]


def turns_table(found: Found) -> str:
    """Where the sign of a difference turns with clarity and is decided on both sides."""
    rows = []
    for variant, measure, world, period in product(VARIANTS, TURNING, WORLDS, PERIODS):
        places = []
        for strength in variant.strengths:
            every = [variant.pair(world, period, clarity, strength) for clarity in CLARITIES]
            line = [gap(found, pair.team, pair.board, measure) for pair in every]
            if {-1, 1} <= {g.decided for g in line}:
                places.append(f"{crossing([g.mean for g in line])} ({strength[0]:g}, {strength[1]:g})")
        if places:
            rows.append([variant.words, measure.words, world_words(world), f"{period:g}", "; ".join(places)])
    head = ["who stops ideas", "", "preset, demand", "board sits every"]
    return table([*head, "zero at clarity (overlap, share)"], rows)


def crossing(means: Sequence[float]) -> str:
    """Clarities at which a line through these points is zero."""
    found = []
    for (x, low), (y, high) in pairwise(zip(CLARITIES, means, strict=True)):
        if low * high < 0.0:
            found.append(f"{x + (y - x) * low / (low - high):.2f}")
    return ", ".join(found)


def base_table(found: Found) -> str:
    """What comes out where the team decides and all is clear."""
    rows = []
    for world in WORLDS:
        case = pair_of(world, TIME_ONLY, PERIODS[0], 1.0, STRENGTHS[0]).team
        means = {m: float(np.nanmean(of(found, case, m))) for m in MEASURES}
        scales = {
            "value_delivered": MILLION,
            "net_present_value": MILLION,
            "rework": 0.01,
            "duplicated_share": 0.01,
        }
        rows.append([world_words(world), *(f"{means[m] / scales.get(m.name, 1.0):.1f}" for m in MEASURES)])
    units = ("days", "days", "", "", "M", "M", "%", "%")
    heads = [f"{m.words}, {unit}" if unit else m.words for m, unit in zip(MEASURES, units, strict=True)]
    return table(["preset, demand", *heads], rows)


FIRST = (WORLDS[0], PERIODS[1], (OVERLAPS[1], SHARES[0]))


def one_row() -> str:
    """One row of the table by clarity, by which one sees whether the page is of today."""
    world, period, strength = FIRST
    cells = [world_words(world), f"{period:g}", MEASURES[0].words]
    every = [pair_of(world, TIME_ONLY, period, clarity, strength) for clarity in CLARITIES]
    found = measured([case for pair in every for case in (pair.team, pair.board)], REPLICATIONS)
    cells += [shown(found, pair.team, pair.board, MEASURES[0]) for pair in every]
    return table([], [cells]).splitlines()[-1]


def parts_of(quick: bool) -> dict[str, str]:
    """Tables and figures of the page."""
    every = [case for pair in pairs() for case in (pair.team, pair.board)]
    found = measured(every, 2 if quick else REPLICATIONS)
    default, strongest = FIRST[2], STRENGTHS[-1]
    return {
        "replications": str(2 if quick else REPLICATIONS), "base": base_table(found), "periods": periods_table(found),
        "clarity": clarity_table(found), "counts": counts_table(found), "turns": turns_table(found),
        "default": by_clarity(found, default, MEASURES, PLAIN),
        "strongest": by_clarity(found, strongest, MEASURES, PLAIN),
        "wrong": by_clarity(found, default, TURNING, WRONG),
        "window": by_clarity(found, strongest, MONEY, HALVES),
    }  # fmt: skip


if __name__ == "__main__":
    command("autonomy", parts_of)
