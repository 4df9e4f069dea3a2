"""Variants of docs/mechanisms.py: a preset with a mechanism off, or with a parameter at an end of its range."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from measuring import FIRST_WORLD, ROOT, ranges_of

from simulator import load_scenario
from simulator.mechanisms.registry import MECHANISMS
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario
from simulator.store.manifest import resolved

RANGES = ranges_of("mechanisms-ranges.yaml")
LOOPS = ("research", "stakeholders", "ab_test", "usage", "retrospectives")
ALL_ON: dict[str, Any] = {"people": {}, "decision_quality": {}}
"""Sections that the worlds leave out, since this page found that they move nothing there."""
BY_SECTION = ("alignment", "funding")
"""What acts only with a section that the worlds do not have; it is put in for its own rows."""
SOME_LEGACY, SOME_METRICS = 0.4, 10
TICKETS = {
    "products": "all", "class": "support", "arrivals_per_quarter": 25,
    "effort_days": {"lognormal": {"mean": 2.4, "sigma": 0.8}},
}  # fmt: skip
"""For `support` to act on; practitioners report a sixth of engineers' time."""
Values = dict[str, Any]


@dataclass(frozen=True)
class Variant:
    """A preset with one thing changed, and what it is compared with."""

    preset: str
    mechanism: str
    path: str
    """Of the parameter; empty where the mechanism is off, or a loop is in."""
    end: str
    """low, high, off, or the loop that is in."""
    base: Scenario
    scenario: Scenario


def variants(presets: Sequence[str], ranges_of_each: int | None = None) -> list[Variant]:
    """Everything that is switched off or moved, in the order of the page.

    ranges_of_each: how many parameters of each mechanism, the first ones; default: all.
    """
    found: list[Variant] = []
    for preset in presets:
        loaded = load_scenario(FIRST_WORLD / f"{preset}.yaml", ALL_ON).at_load(RANGES["load"])
        values = resolved(loaded)
        found += switched_off(preset, values)
        for mechanism, ranges in RANGES["mechanisms"].items():
            for path, ends in list(ranges.items())[:ranges_of_each]:
                found += moved(preset, values, mechanism, path, ends)
    return found


def switched_off(preset: str, values: Values) -> Iterator[Variant]:
    """Each mechanism off, and each loop of feedback in against out."""
    for mechanism in (m.name for m in MECHANISMS):
        here = with_section(values, mechanism)
        off = scenario_from({**here, "mechanisms": {mechanism: "off"}}, ROOT)
        yield Variant(preset, mechanism, "", "off", scenario_from(here, ROOT), off)
    for loop in LOOPS:
        loops = {k: v for k, v in values.get("feedback", {}).items() if k != loop}
        without = scenario_from({**values, "feedback": loops}, ROOT)
        with_it = scenario_from({**values, "feedback": {**loops, loop: {}}}, ROOT)
        yield Variant(preset, "feedback", "", loop, without, with_it)


def moved(preset: str, values: Values, mechanism: str, path: str, ends: Sequence[Any]) -> Iterator[Variant]:
    """A parameter at both ends, against its default; with something to act on where the preset has nothing."""
    here = ready_for(values, path)
    base = scenario_from(here, ROOT)
    for end, value in zip(("low", "high"), ends, strict=True):
        yield Variant(preset, mechanism, path, end, base, scenario_from(changed(here, path, value), ROOT))


def ready_for(values: Values, path: str) -> Values:
    """Values in which a parameter has something to act on."""
    here = copy.deepcopy(values)
    first, *rest = path.split(".")
    if first == "feedback" and rest[0] in LOOPS:
        here.setdefault("feedback", {}).setdefault(rest[0], {})
    elif path == "feedback.good_share_lift":
        here.setdefault("feedback", {}).setdefault("research", {})
    elif path == "quality.legacy_factor":
        here = changed(here, "products.*.legacy_share", SOME_LEGACY)
    elif first in ("support", *BY_SECTION):
        here = with_section(here, first)
    elif path == "learning.spread_per_hour_met":
        here.setdefault("structure", {}).setdefault("chapters", {})
    elif path.endswith("for_initiative.per_initiative"):
        here = changed(here, "governance.decision_rights.for_initiative.by", "consult")
    elif path == "dependencies.meets_every_days":
        here = changed(here, "dependencies.work_visible", False)
    elif path.endswith("hours_per_metric_per_month"):
        here = changed(here, "money.reporting.metrics_per_team", SOME_METRICS)
    return here


def with_section(values: Values, mechanism: str) -> Values:
    """Values in which a mechanism has something to act on that the worlds leave out."""
    if mechanism == "support":
        return with_tickets(values)
    return {**values, mechanism: values.get(mechanism) or {}} if mechanism in BY_SECTION else values


def with_tickets(values: Values) -> Values:
    """Values with tickets for every area."""
    return {**values, "demand": {**values["demand"], "items": [*values["demand"].get("items", []), TICKETS]}}


def changed(values: Values, path: str, value: Any) -> Values:
    """Values with one parameter set; coupling is multiplied, since areas differ in it."""
    here = copy.deepcopy(values)
    if path == "products.*.coupling":
        for product in here["products"]:
            product["coupling"] = {k: min(1.0, v * value) for k, v in product.get("coupling", {}).items()}
        return here
    *steps, last = path.split(".")
    places: list[Any] = [here]
    for step in steps:
        places = [inner for place in places for inner in _below(here, place, step)]
    for place in places:
        place[last] = value
    return here


def _below(values: Values, place: Any, step: str) -> list[Any]:
    """What a step of a path leads to: every element of a list, that of a name, or a part of a map."""
    if isinstance(place, list) and step == "*":
        return place
    if isinstance(place, list):
        asked = values["governance"]["decision_rights"]["start_initiative"]["ask"][0]
        wanted = asked if step == "first" else step
        return [one for one in place if wanted in (one.get("name"), one.get("stage"))]
    return [place.setdefault(step, {})]
