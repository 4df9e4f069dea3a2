"""What docs/presets.py simulates: worlds in two modes, loads of each preset, limits, contexts, arms with one governance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from measuring import ROOT
from preset_rows import Named
from ruamel.yaml import YAML

from simulator import load_scenario
from simulator.outcomes.use import used_by_role
from simulator.scenario.comparison import Comparison
from simulator.scenario.scenario import Scenario
from simulator.studies.comparison import comparison_from, points_of
from simulator.studies.replications import replicate, seeds_of

SCENARIOS = ROOT / "scenarios"
PRESETS = ("project-based", "spotify", "two-pizza", "product-model")
WORLDS = {"mid-size": ("", 30), "regulated": ("regulated/", 16), "large": ("large/", 10)}
"""Folder of the presets of a world, and replications."""
MODES = ("equal_load", "backlog")

WANTED = 0.80
SCALES = (0.4, 0.6, 0.8, 1.0, 1.3, 1.7, 2.2, 2.8, 3.5)
"""Multiples of the ideas of the world's file at which the use of engineers is simulated."""
HARDLY = 0.01
"""Share of time below the most that engineers come to, from which on more ideas hardly use them more."""

LIMITS = {"project-based": (6, 12, 18, 24, 30, 36)}
OF_A_TEAM = (1, 2, 3, 4, 5, 6)
COMMON = {"project-based": 18}
OF_EACH_TEAM = 2
"""Limits that the files have."""


def presets(folder: str, mode: str) -> list[tuple[str, Scenario]]:
    """The presets of a world in a mode."""
    return [(name, load_scenario(SCENARIOS / folder / f"{name}.yaml").in_mode(mode)) for name in PRESETS]


def scaled(preset: str, scale: float) -> Scenario:
    """A preset of the mid-size world with this multiple of the ideas that its file writes."""
    load = {
        "load": None,
        "mode": "equal_load",
        "modes.equal_load.loads": None,
        "modes.equal_load.scale": scale,
    }
    return load_scenario(
        SCENARIOS / f"{preset}.yaml", {f"demand.{key}": value for key, value in load.items()}
    )


def used(scenarios: Named, replications: int) -> list[float]:
    """Share of their present time in which engineers are not idle, in each scenario."""
    runs = replicate(scenarios, seeds_of(0, replications), measure=lambda run: run.facts)
    shares = [used_by_role(run.facts)["engineer"] for run in runs]
    return [float(mean) for mean in np.reshape(shares, (len(scenarios), replications)).mean(axis=1)]


def scale_of(preset: str, replications: int, scales: Sequence[float] = SCALES) -> tuple[float, float]:
    """At which multiple of the ideas a preset's engineers are used as wanted, and how much they are used there.

    Where they never are, the multiple from which on more ideas hardly use them more.
    """
    shares = np.maximum.accumulate(used([(f"{s:g}", scaled(preset, s)) for s in scales], replications))
    reached = WANTED if shares[-1] >= WANTED else float(shares[-1]) - HARDLY
    return float(np.interp(reached, shares, scales)), reached


def limits_of(preset: str) -> tuple[int, ...]:
    """Limits that are tried: for each team, or for the company."""
    return LIMITS.get(preset, OF_A_TEAM)


def common_limit(preset: str) -> int:
    """The limit that the files have."""
    return COMMON.get(preset, OF_EACH_TEAM)


def limited(preset: str, limit: int) -> Scenario:
    """A preset of the mid-size world in backlog mode with a limit of its own."""
    per = "company" if preset in LIMITS else "team"
    places = {"limits.initiatives": limit, "limits.per": per}
    return load_scenario(SCENARIOS / f"{preset}.yaml", places).in_mode("backlog")


@dataclass(frozen=True)
class Context:
    """A file of scenarios/contexts, and what was expected of it before it was run."""

    name: str
    expected: tuple[tuple[str, str], ...]
    """Who was expected to lose, and against whom."""

    @property
    def file(self) -> Path:
        """Of the comparison."""
        return SCENARIOS / "contexts" / f"{self.name}.yaml"

    @property
    def reason(self) -> str:
        """Its first line: who loses there, and why."""
        return self.file.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")


SQUADS_LOSE, PROJECTS_LOSE = (("squads", "projects"),), (("projects", "squads"),)
CONTEXTS = (
    Context("uneven-demand", SQUADS_LOSE),
    Context("half-in-one-area", SQUADS_LOSE),
    Context("few-specialists", SQUADS_LOSE),
    Context("low-use", SQUADS_LOSE),
    Context("one-valuable-area", SQUADS_LOSE),
    Context("equal-value", PROJECTS_LOSE),
    Context("tight-coupling", PROJECTS_LOSE),
    Context("strangers", PROJECTS_LOSE),
    Context("bursts", PROJECTS_LOSE),
    Context("few-users", (("spotify", "project-based"),)),
    Context("ticket-platform", (("two-pizza", "product-model"),)),
    Context("useless-not-harmful", (("two-pizza", "spotify"),)),
    Context("whole-releases", (("two-pizza", "spotify"), ("two-pizza", "product-model"))),
    Context("plentiful-capacity", (("product-model", "spotify"),)),
)
OF_STAFFING = CONTEXTS[:9]
"""Those that compare projects and squads; the others compare the presets."""
WITHOUT: dict[str, dict[str, Any]] = {
    "bursts": {"demand.load": 0.70, "demand.opportunities.ideas.evenness": None}
}
"""What stays of a context besides its load, where nothing else does."""


def points(context: Context) -> list[Comparison]:
    """A context in each mode of its file."""
    return points_of(comparison_from([context.file]), ())


def without(context: Context, mode: str | None) -> list[tuple[str, Scenario]]:
    """The structures of a context in the world as it is, at the load of the context."""
    written = YAML(typ="safe").load(context.file.read_text(encoding="utf-8"))
    kept = dict(WITHOUT.get(context.name, {}))
    found = []
    for variant in written["variants"]:
        load = variant["change"].get("demand", {}).get("load")
        loaded = kept or ({} if load is None else {"demand.load": load})
        scenario = load_scenario(context.file.parent / variant["file"], loaded)
        found.append((scenario.name, scenario.in_mode(mode or "equal_load")))
    return found


GOVERNANCES = ("boards, whole", "boards, continuous", "team decides, whole", "team decides, continuous")
ARMS = {"projects": "departments, projects", "squads": "squads, permanent"}


@cache
def _arms() -> Comparison:
    return comparison_from([SCENARIOS / "crossed-arms.yaml"])


def alike() -> Iterator[tuple[str, str, list[tuple[str, Scenario]]]]:
    """Projects and squads with the same governance, release and feedback: where, which governance, and the two."""
    points = [(f"equal load, {at.load:g}", at) for at in points_of(_arms(), (0.7, 0.8), ["equal_load"])]
    points += [("backlog", at) for at in points_of(_arms(), (), ["backlog"])]
    for where, at in points:
        arms = dict(at.variants)
        for governance in GOVERNANCES:
            yield where, governance, [(name, arms[f"{arm}, {governance}"]) for name, arm in ARMS.items()]
