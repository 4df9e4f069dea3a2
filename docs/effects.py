"""Write docs/explanation/effects.md: what each rule that this version has changed does to the four presets.

    python docs/effects.py [--quick | --prose]

About five minutes on two cores. --quick takes two replications of one preset, prints the page and writes nothing. --prose
fills the page anew after its prose has changed. Changes stand in docs/effect_changes.py, the prose in
docs/explanation/effects.in.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from effect_changes import (
    BUSY,
    MIDDLE,
    PRESETS,
    SCALES,
    SQUADS,
    WORTH,
    Comparison,
    backlogs,
    comparisons,
    loaded,
)
from measuring import ROOT, command, table
from scipy.special import stdtrit

from simulator.kernel.units import DAYS_PER_QUARTER
from simulator.outcomes.registry import BY_NAME, value_of
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario
from simulator.store.manifest import scenario_hash
from simulator.studies.replications import replicate, seeds_of
from simulator.studies.runs import Run

REPLICATIONS = 25
DOES_MOST = "engineer"
CONFIDENCE = 0.95
MILLION = 1e6


@dataclass(frozen=True)
class Measure:
    """A column of the tables."""

    words: str
    name: str
    """Of an outcome, or of an account of the role that does most work."""
    kind: str = "ratio"
    """ratio: difference relative to the base; points: of a share; money: in millions."""


USED = Measure("used", "used", "points")
FIRST = Measure("first release", "time_to_market_days_mean")
WHOLE = Measure("whole initiative", "initiative_lead_time_days_mean")
FIRST_BEGUN = Measure("first, from begun", "time_from_start_to_market_days_mean")
WHOLE_BEGUN = Measure("whole, from begun", "initiative_cycle_time_days_mean")
ITEMS = Measure("items", "throughput_items_per_quarter")
VALUE_TIME = Measure("value time", "value", "points")
TALK = Measure("coordination", "coordination", "points")
OVERRUN = Measure("overrun", "budget_deviation_mean", "points")
VALUE = Measure("value", "value_delivered")
MARGIN = Measure("margin", "operating_margin", "points")
FAILED = Measure("changes that fail", "change_failure_rate", "points")
NPV = Measure("NPV", "net_present_value", "money")
TICKETS = Measure("tickets", "tickets")
DONE = Measure("initiatives done", "initiatives_done")
MEASURES = (
    FIRST,
    WHOLE,
    FIRST_BEGUN,
    WHOLE_BEGUN,
    ITEMS,
    VALUE_TIME,
    TALK,
    OVERRUN,
    VALUE,
    NPV,
    MARGIN,
    FAILED,
    TICKETS,
    USED,
    DONE,
)
COLUMNS = (
    FIRST,
    WHOLE,
    FIRST_BEGUN,
    WHOLE_BEGUN,
    ITEMS,
    VALUE_TIME,
    TALK,
    OVERRUN,
    FAILED,
    VALUE,
    NPV,
    MARGIN,
)
OF_TABLES = {"support": (*COLUMNS, TICKETS)}


def of_run(run: Run) -> list[float]:
    """All measures of a run; NaN where there is nothing to measure."""
    row, hours = run.run.to_pylist()[0], run.hours.to_pandas()
    hours = (
        hours[(hours.phase == "window") & (hours.role == DOES_MOST)]
        .groupby("account", observed=True)
        .hours.sum()
    )
    shares = hours / hours.sum()
    items = run.items.to_pandas()
    tickets = items[(items.kind == "bare") & items.in_cohort].lead_days
    found = {"used": 1.0 - shares.get("idle", 0.0), "tickets": tickets.mean() if len(tickets) else np.nan}
    found |= {
        "value": shares.get("value", 0.0) + shares.get("support", 0.0),
        "coordination": shares.get("coordination", 0.0),
    }
    return [found[m.name] if m.name in found else value_of(row, BY_NAME[m.name]) for m in MEASURES]


def measured(scenarios: Sequence[Scenario], replications: int) -> dict[str, Any]:
    """By hash of a scenario: measures, shape (measures, replications), with the same chance events everywhere."""
    unique = list({scenario_hash(s): s for s in scenarios}.items())
    runs = replicate(unique, seeds_of(0, replications), measure=lambda run: (run.run, run.hours, run.items))
    rows = np.array([of_run(run) for run in runs], float).reshape(len(unique), replications, len(MEASURES))
    return {key: rows[k].T for k, (key, _) in enumerate(unique)}


def shown(measure: Measure, values: Any, base: Any) -> str:
    """A difference with its interval: bold where that leaves out zero, = where not a digit differs."""
    known = np.isfinite(values) & np.isfinite(base)
    n = int(known.sum())
    if n < 2:
        return "–"
    difference = values[known] - base[known]
    if not difference.any():
        return "="
    mean, error = float(difference.mean()), float(difference.std(ddof=1)) / n**0.5
    half = float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) * error
    scale, unit, digits = _unit(measure, float(base[known].mean()))
    text = f"{mean / scale:+.{digits}f} ± {half / abs(scale):.{digits}f}{unit}"
    return f"**{text}**" if abs(mean) > half else text


def _unit(measure: Measure, base: float) -> tuple[float, str, int]:
    """What a difference is divided by, its unit, and decimals."""
    if measure.kind == "ratio":
        return (abs(base) or float("nan")) / 100.0, " %", 0
    return (0.01, " pts", 1) if measure.kind == "points" else (MILLION, " M", 1)


Found = Mapping[str, Any]


def cell(found: Found, c: Comparison, measure: Measure) -> str:
    """The difference that a change makes."""
    m = MEASURES.index(measure)
    return shown(measure, found[scenario_hash(c.scenario)][m], found[scenario_hash(c.base)][m])


def table_of(found: Found, every: Sequence[Comparison], name: str) -> str:
    """One of the tables: a row for each change, scale of demand and preset."""
    columns = OF_TABLES.get(name, COLUMNS)
    here = sorted((c for c in every if c.table == name), key=lambda c: _order(every, name, c))
    rows = [
        [c.change, f"{c.scale:g}", c.preset, *(cell(found, c, measure) for measure in columns)]
        for c in here
    ]  # fmt: skip
    return table(["change", "demand", "preset", *(measure.words for measure in columns)], rows)


def _order(every: Sequence[Comparison], name: str, c: Comparison) -> tuple[int, float]:
    changes = list(dict.fromkeys(other.change for other in every if other.table == name))
    return changes.index(c.change), c.scale


def summary(found: Found, every: Sequence[Comparison], measure: Measure) -> str:
    """One measure at the middle demand: every change that is compared there."""
    presets = list(dict.fromkeys(c.preset for c in every))
    words = {"off": "off: ", "alone": "alone: "}
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for c in every:
        if c.scale == MIDDLE:
            cells.setdefault((c.table, c.change), {})[c.preset] = cell(found, c, measure)
    rows = [
        [words.get(name, "") + change, *(row.get(preset, "–") for preset in presets)]
        for (name, change), row in sorted(cells.items(), key=lambda pair: pair[0][0] == "alone")
    ]
    return table(["change", *presets], rows)


def base_table(found: Found, every: Sequence[Comparison]) -> str:
    """The presets with all rules on, and with all off."""
    bases = {(c.scale, c.preset, c.table): c.base for c in every if c.table in ("off", "alone")}
    words = {"off": "all on", "alone": "all off"}
    rows = [
        [f"{scale:g}", preset, words[name], *_means(found[scenario_hash(base)])]
        for (scale, preset, name), base in sorted(
            bases.items(), key=lambda b: (b[0][0], PRESETS.index(b[0][1]))
        )
    ]
    return table(["demand", "preset", "rules", *BASE_WORDS], rows)


BASE_WORDS = (
    "used", "value time", "coordination", "first release, days", "whole", "items a quarter", "overrun", "changes that fail", "value, M", "NPV, M", "margin",
)  # fmt: skip


def _means(rows: Any) -> list[str]:
    mean = _mean(rows)
    return [
        *(f"{mean[m]:.2f}" for m in (USED, VALUE_TIME, TALK)), *(f"{mean[m]:.0f}" for m in (FIRST, WHOLE, ITEMS)),
        *(f"{mean[m]:.2f}" for m in (OVERRUN, FAILED)), *(f"{mean[m] / MILLION:.1f}" for m in (VALUE, NPV)), f"{mean[MARGIN]:.2f}",
    ]  # fmt: skip


def _mean(rows: Any) -> dict[Measure, float]:
    """Mean of each measure over the replications in which it was measured."""
    return {
        m: float(row[np.isfinite(row)].mean()) if np.isfinite(row).any() else np.nan
        for m, row in zip(MEASURES, rows, strict=True)
    }


def backlog_table(replications: int, most: int | None = None) -> str:
    """How many initiatives at once, and which: figures with half-widths of intervals."""
    cases = list(backlogs())[:most]
    found = measured([scenario for _, scenario in cases], replications)
    rows = [[name, *_of_backlog(scenario, found[scenario_hash(scenario)])] for name, scenario in cases]
    head = (
        "used / value time",
        "initiatives a quarter",
        "begun to first / to all, days",
        "tickets, days",
        "value, M",
        "NPV, M",
    )
    return table(["limit, ranked by", *head], rows)


def _of_backlog(scenario: Scenario, rows: Any) -> Iterator[str]:
    mean = _mean(rows)
    quarters = (scenario.horizon.window_end - scenario.horizon.window_start) / DAYS_PER_QUARTER
    yield f"{mean[USED]:.2f} / {mean[VALUE_TIME]:.2f}"
    yield f"{mean[DONE] / quarters:.1f}"
    yield f"{mean[FIRST_BEGUN]:.0f} / {mean[WHOLE_BEGUN]:.0f}"
    yield f"{mean[TICKETS]:.0f}"
    for measure in (VALUE, NPV):
        values = rows[MEASURES.index(measure)] / MILLION
        half = stdtrit(len(values) - 1, 0.5 + CONFIDENCE / 2) * values.std(ddof=1) / len(values) ** 0.5
        yield f"{values.mean():.1f} ± {half:.1f}"


def one_row() -> str:
    """The first row of the table of what is switched off, by which one sees whether the page is of today."""
    first = next(iter(comparisons(PRESETS[:1])))
    return table_of(measured([first.base, first.scenario], REPLICATIONS), [first], "off").splitlines()[-1]


def parts_of(quick: bool) -> dict[str, str]:
    """Tables and figures of the page."""
    replications = 2 if quick else REPLICATIONS
    every = list(comparisons(PRESETS[:1], (MIDDLE,)) if quick else comparisons())
    found = measured([scenario for c in every for scenario in (c.base, c.scenario)], replications)
    squads = scenario_from(loaded(SQUADS, BUSY), ROOT)
    used = measured([squads], replications)[scenario_hash(squads)][MEASURES.index(USED)].mean()
    return {
        "summary": summary(found, every, WHOLE), "margins": summary(found, every, MARGIN), "bases": base_table(found, every), "backlog": backlog_table(replications, 1 if quick else None),
        **{name: table_of(found, every, name) for name in ("off", "alone", "moved", "support", "reassign")},
        "replications": str(replications), "busy": f"{BUSY:g}", "worth": f"{WORTH:,}", "used": f"{used:.2f}", "middle": f"{MIDDLE:g}",
        "scales": ", ".join(f"{scale:g}" for scale in SCALES), "comparisons": f"{len(every) * len(COLUMNS):,}",
    }  # fmt: skip


if __name__ == "__main__":
    command("effects", parts_of)
