"""Turns one preset into another, key by key, and writes what each step does.

Run `python docs/key_by_key.py` (about a minute); it writes docs/explanation/key-by-key.md.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulator import load_scenario
from simulator.outcomes.registry import BY_NAME, value_of
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario
from simulator.store.manifest import resolved
from simulator.studies.replications import replicate, seeds_of

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "explanation" / "key-by-key.md"
START, END = "project-based", "product-model"
SEEDS = 20
MODE = {"demand.mode": "backlog"}
OUTCOMES = {
    "time_from_start_to_market_days_mean": "first release, days from begun",
    "initiative_cycle_time_days_mean": "whole initiative, days from begun",
    "initiatives_done": "initiatives done",
    "net_present_value": "net present value, millions",
}
UNITS = {"net_present_value": 1e6}

Values = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One choice that is made as in the other preset."""

    title: str
    keys: tuple[str, ...]
    """Dotted paths that are taken over, or removed where the other preset has none."""
    layers: tuple[str, ...] | None = None
    """Names of the approval layers from here on; None: as before."""


TRIO, LEADS = "product trio", "product leads"
CHANGE, LINE = "change board", "line managers"
RIGHTS = "governance.decision_rights"

STEPS = (
    Step(
        "permanent teams of one composition own products, instead of a temporary team for every initiative",
        (
            *(
                f"structure.{key}"
                for key in ("recipe", "composition", "max_team_size", "staffing", "max_projects", "department_hours_per_week")
            ),
            "ceremonies",
            "limits",
        ),
    ),
    Step("people move to the team with most work, once a quarter", ("structure.reassign",)),
    Step("the platform serves by self-service, not by ticket, and releases itself", ("structure.platform",)),
    Step("contracts say what teams may ask of each other", ("structure.contracts",)),
    Step("the team's trio decides what starts, no portfolio board", (f"{RIGHTS}.start_initiative",), (TRIO, CHANGE, LINE)),
    Step("releases need no approval, no change board", (f"{RIGHTS}.release",), (TRIO, LINE)),
    Step("decisions during work stay in the team or go to product leads", (f"{RIGHTS}.during_work", "governance.gate"), (TRIO, LEADS)),
    Step("each item is released when it is done, not with the whole initiative", ("release",)),
    Step("groups of at most 50 people, not of 100", ("structure.groups", "structure.chapters", "structure.guilds")),
    Step("ideas are studied before they start and tested when they are out; teams look back", ("feedback",)),
    Step("the name", ("name", "description")),
)  # fmt: skip


def preset(name: str) -> Scenario:
    """A shipped preset, in backlog mode."""
    return load_scenario(ROOT / "scenarios" / f"{name}.yaml", MODE)


def variants() -> list[tuple[str, Scenario]]:
    """The first preset, then what it is after each step; the last is the other preset."""
    start, end = resolved(preset(START)), resolved(preset(END))
    here, found = start, [("as it is: " + START, scenario_from(start))]
    for step in STEPS:
        here = changed(here, end, step)
        found.append((step.title, scenario_from(here)))
    return found


def alone() -> list[tuple[str, Scenario]]:
    """The first preset with each of the steps alone, that is, without those before it."""
    start, end = resolved(preset(START)), resolved(preset(END))
    found = []
    for step in STEPS:
        after = changed(start, end, step)
        known = [*start["governance"]["layers"], *end["governance"]["layers"]]
        after["governance"]["layers"] = known  # a layer that is never asked does nothing
        found.append((step.title, scenario_from(after)))
    return found


def changed(here: Values, end: Values, step: Step) -> Values:
    """Values with the keys of a step as in `end`."""
    after = copy.deepcopy(here)
    for path in step.keys:
        take_over(after, end, path.split("."))
    if step.layers is not None:
        known = [*here["governance"]["layers"], *end["governance"]["layers"]]
        by_name = {layer["name"]: layer for layer in known}
        after["governance"]["layers"] = [by_name[name] for name in step.layers]
    return after


def take_over(here: Values, end: Values, path: Sequence[str]) -> None:
    """Set one key as in `end`; remove it where `end` has none."""
    for step in path[:-1]:
        here, end = here[step], end[step]
    if path[-1] in end:
        here[path[-1]] = copy.deepcopy(end[path[-1]])
    else:
        here.pop(path[-1], None)


def measured(scenarios: Sequence[tuple[str, Scenario]]) -> Any:
    """Outcomes by scenario, seed and name, infinite beyond the run-off; the same seeds for all."""
    runs = list(replicate(scenarios, seeds_of(0, SEEDS)))
    rows = [run.run.to_pylist()[0] for run in runs]
    values = [[value_of(row, BY_NAME[name]) / UNITS.get(name, 1.0) for name in OUTCOMES] for row in rows]
    return np.array(values, np.float64).reshape(len(scenarios), SEEDS, len(OUTCOMES))


def in_days(values: Any) -> str:
    """Mean of some values by seed, and its standard error; how many lie beyond the run-off, where any do."""
    if not np.isfinite(values).all():
        return f"beyond in {int((~np.isfinite(values)).sum())} of {len(values)}"
    return f"{values.mean():.1f} ± {values.std(ddof=1) / np.sqrt(len(values)):.1f}"


def cumulative_table(titles: Sequence[str], values: Any) -> list[str]:
    """Each step on top of those before it: what comes out, and what it takes off."""
    lines = [
        "| step | " + " | ".join(f"{name} | by this step" for name in OUTCOMES.values()) + " |",
        "| --- |" + " --- |" * (2 * len(OUTCOMES)),
    ]
    for k, title in enumerate(titles):
        cells = [title]
        for o in range(len(OUTCOMES)):
            cells += [
                in_days(values[k, :, o]),
                in_days(values[k, :, o] - values[k - 1, :, o]) if k else "",
            ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def alone_table(titles: Sequence[str], values: Any, first: Any) -> list[str]:
    """Each step by itself: what it takes off the first preset."""
    lines = [f"| step alone | {' | '.join(OUTCOMES.values())} |", "| --- |" + " --- |" * len(OUTCOMES)]
    for title, found in zip(titles, values, strict=True):
        cells = [in_days(found[:, o] - first[:, o]) for o in range(len(OUTCOMES))]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return lines


def in_words(titles: Sequence[str], values: Any) -> str:
    """What to make of it: which steps close how much of the difference."""
    market = values[:, :, 0].mean(axis=1)
    whole, by_step = market[-1] - market[0], np.diff(market)
    order = np.argsort(by_step / whole)[::-1]
    first, second = int(order[0]), int(order[1])
    return (
        f"Of the {abs(whole):.0f} days between the two from begun to first release, the step \u201c{titles[first + 1]}\u201d closes "
        f"{by_step[first] / whole:.0%} and the step \u201c{titles[second + 1]}\u201d {by_step[second] / whole:.0%}; all others "
        f"together close {1 - (by_step[first] + by_step[second]) / whole:.0%}. What a step closes depends on the steps "
        "before it, so read both tables. The last step, the name, closes nothing, as it must."
    )


def in_other_words(values: Any, single: Any) -> str:
    """What the steps by themselves say of the first preset."""
    market, alone = values[:, :, 0], (single[:, :, 0] - values[0, :, 0]).mean(axis=1)
    whole = market[-1].mean() - market[0].mean()
    error = market[0].std(ddof=1) / np.sqrt(SEEDS)
    return (
        f"Each alone, the steps add up to {alone.sum():+.0f} days to first release, together they make {whole:+.0f}: they are not "
        f"a sum of parts. The standard error of `{START}` is {error:.1f} days, against "
        f"{market[-1].std(ddof=1) / np.sqrt(SEEDS):.1f} of `{END}`."
    )


def page() -> str:
    """The whole page."""
    steps, single = variants(), alone()
    values = measured([*steps, *single])
    titles = [title for title, _ in steps]
    return "\n".join(
        [
            "<!-- Generated by docs/key_by_key.py; do not edit. -->\n",
            f"# From {START} to {END}, key by key\n",
            "Both presets have the same people, products and opportunities (`scenarios/worlds/mid-size.yaml`). Each step takes one",
            f"choice over from `{END}`; after the last one the two are the same, byte for byte (a test holds it).",
            "Demand is in backlog mode: more ideas than anyone can do, and a limit on how many are begun.",
            f"Mean and standard error of {SEEDS} replications with common random numbers.\n",
            *cumulative_table(titles, values[: len(steps)]),
            "",
            in_words(titles, values[: len(steps)]),
            f"\nThe same steps, each by itself, on `{START}`:\n",
            *alone_table([title for title, _ in single], values[len(steps) :], values[0]),
            "",
            in_other_words(values[: len(steps)], values[len(steps) :]),
            "",
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
